package contract

import (
	"encoding/base64"

	"github.com/99designs/gqlgen/graphql"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/wire"
)

// Pages of what was written, and of records that look alike.
type (
	// AnswerChangeConnection is a page of changes of answers.
	AnswerChangeConnection = page.Connection[*response.ChangeRow]
	// AnswerChangeEdge is a row of changes of answers.
	AnswerChangeEdge = page.Edge[*response.ChangeRow]
	// DuplicatePairConnection is a page of possible duplicates.
	DuplicatePairConnection = page.Connection[*people.PairRow]
	// DuplicatePairEdge is a row of possible duplicates.
	DuplicatePairEdge = page.Edge[*people.PairRow]
)

// WrittenAnswer is what was written to one question, with the stamp that guards it.
type WrittenAnswer struct{ Key, Text, Stamp string }

// Payloads of forms, answers and claims.
type (
	// AdoptedFormPayload is what became of adopting a version.
	AdoptedFormPayload struct{ Adopted *form.Adopted }
	// SavedAnswersPayload is what became of a save.
	SavedAnswersPayload struct{ Saved *response.Saved }
	// RemarkPayload is a remark as it is now.
	RemarkPayload struct{ Remark *response.Comment }
	// PresencePayload is who else is here.
	PresencePayload struct{ Present []*response.PresenceRow }
	// UploadPayload is a file on its way as it is now.
	UploadPayload struct{ Upload *response.Upload }
	// ExtensionPayload is a later deadline as it was granted.
	ExtensionPayload struct{ Extension *application.Extension }
	// ClaimPayload is a claim as it is now.
	ClaimPayload struct{ Claim *people.Claim }
	// MergePayload is a merge as it is now.
	MergePayload struct{ Merge *people.Merge }
	// DismissedPayload is two records that are two museums.
	DismissedPayload struct{ First, Second ident.Organization }
	// SitePayload is a site as it is now.
	SitePayload struct{ Site *people.Site }
	// StandingSignalPayload is a signal as it is now.
	StandingSignalPayload struct{ Signal *people.StandingSignal }
	// ExclusionCheckPayload is a look as it was recorded.
	ExclusionCheckPayload struct{ Check *people.ExclusionCheck }
)

// Inputs of use cases of museums that take bare arguments.
type (
	// ProveClaimInput is the link that came by mail.
	ProveClaimInput struct{ Token string }
	// MergePreviewInput names two records that may be merged.
	MergePreviewInput struct{ Kept, Gone ident.Organization }
	// RemoveSiteInput names a place that is gone.
	RemoveSiteInput struct{ Site ident.Site }
	// RemoveStandingSignalInput names a signal that was wrong.
	RemoveStandingSignalInput struct{ Signal ident.Standing }
)

// MarshalBase64 writes bytes in base64.
func MarshalBase64(b []byte) graphql.Marshaler {
	return wire.MarshalString(base64.StdEncoding.EncodeToString(b))
}

// UnmarshalBase64 reads bytes in base64 with padding.
func UnmarshalBase64(v any) ([]byte, error) {
	s, err := wire.Text(v)
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, wire.Refuse("not_base64", "This must be bytes in base64.")
	}
	return b, nil
}
