package web

import (
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func slateTone(s award.SlateState) view.Tone {
	switch s {
	case award.SlateProposed:
		return view.Waiting
	case award.SlateApproved, award.SlateAnnounced:
		return view.Good
	}
	return view.Neutral
}

// slateSteps are who did what to the slate, in order.
func slateSteps(p view.Page, d slateDesk) []view.Step {
	sl := d.view.Slate
	out := []view.Step{{Title: p.T("award.step.proposed", "name", d.names[sl.ProposedBy]), When: view.Moment(p, *sl.ProposedAt, nil), State: "done"}}
	if sl.ApprovedAt != nil {
		out = append(out, view.Step{Title: p.T("award.step.approved", "name", d.names[sl.ApprovedBy]), When: view.Moment(p, *sl.ApprovedAt, nil), State: "done"})
	}
	if sl.AnnouncedAt != nil {
		out = append(out, view.Step{Title: p.T("award.step.announced"), When: view.Moment(p, *sl.AnnouncedAt, nil), State: "done"})
	}
	return out
}

func awardTone(s award.State) view.Tone {
	switch s {
	case award.Provisional, award.Negotiating, award.AgreementSigned:
		return view.Waiting
	case award.Official, award.Active, award.Closed, award.PeriodEnded, award.Closing:
		return view.Good
	case award.Rescinded, award.Terminated, award.DeclinedByMuseum, award.Suspended:
		return view.Bad
	}
	return view.Neutral
}

func letterTone(s award.LetterState) view.Tone {
	switch s {
	case award.LetterQueued, award.LetterHeld:
		return view.Waiting
	case award.LetterSent:
		return view.Good
	}
	return view.Bad
}

func awardAmount(p view.Page, d oneAward) string {
	if m := d.Amount(); m != nil {
		return p.Money(*m)
	}
	return p.T("award.unknown")
}
