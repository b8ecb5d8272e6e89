package blind

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/strip"
)

// Service reports what gives people away and makes the copies reviewers get.
type Service struct {
	Desk  desk.Desk
	Store Store
	Forms Forms
	Vault document.Vault
}

// Forms reads the forms that were answered.
type Forms interface {
	FormsByID(ctx context.Context, ids []ident.Form) ([]*form.Form, error)
}

// Head is a cycle as a report names it.
type Head struct {
	ID         ident.Cycle   `bun:"id"`
	Program    ident.Program `bun:"program_id"`
	Title      string        `bun:"title"`
	OpenedAt   *time.Time    `bun:"review_opened_at"`
	Applicants bool          `bun:"applicants"` // a panel's first phase hides names
}

// Row is one application as it is kept.
type Row struct {
	Application ident.Application `bun:"id"`
	Number      string            `bun:"number"`
	Title       string            `bun:"title"`
	Abstract    string            `bun:"abstract"`
	Form        ident.Form        `bun:"form_id"`
	Answers     form.Answers      `bun:"answers,type:jsonb"`
	Countries   []place.Country   `bun:"countries,type:jsonb"`
	State       place.State       `bun:"state"`
	Theme       string            `bun:"theme"`
}

// Store keeps acceptances and what was seen of files; what the viewer is bound to is in no answer.
type Store interface {
	Head(ctx context.Context, id ident.Cycle, f auth.Filter) (*Head, error)
	Rows(ctx context.Context, id ident.Cycle) ([]*Row, error)
	Names(ctx context.Context, id ident.Cycle) ([]*Name, error)
	Circles(ctx context.Context, id ident.Cycle) ([]*Circle, error)
	Acceptances(ctx context.Context, id ident.Cycle) ([]*Acceptance, error)
	AddAcceptances(ctx context.Context, list []*Acceptance) error
	Examined(ctx context.Context, ids []ident.Document) ([]*Examined, error)
	AddExamined(ctx context.Context, x *Examined) error
	FilesByID(ctx context.Context, ids []ident.Document) ([]*document.Document, error)
	// Unread are the files attached to what was handed in for a cycle that nobody examined yet.
	Unread(ctx context.Context, id ident.Cycle) ([]*document.Document, error)
}

// MostExamined is how many files a reading of the report examines; the rest wait for the next one.
const MostExamined = 40

// Report is what gives somebody away in a cycle, for the office; what the viewer is bound to is not in it.
func (s *Service) Report(ctx context.Context, cycle ident.Cycle) (*Report, error) {
	return s.report(ctx, cycle, MostExamined)
}

// OpenFindings examines every file of the cycle and counts what nobody has settled, as the actor may see it.
func (s *Service) OpenFindings(ctx context.Context, cycle ident.Cycle) (int, error) {
	r, err := s.report(ctx, cycle, -1)
	if err != nil {
		return 0, err
	}
	return r.Open, nil
}

func (s *Service) report(ctx context.Context, cycle ident.Cycle, most int) (*Report, error) {
	head, err := s.Store.Head(ctx, cycle, auth.Scope(ctx, auth.ViewBlindness))
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Rows(ctx, cycle)
	if err != nil {
		return nil, err
	}
	in := Input{Applicants: head.Applicants}
	if in.Sources, err = s.sources(ctx, rows); err != nil {
		return nil, err
	}
	if err := s.examine(ctx, in.Sources, most); err != nil {
		return nil, err
	}
	if in.Names, err = s.Store.Names(ctx, cycle); err != nil {
		return nil, err
	}
	if in.Circles, err = s.Store.Circles(ctx, cycle); err != nil {
		return nil, err
	}
	if in.Accepted, err = s.Store.Acceptances(ctx, cycle); err != nil {
		return nil, err
	}
	out := &Report{Cycle: cycle, Title: head.Title, Applications: len(rows), ApplicantsNames: head.Applicants, Findings: Compose(in), OpenedAt: head.OpenedAt}
	for _, x := range in.Sources {
		out.Files += len(x.Files)
	}
	out.Open = OpenOf(out.Findings)
	return out, nil
}

// sources puts the answers under their questions.
func (s *Service) sources(ctx context.Context, rows []*Row) ([]Source, error) {
	var ids []ident.Form
	for _, r := range rows {
		if !slices.Contains(ids, r.Form) {
			ids = append(ids, r.Form)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := s.Forms.FormsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	forms := map[ident.Form]*form.Form{}
	for _, f := range found {
		forms[f.ID] = f
	}
	out := make([]Source, len(rows))
	for i, r := range rows {
		out[i] = r.source(forms[r.Form])
	}
	return out, nil
}

func (r *Row) source(f *form.Form) Source {
	out := Source{Application: r.Application, Number: r.Number, Title: r.Title, Countries: r.Countries, State: r.State, Theme: r.Theme}
	if f == nil {
		out.Passages = append(out.Passages, Passage{Question: "title", Text: r.Title + "\n" + r.Abstract})
		return out
	}
	titled := false
	for _, section := range f.Definition.Sections {
		for _, q := range section.Questions {
			answer := r.Answers[q.Key]
			titled = titled || answer == r.Title
			switch {
			case answer == "":
			case q.Kind == form.File:
				for _, text := range form.Chosen(answer) {
					if id, err := ident.Parse[ident.DocumentKind](text); err == nil {
						out.Files = append(out.Files, Filed{Section: section.Key, Question: q.Key, Label: q.Headed(), Document: id})
					}
				}
			default:
				out.Passages = append(out.Passages, Passage{Section: section.Key, Question: q.Key, Label: q.Headed(), Text: passage(&q, answer)})
			}
		}
	}
	if !titled {
		out.Passages = append(out.Passages, Passage{Question: "title", Text: r.Title + "\n" + r.Abstract})
	}
	return out
}

// passage is an answer as one reads it: the parts of a person side by side, rows line by line.
func passage(q *form.Question, answer string) string {
	rows, ok := q.Rows(answer)
	if !q.Structured() || !ok {
		return answer
	}
	var out strings.Builder
	for _, row := range rows {
		for _, c := range q.Cells() {
			out.WriteString(row[c.Key] + " ")
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// examine looks at the files nobody has looked at yet, as many as are asked for; all below nought.
func (s *Service) examine(ctx context.Context, sources []Source, most int) error {
	var ids []ident.Document
	for i := range sources {
		for _, f := range sources[i].Files {
			ids = append(ids, f.Document)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	files, err := s.Store.FilesByID(ctx, ids)
	if err != nil {
		return err
	}
	seen, err := s.seen(ctx, files, most)
	if err != nil {
		return err
	}
	named := map[ident.Document]string{}
	for _, d := range files {
		named[d.ID] = d.Name
	}
	for i := range sources {
		for j := range sources[i].Files {
			f := &sources[i].Files[j]
			f.Name, f.Seen = named[f.Document], seen[f.Document]
		}
	}
	return nil
}

// seen is what was found in files, looking at most of those nobody looked at before.
func (s *Service) seen(ctx context.Context, files []*document.Document, most int) (map[ident.Document]*Examined, error) {
	ids := make([]ident.Document, len(files))
	for i, d := range files {
		ids[i] = d.ID
	}
	known, err := s.Store.Examined(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[ident.Document]*Examined{}
	for _, x := range known {
		out[x.Document] = x
	}
	for _, d := range files {
		if out[d.ID] != nil || most == 0 {
			continue
		}
		most--
		if out[d.ID], err = s.strip(ctx, d); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ReadFiles reads every attached file of a cycle's proposals that nobody has read yet; a file that is gone is left to
// the doctor.
func (s *Service) ReadFiles(ctx context.Context, cycle ident.Cycle) error {
	files, err := s.Store.Unread(ctx, cycle)
	if err != nil {
		return err
	}
	for _, d := range files {
		if _, err := s.strip(ctx, d); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

// strip makes the copy of one file and keeps what was seen; nobody's name is on a copy.
func (s *Service) strip(ctx context.Context, d *document.Document) (*Examined, error) {
	body, err := s.read(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	c := strip.Make(d.MediaType, body)
	x := &Examined{Document: d.ID, Held: c.Held, Marks: c.Marks, Pages: c.Pages, SHA256: sum[:], MadeAt: s.Desk.Now().UTC().Truncate(time.Microsecond)}
	if x.Marks == nil {
		x.Marks = []strip.Mark{}
	}
	ctx = auth.As(ctx, auth.System("copies"))
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		switch {
		case c.Held != "":
		case bytes.Equal(c.Bytes, body):
			x.Copy = d.ID
		default:
			kept, err := s.Vault.File(ctx, document.ReviewerCopy, d.Name, d.MediaType, d.Subject, bytes.NewReader(c.Bytes))
			if err != nil {
				return err
			}
			x.Copy = kept.ID
		}
		return s.Store.AddExamined(ctx, x)
	})
	if err != nil {
		return nil, err
	}
	again, err := s.Store.Examined(ctx, []ident.Document{d.ID})
	if err != nil || len(again) == 0 {
		return x, err
	}
	return again[0], nil // who was first keeps it
}

func (s *Service) read(ctx context.Context, id ident.Document) ([]byte, error) {
	r, err := s.Vault.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return body, nil
}

// Copies are what reviewers get instead of files, in the order of the files; whoever calls has asked who may read them.
func (s *Service) Copies(ctx context.Context, files []*document.Document) ([]Copy, error) {
	seen, err := s.seen(ctx, files, -1)
	if err != nil {
		return nil, err
	}
	var ids []ident.Document
	for _, x := range seen {
		if !x.Copy.IsZero() {
			ids = append(ids, x.Copy)
		}
	}
	kept, err := s.Store.FilesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Copy, len(files))
	for i, d := range files {
		x := seen[d.ID]
		out[i] = Copy{Of: d.ID, Held: x.Held, MadeAt: x.MadeAt}
		if n := slices.IndexFunc(kept, func(k *document.Document) bool { return k.ID == x.Copy }); n >= 0 {
			out[i].Document = kept[n]
		}
	}
	return out, nil
}

// AcceptFindingsInput lets findings stand, with one reason.
type AcceptFindingsInput struct {
	Cycle    ident.Cycle
	Findings []string
	Reason   string
}

// AcceptFindings lets findings stand; it refuses what the report does not list as open, and an empty reason.
func (s *Service) AcceptFindings(ctx context.Context, in AcceptFindingsInput) (*Report, error) {
	head, err := s.Store.Head(ctx, in.Cycle, auth.Scope(ctx, auth.ViewBlindness))
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.AcceptBlindness, auth.Target{Program: head.Program}); err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(in.Reason)
	var c fault.Check
	c.That(reason != "", "reason", "required", "Say why these findings may stand.")
	c.That(utf8.RuneCountInString(reason) <= 2000, "reason", "too_long", "A reason has at most 2,000 characters.")
	c.That(len(in.Findings) > 0, "findings", "required", "Choose the findings that may stand.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error { return s.accept(ctx, in, reason) })
	if err != nil {
		return nil, err
	}
	return s.Report(ctx, in.Cycle)
}

func (s *Service) accept(ctx context.Context, in AcceptFindingsInput, reason string) error {
	r, err := s.Report(ctx, in.Cycle)
	if err != nil {
		return err
	}
	var list []*Acceptance
	for i, key := range in.Findings {
		if slices.Contains(in.Findings[:i], key) {
			continue
		}
		n := slices.IndexFunc(r.Findings, func(f *Finding) bool { return f.Key == key && !f.Settled() })
		if n < 0 {
			return fault.BadField(fmt.Sprintf("findings.%d", i), "not_found", "The report has no such open finding.")
		}
		list = append(list, &Acceptance{
			Cycle: in.Cycle, Finding: key, Reason: reason, AcceptedBy: auth.Who(ctx).Person, AcceptedAt: s.Desk.Now().UTC().Truncate(time.Microsecond),
		})
	}
	if err := s.Store.AddAcceptances(ctx, list); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "review.accept_findings", in.Cycle, reason, map[string]any{"findings": len(list)})
}
