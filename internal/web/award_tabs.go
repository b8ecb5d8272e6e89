package web

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// awardPage is a page of an award in force, by the last part of its address, and what shows it.
type awardPage struct {
	at    string
	shows auth.Permission
}

// awardPages are the pages of an award in force, in the order of its life.
func awardPages() []awardPage {
	return []awardPage{
		{"agreement", auth.ViewAgreement},
		{"amendments", auth.ViewAmendment},
		{"expenses", auth.ViewExpenses},
		{"costshare", auth.ViewExpenses},
		{"payments", auth.ViewPayment},
		{"account", auth.ViewExpenses},
		{"reports", auth.ViewFiling},
		{"exchange", auth.ViewOutreach},
		{"trips", auth.ViewTravel},
		{"participants", auth.ViewOutreach},
		{"activities", auth.ViewOutreach},
		{"indicators", auth.ViewOutreach},
		{"stories", auth.ViewOutreach},
		{"closeout", auth.ViewCloseout},
	}
}

// awardTabs lead from one page of an award in force to its others that the reader may see; here is the one that is open.
func awardTabs(ctx context.Context, p view.Page, id ident.Award, here string) []view.Tab {
	var out []view.Tab
	for _, x := range awardPages() {
		if !auth.Scope(ctx, x.shows).Nothing() {
			out = append(out, view.Tab{Label: p.Choice("award_tabs", x.at), URL: "/awards/" + id.String() + "/" + x.at, Current: x.at == here})
		}
	}
	return out
}
