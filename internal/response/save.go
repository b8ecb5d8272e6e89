package response

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// MostChanges is how many answers one save takes.
const MostChanges = 500

// AnswerInput is one answer as typed; an empty text takes the answer back.
type AnswerInput struct {
	Key  string
	Text string
	Saw  string // the stamp of the text the writer began from; empty overwrites whatever is kept
}

// SaveInput is what changed since the last save; the other answers stay.
type SaveInput struct {
	Subject    string // public id of what is answered for
	Answers    []AnswerInput
	RequestKey string // the same key again changes nothing and answers the same; at most 200 bytes
}

// Saved is what became of a save.
type Saved struct {
	Version  int       // of the response
	At       time.Time // of the change, or of the last one where nothing changed
	Keys     []string  // the answers that changed
	Repeated bool      // the request had been kept before
}

// Stamp is the mark of a text, by which a writer says what they saw.
func Stamp(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// Keep is what a store writes: all of it or nothing, and nothing where the subject answers another form.
type Keep struct {
	Form       ident.Form // by which the changes were checked
	Changes    []KeepChange
	Head       map[string]string // title and abstract, where they changed; lists of proposals show them
	Person     ident.Person
	At         time.Time
	RequestKey string
}

// KeepChange is one answer to write over what the writer saw.
type KeepChange struct {
	ID   ident.Change `json:"-"`
	Key  string       `json:"key"`
	Text string       `json:"text"`
	Saw  string       `json:"saw"`
}

// Outcome is what a store did with a Keep.
type Outcome string

// The outcomes of keeping answers.
const (
	WasSaved     Outcome = "saved"
	WasSame      Outcome = "same"
	WasRepeated  Outcome = "repeated"
	WasKeyTaken  Outcome = "key_taken"
	WasConflict  Outcome = "conflict"
	WasFrozen    Outcome = "frozen"
	WasMissing   Outcome = "missing"
	WasOtherForm Outcome = "other_form"
)

// Kept is what a store answers to a Keep.
type Kept struct {
	Outcome Outcome
	Version int
	At      time.Time
	Texts   form.Answers // what was changed; at a conflict the kept texts
}

// Save keeps changed answers, all or none. Each side writes its own sections. An answer that somebody else changed
// since the writer saw it is CONFLICT "version" with the kept text; other answers are not in the way. Late is
// DEADLINE_PASSED. What is over a limit is kept; what could not be kept at all is refused by its key.
func (s *Service) Save(ctx context.Context, in SaveInput) (*Saved, error) {
	return s.SaveTyped(ctx, in.Subject, in.RequestKey, func(*form.Definition) ([]AnswerInput, error) { return in.Answers, nil })
}

// SaveTyped is Save for whoever must know the form to read what was typed, such as the boxes of a page.
//
// One statement finds the subject and writes, so what was typed is checked before by the form the subject answered when
// it was last seen here. Where it answers another by now, nothing is written, and it is checked once more by that.
func (s *Service) SaveTyped(ctx context.Context, subject, requestKey string, typed func(*form.Definition) ([]AnswerInput, error)) (*Saved, error) {
	for range 3 {
		id, err := s.pinned(ctx, subject)
		if err != nil {
			return nil, err
		}
		out, err := s.saveBy(ctx, id, SaveInput{Subject: subject, RequestKey: requestKey}, typed)
		if !errors.Is(err, otherForm) {
			return out, err
		}
		s.pins.forget(subject)
	}
	return nil, otherForm
}

var otherForm = fault.New(fault.Conflict, "version", "The form was changed meanwhile. Look at it again, then decide.")

// pinned is the form a subject answered when it was last seen here, else the one it answers now.
func (s *Service) pinned(ctx context.Context, subject string) (ident.Form, error) {
	if id, ok := s.pins.of(subject); ok && auth.Who(ctx).SignedIn() {
		return id, nil
	}
	x, err := s.Subject(ctx, subject)
	if err != nil {
		return ident.Form{}, err
	}
	s.pins.set(subject, x.Form)
	return x.Form, nil
}

// saveBy checks what was typed by one form and keeps it.
func (s *Service) saveBy(ctx context.Context, id ident.Form, in SaveInput, typed func(*form.Definition) ([]AnswerInput, error)) (*Saved, error) {
	f, changes, err := s.changesBy(ctx, id, in, typed)
	if err == nil {
		return s.keep(ctx, f, changes, in)
	}
	// Whoever may not write learns that, and nothing of the form.
	x, hidden := s.Subject(ctx, in.Subject)
	if hidden != nil {
		return nil, hidden
	}
	if refused := x.Open(ctx); refused != nil {
		return nil, refused
	}
	if x.Form != id {
		return nil, otherForm
	}
	return nil, err
}

func (s *Service) changesBy(ctx context.Context, id ident.Form, in SaveInput, typed func(*form.Definition) ([]AnswerInput, error)) (*form.Form, []KeepChange, error) {
	f, err := s.Forms.Form(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if in.Answers, err = typed(&f.Definition); err != nil {
		return nil, nil, err
	}
	changes, err := changesOf(&f.Definition, in)
	return f, changes, err
}

func (s *Service) keep(ctx context.Context, f *form.Form, changes []KeepChange, in SaveInput) (*Saved, error) {
	var out *Saved
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		x, err := s.find(ctx, in.Subject, &Keep{
			Form: f.ID, Changes: changes, Head: headOf(changes), Person: auth.Who(ctx).Person,
			At: s.Desk.Now().UTC().Truncate(time.Microsecond), RequestKey: in.RequestKey,
		})
		if err != nil {
			return err
		}
		if err := x.took(ctx, &f.Definition, changes); err != nil {
			return err
		}
		out = x.Kept.saved()
		if x.Kept.Outcome != WasSaved {
			return nil
		}
		return s.Desk.Log.Record(ctx, x.Area+".save_answers", named(x.Name), "", map[string]any{"keys": out.Keys, "version": out.Version})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// took refuses what should not have been written, which undoes it. A repeat of what was kept in time is answered as
// before even after the subject closed.
func (x *Subject) took(ctx context.Context, d *form.Definition, changes []KeepChange) error {
	if err := auth.Require(ctx, x.Write, x.Target); err != nil {
		return err
	}
	if x.Closed != nil && x.Kept.Outcome != WasRepeated {
		return x.Closed
	}
	if x.Kept.Outcome != WasOtherForm {
		for _, c := range changes {
			section, _, _ := d.Find(c.Key)
			if err := x.Owns(ctx, section); err != nil {
				return err
			}
		}
	}
	return x.Kept.refusal()
}

func changesOf(d *form.Definition, in SaveInput) ([]KeepChange, error) {
	if len(in.RequestKey) > 200 {
		return nil, fault.BadField("requestKey", "too_long", "A request key has at most 200 bytes.")
	}
	if len(in.Answers) > MostChanges {
		return nil, fault.BadField("answers", "too_many", "One save takes at most %d answers.", MostChanges)
	}
	var untouched []string
	typed := map[string]AnswerInput{}
	texts := form.Answers{}
	for _, a := range in.Answers {
		if _, ok := typed[a.Key]; ok {
			return nil, fault.BadField(form.Path(a.Key), "twice", "This answer is given twice; send it once.")
		}
		a.Text = strings.ReplaceAll(a.Text, "\r\n", "\n")
		if a.Saw != "" && a.Saw == Stamp(a.Text) {
			untouched = append(untouched, a.Key)
		}
		typed[a.Key], texts[a.Key] = a, a.Text
	}
	for _, key := range untouched { // whatever is kept stays
		delete(typed, key)
		delete(texts, key)
	}
	if fields := d.Refuse(texts); len(fields) > 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Code: "invalid", Message: "Some answers cannot be kept.", Fields: fields}
	}
	out := make([]KeepChange, 0, len(typed))
	for _, key := range slices.Sorted(maps.Keys(typed)) {
		out = append(out, KeepChange{ID: ident.NewChange(), Key: key, Text: typed[key].Text, Saw: typed[key].Saw})
	}
	return out, nil
}

// headOf is what lists show of a proposal, where it changed.
func headOf(changes []KeepChange) map[string]string {
	head := map[string]string{}
	for _, c := range changes {
		if c.Key == form.TitleKey || c.Key == form.AbstractKey {
			head[c.Key] = strings.TrimSpace(c.Text)
		}
	}
	return head
}

func (k *Kept) saved() *Saved {
	return &Saved{Version: k.Version, At: k.At, Keys: slices.Sorted(maps.Keys(k.Texts)), Repeated: k.Outcome == WasRepeated}
}

func (k *Kept) refusal() error {
	switch k.Outcome {
	case WasMissing:
		return fault.Missing("response")
	case WasOtherForm:
		return otherForm
	case WasFrozen:
		return fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.")
	case WasKeyTaken:
		return fault.New(fault.Conflict, "key_taken", "This request key was used for something else.")
	case WasConflict:
		e := fault.New(fault.Conflict, "version", "Someone else changed this answer meanwhile. Both texts are kept: read theirs, then decide.").
			With("currentVersion", k.Version).With("kept", map[string]string(k.Texts))
		for _, key := range slices.Sorted(maps.Keys(k.Texts)) {
			e.Fields = append(e.Fields, fault.Field{Path: "answers." + key, Code: "version", Message: "Someone else changed this answer meanwhile."})
		}
		return e
	}
	return nil
}

// named is a public id as the audit log and the outbox take it.
type named string

// String is the public id.
func (n named) String() string { return string(n) }

var _ fmt.Stringer = named("")
