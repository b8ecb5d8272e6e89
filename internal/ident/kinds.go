package ident

type (
	personKind      struct{}
	orgKind         struct{}
	siteKind        struct{}
	membershipKind  struct{}
	sessionKind     struct{}
	tokenKind       struct{}
	roleGrantKind   struct{}
	funderKind      struct{}
	funderAwardKind struct{}
	programKind     struct{}
	cycleKind       struct{}
	phaseKind       struct{}
	themeKind       struct{}
	criterionKind   struct{}
	formKind        struct{}
	partnershipKind struct{}
	memberKind      struct{}
	endorsementKind struct{}
	applicationKind struct{}
	budgetLineKind  struct{}
	submissionKind  struct{}
	panelKind       struct{}
	panelMemberKind struct{}
	assignmentKind  struct{}
	conflictKind    struct{}
	reviewKind      struct{}
	rankingKind     struct{}
	slateKind       struct{}
	slateLineKind   struct{}
	awardKind       struct{}
	letterKind      struct{}
	reportKind      struct{}
	figureKind      struct{}
	documentKind    struct{}
	messageKind     struct{}
	entryKind       struct{}
	eventKind       struct{}
	importKind      struct{}
)

// Prefix is the public prefix of ids of a person.
func (personKind) Prefix() string { return "per" }

// Prefix is the public prefix of ids of a museum or another organization.
func (orgKind) Prefix() string { return "org" }

// Prefix is the public prefix of ids of a place an organization runs.
func (siteKind) Prefix() string { return "sit" }

// Prefix is the public prefix of ids of a person's role at an organization.
func (membershipKind) Prefix() string { return "mem" }

// Prefix is the public prefix of ids of a signed-in browser.
func (sessionKind) Prefix() string { return "ses" }

// Prefix is the public prefix of ids of a program's key to the API.
func (tokenKind) Prefix() string { return "tok" }

// Prefix is the public prefix of ids of a staff role given to a person.
func (roleGrantKind) Prefix() string { return "rol" }

// Prefix is the public prefix of ids of who gives the money.
func (funderKind) Prefix() string { return "fnr" }

// Prefix is the public prefix of ids of a funder's award to the administrator.
func (funderAwardKind) Prefix() string { return "fwd" }

// Prefix is the public prefix of ids of a grant program.
func (programKind) Prefix() string { return "prg" }

// Prefix is the public prefix of ids of one round of a program.
func (cycleKind) Prefix() string { return "cyc" }

// Prefix is the public prefix of ids of one window of a cycle.
func (phaseKind) Prefix() string { return "phs" }

// Prefix is the public prefix of ids of a theme of a cycle.
func (themeKind) Prefix() string { return "thm" }

// Prefix is the public prefix of ids of a thing reviewers score.
func (criterionKind) Prefix() string { return "crt" }

// Prefix is the public prefix of ids of one version of a form.
func (formKind) Prefix() string { return "frm" }

// Prefix is the public prefix of ids of museums that apply together.
func (partnershipKind) Prefix() string { return "pps" }

// Prefix is the public prefix of ids of one museum of a partnership.
func (memberKind) Prefix() string { return "pmb" }

// Prefix is the public prefix of ids of an embassy's word on a museum.
func (endorsementKind) Prefix() string { return "end" }

// Prefix is the public prefix of ids of an application.
func (applicationKind) Prefix() string { return "app" }

// Prefix is the public prefix of ids of one line of a budget.
func (budgetLineKind) Prefix() string { return "bdl" }

// Prefix is the public prefix of ids of what was submitted, frozen.
func (submissionKind) Prefix() string { return "sub" }

// Prefix is the public prefix of ids of a review panel.
func (panelKind) Prefix() string { return "pnl" }

// Prefix is the public prefix of ids of a person on a panel.
func (panelMemberKind) Prefix() string { return "pnm" }

// Prefix is the public prefix of ids of a reviewer's task to read one application.
func (assignmentKind) Prefix() string { return "asg" }

// Prefix is the public prefix of ids of a conflict of interest.
func (conflictKind) Prefix() string { return "coi" }

// Prefix is the public prefix of ids of one reviewer's word on an application.
func (reviewKind) Prefix() string { return "rev" }

// Prefix is the public prefix of ids of a frozen order of applications.
func (rankingKind) Prefix() string { return "rnk" }

// Prefix is the public prefix of ids of what is proposed for award.
func (slateKind) Prefix() string { return "slt" }

// Prefix is the public prefix of ids of one application on a slate.
func (slateLineKind) Prefix() string { return "sll" }

// Prefix is the public prefix of ids of an award.
func (awardKind) Prefix() string { return "awd" }

// Prefix is the public prefix of ids of a letter as sent.
func (letterKind) Prefix() string { return "ltr" }

// Prefix is the public prefix of ids of a report to a funder.
func (reportKind) Prefix() string { return "rpt" }

// Prefix is the public prefix of ids of one figure of a report.
func (figureKind) Prefix() string { return "fig" }

// Prefix is the public prefix of ids of a stored file.
func (documentKind) Prefix() string { return "doc" }

// Prefix is the public prefix of ids of a message to a person.
func (messageKind) Prefix() string { return "msg" }

// Prefix is the public prefix of ids of a ledger entry.
func (entryKind) Prefix() string { return "ent" }

// Prefix is the public prefix of ids of an audited change.
func (eventKind) Prefix() string { return "evt" }

// Prefix is the public prefix of ids of one run of an import.
func (importKind) Prefix() string { return "imp" }

// The ids of the house, one type per kind of record.
type (
	// Person identifies a person.
	Person = ID[personKind]
	// Organization identifies a museum or another organization.
	Organization = ID[orgKind]
	// Site identifies a place an organization runs.
	Site = ID[siteKind]
	// Membership identifies a person's role at an organization.
	Membership = ID[membershipKind]
	// Session identifies a signed-in browser.
	Session = ID[sessionKind]
	// Token identifies a program's key to the API.
	Token = ID[tokenKind]
	// RoleGrant identifies a staff role given to a person.
	RoleGrant = ID[roleGrantKind]
	// Funder identifies who gives the money.
	Funder = ID[funderKind]
	// FunderAward identifies a funder's award to the administrator.
	FunderAward = ID[funderAwardKind]
	// Program identifies a grant program.
	Program = ID[programKind]
	// Cycle identifies one round of a program.
	Cycle = ID[cycleKind]
	// Phase identifies one window of a cycle.
	Phase = ID[phaseKind]
	// Theme identifies a theme of a cycle.
	Theme = ID[themeKind]
	// Criterion identifies a thing reviewers score.
	Criterion = ID[criterionKind]
	// Form identifies one version of a form.
	Form = ID[formKind]
	// Partnership identifies museums that apply together.
	Partnership = ID[partnershipKind]
	// Member identifies one museum of a partnership.
	Member = ID[memberKind]
	// Endorsement identifies an embassy's word on a museum.
	Endorsement = ID[endorsementKind]
	// Application identifies an application.
	Application = ID[applicationKind]
	// BudgetLine identifies one line of a budget.
	BudgetLine = ID[budgetLineKind]
	// Submission identifies what was submitted, frozen.
	Submission = ID[submissionKind]
	// Panel identifies a review panel.
	Panel = ID[panelKind]
	// PanelMember identifies a person on a panel.
	PanelMember = ID[panelMemberKind]
	// Assignment identifies a reviewer's task to read one application.
	Assignment = ID[assignmentKind]
	// Conflict identifies a conflict of interest.
	Conflict = ID[conflictKind]
	// Review identifies one reviewer's word on an application.
	Review = ID[reviewKind]
	// Ranking identifies a frozen order of applications.
	Ranking = ID[rankingKind]
	// Slate identifies what is proposed for award.
	Slate = ID[slateKind]
	// SlateLine identifies one application on a slate.
	SlateLine = ID[slateLineKind]
	// Award identifies an award.
	Award = ID[awardKind]
	// Letter identifies a letter as sent.
	Letter = ID[letterKind]
	// Report identifies a report to a funder.
	Report = ID[reportKind]
	// Figure identifies one figure of a report.
	Figure = ID[figureKind]
	// Document identifies a stored file.
	Document = ID[documentKind]
	// Message identifies a message to a person.
	Message = ID[messageKind]
	// Entry identifies a ledger entry.
	Entry = ID[entryKind]
	// Event identifies an audited change.
	Event = ID[eventKind]
	// Import identifies one run of an import.
	Import = ID[importKind]
)

// The kinds of ids, for parsing and for generic code.
type (
	// PersonKind is the kind of Person ids.
	PersonKind = personKind
	// OrganizationKind is the kind of Organization ids.
	OrganizationKind = orgKind
	// SiteKind is the kind of Site ids.
	SiteKind = siteKind
	// MembershipKind is the kind of Membership ids.
	MembershipKind = membershipKind
	// SessionKind is the kind of Session ids.
	SessionKind = sessionKind
	// TokenKind is the kind of Token ids.
	TokenKind = tokenKind
	// RoleGrantKind is the kind of RoleGrant ids.
	RoleGrantKind = roleGrantKind
	// FunderKind is the kind of Funder ids.
	FunderKind = funderKind
	// FunderAwardKind is the kind of FunderAward ids.
	FunderAwardKind = funderAwardKind
	// ProgramKind is the kind of Program ids.
	ProgramKind = programKind
	// CycleKind is the kind of Cycle ids.
	CycleKind = cycleKind
	// PhaseKind is the kind of Phase ids.
	PhaseKind = phaseKind
	// ThemeKind is the kind of Theme ids.
	ThemeKind = themeKind
	// CriterionKind is the kind of Criterion ids.
	CriterionKind = criterionKind
	// FormKind is the kind of Form ids.
	FormKind = formKind
	// PartnershipKind is the kind of Partnership ids.
	PartnershipKind = partnershipKind
	// MemberKind is the kind of Member ids.
	MemberKind = memberKind
	// EndorsementKind is the kind of Endorsement ids.
	EndorsementKind = endorsementKind
	// ApplicationKind is the kind of Application ids.
	ApplicationKind = applicationKind
	// BudgetLineKind is the kind of BudgetLine ids.
	BudgetLineKind = budgetLineKind
	// SubmissionKind is the kind of Submission ids.
	SubmissionKind = submissionKind
	// PanelKind is the kind of Panel ids.
	PanelKind = panelKind
	// PanelMemberKind is the kind of PanelMember ids.
	PanelMemberKind = panelMemberKind
	// AssignmentKind is the kind of Assignment ids.
	AssignmentKind = assignmentKind
	// ConflictKind is the kind of Conflict ids.
	ConflictKind = conflictKind
	// ReviewKind is the kind of Review ids.
	ReviewKind = reviewKind
	// RankingKind is the kind of Ranking ids.
	RankingKind = rankingKind
	// SlateKind is the kind of Slate ids.
	SlateKind = slateKind
	// SlateLineKind is the kind of SlateLine ids.
	SlateLineKind = slateLineKind
	// AwardKind is the kind of Award ids.
	AwardKind = awardKind
	// LetterKind is the kind of Letter ids.
	LetterKind = letterKind
	// ReportKind is the kind of Report ids.
	ReportKind = reportKind
	// FigureKind is the kind of Figure ids.
	FigureKind = figureKind
	// DocumentKind is the kind of Document ids.
	DocumentKind = documentKind
	// MessageKind is the kind of Message ids.
	MessageKind = messageKind
	// EntryKind is the kind of Entry ids.
	EntryKind = entryKind
	// EventKind is the kind of Event ids.
	EventKind = eventKind
	// ImportKind is the kind of Import ids.
	ImportKind = importKind
)
