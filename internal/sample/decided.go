package sample

import (
	"errors"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fundline"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// decidedCycle tells the cycle before from its call to the report to the funder: ten proposals, five awards.
func (t *telling) decidedCycle() error {
	year := t.liveYear() - 1
	c, err := t.open(call{
		year: year, appropriation: 500_000, opens: t.now.AddDate(0, 0, -440), closes: t.endOf(-330), starts: calendar.On(year, time.August, 1),
	}, 450)
	if err != nil {
		return err
	}
	dollars := []int64{84_000, 88_500, 79_200, 90_000, 82_400, 78_000, 86_300, 80_800, 89_100, 83_700}
	ps := proposals(decidedPairs(), 0, dollars)
	for i, p := range ps {
		if err := errors.Join(t.agree(c, p, 430-3*i), t.submit(c, p, 400-2*i, 345-i)); err != nil {
			return err
		}
	}
	for i, p := range ps {
		if err := errors.Join(t.check(p, 327-i/4), t.endorse(p, 320)); err != nil {
			return err
		}
	}
	t.ago(318, 9)
	if err := t.openReview(program.OpenReviewInput{Cycle: c.ID}); err != nil {
		return err
	}
	if err := t.readAndRank(c, ps); err != nil {
		return err
	}
	return t.decide(c)
}

// open publishes a cycle, and the clock opens its phase.
func (t *telling) open(x call, ago int) (*program.Detail, error) {
	t.ago(ago, 9)
	d := t.cycle(x)
	if err := t.o.Program.Store.AddCycle(t.ctx, d); err != nil {
		return nil, err
	}
	if _, err := t.o.Program.Publish(t.as("director"), program.PublishInput{Cycle: d.ID}); err != nil {
		return nil, err
	}
	t.clock.Set(x.opens.Add(time.Minute))
	if _, err := t.o.Program.OpenDue(t.ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// readAndRank tells the panel: one conflict found in the records, one declared, scores, lock and ranking.
func (t *telling) readAndRank(c *program.Detail, ps []*proposal) error {
	worth := []float64{0.84, 0.71, 0.62, 0.88, 0.79, 0.55, 0.74, 0.48, 0.81, 0.67}
	t.ago(317, 9)
	former := &people.Membership{
		ID: ident.NewMembership(), Person: t.people["susan.delacroix"], Organization: t.museums[ps[1].us.name].ID, Role: "staff", Title: "Curator of education",
		Since: calendar.On(2015, time.March, 1), Until: calendar.Of(t.now.AddDate(0, 0, -317-300), time.UTC),
	}
	if err := t.o.People.Store.AddMembership(t.ctx, former); err != nil {
		return err
	}
	panel, err := t.panel(c, 316, 290)
	if err != nil {
		return err
	}
	if _, err := t.o.Review.SetPanelTerms(t.as("officer"), review.SetPanelTermsInput{Panel: panel.ID, Fee: "500.00"}); err != nil {
		return err
	}
	t.ago(315, 11)
	plan, err := t.o.Review.AssignEvenly(t.as("officer"), review.AssignEvenlyInput{Panel: panel.ID})
	if err != nil {
		return err
	}
	list := t.readings(plan.Assigned, ps, worth)
	if list, err = t.recuse(panel, list); err != nil {
		return err
	}
	t.ago(311, 8)
	if err := t.declare(list); err != nil {
		return err
	}
	t.ago(306, 9)
	if err := t.score(c, list, all); err != nil {
		return err
	}
	t.ago(289, 10)
	if _, err := t.o.Review.ClosePreliminary(t.as("chair"), review.MovePanelInput{Panel: panel.ID}); err != nil {
		return err
	}
	t.ago(288, 16)
	if _, err := t.o.Review.LockPanel(t.as("chair"), review.MovePanelInput{Panel: panel.ID}); err != nil {
		return err
	}
	var last *review.Ranking
	for _, m := range []review.Method{review.Raw, review.Normalized} {
		t.ago(287, 9.5)
		if m == review.Normalized {
			t.pass(10)
		}
		if last, err = t.o.Review.FreezeRanking(t.as("grants"), review.FreezeRankingInput{Panel: panel.ID, Method: m}); err != nil {
			return err
		}
	}
	t.pass(20)
	if err := t.line(last); err != nil {
		return err
	}
	return t.paid(panel)
}

// line tells what the officer asked the funding line before the slate: no state twice, no country thrice, and two in five new.
func (t *telling) line(r *review.Ranking) error {
	_, err := t.o.Award.SaveScenario(t.as("officer"), award.SaveScenarioInput{
		Ranking: r.ID, Name: "One to a state, two to a country", Objective: fundline.Points,
		Rules: []award.LineRule{
			{Kind: fundline.AtMostEach, Key: award.StateFact, Limit: 1},
			{Kind: fundline.AtMostEach, Key: award.CountryFact, Limit: 2},
			{Kind: fundline.ShareLeast, Key: award.FirstTimeFact, SharePercent: 40},
		},
	})
	return err
}

// recuse tells a reader who declares a conflict, and the officer who finds another for the proposal.
func (t *telling) recuse(panel *review.Panel, list []*reading) ([]*reading, error) {
	at := 0
	for i, r := range list {
		if r.reader == "haruka.abe" {
			at = i
			break
		}
	}
	r := list[at]
	t.ago(313, 14)
	in := review.DeclareConflictsInput{Declarations: []review.Declaration{{
		Assignment: r.ID, Kind: review.CoAuthor, Note: "The project director and I published an article together last year.",
	}}}
	if _, err := t.o.Review.DeclareConflicts(t.as(r.reader), in); err != nil {
		return nil, err
	}
	t.ago(312, 10)
	key := another(list, r.of, "haruka.abe", "susan.delacroix")
	more, err := t.o.Review.Assign(t.as("officer"), review.AssignInput{Panel: panel.ID, Pairs: []review.Pairing{{Application: r.of.id, Reviewer: t.people[key]}}})
	if err != nil {
		return nil, err
	}
	list[at] = &reading{more[0], r.of, key, r.worth, r.turn}
	return list, nil
}

// decide tells the slate, the awards, the letters and the report.
func (t *telling) decide(c *program.Detail) error {
	t.ago(283, 11)
	slate, err := t.o.Award.DraftSlate(t.as("officer"), award.DraftSlateInput{Cycle: c.ID})
	if err != nil {
		return err
	}
	t.ago(281, 15)
	if _, err := t.o.Award.ProposeSlate(t.as("officer"), award.ProposeSlateInput{Slate: slate.ID, Note: "In rank order down to the funding line; all endorsed."}); err != nil {
		return err
	}
	t.ago(277, 10)
	if _, err := t.o.Award.ApproveSlate(t.as("director"), award.ApproveSlateInput{Slate: slate.ID}); err != nil {
		return err
	}
	t.ago(270, 13)
	if _, err := t.o.Award.PrepareLetters(t.as("officer"), award.PrepareLettersInput{Cycle: c.ID}); err != nil {
		return err
	}
	t.pass(2)
	if err := t.o.Award.DrawLetters(auth.As(t.ctx, auth.System("jobs")), award.DrawBatch{Cycle: c.ID}); err != nil {
		return err
	}
	t.ago(268, 10)
	if _, err := t.o.Award.SendLetters(t.as("grants"), award.SendLettersInput{Cycle: c.ID}); err != nil {
		return err
	}
	t.pass(61)
	if err := t.o.Award.LeaveDue(auth.As(t.ctx, auth.System("jobs")), award.LeaveDue{Cycle: c.ID}); err != nil {
		return err
	}
	if err := t.agreements(c); err != nil {
		return err
	}
	if err := t.payments(c); err != nil {
		return err
	}
	if err := t.amendments(c); err != nil {
		return err
	}
	if err := t.journeys(c); err != nil {
		return err
	}
	if err := t.spending(c); err != nil {
		return err
	}
	if err := t.reached(); err != nil {
		return err
	}
	t.ago(120, 9)
	if _, err := t.o.Program.Enter(t.as("grants"), c.ID, program.Active, "The projects have begun."); err != nil {
		return err
	}
	if err := t.reports(c); err != nil {
		return err
	}
	t.ago(60, 11)
	r, err := t.o.Report.Assemble(t.as("officer"), report.AssembleInput{Cycle: c.ID, Kind: report.Cycle})
	if err != nil {
		return err
	}
	t.ago(58, 16)
	if _, err = t.o.Report.Freeze(t.as("director"), report.FreezeInput{Report: r.ID}); err != nil {
		return err
	}
	return t.quarters(c)
}

// openReview acknowledges what the blindness report found, as the officer does who has read it.
func (t *telling) openReview(in program.OpenReviewInput) error {
	open, err := t.o.Blind.OpenFindings(t.as("officer"), in.Cycle)
	if err != nil {
		return err
	}
	in.Acknowledged = &open
	_, err = t.o.Program.OpenReview(t.as("officer"), in)
	return err
}
