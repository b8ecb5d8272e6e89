package web

import (
	"net/http"
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
	begin bool // for who is signed in and has no role yet, too
}

// everybodys tells whether the entry needs no role and no signing in.
func (e entry) everybodys() bool { return e.roles == nil && !e.begin }

// leads tells whether somebody finds the entry in the navigation.
func (e entry) leads(who auth.Actor) bool {
	return e.everybodys() || e.begin && newcomer(who) || e.roles != nil && who.Has(e.roles...)
}

// newcomer tells whether somebody is signed in and speaks for nobody yet.
func newcomer(who auth.Actor) bool { return who.SignedIn() && len(who.Grants) == 0 }

func entries() []entry {
	applicants := []auth.Role{auth.Coordinator, auth.Official, auth.PartnerCoordinator, auth.FiscalAgent}
	staff := []auth.Role{auth.Officer, auth.Grants, auth.Director, auth.Auditor}
	return []entry{
		{label: "nav.calls", url: "/calls"},
		{label: "nav.projects", url: "/projects"},
		{label: "nav.museums", url: "/museums"},
		{label: "nav.partners", url: "/partners"},
		{label: "nav.verify", url: "/verify"},
		{label: "nav.begin", url: "/applicant", begin: true},
		{label: "nav.applicant", url: "/applicant", roles: applicants},
		{label: "nav.eligibility", url: "/eligibility", roles: applicants, begin: true},
		{label: "nav.reviews", url: "/reviews", roles: []auth.Role{auth.Reviewer, auth.Chair}},
		{label: "nav.office", url: "/office", roles: staff},
		{label: "endorse.list.title", url: "/office/partnerships", roles: staff},
		{label: "form.edit.forms", url: "/forms", roles: []auth.Role{auth.Officer, auth.Director}},
		{label: "decide.funder.title", url: "/slates", roles: []auth.Role{auth.FunderReader}},
		{label: "pool.honoraria", url: "/office/honoraria", roles: []auth.Role{auth.Finance}},
		{label: "dashboard.title", url: "/dashboard", roles: append(slices.Clone(staff), auth.Finance, auth.FunderReader)},
		{label: "nav.awards", url: "/awards", roles: append(slices.Clone(staff), auth.Finance, auth.FunderReader)},
		{label: "payment.queue", url: "/payments", roles: append(slices.Clone(staff), auth.Finance)},
		{label: "filing.due", url: "/due", roles: append(append(slices.Clone(applicants), staff...), auth.Finance)},
		{label: "nav.reports", url: "/reports", roles: append(slices.Clone(staff), auth.Finance, auth.FunderReader)},
		{label: "nav.admin", url: "/admin", roles: []auth.Role{auth.Admin}},
		{label: "admin.trail", url: "/admin/audit", roles: []auth.Role{auth.Auditor, auth.Director}},
	}
}

func navigation(p catalog.Printer, who auth.Actor) []view.NavItem {
	var out []view.NavItem
	for _, e := range entries() {
		if e.leads(who) {
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

// homeCrumb leads back to the viewer's own home, under the name that the navigation gives it.
func homeCrumb(r *http.Request, p view.Page) view.Crumb {
	if newcomer(auth.Who(r.Context())) {
		return view.Crumb{Label: p.T("begin.title"), URL: "/applicant"}
	}
	return view.Crumb{Label: p.T("applicant.title"), URL: "/applicant"}
}
