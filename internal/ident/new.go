package ident

// NewPerson makes a new id of its kind.
func NewPerson() Person { return New[personKind]() }

// NewOrganization makes a new id of its kind.
func NewOrganization() Organization { return New[orgKind]() }

// NewSite makes a new id of its kind.
func NewSite() Site { return New[siteKind]() }

// NewMembership makes a new id of its kind.
func NewMembership() Membership { return New[membershipKind]() }

// NewSession makes a new id of its kind.
func NewSession() Session { return New[sessionKind]() }

// NewToken makes a new id of its kind.
func NewToken() Token { return New[tokenKind]() }

// NewRoleGrant makes a new id of its kind.
func NewRoleGrant() RoleGrant { return New[roleGrantKind]() }

// NewFunder makes a new id of its kind.
func NewFunder() Funder { return New[funderKind]() }

// NewFunderAward makes a new id of its kind.
func NewFunderAward() FunderAward { return New[funderAwardKind]() }

// NewProgram makes a new id of its kind.
func NewProgram() Program { return New[programKind]() }

// NewCycle makes a new id of its kind.
func NewCycle() Cycle { return New[cycleKind]() }

// NewPhase makes a new id of its kind.
func NewPhase() Phase { return New[phaseKind]() }

// NewTheme makes a new id of its kind.
func NewTheme() Theme { return New[themeKind]() }

// NewCriterion makes a new id of its kind.
func NewCriterion() Criterion { return New[criterionKind]() }

// NewForm makes a new id of its kind.
func NewForm() Form { return New[formKind]() }

// NewPartnership makes a new id of its kind.
func NewPartnership() Partnership { return New[partnershipKind]() }

// NewMember makes a new id of its kind.
func NewMember() Member { return New[memberKind]() }

// NewEndorsement makes a new id of its kind.
func NewEndorsement() Endorsement { return New[endorsementKind]() }

// NewApplication makes a new id of its kind.
func NewApplication() Application { return New[applicationKind]() }

// NewBudgetLine makes a new id of its kind.
func NewBudgetLine() BudgetLine { return New[budgetLineKind]() }

// NewSubmission makes a new id of its kind.
func NewSubmission() Submission { return New[submissionKind]() }

// NewPanel makes a new id of its kind.
func NewPanel() Panel { return New[panelKind]() }

// NewPanelMember makes a new id of its kind.
func NewPanelMember() PanelMember { return New[panelMemberKind]() }

// NewAssignment makes a new id of its kind.
func NewAssignment() Assignment { return New[assignmentKind]() }

// NewConflict makes a new id of its kind.
func NewConflict() Conflict { return New[conflictKind]() }

// NewReview makes a new id of its kind.
func NewReview() Review { return New[reviewKind]() }

// NewRanking makes a new id of its kind.
func NewRanking() Ranking { return New[rankingKind]() }

// NewSlate makes a new id of its kind.
func NewSlate() Slate { return New[slateKind]() }

// NewSlateLine makes a new id of its kind.
func NewSlateLine() SlateLine { return New[slateLineKind]() }

// NewAward makes a new id of its kind.
func NewAward() Award { return New[awardKind]() }

// NewLetter makes a new id of its kind.
func NewLetter() Letter { return New[letterKind]() }

// NewReport makes a new id of its kind.
func NewReport() Report { return New[reportKind]() }

// NewFigure makes a new id of its kind.
func NewFigure() Figure { return New[figureKind]() }

// NewDocument makes a new id of its kind.
func NewDocument() Document { return New[documentKind]() }

// NewMessage makes a new id of its kind.
func NewMessage() Message { return New[messageKind]() }

// NewEntry makes a new id of its kind.
func NewEntry() Entry { return New[entryKind]() }

// NewEvent makes a new id of its kind.
func NewEvent() Event { return New[eventKind]() }

// NewImport makes a new id of its kind.
func NewImport() Import { return New[importKind]() }
