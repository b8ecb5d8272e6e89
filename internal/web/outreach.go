package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// outreachRoutes are what the exchange of an award does and whom it reaches.
func (s *Site) outreachRoutes(r chi.Router) {
	r.Get("/awards/{award}/exchange", s.do(s.exchangePage))
	r.Get("/activities/{activity}", s.do(s.activityAlone))
	r.Get("/awards/{award}/participants", s.do(s.participantsPage))
	r.Post("/awards/{award}/participants/paste", s.do(s.pasteParticipants))
	r.Post("/awards/{award}/participants/undo", s.do(s.undoPaste))
	r.Post("/awards/{award}/participants/remove", s.do(s.removeParticipant))
	r.Get("/awards/{award}/activities", s.do(s.activitiesPage))
	r.Post("/awards/{award}/activities", s.do(s.planActivity))
	r.Get("/awards/{award}/activities/{activity}", s.do(s.activityPage))
	r.Post("/awards/{award}/activities/{activity}/{verb}", s.do(s.activityPost))
	r.Get("/awards/{award}/counts/{what}", s.do(s.countsPage))
	r.Post("/awards/{award}/counts/{what}", s.do(s.countPost))
	r.Post("/awards/{award}/counts/{what}/take-off", s.do(s.takeOff))
	r.Get("/c/{code}", s.do(s.doorPage))
	r.Post("/c/{code}", s.do(s.checkIn))
}

func outreachURL(id ident.Award, at string) string { return "/awards/" + id.String() + "/" + at }

// reaching is an award whose exchange is shown, before somebody who may see it.
type reaching struct {
	*agreement.File
	enters bool // may enter what the exchange does
	pager  view.Pager
	again
}

func (d reaching) url(at string) string { return outreachURL(d.Award, at) }

// reachingOf is the award of the address, for who may see what its exchange does.
func (s *Site) reachingOf(r *http.Request, a again) (reaching, error) {
	ctx := r.Context()
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return reaching{}, err
	}
	if err := need(ctx, auth.ViewOutreach); err != nil {
		return reaching{}, err
	}
	f, err := s.Agreement.Running(ctx, id, false)
	if err != nil {
		return reaching{}, err
	}
	return reaching{File: f, enters: auth.May(ctx, auth.EnterOutreach, f.Target()), again: a}, nil
}

func (s *Site) reachingView(r *http.Request, d reaching, title, lead catalog.Key) view.Page {
	p := s.page(r, title)
	p.Eyebrow, p.Lead = d.Number+" · "+d.Title, p.T(lead)
	p.Crumbs = []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: d.Number, URL: "/awards/" + d.Award.String()}}
	return p
}

// roll is the participants of an award, and what came of a list that was just read.
type roll struct {
	reaching
	tables  *outreach.AwardTables
	rows    []*outreach.Participant
	pastes  []*outreach.Paste
	outcome *outreach.PasteOutcome
	loaded  bool
	from    calendar.Date // of the federal quarter that runs
}

func (s *Site) participantsPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawRoll(w, r, again{}, nil, false)
}

func (s *Site) drawRoll(w http.ResponseWriter, r *http.Request, a again, came *outreach.PasteOutcome, loaded bool) error {
	ctx := r.Context()
	d := roll{outcome: came, loaded: loaded}
	var err error
	if d.reaching, err = s.reachingOf(r, a); err != nil {
		return err
	}
	d.from = dayOf(s.Now(), "UTC").QuarterEnd().AddDays(1).AddMonths(-3)
	if d.tables, err = s.Outreach.Tables(ctx, outreach.TablesInput{Award: d.Award, From: d.from, Through: laterDay(d.from, d.Current().EndsOn)}); err != nil {
		return err
	}
	if d.pastes, err = s.Outreach.Pastes(ctx, d.Award); err != nil {
		return err
	}
	list, err := s.Outreach.Participants(ctx, d.Award, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = list.Nodes, pager(r, list.PageInfo)
	p := s.reachingView(r, d.reaching, "outreach.participants", "outreach.participants.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return participantsPage(p, d) })
}

// laterDay is the later of two days.
func laterDay(a, b calendar.Date) calendar.Date {
	if a.After(b) {
		return a
	}
	return b
}

// pasteParticipants previews a list, or keeps its good rows and gives the others back.
func (s *Site) pasteParticipants(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.drawRoll(w, r, after(r, err), nil, false)
	}
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	in := outreach.PasteInput{Award: id, Rows: r.PostForm.Get("rows")}
	keep := r.PostForm.Get("do") == "load"
	read := s.Outreach.PreviewPaste
	if keep {
		read = s.Outreach.PasteParticipants
	}
	came, err := read(r.Context(), in)
	switch {
	case fault.Is(err, fault.NotFound) || fault.Is(err, fault.Internal) || fault.Is(err, fault.Unauthenticated):
		return err
	case err != nil:
		return s.drawRoll(w, r, after(r, err), nil, false)
	case keep && len(came.Bad) == 0 && len(came.Same) == 0:
		return s.goTo(w, r, outreachURL(id, "participants"), s.page(r, "outreach.participants").N("outreach.loaded", came.Loaded))
	case keep:
		return s.drawRoll(w, r, again{}, came, true)
	}
	return s.drawRoll(w, r, again{typed: r.PostForm}, came, false)
}

func (s *Site) undoPaste(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		id, err := idOf[ident.ParticipantPasteKind](q, "paste")
		if err != nil {
			return "", "", fault.Missing("paste")
		}
		done, err := s.Outreach.UndoPaste(r.Context(), outreach.UndoPasteInput{Paste: id})
		if err != nil {
			return "", "", err
		}
		return outreachURL(done.Award, "participants"), s.page(r, "outreach.participants").T("outreach.undone"), nil
	}, func(a again) error { return s.drawRoll(w, r, a, nil, false) })
}

func (s *Site) removeParticipant(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		id, err := idOf[ident.ParticipantKind](q, "participant")
		if err != nil {
			return "", "", fault.Missing("participant")
		}
		gone, err := s.Outreach.RemoveParticipant(r.Context(), outreach.RemoveParticipantInput{Participant: id, Reason: q.Get("reason." + id.String())})
		if err != nil {
			return "", "", renamed(err, func(path string) string { return path + "." + id.String() })
		}
		return outreachURL(gone.Award, "participants"), s.page(r, "outreach.participants").T("outreach.removed"), nil
	}, func(a again) error { return s.drawRoll(w, r, a, nil, false) })
}

// counted is what an award's museums counted of one kind.
type counted struct {
	reaching
	what outreach.Entry
	rows []*outreach.LogRow
}

func entryOf(r *http.Request) (outreach.Entry, error) {
	switch what := outreach.Entry(chi.URLParam(r, "what")); what {
	case outreach.AudienceEntry, outreach.MediaEntry, outreach.OutputEntry:
		return what, nil
	}
	return "", fault.Missing("page")
}

func (s *Site) countsPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawCounts(w, r, again{})
}

func (s *Site) drawCounts(w http.ResponseWriter, r *http.Request, a again) error {
	what, err := entryOf(r)
	if err != nil {
		return err
	}
	d := counted{what: what}
	if d.reaching, err = s.reachingOf(r, a); err != nil {
		return err
	}
	list, err := s.Outreach.Counted(r.Context(), d.Award, what, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = list.Nodes, pager(r, list.PageInfo)
	p := s.reachingView(r, d.reaching, "outreach.activities", "outreach.counts.lead")
	p.Title = p.Choice("outreach.counts", string(what))
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("outreach.activities"), URL: d.url("activities")})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return countsPage(p, d) })
}

func (s *Site) countPost(w http.ResponseWriter, r *http.Request) error {
	what, err := entryOf(r)
	if err != nil {
		return err
	}
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		err := s.count(r, id, what, q)
		return outreachURL(id, "counts/"+string(what)), s.page(r, "outreach.activities").T("outreach.recorded"), err
	}, func(a again) error { return s.drawCounts(w, r, a) })
}

func (s *Site) count(r *http.Request, id ident.Award, what outreach.Entry, q url.Values) error {
	day, err := dayTyped(q, map[outreach.Entry]string{outreach.AudienceEntry: "countedOn", outreach.MediaEntry: "publishedOn", outreach.OutputEntry: "finishedOn"}[what])
	if err != nil {
		return err
	}
	switch what {
	case outreach.AudienceEntry:
		n, err := wholeNumber(q, "contacts")
		if err != nil {
			return err
		}
		_, err = s.Outreach.CountAudience(r.Context(), outreach.AudienceInput{
			Award: id, Reach: exchange.Reach(q.Get("reach")), Where: exchange.Where(q.Get("where")), CountedOn: day, Contacts: orNought(n), Method: outreach.Method(q.Get("method")),
		})
		return err
	case outreach.MediaEntry:
		n, err := wholeNumber(q, "circulation")
		if err != nil {
			return err
		}
		_, err = s.Outreach.RecordMedia(r.Context(), outreach.MediaInput{
			Award: id, Medium: exchange.Reach(q.Get("medium")), Outlet: q.Get("outlet"), Title: q.Get("title"), Link: q.Get("link"), Country: q.Get("country"),
			PublishedOn: day, Circulation: orNought(n),
		})
		return err
	}
	_, err = s.Outreach.RecordOutput(r.Context(), outreach.OutputInput{Award: id, Kind: q.Get("kind"), Title: q.Get("title"), Link: q.Get("link"), FinishedOn: day})
	return err
}

func orNought(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func (s *Site) takeOff(w http.ResponseWriter, r *http.Request) error {
	what, err := entryOf(r)
	if err != nil {
		return err
	}
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		entry := q.Get("entry")
		err := s.Outreach.TakeOff(r.Context(), outreach.TakeOffInput{Award: id, What: what, Entry: entry, Reason: q.Get("reason." + entry)})
		return outreachURL(id, "counts/"+string(what)), s.page(r, "outreach.activities").T("outreach.taken_off"), renamed(err, func(path string) string { return path + "." + entry })
	}, func(a again) error { return s.drawCounts(w, r, a) })
}
