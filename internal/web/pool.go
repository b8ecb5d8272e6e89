package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// pool is a program's possible reviewers as they were asked for.
type pool struct {
	cycle   *program.Detail
	panels  []*review.Panel
	in      review.PoolFilter
	topic   string
	rows    []*review.PoolEntry
	options []view.Option // of what somebody can know
	may     bool
	again
}

func (s *Site) reviewerPool(w http.ResponseWriter, r *http.Request) error {
	return s.drawPool(w, r, again{})
}

func (s *Site) drawPool(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewPool); err != nil {
		return err
	}
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	p := s.page(r, "pool.title")
	d := pool{again: a}
	if d.cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return err
	}
	if err := d.ask(r.URL.Query()); err != nil {
		return err
	}
	if d.rows, err = s.Review.Pool(ctx, d.in); err != nil {
		return err
	}
	if d.panels, err = s.Review.Panels(ctx, id); err != nil {
		return err
	}
	if d.options, err = s.knowledge(ctx, p); err != nil {
		return err
	}
	d.may = auth.May(ctx, auth.KeepPool, auth.Target{Program: d.cycle.Program})
	p.Lead, p.Wide = p.T("pool.lead"), true
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return poolPage(p, d) })
}

// ask reads what the list is narrowed to; nonsense narrows to nobody.
func (d *pool) ask(q url.Values) (err error) {
	d.in.Program, d.in.Country, d.topic = d.cycle.Program, place.Country(q.Get("country")), q.Get("topic")
	d.in.Kind, d.in.Value, _ = strings.Cut(d.topic, ":")
	if text := q.Get("panel"); text != "" {
		if d.in.Panel, err = idOf[ident.PanelKind](q, "panel"); err != nil {
			return err
		}
	}
	d.in.On, err = dayTyped(q, "on")
	return err
}

// knowledge is all that somebody can say they know: themes by title, disciplines, languages and countries.
func (s *Site) knowledge(ctx context.Context, p view.Page) ([]view.Option, error) {
	out := []view.Option{{Label: p.T("officer.choose")}}
	themes, err := s.Review.ReviewerThemes(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range themes {
		out = append(out, view.Option{Value: review.ThemeTopic + ":" + t.Title["en"], Label: p.Choice("panel.skill", review.ThemeTopic) + ": " + t.Title.In(p.Locale())})
	}
	tags, err := s.People.Languages(ctx)
	if err != nil {
		return nil, err
	}
	return append(out, tongues(p, tags)...), nil
}

// tongues are disciplines, languages and countries to choose from.
func tongues(p view.Page, tags []string) []view.Option {
	out := disciplines(p)
	for _, t := range tags {
		out = append(out, view.Option{Value: review.LanguageTopic + ":" + t, Label: tongueName(p, t)})
	}
	for _, k := range countryOptions(p, "", place.All())[1:] {
		out = append(out, view.Option{Value: review.CountryTopic + ":" + k.Value, Label: k.Label})
	}
	return out
}

func countryText(p view.Page, c place.Country) string {
	if c == "" {
		return "–"
	}
	return c.Name(p.Locale())
}

// freeText is when somebody says they are available.
func freeText(p view.Page, x *review.ReviewerProfile) string {
	from, until := p.Date(x.AvailableFrom), p.Date(x.AvailableUntil)
	switch {
	case x.Unavailable:
		return p.T("pool.free.not")
	case x.AvailableFrom.IsZero() && x.AvailableUntil.IsZero():
		return "–"
	case x.AvailableUntil.IsZero():
		return p.T("pool.free.from", "day", from)
	case x.AvailableFrom.IsZero():
		return p.T("pool.free.until", "day", until)
	}
	return p.T("pool.free.between", "from", from, "until", until)
}

func (d pool) panelOptions(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.any")}}
	for _, x := range d.panels {
		out = append(out, view.Option{Value: x.ID.String(), Label: x.Name})
	}
	return out
}

func (d pool) panel() string {
	if d.in.Panel.IsZero() {
		return ""
	}
	return d.in.Panel.String()
}

func (d pool) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("pool.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("officer.person")},
			{Title: p.T("pool.knows")},
			{Title: p.T("pool.country")},
			{Title: p.T("pool.load"), Numeric: true},
			{Title: p.T("pool.free")},
			{Title: p.T("pool.panels"), Numeric: true},
			{Title: p.T("pool.change"), Hidden: true},
		},
		Empty: view.Empty{Title: p.T("pool.none"), Text: p.T("pool.none.text")},
	}
	for _, x := range d.rows {
		name := []templ.Component{view.Name(x.Name, ""), quietLine(x.Email)}
		switch {
		case x.Seated:
			name = append(name, seatLine(view.Badge{Label: p.T("pool.seated"), Tone: view.Good}))
		case x.Asked != "":
			name = append(name, seatLine(seatBadge(p, x.Asked)))
		}
		t.Rows = append(t.Rows, view.Row{Key: x.Person.String(), Cells: []templ.Component{
			cell(name...), view.Text(skillList(p, d.cycle, x.Skills)), view.Text(countryText(p, x.Country)), view.Text(loadText(p, x.LoadLimit)),
			view.Text(freeText(p, &x.ReviewerProfile)), view.Text(p.Number(int64(x.Panels))), poolActs(p, d, x),
		}})
	}
	return t
}

func (s *Site) poolPosted(w http.ResponseWriter, r *http.Request, do func(context.Context, view.Page, ident.Program, url.Values) (string, error)) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		c, err := s.Program.Cycle(r.Context(), id)
		if err != nil {
			return "", "", err
		}
		words, err := do(r.Context(), s.page(r, "pool.title"), c.Program, q)
		return poolURL(id), words, err
	}, func(a again) error { return s.drawPool(w, r, a) })
}

func (s *Site) addToPool(w http.ResponseWriter, r *http.Request) error {
	return s.poolPosted(w, r, func(ctx context.Context, p view.Page, of ident.Program, q url.Values) (string, error) {
		if err := need(ctx, auth.KeepPool); err != nil {
			return "", err
		}
		who, err := s.personTyped(ctx, q, "person")
		if err != nil {
			return "", err
		}
		x, err := s.Review.AddToPool(ctx, review.PoolInput{Program: of, Person: who})
		if err != nil {
			return "", err
		}
		return p.T("pool.added", "name", x.Name), nil
	})
}

func (s *Site) removeFromPool(w http.ResponseWriter, r *http.Request) error {
	return s.poolPosted(w, r, func(ctx context.Context, p view.Page, of ident.Program, q url.Values) (string, error) {
		who, err := idOf[ident.PersonKind](q, "who")
		if err != nil {
			return "", err
		}
		return p.T("pool.removed"), s.Review.RemoveFromPool(ctx, review.PoolInput{Program: of, Person: who})
	})
}
