package contract

import (
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Success stories, and what their changes answer with.
type (
	// StoryConnection is a page of success stories.
	StoryConnection = page.Connection[*outreach.Story]
	// StoryEdge is a row of success stories.
	StoryEdge = page.Edge[*outreach.Story]
	// StoryPayload is a story as it is now.
	StoryPayload struct{ Story *outreach.Story }
	// StoryConsentPayload is a consent that was opened.
	StoryConsentPayload struct {
		Media string
		File  []byte
	}
)
