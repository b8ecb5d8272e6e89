package review_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// viewer is somebody who looks at the first application of a panel from where they stand.
type viewer struct {
	name string
	ctx  context.Context
}

// panorama is a panel in which everybody stands somewhere else to its first application: the chair and one member
// have handed in, one still writes, one is bound, one is assigned only the other and free of conflict.
func panorama(t *testing.T) (*bench, []viewer) {
	h := newHouse(t, 2)
	b := h.bench(5)
	app, other := b.apps[0], b.apps[1]
	var pairs []review.Pairing
	for i, list := range [][]ident.Application{{app, other}, {app, other}, {app}, {app, other}, {other}} {
		for _, a := range list {
			pairs = append(pairs, review.Pairing{Application: a, Reviewer: b.members[i]})
		}
	}
	if _, err := b.review.Assign(b.asOfficer(), review.AssignInput{Panel: b.panel.ID, Pairs: pairs}); err != nil {
		t.Fatal(err)
	}
	of := func(i int, a ident.Application) ident.Assignment {
		return b.assignment(`SELECT id FROM assignments WHERE application_id = $1 AND reviewer_id = $2`, a, b.members[i])
	}
	for _, i := range []int{0, 1, 3} {
		ctx := b.ready(i, of(i, app), of(i, other))
		b.submit(ctx, of(i, app), 6+i)
		b.submit(ctx, of(i, other), 5+i)
	}
	b.score(b.ready(2, of(2, app)), of(2, app), 4)
	b.submit(b.ready(4, of(4, other)), of(4, other), 9)
	if _, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: app, Person: b.members[3], Kind: review.Board, Note: "On the board since May."}); err != nil {
		t.Fatal(err)
	}
	b.phase(review.PreliminaryPhase, review.PhaseRules{Reads: review.WholePanel, Others: review.Always, Names: true})
	if _, err := b.review.DeclareForPanel(b.reader(4), review.DeclareForPanelInput{Panel: b.panel.ID, Declarations: []review.TitleDeclaration{{Application: app}}}); err != nil {
		t.Fatal(err)
	}
	auditor, museum := h.person("Audra Auditor"), h.person("Mara Museum")
	return b, []viewer{
		{"chair, handed in", b.reader(0)},
		{"member, handed in", b.reader(1)},
		{"member, still writes", b.reader(2)},
		{"member, bound", b.reader(3)},
		{"member, reads another", b.reader(4)},
		{"officer", b.asOfficer()},
		{"auditor", h.as(auditor, auth.Grant{Role: auth.Auditor})},
		{"museum", h.as(museum, auth.Grant{Role: auth.Coordinator, Organization: h.museums[0]})},
	}
}

// sees is what one viewer is answered about the panel's first application.
func (b *bench) sees(ctx context.Context) string {
	app := b.apps[0]
	return strings.Join([]string{
		b.reviewsSeen(b.review.ReviewsOf(ctx, app)),
		b.agendaSeen(b.review.Agenda(ctx, b.panel.ID)),
		outcome(b.review.Calibration(ctx, b.panel.ID)),
		outcome(b.review.DraftRanking(ctx, b.panel.ID, review.Raw)),
	}, " | ")
}

func (b *bench) reviewsSeen(list []*review.Review, err error) string {
	if err != nil {
		return word(err)
	}
	drafts, named, voided := 0, 0, 0
	for _, r := range list {
		if !r.Reviewer.IsZero() {
			named++
		}
		if r.State == "voided" {
			voided++
		}
		if r.SubmittedAt == nil {
			drafts++
		}
	}
	return fmt.Sprintf("%d reviews, %d drafts, %d voided, %d named", len(list), drafts, voided, named)
}

func (b *bench) agendaSeen(items []*review.AgendaItem, err error) string {
	if err != nil {
		return word(err)
	}
	for _, a := range items {
		if a.Application != b.apps[0] {
			continue
		}
		if a.PreliminaryMilli == nil {
			return "title"
		}
		return "title, mean"
	}
	return "not on it"
}

func outcome[T any](_ T, err error) string {
	if err != nil {
		return word(err)
	}
	return "shown"
}

func word(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return "failure: " + err.Error()
}

func TestWhoSeesWhatInEachPhaseIsThisAndNothingElse(t *testing.T) {
	t.Parallel()
	b, viewers := panorama(t)
	var out strings.Builder
	fmt.Fprintln(&out, "what each is answered about one application: reviews | agenda | calibration | draft ranking")
	moves := []struct {
		kind review.PhaseKind
		into func() error
	}{
		{review.PreliminaryPhase, func() error { return nil }},
		{review.TriagePhase, func() error { return b.move(b.review.ClosePreliminary) }},
		{review.DiscussionPhase, func() error { return b.move(b.review.OpenDiscussion) }},
		{review.RescoringPhase, func() error { return b.move(b.review.OpenRescoring) }},
		{review.LockedPhase, func() error { return b.move(b.review.LockPanel) }},
	}
	for _, m := range moves {
		if err := m.into(); err != nil {
			t.Fatalf("%s: %v", m.kind, err)
		}
		b.table(&out, m.kind, viewers)
	}
	golden.Check(t, "testdata/visibility.golden", out.String())
}

func (b *bench) move(do func(context.Context, review.MovePanelInput) (*review.Panel, error)) error {
	_, err := do(b.reader(0), review.MovePanelInput{Panel: b.panel.ID})
	return err
}

func (b *bench) table(out *strings.Builder, k review.PhaseKind, viewers []viewer) {
	for _, reads := range []review.Reach{review.AssignedOnly, review.WholePanel} {
		for _, others := range []review.Others{review.Never, review.AfterOwn, review.Always} {
			for _, names := range []bool{false, true} {
				b.phase(k, review.PhaseRules{Reads: reads, Others: others, Names: names})
				fmt.Fprintf(out, "\n%s: reads %s, others %s, names %v\n", k, reads, others, names)
				for _, v := range viewers {
					fmt.Fprintf(out, "  %-22s %s\n", v.name, b.sees(v.ctx))
				}
			}
		}
	}
}
