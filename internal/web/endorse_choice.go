package web

import (
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// sendable tells whether a link may go out: the post has not answered yet.
func (e endorsing) sendable() bool {
	x := e.Museum.Endorsement
	return x == nil || (x.State != partnership.Endorsed && x.State != partnership.EndorsementDeclined)
}

func (e endorsing) sendLabel(p view.Page) string {
	if x := e.Museum.Endorsement; x != nil && x.State != partnership.EndorsementRequested {
		return p.T("endorse.office.again")
	}
	return p.T("endorse.office.send.do")
}

// first is the post asked before, or the nearest.
func (e endorsing) first() string {
	if x := e.Museum.Endorsement; x != nil && !x.PostID.IsZero() {
		return x.PostID.String()
	}
	if len(e.Near) == 0 {
		return ""
	}
	return e.Near[0].ID.String()
}

// postName is the post of the record form: the one asked before, or the nearest.
func (e endorsing) postName() string {
	if x := e.Museum.Endorsement; x != nil {
		return x.Post
	}
	if len(e.Near) == 0 {
		return ""
	}
	return e.Near[0].Name
}

// posts offers the directory, nearest first, with the distance and whether an address is known.
func (e endorsing) posts(p view.Page) []view.Option {
	out := make([]view.Option, 0, len(e.Near))
	for _, n := range e.Near {
		label := n.Name + " · " + p.T("endorse.office.km", "km", strconv.Itoa(n.Kilometers))
		if n.Email == "" {
			label += " · " + p.T("endorse.office.unknown")
		}
		out = append(out, view.Option{Value: n.ID.String(), Label: label, Lang: "en"})
	}
	return out
}
