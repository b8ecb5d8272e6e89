package contract

import (
	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// Pages of lists, each with its rows, cursors and count.
type (
	// OrganizationConnection is a page of the directory.
	OrganizationConnection = page.Connection[*people.Organization]
	// OrganizationEdge is a row of the directory.
	OrganizationEdge = page.Edge[*people.Organization]
	// ApplicationConnection is a page of applications.
	ApplicationConnection = page.Connection[*application.Row]
	// ApplicationEdge is a row of applications.
	ApplicationEdge = page.Edge[*application.Row]
	// AssignmentConnection is a page of assignments.
	AssignmentConnection = page.Connection[*review.AssignmentRow]
	// AssignmentEdge is a row of assignments.
	AssignmentEdge = page.Edge[*review.AssignmentRow]
	// QueueConnection is a page of a reviewer's queue.
	QueueConnection = page.Connection[*review.QueueRow]
	// QueueEdge is a row of a reviewer's queue.
	QueueEdge = page.Edge[*review.QueueRow]
	// AwardConnection is a page of awards.
	AwardConnection = page.Connection[*award.Row]
	// PaymentConnection is a page of requests for payment.
	PaymentConnection = page.Connection[*payment.Row]
	// PaymentEdge is a row of requests for payment.
	PaymentEdge = page.Edge[*payment.Row]
	// PaymentBatchConnection is a page of batches.
	PaymentBatchConnection = page.Connection[*payment.Batch]
	// PaymentBatchEdge is a row of batches.
	PaymentBatchEdge = page.Edge[*payment.Batch]
	// AwardEdge is a row of awards.
	AwardEdge = page.Edge[*award.Row]
	// ExpenseConnection is a page of expenses.
	ExpenseConnection = page.Connection[*expense.Expense]
	// ExpenseEdge is a row of expenses.
	ExpenseEdge = page.Edge[*expense.Expense]
	// ContributionConnection is a page of contributions.
	ContributionConnection = page.Connection[*expense.Contribution]
	// ContributionEdge is a row of contributions.
	ContributionEdge = page.Edge[*expense.Contribution]
	// PostingConnection is a page of postings.
	PostingConnection = page.Connection[*expense.Posting]
	// PostingEdge is a row of postings.
	PostingEdge = page.Edge[*expense.Posting]
	// LetterConnection is a page of letters.
	LetterConnection = page.Connection[*award.LetterRow]
	// LetterEdge is a row of letters.
	LetterEdge = page.Edge[*award.LetterRow]
)

// Pages of people.
type (
	// PersonConnection is a page of people.
	PersonConnection = page.Connection[*people.Person]
	// PersonEdge is a row of people.
	PersonEdge = page.Edge[*people.Person]
)

// Payloads: what a mutation answers with, named by what it changed.
type (
	// ViewerPayload is who asks, as they are now.
	ViewerPayload struct{ Person ident.Person }
	// OrganizationPayload is an organization as it is now.
	OrganizationPayload struct{ Organization *people.Organization }
	// MembershipPayload is a role at an organization as it is now.
	MembershipPayload struct{ Membership *people.Membership }
	// FunderAwardPayload is a funder's award as it is now.
	FunderAwardPayload struct{ FunderAward *fund.FunderAward }
	// ProgramPayload is a program as it is now.
	ProgramPayload struct{ Program *program.Program }
	// CyclePayload is a cycle as it is now.
	CyclePayload struct{ Cycle *program.Detail }
	// FormPayload is a form as it is now.
	FormPayload struct{ Form *form.Form }
	// PartnershipPayload is a partnership as it is now.
	PartnershipPayload struct{ Partnership *partnership.Detail }
	// ApplicationPayload is an application as it is now.
	ApplicationPayload struct{ Application *application.Detail }
	// SubmissionPayload is what was handed in.
	SubmissionPayload struct{ Submission *application.Submission }
	// PanelPayload is a panel as it is now.
	PanelPayload struct{ Panel *review.Panel }
	// PanelPhasePayload is a phase of a panel as it is now.
	PanelPhasePayload struct{ Phase *review.PanelPhase }
	// PanelTitlesPayload is the titles of a panel that are left to whoever declared.
	PanelTitlesPayload struct{ Titles []*review.PanelTitle }
	// PanelAgendaPayload is a panel's agenda as it is now.
	PanelAgendaPayload struct{ Agenda []*review.AgendaItem }
	// AssignmentsPayload is assignments as they are now.
	AssignmentsPayload struct{ Assignments []*review.Assignment }
	// AffiliationPayload is a tie as it is now.
	AffiliationPayload struct{ Affiliation *review.Affiliation }
	// ConfidentialityStatementPayload is a statement as it was published.
	ConfidentialityStatementPayload struct {
		Statement *review.ConfidentialityStatement
	}
	// PoolEntryPayload is a possible reviewer as they are listed now.
	PoolEntryPayload struct{ Entry *review.PoolEntry }
	// ReviewerProfilePayload is what you say of yourself now.
	ReviewerProfilePayload struct{ Profile *review.ReviewerProfile }
	// PanelTermsPayload is a panel's terms as they are now.
	PanelTermsPayload struct{ Terms *review.PanelTerms }
	// PanelInvitationPayload is an invitation as it is now.
	PanelInvitationPayload struct{ Invitation *review.PanelInvitation }
	// HonorariumPayload is an honorarium as it is now.
	HonorariumPayload struct{ Honorarium *review.Honorarium }
	// ConflictPayload is a conflict as it is now.
	ConflictPayload struct{ Conflict *review.Conflict }
	// ConflictsPayload is the conflicts that were found.
	ConflictsPayload struct{ Conflicts []*review.Conflict }
	// ReviewPayload is a review as it is now.
	ReviewPayload struct{ Review *review.Review }
	// PanelRoomPayload is a room as it is now.
	PanelRoomPayload struct{ Room *meeting.Room }
	// RankingPayload is a frozen order.
	RankingPayload struct{ Ranking *review.Ranking }
	// LineScenarioPayload is a saved funding line.
	LineScenarioPayload struct{ Scenario *award.Scenario }
	// BlindnessPayload is a blindness report as it is now.
	BlindnessPayload struct{ Report *blind.Report }
	// SlatePayload is a slate as it is now.
	SlatePayload struct{ Slate *award.Slate }
	// LetterReleasePayload is a release of letters as it is now.
	LetterReleasePayload struct{ Release *award.Release }
	// CommentEditPayload is a wording as it was kept.
	CommentEditPayload struct{ Edit *award.CommentEdit }
	// LetterCommentsPayload is the comments of an application as they are now.
	LetterCommentsPayload struct{ Comments []*award.Comment }
	// MinorityReportPayload is a minority report as it was filed.
	MinorityReportPayload struct{ Report *award.MinorityReport }
	// DecisionRulePayload is how a cycle decides now.
	DecisionRulePayload struct{ Rule *award.DecisionRule }
	// ExpensePayload is an expense as it is now.
	ExpensePayload struct{ Expense *expense.Expense }
	// ContributionPayload is a contribution as it is now.
	ContributionPayload struct{ Contribution *expense.Contribution }
	// CostApprovalPayload is an approval as it was given.
	CostApprovalPayload struct{ Approval *expense.Approval }
	// AwardAccountPayload is a statement of account.
	AwardAccountPayload struct{ Account *expense.Statement }
	// AwardFilePayload is an award with its agreement as it is now.
	AwardFilePayload struct{ File *agreement.File }
	// PaymentPayload is a request for payment as it is now.
	PaymentPayload struct{ Payment *payment.Card }
	// PaymentAccountPayload is the money of an award as it is now.
	PaymentAccountPayload struct{ Account *payment.Account }
	// PaymentBatchPayload is a batch with its files.
	PaymentBatchPayload struct{ Batch *payment.Batch }
	// AwardPayload is an award as it is now.
	AwardPayload struct{ Award *award.Award }
	// PreparationPayload is a cycle's letters after preparing, or as they would be.
	PreparationPayload struct{ Progress *award.LetterProgress }
	// LetterPayload is a letter as it is now.
	LetterPayload struct{ Letter *award.Letter }
	// ReportPayload is a report as it is now.
	ReportPayload struct{ Report *report.Report }
	// RevokedPayload is the id of what was taken back.
	RevokedPayload struct{ ID string }
)

// Answer is what was written to one question of a form.
type Answer struct{ Key, Text string }

// Inputs of use cases that take bare arguments.
type (
	// RevokeTokenInput names a token to end.
	RevokeTokenInput struct{ Token ident.Token }
	// RevokeRoleInput names a staff role to take back, and why.
	RevokeRoleInput struct {
		Grant  ident.RoleGrant
		Reason string
	}
	// EndMembershipInput names a role at an organization that ends today, and why.
	EndMembershipInput struct {
		Membership ident.Membership
		Reason     string
	}
	// DetectConflictsInput names a panel whose conflicts to look for.
	DetectConflictsInput struct{ Panel ident.Panel }
)
