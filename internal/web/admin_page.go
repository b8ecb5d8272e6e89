package web

import (
	"context"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// administration is who may do what, and how the house does.
type administration struct {
	find     string
	found    []*people.Person
	pager    view.Pager
	roles    []*account.RoleGrant
	names    map[ident.Person]string
	programs []*program.Program
	imports  []*people.Import
	queue    []*desk.Waiting
	mail     []*desk.Waiting
	again
}

func (s *Site) adminPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawAdmin(w, r, again{})
}

func (s *Site) drawAdmin(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.GrantRole); err != nil {
		return err
	}
	d := administration{find: strings.TrimSpace(r.URL.Query().Get("q")), again: a}
	c, err := s.People.FindPeople(ctx, d.find, pageArgs(r, 20))
	if err != nil {
		return lost(err)
	}
	d.found, d.pager = c.Nodes, pager(r, c.PageInfo)
	if err := s.administration(ctx, &d); err != nil {
		return err
	}
	p := s.page(r, "admin.title")
	p.Lead = p.T("admin.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return administrationPage(p, d) })
}

func (s *Site) administration(ctx context.Context, d *administration) (err error) {
	if d.roles, err = s.Account.StaffRoles(ctx); err != nil {
		return err
	}
	if d.programs, err = s.Program.Programs(ctx); err != nil {
		return err
	}
	if d.imports, err = s.People.Imports(ctx); err != nil {
		return err
	}
	if auth.May(ctx, auth.ViewJobs, auth.Target{}) {
		work, err := s.Work(ctx)
		if err != nil {
			return err
		}
		d.queue, d.mail = work.Jobs, work.Mails
	}
	var ids []ident.Person
	for _, g := range d.roles {
		ids = append(ids, g.Person, g.GrantedBy)
	}
	d.names, err = s.names(ctx, ids...)
	return err
}

func staffRoles(p view.Page) []view.Option {
	return worded(p, "role", []auth.Role{auth.Officer, auth.Grants, auth.Director, auth.Finance, auth.Auditor, auth.FunderReader, auth.Admin}, view.Option{Label: p.T("admin.choose")})
}

func (d administration) programOptions(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("admin.everywhere")}}
	for _, x := range d.programs {
		out = append(out, view.Option{Value: x.ID.String(), Label: x.Name})
	}
	return out
}

func (d administration) programName(p view.Page, id ident.Program) string {
	for _, x := range d.programs {
		if x.ID == id {
			return x.Name
		}
	}
	return p.T("admin.everywhere")
}

func (d administration) peopleTable(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("admin.people"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("admin.name")}, {Title: p.T("admin.email")}, {Title: p.T("admin.language")}, {Title: p.T("admin.since")}},
		Empty:   view.Empty{Title: p.T("admin.people.none"), Text: p.T("admin.people.none.text")},
	}
	for _, x := range d.found {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Name(x.Name(), ""), view.Text(x.Email), view.Text(languageName(x.Locale)), view.Text(p.Day(x.CreatedAt)),
		}})
	}
	return t
}

func (d administration) rolesTable(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("admin.roles"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("admin.name")}, {Title: p.T("admin.role")}, {Title: p.T("admin.program")}, {Title: p.T("admin.granted")}, {Title: p.T("admin.acts"), Hidden: true}},
		Empty:   view.Empty{Title: p.T("admin.roles.none")},
	}
	for _, g := range d.roles {
		act := cell(badge(p.T("admin.revoked"), view.Neutral))
		if g.RevokedAt == nil {
			act = revokeRole(p, d, g)
		}
		t.Rows = append(t.Rows, view.Row{Key: g.ID.String(), Cells: []templ.Component{
			view.Name(d.names[g.Person], ""), view.Text(p.Choice("role", string(g.Role))), view.Text(d.programName(p, g.Program)),
			cell(view.Text(p.Day(g.GrantedAt)), quietLine(d.names[g.GrantedBy])), act,
		}})
	}
	return t
}

func (d administration) importsTable(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("admin.imports"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("admin.file")},
			{Title: p.T("admin.at")},
			{Title: p.T("admin.read"), Numeric: true},
			{Title: p.T("admin.added"), Numeric: true},
			{Title: p.T("admin.changed"), Numeric: true},
			{Title: p.T("admin.rejected"), Numeric: true},
		},
		Empty: view.Empty{Title: p.T("admin.imports.none"), Text: p.T("admin.imports.none.text")},
	}
	for _, x := range d.imports {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.Name(x.FileName, ""), quietLine(x.Kind+" · SHA-256 "+hex.EncodeToString(x.SHA256)[:12]+"…")), view.Moment(p, x.At, nil),
			view.Text(p.Number(x.Read)), view.Text(p.Number(x.Added)), view.Text(p.Number(x.Changed)), view.Text(p.Number(x.Rejected)),
		}})
	}
	return t
}

func waitingTable(p view.Page, caption string, rows []*desk.Waiting) view.Table {
	t := view.Table{
		Caption: caption, Columns: []view.Column{{Title: p.T("admin.kind")}, {Title: p.T("admin.state")}, {Title: p.T("admin.jobs"), Numeric: true}},
		Empty: view.Empty{Title: p.T("admin.queue.none")},
	}
	for _, x := range rows {
		row := view.Row{Cells: []templ.Component{codeLine(x.Kind), view.Text(p.Choice("admin.queue.state", x.State)), count(p, x.Jobs)}}
		if x.State == "discarded" || x.State == "failed" {
			row.Mark = view.Bad
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *Site) grantRole(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		who, err := s.personTyped(r.Context(), q, "grant.person")
		if err != nil {
			return "", "", err
		}
		in := account.GrantRoleInput{Person: who, Role: auth.Role(q.Get("grant.role"))}
		if in.Role == "" {
			return "", "", fault.BadField("grant.role", "required", "Choose one.")
		}
		if q.Get("grant.program") != "" {
			id, err := idOf[ident.ProgramKind](q, "grant.program")
			if err != nil {
				return "", "", err
			}
			in.Program = &id
		}
		_, err = s.Account.GrantRole(r.Context(), in)
		return "/admin", s.page(r, "admin.title").T("admin.granted.done"), under(err, "grant.")
	}, func(a again) error { return s.drawAdmin(w, r, a) })
}

func (s *Site) revokeRole(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.RoleGrantKind](r, "grant")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		reason := strings.TrimSpace(q.Get("reason." + id.String()))
		if reason == "" {
			return "", "", fault.BadField("reason."+id.String(), "required", "Say why.")
		}
		return "/admin", s.page(r, "admin.title").T("admin.revoked.done"), s.Account.RevokeRole(r.Context(), id, reason)
	}, func(a again) error { return s.drawAdmin(w, r, a) })
}

func (s *Site) auditPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ReadAudit); err != nil {
		return err
	}
	subject := chi.URLParam(r, "subject")
	if subject == "" {
		subject = strings.TrimSpace(r.URL.Query().Get("subject"))
	}
	var events []*audit.Event
	if subject != "" {
		var err error
		if events, err = s.auditOf(ctx, subject); err != nil {
			return err
		}
	}
	p := s.page(r, "admin.trail")
	p.Eyebrow = subject
	return s.show(w, r, http.StatusOK, p, auditReading(p, subject, events))
}

// auditOf is the trail of a subject; of an application one may not see there is none.
func (s *Site) auditOf(ctx context.Context, subject string) ([]*audit.Event, error) {
	if id, err := ident.Parse[ident.ApplicationKind](subject); err == nil {
		if _, err := s.Application.Application(ctx, id); err != nil {
			return nil, err
		}
	}
	return s.Audit.Events(ctx, subject)
}
