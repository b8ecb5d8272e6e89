package web

import (
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// awardPages are the pages of an award in force, in the order of its life, each by the last part of its address.
func awardPages() []string {
	return []string{"agreement", "amendments", "expenses", "costshare", "payments", "account", "reports", "trips", "participants", "activities", "closeout"}
}

// awardTabs lead from one page of an award in force to its others; here is the one that is open.
func awardTabs(p view.Page, id ident.Award, here string) []view.Tab {
	var out []view.Tab
	for _, at := range awardPages() {
		out = append(out, view.Tab{Label: p.Choice("award_tabs", at), URL: "/awards/" + id.String() + "/" + at, Current: at == here})
	}
	return out
}
