package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	panelroom "github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/paper"
	"github.com/vitrine-grants/vitrine/internal/pdf"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// minuted is the minutes of a meeting on a page.
type minuted struct {
	panel   ident.Panel
	minutes *panelroom.Minutes
	record  paper.Record
	mayRun  bool   // corrects and signs
	slate   string // where the panel's slate is recommended, for who speaks for the panel
	again
}

func (d minuted) url() string { return roomURL(d.panel) + "/minutes" }

func (s *Site) roomMinutes(w http.ResponseWriter, r *http.Request) error {
	return s.drawMinutes(w, r, again{})
}

func (s *Site) drawMinutes(w http.ResponseWriter, r *http.Request, a again) error {
	p := s.page(r, "room.minutes")
	d, err := s.minuted(r, p)
	if err != nil {
		return err
	}
	d.again = a
	if d.slate, err = s.slateAsked(r.Context(), d.panel); err != nil {
		return err
	}
	p.Eyebrow = d.minutes.Name
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}, {Label: p.T("room.title"), URL: roomURL(d.panel)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return minutesPage(p, d) })
}

func (s *Site) minuted(r *http.Request, p view.Page) (d minuted, err error) {
	if err := need(r.Context(), auth.WatchMeeting); err != nil {
		return d, err
	}
	if d.panel, err = param[ident.PanelKind](r, "panel"); err != nil {
		return d, err
	}
	if d.minutes, err = s.Meeting.Minutes(r.Context(), d.panel); err != nil {
		return d, err
	}
	d.record = minutesRecord(p, d.minutes)
	room, err := s.Meeting.Room(r.Context(), d.panel)
	d.mayRun = err == nil && room.State == panelroom.Closed && room.Signs
	return d, err
}

// roomMinutesPDF is the minutes on paper, as the reader may read them.
func (s *Site) roomMinutesPDF(w http.ResponseWriter, r *http.Request) error {
	d, err := s.minuted(r, s.page(r, "room.minutes"))
	if err != nil {
		return err
	}
	file, err := paper.Press{Log: s.Log}.Record(r.Context(), d.record)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.Itoa(len(file)))
	h.Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", "minutes-"+d.minutes.SHA256[:8]+".pdf"))
	_, err = w.Write(file)
	return err
}

// roomMinutesAct corrects or signs.
func (s *Site) roomMinutesAct(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	acts := map[string]func(context.Context, url.Values) error{
		"correct": func(ctx context.Context, q url.Values) error { return s.correctMinutes(ctx, id, q) },
		"sign": func(ctx context.Context, q url.Values) error {
			_, err := s.Meeting.SignMinutes(ctx, panelroom.SignMinutesInput{Panel: id, SHA256: q.Get("sha256")})
			return err
		},
	}
	do := acts[chi.URLParam(r, "act")]
	if do == nil {
		return fault.Missing("page")
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		return roomURL(id) + "/minutes", "", do(r.Context(), q)
	}, func(a again) error { return s.drawMinutes(w, r, a) })
}

func (s *Site) correctMinutes(ctx context.Context, id ident.Panel, q url.Values) error {
	in := panelroom.CorrectMinutesInput{Panel: id, Words: q.Get("words")}
	if q.Get("item") != "" {
		var err error
		if in.Item, err = idOf[ident.MeetingItemKind](q, "item"); err != nil {
			return err
		}
	}
	_, err := s.Meeting.CorrectMinutes(ctx, in)
	return err
}

// minutesRecord is minutes in the reader's language, for the page and for paper alike.
func minutesRecord(p view.Page, m *panelroom.Minutes) paper.Record {
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := func(t time.Time) string { return strings.ReplaceAll(p.DateTime(t.In(zone)), "\u2212", "-") } // the typefaces of paper have no minus
	out := paper.Record{
		Locale: p.Locale(), Title: p.T("room.minutes.of", "panel", m.Name), About: m.CycleTitle, Number: "SHA-256 " + m.SHA256, Made: m.OpenedAt,
		Facts: minutesFacts(p, m, at),
	}
	for _, i := range m.Items {
		out.Parts = append(out.Parts, minutesItem(p, i, at))
	}
	if len(m.Corrections) > 0 {
		part := paper.RecordPart{Heading: p.T("room.minutes.corrections")}
		for _, c := range m.Corrections {
			text := c.Words + " (" + c.By + ", " + at(c.At) + ")"
			if c.Number != "" {
				text = c.Number + ": " + text
			}
			part.Lines = append(part.Lines, text)
		}
		out.Parts = append(out.Parts, part)
	}
	if len(m.Signatures) > 0 {
		part := paper.RecordPart{Heading: p.T("room.minutes.signatures")}
		for _, g := range m.Signatures {
			part.Lines = append(part.Lines, p.T("room.minutes.signed", "who", g.Name, "at", at(g.At), "sha256", g.SHA256))
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

func minutesFacts(p view.Page, m *panelroom.Minutes, at func(time.Time) string) []pdf.Fact {
	out := []pdf.Fact{{Label: p.T("room.minutes.opened"), Value: at(m.OpenedAt)}}
	if m.ClosedAt != nil {
		out = append(out, pdf.Fact{Label: p.T("room.minutes.closed"), Value: at(*m.ClosedAt)})
	}
	add := func(label, value string) {
		if value != "" {
			out = append(out, pdf.Fact{Label: label, Value: value})
		}
	}
	add(p.T("room.minutes.chair"), m.Chair)
	add(p.T("room.deputy"), m.Deputy)
	add(p.T("room.minutes.present"), p.List(m.Present))
	add(p.T("room.minutes.absent"), p.List(m.Absent))
	add(p.T("room.minutes.rules"), roomRules(p, &panelroom.Room{QuorumPercent: m.QuorumPercent, RollCall: m.RollCall, Order: m.Order, Seed: m.Seed}))
	add(p.T("room.minutes.state"), p.Choice("room.state", string(m.State)))
	return out
}

func minutesItem(p view.Page, i *panelroom.MinuteItem, at func(time.Time) string) paper.RecordPart {
	part := paper.RecordPart{Heading: i.Number + " · " + i.Title, Facts: []pdf.Fact{
		{Label: p.T("room.minutes.lead"), Value: i.Lead}, {Label: p.T("room.minutes.called"), Value: at(i.CalledAt)}, {Label: p.T("room.minutes.by"), Value: i.RunBy},
	}}
	if i.ClosedAt != nil {
		part.Facts = append(part.Facts, pdf.Fact{Label: p.T("room.minutes.ended"), Value: at(*i.ClosedAt)})
	}
	recused := p.T("room.minutes.nobody")
	if len(i.Recused) > 0 {
		recused = p.List(i.Recused)
	}
	part.Facts = append(part.Facts, pdf.Fact{Label: p.T("room.recused"), Value: recused})
	if n := len(i.Scores); n > 0 {
		part.Facts = append(part.Facts, pdf.Fact{Label: p.T("room.minutes.scores"), Value: p.N("room.minutes.mean", n,
			"mean", points(p, i.MeanMilli), "low", points(p, i.Scores[n-1].BaseMilli), "high", points(p, i.Scores[0].BaseMilli))})
	}
	if i.Rescored > 0 {
		part.Facts = append(part.Facts, pdf.Fact{Label: p.T("room.minutes.rescored"), Value: p.Number(int64(i.Rescored))})
	}
	part.Lines = append(part.Lines, i.Notes...)
	for _, m := range i.Motions {
		part.Lines = append(part.Lines, minutesMotion(p, m))
	}
	return part
}

func minutesMotion(p view.Page, m *panelroom.MinuteMotion) string {
	text := p.T("room.minutes.motion", "mover", m.Mover, "words", m.Words)
	if m.Seconder != "" {
		text += " " + p.T("room.minutes.seconded", "seconder", m.Seconder)
	}
	text += " " + p.Choice("room.motion.state", string(m.State)) + "."
	if m.Tally != nil {
		text += " " + tallyText(p, m.Tally)
	}
	for _, c := range m.Roll {
		text += " " + c.Name + ": " + p.Choice("room.vote", string(c.Vote)) + "."
	}
	return text
}

// items are what a correction can be of.
func (d minuted) items(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("room.minutes.whole")}}
	for _, i := range d.minutes.Items {
		out = append(out, view.Option{Value: i.Item.String(), Label: i.Number + " · " + i.Title})
	}
	return out
}
