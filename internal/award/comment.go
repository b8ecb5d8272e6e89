package award

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// EditGrounds is why a comment reads otherwise in letters; there is no other reason.
type EditGrounds string

// The grounds of an edit; kept says that a flagged comment stands as written.
const (
	ForTone     EditGrounds = "tone"
	ForIdentity EditGrounds = "identity"
	KeptAsIs    EditGrounds = "kept"
)

// Nature is what a comment, or a part of it, tells the applicant.
type Nature = string

// The natures of a comment; a plain remark is empty.
const (
	Remark   Nature = ""
	Strength Nature = "strength"
	Weakness Nature = "weakness"
)

// CommentEdit is a wording of a reviewer's comment for letters, kept for good; the score keeps its own words.
type CommentEdit struct {
	ID        ident.CommentEdit `bun:"id,pk"`
	Review    ident.Review      `bun:"review_id"`
	Criterion ident.Criterion   `bun:"criterion_id"`
	Version   int               `bun:"score_version"`
	Old       string            `bun:"old_text"`
	New       string            `bun:"new_text"`
	Nature    Nature            `bun:"nature"`
	Grounds   EditGrounds       `bun:"grounds"`
	Reason    string            `bun:"reason"`
	EditedBy  ident.Person      `bun:"edited_by"`
	EditedAt  time.Time         `bun:"edited_at"`
}

// CommentRelease is a second person's word that an edit may go into letters.
type CommentRelease struct {
	Edit       ident.CommentEdit `bun:"edit_id,pk"`
	ReleasedBy ident.Person      `bun:"released_by"`
	ReleasedAt time.Time         `bun:"released_at"`
}

// Comment is one counted reviewer's newest comment on a criterion, with how it reads in letters.
type Comment struct {
	Application ident.Application `bun:"application_id"`
	Review      ident.Review      `bun:"review_id"`
	Criterion   ident.Criterion   `bun:"criterion_id"`
	Version     int               `bun:"version"`
	Title       program.Text      `bun:"criterion,type:jsonb"`
	Ordinal     int               `bun:"ordinal"`
	Original    string            `bun:"comment"`
	Edit        ident.CommentEdit `bun:"edit_id"` // the newest; absent is none
	Text        string            `bun:"text"`    // as letters would say it
	Nature      Nature            `bun:"nature"`
	Grounds     EditGrounds       `bun:"grounds"`
	Reason      string            `bun:"reason"`
	EditedBy    ident.Person      `bun:"edited_by"`
	EditedAt    *time.Time        `bun:"edited_at"`
	ReleasedBy  ident.Person      `bun:"released_by"`
	ReleasedAt  *time.Time        `bun:"released_at"`
	Flags       []Flag            `bun:"-"`
}

// Waits tells whether an edit still needs a second person.
func (c *Comment) Waits() bool { return !c.Edit.IsZero() && c.ReleasedAt == nil }

// Open tells whether a flagged comment still needs an edit, or a word that it stands.
func (c *Comment) Open() bool { return c.Edit.IsZero() && len(c.Flags) > 0 }

// Difference shows the edit word by word.
func (c *Comment) Difference() []response.Piece { return response.Compare(c.Original, c.Text) }

// CommentStore keeps how reviewers' comments read in letters.
type CommentStore interface {
	// CommentsOf are the newest comments of the counted reviews, in the order of criteria, with their newest edits.
	CommentsOf(ctx context.Context, ids []ident.Application) ([]*Comment, error)
	// ReviewersOf are the names of everyone on the cycle's panels.
	ReviewersOf(ctx context.Context, c ident.Cycle) ([]string, error)
	// ToldOf are the slate's applications whose letters quote comments, without those the viewer is bound to.
	ToldOf(ctx context.Context, c ident.Cycle) ([]*CommentRow, error)
	// CycleOfComments is the cycle of an application on a slate, within the filter; who is bound to it finds none.
	CycleOfComments(ctx context.Context, a ident.Application, f auth.Filter) (*program.Cycle, error)
	ApplicationOfReview(ctx context.Context, r ident.Review) (ident.Application, error)
	AddCommentEdit(ctx context.Context, e *CommentEdit) error
	AddCommentReleases(ctx context.Context, r []*CommentRelease) error
}

// CommentRow is an application in the list of comments to look through before letters are prepared.
type CommentRow struct {
	Application ident.Application `bun:"application_id"`
	Number      string            `bun:"number"`
	Title       string            `bun:"title"`
	Decision    Decision          `bun:"decision"`
	Comments    int               `bun:"-"`
	Flagged     int               `bun:"-"` // that need an edit, or a word that they stand
	Waiting     int               `bun:"-"` // edits that need a second person
}

// CommentDesk is the applications of a cycle whose letters quote reviewers, with what is still to do for each.
func (s *Service) CommentDesk(ctx context.Context, c ident.Cycle) ([]*CommentRow, error) {
	if _, err := s.Store.CycleSeen(ctx, c, auth.Scope(ctx, auth.ReadComments)); err != nil {
		return nil, err
	}
	rows, err := s.Store.ToldOf(ctx, c)
	if err != nil {
		return nil, err
	}
	ids := make([]ident.Application, len(rows))
	at := make(map[ident.Application]*CommentRow, len(rows))
	for i, r := range rows {
		ids[i], at[r.Application] = r.Application, r
	}
	all, err := s.flagged(ctx, c, ids)
	for _, x := range all {
		r := at[x.Application]
		r.Comments++
		if x.Open() {
			r.Flagged++
		}
		if x.Waits() {
			r.Waiting++
		}
	}
	return rows, err
}

// flagged are comments with what the rule finds in them.
func (s *Service) flagged(ctx context.Context, c ident.Cycle, ids []ident.Application) ([]*Comment, error) {
	all, err := s.Store.CommentsOf(ctx, ids)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	names, err := s.Store.ReviewersOf(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		x.Flags = FlagComment(x.Text, names)
	}
	return all, nil
}

// Comments are the comments on one application with their edits, for staff of its program.
func (s *Service) Comments(ctx context.Context, a ident.Application) ([]*Comment, error) {
	c, err := s.Store.CycleOfComments(ctx, a, auth.Scope(ctx, auth.ReadComments))
	if err != nil {
		return nil, err
	}
	return s.flagged(ctx, c.ID, []ident.Application{a})
}

// EditCommentInput says how a comment reads in letters; kept as it is needs the same text.
type EditCommentInput struct {
	Review    ident.Review
	Criterion ident.Criterion
	Text      string
	Nature    Nature
	Grounds   EditGrounds
	Reason    string
}

// EditComment keeps a wording for letters, for tone or identity only; another person releases it. The score keeps its own words.
func (s *Service) EditComment(ctx context.Context, in EditCommentInput) (*CommentEdit, error) {
	var out *CommentEdit
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		a, x, err := s.commentFor(ctx, in)
		if err != nil {
			return err
		}
		e := &CommentEdit{
			ID: ident.NewCommentEdit(), Review: in.Review, Criterion: in.Criterion, Version: x.Version, Old: x.Original, New: strings.TrimSpace(in.Text),
			Nature: in.Nature, Grounds: in.Grounds, Reason: strings.TrimSpace(in.Reason), EditedBy: auth.Who(ctx).Person, EditedAt: s.now(),
		}
		if e.Grounds == KeptAsIs {
			e.New = e.Old
		}
		if err := e.check(); err != nil {
			return err
		}
		if err := s.Store.AddCommentEdit(ctx, e); err != nil {
			return err
		}
		out = e
		return s.Desk.Log.Record(ctx, "comment.edit", a, e.Reason, map[string]any{"edit": e.ID, "grounds": e.Grounds})
	})
	return out, err
}

func (s *Service) commentFor(ctx context.Context, in EditCommentInput) (ident.Application, *Comment, error) {
	a, err := s.Store.ApplicationOfReview(ctx, in.Review)
	if err != nil {
		return a, nil, err
	}
	c, err := s.Store.CycleOfComments(ctx, a, auth.Scope(ctx, auth.ReadComments))
	if fault.Is(err, fault.NotFound) {
		return a, nil, fault.Missing("review")
	}
	if err != nil {
		return a, nil, err
	}
	if err := auth.Require(ctx, auth.EditComments, auth.Target{Program: c.Program}); err != nil {
		return a, nil, err
	}
	all, err := s.Store.CommentsOf(ctx, []ident.Application{a})
	if err != nil {
		return a, nil, err
	}
	for _, x := range all {
		if x.Review == in.Review && x.Criterion == in.Criterion {
			return a, x, nil
		}
	}
	return a, nil, fault.Missing("comment")
}

func (e *CommentEdit) check() error {
	var check fault.Check
	check.That(e.Grounds == ForTone || e.Grounds == ForIdentity || e.Grounds == KeptAsIs, "grounds", "bad_choice", "A comment is edited for tone or identity, or kept.")
	check.That(e.Nature == Remark || e.Nature == Strength || e.Nature == Weakness, "nature", "bad_choice", "A comment is a strength, a weakness or neither.")
	check.That(e.New != "", "text", "required", "A comment cannot be edited away.")
	check.That(e.Grounds == KeptAsIs || e.New != e.Old, "text", "unchanged", "The wording is the reviewer's own. Say that it is kept.")
	check.That(len([]rune(e.New)) <= 20_000, "text", "too_long", "A comment has at most 20,000 characters.")
	check.That(e.Reason != "" && len(e.Reason) <= 2000, "reason", "required", "Say why.")
	return check.Err()
}

// ReleaseCommentsInput lets the edits of one application go into its letter.
type ReleaseCommentsInput struct {
	Application ident.Application
}

// ReleaseComments lets all waiting edits of an application go into its letter; who wrote any of them cannot.
func (s *Service) ReleaseComments(ctx context.Context, in ReleaseCommentsInput) ([]*Comment, error) {
	var out []*Comment
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.Store.CycleOfComments(ctx, in.Application, auth.Scope(ctx, auth.ReadComments))
		if err != nil {
			return err
		}
		all, err := s.Store.CommentsOf(ctx, []ident.Application{in.Application})
		if err != nil {
			return err
		}
		t, now := auth.Target{Program: c.Program}, s.now()
		var kept []*CommentRelease
		for _, x := range all {
			if x.Waits() {
				t.Not = append(t.Not, x.EditedBy)
				kept = append(kept, &CommentRelease{Edit: x.Edit, ReleasedBy: auth.Who(ctx).Person, ReleasedAt: now})
			}
		}
		if err := auth.Require(ctx, auth.ReleaseComments, t); err != nil {
			return err
		}
		if len(kept) == 0 {
			return fault.New(fault.Conflict, "nothing_waits", "No edit waits for a second person.")
		}
		if err := s.Store.AddCommentReleases(ctx, kept); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "comment.release", in.Application, "", map[string]any{"edits": len(kept)}); err != nil {
			return err
		}
		out, err = s.flagged(ctx, c.ID, []ident.Application{in.Application})
		return err
	})
	return out, err
}

// ready refuses letters while a comment in them is flagged and unanswered, or an edit waits for its second person.
func ready(all []*Comment) error {
	flagged, waiting := 0, 0
	for _, x := range all {
		if x.Open() {
			flagged++
		}
		if x.Waits() {
			waiting++
		}
	}
	if flagged+waiting == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "comments_open", "%d comments name a reviewer or a score, and %d edits wait for a second person.", flagged, waiting).
		With("flagged", flagged).With("waiting", waiting)
}
