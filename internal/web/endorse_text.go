package web

import (
	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// endorseFacts are who asks, for what, and until when.
func endorseFacts(p view.Page, a *partnership.Asked) []view.Fact {
	e := a.Endorsement
	facts := []view.Fact{
		{Term: p.T("endorse.title_of"), Value: view.Name(a.Detail.Title, "")},
		{Term: p.T("endorse.program"), Value: view.Name(a.Cycle.Title, "en")},
		{Term: p.T("endorse.museum"), Value: view.Name(a.Museum.Organization.Name, "")},
	}
	if e.SentAt != nil {
		facts = append(facts, view.Fact{Term: p.T("endorse.asked_at"), Value: view.Moment(p, *e.SentAt, zoneOf(a.Cycle.Zone))})
	}
	if e.ExpiresAt != nil {
		facts = append(facts, view.Fact{Term: p.T("endorse.until"), Value: view.Moment(p, *e.ExpiresAt, zoneOf(a.Cycle.Zone))})
	}
	return facts
}

// wordOf is how an endorsement stands, with what belongs to it.
func wordOf(p view.Page, e *partnership.Endorsement) []view.Fact {
	facts := []view.Fact{{Term: p.T("endorse.word"), Value: view.Status(endorsementBadge(p, e))}}
	if e == nil {
		return facts
	}
	add := func(term string, c templ.Component) { facts = append(facts, view.Fact{Term: term, Value: c}) }
	add(p.T("endorse.post"), view.Name(e.Post, "en"))
	if e.SentAt != nil {
		add(p.T("endorse.asked_at"), view.Moment(p, *e.SentAt, nil))
	}
	if e.State == partnership.SentToPost && e.ExpiresAt != nil {
		add(p.T("endorse.until"), view.Moment(p, *e.ExpiresAt, nil))
	}
	if e.State == partnership.SentToPost && e.RemindedAt != nil {
		add(p.T("endorse.reminded"), view.Moment(p, *e.RemindedAt, nil))
	}
	if e.AnsweredAt != nil {
		add(p.T("endorse.answered_at"), view.Moment(p, *e.AnsweredAt, nil))
	}
	if e.OfficerName != "" {
		by := e.OfficerName
		if e.OfficerTitle != "" {
			by += ", " + e.OfficerTitle
		}
		add(p.T("endorse.by"), view.Name(by, ""))
	}
	if e.Reason != "" {
		add(p.T("endorse.says"), view.Prose(e.Reason, ""))
	}
	return facts
}

// endorsementTally is how many of a partnership's museums abroad have the embassy's word.
func endorsementTally(p view.Page, r *partnership.Row) view.Badge {
	switch {
	case r.DeclinedMembers > 0:
		return view.Badge{Label: p.T("endorse.tally.declined"), Tone: view.Bad}
	case r.Abroad > 0 && r.EndorsedMembers == r.Abroad:
		return view.Badge{Label: p.T("endorse.tally.endorsed"), Tone: view.Good}
	case r.AskedMembers > 0:
		return view.Badge{Label: p.T("endorse.tally.asked", "given", r.EndorsedMembers, "needed", r.Abroad), Tone: view.Waiting}
	}
	return view.Badge{Label: p.T("endorse.tally.none", "given", r.EndorsedMembers, "needed", r.Abroad), Tone: view.Neutral}
}
