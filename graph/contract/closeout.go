package contract

import (
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Pages and answers of closeouts.
type (
	// CloseoutConnection is a page of awards that end or ended.
	CloseoutConnection = page.Connection[*closeout.Row]
	// CloseoutEdge is a row of them.
	CloseoutEdge = page.Edge[*closeout.Row]
	// CloseoutPayload is an award with its end as it is now.
	CloseoutPayload struct{ Closeout *closeout.Detail }
)
