package contract

import "github.com/vitrine-grants/vitrine/internal/outreach"

// What changes of how an exchange measures itself answer with.
type (
	// IndicatorPayload is an indicator of a framework.
	IndicatorPayload struct{ Indicator *outreach.Indicator }
	// IndicatorTargetPayload is what an award wants to reach, as it is now.
	IndicatorTargetPayload struct{ Target *outreach.Target }
	// IndicatorMeasurePayload is a value that was recorded.
	IndicatorMeasurePayload struct{ Measure *outreach.Measure }
	// SurveyPayload is a survey as it is now.
	SurveyPayload struct{ Survey *outreach.Survey }
	// SurveySheetPayload is the survey that was answered.
	SurveySheetPayload struct{ Sheet *outreach.Sheet }
)
