package outreach

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Source is where an indicator's values come from.
type Source string

// The sources; what is counted already is never entered again.
const (
	FromParticipants Source = "participants"
	FromPrograms     Source = "programs"
	FromOutputs      Source = "outputs"
	FromMedia        Source = "media"
	FromSurvey       Source = "survey"
	FromEntry        Source = "entered"
)

// Sources are those of indicators in the order of forms.
func Sources() []Source {
	return []Source{FromParticipants, FromPrograms, FromOutputs, FromMedia, FromSurvey, FromEntry}
}

// Parts are by what an indicator is disaggregated.
type Parts string

// The disaggregations.
const (
	NoParts  Parts = "none"
	ByGender Parts = "gender"
	ByAge    Parts = "age"
	BySide   Parts = "side"
)

// Known are the disaggregations in the order of forms.
func (Parts) Known() []Parts { return []Parts{NoParts, ByGender, ByAge, BySide} }

// Values are the parts of a disaggregation without the undisclosed, which is always the last.
func (p Parts) Values() []string {
	var out []string
	switch p {
	case ByGender:
		for _, g := range exchange.Genders() {
			out = append(out, string(g))
		}
	case ByAge:
		for _, b := range exchange.Bands() {
			out = append(out, string(b))
		}
	case BySide:
		return []string{"us", "non_us"}
	default:
		return nil
	}
	return out[:len(out)-1] // the last is the undisclosed
}

// Indicator is one of a program's framework; its wording never changes.
type Indicator struct {
	ID         ident.Indicator `bun:"id,pk"`
	Program    ident.Program   `bun:"program_id"`
	Framework  string          `bun:"framework"`
	Version    string          `bun:"framework_version"`
	Code       string          `bun:"code"`
	Name       program.Text    `bun:"name,type:jsonb"`
	Definition program.Text    `bun:"definition,type:jsonb"`
	// Question is a statement that people agree with or not, in every language; empty unless surveys ask it.
	Question program.Text  `bun:"question,type:jsonb"`
	Unit     exchange.Unit `bun:"unit"`
	Source   Source        `bun:"source"`
	Parts    Parts         `bun:"parts"`
	AddedBy  ident.Person  `bun:"added_by"`
	AddedAt  time.Time     `bun:"added_at"`
}

// Target is what an award wants to reach of an indicator.
type Target struct {
	Award     ident.Award     `bun:"award_id,pk"`
	Indicator ident.Indicator `bun:"indicator_id,pk"`
	Baseline  int64           `bun:"baseline"`
	Target    int64           `bun:"target"`
	Version   int             `bun:"version"`
	SetBy     ident.Person    `bun:"set_by"`
	SetAt     time.Time       `bun:"set_at"`
}

// Measure is one value of an indicator that a museum entered.
type Measure struct {
	ID         ident.Measure   `bun:"id,pk"`
	Award      ident.Award     `bun:"award_id"`
	Indicator  ident.Indicator `bun:"indicator_id"`
	MeasuredOn calendar.Date   `bun:"measured_on"`
	Part       string          `bun:"part"` // empty is undisclosed
	Value      int64           `bun:"value"`
	Whole      int64           `bun:"whole"` // of a share
	Method     string          `bun:"method"`
	RecordedBy ident.Person    `bun:"recorded_by"`
	RecordedAt time.Time       `bun:"recorded_at"`
	RemovedBy  ident.Person    `bun:"removed_by"`
	RemovedAt  *time.Time      `bun:"removed_at"`
}

// AddIndicatorInput is an indicator of a program's framework.
type AddIndicatorInput struct {
	Program      ident.Program
	Framework    string
	Version      string
	Code         string
	NameEn       string
	NameEs       string
	NameZh       string
	DefinitionEn string
	DefinitionEs string
	DefinitionZh string
	QuestionEn   string // a statement to agree with; in all three languages where surveys ask it
	QuestionEs   string
	QuestionZh   string
	Unit         exchange.Unit
	Source       Source
	Parts        Parts
}

// AddIndicator adds an indicator to a program's catalogue; another wording is another version.
func (s *Service) AddIndicator(ctx context.Context, in AddIndicatorInput) (*Indicator, error) {
	if err := auth.Require(ctx, auth.KeepIndicators, auth.Target{Program: in.Program}); err != nil {
		return nil, err
	}
	var c fault.Check
	i := &Indicator{
		ID: ident.NewIndicator(), Program: in.Program, Framework: words(&c, "framework", in.Framework, 100, true), Version: words(&c, "version", in.Version, 40, true),
		Code: words(&c, "code", in.Code, 40, true), Unit: in.Unit, Source: in.Source, Parts: in.Parts, AddedBy: auth.Who(ctx).Person, AddedAt: s.now(),
		Name:       spoken(&c, "name", 200, true, in.NameEn, in.NameEs, in.NameZh),
		Definition: spoken(&c, "definition", 1000, false, in.DefinitionEn, in.DefinitionEs, in.DefinitionZh),
		Question:   spoken(&c, "question", 300, false, in.QuestionEn, in.QuestionEs, in.QuestionZh),
	}
	oneOf(&c, "unit", in.Unit, []exchange.Unit{exchange.UnitCount, exchange.UnitShare, exchange.UnitMoney})
	oneOf(&c, "source", in.Source, Sources())
	oneOf(&c, "parts", in.Parts, in.Parts.Known())
	c.That((in.Source == FromSurvey) == (len(i.Question) == 3), "questionEn", "indicator_question", "What surveys ask is worded in every language; nothing else is.")
	c.That(in.Source != FromSurvey || in.Unit == exchange.UnitShare, "unit", "indicator_unit", "What surveys ask is a share; what is counted is a count.")
	c.That(in.Source == FromSurvey || in.Source == FromEntry || in.Unit == exchange.UnitCount, "unit", "indicator_unit", "What surveys ask is a share; what is counted is a count.")
	c.That(in.Source == FromSurvey || in.Source == FromEntry || in.Source == FromParticipants || in.Parts == NoParts, "parts", "indicator_parts", "Only people are told apart.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	return i, s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddIndicator(ctx, i); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.indicator.add", i.Program, "", map[string]any{"indicator": i.ID, "code": i.Code, "version": i.Version})
	})
}

func spoken(c *fault.Check, path string, most int, asked bool, en, es, zh string) program.Text {
	t := program.Text{}
	for _, x := range []struct{ locale, end, text string }{{"en", "En", en}, {"es", "Es", es}, {"zh-Hans", "Zh", zh}} {
		if text := words(c, path+x.end, x.text, most, asked); text != "" {
			t[x.locale] = text
		}
	}
	return t
}

// Indicators are the catalogue of a program, for anyone; at most 500.
func (s *Service) Indicators(ctx context.Context, id ident.Program) ([]*Indicator, error) {
	return s.Store.Indicators(ctx, id)
}

// SetTargetInput is what an award wants to reach of an indicator; a share is in basis points, money in cents.
type SetTargetInput struct {
	Award           ident.Award
	Indicator       ident.Indicator
	Baseline        int
	Target          int
	ExpectedVersion *int
}

// SetTarget takes an indicator of the award's program up, or sets its target anew.
func (s *Service) SetTarget(ctx context.Context, in SetTargetInput) (*Target, error) {
	var t *Target
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		i, err := s.indicator(ctx, f, in.Indicator)
		if err != nil {
			return err
		}
		var c fault.Check
		c.That(in.Baseline >= 0, "baseline", "out_of_range", "Not less than nothing.")
		c.That(in.Target >= 0, "target", "out_of_range", "Not less than nothing.")
		c.That(i.Unit != exchange.UnitShare || in.Target <= 10_000 && in.Baseline <= 10_000, "target", "out_of_range", "A share is at most the whole.")
		if err := c.Err(); err != nil {
			return err
		}
		t = &Target{Award: f.Award, Indicator: i.ID, Baseline: int64(in.Baseline), Target: int64(in.Target), Version: 1, SetBy: auth.Who(ctx).Person, SetAt: s.now()}
		if err := s.Store.KeepTarget(ctx, t, in.ExpectedVersion); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.indicator.target", f.Award, "", map[string]any{"indicator": i.ID, "baseline": t.Baseline, "target": t.Target})
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// indicator is one of the award's program.
func (s *Service) indicator(ctx context.Context, f *agreement.File, id ident.Indicator) (*Indicator, error) {
	i, err := s.Store.Indicator(ctx, id)
	if err != nil {
		return nil, err
	}
	if i.Program != f.Program {
		return nil, fault.Missing("indicator")
	}
	return i, nil
}

// MeasureInput is a value of an indicator that is counted nowhere else.
type MeasureInput struct {
	Award      ident.Award
	Indicator  ident.Indicator
	MeasuredOn calendar.Date
	Part       string // of its disaggregation; empty is undisclosed
	Value      int
	Whole      int    // of a share: how many were asked
	Method     string // how it was found
}

// RecordMeasure records a value; an indicator that is counted or surveyed is refused, because it would count twice.
func (s *Service) RecordMeasure(ctx context.Context, in MeasureInput) (*Measure, error) {
	var m *Measure
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		i, err := s.indicator(ctx, f, in.Indicator)
		if err != nil {
			return err
		}
		if i.Source != FromEntry {
			return fault.New(fault.Conflict, "counted_elsewhere", "This indicator is counted from what is kept already.")
		}
		var c fault.Check
		part := strings.TrimSpace(in.Part)
		if part != "" {
			oneOf(&c, "part", part, i.Parts.Values())
		}
		c.That(in.Value >= 0, "value", "out_of_range", "Not less than nothing.")
		c.That((in.Whole > 0) == (i.Unit == exchange.UnitShare), "whole", "out_of_range", "A share is so many of a whole; nothing else has one.")
		c.That(i.Unit != exchange.UnitShare || in.Value <= in.Whole, "value", "out_of_range", "A share is at most the whole.")
		s.inPeriod(&c, f, "measuredOn", in.MeasuredOn)
		m = &Measure{
			ID: ident.NewMeasure(), Award: f.Award, Indicator: i.ID, MeasuredOn: in.MeasuredOn, Part: part, Value: int64(in.Value), Whole: int64(in.Whole),
			Method: words(&c, "method", in.Method, 300, true), RecordedBy: auth.Who(ctx).Person, RecordedAt: s.now(),
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddMeasure(ctx, m); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.measure.record", f.Award, "", map[string]any{"measure": m.ID, "indicator": i.ID, "value": m.Value})
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}
