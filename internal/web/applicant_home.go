package web

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// step is one thing a museum's person can do next, and by when.
type step struct {
	title, url string
	badge      view.Badge
	hint       string
	due        ident.Cycle // whose deadline it hangs on; absent is none
}

func applicationURL(id ident.Application) string { return "/applications/" + id.String() }

func partnershipURL(id ident.Partnership) string { return "/partnerships/" + id.String() }

// next is what waits for the viewer, what is asked of them first.
func (h applicantHome) next(p view.Page) []step {
	var asked, other []step
	for _, x := range h.Rows {
		if h.Asked[x.ID] {
			asked = append(asked, step{
				title: x.Title, url: partnershipURL(x.ID), hint: p.T("applicant.next.confirm.hint", "lead", x.LeadName), due: x.Cycle,
				badge: view.Badge{Label: p.T("applicant.next.confirm"), Tone: view.Warning},
			})
			continue
		}
		if one, ok := h.nextOf(p, x); ok {
			other = append(other, one)
		}
	}
	return slices.Concat(asked, h.Intents, other)
}

func (h applicantHome) nextOf(p view.Page, x *partnership.Row) (step, bool) {
	one := step{title: x.Title, url: partnershipURL(x.ID), due: x.Cycle}
	call := h.Calls[x.Cycle]
	open := call != nil && call.OpenAt(p.Now())
	st := application.State(x.ProposalState)
	switch {
	case x.State == partnership.Dissolved || x.State == partnership.Ineligible:
		return one, false
	case x.Proposal.IsZero():
		if x.State == partnership.Proposed {
			one.hint = p.T("applicant.next.wait.hint", "confirmed", x.ConfirmedMembers, "members", x.Members)
			one.badge = view.Badge{Label: p.T("applicant.next.wait"), Tone: view.Waiting}
			return one, open
		}
		one.badge = view.Badge{Label: p.T("applicant.next.start"), Tone: view.Info}
		return one, open
	case !writable(st):
		return one, false
	}
	one.url, one.hint = applicationURL(x.Proposal), p.N("applicant.next.blocked", h.Blocked[x.Proposal], "number", x.ProposalNumber)
	switch {
	case st == application.ReturnedOnce:
		one.due = ident.Cycle{}
		one.badge = view.Badge{Label: p.T("applicant.next.mend"), Tone: view.Warning}
	case !open:
		one.hint = p.T("applicant.next.late.hint", "number", x.ProposalNumber)
		one.badge = view.Badge{Label: p.T("applicant.next.late"), Tone: view.Bad}
	case h.ToSign[x.Proposal]:
		one.url, one.hint = applicationURL(x.Proposal)+"/sign", p.T("applicant.next.sign.hint", "number", x.ProposalNumber)
		one.badge = view.Badge{Label: p.T("applicant.next.sign"), Tone: view.Warning}
	case h.Blocked[x.Proposal] == 0:
		one.badge = view.Badge{Label: p.T("applicant.next.submit"), Tone: view.Good}
	default:
		one.badge = view.Badge{Label: p.T("applicant.next.write"), Tone: view.Info}
	}
	return one, true
}

func (h applicantHome) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("applicant.all"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("applicant.col.title")},
			{Title: p.T("applicant.col.call")},
			{Title: p.T("applicant.col.museums")},
			{Title: p.T("applicant.col.partnership")},
			{Title: p.T("applicant.col.proposal")},
		},
		Empty: view.Empty{Title: p.T("applicant.none"), Text: p.T("applicant.none.text"), ActionLabel: p.T("public.call.begin"), ActionURL: "/applicant/partnerships/new"},
	}
	for _, x := range h.Rows {
		proposal := view.Quiet(p.T("applicant.no_proposal"))
		if !x.Proposal.IsZero() {
			proposal = cell(
				view.Link(x.ProposalNumber, applicationURL(x.Proposal)), view.Text(" "),
				view.Status(stateBadge(p, application.State(x.ProposalState), h.Told[x.Proposal])),
			)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(x.Title, "", partnershipURL(x.ID)), view.Name(x.CycleTitle, "en"), rowMuseums(x), view.Status(partnershipBadge(p, x.State)), proposal,
		}})
	}
	return t
}

func letterTable(p view.Page, letters []*award.LetterRow) view.Table {
	t := view.Table{
		Caption: p.T("applicant.letters"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("applicant.col.title")}, {Title: p.T("applicant.letter.decision")}, {Title: p.T("applicant.letter.sent")}, {Title: p.T("public.verify.code")}},
	}
	for _, l := range letters {
		sent := view.Text("")
		if l.SentAt != nil {
			sent = view.Moment(p, *l.SentAt, nil)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(l.Number+" · "+l.Title, "", "/letters/"+l.ID.String()), view.Text(p.Choice("public.decision", string(l.Decision))), sent,
			view.Link(award.CodeText(l.Code), "/verify/"+l.Code),
		}})
	}
	return t
}
