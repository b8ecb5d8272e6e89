package filing_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func fields(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

func keys(odd []*filing.Anomaly) []string {
	var out []string
	for _, a := range odd {
		out = append(out, a.Key())
	}
	slices.Sort(out)
	return out
}

func TestWhatDoesNotAddUpIsShownWithItsFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.first()
	w.write(d, lines([5]string{"travel", "12000.00", "61000.00", "0.00", "0.00"}, [5]string{"personnel", "0.00", "0.00", "5000.00", "5000.00"}), "in autumn")
	w.submit(d.ID)
	_, err := w.s.TakeUp(w.officer(), filing.TakeUpInput{Filing: d.ID})
	ok(t, err)
	w.spend("flights", "travel", "2027-08-10", 61_000_00, "submitted")
	w.give("curator", "personnel", "2027-08-11", 4_000_00)
	odd, err := w.s.Anomalies(w.officer(), d.ID)
	ok(t, err)
	if got, want := keys(odd), []string{"books_off.personnel.share", "burn_ahead", "over_budget.travel.grant", "total_off.travel.grant"}; !slices.Equal(got, want) {
		t.Fatalf("odd are %v, want %v", got, want)
	}
	for _, a := range odd {
		switch a.Code {
		case filing.TotalOff:
			if a.Minor != 61_000_00 || a.Expected != 12_000_00 {
				t.Errorf("%+v", a)
			}
		case filing.BurnAhead: // 61 days of 366, 61% of the grant
			if a.Percent != 61 || a.Against != 17 {
				t.Errorf("%+v", a)
			}
		}
	}
	_, err = w.s.Anomalies(w.coordinator(), d.ID)
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.Accept(w.officer(), filing.AcceptInput{Filing: d.ID})
	refused(t, err, fault.Invalid, "required")
	if !hasField(err, "answers.burn_ahead") {
		t.Errorf("%v", fields(err))
	}
	done, err := w.s.Accept(w.officer(), w.accepting(d.ID))
	ok(t, err)
	if notes := done.ReviewOf(1).Notes; len(notes) != 4 || notes[0].Words != "Explained by telephone." {
		t.Errorf("kept are %+v", notes)
	}
}

func TestCopiedTextAndJumpsAreShownAgainstTheReportBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.first()
	w.write(d, quarter, "in autumn")
	long := "The two museums met in the library of the first and walked to the river with forty children who drew what they saw and told each other which birds they knew by which names and why it mattered to their families"
	say := func(d *filing.Detail, text string) {
		_, err := w.answers.Save(w.coordinator(), response.SaveInput{Subject: d.PartOf(duty.Narrative).ID.String(), Answers: []response.AnswerInput{{Key: "activities", Text: text}}})
		ok(t, err)
	}
	say(d, long)
	w.submit(d.ID)
	_, err := w.s.TakeUp(w.officer(), filing.TakeUpInput{Filing: d.ID})
	ok(t, err)
	_, err = w.s.Accept(w.officer(), w.accepting(d.ID))
	ok(t, err)
	second := w.reports()[1]
	w.on(second.To.AddDays(2))
	next, err := w.s.Begin(w.coordinator(), filing.BeginInput{Filing: second.ID})
	ok(t, err)
	w.write(next, lines([5]string{"travel", "40000.00", "52000.00", "0.00", "0.00"}, [5]string{"personnel", "0.00", "0.00", "0.00", "5000.00"}), "in winter")
	say(next, long+" and then they went home")
	w.submit(next.ID)
	odd, err := w.s.Anomalies(w.officer(), next.ID)
	ok(t, err)
	if got, want := keys(odd), []string{"copied_last.activities", "jump"}; !slices.Equal(got, want) {
		t.Fatalf("odd are %v, want %v", got, want)
	}
	for _, a := range odd {
		if a.Code == filing.CopiedLast && (a.Percent < 85 || a.Percent > 95) {
			t.Errorf("%d%% is the same", a.Percent)
		}
		if a.Code == filing.Jump && (a.Minor != 40_000_00 || a.Expected != 12_000_00) {
			t.Errorf("%+v", a)
		}
	}
}
