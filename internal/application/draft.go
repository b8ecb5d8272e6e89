package application

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// StartInput names the partnership that begins a proposal.
type StartInput struct {
	Partnership ident.Partnership
}

// StartProposal makes the draft of a partnership's proposal and allots its number. It refuses a
// closed phase, a partnership that has a proposal, and a lead that leads another one in the cycle.
func (s *Service) StartProposal(ctx context.Context, in StartInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		p, err := s.Partnerships.Partnership(ctx, in.Partnership)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.EditApplication, auth.Target{Organizations: []ident.Organization{p.Lead().Organization}}); err != nil {
			return err
		}
		cycle, err := s.Cycles.Cycle(ctx, p.Cycle)
		if err != nil {
			return err
		}
		if err := s.mayStart(p, cycle); err != nil {
			return err
		}
		a, err := s.draft(ctx, p, cycle)
		if err != nil {
			return err
		}
		if err := s.Store.AddDraft(ctx, a); err != nil {
			return err
		}
		known := form.Answers{form.TitleKey: a.Title}
		if err := s.Answers.Start(ctx, response.StartInput{ID: response.Of(a.ID), Kind: response.Proposal, Form: a.Form, Answers: known}); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "application.start", a.ID, "", map[string]any{"number": a.Number}); err != nil {
			return err
		}
		d, err = s.Application(ctx, a.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Service) mayStart(p *partnership.Detail, cycle *program.Detail) error {
	if p.State == partnership.Dissolved || p.State == partnership.Ineligible {
		return fault.New(fault.Conflict, "state", "This partnership is %s.", p.State).With("state", string(p.State))
	}
	if !p.Proposal.IsZero() {
		return fault.New(fault.Conflict, "proposal_taken", "This partnership has a proposal already.").With("application", p.Proposal.String())
	}
	return cycle.CheckOpen(program.ProposalPhase, s.Desk.Now())
}

func (s *Service) draft(ctx context.Context, p *partnership.Detail, cycle *program.Detail) (*Application, error) {
	n, err := s.Store.NextNumber(ctx, cycle.ID)
	if err != nil {
		return nil, err
	}
	now := s.Desk.Now()
	return &Application{
		ID: ident.NewApplication(), Cycle: cycle.ID, Number: Number(cycle.Of.Key, cycle.Year, n), Kind: Proposal,
		Partnership: p.ID, LeadOrganization: p.Lead().Organization, Form: cycle.ProposalForm, Title: p.Title,
		State: Draft, Currency: cycle.Currency, Version: 1, CreatedBy: auth.Who(ctx).Person, CreatedAt: now, UpdatedAt: now,
	}, nil
}

// CompareNumbers orders the numbers of one year's applications as people read them: MC-2027-1000 after MC-2027-999.
// The database's collation by_number says the same.
func CompareNumbers(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// Number is how people name an application: MC-2027-014, the initials being those of the program's key.
func Number(programKey string, year, n int) string {
	initials := ""
	for _, w := range strings.FieldsFunc(programKey, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }) {
		initials += strings.ToUpper(w[:1])
	}
	return fmt.Sprintf("%s-%d-%03d", initials, year, n)
}

// AnswerInput is one answer as typed; an empty text takes the answer back.
type AnswerInput struct {
	Key  string
	Text string
	Saw  string // the stamp of the text the writer began from; empty overwrites
}

// SaveAnswersInput is what changed since the last save; the other answers stay.
type SaveAnswersInput struct {
	Application     ident.Application
	Answers         []AnswerInput
	Theme           *ident.Theme
	RequestKey      string // the same key again changes nothing
	ExpectedVersion *int
}

// SaveAnswers keeps changed answers of a draft. Each side writes its own sections; what is over a
// limit is kept and shown by Checks, what could not be kept at all is refused by its key. Late is DEADLINE_PASSED.
func (s *Service) SaveAnswers(ctx context.Context, in SaveAnswersInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := s.mayEdit(ctx, d, in.ExpectedVersion); err != nil {
			return err
		}
		if in.Theme != nil && *in.Theme != d.Theme {
			if err := s.keepTheme(ctx, d, *in.Theme); err != nil {
				return err
			}
		}
		if len(in.Answers) > 0 {
			if _, err := s.Answers.Save(ctx, in.answers()); err != nil {
				return err
			}
		}
		kept, err := s.Application(ctx, d.ID)
		if err != nil {
			return err
		}
		*d = *kept
		return nil
	})
}

func (in SaveAnswersInput) answers() response.SaveInput {
	out := response.SaveInput{Subject: in.Application.String(), RequestKey: in.RequestKey}
	for _, a := range in.Answers {
		out.Answers = append(out.Answers, response.AnswerInput{Key: a.Key, Text: a.Text, Saw: a.Saw})
	}
	return out
}

func (s *Service) mayEdit(ctx context.Context, d *Detail, expected *int) error {
	if err := auth.Require(ctx, auth.EditApplication, auth.Target{Organizations: d.organizations(), Person: d.Person}); err != nil {
		return err
	}
	if err := frozen(&d.Application); err != nil {
		return err
	}
	return fault.Expected(expected, d.Version)
}

// mayWrite refuses a section of the other side of the partnership.
func mayWrite(ctx context.Context, d *Detail, section *form.Section) error {
	who := auth.Who(ctx)
	if section.Owner == form.Shared || who.IsSystem() || d.Partners == nil {
		return nil
	}
	mine := who.Organizations(auth.Coordinator, auth.Official, auth.PartnerCoordinator)
	for _, m := range d.Partners.Members {
		if m.Lead == (section.Owner == form.ByLead) && slices.Contains(mine, m.Organization) {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "section_owner", "This section is written by the %s.", section.Owner).
		With("section", section.Key).With("owner", string(section.Owner))
}

func (s *Service) chooseTheme(ctx context.Context, d *Detail, id ident.Theme) error {
	cycle, err := s.Cycles.Cycle(ctx, d.Cycle)
	if err != nil {
		return err
	}
	d.Theme, d.ThemeTitle = id, nil
	if id.IsZero() {
		return nil
	}
	t := cycle.Theme(id)
	if t == nil {
		return fault.BadField("theme", "unknown_theme", "Choose one of the cycle's themes.")
	}
	d.ThemeTitle = t.Title
	return nil
}

func (s *Service) keepTheme(ctx context.Context, d *Detail, id ident.Theme) error {
	if x, err := s.Subject(ctx, d.ID.String(), nil); err != nil {
		return err
	} else if err := x.Open(ctx); err != nil {
		return err
	}
	if err := s.chooseTheme(ctx, d, id); err != nil {
		return err
	}
	d.UpdatedAt = s.Desk.Now()
	if err := s.Store.KeepTheme(ctx, &d.Application); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "application.choose_theme", d.ID, "", map[string]any{"theme": id.String(), "version": d.Version})
}
