package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

// AskedEndorsement is what a post reads behind its link: no person's name or address, and nothing of money.
type AskedEndorsement struct {
	Post, Note, Title, Reason, OfficerName, OfficerTitle string
	State                                                partnership.EndorsementState
	SentAt, ExpiresAt, AnsweredAt                        *time.Time
	Museum                                               *people.Organization
	Cycle                                                ident.Cycle
	Museums                                              []AskedMuseum
	Statement                                            *ShownStatement
}

// AskedMuseum is a museum as a post reads of it.
type AskedMuseum struct {
	Organization *people.Organization
	Side         partnership.Side
	Lead         bool
	Part         string
}

// ShownStatement is a statement of intent as a post reads it.
type ShownStatement struct {
	Round   int
	Title   string
	Form    *form.Form
	Answers []Answer
}

// AskedEndorsementPayload is a post's word as it was taken.
type AskedEndorsementPayload struct{ Asked *AskedEndorsement }

// AskedOf are the parts of what a link opens that its reader is shown, with the statement when there is one.
func AskedOf(a *partnership.Asked, s *statement.Shown) *AskedEndorsement {
	e := a.Endorsement
	out := &AskedEndorsement{
		Post: e.Post, Note: e.Note, Title: a.Detail.Title, Reason: e.Reason, OfficerName: e.OfficerName, OfficerTitle: e.OfficerTitle,
		State: e.State, SentAt: e.SentAt, ExpiresAt: e.ExpiresAt, AnsweredAt: e.AnsweredAt, Museum: a.Museum.Organization, Cycle: a.Detail.Cycle,
	}
	for _, m := range a.Detail.Museums {
		out.Museums = append(out.Museums, AskedMuseum{m.Organization, m.Member.Side, m.Member.Lead, m.Member.Part})
	}
	if s == nil {
		return out
	}
	out.Statement = &ShownStatement{Round: s.Detail.Round, Title: s.Detail.Title, Form: s.Form}
	for _, key := range slices.Sorted(maps.Keys(s.Answers)) {
		out.Statement.Answers = append(out.Statement.Answers, Answer{Key: key, Text: s.Answers[key]})
	}
	return out
}
