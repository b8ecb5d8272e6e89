package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	panelroom "github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// roomRoutes are the pages of a panel's meeting.
func (s *Site) roomRoutes(r chi.Router) {
	r.Get("/reviews/panels/{panel}/room", s.do(s.roomPage))
	r.Get("/reviews/panels/{panel}/room/live", s.do(s.roomNews))
	r.Get("/reviews/panels/{panel}/room/minutes", s.do(s.roomMinutes))
	r.Get("/reviews/panels/{panel}/room/minutes.pdf", s.do(s.roomMinutesPDF))
	r.Post("/reviews/panels/{panel}/room/minutes/{act}", s.do(s.roomMinutesAct))
	r.Post("/reviews/panels/{panel}/room/{act}", s.do(s.roomAct))
}

// sitting is a panel's room on a page; without a meeting yet, what one is opened with.
type sitting struct {
	panel      *review.Panel
	room       *panelroom.Room
	mayOpen    bool
	mayDeputy  bool
	mayAgenda  bool // puts on it what was called up meanwhile
	discussing bool
	again
}

func (d sitting) url() string { return roomURL(d.panel.ID) }

func roomURL(id ident.Panel) string { return "/reviews/panels/" + id.String() + "/room" }

func (s *Site) roomPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawRoom(w, r, again{})
}

func (s *Site) drawRoom(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.WatchMeeting); err != nil {
		return err
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	d := sitting{again: a}
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return err
	}
	if err := s.Meeting.Beat(ctx, id); err != nil { // who reads the page without its stream is there too
		return err
	}
	if d.room, err = s.Meeting.Room(ctx, id); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	s.roomRights(ctx, &d)
	p := s.page(r, "room.title")
	p.Title, p.Eyebrow, p.Wide = d.panel.Name, p.T("room.title"), true
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return roomPage(p, d) })
}

func (s *Site) roomRights(ctx context.Context, d *sitting) {
	d.discussing = d.panel.State == review.Discussion || d.panel.State == review.Rescoring
	d.mayOpen = d.discussing && (d.room == nil || d.room.State != panelroom.Open) && auth.May(ctx, auth.RunMeeting, auth.Target{Panel: d.panel.ID})
	d.mayDeputy = d.room != nil && d.room.State != panelroom.Signed && auth.May(ctx, auth.NameDeputy, auth.Target{Panel: d.panel.ID})
	d.mayAgenda = d.room != nil && d.room.State == panelroom.Open && mayAgenda(ctx, d.panel.ID)
}

// mayAgenda tells whether the button is shown; pressing it asks whether the panel is of the officer's program.
func mayAgenda(ctx context.Context, id ident.Panel) bool {
	f := auth.Scope(ctx, auth.UpdateAgenda)
	return f.Everything || len(f.Programs) > 0 || slices.Contains(f.Panels, id)
}

// roomDo is what a form of the room asks for.
type roomDo func(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error)

// roomActs are the forms of the room by the end of their address.
func (s *Site) roomActs() map[string]roomDo {
	m := s.Meeting
	item := func(do func(context.Context, panelroom.ItemInput) (*panelroom.Room, error)) roomDo {
		return func(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
			x, err := idOf[ident.MeetingItemKind](q, "item")
			if err != nil {
				return nil, err
			}
			return do(ctx, panelroom.ItemInput{Panel: id, Item: x})
		}
	}
	room := func(do func(context.Context, panelroom.RoomInput) (*panelroom.Room, error)) roomDo {
		return func(ctx context.Context, id ident.Panel, _ url.Values) (*panelroom.Room, error) {
			return do(ctx, panelroom.RoomInput{Panel: id})
		}
	}
	motion := func(do func(context.Context, panelroom.MotionInput) (*panelroom.Room, error)) roomDo {
		return func(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
			x, err := idOf[ident.MeetingItemKind](q, "item")
			n, _ := number(q.Get("number"))
			if err != nil {
				return nil, err
			}
			return do(ctx, panelroom.MotionInput{Panel: id, Item: x, Number: n})
		}
	}
	return map[string]roomDo{
		"open": s.openRoom, "join": room(m.JoinMeeting), "leave": room(m.LeaveMeeting), "close": room(m.CloseMeeting), "agenda": room(m.UpdateAgenda), "deputy": s.nameDeputy,
		"call": item(m.CallItem), "close-item": item(m.CloseItem), "reveal": item(m.RevealScores), "rescoring": item(m.OpenItemRescoring),
		"note": s.noteInRoom, "rescore": s.rescoreInRoom, "move": s.moveInRoom, "vote": s.voteInRoom,
		"second": motion(m.SecondMotion), "drop": motion(m.DropMotion), "open-vote": motion(m.OpenVote), "close-vote": motion(m.CloseVote),
	}
}

// roomAct does what a form of the room asks for; the page's own script wants no page back.
func (s *Site) roomAct(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	do := s.roomActs()[chi.URLParam(r, "act")]
	if do == nil {
		return fault.Missing("page")
	}
	if quietly(r) {
		return s.roomQuietly(w, r, id, do)
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := do(r.Context(), id, q)
		return roomURL(id), "", err
	}, func(a again) error { return s.drawRoom(w, r, a) })
}

// roomQuietly answers the script with nothing, or with why not in the reader's words.
func (s *Site) roomQuietly(w http.ResponseWriter, r *http.Request, id ident.Panel, do roomDo) error {
	err := parse(w, r)
	if err == nil {
		_, err = do(r.Context(), id, r.PostForm)
	}
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if fault.Is(err, fault.Internal) {
		return err
	}
	p := s.page(r, "room.title").Refused(err)
	said := p.Fault(err)
	if len(p.Errors) > 0 {
		said = p.Errors[0].Text
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(statusOf(fault.KindOf(err)))
	return json.NewEncoder(w).Encode(map[string]string{"message": said})
}

func (s *Site) openRoom(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
	in := panelroom.OpenMeetingInput{Panel: id, Order: panelroom.Order(q.Get("order")), RollCall: q.Get("rollCall") != ""}
	if text := q.Get("quorumPercent"); text != "" {
		n, ok := number(text)
		if !ok {
			return nil, fault.BadField("quorumPercent", "out_of_range", "A quorum is more than 0 to 99 percent.")
		}
		in.QuorumPercent = &n
	}
	if q.Get("deputy") != "" {
		var err error
		if in.Deputy, err = idOf[ident.PersonKind](q, "deputy"); err != nil {
			return nil, err
		}
	}
	return s.Meeting.OpenMeeting(ctx, in)
}

func (s *Site) nameDeputy(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
	p, err := idOf[ident.PersonKind](q, "deputy")
	if err != nil {
		return nil, err
	}
	return s.Meeting.NameDeputy(ctx, panelroom.NameDeputyInput{Panel: id, Deputy: p})
}

func (s *Site) noteInRoom(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
	x, err := idOf[ident.MeetingItemKind](q, "item")
	if err != nil {
		return nil, err
	}
	r, err := s.Meeting.AddNote(ctx, panelroom.AddNoteInput{Panel: id, Item: x, Words: q.Get("note"), Minuted: q.Get("minuted") != ""})
	return r, renamed(err, func(string) string { return "note" })
}

func (s *Site) rescoreInRoom(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
	x, err := idOf[ident.MeetingItemKind](q, "item")
	if err != nil {
		return nil, err
	}
	_, err = s.Meeting.RescoreItem(ctx, panelroom.RescoreItemInput{Panel: id, Item: x, Reason: q.Get("reason")})
	return nil, err
}

func (s *Site) moveInRoom(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
	x, err := idOf[ident.MeetingItemKind](q, "item")
	if err != nil {
		return nil, err
	}
	r, err := s.Meeting.MoveMotion(ctx, panelroom.MoveMotionInput{Panel: id, Item: x, Words: q.Get("motion")})
	return r, renamed(err, func(string) string { return "motion" })
}

func (s *Site) voteInRoom(ctx context.Context, id ident.Panel, q url.Values) (*panelroom.Room, error) {
	x, err := idOf[ident.MeetingItemKind](q, "item")
	if err != nil {
		return nil, err
	}
	n, _ := number(q.Get("number"))
	return s.Meeting.CastVote(ctx, panelroom.CastVoteInput{Panel: id, Item: x, Number: n, Vote: panelroom.Vote(q.Get("vote"))})
}

// deputies are the members who may deputize.
func (d sitting) deputies() []view.Option {
	var out []view.Option
	for _, m := range d.panel.Members {
		if !m.Chair {
			out = append(out, view.Option{Value: m.Person.String(), Label: m.Name})
		}
	}
	return out
}

// deputy is who deputizes now.
func (d sitting) deputy() string {
	if d.room == nil {
		return ""
	}
	i := slices.IndexFunc(d.room.Seats, func(x *panelroom.Seat) bool { return x.Deputy })
	if i < 0 {
		return ""
	}
	return d.room.Seats[i].Person.String()
}
