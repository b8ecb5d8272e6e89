package statement

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Store keeps statements; what the filter or a conflict of interest hides is not found.
type Store interface {
	Statement(ctx context.Context, f auth.Filter, id ident.Statement) (*Detail, error)
	Written(ctx context.Context, f auth.Filter, id ident.Statement, k *response.Keep) (*Written, error)
	StatementsByID(ctx context.Context, f auth.Filter, ids []ident.Statement) ([]*Statement, error)
	StatementOf(ctx context.Context, f auth.Filter, p ident.Partnership) (*Statement, error) // the live one; nil where there is none
	Rows(ctx context.Context, f auth.Filter, in ListInput, a page.Args) (*page.Connection[*Row], error)
	LockStatement(ctx context.Context, id ident.Statement) error
	OfCall(ctx context.Context, id ident.StatementCall) (ident.Statement, error)
	AddStatement(ctx context.Context, s *Statement) error
	KeepStatement(ctx context.Context, s *Statement) error
	AddSubmission(ctx context.Context, x *Submission) error
	KeepFeedback(ctx context.Context, f *Feedback) error
	SendFeedback(ctx context.Context, id ident.Statement, round int, at time.Time) error
	AddCall(ctx context.Context, c *Call) error
	KeepCall(ctx context.Context, c *Call) error
	Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error)
	Advisers(ctx context.Context, p ident.Program) ([]ident.Person, error)
}

// Cycles reads the cycle a statement is in.
type Cycles interface {
	Cycle(ctx context.Context, id ident.Cycle) (*program.Detail, error)
}

// Forms reads the form a statement answers.
type Forms interface {
	Form(ctx context.Context, id ident.Form) (*form.Form, error)
}

// Partnerships reads the museums that state their intent.
type Partnerships interface {
	Partnership(ctx context.Context, id ident.Partnership) (*partnership.Detail, error)
}

// Answers keeps what was answered.
type Answers interface {
	Start(ctx context.Context, in response.StartInput) error
	Freeze(ctx context.Context, id ident.Response, frozen bool) error
}

// Service is what museums and staff do with statements of intent.
type Service struct {
	Desk         desk.Desk
	Store        Store
	Cycles       Cycles
	Forms        Forms
	Partnerships Partnerships
	Answers      Answers
}

// ListInput narrows the list of statements; absent parts do not narrow.
type ListInput struct {
	Cycle   ident.Cycle
	State   State
	Waiting bool // only those staff have to answer
}

// Row is a statement in a list.
type Row struct {
	ID           ident.Statement   `bun:"id"`
	Cycle        ident.Cycle       `bun:"cycle_id"`
	CycleTitle   string            `bun:"cycle_title"`
	Partnership  ident.Partnership `bun:"partnership_id"`
	Title        string            `bun:"title"`
	LeadName     string            `bun:"lead_name"`
	PartnerNames string            `bun:"partner_names"` // between semicolons
	State        State             `bun:"state"`
	Round        int               `bun:"round"`
	CreatedAt    time.Time         `bun:"created_at"`
	SubmittedAt  *time.Time        `bun:"submitted_at"`
	CallState    CallState         `bun:"call_state"`
	CallAt       *time.Time        `bun:"call_at"`
}

// Statement is one statement with all that is around it; a hidden one is not found.
func (s *Service) Statement(ctx context.Context, id ident.Statement) (*Detail, error) {
	d, err := s.Store.Statement(ctx, auth.Scope(ctx, auth.ViewStatement), id)
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.AdviseStatement, auth.Target{Program: d.Program, Organizations: d.Partners.Organizations()}) {
		d.Feedback = sent(d.Feedback)
	}
	return d, nil
}

func sent(all []*Feedback) []*Feedback {
	var out []*Feedback
	for _, f := range all {
		if f.SentAt != nil {
			out = append(out, f)
		}
	}
	return out
}

// StatementsByID are statements by their ids, for batching; hidden ones are left out.
func (s *Service) StatementsByID(ctx context.Context, ids []ident.Statement) ([]*Statement, error) {
	return s.Store.StatementsByID(ctx, auth.Scope(ctx, auth.ViewStatement), ids)
}

// StatementOf is a partnership's live statement; nil where there is none or it is hidden.
func (s *Service) StatementOf(ctx context.Context, p ident.Partnership) (*Statement, error) {
	return s.Store.StatementOf(ctx, auth.Scope(ctx, auth.ViewStatement), p)
}

// Statements are the statements the actor may see, those that wait longest first.
func (s *Service) Statements(ctx context.Context, in ListInput, a page.Args) (*page.Connection[*Row], error) {
	return s.Store.Rows(ctx, auth.Scope(ctx, auth.ViewStatement), in, a)
}

// StartInput names the partnership that begins a statement.
type StartInput struct{ Partnership ident.Partnership }

// Start makes the draft of a partnership's statement of intent. It refuses a closed phase, a cycle without
// such a form, a partnership that has a live one, and one that is over.
func (s *Service) Start(ctx context.Context, in StartInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		p, err := s.Partnerships.Partnership(ctx, in.Partnership)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.EditStatement, auth.Target{Organizations: p.Organizations()}); err != nil {
			return err
		}
		if p.State == partnership.Dissolved || p.State == partnership.Ineligible {
			return fault.New(fault.Conflict, "state", "This partnership is %s.", p.State).With("state", string(p.State))
		}
		cycle, err := s.Cycles.Cycle(ctx, p.Cycle)
		if err != nil {
			return err
		}
		if cycle.StatementForm.IsZero() {
			return fault.New(fault.Conflict, "no_statements", "This cycle asks for no statement of intent.")
		}
		now := s.Desk.Now()
		if err := cycle.CheckOpen(program.StatementPhase, now); err != nil {
			return err
		}
		x := &Statement{
			ID: ident.NewStatement(), Cycle: p.Cycle, Partnership: p.ID, Form: cycle.StatementForm, State: Draft, Version: 1,
			CreatedBy: auth.Who(ctx).Person, CreatedAt: now,
		}
		if err := s.Store.AddStatement(ctx, x); err != nil {
			return err
		}
		first := form.Answers{}
		if f, err := s.Forms.Form(ctx, x.Form); err != nil {
			return err
		} else if _, _, asked := f.Definition.Find(form.TitleKey); asked && p.Title != "" {
			first[form.TitleKey] = p.Title
		}
		if err := s.Answers.Start(ctx, response.StartInput{ID: response.Of(x.ID), Kind: response.Statement, Form: x.Form, Answers: first}); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "statement.start", x.ID, "", nil); err != nil {
			return err
		}
		d, err = s.Statement(ctx, x.ID)
		return err
	})
	return orNil(d, err)
}

func orNil[T any](v *T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// change is one use case on one statement: lock, load, act, in one transaction.
func (s *Service) change(ctx context.Context, id ident.Statement, act func(context.Context, *Detail) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if err = s.Store.LockStatement(ctx, id); err != nil {
			return err
		}
		if d, err = s.Statement(ctx, id); err != nil {
			return err
		}
		return act(ctx, d)
	})
	return orNil(d, err)
}

// SubmitInput names the statement that is handed in.
type SubmitInput struct {
	Statement       ident.Statement
	ExpectedVersion *int
}

// Submit hands a statement in, the first time or after feedback; late is DEADLINE_PASSED and keeps the draft,
// what is missing is named answer by answer, and a second call changes nothing.
func (s *Service) Submit(ctx context.Context, in SubmitInput) (*Detail, error) {
	return s.change(ctx, in.Statement, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.SubmitStatement, auth.Target{Organizations: []ident.Organization{d.Lead()}}); err != nil {
			return err
		}
		if d.State == Submitted {
			return nil
		}
		to, err := d.after(VerbSubmit)
		if err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, d.Version); err != nil {
			return err
		}
		if err := s.ready(ctx, d); err != nil {
			return err
		}
		content, err := json.Marshal(d.Answers)
		if err != nil {
			return err
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		sum := sha256.Sum256(content)
		d.State, d.Round, d.SubmittedAt, d.SubmittedBy = to, d.Round+1, &now, auth.Who(ctx).Person
		x := &Submission{Statement: d.ID, Round: d.Round, Content: content, SHA256: sum[:], SubmittedBy: d.SubmittedBy, SubmittedAt: now}
		if err := s.Store.AddSubmission(ctx, x); err != nil {
			return err
		}
		d.Submissions = append(d.Submissions, x)
		if err := s.Answers.Freeze(ctx, response.Of(d.ID), true); err != nil {
			return err
		}
		if err := s.keep(ctx, d, VerbSubmit, "", map[string]any{"round": d.Round}); err != nil {
			return err
		}
		if err := s.tell(ctx, "statement.received", d, map[string]any{"At": now, "Zone": d.Zone}); err != nil {
			return err
		}
		return s.tellStaff(ctx, "statement.to_read", d)
	})
}

// ready refuses what is late before what is unfinished, because only the first cannot be mended.
func (s *Service) ready(ctx context.Context, d *Detail) error {
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return err
	}
	if err := cycle.CheckOpen(program.StatementPhase, s.Desk.Now()); err != nil {
		return err
	}
	missing, err := s.missing(ctx, d)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return &fault.Error{Kind: fault.Invalid, Code: "unfinished", Message: "The statement is not finished yet.", Fields: missing}
	}
	return nil
}

func (s *Service) missing(ctx context.Context, d *Detail) ([]fault.Field, error) {
	f, err := s.Forms.Form(ctx, d.Form)
	if err != nil {
		return nil, err
	}
	return form.Check(&f.Definition, d.Answers, true, d.Context()), nil
}

// Missing names what still stands in the way of handing a statement in, shown all along.
func (s *Service) Missing(ctx context.Context, id ident.Statement) ([]fault.Field, error) {
	d, err := s.Statement(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.missing(ctx, d)
}

// Context is what the form's rules know beside the answers.
func (d *Detail) Context() form.Context {
	c := form.Context{CycleYear: d.CycleYear}
	for _, m := range d.Names {
		if m.Lead {
			c.LeadCountry = m.Country
		} else {
			c.PartnerCountries = append(c.PartnerCountries, m.Country)
		}
	}
	return c
}

// WithdrawInput names a statement its museums take back, and why.
type WithdrawInput struct {
	Statement       ident.Statement
	Reason          string
	ExpectedVersion *int
}

// Withdraw takes a statement back; what was handed in is kept, and another can be begun.
func (s *Service) Withdraw(ctx context.Context, in WithdrawInput) (*Detail, error) {
	return s.change(ctx, in.Statement, func(ctx context.Context, d *Detail) (err error) {
		if err := auth.Require(ctx, auth.SubmitStatement, auth.Target{Organizations: []ident.Organization{d.Lead()}}); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, d.Version); err != nil {
			return err
		}
		if d.WithdrawnReason, err = given(in.Reason, "reason", "Say why; the other museums will read it."); err != nil {
			return err
		}
		if d.State, err = d.after(VerbWithdraw); err != nil {
			return err
		}
		if err := s.cancel(ctx, d, d.WithdrawnReason); err != nil {
			return err
		}
		if err := s.Answers.Freeze(ctx, response.Of(d.ID), true); err != nil {
			return err
		}
		if err := s.keep(ctx, d, VerbWithdraw, d.WithdrawnReason, nil); err != nil {
			return err
		}
		return s.tell(ctx, "statement.withdrawn", d, map[string]any{"Reason": d.WithdrawnReason})
	})
}

func given(text, path, words string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 5000 {
		return "", fault.BadField(path, "required", "%s", words)
	}
	return text, nil
}

func (s *Service) keep(ctx context.Context, d *Detail, v Verb, reason string, detail map[string]any) error {
	if err := s.Store.KeepStatement(ctx, &d.Statement); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "statement."+string(v), d.ID, reason, detail)
}

func (s *Service) tell(ctx context.Context, template string, d *Detail, data map[string]any) error {
	to, err := s.Store.Speakers(ctx, d.Partners.Organizations())
	if err != nil {
		return err
	}
	return s.send(ctx, template, d, data, to)
}

func (s *Service) tellStaff(ctx context.Context, template string, d *Detail) error {
	to, err := s.Store.Advisers(ctx, d.Program)
	if err != nil {
		return err
	}
	return s.send(ctx, template, d, nil, to)
}

func (s *Service) send(ctx context.Context, template string, d *Detail, data map[string]any, to []ident.Person) error {
	if data == nil {
		data = map[string]any{}
	}
	data["Title"], data["Cycle"] = d.Title, d.CycleTitle
	return s.Desk.Outbox.Tell(ctx, template, d.ID.String(), data, to...)
}
