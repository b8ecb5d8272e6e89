package contract

import (
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Pages and answers of amendments.
type (
	// AmendmentConnection is a page of amendments.
	AmendmentConnection = page.Connection[*amendment.Row]
	// AmendmentEdge is a row of amendments.
	AmendmentEdge = page.Edge[*amendment.Row]
	// AmendmentPayload is an amendment as it is now.
	AmendmentPayload struct{ Amendment *amendment.Row }
)
