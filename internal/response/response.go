// Package response keeps what is answered to a form - profiles, statements of intent, proposals - with who changed what.
package response

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Kind is what is answered.
type Kind string

// The kinds of responses.
const (
	Proposal  Kind = "proposal"
	Statement Kind = "statement"
	Profile   Kind = "profile"
	Report    Kind = "report" // of an award, its narrative or its financial part
)

// Response is the answers to one form; its id is the UUID of its subject, such as the application.
type Response struct {
	ID        ident.Response `bun:"id,pk"`
	Kind      Kind           `bun:"kind"`
	Form      ident.Form     `bun:"form_id"`
	Answers   form.Answers   `bun:"answers,type:jsonb"`
	Version   int            `bun:"version"`
	Frozen    bool           `bun:"frozen"` // handed in: nothing changes any more
	UpdatedAt time.Time      `bun:"updated_at"`
}

// Of is the id of the answers that belong to a subject.
func Of[K ident.Kind](subject ident.ID[K]) ident.Response {
	return ident.From[ident.ResponseKind](subject.UUID())
}

// Change is one answer before and after one save; it never changes.
type Change struct {
	ID         ident.Change   `bun:"id,pk"`
	Response   ident.Response `bun:"response_id"`
	Key        string         `bun:"key"`
	Was        string         `bun:"was"`
	Now        string         `bun:"now"`
	Person     ident.Person   `bun:"person_id"`
	At         time.Time      `bun:"at"`
	Version    int            `bun:"version"` // of the response after it
	RequestKey string         `bun:"request_key"`
}

// Comment is a remark between partners on a section or one question of it.
type Comment struct {
	ID         ident.Comment  `bun:"id,pk"`
	Response   ident.Response `bun:"response_id"`
	Section    string         `bun:"section"`
	Key        string         `bun:"key"`        // of the question; empty speaks of the whole section
	Answers    ident.Comment  `bun:"answers_id"` // the comment it answers
	Words      string         `bun:"words"`
	Person     ident.Person   `bun:"person_id"`
	At         time.Time      `bun:"at"`
	ResolvedBy ident.Person   `bun:"resolved_by"`
	ResolvedAt *time.Time     `bun:"resolved_at"`
}

// Presence is who was last seen in which section.
type Presence struct {
	Response ident.Response `bun:"response_id,pk"`
	Person   ident.Person   `bun:"person_id,pk"`
	Section  string         `bun:"section"`
	SeenAt   time.Time      `bun:"seen_at"`
}

// Store keeps responses; who may read them was asked of their subject before.
type Store interface {
	Response(ctx context.Context, id ident.Response) (*Response, error)
	AddResponse(ctx context.Context, r *Response) error
	FreezeResponse(ctx context.Context, id ident.Response, frozen bool) error
	Changes(ctx context.Context, id ident.Response, key string, a page.Args) (*page.Connection[*ChangeRow], error)
	Change(ctx context.Context, id ident.Response, change ident.Change) (*Change, error)
	AddComment(ctx context.Context, c *Comment) error
	ResolveComment(ctx context.Context, c *Comment) error
	Comment(ctx context.Context, id ident.Comment) (*Comment, error)
	Comments(ctx context.Context, id ident.Response) ([]*CommentRow, error)
	See(ctx context.Context, p *Presence) error
	Seen(ctx context.Context, id ident.Response, since time.Time) ([]*PresenceRow, error)
	Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error)
}

// Forms reads the form that is answered.
type Forms interface {
	Form(ctx context.Context, id ident.Form) (*form.Form, error)
}

// Service is what museums do with answers.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Forms   Forms
	Uploads UploadStore
	Vault   document.Vault
	Copies  Copies
	Finders map[string]Finder // by the prefix of the subject's public id: app, sip, pro
	pins    pins
}

// Copies are what reviewers get instead of files; who may read them was asked before.
type Copies interface {
	Copies(ctx context.Context, files []*document.Document) ([]blind.Copy, error)
}

// StartInput begins the answers of a subject; the subject's own use case calls it in its transaction.
type StartInput struct {
	ID      ident.Response
	Kind    Kind
	Form    ident.Form
	Answers form.Answers // what is known already
}

// Start keeps the first answers of a subject that was just made; it asks no permission of its own.
func (s *Service) Start(ctx context.Context, in StartInput) error {
	if in.Answers == nil {
		in.Answers = form.Answers{}
	}
	return s.Store.AddResponse(ctx, &Response{ID: in.ID, Kind: in.Kind, Form: in.Form, Answers: in.Answers, Version: 1, UpdatedAt: s.Desk.Now()})
}

// Freeze closes or opens the answers of a subject that was handed in or returned; the subject's use case calls it.
func (s *Service) Freeze(ctx context.Context, id ident.Response, frozen bool) error {
	return s.Store.FreezeResponse(ctx, id, frozen)
}

// Response is what was answered, for who may see the subject.
func (s *Service) Response(ctx context.Context, subject string) (*Response, error) {
	x, err := s.Subject(ctx, subject)
	if err != nil {
		return nil, err
	}
	return s.Store.Response(ctx, x.ID)
}

// Subject finds what a public id names; what the actor may not see is not found.
func (s *Service) Subject(ctx context.Context, id string) (*Subject, error) {
	return s.find(ctx, id, nil)
}

func (s *Service) find(ctx context.Context, id string, k *Keep) (*Subject, error) {
	f := s.Finders[ident.Prefix(id)]
	if f == nil {
		return nil, fault.Missing("subject")
	}
	if !auth.Who(ctx).SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	return f.Subject(ctx, id, k)
}
