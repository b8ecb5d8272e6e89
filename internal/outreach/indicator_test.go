package outreach_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func (w *world) framed(code string, source outreach.Source, unit exchange.Unit, parts outreach.Parts) outreach.AddIndicatorInput {
	in := outreach.AddIndicatorInput{
		Program: pgtest.ID[ident.Program]("program"), Framework: "MODE", Version: "2025", Code: code, NameEn: code, NameEs: code, NameZh: code, Unit: unit, Source: source, Parts: parts,
	}
	if source == outreach.FromSurvey {
		in.QuestionEn, in.QuestionEs, in.QuestionZh = "I understand the other culture better.", "Entiendo mejor la otra cultura.", "我更了解另一种文化。"
	}
	return in
}

func (w *world) taken(code string, source outreach.Source, unit exchange.Unit, parts outreach.Parts, target int) ident.Indicator {
	w.t.Helper()
	i, err := w.s.AddIndicator(w.officer(), w.framed(code, source, unit, parts))
	ok(w.t, err)
	_, err = w.s.SetTarget(w.coordinator(), outreach.SetTargetInput{Award: w.Award, Indicator: i.ID, Target: target})
	ok(w.t, err)
	return i.ID
}

func (w *world) rows(in outreach.TablesInput) map[string]outreach.IndicatorRow {
	w.t.Helper()
	in.Award = w.Award
	list, err := w.s.IndicatorTable(w.coordinator(), in)
	ok(w.t, err)
	out := map[string]outreach.IndicatorRow{}
	for _, r := range list {
		out[r.Of.Code] = r
	}
	return out
}

func TestAnIndicatorKeepsItsWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.framed("U1", outreach.FromSurvey, exchange.UnitShare, outreach.ByGender)
	in.QuestionZh = ""
	_, err := w.s.AddIndicator(w.officer(), in)
	refused(t, err, fault.Invalid, "indicator_question")
	_, err = w.s.AddIndicator(w.officer(), w.framed("P1", outreach.FromPrograms, exchange.UnitMoney, outreach.ByAge))
	refused(t, err, fault.Invalid, "indicator_unit")
	refused(t, err, fault.Invalid, "indicator_parts")
	in = w.framed("U1", outreach.FromSurvey, exchange.UnitShare, outreach.ByGender)
	if _, err := w.s.AddIndicator(w.coordinator(), in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a museum writes the framework: %v", err)
	}
	_, err = w.s.AddIndicator(w.officer(), in)
	ok(t, err)
	_, err = w.s.AddIndicator(w.officer(), in)
	refused(t, err, fault.Conflict, "indicator_there")
	if w.Try("UPDATE indicators SET code = 'x'") == nil {
		t.Error("the words changed")
	}
	all, err := w.s.Indicators(w.coordinator(), in.Program)
	ok(t, err)
	if len(all) != 1 || all[0].Question.In("es") != "Entiendo mejor la otra cultura." {
		t.Errorf("%+v", all)
	}
}

func TestWhatIsCountedIsNotEnteredAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	people := w.taken("P", outreach.FromParticipants, exchange.UnitCount, outreach.BySide, 40)
	w.taken("E", outreach.FromPrograms, exchange.UnitCount, outreach.NoParts, 4)
	dollars := w.taken("L", outreach.FromEntry, exchange.UnitMoney, outreach.NoParts, 5_000_000)
	share := w.taken("S", outreach.FromEntry, exchange.UnitShare, outreach.ByGender, 8000)
	w.paste("A One,2009,MA,female,community,non_us,2027-09-01\nB Two,2009,US,male,community,us,2027-10-02\n")
	a := w.planned(w.workshop())
	_, err := w.s.HoldActivity(w.coordinator(), outreach.HoldActivityInput{Award: w.Award, Activity: a.ID})
	ok(t, err)
	day := calendar.On(2027, 10, 5)
	_, err = w.s.RecordMeasure(w.coordinator(), outreach.MeasureInput{Award: w.Award, Indicator: people, MeasuredOn: day, Value: 9, Method: "Counted."})
	refused(t, err, fault.Conflict, "counted_elsewhere")
	_, err = w.s.RecordMeasure(w.coordinator(), outreach.MeasureInput{Award: w.Award, Indicator: share, MeasuredOn: day, Value: 9, Whole: 8, Part: "king"})
	for _, code := range []string{"out_of_range", "bad_choice", "required"} {
		refused(t, err, fault.Invalid, code)
	}
	for _, m := range []outreach.MeasureInput{
		{Indicator: dollars, Value: 250_000, Method: "Gifts."},
		{Indicator: share, Value: 6, Whole: 8, Part: "female", Method: "A show of hands."},
		{Indicator: share, Value: 1, Whole: 2, Method: "A show of hands."},
	} {
		m.Award, m.MeasuredOn = w.Award, day
		_, err := w.s.RecordMeasure(w.coordinator(), m)
		ok(t, err)
	}
	rows := w.rows(outreach.TablesInput{From: calendar.On(2027, 10, 1)})
	if r := rows["P"]; r.Cumulative != 2 || r.Quarter != 1 || *r.Reached != 500 || len(r.Parts) != 3 || r.Parts[0].Value != 1 {
		t.Errorf("participants: %+v", r)
	}
	if r := rows["E"]; r.Cumulative != 1 || *r.Reached != 2500 {
		t.Errorf("programs: %+v", r)
	}
	if r := rows["L"]; r.Cumulative != 250_000 || *r.Reached != 500 {
		t.Errorf("leverage: %+v", r)
	}
	if r := rows["S"]; r.Cumulative != 7000 || r.Asked != 10 || r.Parts[0].Value != 7500 {
		t.Errorf("share: %+v", r)
	}
	one := 7
	_, err = w.s.SetTarget(w.coordinator(), outreach.SetTargetInput{Award: w.Award, Indicator: people, Target: 50, ExpectedVersion: &one})
	refused(t, err, fault.Conflict, "version")
	_, err = w.s.SetTarget(w.coordinator(), outreach.SetTargetInput{Award: w.Award, Indicator: share, Target: 10_001})
	refused(t, err, fault.Invalid, "out_of_range")
}

func (w *world) survey(slips int, ids ...ident.Indicator) *outreach.Survey {
	w.t.Helper()
	x, err := w.s.OpenSurvey(w.coordinator(), outreach.OpenSurveyInput{Award: w.Award, Title: "After the workshop", Indicators: ids, ClosesOn: calendar.On(2027, 10, 20), Slips: slips})
	ok(w.t, err)
	return x
}

func (w *world) codes(x *outreach.Survey) []string {
	w.t.Helper()
	out, err := w.s.SurveyCodes(w.coordinator(), x.ID)
	ok(w.t, err)
	return out
}

func TestAnswersAreSumsThatNameNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.taken("U", outreach.FromSurvey, exchange.UnitShare, outreach.ByGender, 8000)
	x := w.survey(0, u)
	code, nobody := w.codes(x)[0], pgContext(t)
	answer := func(agrees int, gender string) error {
		_, err := w.s.AnswerSurvey(nobody, outreach.AnswerSurveyInput{Code: code, Entry: uuid.NewString(), Answers: []outreach.Answer{{Indicator: u, Agrees: agrees}}, Gender: gender})
		return err
	}
	for n := range 6 {
		ok(t, answer(4+n%2, "female"))
	}
	for range 3 {
		ok(t, answer(2, "male"))
	}
	ok(t, answer(5, ""))
	refused(t, answer(6, ""), fault.Invalid, "out_of_range")
	refused(t, answer(5, "king"), fault.Invalid, "bad_choice")
	_, err := w.s.AnswerSurvey(nobody, outreach.AnswerSurveyInput{Code: code, Entry: uuid.NewString()})
	refused(t, err, fault.Invalid, "required")
	if r := w.rows(outreach.TablesInput{})["U"]; r.Asked != 0 {
		t.Errorf("an open survey counts already: %+v", r)
	}
	sheet, err := w.s.Sheet(nobody, code)
	ok(t, err)
	if len(sheet.Statements) != 1 || sheet.Statements[0].Text.In("es") != "Entiendo mejor la otra cultura." || !sheet.Asks(outreach.ByGender) || sheet.Asks(outreach.ByAge) {
		t.Errorf("%+v", sheet)
	}
	before := w.Clock.Now()
	w.Clock.Set(before.Add(time.Hour))
	_, err = w.s.CloseSurvey(w.coordinator(), outreach.CloseSurveyInput{Survey: x.ID})
	ok(t, err)
	refused(t, answer(5, ""), fault.Conflict, "survey_closed")
	_, err = w.s.CloseSurvey(w.coordinator(), outreach.CloseSurveyInput{Survey: x.ID})
	refused(t, err, fault.Conflict, "survey_closed")
	w.Clock.Set(before.Add(2 * time.Hour))
	r := w.rows(outreach.TablesInput{})["U"]
	if r.Asked != 10 || r.Cumulative != 7000 {
		t.Errorf("%+v", r)
	}
	// 3 men and 1 undisclosed are few; what is left is one part, from which nothing can be subtracted.
	if len(r.Parts) != 2 || r.Parts[0].Part != "female" || !slices.Contains(r.Hidden, "male") || !slices.Contains(r.Hidden, "undisclosed") {
		t.Errorf("shown are %+v, hidden %v", r.Parts, r.Hidden)
	}
	office, err := w.s.IndicatorTable(w.officer(), outreach.TablesInput{Award: w.Award})
	ok(t, err)
	if len(office[0].Parts) != 4 {
		t.Errorf("the office reads %+v", office[0].Parts)
	}
	a := outreach.Asked{Awards: []ident.Award{w.Award}, From: calendar.On(2027, 8, 1), Through: calendar.On(2028, 7, 31), KnownAt: before}
	then, err := w.s.IndicatorTables(w.officer(), a)
	ok(t, err)
	if then[0][0].Asked != 0 {
		t.Error("before it closed nothing was known of it")
	}
}

func TestALinkIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u := w.taken("U", outreach.FromSurvey, exchange.UnitShare, outreach.NoParts, 8000)
	other := w.taken("O", outreach.FromOutputs, exchange.UnitCount, outreach.NoParts, 1)
	_, err := w.s.OpenSurvey(w.coordinator(), outreach.OpenSurveyInput{Award: w.Award, Title: "x", Indicators: []ident.Indicator{other}, ClosesOn: calendar.On(2027, 10, 20)})
	refused(t, err, fault.Invalid, "bad_choice")
	_, err = w.s.OpenSurvey(w.coordinator(), outreach.OpenSurveyInput{Award: w.Award, Title: "x", ClosesOn: calendar.On(2027, 10, 2), Slips: 501})
	for _, code := range []string{"survey_closes", "survey_statements", "out_of_range"} {
		refused(t, err, fault.Invalid, code)
	}
	x := w.survey(3, u)
	codes := w.codes(x)
	if len(codes) != 3 || codes[0] == codes[1] {
		t.Fatalf("the links are %v", codes)
	}
	nobody := pgContext(t)
	in := outreach.AnswerSurveyInput{Code: codes[1], Entry: uuid.NewString(), Answers: []outreach.Answer{{Indicator: u, Agrees: 5}}}
	for range 2 {
		_, err = w.s.AnswerSurvey(nobody, in) // sent twice, as a phone does
		ok(t, err)
	}
	first := in.Entry
	in.Entry = uuid.NewString()
	_, err = w.s.AnswerSurvey(nobody, in)
	refused(t, err, fault.Conflict, "link_used")
	in.Code = codes[2]
	_, err = w.s.AnswerSurvey(nobody, in)
	ok(t, err)
	_, err = w.s.AnswerSurvey(nobody, outreach.AnswerSurveyInput{Code: w.codes(w.survey(0, u))[0], Entry: first, Answers: in.Answers})
	refused(t, err, fault.Conflict, "bad_entry")
	_, err = w.s.AnswerSurvey(nobody, outreach.AnswerSurveyInput{Code: codes[0], Entry: "x", Answers: in.Answers})
	refused(t, err, fault.Invalid, "bad_entry")
	in.Code = "NOBODYMADETHIS"
	_, err = w.s.AnswerSurvey(nobody, in)
	refused(t, err, fault.NotFound, "not_found")
	w.Clock.Set(time.Date(2027, 10, 21, 0, 0, 1, 0, time.UTC))
	in.Code, in.Entry = codes[0], uuid.NewString()
	_, err = w.s.AnswerSurvey(nobody, in)
	refused(t, err, fault.Conflict, "survey_closed")
	if _, err := w.s.SurveyCodes(w.officer(), x.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the office has the links: %v", err)
	}
	if _, err := w.s.SurveyCodes(w.Museum("coordinator2", auth.Coordinator, "us2"), x.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum has the links: %v", err)
	}
	list, err := w.s.Surveys(w.officer(), w.Award)
	ok(t, err)
	if len(list) != 2 || list[0].Answers+list[1].Answers != 2 {
		t.Errorf("%+v", list)
	}
}
