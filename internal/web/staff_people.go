package web

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// personTyped finds the one person whose e-mail or name was typed; nobody or several is refused at the field.
func (s *Site) personTyped(ctx context.Context, q url.Values, field string) (ident.Person, error) {
	text := strings.TrimSpace(q.Get(field))
	if text == "" {
		return ident.Person{}, fault.BadField(field, "required", "Name a person.")
	}
	if id, err := ident.Parse[ident.PersonKind](text); err == nil {
		return id, nil
	}
	found, err := s.People.FindPeople(ctx, text, page.First(5))
	if err != nil {
		return ident.Person{}, err
	}
	var mails []string
	for _, one := range found.Nodes {
		if strings.EqualFold(one.Email, text) {
			return one.ID, nil
		}
		mails = append(mails, one.Email)
	}
	switch len(found.Nodes) {
	case 0:
		return ident.Person{}, fault.BadField(field, "no_person", "Nobody is known by that name or e-mail.")
	case 1:
		return found.Nodes[0].ID, nil
	}
	return ident.Person{}, fault.BadField(field, "several_people", "Several people match: %s. Type the e-mail.", strings.Join(mails, ", "))
}

// auditTable is what was changed, by whom and why, the newest first.
func auditTable(p view.Page, events []*audit.Event) view.Table {
	t := view.Table{
		Caption: p.T("admin.trail"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("admin.at")}, {Title: p.T("admin.who")}, {Title: p.T("admin.action")}, {Title: p.T("admin.reason")}},
		Empty:   view.Empty{Title: p.T("admin.trail.none"), Text: p.T("admin.trail.none.text")},
	}
	for _, e := range events {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Moment(p, e.At, nil), cell(view.Name(e.ActorName, ""), quietLine(e.Via)), auditAction(e), view.Name(e.Reason, ""),
		}})
	}
	return t
}
