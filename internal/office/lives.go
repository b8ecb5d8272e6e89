package office

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// lives are the states of everything in a cycle that somebody must lead on, as the areas write them down.
func lives() []program.Life {
	return []program.Life{
		program.CycleLife(), partnershipLife(), applicationLife(),
		reviewLife("panel", string(review.Forming), review.PanelMoves(), string(review.Ranked)),
		reviewLife("assignment", string(review.Offered), review.AssignmentMoves(), string(review.LockedIt), string(review.Conflicted), string(review.Recused), string(review.VoidAssignment)),
		awardLife("slate", "draft", award.SlateMoves(), "announced"),
		awardLife("letter", "queued", award.LetterMoves(), "sent", "revoked"),
		reportLife(),
	}
}

func partnershipLife() program.Life {
	l := program.Life{
		Name: "partnership", Start: string(partnership.Proposed),
		Ends: []string{string(partnership.Eligible), string(partnership.Ineligible), string(partnership.Dissolved)},
	}
	for _, m := range partnership.Moves() {
		l.Steps = append(l.Steps, program.LifeStep{From: string(m.From), To: string(m.To), Verb: string(m.Verb), By: m.By})
	}
	return l
}

func applicationLife() program.Life {
	l := program.Life{
		Name: "application", Start: string(application.Draft),
		Ends: []string{string(application.Awarded), string(application.Declined), string(application.Withdrawn)},
	}
	for _, m := range application.Moves() {
		l.Steps = append(l.Steps, program.LifeStep{From: string(m.From), To: string(m.To), Verb: string(m.Verb), By: m.By})
	}
	return l
}

func reviewLife(name, start string, moves []review.Move, ends ...string) program.Life {
	l := program.Life{Name: name, Start: start, Ends: ends}
	for _, m := range moves {
		l.Steps = append(l.Steps, program.LifeStep{From: m.From, To: m.To, Verb: m.Verb, Role: m.By})
	}
	return l
}

func awardLife(name, start string, moves []award.Move, ends ...string) program.Life {
	l := program.Life{Name: name, Start: start, Ends: ends}
	for _, m := range moves {
		if m.From != "" {
			l.Steps = append(l.Steps, program.LifeStep{From: m.From, To: m.To, Verb: m.Verb, By: m.Permission})
		}
	}
	return l
}

func reportLife() program.Life {
	l := program.Life{Name: "report", Start: "assembling", Ends: []string{"figures_frozen", "accepted"}}
	for _, m := range report.Moves() {
		if m.From != "" {
			l.Steps = append(l.Steps, program.LifeStep{From: m.From, To: m.To, Verb: m.Verb, By: m.Permission})
		}
	}
	return l
}

// formStates tells what publishing a cycle asks of its forms.
type formStates struct{ store form.Store }

// FormStates are the forms by id, each with why its rules do not hold together.
func (f formStates) FormStates(ctx context.Context, ids []ident.Form) ([]program.FormState, error) {
	found, err := f.store.FormsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]program.FormState, len(found))
	for i, x := range found {
		out[i] = program.FormState{ID: x.ID, Key: x.Key, Version: x.Version, Title: x.Title, Published: x.PublishedAt != nil}
		if err := x.Definition.Compile(); err != nil {
			out[i].Problem = err.Error()
		}
	}
	return out, nil
}
