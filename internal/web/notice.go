package web

import (
	"io"
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ical"
	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// noticeRoutes are what a person is told, how, and their own dates.
func (s *Site) noticeRoutes(r chi.Router) {
	r.Get("/account/notices", s.do(s.notices))
	r.Post("/account/notices", s.do(s.chooseNotices))
	r.Post("/account/notices/read", s.do(s.readNotices))
	r.Post("/account/calendar", s.do(s.renewCalendar))
	r.Post("/account/calendar/revoke", s.do(s.revokeCalendar))
	r.Get("/notices/leave/{token}", s.do(s.leavePage))
	r.Post("/notices/leave/{token}", s.do(s.leave))
	r.Get("/calendar/{secret}", s.do(s.privateCalendar))
}

// noticesView is what a person was told and how they want to be told.
type noticesView struct {
	Notices []*notify.Message
	Unread  int
	Choices []notice.Choice
	Link    *notice.CalendarLink
	Made    string // the private address, just now
	Dates   []*notice.Date
	again
}

func (s *Site) notices(w http.ResponseWriter, r *http.Request) error {
	return s.noticesPage(w, r, again{}, "")
}

func (s *Site) noticesPage(w http.ResponseWriter, r *http.Request, a again, made string) error {
	ctx := r.Context()
	v := noticesView{again: a, Made: made}
	var err error
	if v.Choices, err = s.Notice.Choices(ctx); err != nil {
		return err
	}
	if v.Notices, err = s.Messages.MessagesTo(ctx, auth.Who(ctx).Person); err != nil {
		return err
	}
	if v.Unread, err = s.Notice.Unread(ctx); err != nil {
		return err
	}
	if v.Link, err = s.Notice.MyCalendarLink(ctx); err != nil {
		return err
	}
	if v.Dates, err = s.Notice.MyDates(ctx); err != nil {
		return err
	}
	p := s.page(r, "notice.title")
	p.Lead = p.T("notice.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return noticesPage(p, v) })
}

func (s *Site) chooseNotices(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.noticesPage(w, r, after(r, err), "")
	}
	var in notice.ChooseInput
	for _, kind := range notify.Kinds() {
		if r.PostForm.Has("choices." + kind) {
			in.Choices = append(in.Choices, notice.Choice{Kind: kind, Cadence: notify.Cadence(r.PostForm.Get("choices." + kind))})
		}
	}
	if _, err := s.Notice.Choose(r.Context(), in); err != nil {
		return s.noticesPage(w, r, after(r, err), "")
	}
	return s.goTo(w, r, "/account/notices", s.page(r, "notice.title").T("notice.chosen"))
}

func (s *Site) readNotices(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Notice.MarkRead(r.Context(), notice.MarkReadInput{}); err != nil {
		return err
	}
	return s.goTo(w, r, "/account/notices", s.page(r, "notice.title").T("notice.all_read"))
}

func (s *Site) renewCalendar(w http.ResponseWriter, r *http.Request) error {
	made, err := s.Notice.RenewCalendarLink(r.Context())
	if err != nil {
		return err
	}
	return s.noticesPage(w, r, again{}, s.absolute("/calendar/"+made.Secret))
}

func (s *Site) revokeCalendar(w http.ResponseWriter, r *http.Request) error {
	if err := s.Notice.RevokeCalendarLink(r.Context()); err != nil {
		return err
	}
	return s.goTo(w, r, "/account/notices", s.page(r, "notice.title").T("notice.calendar.ended"))
}

// leavePage asks once more, since link checkers of mail programs open every address.
func (s *Site) leavePage(w http.ResponseWriter, r *http.Request) error {
	kind, err := s.Notice.Leaving(chi.URLParam(r, "token"))
	if err != nil {
		return err
	}
	p := s.page(r, "notice.leave.title")
	return s.show(w, r, http.StatusOK, p, leavePage(p, chi.URLParam(r, "token"), kind, false))
}

// leave stops mail of one kind, from the page or from a mail program's own button.
func (s *Site) leave(w http.ResponseWriter, r *http.Request) error {
	kind, err := s.Notice.Leave(r.Context(), chi.URLParam(r, "token"))
	if err != nil {
		return err
	}
	p := s.page(r, "notice.leave.done")
	return s.show(w, r, http.StatusOK, p, leavePage(p, "", kind, true))
}

// privateCalendar is the dates of whoever the secret address belongs to, as iCalendar (RFC 5545).
func (s *Site) privateCalendar(w http.ResponseWriter, r *http.Request) error {
	dates, err := s.Notice.Calendar(r.Context(), chi.URLParam(r, "secret"))
	if err != nil {
		return err
	}
	p := s.page(r, "notice.title")
	events := make([]ical.Event, len(dates))
	for i, d := range dates {
		events[i] = ical.Event{
			UID: d.Key + "@vitrine", Start: d.At.In(zoneOf(d.Zone)), End: d.At, Days: d.Days, Summary: dateText(p, d), Sequence: d.Moves,
		}
		if d.Days == 0 {
			events[i].Description = p.DateTime(d.At.In(zoneOf(d.Zone)))
		}
		if to := placeOfSubject(d.Subject); to != "" {
			events[i].URL = s.absolute(to)
		}
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="dates.ics"`)
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	_, err = io.WriteString(w, ical.Feed(p.T("notice.calendar.name"), s.Now(), events))
	return err
}

// dateText says what is due: "Proposals close: Museums Connect 2027".
func dateText(p view.Page, d *notice.Date) string {
	return p.T("notice.date", "what", p.Choice("notice.date", d.Kind), "title", d.Title)
}

func cadenceOptions(p view.Page) []view.Option {
	return worded(p, "notice.cadence", notify.Cadences())
}

func dateTable(p view.Page, dates []*notice.Date) view.Table {
	t := view.Table{
		Caption: p.T("notice.dates"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("notice.date.what")}, {Title: p.T("notice.date.when")}},
		Empty:   view.Empty{Title: p.T("notice.dates.none")},
	}
	for _, d := range dates {
		what := view.Text(dateText(p, d))
		if to := placeOfSubject(d.Subject); to != "" {
			what = view.Link(dateText(p, d), to)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{what, view.Moment(p, d.At, zoneOf(d.Zone))}})
	}
	return t
}

// noticeKind is a kind of message in the reader's words.
func noticeKind(p view.Page, kind string) string { return p.Choice("notice.kind", kind) }
