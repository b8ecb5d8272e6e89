package bench

import (
	"context"
	"net/url"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// The size of a page of a list, and of a search.
const (
	listed = 50
	found  = 20
)

// cases are the work that people wait for, in the order of a grant's life.
func (b *bench) cases(s *subjects) []*measured {
	return []*measured{
		{name: "directory of museums, first 50", work: b.directory(s)},
		{name: "list of applications, 50 rows", work: b.lists(s)},
		{name: "text search, newest 20", work: b.searches(s)},
		{name: "application with answers, reviews, budget", work: b.details(s)},
		{name: "reviewer's queue, 50 rows", work: b.queues(s)},
		{name: "submitting a score", work: b.scores(s)},
		{name: "ranking of a whole cycle", slow: true, work: b.rankings(s)},
		{name: "funder report, its figures", work: b.reports(s)},
		{name: "funder report, assembled from records", slow: true, undo: true, work: b.assembled(s)},
	}
}

// directory asks as visitors do: all museums, by the beginnings of words, by state, by field.
func (b *bench) directory(s *subjects) []work {
	var out []work
	for _, f := range []people.Filter{{}, {Text: "botanical"}, {Text: "children's mus"}, {State: "MN"}, {State: "NM", Discipline: "art"}, {Text: "history", Country: "US"}} {
		filter, at := map[string]any{}, url.Values{}
		for _, x := range []struct{ field, box, is string }{
			{"text", "text", f.Text}, {"country", "country", string(f.Country)}, {"state", "state", string(f.State)}, {"discipline", "discipline", f.Discipline},
		} {
			if x.is != "" {
				filter[x.field] = x.is
				at.Set(x.box, x.is)
			}
		}
		out = append(out, work{
			actor: s.officer, query: directoryQuery, vars: map[string]any{"filter": filter, "first": listed}, page: "/museums?" + at.Encode(),
			use: func(ctx context.Context) error {
				return done(b.Office.People.Organizations(ctx, f, page.First(listed)))
			},
		})
	}
	return out
}

// done drops what a use case answers.
func done[T any](_ T, err error) error { return err }

func (b *bench) lists(s *subjects) []work {
	var out []work
	for _, c := range s.lists {
		out = append(out, work{
			actor: s.officer, query: listQuery, vars: map[string]any{"filter": map[string]any{"cycle": c}, "first": listed},
			page: "/office/applications?cycle=" + c.String(),
			use: func(ctx context.Context) error {
				return done(b.Office.Application.Applications(ctx, application.Filter{Cycle: c}, page.First(listed)))
			},
		})
	}
	return out
}

func (b *bench) searches(s *subjects) []work {
	var out []work
	for _, q := range s.words {
		out = append(out, work{
			actor: s.officer, query: listQuery, vars: map[string]any{"filter": map[string]any{"search": q}, "first": found},
			page: "/office/applications?q=" + url.QueryEscape(q),
			use: func(ctx context.Context) error {
				return done(b.Office.Application.Applications(ctx, application.Filter{Search: q}, page.First(found)))
			},
		})
	}
	return out
}

func (b *bench) details(s *subjects) []work {
	var out []work
	for _, id := range s.apps {
		out = append(out, work{
			actor: s.officer, query: detailQuery, vars: map[string]any{"id": id}, page: "/office/applications/" + id.String(),
			use: func(ctx context.Context) error {
				if _, err := b.Office.Application.Application(ctx, id); err != nil {
					return err
				}
				return done(b.Office.Review.ReviewsOf(ctx, id))
			},
		})
	}
	return out
}

func (b *bench) queues(s *subjects) []work {
	var out []work
	for _, who := range s.reviewers {
		out = append(out, work{
			actor: who, query: queueQuery, vars: map[string]any{"first": listed}, page: "/reviews",
			use: func(ctx context.Context) error { return done(b.Office.Review.Queue(ctx, page.First(listed))) },
		})
	}
	return out
}

// words of a score, long enough for every cycle.
const words = "The exchange is planned by both museums, each visit has its purpose, and the calendar leaves room for what will go wrong."

func (b *bench) scores(s *subjects) []work {
	var out []work
	for _, t := range s.tasks {
		in := review.SaveScoreInput{Assignment: t.assignment, Criterion: t.criterion, HalfPoints: 8, Comment: words}
		out = append(out, work{
			actor: t.actor, query: scoreMutation,
			vars: map[string]any{"in": map[string]any{"assignment": in.Assignment, "criterion": in.Criterion, "halfPoints": in.HalfPoints, "comment": in.Comment}},
			page: "/reviews/" + in.Assignment.String() + "/scores/" + in.Criterion.String(),
			form: url.Values{"key": {"community"}, "scores.community": {"4"}, "comments.community": {words}},
			use:  func(ctx context.Context) error { return done(b.Office.Review.SaveScore(ctx, in)) },
		})
	}
	return out
}

func (b *bench) rankings(s *subjects) []work {
	var out []work
	for _, id := range s.panels {
		out = append(out, work{
			actor: s.officer, query: rankingQuery, vars: map[string]any{"panel": id}, page: "/office/panels/" + id.String() + "/ranking",
			use: func(ctx context.Context) error { return done(b.Office.Review.DraftRanking(ctx, id, review.Normalized)) },
		})
	}
	return out
}

func (b *bench) reports(s *subjects) []work {
	var out []work
	for _, id := range s.reports {
		out = append(out, work{
			actor: s.officer, query: reportQuery, vars: map[string]any{"id": id}, page: "/reports/" + id.String(),
			use: func(ctx context.Context) error { return done(b.Office.Report.Report(ctx, id)) },
		})
	}
	return out
}

func (b *bench) assembled(s *subjects) []work {
	var out []work
	for _, c := range s.decided {
		out = append(out, work{
			actor: s.officer, query: assembleMutation, vars: map[string]any{"cycle": c},
			page: "/reports", form: url.Values{"cycle": {c.String()}, "kind." + c.String(): {string(report.Cycle)}},
			use: func(ctx context.Context) error {
				return done(b.Office.Report.Assemble(ctx, report.AssembleInput{Cycle: c, Kind: report.Cycle}))
			},
		})
	}
	return out
}
