package contract

import (
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

// Pages of what comes before a proposal.
type (
	// StatementConnection is a page of statements.
	StatementConnection = page.Connection[*statement.Row]
	// StatementEdge is a row of statements.
	StatementEdge = page.Edge[*statement.Row]
	// ProfileConnection is a page of profiles.
	ProfileConnection = page.Connection[*profile.Row]
	// ProfileEdge is a row of profiles.
	ProfileEdge = page.Edge[*profile.Row]
	// IntroductionConnection is a page of introductions.
	IntroductionConnection = page.Connection[*matching.Meeting]
	// IntroductionEdge is a row of introductions.
	IntroductionEdge = page.Edge[*matching.Meeting]
	// PartnerSuggestionConnection is a page of museums that fit.
	PartnerSuggestionConnection = page.Connection[*matching.Suggestion]
	// PartnerSuggestionEdge is a row of museums that fit.
	PartnerSuggestionEdge = page.Edge[*matching.Suggestion]
	// MuseumAloneConnection is a page of museums without a partner.
	MuseumAloneConnection = page.Connection[*matching.Alone]
	// MuseumAloneEdge is a row of museums without a partner.
	MuseumAloneEdge = page.Edge[*matching.Alone]
)

// Payloads of what comes before a proposal, and of its budget.
type (
	// InvitationPayload is an invitation as it is now.
	InvitationPayload struct{ Invitation *partnership.Invitation }
	// EmbassyPostPayload is a post as it is now.
	EmbassyPostPayload struct{ Post *partnership.Post }
	// CycleRulesPayload is the rules of a cycle as they are now.
	CycleRulesPayload struct{ Rules []*partnership.CycleRule }
	// StatementPayload is a statement as it is now.
	StatementPayload struct{ Statement *statement.Detail }
	// ProfilePayload is a profile as it is now.
	ProfilePayload struct{ Profile *profile.Detail }
	// NoticeChoicesPayload is how soon messages are mailed now.
	NoticeChoicesPayload struct{ Choices []notice.Choice }
	// UnreadPayload is how many notices are left.
	UnreadPayload struct{ Unread int }
	// CalendarLinkPayload is a private calendar address; its secret is told only when it is made.
	CalendarLinkPayload struct {
		Link   *notice.CalendarLink
		Secret *string
	}
	// BudgetLinePayload is a line as it is now.
	BudgetLinePayload struct{ Line *budget.Line }
	// BudgetSheetPayload is a budget as it is now.
	BudgetSheetPayload struct{ Budget *budget.Sheet }
	// BudgetNotePayload is narrative as it is now.
	BudgetNotePayload struct{ Note *budget.Note }
	// IndirectRatePayload is a rate as it is now.
	IndirectRatePayload struct{ Rate *budget.Rate }
	// IntroductionPayload is an introduction as it is now.
	IntroductionPayload struct{ Introduction *matching.Meeting }
	// SilencePayload is whether a museum wishes another not to be suggested.
	SilencePayload struct {
		Organization, Other ident.Organization
		Silent, Was         bool
	}
)

// SetCalendarLinkInput says what becomes of one's private calendar address.
type SetCalendarLinkInput struct{ Change notice.LinkChange }
