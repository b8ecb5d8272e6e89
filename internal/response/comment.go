package response

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// CommentRow is a comment in a list, with who wrote it.
type CommentRow struct {
	Comment
	PersonName string `bun:"person_name"`
}

// CommentInput is a remark on a section, on one question of it, or an answer to another remark.
type CommentInput struct {
	Subject string
	Section string
	Key     string
	Answers ident.Comment
	Words   string
}

// AddComment keeps a remark between those who write together and tells the others; nobody else ever reads it.
func (s *Service) AddComment(ctx context.Context, in CommentInput) (*Comment, error) {
	x, err := s.within(ctx, in.Subject)
	if err != nil {
		return nil, err
	}
	c := &Comment{
		ID: ident.NewComment(), Response: x.ID, Section: in.Section, Key: in.Key, Answers: in.Answers,
		Words: strings.TrimSpace(strings.ReplaceAll(in.Words, "\r\n", "\n")), Person: auth.Who(ctx).Person,
		At: s.Desk.Now().UTC().Truncate(time.Microsecond),
	}
	if err := s.checkComment(ctx, x, c); err != nil {
		return nil, err
	}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddComment(ctx, c); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, x.Area+".comment", named(x.Name), "", map[string]any{"comment": c.ID.String(), "section": c.Section}); err != nil {
			return err
		}
		return s.tellOthers(ctx, x, c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Service) checkComment(ctx context.Context, x *Subject, c *Comment) error {
	if !c.Answers.IsZero() {
		first, err := s.Store.Comment(ctx, c.Answers)
		if err != nil || first.Response != x.ID {
			return fault.Missing("comment")
		}
		c.Section, c.Key = first.Section, first.Key
		if !first.Answers.IsZero() {
			c.Answers = first.Answers
		}
	}
	f, err := s.Forms.Form(ctx, x.Form)
	if err != nil {
		return err
	}
	var check fault.Check
	check.That(c.Words != "", "words", "required", "Write what you want to say.")
	check.That(utf8.RuneCountInString(c.Words) <= 4000, "words", "too_long", "A remark has at most 4000 characters.")
	check.That(utf8.ValidString(c.Words) && !strings.ContainsRune(c.Words, 0), "words", "bad_text", "The text has a character that cannot be kept.")
	i := slices.IndexFunc(f.Definition.Sections, func(s form.Section) bool { return s.Key == c.Section })
	check.That(i >= 0, "section", "unknown_section", "The form has no such section.")
	if i >= 0 && c.Key != "" {
		known := slices.ContainsFunc(f.Definition.Sections[i].Questions, func(q form.Question) bool { return q.Key == c.Key })
		check.That(known, "key", "unknown_question", "The section does not ask this.")
	}
	return check.Err()
}

// tellOthers queues a message to everybody who writes along but the one who spoke.
func (s *Service) tellOthers(ctx context.Context, x *Subject, c *Comment) error {
	to, err := s.Store.Speakers(ctx, x.organizations())
	if err != nil {
		return err
	}
	to = slices.DeleteFunc(to, func(p ident.Person) bool { return p == c.Person })
	data := map[string]any{"Title": x.Title, "Who": auth.Who(ctx).Name, "Path": x.Path + "/sections/" + c.Section}
	return s.Desk.Outbox.Tell(ctx, "response.comment", x.Name, data, to...)
}

// ResolveInput names a remark that is settled, or open again.
type ResolveInput struct {
	Subject string
	Comment ident.Comment
	Open    bool // takes the settling back
}

// ResolveComment settles a remark or opens it again; anybody who writes along may.
func (s *Service) ResolveComment(ctx context.Context, in ResolveInput) (*Comment, error) {
	x, err := s.within(ctx, in.Subject)
	if err != nil {
		return nil, err
	}
	var c *Comment
	err = s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.Store.Comment(ctx, in.Comment); err != nil {
			return err
		}
		if c.Response != x.ID {
			return fault.Missing("comment")
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		c.ResolvedAt, c.ResolvedBy = &now, auth.Who(ctx).Person
		if in.Open {
			c.ResolvedAt, c.ResolvedBy = nil, ident.Person{}
		}
		if err := s.Store.ResolveComment(ctx, c); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, x.Area+".resolve_comment", named(x.Name), "", map[string]any{"comment": c.ID.String(), "open": in.Open})
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Comments are all remarks on a subject, oldest first, for those who write it together.
func (s *Service) Comments(ctx context.Context, subject string) ([]*CommentRow, error) {
	x, err := s.within(ctx, subject)
	if err != nil {
		return nil, err
	}
	return s.Store.Comments(ctx, x.ID)
}
