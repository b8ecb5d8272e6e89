package web

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// entry is one place in the main navigation and who finds it there; no roles is everybody.
type entry struct {
	label catalog.Key
	url   string
	roles []auth.Role
}

func entries() []entry {
	applicants := []auth.Role{auth.Coordinator, auth.Official, auth.PartnerCoordinator, auth.FiscalAgent}
	staff := []auth.Role{auth.Officer, auth.Grants, auth.Director, auth.Auditor}
	return []entry{
		{"nav.calls", "/calls", nil},
		{"nav.projects", "/projects", nil},
		{"nav.museums", "/museums", nil},
		{"nav.verify", "/verify", nil},
		{"nav.applicant", "/applicant", applicants},
		{"nav.reviews", "/reviews", []auth.Role{auth.Reviewer, auth.Chair}},
		{"nav.office", "/office", staff},
		{"endorse.list.title", "/office/partnerships", staff},
		{"form.edit.forms", "/forms", []auth.Role{auth.Officer, auth.Director}},
		{"nav.awards", "/awards", append(slices.Clone(staff), auth.Finance, auth.FunderReader)},
		{"nav.reports", "/reports", append(slices.Clone(staff), auth.Finance, auth.FunderReader)},
		{"nav.admin", "/admin", []auth.Role{auth.Admin}},
		{"admin.trail", "/admin/audit", []auth.Role{auth.Auditor, auth.Director}},
	}
}

func navigation(p catalog.Printer, who auth.Actor) []view.NavItem {
	var out []view.NavItem
	for _, e := range entries() {
		if e.roles == nil || who.Has(e.roles...) {
			out = append(out, view.NavItem{Label: p.T(e.label), URL: e.url})
		}
	}
	return out
}

func roleLabels(p catalog.Printer, who auth.Actor) []string {
	var out []string
	for _, g := range who.Grants {
		if label := p.Choice("role", string(g.Role)); !slices.Contains(out, label) {
			out = append(out, label)
		}
	}
	return out
}
