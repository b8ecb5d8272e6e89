package review_test

import (
	"errors"
	"math"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// asked is a criterion as a test asks it.
type asked struct {
	key, kind string
	weight    int
	bonus     bool
	tie       int
	least     any
}

// asks gives the house's cycle another rubric, behind the guards that hold it once review is open.
func (h *house) asks(set string, list ...asked) {
	h.t.Helper()
	h.exec(`ALTER TABLE cycles DISABLE TRIGGER cycles_rubric_frozen`)
	h.exec(`ALTER TABLE criteria DISABLE TRIGGER criteria_frozen`)
	h.exec(`UPDATE cycles SET `+set+` WHERE id = $1`, h.cycle)
	for i, c := range list {
		if i < len(h.criteria) {
			h.exec(`UPDATE criteria SET key = $2, kind = $3, weight = $4, bonus = $5, tie_break = $6, comment_min_chars = $7 WHERE id = $1`, h.criteria[i], c.key, c.kind, c.weight, c.bonus, c.tie, c.least)
		}
	}
	h.exec(`DELETE FROM criteria WHERE cycle_id = $1 AND NOT key = ANY($2)`, h.cycle, keysOf(list))
	h.criteria = h.criteria[:len(list)]
	h.exec(`ALTER TABLE cycles ENABLE TRIGGER cycles_rubric_frozen`)
	h.exec(`ALTER TABLE criteria ENABLE TRIGGER criteria_frozen`)
}

func keysOf(list []asked) []string {
	out := []string{}
	for _, c := range list {
		out = append(out, c.key)
	}
	return out
}

// given is what a reader gives one application.
type given struct {
	halves []int
	word   review.Recommendation
}

// reads has every reader give their word on every application and locks the panel.
func (b *bench) reads(tasks [][]given) {
	b.t.Helper()
	ids := b.assign()
	for i, of := range tasks {
		ctx := b.ready(i, ids[i]...)
		for j, g := range of {
			for k, half := range g.halves {
				if _, err := b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: ids[i][j], Criterion: b.criteria[k], HalfPoints: half, Comment: comment}); err != nil {
					b.t.Fatalf("reader %d, application %d, criterion %d: %v", i, j, k, err)
				}
			}
			if _, err := b.review.SaveOverall(ctx, review.SaveOverallInput{Assignment: ids[i][j], Recommendation: g.word, Overall: "Read."}); err != nil {
				b.t.Fatal(err)
			}
			if _, err := b.review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: ids[i][j]}); err != nil {
				b.t.Fatalf("reader %d hands in application %d: %v", i, j, err)
			}
		}
	}
	b.lock()
}

func TestEveryKindOfReviewLeadsToAnOrderOrSaysThatItHasNone(t *testing.T) {
	t.Parallel()
	pass, fail := review.Passed, 0
	for name, c := range map[string]struct {
		set    string
		list   []asked
		tasks  [][]given
		method review.Method
		raw    []int // by application; -1 is none
		bonus  []int
	}{
		"points from 0 to 10 without halves, a bonus apart that breaks the tie": {
			"scale_lowest = 0, scale_highest = 10, half_points = false, overall_skipped = true",
			[]asked{{"merit", "scored", 100, false, 0, nil}, {"reach", "scored", 5, true, 1, 0}},
			[][]given{{{halves: []int{14, 0}}, {halves: []int{14, 20}}}, {{halves: []int{14, 0}}, {halves: []int{14, 0}}}, {{halves: []int{14, 0}}, {halves: []int{14, 4}}}},
			review.Raw,
			[]int{70_000, 70_000},
			[]int{0, 2_000},
		},
		"a span of three points has no exact thousandths and loses nothing": {
			"scale_lowest = 1, scale_highest = 4",
			[]asked{{"merit", "scored", 70, false, 0, nil}, {"reach", "scored", 30, false, 0, nil}},
			[][]given{{{[]int{4, 6}, review.Fund}}, {{[]int{4, 6}, review.Fund}}, {{[]int{4, 6}, review.Fund}}},
			review.Raw,
			[]int{43_333},
			nil,
		},
		"passes": {
			"review_kind = 'pass_fail', overall_skipped = true",
			[]asked{{"legal", "pass_fail", 0, false, 0, nil}, {"sound", "pass_fail", 0, false, 0, nil}, {"words", "comment", 0, false, 0, nil}},
			[][]given{{{halves: []int{pass, fail, 0}}, {halves: []int{pass, pass, 0}}}, {{halves: []int{pass, pass, 0}}, {halves: []int{pass, pass, 0}}}, {{halves: []int{fail, pass, 0}}, {halves: []int{pass, pass, 0}}}},
			review.PassShare,
			[]int{33_333, 100_000},
			nil,
		},
		"recommendations, without a single criterion": {
			"review_kind = 'recommend'", nil,
			[][]given{{{nil, review.Fund}, {nil, review.DoNotFund}}, {{nil, review.FundIfMoney}, {nil, review.DoNotFund}}, {{nil, review.Fund}, {nil, review.FundIfMoney}}},
			review.RecommendShare,
			[]int{83_333, 16_666},
			nil,
		},
		"comments alone": {
			"review_kind = 'comment', overall_skipped = true",
			[]asked{{"words", "comment", 0, false, 0, nil}},
			[][]given{{{halves: []int{0}}, {halves: []int{0}}}, {{halves: []int{0}}, {halves: []int{0}}}, {{halves: []int{0}}, {halves: []int{0}}}},
			review.Unscored,
			[]int{-1, -1},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, len(c.raw))
			h.asks(c.set, c.list...)
			b := h.bench(3)
			b.reads(c.tasks)
			r, err := b.review.FreezeRanking(b.asGrants(), review.FreezeRankingInput{Panel: b.panel.ID, Method: review.Raw})
			if err != nil {
				t.Fatal(err)
			}
			if ok, err := r.Verify(); err != nil || !ok || r.Method != c.method {
				t.Fatalf("method %s, verified %t, %v", r.Method, ok, err)
			}
			for _, p := range r.Places {
				for i, app := range b.apps {
					if p.Application != app {
						continue
					}
					if got := valueOr(p.RawMilli, -1); got != c.raw[i] || (got < 0) != (p.Place == nil) {
						t.Errorf("application %d: %d thousandths at %v, want %d (%s)", i, got, p.Place, c.raw[i], p.Why)
					}
					if c.bonus != nil && valueOr(p.BonusMilli, -1) != c.bonus[i] {
						t.Errorf("application %d: bonus %d, want %d", i, valueOr(p.BonusMilli, -1), c.bonus[i])
					}
				}
			}
			for _, m := range []review.Method{review.Raw, review.Normalized} {
				if d, err := b.review.DraftRanking(b.asGrants(), b.panel.ID, m); err != nil || len(d.Places) != len(b.apps) {
					t.Errorf("a draft by %s: %v", m, err)
				}
			}
			if found, err := b.review.Calibration(b.asGrants(), b.panel.ID); err != nil || (c.method == review.Unscored) != (found.Scores == 0) {
				t.Errorf("calibration: %v", err)
			}
			if c.bonus != nil && *r.Places[0].Place == 1 && r.Places[0].Application != b.apps[1] {
				t.Error("the bonus did not break the tie")
			}
		})
	}
}

func valueOr(n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	return *n
}

func TestAMarkFitsItsCriterion(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	h.asks("scale_lowest = 2, scale_highest = 6, overall_skipped = true",
		asked{"merit", "scored", 100, false, 0, 0}, asked{"legal", "pass_fail", 0, false, 0, 0}, asked{"words", "comment", 0, false, 0, 200})
	b := h.bench(1)
	mine := b.assign()[0]
	ctx := b.ready(0, mine...)
	save := func(k, half int) error {
		_, err := b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: mine[0], Criterion: b.criteria[k], HalfPoints: half, Comment: comment})
		return err
	}
	for name, c := range map[string]struct{ k, half int }{
		"below the scale": {0, 3}, "above the scale": {0, 13}, "a pass given to points": {0, review.Passed}, "nought given to points": {0, 0},
		"points given to a pass": {1, 4}, "half a pass": {1, 1}, "points given to a comment": {2, 2}, "less than nothing": {0, -4},
	} {
		t.Run(name, func(t *testing.T) { want(t, save(c.k, c.half), "out_of_range") })
	}
	for k, half := range []int{4, review.Passed, 0} {
		if err := save(k, half); err != nil {
			t.Fatal(err)
		}
	}
	_, err := b.review.SaveOverall(ctx, review.SaveOverallInput{Assignment: mine[0], Recommendation: review.Fund})
	want(t, err, "recommendation_unasked")
	_, err = b.review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: mine[0]})
	want(t, err, "comment_short") // the comment of "words" alone asks for more
	if n := b.number(`SELECT count(*) FROM scores`); n != 3 {
		t.Errorf("%d scores are kept", n)
	}
}

func TestARubricIsFixedOnceReviewOpens(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 0)
	for _, text := range []string{
		`UPDATE cycles SET review_kind = 'comment'`, `UPDATE cycles SET scale_highest = 7`, `UPDATE cycles SET half_points = NOT half_points`,
		`UPDATE cycles SET comment_min_chars = 1`, `UPDATE cycles SET overall_skipped = true`,
	} {
		var pg *pgconn.PgError
		if err := h.try(text); !errors.As(err, &pg) || pg.ConstraintName != "cycles_rubric_frozen" {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, rule := range map[string]string{
		`UPDATE cycles SET review_opened_at = NULL`:                                                                "cycles_review_opens_once",
		`UPDATE criteria SET kind = 'comment', weight = 0`:                                                         "criteria_frozen",
		`INSERT INTO criteria SELECT gen_random_uuid(), cycle_id, 'x', title, meaning, 0, 9 FROM criteria LIMIT 1`: "criteria_frozen",
	} {
		var pg *pgconn.PgError
		if err := h.try(text); !errors.As(err, &pg) || pg.ConstraintName != rule {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestOneReaderOneProposalAndEqualScoresAreNeverNoNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := review.Inputs{Needed: 1, Kind: rapid.SampledFrom([]program.ReviewKind{"", program.PassFail, program.RecommendOnly, program.CommentOnly}).Draw(t, "kind")}
		same, readers := rapid.IntRange(0, 100_000).Draw(t, "points"), rapid.IntRange(1, 3).Draw(t, "readers")
		e := worked().Entries[:rapid.IntRange(1, 4).Draw(t, "proposals")]
		for i := range e {
			e[i].Reviews = e[i].Reviews[:readers]
			for j := range e[i].Reviews {
				e[i].Reviews[j].BaseMilli = same
			}
		}
		in.Entries = e
		r := rank(t, in, rapid.SampledFrom([]review.Method{review.Raw, review.Normalized}).Draw(t, "method"))
		if len(r.Places) != len(e) {
			t.Fatal("a proposal was lost")
		}
		for _, p := range r.Places {
			if (readers >= 3 && in.Kind != program.CommentOnly) != (p.Place != nil) || p.Place == nil && p.Why == "" {
				t.Fatalf("%s with %d readers: %v, %q", in.Kind, readers, p.Place, p.Why)
			}
			if p.ZMicro != nil && *p.ZMicro != 0 || p.NormalizedMilli != nil && math.Abs(float64(*p.NormalizedMilli-same)) > 1 {
				t.Fatalf("equal scores lie %v from the mean", p.ZMicro)
			}
		}
	})
}
