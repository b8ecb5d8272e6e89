package web

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	panelroom "github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

const (
	roomBeat  = 10 * time.Second // how often an open page says that its reader is there
	roomAgain = 10 * time.Minute // how long one stream stays open; the browser asks again and resumes
)

// roomStream is one open page of a room: what it was told, and what its parts looked like last.
type roomStream struct {
	s      *Site
	w      http.ResponseWriter
	out    *http.ResponseController
	r      *http.Request
	panel  ident.Panel
	cursor string
	parts  map[string]string
	begun  bool
	known  *review.Panel
}

// roomNews sends a reader's events and the parts of the page that changed, from where their page stands. Nothing at
// all is sent for what they may not know of, not even a sign that something happened.
func (s *Site) roomNews(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	newest, changed, leave, err := s.Hall.Watch(ctx, id)
	if err != nil {
		return err
	}
	defer leave()
	rights, unfollow := s.DB.Follow(roomRightsOf(ctx, id)...)
	defer unfollow()
	st := &roomStream{s: s, w: w, r: r, panel: id, out: http.NewResponseController(w), parts: map[string]string{}, cursor: r.URL.Query().Get("after")}
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		st.cursor = last
	}
	if err := st.pass(ctx, newest()); err != nil {
		if st.begun {
			return nil //nolint:nilerr // the reader has left
		}
		return err
	}
	st.follow(ctx, newest, changed, rights)
	return nil
}

// roomRightsOf are the topics by which a reader's rights to a room change.
func roomRightsOf(ctx context.Context, id ident.Panel) []string {
	topics := []string{postgres.PanelNews + id.UUID().String()}
	if p := auth.Who(ctx).Person; !p.IsZero() {
		topics = append(topics, postgres.PersonNews+p.UUID().String())
	}
	return topics
}

// follow tells until the reader leaves, may no longer look, or the time is up.
func (st *roomStream) follow(ctx context.Context, newest func() *panelroom.Log, changed, rights <-chan struct{}) {
	end, beat, sign := time.NewTimer(roomAgain), time.NewTicker(roomBeat), time.NewTicker(alive)
	defer end.Stop()
	defer beat.Stop()
	defer sign.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-end.C:
			return
		case <-sign.C:
			if _, err := fmt.Fprint(st.w, ":\n\n"); err != nil || st.out.Flush() != nil {
				return
			}
			continue
		case <-rights:
			now, err := st.s.asNow(ctx)
			if err != nil {
				return
			}
			ctx = now
		case <-beat.C:
			now, err := st.s.asNow(ctx)
			if err != nil || st.s.Meeting.Beat(now, st.panel) != nil {
				return
			}
			ctx = now
		case <-changed:
		}
		if err := st.pass(ctx, newest()); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(calm):
		}
	}
}

// roomMessage is one message of the stream: events not told before, and each part of the page that looks different.
type roomMessage struct {
	Reset bool                       `json:"reset,omitempty"` // what the page has of the events no longer holds
	Log   json.RawMessage            `json:"log,omitempty"`
	Parts map[string]json.RawMessage `json:"parts,omitempty"`
}

// pass sends what is new to the reader in a log, by the rights they have now.
func (st *roomStream) pass(ctx context.Context, l *panelroom.Log) error {
	room, err := st.s.Meeting.See(ctx, l)
	if err != nil {
		return err
	}
	panel, err := st.panelOf(ctx, room)
	if err != nil {
		return err
	}
	who := auth.Who(ctx)
	pref := preference.Read(st.r, who.Locale, who.Zone)
	p := view.Page{Printer: clocked(catalog.For(pref.Locale), st.s.Now(), pref.Zone)}
	u := room.Since(st.cursor)
	m := roomMessage{Reset: u.Reset, Parts: map[string]json.RawMessage{}}
	for name, part := range roomParts(p, panel) {
		text, err := rendered(ctx, part)
		if err != nil {
			return err
		}
		if was, known := st.parts[name]; known && was == text {
			continue
		}
		st.parts[name] = text
		if m.Parts[name], err = tree(text); err != nil {
			return err
		}
	}
	if len(u.Events) > 0 || u.Reset {
		text, err := rendered(ctx, roomLines(p, u.Events))
		if err != nil {
			return err
		}
		if m.Log, err = tree(text); err != nil {
			return err
		}
	}
	return st.send(room.Cursor, m)
}

// panelOf is the page's view of a room that was read already.
func (st *roomStream) panelOf(ctx context.Context, room *panelroom.Room) (sitting, error) {
	d := sitting{room: room}
	var err error
	if !st.begun { // members and name; whoever comes or goes later is in the room's own seats
		if st.known, err = st.s.Review.Panel(ctx, st.panel); err != nil {
			return d, err
		}
	}
	d.panel = st.known
	st.s.roomRights(ctx, &d)
	return d, nil
}

func (st *roomStream) send(cursor string, m roomMessage) error {
	if st.begun && len(m.Parts) == 0 && m.Log == nil && !m.Reset {
		return nil
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if !st.begun {
		h := st.w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no")
		_ = st.out.SetWriteDeadline(time.Time{}) // a stream outlives the deadline of a page
		st.begun = true
	}
	st.cursor = cursor
	if _, err := fmt.Fprintf(st.w, "id: %s\ndata: %s\n\n", cursor, text); err != nil {
		return err
	}
	return st.out.Flush()
}

func rendered(ctx context.Context, c templ.Component) (string, error) {
	var b bytes.Buffer
	err := c.Render(ctx, &b)
	return b.String(), err
}

// tree is drawn HTML as what a script can build without parsing: a text, or an array of tag, attributes and children.
// The pages' policy lets no script turn text into markup.
func tree(html string) (json.RawMessage, error) {
	d := xml.NewDecoder(strings.NewReader("<body>" + html + "</body>"))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	type node struct {
		tag   string
		attrs map[string]string
		kids  []any
	}
	stack := []*node{{}}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read drawn part: %w", err)
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{tag: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) < 2 {
				return nil, fault.New(fault.Internal, "tree", "a part of a page closes what it did not open")
			}
			stack = stack[:len(stack)-1]
			up := stack[len(stack)-1]
			up.kids = append(up.kids, append([]any{top.tag, top.attrs}, top.kids...))
		case xml.CharData:
			top.kids = append(top.kids, string(t))
		}
	}
	if len(stack[0].kids) != 1 {
		return nil, fault.New(fault.Internal, "tree", "a part of a page is no tree")
	}
	return json.Marshal(stack[0].kids[0].([]any)[2:])
}

// roomParts are the parts of a room's page that change while one looks.
func roomParts(p view.Page, d sitting) map[string]templ.Component {
	return map[string]templ.Component{
		"cue": roomCue(p, d), "now": roomNow(p, d), "note": roomNote(p, d), "motion": roomMotion(p, d), "move": roomMove(p, d),
		"gavel": roomGavel(p, d), "seats": roomSeats(p, d), "agenda": roomAgenda(p, d), "seat": roomOwnSeat(p, d),
	}
}
