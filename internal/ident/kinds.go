package ident

// The kinds of ids, for parsing and for generic code.
type (
	// PersonKind is the kind of Person ids.
	PersonKind struct{}
	// OrganizationKind is the kind of Organization ids.
	OrganizationKind struct{}
	// SiteKind is the kind of Site ids.
	SiteKind struct{}
	// MembershipKind is the kind of Membership ids.
	MembershipKind struct{}
	// SessionKind is the kind of Session ids.
	SessionKind struct{}
	// TokenKind is the kind of Token ids.
	TokenKind struct{}
	// RoleGrantKind is the kind of RoleGrant ids.
	RoleGrantKind struct{}
	// FunderKind is the kind of Funder ids.
	FunderKind struct{}
	// FunderAwardKind is the kind of FunderAward ids.
	FunderAwardKind struct{}
	// ProgramKind is the kind of Program ids.
	ProgramKind struct{}
	// CycleKind is the kind of Cycle ids.
	CycleKind struct{}
	// PhaseKind is the kind of Phase ids.
	PhaseKind struct{}
	// ThemeKind is the kind of Theme ids.
	ThemeKind struct{}
	// CriterionKind is the kind of Criterion ids.
	CriterionKind struct{}
	// FormKind is the kind of Form ids.
	FormKind struct{}
	// PartnershipKind is the kind of Partnership ids.
	PartnershipKind struct{}
	// MemberKind is the kind of Member ids.
	MemberKind struct{}
	// EndorsementKind is the kind of Endorsement ids.
	EndorsementKind struct{}
	// ApplicationKind is the kind of Application ids.
	ApplicationKind struct{}
	// BudgetLineKind is the kind of BudgetLine ids.
	BudgetLineKind struct{}
	// SignatureKind is the kind of Signature ids.
	SignatureKind struct{}
	// SubmissionKind is the kind of Submission ids.
	SubmissionKind struct{}
	// PanelKind is the kind of Panel ids.
	PanelKind struct{}
	// PanelMemberKind is the kind of PanelMember ids.
	PanelMemberKind struct{}
	// AssignmentKind is the kind of Assignment ids.
	AssignmentKind struct{}
	// ConflictKind is the kind of Conflict ids.
	ConflictKind struct{}
	// ReviewKind is the kind of Review ids.
	ReviewKind struct{}
	// RankingKind is the kind of Ranking ids.
	RankingKind struct{}
	// SlateKind is the kind of Slate ids.
	SlateKind struct{}
	// SlateLineKind is the kind of SlateLine ids.
	SlateLineKind struct{}
	// AwardKind is the kind of Award ids.
	AwardKind struct{}
	// LetterKind is the kind of Letter ids.
	LetterKind struct{}
	// ReportKind is the kind of Report ids.
	ReportKind struct{}
	// FigureKind is the kind of Figure ids.
	FigureKind struct{}
	// DocumentKind is the kind of Document ids.
	DocumentKind struct{}
	// MessageKind is the kind of Message ids.
	MessageKind struct{}
	// EntryKind is the kind of Entry ids.
	EntryKind struct{}
	// EventKind is the kind of Event ids.
	EventKind struct{}
	// ResponseKind is the kind of Response ids.
	ResponseKind struct{}
	// ChangeKind is the kind of Change ids.
	ChangeKind struct{}
	// CommentKind is the kind of Comment ids.
	CommentKind struct{}
	// UploadKind is the kind of Upload ids.
	UploadKind struct{}
	// ClaimKind is the kind of Claim ids.
	ClaimKind struct{}
	// MergeKind is the kind of Merge ids.
	MergeKind struct{}
	// StandingKind is the kind of Standing ids.
	StandingKind struct{}
	// ExclusionKind is the kind of Exclusion ids.
	ExclusionKind struct{}
	// ExtensionKind is the kind of Extension ids.
	ExtensionKind struct{}
	// ImportKind is the kind of Import ids.
	ImportKind struct{}
	// PostKind is the kind of Post ids.
	PostKind struct{}
	// InvitationKind is the kind of Invitation ids.
	InvitationKind struct{}
	// ProfileKind is the kind of Profile ids.
	ProfileKind struct{}
	// StatementKind is the kind of Statement ids.
	StatementKind struct{}
	// StatementCallKind is the kind of StatementCall ids.
	StatementCallKind struct{}
	// IntroductionKind is the kind of Introduction ids.
	IntroductionKind struct{}
	// IntroductionMessageKind is the kind of IntroductionMessage ids.
	IntroductionMessageKind struct{}
)

// Prefix is the public prefix of ids of a person.
func (PersonKind) Prefix() string { return "per" }

// Prefix is the public prefix of ids of a museum or another organization.
func (OrganizationKind) Prefix() string { return "org" }

// Prefix is the public prefix of ids of a place an organization runs.
func (SiteKind) Prefix() string { return "sit" }

// Prefix is the public prefix of ids of a person's role at an organization.
func (MembershipKind) Prefix() string { return "mem" }

// Prefix is the public prefix of ids of a signed-in browser.
func (SessionKind) Prefix() string { return "ses" }

// Prefix is the public prefix of ids of a program's key to the API.
func (TokenKind) Prefix() string { return "tok" }

// Prefix is the public prefix of ids of a staff role given to a person.
func (RoleGrantKind) Prefix() string { return "rol" }

// Prefix is the public prefix of ids of who gives the money.
func (FunderKind) Prefix() string { return "fnr" }

// Prefix is the public prefix of ids of a funder's award to the administrator.
func (FunderAwardKind) Prefix() string { return "fwd" }

// Prefix is the public prefix of ids of a grant program.
func (ProgramKind) Prefix() string { return "prg" }

// Prefix is the public prefix of ids of one round of a program.
func (CycleKind) Prefix() string { return "cyc" }

// Prefix is the public prefix of ids of one window of a cycle.
func (PhaseKind) Prefix() string { return "phs" }

// Prefix is the public prefix of ids of a theme of a cycle.
func (ThemeKind) Prefix() string { return "thm" }

// Prefix is the public prefix of ids of a thing reviewers score.
func (CriterionKind) Prefix() string { return "crt" }

// Prefix is the public prefix of ids of one version of a form.
func (FormKind) Prefix() string { return "frm" }

// Prefix is the public prefix of ids of museums that apply together.
func (PartnershipKind) Prefix() string { return "pps" }

// Prefix is the public prefix of ids of one museum of a partnership.
func (MemberKind) Prefix() string { return "pmb" }

// Prefix is the public prefix of ids of an embassy's word on a museum.
func (EndorsementKind) Prefix() string { return "end" }

// Prefix is the public prefix of ids of an application.
func (ApplicationKind) Prefix() string { return "app" }

// Prefix is the public prefix of ids of one line of a budget.
func (BudgetLineKind) Prefix() string { return "bdl" }

// Prefix is the public prefix of ids of signatures under proposals.
func (SignatureKind) Prefix() string { return "sig" }

// Prefix is the public prefix of ids of what was submitted, frozen.
func (SubmissionKind) Prefix() string { return "sub" }

// Prefix is the public prefix of ids of a review panel.
func (PanelKind) Prefix() string { return "pnl" }

// Prefix is the public prefix of ids of a person on a panel.
func (PanelMemberKind) Prefix() string { return "pnm" }

// Prefix is the public prefix of ids of a reviewer's task to read one application.
func (AssignmentKind) Prefix() string { return "asg" }

// Prefix is the public prefix of ids of a conflict of interest.
func (ConflictKind) Prefix() string { return "coi" }

// Prefix is the public prefix of ids of one reviewer's word on an application.
func (ReviewKind) Prefix() string { return "rev" }

// Prefix is the public prefix of ids of a frozen order of applications.
func (RankingKind) Prefix() string { return "rnk" }

// Prefix is the public prefix of ids of what is proposed for award.
func (SlateKind) Prefix() string { return "slt" }

// Prefix is the public prefix of ids of one application on a slate.
func (SlateLineKind) Prefix() string { return "sll" }

// Prefix is the public prefix of ids of an award.
func (AwardKind) Prefix() string { return "awd" }

// Prefix is the public prefix of ids of a letter as sent.
func (LetterKind) Prefix() string { return "ltr" }

// Prefix is the public prefix of ids of a report to a funder.
func (ReportKind) Prefix() string { return "rpt" }

// Prefix is the public prefix of ids of one figure of a report.
func (FigureKind) Prefix() string { return "fig" }

// Prefix is the public prefix of ids of a stored file.
func (DocumentKind) Prefix() string { return "doc" }

// Prefix is the public prefix of ids of a message to a person.
func (MessageKind) Prefix() string { return "msg" }

// Prefix is the public prefix of ids of a ledger entry.
func (EntryKind) Prefix() string { return "ent" }

// Prefix is the public prefix of ids of an audited change.
func (EventKind) Prefix() string { return "evt" }

// Prefix is the public prefix of ids of what is answered to a form.
func (ResponseKind) Prefix() string { return "rsp" }

// Prefix is the public prefix of ids of one change of an answer.
func (ChangeKind) Prefix() string { return "chg" }

// Prefix is the public prefix of ids of a remark between partners.
func (CommentKind) Prefix() string { return "cmt" }

// Prefix is the public prefix of ids of a file on its way in.
func (UploadKind) Prefix() string { return "upl" }

// Prefix is the public prefix of ids of a person's claim to speak for a museum.
func (ClaimKind) Prefix() string { return "clm" }

// Prefix is the public prefix of ids of two records of a museum made one.
func (MergeKind) Prefix() string { return "mrg" }

// Prefix is the public prefix of ids of a signal of a museum's professional standing.
func (StandingKind) Prefix() string { return "std" }

// Prefix is the public prefix of ids of a look at the lists of excluded parties.
func (ExclusionKind) Prefix() string { return "exc" }

// Prefix is the public prefix of ids of a later deadline for one application.
func (ExtensionKind) Prefix() string { return "ext" }

// Prefix is the public prefix of ids of one run of an import.
func (ImportKind) Prefix() string { return "imp" }

// Prefix is pro.
func (ProfileKind) Prefix() string { return "pro" }

// Prefix is sip.
func (StatementKind) Prefix() string { return "sip" }

// Prefix is sca.
func (StatementCallKind) Prefix() string { return "sca" }

// Prefix is itr.
func (IntroductionKind) Prefix() string { return "itr" }

// Prefix is itm.
func (IntroductionMessageKind) Prefix() string { return "itm" }

// Prefix is the public prefix of ids of an embassy or consulate.
func (PostKind) Prefix() string { return "pst" }

// Prefix is the public prefix of ids of a museum's invitation by mail.
func (InvitationKind) Prefix() string { return "inv" }

// The ids of the house, one type per kind of record.
type (
	// Person identifies a person.
	Person = ID[PersonKind]
	// Organization identifies a museum or another organization.
	Organization = ID[OrganizationKind]
	// Site identifies a place an organization runs.
	Site = ID[SiteKind]
	// Membership identifies a person's role at an organization.
	Membership = ID[MembershipKind]
	// Session identifies a signed-in browser.
	Session = ID[SessionKind]
	// Token identifies a program's key to the API.
	Token = ID[TokenKind]
	// RoleGrant identifies a staff role given to a person.
	RoleGrant = ID[RoleGrantKind]
	// Funder identifies who gives the money.
	Funder = ID[FunderKind]
	// FunderAward identifies a funder's award to the administrator.
	FunderAward = ID[FunderAwardKind]
	// Program identifies a grant program.
	Program = ID[ProgramKind]
	// Cycle identifies one round of a program.
	Cycle = ID[CycleKind]
	// Phase identifies one window of a cycle.
	Phase = ID[PhaseKind]
	// Theme identifies a theme of a cycle.
	Theme = ID[ThemeKind]
	// Criterion identifies a thing reviewers score.
	Criterion = ID[CriterionKind]
	// Form identifies one version of a form.
	Form = ID[FormKind]
	// Partnership identifies museums that apply together.
	Partnership = ID[PartnershipKind]
	// Member identifies one museum of a partnership.
	Member = ID[MemberKind]
	// Endorsement identifies an embassy's word on a museum.
	Endorsement = ID[EndorsementKind]
	// Application identifies an application.
	Application = ID[ApplicationKind]
	// BudgetLine identifies one line of a budget.
	BudgetLine = ID[BudgetLineKind]
	// Signature identifies an official's signature under a proposal.
	Signature = ID[SignatureKind]
	// Submission identifies what was submitted, frozen.
	Submission = ID[SubmissionKind]
	// Panel identifies a review panel.
	Panel = ID[PanelKind]
	// PanelMember identifies a person on a panel.
	PanelMember = ID[PanelMemberKind]
	// Assignment identifies a reviewer's task to read one application.
	Assignment = ID[AssignmentKind]
	// Conflict identifies a conflict of interest.
	Conflict = ID[ConflictKind]
	// Review identifies one reviewer's word on an application.
	Review = ID[ReviewKind]
	// Ranking identifies a frozen order of applications.
	Ranking = ID[RankingKind]
	// Slate identifies what is proposed for award.
	Slate = ID[SlateKind]
	// SlateLine identifies one application on a slate.
	SlateLine = ID[SlateLineKind]
	// Award identifies an award.
	Award = ID[AwardKind]
	// Letter identifies a letter as sent.
	Letter = ID[LetterKind]
	// Report identifies a report to a funder.
	Report = ID[ReportKind]
	// Figure identifies one figure of a report.
	Figure = ID[FigureKind]
	// Document identifies a stored file.
	Document = ID[DocumentKind]
	// Message identifies a message to a person.
	Message = ID[MessageKind]
	// Entry identifies a ledger entry.
	Entry = ID[EntryKind]
	// Event identifies an audited change.
	Event = ID[EventKind]
	// Response identifies what is answered to a form.
	Response = ID[ResponseKind]
	// Change identifies one change of an answer.
	Change = ID[ChangeKind]
	// Comment identifies a remark between partners.
	Comment = ID[CommentKind]
	// Upload identifies a file on its way in.
	Upload = ID[UploadKind]
	// Claim identifies a person's claim to speak for a museum.
	Claim = ID[ClaimKind]
	// Merge identifies two records of a museum made one.
	Merge = ID[MergeKind]
	// Standing identifies a signal of a museum's professional standing.
	Standing = ID[StandingKind]
	// Exclusion identifies a look at the lists of excluded parties.
	Exclusion = ID[ExclusionKind]
	// Extension identifies a later deadline for one application.
	Extension = ID[ExtensionKind]
	// Import identifies one run of an import.
	Import = ID[ImportKind]
	// Post identifies an embassy or consulate.
	Post = ID[PostKind]
	// Profile identifies what a museum says of itself in one cycle.
	Profile = ID[ProfileKind]
	// Statement identifies a statement of intent to propose.
	Statement = ID[StatementKind]
	// StatementCall identifies a call about a statement of intent.
	StatementCall = ID[StatementCallKind]
	// Introduction identifies a museum's introduction to another.
	Introduction = ID[IntroductionKind]
	// IntroductionMessage identifies a message between museums that were introduced.
	IntroductionMessage = ID[IntroductionMessageKind]
	// Invitation identifies a museum's invitation by mail.
	Invitation = ID[InvitationKind]
)
