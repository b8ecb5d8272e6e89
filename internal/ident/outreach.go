package ident

// ParticipantKind is the kind of Participant ids.
type ParticipantKind struct{}

// Participant identifies a participant of an award, who has no name here.
type Participant = ID[ParticipantKind]

// Prefix is ptc.
func (ParticipantKind) Prefix() string { return "ptc" }

// NewParticipant makes a new id of its kind.
func NewParticipant() Participant { return New[ParticipantKind]() }

// ParticipantPasteKind is the kind of ParticipantPaste ids.
type ParticipantPasteKind struct{}

// ParticipantPaste identifies one pasted list of participants.
type ParticipantPaste = ID[ParticipantPasteKind]

// Prefix is pps.
func (ParticipantPasteKind) Prefix() string { return "ppa" }

// NewParticipantPaste makes a new id of its kind.
func NewParticipantPaste() ParticipantPaste { return New[ParticipantPasteKind]() }

// ActivityKind is the kind of Activity ids.
type ActivityKind struct{}

// Activity identifies something an exchange holds for people.
type Activity = ID[ActivityKind]

// Prefix is act.
func (ActivityKind) Prefix() string { return "act" }

// NewActivity makes a new id of its kind.
func NewActivity() Activity { return New[ActivityKind]() }

// AudienceKind is the kind of Audience ids.
type AudienceKind struct{}

// Audience identifies one count of contacts.
type Audience = ID[AudienceKind]

// Prefix is aud.
func (AudienceKind) Prefix() string { return "aud" }

// NewAudience makes a new id of its kind.
func NewAudience() Audience { return New[AudienceKind]() }

// MediaHitKind is the kind of MediaHit ids.
type MediaHitKind struct{}

// MediaHit identifies one report about an exchange in the media.
type MediaHit = ID[MediaHitKind]

// Prefix is mda.
func (MediaHitKind) Prefix() string { return "mda" }

// NewMediaHit makes a new id of its kind.
func NewMediaHit() MediaHit { return New[MediaHitKind]() }

// OutputKind is the kind of Output ids.
type OutputKind struct{}

// Output identifies something an exchange made.
type Output = ID[OutputKind]

// Prefix is out.
func (OutputKind) Prefix() string { return "out" }

// NewOutput makes a new id of its kind.
func NewOutput() Output { return New[OutputKind]() }

// CheckInKind is the kind of CheckIn ids.
type CheckInKind struct{}

// CheckIn identifies one entry of a host at the door.
type CheckIn = ID[CheckInKind]

// Prefix is chk.
func (CheckInKind) Prefix() string { return "chk" }

// NewCheckIn makes a new id of its kind.
func NewCheckIn() CheckIn { return New[CheckInKind]() }

// IndicatorKind is the kind of Indicator ids.
type IndicatorKind struct{}

// Indicator identifies one indicator of a program's framework.
type Indicator = ID[IndicatorKind]

// Prefix is ind.
func (IndicatorKind) Prefix() string { return "ind" }

// NewIndicator makes a new id of its kind.
func NewIndicator() Indicator { return New[IndicatorKind]() }

// MeasureKind is the kind of Measure ids.
type MeasureKind struct{}

// Measure identifies one value of an indicator that was entered.
type Measure = ID[MeasureKind]

// Prefix is mea.
func (MeasureKind) Prefix() string { return "mea" }

// NewMeasure makes a new id of its kind.
func NewMeasure() Measure { return New[MeasureKind]() }

// SurveyKind is the kind of Survey ids.
type SurveyKind struct{}

// Survey identifies one survey of participants.
type Survey = ID[SurveyKind]

// Prefix is svy.
func (SurveyKind) Prefix() string { return "svy" }

// NewSurvey makes a new id of its kind.
func NewSurvey() Survey { return New[SurveyKind]() }

// SurveyEntryKind is the kind of SurveyEntry ids.
type SurveyEntryKind struct{}

// SurveyEntry identifies that somebody's answers came in, and nothing of them.
type SurveyEntry = ID[SurveyEntryKind]

// Prefix is sve.
func (SurveyEntryKind) Prefix() string { return "sve" }

// StoryKind is the kind of Story ids.
type StoryKind struct{}

// Story identifies one success story of an exchange.
type Story = ID[StoryKind]

// Prefix is sto.
func (StoryKind) Prefix() string { return "sto" }

// NewStory makes a new id of its kind.
func NewStory() Story { return New[StoryKind]() }
