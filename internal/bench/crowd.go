package bench

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// crowd is a cycle that takes proposals, with the museums that write them.
type crowd struct {
	b        *bench
	cycle    *program.Detail
	director auth.Actor
}

// couple is two museums with one proposal.
type couple struct {
	lead, abroad ident.Organization
	coordinator  auth.Actor
	partner      auth.Actor
	app          ident.Application
}

const (
	pickAward = `SELECT id FROM funder_awards ORDER BY starts_on DESC LIMIT 1`
	addPerson = `INSERT INTO people (id, email, given_name, created_at) VALUES ($1, $2, $3, now())`
	addMember = `INSERT INTO memberships (id, person_id, organization_id, role) VALUES ($1, $2, $3, $4)`
)

// crowd makes a program of its own with one open cycle; each run has another.
func (b *bench) crowd(ctx context.Context) (*crowd, error) {
	var x uuid.UUID
	award := ident.FunderAward{}
	if err := b.each(ctx, pickAward, []any{&x}, func() error { award = ident.From[ident.FunderAwardKind](x); return nil }); err != nil {
		return nil, err
	}
	got, err := b.Office.Fund.FunderAward(ctx, award)
	if err != nil {
		return nil, fmt.Errorf("find award: %w", err)
	}
	now := b.Office.DB.Now()
	p := &program.Program{
		ID: ident.NewProgram(), Key: "deadline_" + strings.ReplaceAll(uuid.NewString(), "-", ""), Name: "Deadline", Administrator: "Bench", Funder: got.Funder, Summary: program.Text{"en": "A deadline."},
	}
	if err := b.Office.Program.Store.AddProgram(ctx, p); err != nil {
		return nil, fmt.Errorf("add program: %w", err)
	}
	c := &crowd{b: b}
	if c.director, err = c.person(ctx, auth.Grant{Role: auth.Director, Program: p.ID}); err != nil {
		return nil, err
	}
	ctx = auth.As(ctx, c.director)
	f, err := b.Office.Form.Draft(ctx, form.DraftInput{Key: form.MuseumsConnectKey, Title: form.MuseumsConnectTitle(), Definition: form.MuseumsConnectProposal()})
	if err != nil {
		return nil, fmt.Errorf("draft form: %w", err)
	}
	if _, err := b.Office.Form.Publish(ctx, form.PublishInput{Form: f.ID}); err != nil {
		return nil, fmt.Errorf("publish form: %w", err)
	}
	c.cycle = openCycle(p.ID, award, f.ID, now)
	if err := b.Office.Program.Store.AddCycle(ctx, c.cycle); err != nil {
		return nil, fmt.Errorf("add cycle: %w", err)
	}
	return c, nil
}

// openCycle takes proposals for two hours more, to the second: there is no grace.
func openCycle(p ident.Program, a ident.FunderAward, f ident.Form, now time.Time) *program.Detail {
	id, text := ident.NewCycle(), program.Text{"en": "Deadline"}
	return &program.Detail{
		Cycle: program.Cycle{
			ID: id, Program: p, Year: now.Year(), Title: "Deadline", State: program.Published, Zone: "America/New_York", FunderAward: a,
			AppropriationMinor: 600_000_00, AdminReserveMinor: 60_000_00, Currency: money.USD, AwardMinMinor: 50_000_00, AwardMaxMinor: 100_000_00,
			CostShare: 5_000, YearsOpenMin: 2, ReapplyGapYears: 3, ThemeRule: program.AtLeastOne, ReviewsNeeded: 3, HalfPoints: true,
			CommentMinChars: 50, ConflictMonths: 24, ProposalForm: f, Version: 1,
		},
		Phases: []*program.Phase{{ID: ident.NewPhase(), Cycle: id, Kind: program.ProposalPhase, OpensAt: now.Add(-time.Hour), ClosesAt: now.Add(2 * time.Hour)}},
		Themes: []*program.Theme{{ID: ident.NewTheme(), Cycle: id, Title: text, Ordinal: 1}},
		Criteria: []*program.Criterion{
			{ID: ident.NewCriterion(), Cycle: id, Key: "concept", Title: text, Meaning: text, Weight: 60, Ordinal: 1},
			{ID: ident.NewCriterion(), Cycle: id, Key: "community", Title: text, Meaning: text, Weight: 40, Ordinal: 2},
		},
	}
}

// person makes somebody who acts with one role.
func (c *crowd) person(ctx context.Context, g auth.Grant) (auth.Actor, error) {
	id, pool := ident.NewPerson(), c.b.Office.DB.Pool
	if _, err := pool.Exec(ctx, addPerson, id.UUID(), id.String()+"@example.org", "Writer"); err != nil {
		return auth.Actor{}, fmt.Errorf("add person: %w", err)
	}
	if !g.Organization.IsZero() {
		if _, err := pool.Exec(ctx, addMember, ident.NewMembership().UUID(), id.UUID(), g.Organization.UUID(), string(g.Role)); err != nil {
			return auth.Actor{}, fmt.Errorf("add member: %w", err)
		}
	}
	return auth.Actor{Person: id, Name: "Writer", Grants: []auth.Grant{g}, Via: "web", SecondFactor: true}, nil
}

func (c *crowd) museum(ctx context.Context, name string, in place.Country) (ident.Organization, error) {
	yes := true
	o := &people.Organization{
		ID: ident.NewOrganization(), Name: name, NameKey: people.NameKey(name), Kind: people.Museum, Country: in,
		Nonprofit: &yes, OpenedOn: calendar.On(1990, time.May, 1), Version: 1, CreatedAt: c.b.Office.DB.Now(),
	}
	if err := c.b.Office.People.Store.AddOrganization(ctx, o); err != nil {
		return o.ID, fmt.Errorf("add museum: %w", err)
	}
	return o.ID, nil
}

// couples makes proposals by several hands at once; ready ones lack nothing.
func (c *crowd) couples(ctx context.Context, n int, ready bool) ([]*couple, error) {
	out, failed := make([]*couple, n), make([]error, n)
	var all sync.WaitGroup
	places := make(chan struct{}, 4)
	for i := range n {
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			out[i], failed[i] = c.couple(ctx, ready)
		})
	}
	all.Wait()
	if i := slices.IndexFunc(failed, func(err error) bool { return err != nil }); i >= 0 {
		return nil, fmt.Errorf("make proposal: %w", failed[i])
	}
	return out, nil
}

func (c *crowd) couple(ctx context.Context, ready bool) (*couple, error) {
	p, err := c.paired(ctx)
	if err != nil {
		return nil, err
	}
	o, lead, abroad := c.b.Office, auth.As(ctx, p.coordinator), auth.As(ctx, p.partner)
	made, err := o.Partnership.Propose(lead, partnership.ProposeInput{
		Cycle: c.cycle.ID, Title: "Our Rivers", Lead: p.lead, Partners: []partnership.PartnerInput{{Organization: p.abroad, Part: "films"}},
	})
	if err != nil {
		return nil, err
	}
	if _, err := o.Partnership.Confirm(abroad, partnership.ConfirmInput{Partnership: made.ID, Organization: p.abroad, Words: "We take part."}); err != nil {
		return nil, err
	}
	d, err := o.Application.StartProposal(lead, application.StartInput{Partnership: made.ID})
	if err != nil {
		return nil, err
	}
	p.app = d.ID
	if !ready {
		return p, nil
	}
	theme := c.cycle.Themes[0].ID
	if _, err := o.Application.SaveAnswers(lead, application.SaveAnswersInput{Application: p.app, Answers: whole(form.ByLead, form.Shared), Theme: &theme}); err != nil {
		return nil, err
	}
	if _, err := o.Application.SaveAnswers(abroad, application.SaveAnswersInput{Application: p.app, Answers: whole(form.ByPartner)}); err != nil {
		return nil, err
	}
	if err := c.enclose(lead, p, form.ByLead, form.Shared); err != nil {
		return nil, err
	}
	if err := c.enclose(abroad, p, form.ByPartner); err != nil {
		return nil, err
	}
	_, err = o.Budget.Replace(lead, budget.ReplaceInput{Application: p.app, Lines: []budget.LineInput{
		{Category: budget.Travel, Side: partnership.US, Funding: budget.Grant, Description: "Travel", Unit: "trip", Quantity: "1", Rate: "80000"},
		{Category: budget.Personnel, Side: partnership.NonUS, Funding: budget.InKind, Description: "Staff", Unit: "month", Quantity: "1", Rate: "40000"},
	}})
	return p, err
}

// enclose gives a file to every question that has to have one in the sections these owners write.
func (c *crowd) enclose(ctx context.Context, p *couple, owners ...form.Owner) error {
	pdf := form.SamplePDF("We carry our half of the work.")
	for _, s := range form.MuseumsConnectProposal().Sections {
		for _, q := range s.Questions {
			if q.Kind != form.File || !q.Required || !slices.Contains(owners, s.Owner) {
				continue
			}
			in := response.AttachInput{Subject: p.app.String(), Key: q.Key, Name: "letter.pdf", Size: int64(len(pdf)), Bytes: bytes.NewReader(pdf)}
			if _, err := c.b.Office.Response.Attach(ctx, in); err != nil {
				return err
			}
		}
	}
	return nil
}

// paired makes the two museums and whoever speaks for each.
func (c *crowd) paired(ctx context.Context) (*couple, error) {
	p, name := &couple{}, uuid.NewString()
	var err error
	if p.lead, err = c.museum(ctx, "Museum "+name, "US"); err != nil {
		return nil, err
	}
	if p.abroad, err = c.museum(ctx, "Museo "+name, "MX"); err != nil {
		return nil, err
	}
	if p.coordinator, err = c.person(ctx, auth.Grant{Role: auth.Coordinator, Organization: p.lead}); err != nil {
		return nil, err
	}
	p.partner, err = c.person(ctx, auth.Grant{Role: auth.PartnerCoordinator, Organization: p.abroad})
	return p, err
}

// whole answers every question of the sections these owners write.
func whole(owners ...form.Owner) []application.AnswerInput {
	var out []application.AnswerInput
	for _, s := range form.MuseumsConnectProposal().Sections {
		if !slices.Contains(owners, s.Owner) {
			continue
		}
		for _, q := range s.Questions {
			if text, ok := sampleText(&q); ok {
				out = append(out, application.AnswerInput{Key: q.Key, Text: text})
			}
		}
	}
	return out
}

func sampleText(q *form.Question) (text string, asked bool) {
	switch q.Kind {
	case form.Budget, form.File:
		return "", false
	case form.Outcomes, form.Table, form.Contact, form.Choice:
		return q.SampleAnswer(), true
	case form.Number:
		return "1990", true
	case form.Several:
		return q.Options[0].Key, true
	case form.YesNo:
		return "yes", true
	}
	return strings.TrimSpace(strings.Repeat("word ", max(q.MinWords, 3))), true
}
