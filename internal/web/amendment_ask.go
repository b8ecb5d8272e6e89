package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// amending is the form of an amendment that is drafted or rewritten.
type amending struct {
	file   *agreement.File
	people []*amendment.KeyPerson
	kind   amendment.Kind
	draft  *amendment.Row // nil while there is none
	again
}

func (d amending) url() string {
	if d.draft != nil {
		return amendmentURL(d.draft.ID) + "/change"
	}
	return amendmentsURL(d.file.Award) + "/" + string(d.kind)
}

func (d amending) version() string {
	if d.draft == nil {
		return ""
	}
	return strconv.Itoa(d.draft.Version)
}

// was is what the draft has, or nothing.
func (d amending) was() amendment.Delta {
	if d.draft == nil {
		return amendment.Delta{}
	}
	return d.draft.Delta
}

func (s *Site) askAmendment(w http.ResponseWriter, r *http.Request) error {
	return s.drawAmending(w, r, again{})
}

func (s *Site) drawAmending(w http.ResponseWriter, r *http.Request, a again) (err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewAmendment); err != nil {
		return err
	}
	d := amending{again: a, kind: amendment.Kind(chi.URLParam(r, "kind"))}
	id, err := param[ident.AwardKind](r, "award")
	if chi.URLParam(r, "amendment") != "" {
		var amd ident.Amendment
		if amd, err = param[ident.AmendmentKind](r, "amendment"); err != nil {
			return err
		}
		if d.draft, err = s.Amendment.Amendment(ctx, amd); err == nil {
			id, d.kind = d.draft.Award, d.draft.Kind
		}
	}
	if err != nil {
		return err
	}
	if !slices.Contains(amendment.Kinds(), d.kind) {
		return fault.Missing("page")
	}
	if d.file, err = s.Agreement.Running(ctx, id, false); err != nil {
		return err
	}
	if err := auth.Require(ctx, auth.DraftAmendment, leadTarget(d.file)); err != nil {
		return err
	}
	if d.people, err = s.Amendment.KeyPersons(ctx, id); err != nil {
		return err
	}
	d.people = slices.DeleteFunc(d.people, func(k *amendment.KeyPerson) bool { return !k.EndedOn.IsZero() })
	p := s.page(r, "amendment.title")
	p.Title, p.Lead = p.Choice("amendment.kind", string(d.kind)), p.Choice("amendment.about", string(d.kind))
	p.Eyebrow = d.file.Number + " · " + d.file.Title
	p.Crumbs = append(amendmentCrumbs(p, d.file), view.Crumb{Label: p.T("amendment.title"), URL: amendmentsURL(id)})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return amendingPage(p, d) })
}

func (s *Site) beginAmendment(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := amendment.BeginInput{Award: id, Kind: amendment.Kind(chi.URLParam(r, "kind")), Reason: q.Get("reason")}
		var err error
		if in.EffectiveOn, err = dayTyped(q, "effectiveOn"); err != nil {
			return "", "", err
		}
		if in.Delta, err = s.deltaTyped(r, q); err != nil {
			return "", "", err
		}
		row, err := s.Amendment.Begin(r.Context(), in)
		if err != nil {
			return "", "", renamed(err, fieldOfDelta)
		}
		return amendmentURL(row.ID), s.page(r, "amendment.title").Choice("amendment.did", "begin"), nil
	}, func(a again) error { return s.drawAmending(w, r, a) })
}

func (s *Site) changePage(w http.ResponseWriter, r *http.Request) error {
	return s.drawAmending(w, r, again{})
}

func (s *Site) changeAmendment(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AmendmentKind](r, "amendment")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := amendment.ChangeInput{Amendment: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)}
		var err error
		if in.EffectiveOn, err = dayTyped(q, "effectiveOn"); err != nil {
			return "", "", err
		}
		if in.Delta, err = s.deltaTyped(r, q); err != nil {
			return "", "", err
		}
		_, err = s.Amendment.Change(r.Context(), in)
		return amendmentURL(id), s.page(r, "amendment.title").Choice("amendment.did", "change"), renamed(err, fieldOfDelta)
	}, func(a again) error { return s.drawAmending(w, r, a) })
}

// fieldOfDelta is where the form has a path of the input: the lines are a table by category.
func fieldOfDelta(path string) string {
	rest, is := strings.CutPrefix(path, "lines")
	if !is {
		return path
	}
	all := budget.Categories()
	if rest == "" {
		return "grant." + string(all[0])
	}
	n, column, _ := strings.Cut(rest[1:], ".")
	if i, ok := number(n); ok && i > 0 && i <= len(all) {
		return column + "." + string(all[i-1])
	}
	return path
}

// deltaTyped reads the form; a museum is named by words that find exactly one.
func (s *Site) deltaTyped(r *http.Request, q url.Values) (in amendment.DeltaInput, err error) {
	for _, c := range budget.Categories() {
		in.Lines = append(in.Lines, amendment.MovedInput{Category: c, Grant: strings.TrimSpace(q.Get("grant." + string(c))), Share: strings.TrimSpace(q.Get("share." + string(c)))})
	}
	in.SupportOut, in.OnlyToSpend, in.Leaves = q.Get("supportOut"), q.Get("onlyToSpend") == "on", q.Get("leaves") == "on"
	in.Name, in.Role, in.Changes, in.Description, in.Part = q.Get("name"), amendment.KeyRole(q.Get("role")), q.Get("changes"), q.Get("description"), q.Get("part")
	if in.EndsOn, err = dayTyped(q, "endsOn"); err != nil {
		return in, err
	}
	if in.AwayFrom, err = dayTyped(q, "awayFrom"); err != nil {
		return in, err
	}
	if in.AwayTo, err = dayTyped(q, "awayTo"); err != nil {
		return in, err
	}
	if in.Effort, err = percentTyped(q, "effort"); err != nil {
		return in, err
	}
	if in.NewEffort, err = percentTyped(q, "newEffort"); err != nil {
		return in, err
	}
	if q.Get("keyPerson") != "" {
		if in.KeyPerson, err = idOf[ident.KeyPersonKind](q, "keyPerson"); err != nil {
			return in, err
		}
	}
	for name, to := range map[string]*ident.Organization{"organization": &in.Organization, "museumLeaves": &in.MuseumLeaves} {
		if q.Get(name) != "" {
			if *to, err = idOf[ident.OrganizationKind](q, name); err != nil {
				return in, err
			}
		}
	}
	in.MuseumJoins, err = s.museumTyped(r, q.Get("museumJoins"))
	return in, err
}

func percentTyped(q url.Values, name string) (int, error) {
	text := strings.TrimSuffix(strings.TrimSpace(q.Get(name)), "%")
	if text == "" {
		return 0, nil
	}
	n, ok := number(text)
	if !ok || n > 100 {
		return 0, fault.BadField(name, "bad_percent", "It is a whole number of percent, at most 100.")
	}
	return n * 100, nil
}

// museumTyped finds the one museum whose name has the words; none and several are refused.
func (s *Site) museumTyped(r *http.Request, words string) (ident.Organization, error) {
	if words = strings.TrimSpace(words); words == "" {
		return ident.Organization{}, nil
	}
	c, err := s.People.Organizations(r.Context(), people.Filter{Text: words}, page.First(2))
	if err != nil {
		return ident.Organization{}, err
	}
	for _, o := range c.Nodes {
		if o.Name == words || len(c.Nodes) == 1 {
			return o.ID, nil
		}
	}
	if len(c.Nodes) > 1 {
		return ident.Organization{}, fault.BadField("museumJoins", "several_museums", "Several museums have these words in their names. Write the whole name.")
	}
	return ident.Organization{}, fault.BadField("museumJoins", "unknown_organization", "There is no such organization.")
}

// moved is what a draft moves in a category, as its form shows it.
func (d amending) moved(c budget.Category, share bool) string {
	m := d.was().Money
	if m == nil {
		return ""
	}
	for _, l := range m.Lines {
		amount := l.Grant
		if share {
			amount = l.Share
		}
		if l.Category == c && amount != 0 {
			return money.New(amount, m.Currency).Decimal()
		}
	}
	return ""
}
