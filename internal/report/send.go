package report

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func frozen() error {
	return fault.New(fault.Conflict, "report.frozen", "The figures of this report are frozen already.")
}

// change loads a report under lock, asks whether the actor may, checks the version and lets do change it.
func (s *Service) change(ctx context.Context, id ident.Report, p auth.Permission, expected *int, do func(context.Context, *Report) error, not ...func(*Report) ident.Person) (*Report, error) {
	var out *Report
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		r, err := s.Store.ReportForUpdate(ctx, id, visible(ctx))
		if err != nil {
			return err
		}
		program, err := s.Store.ProgramOf(ctx, r.Cycle)
		if err != nil {
			return err
		}
		target := auth.Target{Program: program}
		for _, who := range not {
			target.Not = append(target.Not, who(r))
		}
		if err := auth.Require(ctx, p, target); err != nil {
			return err
		}
		if err := fault.Expected(expected, r.Version); err != nil {
			return err
		}
		out = r
		return do(ctx, r)
	})
	return out, err
}

// take moves a report along its table of moves and says so.
func (s *Service) take(ctx context.Context, r *Report, verb, words string) error {
	i := slices.IndexFunc(Moves(), func(m Move) bool { return m.From == string(r.State) && m.Verb == verb })
	if i < 0 {
		return fault.New(fault.Conflict, "wrong_state", "You cannot %s this report now: it is %s.", verb, r.State).With("state", string(r.State))
	}
	r.State = State(Moves()[i].To)
	if err := s.Store.KeepReport(ctx, r, r.Version); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "report."+strings.ReplaceAll(verb, " ", "_"), r.ID, words, map[string]any{"state": r.State})
}

// ReviewReportInput takes a frozen report to its director's approval.
type ReviewReportInput struct {
	Report          ident.Report
	ExpectedVersion *int
}

// Review approves frozen figures and text for the funder; who assembled them cannot.
func (s *Service) Review(ctx context.Context, in ReviewReportInput) (*Report, error) {
	by := func(r *Report) ident.Person { return r.AssembledBy }
	return s.change(ctx, in.Report, auth.ReviewReport, in.ExpectedVersion, func(ctx context.Context, r *Report) error {
		return s.take(ctx, r, "review", "")
	}, by)
}

// SendReportInput delivers a report to its funder.
type SendReportInput struct {
	Report          ident.Report
	ExpectedVersion *int
}

// Send delivers a reviewed report, or one again after queries: its page, PDF and data are the funder's, who is told.
func (s *Service) Send(ctx context.Context, in SendReportInput) (*Report, error) {
	return s.change(ctx, in.Report, auth.SendReport, in.ExpectedVersion, func(ctx context.Context, r *Report) error {
		if err := s.take(ctx, r, "send", ""); err != nil {
			return err
		}
		program, err := s.Store.ProgramOf(ctx, r.Cycle)
		if err != nil {
			return err
		}
		readers, err := s.Store.Readers(ctx, program)
		if err != nil {
			return err
		}
		return s.Desk.Outbox.Tell(ctx, "report.sent", r.ID.String(), map[string]any{"Title": r.Title}, readers...)
	})
}

// AnswerReportInput is what a funder said of a report.
type AnswerReportInput struct {
	Report          ident.Report
	Accepted        bool
	Words           string // the queries, or what came with the acceptance
	ExpectedVersion *int
}

// RecordAnswer keeps what the funder said: accepted, or queries, which need their words.
func (s *Service) RecordAnswer(ctx context.Context, in AnswerReportInput) (*Report, error) {
	return s.change(ctx, in.Report, auth.SendReport, in.ExpectedVersion, func(ctx context.Context, r *Report) error {
		words := strings.TrimSpace(in.Words)
		if !in.Accepted && words == "" {
			return fault.BadField("words", "required", "Say what the funder asks.")
		}
		if len(words) > 4000 {
			return fault.BadField("words", "too_long", "The text has at most 4,000 characters.")
		}
		verb := "take queries"
		if in.Accepted {
			verb = "take acceptance"
		}
		return s.take(ctx, r, verb, words)
	})
}
