package form

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Store keeps forms by version.
type Store interface {
	FormsByID(ctx context.Context, ids []ident.Form) ([]*Form, error)
	Forms(ctx context.Context) ([]*Form, error)
	LatestVersion(ctx context.Context, key string) (int, error)
	AddForm(ctx context.Context, f *Form) error
	KeepDraft(ctx context.Context, f *Form, expected int) error
	KeepPublished(ctx context.Context, f *Form) error
	DropDraft(ctx context.Context, id ident.Form) error
	Versions(ctx context.Context, key string) ([]*Form, error)
	Uses(ctx context.Context, key string) ([]*Use, error)
	Pins(ctx context.Context, key string) ([]*Pin, error)
	Adopt(ctx context.Context, f *Form, cycle ident.Cycle) (int, error)
}

// Service is what the office does with forms.
type Service struct {
	Desk  desk.Desk
	Store Store

	published sync.Map // ident.Form -> *Form; what is published never changes, so it is read once
}

// Form is one version of a form; a draft is seen by those who edit programs.
func (s *Service) Form(ctx context.Context, id ident.Form) (*Form, error) {
	found, err := s.FormsByID(ctx, []ident.Form{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("form")
	}
	return found[0], nil
}

// FormsByID are forms by their ids, for batching; they are read only.
func (s *Service) FormsByID(ctx context.Context, ids []ident.Form) ([]*Form, error) {
	var out []*Form
	var unknown []ident.Form
	for _, id := range ids {
		if f, ok := s.published.Load(id); ok {
			out = append(out, f.(*Form))
		} else {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return out, nil
	}
	found, err := s.Store.FormsByID(ctx, unknown)
	if err != nil {
		return nil, err
	}
	drafts := auth.Scope(ctx, auth.ComposeProgram)
	for _, f := range found {
		switch {
		case f.PublishedAt != nil:
			// A version published long ago is read even if its rules no longer compile; Check then says so.
			_ = f.Definition.Compile()
			s.published.Store(f.ID, f)
			out = append(out, f)
		case !drafts.Nothing():
			out = append(out, f)
		}
	}
	return out, nil
}

// Forms are all forms, newest version of each first, for those who compose programs.
func (s *Service) Forms(ctx context.Context) ([]*Form, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.Forms(ctx)
}

// DraftInput is a new version of a form, not yet published.
type DraftInput struct {
	Key        string
	Title      map[string]string
	Definition Definition
}

// Draft keeps a new version of a form; a definition nobody could fill in is refused.
func (s *Service) Draft(ctx context.Context, in DraftInput) (*Form, error) {
	if err := in.may(ctx); err != nil {
		return nil, err
	}
	if err := in.Definition.Validate(); err != nil {
		return nil, fault.Under("definition", err)
	}
	return s.add(ctx, in)
}

func (in DraftInput) may(ctx context.Context) error {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return err
	}
	if !plainKey(in.Key) || in.Title["en"] == "" {
		return fault.BadField("title", "required", "A form has a plain key and an English title.")
	}
	return nil
}

// add keeps a definition as the next version under its key.
func (s *Service) add(ctx context.Context, in DraftInput) (*Form, error) {
	if err := in.may(ctx); err != nil {
		return nil, err
	}
	f := &Form{ID: ident.NewForm(), Key: in.Key, Title: in.Title, Definition: in.Definition, Revision: 1}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		last, err := s.Store.LatestVersion(ctx, in.Key)
		if err != nil {
			return err
		}
		f.Version = last + 1
		if err := s.Store.AddForm(ctx, f); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "form.draft", f.ID, "", map[string]any{"key": f.Key, "version": f.Version})
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// PublishInput names the form that is fixed from now on.
type PublishInput struct{ Form ident.Form }

// Publish fixes a version of a form; publishing twice is CONFLICT.
func (s *Service) Publish(ctx context.Context, in PublishInput) (*Form, error) {
	if err := auth.Require(ctx, auth.EditProgram, auth.Target{}); err != nil {
		return nil, err
	}
	var f *Form
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if f, err = s.Form(ctx, in.Form); err != nil {
			return err
		}
		if f.PublishedAt != nil {
			return fault.New(fault.Conflict, "form_published", "A published form does not change; make a new version.")
		}
		if err := f.Definition.Validate(); err != nil {
			return err
		}
		now := s.Desk.Now()
		f.PublishedAt = &now
		if err := s.Store.KeepPublished(ctx, f); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "form.publish", f.ID, "", map[string]any{"key": f.Key, "version": f.Version})
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func sorted[M ~map[string]string](m M) []string { return slices.Sorted(maps.Keys(m)) }
