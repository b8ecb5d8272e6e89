package rehearsal

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func faults(err error) []fault.Field {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil
	}
	return f.Fields
}

// reading plays the panel from its forming to the frozen ranking.
func (p *play) reading() error {
	p.pass(1)
	due := p.clock.Now().AddDate(0, 0, 30)
	for _, s := range []scene{
		{act: OpenReview, by: auth.Officer, do: func(ctx context.Context) (int, error) {
			open, err := p.o.Blind.OpenFindings(ctx, p.copy.ID)
			if err != nil {
				return 0, err
			}
			_, err = p.o.Program.OpenReview(ctx, program.OpenReviewInput{Cycle: p.copy.ID, Acknowledged: &open})
			return 1, err
		}},
		{act: FormPanel, by: auth.Officer, due: []Due{{"panel", due}}, do: func(ctx context.Context) (int, error) { return p.formPanel(ctx, due) }},
		{act: Assign, by: auth.Officer, do: p.assign},
		{act: Declare, by: auth.Reviewer, do: p.declare},
		{act: Score, by: auth.Reviewer, do: p.score},
		{act: LockPanel, by: auth.Chair, do: p.lock},
		{act: Rank, by: auth.Grants, do: func(ctx context.Context) (int, error) {
			_, err := p.o.Review.FreezeRanking(ctx, review.FreezeRankingInput{Panel: p.panel, Method: review.Normalized})
			return 1, err
		}},
	} {
		if err := p.stage(s); err != nil {
			return err
		}
		p.pass(3)
	}
	return nil
}

func (p *play) formPanel(ctx context.Context, due time.Time) (int, error) {
	x, err := p.o.Review.FormPanel(ctx, review.FormPanelInput{Cycle: p.copy.ID, Name: "Rehearsal", Members: p.readers, Chair: p.readers[0], DueAt: &due})
	if err != nil {
		return 0, err
	}
	p.panel = x.ID
	for i, who := range p.readers {
		ctx, err := p.as(who)
		if err != nil {
			return i, err
		}
		if _, err := p.o.Review.SignConfidentiality(ctx, review.SignConfidentialityInput{Panel: x.ID}); err != nil {
			return i, err
		}
	}
	return len(p.readers), nil
}

func (p *play) assign(ctx context.Context) (int, error) {
	plan, err := p.o.Review.AssignEvenly(ctx, review.AssignEvenlyInput{Panel: p.panel})
	if err != nil {
		return 0, err
	}
	p.tasks = plan.Assigned
	if want := len(p.onTime()) * p.copy.ReviewsNeeded; len(p.tasks) != want {
		return len(p.tasks), fault.New(fault.Conflict, "short_of_readers", "%d readings could be assigned; %d are needed.", len(p.tasks), want)
	}
	return len(p.tasks), nil
}

func (p *play) declare(context.Context) (int, error) {
	for i, t := range p.tasks {
		ctx, err := p.as(t.Reviewer)
		if err != nil {
			return i, err
		}
		in := review.DeclareConflictsInput{Declarations: []review.Declaration{{Assignment: t.ID}}}
		if _, err := p.o.Review.DeclareConflicts(ctx, in); err != nil {
			return i, err
		}
	}
	return len(p.tasks), nil
}

// score hands in every review; each proposal is worth something else, so that there is an order.
func (p *play) score(context.Context) (int, error) {
	worth := map[ident.Application]int{}
	for i, x := range p.pairs {
		worth[x.application] = 10 - 2*(i%4)
	}
	comment := strings.TrimSpace(strings.Repeat("A remark of the rehearsal. ", p.copy.CommentMinChars/26+2))
	for i, t := range p.tasks {
		ctx, err := p.as(t.Reviewer)
		if err != nil {
			return i, err
		}
		for _, k := range p.copy.Criteria {
			in := review.SaveScoreInput{Assignment: t.ID, Criterion: k.ID, HalfPoints: worth[t.Application], Comment: comment}
			if _, err := p.o.Review.SaveScore(ctx, in); err != nil {
				return i, err
			}
		}
		if _, err := p.o.Review.SaveOverall(ctx, review.SaveOverallInput{Assignment: t.ID, Recommendation: review.Fund, Overall: comment}); err != nil {
			return i, err
		}
		if _, err := p.o.Review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: t.ID}); err != nil {
			return i, err
		}
	}
	return len(p.tasks), nil
}

func (p *play) lock(context.Context) (int, error) {
	ctx, err := p.as(p.readers[0])
	if err != nil {
		return 0, err
	}
	if _, err := p.o.Review.ClosePreliminary(ctx, review.MovePanelInput{Panel: p.panel}); err != nil {
		return 0, err
	}
	_, err = p.o.Review.LockPanel(ctx, review.MovePanelInput{Panel: p.panel})
	return 1, err
}

// decision plays the slate and the letters.
func (p *play) decision() error {
	for _, s := range []scene{
		{act: DraftSlate, by: auth.Officer, do: func(ctx context.Context) (int, error) {
			s, err := p.o.Award.DraftSlate(ctx, award.DraftSlateInput{Cycle: p.copy.ID})
			if err != nil {
				return 0, err
			}
			p.slate = s.ID
			return len(s.Lines), nil
		}},
		{act: ProposeSlate, by: auth.Officer, do: func(ctx context.Context) (int, error) {
			_, err := p.o.Award.ProposeSlate(ctx, award.ProposeSlateInput{Slate: p.slate, Note: "In the order of the ranking."})
			return 1, err
		}},
		{act: ApproveSlate, by: auth.Director, do: func(ctx context.Context) (int, error) {
			_, err := p.o.Award.ApproveSlate(ctx, award.ApproveSlateInput{Slate: p.slate})
			return 1, err
		}},
		{act: Letters, by: auth.Officer, do: p.letters},
		{act: SendLetters, by: auth.Grants, do: func(ctx context.Context) (int, error) {
			g, err := p.o.Award.SendLetters(ctx, award.SendLettersInput{Cycle: p.copy.ID})
			if err != nil {
				return 0, err
			}
			p.clock.to(g.Release.LeavesAt)
			return g.Letters, p.o.Award.LeaveDue(auth.As(p.ctx, auth.System("jobs")), award.LeaveDue{Cycle: p.copy.ID})
		}},
	} {
		if err := p.stage(s); err != nil {
			return err
		}
		p.pass(3)
	}
	return nil
}

// letters prepares and draws them; in a rehearsal nothing counts them.
func (p *play) letters(ctx context.Context) (int, error) {
	g, err := p.o.Award.PrepareLetters(ctx, award.PrepareLettersInput{Cycle: p.copy.ID})
	if err != nil {
		return 0, err
	}
	return g.Total(), p.o.Award.DrawLetters(auth.As(p.ctx, auth.System("jobs")), award.DrawBatch{Cycle: p.copy.ID})
}

// end plays the projects' begin, the report to the funder and the closing.
func (p *play) end() error {
	if !p.copy.ProjectStartsOn.IsZero() {
		p.clock.to(p.copy.ProjectStartsOn.Time().Add(12 * time.Hour))
	}
	var due []Due
	if !p.copy.ProjectEndsOn.IsZero() {
		due = []Due{{"project_ends", p.copy.ProjectEndsOn.Time().Add(12 * time.Hour)}}
	}
	err := p.stage(scene{act: Start, by: auth.Grants, due: due, do: func(ctx context.Context) (int, error) {
		_, err := p.o.Program.Enter(ctx, p.copy.ID, program.Active, "The projects have begun.")
		return 1, err
	}})
	if err != nil {
		return err
	}
	if !p.copy.ProjectEndsOn.IsZero() {
		p.clock.to(p.copy.ProjectEndsOn.Time().Add(12 * time.Hour))
	}
	p.pass(1)
	var assembled ident.Report
	err = p.stage(scene{act: Report, by: auth.Officer, do: func(ctx context.Context) (int, error) {
		r, err := p.o.Report.Assemble(ctx, report.AssembleInput{Cycle: p.copy.ID, Kind: report.Cycle})
		if err != nil {
			return 0, err
		}
		assembled = r.ID
		return 1, nil
	}})
	if err != nil {
		return err
	}
	p.pass(1)
	return p.stage(scene{act: Close, by: auth.Director, do: func(ctx context.Context) (int, error) {
		if _, err := p.o.Report.Freeze(ctx, report.FreezeInput{Report: assembled}); err != nil {
			return 0, err
		}
		_, err := p.o.Program.Enter(ctx, p.copy.ID, program.Closed, "The funder's report is final.")
		return 1, err
	}})
}
