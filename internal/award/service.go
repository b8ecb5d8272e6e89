package award

import (
	"context"
	"io"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// Service is the use cases of slates, awards and letters.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Book    ledger.Book
	Vault   document.Vault
	Printer Printer
	Office  Office
	// Signing signs each letter as it is drawn, and says later that it was revoked.
	Signing *signing.Service
	// Rankings are read through review's own rules of who sees what.
	Rankings Rankings
	Random   io.Reader // where letter codes come from; nil is the system's own randomness
}

// Office is how applicants reach the people behind a letter, and where it is verified.
type Office struct {
	Email  string
	Phone  string
	Origin string // scheme and host of the site, such as https://grants.example.org
}

// Printer draws letters on paper; the same content gives the same bytes.
type Printer interface {
	// Letter is the PDF of a letter.
	Letter(ctx context.Context, c LetterContent) ([]byte, error)
}

// DrawBatch is the job that draws the queued letters of a cycle.
type DrawBatch struct {
	Cycle ident.Cycle `json:"cycle"`
}

// Kind names the job in the queue.
func (DrawBatch) Kind() string { return "award.draw_letters" }

// Store keeps slates, awards and letters; what a filter hides is NotFound.
type Store interface {
	SlateStore
	AwardStore
	LetterStore
	ProjectStore
	LineStore
	RuleStore
	ReleaseStore
	MinorityStore
	CommentStore
}

// SlateStore keeps slates and reads what they are drafted from.
type SlateStore interface {
	// CycleForUpdate locks the cycle's row, and with it the cycle's money.
	CycleForUpdate(ctx context.Context, id ident.Cycle, f auth.Filter) (*program.Cycle, error)
	// NewestRanking is the cycle's last frozen ranking with its candidates.
	NewestRanking(ctx context.Context, c ident.Cycle) (ident.Ranking, []Candidate, error)
	// Slate is a slate with its lines; lock keeps others from it until the transaction ends.
	Slate(ctx context.Context, id ident.Slate, f auth.Filter, lock bool) (*Slate, error)
	SlateOfLine(ctx context.Context, id ident.SlateLine) (ident.Slate, error)
	SlateOfCycle(ctx context.Context, c ident.Cycle, f auth.Filter) (*Slate, error)
	// SlateRows and the lines of a slate leave out what the viewer has a conflict with.
	SlateRows(ctx context.Context, id ident.Slate) ([]*SlateRow, error)
	// Withheld are the lines SlateRows leaves out.
	Withheld(ctx context.Context, id ident.Slate) ([]Withheld, error)
	// ConflictsIn counts the applications of a cycle that the viewer has a conflict with.
	ConflictsIn(ctx context.Context, c ident.Cycle) (int, error)
	// Museums are the organizations of every application on the slate.
	Museums(ctx context.Context, id ident.Slate) ([]ident.Organization, error)
	AddSlate(ctx context.Context, s *Slate) error
	// KeepSlate writes the slate's own columns under its version.
	KeepSlate(ctx context.Context, s *Slate, expected int) error
	KeepLines(ctx context.Context, lines ...*SlateLine) error
	// Promote supersedes an alternate's line by the award it becomes.
	Promote(ctx context.Context, old, line *SlateLine) error
	// Decide moves applications to the state; fewer moved than asked means some were withdrawn.
	Decide(ctx context.Context, to application.State, ids []ident.Application) (int, error)
	// AdvanceCycle moves the cycle if it is in that state, and not otherwise.
	AdvanceCycle(ctx context.Context, c ident.Cycle, from, to program.State) error
}

// AwardStore keeps awards.
type AwardStore interface {
	AddAwards(ctx context.Context, a []*Award) error
	// AwardForUpdate locks one award until the transaction ends.
	AwardForUpdate(ctx context.Context, id ident.Award, v Visible) (*Award, error)
	// NumbersGiven counts the awards ever made in a cycle, ended ones too.
	NumbersGiven(ctx context.Context, c ident.Cycle) (int, error)
	KeepAward(ctx context.Context, a *Award, expected int) error
	Award(ctx context.Context, id ident.Award, v Visible) (*Row, error)
	Awards(ctx context.Context, f Filter, v Visible, c page.Cut) ([]*Row, error)
	CountAwards(ctx context.Context, f Filter, v Visible) (int, error)
	AwardsByID(ctx context.Context, ids []ident.Award, v Visible) ([]*Award, error)
	AwardOrganizations(ctx context.Context, id ident.Award) ([]ident.Organization, error)
}

// LetterStore keeps letters and reads what they say.
type LetterStore interface {
	// LetterFacts are the lines of an approved slate that have no letter yet, with all a letter says.
	LetterFacts(ctx context.Context, c ident.Cycle) ([]*LetterFacts, error)
	AddLetters(ctx context.Context, l []*Letter) error
	// QueuedLetters are letters to draw after the given one, locked, at most n, without those others hold.
	QueuedLetters(ctx context.Context, c ident.Cycle, after ident.Letter, n int) ([]*Letter, error)
	KeepDrawn(ctx context.Context, l *Letter) error
	// HeldLetters locks every letter of the cycle that is queued or held.
	HeldLetters(ctx context.Context, c ident.Cycle) ([]*Letter, error)
	KeepLetter(ctx context.Context, l *Letter) error
	MarkSent(ctx context.Context, ids []ident.Letter, l Letter) error
	LetterForUpdate(ctx context.Context, id ident.Letter, v Visible) (*Letter, error)
	LetterOfAward(ctx context.Context, id ident.Award) (*Letter, error)
	Letter(ctx context.Context, id ident.Letter, v Visible) (*Letter, error)
	Letters(ctx context.Context, f LetterFilter, v Visible, c page.Cut) ([]*LetterRow, error)
	CountLetters(ctx context.Context, f LetterFilter, v Visible) (int, error)
	LetterCounts(ctx context.Context, c ident.Cycle) (LetterProgress, error)
	Verification(ctx context.Context, code string) (*Verification, error)
	VerificationOfFile(ctx context.Context, sha256 []byte) (*Verification, error)
	// NeverSubmitted are the drafts of a cycle that nobody handed in.
	NeverSubmitted(ctx context.Context, c ident.Cycle) ([]ident.Application, error)
	// Retain says until when the files of applications are kept; RetainOn keeps an application's without end again.
	Retain(ctx context.Context, list ...document.Retention) error
	RetainOn(ctx context.Context, id ident.Application) error
}

// Visible is what of awards or letters the viewer sees: told ones, and also untold ones.
type Visible struct {
	Told   auth.Filter // what has been announced to the applicant
	Untold auth.Filter // also what has not left the office yet
}

// visible is what the permission reaches; the untold part of it is for those who see slates too.
func visible(ctx context.Context, p auth.Permission) Visible {
	v := Visible{Told: auth.Scope(ctx, p), Untold: auth.Scope(ctx, auth.ViewSlate)}
	if v.Told.Everything {
		return v
	}
	within := v.Untold.Programs
	if v.Untold.Everything {
		within = v.Told.Programs
	}
	v.Untold = auth.Filter{Programs: slices.DeleteFunc(slices.Clone(within), func(x ident.Program) bool { return !slices.Contains(v.Told.Programs, x) })}
	return v
}

// unbound refuses who has a conflict of interest in the cycle: what one may not see one does not decide on.
func (s *Service) unbound(ctx context.Context, c ident.Cycle) error {
	n, err := s.Store.ConflictsIn(ctx, c)
	if err == nil && n > 0 {
		return fault.New(fault.Forbidden, "conflicted", "You have a conflict of interest in this cycle; another person takes this step.")
	}
	return err
}
