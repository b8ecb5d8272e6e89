package web

import (
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func slateTone(s award.SlateState) view.Tone {
	switch s {
	case award.SlateRecommended, award.SlateProposed:
		return view.Waiting
	case award.SlateApproved, award.SlateConcurred, award.SlateAnnounced:
		return view.Good
	}
	return view.Neutral
}

// slateSteps are who did what to the slate, in order.
func slateSteps(p view.Page, d slateDesk) []view.Step {
	sl := d.view.Slate
	var out []view.Step
	if sl.RecommendedAt != nil {
		out = append(out, view.Step{Title: p.T("decide.step.recommended", "name", d.names[sl.RecommendedBy]), When: view.Moment(p, *sl.RecommendedAt, nil), State: "done"})
	}
	if sl.ProposedAt != nil {
		out = append(out, view.Step{Title: p.T("award.step.proposed", "name", d.names[sl.ProposedBy]), When: view.Moment(p, *sl.ProposedAt, nil), State: "done"})
	}
	if sl.ApprovedAt != nil {
		out = append(out, view.Step{Title: p.T("award.step.approved", "name", d.names[sl.ApprovedBy]), When: view.Moment(p, *sl.ApprovedAt, nil), State: "done"})
	}
	if sl.ConcurredAt != nil {
		out = append(out, view.Step{Title: p.T("decide.step.concurred", "name", d.names[sl.ConcurredBy]), When: view.Moment(p, *sl.ConcurredAt, nil), State: "done"})
	}
	if sl.AnnouncedAt != nil {
		out = append(out, view.Step{Title: p.T("award.step.announced"), When: view.Moment(p, *sl.AnnouncedAt, nil), State: "done"})
	}
	return out
}

// approveUndo says what stands between approving and telling anyone.
func (d slateDesk) approveUndo(p view.Page) string {
	if d.rule.Concurrence {
		return p.T("decide.approve.asks")
	}
	return p.T("award.approve.undo")
}

// codes are the codes ticked on a line: those sent back, or those it has.
func (d slateDesk) codes(r *award.SlateRow) []string {
	if name := "codes." + r.ID.String(); d.typed != nil && d.typed.Has("decision."+r.ID.String()) {
		return d.typed[name]
	}
	var out []string
	for _, c := range r.Codes {
		out = append(out, string(c))
	}
	return out
}

func codesOf(texts []string) []award.DeclineCode {
	var out []award.DeclineCode
	for _, t := range texts {
		out = append(out, award.DeclineCode(t))
	}
	return out
}

func codeOptions(p view.Page, list []*award.DeclineReason) []view.Option {
	var out []view.Option
	for _, x := range list {
		out = append(out, view.Option{Value: string(x.Code), Label: x.Title.In(p.Locale())})
	}
	return out
}

// codeWord is what a code stands for in its cycle, in the reader's language.
func codeWord(p view.Page, list []*award.DeclineReason, c award.DeclineCode) string {
	for _, x := range list {
		if x.Code == c {
			return x.Title.In(p.Locale())
		}
	}
	return string(c)
}

func concurrenceOptions(p view.Page) []view.Option {
	return worded(p, "decide.answer", []award.ConcurrenceAnswer{award.Concurred, award.DeclinesToConcur})
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
