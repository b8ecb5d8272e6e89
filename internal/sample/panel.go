package sample

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// readers are the panel, chair first.
func readers() []string {
	out := []string{"chair", "reviewer"}
	for _, p := range panelists() {
		out = append(out, p.Key)
	}
	return out
}

// strictness is how far a reader scores below what a proposal is worth to all.
func strictness() map[string]float64 {
	return map[string]float64{"chair": 0.02, "reviewer": -0.04, "amadou.keita": 0.07, "susan.delacroix": -0.02, "haruka.abe": 0.05}
}

// invitee is the reader who comes by an invitation.
const invitee = "haruka.abe"

// panel makes a panel of all readers, one of them invited, who sign the confidentiality statement.
func (t *telling) panel(c *program.Detail, ago, due int) (*review.Panel, error) {
	t.ago(ago, 10)
	var members []ident.Person
	for _, key := range readers() {
		if key != invitee {
			members = append(members, t.people[key])
		}
	}
	at := t.endOf(-due)
	p, err := t.o.Review.FormPanel(t.as("officer"), review.FormPanelInput{Cycle: c.ID, Name: "Selection committee " + itoa(c.Year), Members: members, Chair: t.people["chair"], DueAt: &at})
	if err != nil {
		return nil, err
	}
	if err := t.accepts(p, invitee); err != nil {
		return nil, err
	}
	for _, key := range readers() {
		t.pass(70)
		if _, err := t.o.Review.SignConfidentiality(t.as(key), review.SignConfidentialityInput{Panel: p.ID}); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// reading is one assignment and the proposal it is of.
type reading struct {
	*review.Assignment
	of     *proposal
	reader string
	worth  float64 // of the proposal, 0 to 1
	turn   int     // which of its readers this is
}

// readings match assignments with the proposals they are of, in the order of the proposals.
func (t *telling) readings(list []*review.Assignment, ps []*proposal, worth []float64) []*reading {
	keys := map[ident.Person]string{}
	for _, key := range readers() {
		keys[t.people[key]] = key
	}
	var out []*reading
	for i, p := range ps {
		turn := 0
		for _, a := range list {
			if a.Application == p.id {
				out = append(out, &reading{a, p, keys[a.Reviewer], worth[i], turn})
				turn++
			}
		}
	}
	return out
}

// declare says that nothing binds the readers to what they are to read.
func (t *telling) declare(list []*reading) error {
	by := map[string][]review.Declaration{}
	for _, r := range list {
		by[r.reader] = append(by[r.reader], review.Declaration{Assignment: r.ID})
	}
	for _, key := range readers() {
		if len(by[key]) == 0 {
			continue
		}
		t.pass(50)
		if _, err := t.o.Review.DeclareConflicts(t.as(key), review.DeclareConflictsInput{Declarations: by[key]}); err != nil {
			return err
		}
	}
	return nil
}

// score writes a whole review, or its first few criteria where only some are asked for.
func (t *telling) score(c *program.Detail, list []*reading, only int) error {
	v, strict := verdicts(), strictness()
	as := map[string]context.Context{}
	for _, r := range list {
		if as[r.reader] == nil {
			as[r.reader] = t.as(r.reader)
		}
		ctx, sum := as[r.reader], 0
		for i, k := range c.Criteria {
			if i == only {
				break
			}
			half := min(10, max(2, 2+int(8*(r.worth-strict[r.reader]+0.07*t.r.NormFloat64())+0.5)))
			sum += half
			t.pass(6)
			in := review.SaveScoreInput{Assignment: r.ID, Criterion: k.ID, HalfPoints: half, Comment: comment(v, k.Key, half, r.turn)}
			if _, err := t.o.Review.SaveScore(ctx, in); err != nil {
				return err
			}
		}
		if only < len(c.Criteria) {
			continue
		}
		if err := t.handIn(ctx, r, sum); err != nil {
			return err
		}
	}
	return nil
}

func (t *telling) handIn(ctx context.Context, r *reading, sum int) error {
	recommend, words := overall(sum)
	if _, err := t.o.Review.SaveOverall(ctx, review.SaveOverallInput{Assignment: r.ID, Recommendation: recommend, Overall: words}); err != nil {
		return err
	}
	t.pass(4)
	_, err := t.o.Review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: r.ID})
	return err
}

// all is more criteria than any cycle has: a whole review.
const all = 99

// another is a reader of the panel who neither reads the proposal yet nor is one of those named.
func another(list []*reading, p *proposal, but ...string) string {
	for _, key := range readers() {
		reads := slices.ContainsFunc(list, func(r *reading) bool { return r.of == p && r.reader == key })
		if !reads && !slices.Contains(but, key) {
			return key
		}
	}
	return ""
}
