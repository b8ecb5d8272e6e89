package form

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// mostDefinition is the most bytes a definition has as JSON.
const mostDefinition = 2 << 20

// Use is how many answers hang on one version of a form in one cycle.
type Use struct {
	Form       ident.Form  `bun:"form_id"`
	Version    int         `bun:"version"`
	Cycle      ident.Cycle `bun:"cycle_id"` // none where the answers belong to no cycle
	CycleTitle string      `bun:"cycle_title"`
	Kind       string      `bun:"kind"`   // proposal, statement or profile
	Drafts     int         `bun:"drafts"` // still being written; a new version may take them
	Fixed      int         `bun:"fixed"`  // handed in; pinned to this version for good
}

// Pin is a cycle that asks one version of a form of those who begin.
type Pin struct {
	Form       ident.Form  `bun:"form_id"`
	Version    int         `bun:"version"`
	Cycle      ident.Cycle `bun:"cycle_id"`
	CycleTitle string      `bun:"cycle_title"`
	CycleState string      `bun:"cycle_state"`
}

// Versions are all versions of a form, newest first, for those who compose programs.
func (s *Service) Versions(ctx context.Context, key string) ([]*Form, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	found, err := s.Store.Versions(ctx, key)
	if err == nil && len(found) == 0 {
		return nil, fault.Missing("form")
	}
	return found, err
}

// Uses are the answers that hang on the versions of a form, by cycle.
func (s *Service) Uses(ctx context.Context, key string) ([]*Use, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.Uses(ctx, key)
}

// Pins are the cycles that ask a version of a form of those who begin.
func (s *Service) Pins(ctx context.Context, key string) ([]*Pin, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.Pins(ctx, key)
}

// DraftsTouched counts the drafts on other versions of this form, which adopting it would move;
// nothing moves by publishing alone.
func (s *Service) DraftsTouched(ctx context.Context, id ident.Form) (int, error) {
	f, err := s.Form(ctx, id)
	if err != nil {
		return 0, err
	}
	uses, err := s.Uses(ctx, f.Key)
	n := 0
	for _, u := range uses {
		if u.Form != id && !u.Cycle.IsZero() {
			n += u.Drafts
		}
	}
	return n, err
}

// ReviseInput names the version that a new one begins from.
type ReviseInput struct{ Form ident.Form }

// Revise begins a new version with what this one holds; where the newest version is a draft still, it is that one.
func (s *Service) Revise(ctx context.Context, in ReviseInput) (*Form, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	f, err := s.Form(ctx, in.Form)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Versions(ctx, f.Key)
	if err != nil {
		return nil, err
	}
	if newest := all[0]; newest.PublishedAt == nil {
		return newest, nil
	}
	// What was published is shared by all who read it; a draft begins from a copy of its own.
	for _, own := range all {
		if own.ID == f.ID {
			f = own
		}
	}
	return s.add(ctx, DraftInput{Key: f.Key, Title: f.Title, Definition: f.Definition})
}

// BeginInput is a form that is not there yet.
type BeginInput struct {
	Key   string
	Title string // English; other languages follow in the editor
}

// Begin makes the first version of a new form with one empty section; a key in use is CONFLICT.
func (s *Service) Begin(ctx context.Context, in BeginInput) (*Form, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	if !plainKey(in.Key) {
		return nil, fault.BadField("key", "bad_key", "A key has small letters, digits and underscores.")
	}
	if in.Title == "" || Chars(in.Title) > 200 {
		return nil, fault.BadField("title", "required", "A form has an English title of at most 200 characters.")
	}
	last, err := s.Store.LatestVersion(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	if last > 0 {
		return nil, fault.New(fault.Conflict, "form_taken", "There is a form with this key already.")
	}
	first := Section{Key: "first", Title: map[string]string{"en": "First section"}, Owner: Shared}
	return s.add(ctx, DraftInput{Key: in.Key, Title: map[string]string{"en": in.Title}, Definition: Definition{Sections: []Section{first}}})
}

// SaveInput is a draft as it is now; Revision is the one the writer saw.
type SaveInput struct {
	Form       ident.Form
	Title      map[string]string
	Definition Definition
	Revision   int
}

// Save keeps an unfinished definition: what is wrong with it is shown all along and refused only at
// publishing. It refuses a published form, another's save in between, and what is far too large.
func (s *Service) Save(ctx context.Context, in SaveInput) (*Form, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	if in.Title["en"] == "" {
		return nil, fault.BadField("title", "english_needed", "A form has an English title.")
	}
	text, err := json.Marshal(in.Definition)
	if err != nil || len(text) > mostDefinition || len(in.Definition.Sections) > mostSections {
		return nil, fault.BadField("sections", "too_many", "A form has at most %d sections and %d MB.", mostSections, mostDefinition>>20)
	}
	var f *Form
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		var err error
		if f, err = s.Form(ctx, in.Form); err != nil {
			return err
		}
		if f.PublishedAt != nil {
			return published()
		}
		f.Title, f.Definition, f.Revision = in.Title, in.Definition, in.Revision+1
		if err := s.Store.KeepDraft(ctx, f, in.Revision); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "form.save", f.ID, "", map[string]any{"key": f.Key, "version": f.Version, "revision": f.Revision})
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func published() error {
	return fault.New(fault.Conflict, "form_published", "A published form does not change; make a new version.")
}

// DiscardInput names a draft that is thrown away.
type DiscardInput struct{ Form ident.Form }

// Discard throws a draft of a form away; a published one stays.
func (s *Service) Discard(ctx context.Context, in DiscardInput) error {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return err
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Form(ctx, in.Form)
		if err != nil {
			return err
		}
		if f.PublishedAt != nil {
			return published()
		}
		if err := s.Store.DropDraft(ctx, f.ID); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "form.discard", f.ID, "", map[string]any{"key": f.Key, "version": f.Version})
	})
}

// AdoptInput moves the drafts of a cycle to a published version; Drafts is the count that was agreed to.
type AdoptInput struct {
	Form   ident.Form
	Cycle  ident.Cycle
	Drafts int
}

// Adopted is what became of adopting a version.
type Adopted struct {
	Moved  int // drafts that now answer the new version; answers it does not ask are kept
	Stayed int // handed in, and pinned to what they answered
}

// Adopt makes a cycle ask a published version, and moves its drafts there with all their answers. What was
// handed in stays with its version. It refuses a version not published, a cycle that asks no version of
// this form, and a count that is no longer the one agreed to.
func (s *Service) Adopt(ctx context.Context, in AdoptInput) (*Adopted, error) {
	if err := auth.Require(ctx, auth.EditProgram, auth.Target{}); err != nil {
		return nil, err
	}
	out := &Adopted{}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.adoptable(ctx, in)
		if err != nil {
			return err
		}
		if out.Moved, err = s.Store.Adopt(ctx, f, in.Cycle); err != nil {
			return err
		}
		if out.Moved != in.Drafts {
			return fault.New(fault.Conflict, "drafts_changed", "Meanwhile it is %d drafts, not %d. Look again, then decide.", out.Moved, in.Drafts).
				With("now", out.Moved).With("was", in.Drafts)
		}
		uses, err := s.Store.Uses(ctx, f.Key)
		if err != nil {
			return err
		}
		for _, u := range uses {
			if u.Cycle == in.Cycle && u.Form != f.ID {
				out.Stayed += u.Fixed
			}
		}
		return s.Desk.Log.Record(ctx, "form.adopt", in.Cycle, "", map[string]any{"form": f.ID, "key": f.Key, "version": f.Version, "drafts": out.Moved})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) adoptable(ctx context.Context, in AdoptInput) (*Form, error) {
	f, err := s.Form(ctx, in.Form)
	if err != nil {
		return nil, err
	}
	if f.PublishedAt == nil {
		return nil, fault.New(fault.Conflict, "form_draft", "Publish the version first.")
	}
	pins, err := s.Store.Pins(ctx, f.Key)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(pins, func(p *Pin) bool { return p.Cycle == in.Cycle }) {
		return nil, fault.New(fault.Conflict, "form_not_asked", "This cycle does not ask this form.")
	}
	return f, nil
}

// Vanished are kept answers that a form no longer asks, each with the question as it was last asked.
func (s *Service) Vanished(ctx context.Context, f *Form, a Answers) ([]Kept, error) {
	var out []Kept
	for _, key := range sorted(a) {
		if _, _, asked := f.Definition.Find(key); !asked && a[key] != "" {
			out = append(out, Kept{Question{Key: key, Kind: LongText, Label: map[string]string{"en": key}}, a[key]})
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	all, err := s.Store.Versions(ctx, f.Key)
	for i := range out {
		for _, v := range all {
			if _, q, found := v.Definition.Find(out[i].Question.Key); found && v.PublishedAt != nil {
				out[i].Question = *q
				break
			}
		}
	}
	return out, err
}

// Kept is an answer beside the question it was given to.
type Kept struct {
	Question Question
	Text     string
}
