package contract

import (
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// The pages and payloads of reports that museums owe.
type (
	// MuseumReportConnection is a page of reports.
	MuseumReportConnection = page.Connection[*filing.Row]
	// MuseumReportEdge is a row of reports.
	MuseumReportEdge = page.Edge[*filing.Row]
	// MuseumReportPayload is a report as it is now.
	MuseumReportPayload struct{ Report *filing.Detail }
	// DueRulesPayload is what new rules did.
	DueRulesPayload struct{ Change *filing.RulesChange }
)
