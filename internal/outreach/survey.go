package outreach

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Survey is a few statements that participants agree with or not, by link and without an account. Answers are kept as
// sums by day and part: nothing ties one to a person, or the answers of one person to each other.
type Survey struct {
	ID       ident.Survey   `bun:"id,pk"`
	Award    ident.Award    `bun:"award_id"`
	Activity ident.Activity `bun:"activity_id"` // zero where it is of no one activity
	Title    string         `bun:"title"`
	Slips    int            `bun:"slips"` // links that are used once; 0 is one open link
	ClosesOn calendar.Date  `bun:"closes_on"`
	CodeHash []byte         `bun:"code_hash"`
	Answers  int            `bun:"answers"`
	AddedBy  ident.Person   `bun:"added_by"`
	AddedAt  time.Time      `bun:"added_at"`
	ClosedBy ident.Person   `bun:"closed_by"`
	ClosedAt *time.Time     `bun:"closed_at"`
}

// Question is one statement of a survey.
type Question struct {
	Survey    ident.Survey    `bun:"survey_id,pk"`
	Award     ident.Award     `bun:"award_id"`
	Indicator ident.Indicator `bun:"indicator_id,pk"`
	Ordinal   int             `bun:"ordinal"`
}

// Slip is a link that is used once.
type Slip struct {
	CodeHash []byte       `bun:"code_hash,pk"`
	Survey   ident.Survey `bun:"survey_id"`
	Used     bool         `bun:"used"`
}

// Entrance is that answers came in under an id; it tells nothing of them, nor when or from whom.
type Entrance struct {
	ID     ident.SurveyEntry `bun:"id,pk"`
	Survey ident.Survey      `bun:"survey_id"`
}

// Tally is how many agreed of those who answered, by day and part.
type Tally struct {
	Survey     ident.Survey    `bun:"survey_id,pk"`
	Indicator  ident.Indicator `bun:"indicator_id,pk"`
	AnsweredOn calendar.Date   `bun:"answered_on,pk"`
	Part       string          `bun:"part,pk"`
	Agreed     int             `bun:"agreed"`
	Answered   int             `bun:"answered"`
}

// Statement is one thing a survey asks whether somebody agrees with.
type Statement struct {
	Indicator ident.Indicator `bun:"indicator_id"`
	Text      program.Text    `bun:"question"`
	Parts     Parts           `bun:"parts"`
}

// Sheet is a survey as who answers it sees it.
type Sheet struct {
	Survey
	Project    string
	Statements []*Statement
	Once       bool // by a link that is used once
	Used       bool // which was used
	Running    award.State
}

// Open tells whether the survey takes answers on a day.
func (x *Sheet) Open(today calendar.Date) bool {
	return x.ClosedAt == nil && !today.After(x.ClosesOn) && !x.Used && open(x.Running)
}

// Asks tells whether the survey asks for a disaggregation.
func (x *Sheet) Asks(p Parts) bool {
	return slices.ContainsFunc(x.Statements, func(q *Statement) bool { return q.Parts == p })
}

// OpenSurveyInput opens a survey on statements of the award's indicators.
type OpenSurveyInput struct {
	Award      ident.Award
	Activity   ident.Activity // zero is of no one activity
	Title      string
	Indicators []ident.Indicator
	ClosesOn   calendar.Date
	Slips      int // links that are used once, at most 500; 0 is one open link
}

// OpenSurvey opens a survey of at most ten statements until a day of at most a year ahead.
func (s *Service) OpenSurvey(ctx context.Context, in OpenSurveyInput) (*Survey, error) {
	var x *Survey
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		var c fault.Check
		x = &Survey{
			ID: ident.NewSurvey(), Award: f.Award, Activity: in.Activity, Title: words(&c, "title", in.Title, 200, true), Slips: in.Slips, ClosesOn: in.ClosesOn,
			AddedBy: auth.Who(ctx).Person, AddedAt: s.now(),
		}
		x.CodeHash = hashOf(s.surveyCode(x.ID))
		c.That(in.Slips >= 0 && in.Slips <= mostSlips, "slips", "out_of_range", "At most %d.", mostSlips)
		c.That(!in.ClosesOn.Before(s.today()) && !in.ClosesOn.After(s.today().AddYears(1)), "closesOn", "survey_closes", "It closes today or later, within a year.")
		c.That(len(in.Indicators) >= 1 && len(in.Indicators) <= mostStatements, "indicators", "survey_statements", "Choose from one to %d.", mostStatements)
		if err := c.Err(); err != nil {
			return err
		}
		if !in.Activity.IsZero() {
			if a, err := s.Store.Activity(ctx, in.Activity, false); err != nil || a.Award != f.Award {
				return fault.Missing("activity")
			}
		}
		asked, err := s.questions(ctx, f, x, in.Indicators)
		if err != nil {
			return err
		}
		if err := s.Store.AddSurvey(ctx, x, asked, s.slips(x)); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.survey.open", f.Award, "", map[string]any{"survey": x.ID, "slips": x.Slips, "closes": x.ClosesOn})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// questions are the statements of a survey: indicators that surveys ask and that the award has taken up.
func (s *Service) questions(ctx context.Context, f *agreement.File, x *Survey, ids []ident.Indicator) ([]*Question, error) {
	taken, err := s.Store.Targets(ctx, f.Award)
	if err != nil {
		return nil, err
	}
	var c fault.Check
	var out []*Question
	for n, id := range ids {
		i := slices.IndexFunc(taken, func(t *TakenUp) bool { return t.Indicator.ID == id })
		c.That(i >= 0 && taken[max(i, 0)].Indicator.Source == FromSurvey && !slices.Contains(ids[:n], id), "indicators", "bad_choice", "Choose one of those offered.")
		out = append(out, &Question{Survey: x.ID, Award: f.Award, Indicator: id, Ordinal: n + 1})
	}
	return out, c.Err()
}

func (s *Service) surveyCode(id ident.Survey) string { return s.code("survey", id.String()) }

func (s *Service) slipCode(id ident.Survey, n int) string {
	return s.code("slip", fmt.Sprintf("%s %d", id, n))
}

func (s *Service) slips(x *Survey) []*Slip {
	out := make([]*Slip, x.Slips)
	for n := range out {
		out[n] = &Slip{CodeHash: hashOf(s.slipCode(x.ID, n)), Survey: x.ID}
	}
	return out
}

// CloseSurveyInput closes a survey before its day.
type CloseSurveyInput struct {
	Survey ident.Survey
}

// CloseSurvey closes a survey now; its answers count from then on and no more are taken.
func (s *Service) CloseSurvey(ctx context.Context, in CloseSurveyInput) (*Survey, error) {
	x, err := s.Store.Survey(ctx, in.Survey)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, x.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) (err error) {
		if x, err = s.Store.Survey(ctx, in.Survey); err != nil {
			return err
		}
		if x.ClosedAt != nil || s.today().After(x.ClosesOn) {
			return fault.New(fault.Conflict, "survey_closed", "This survey is closed.")
		}
		now := s.now()
		x.ClosedBy, x.ClosedAt = auth.Who(ctx).Person, &now
		if err := s.Store.CloseSurvey(ctx, x); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.survey.close", f.Award, "", map[string]any{"survey": x.ID, "answers": x.Answers})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// Surveys are those of an award, the newest first, at most a hundred.
func (s *Service) Surveys(ctx context.Context, id ident.Award) ([]*Survey, error) {
	if _, err := s.see(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Surveys(ctx, id)
}

// SurveyCodes are the codes in the links of a survey, one for an open link, for who may enter what the exchange does.
func (s *Service) SurveyCodes(ctx context.Context, id ident.Survey) ([]string, error) {
	x, err := s.Store.Survey(ctx, id)
	if err != nil {
		return nil, err
	}
	f, err := s.see(ctx, x.Award)
	if err != nil {
		return nil, fault.Missing("survey")
	}
	if err := auth.Require(ctx, auth.EnterOutreach, f.Target()); err != nil {
		return nil, err
	}
	if x.Slips == 0 {
		return []string{s.surveyCode(x.ID)}, nil
	}
	out := make([]string, x.Slips)
	for n := range out {
		out[n] = s.slipCode(x.ID, n)
	}
	return out, nil
}

// Sheet is the survey behind a code; who has it needs no account.
func (s *Service) Sheet(ctx context.Context, code string) (*Sheet, error) {
	return s.Store.Sheet(ctx, hashOf(code), false)
}

// Answer is how far somebody agrees with one statement, from 1, not at all, to 5, wholly.
type Answer struct {
	Indicator ident.Indicator
	Agrees    int
}

// AnswerSurveyInput is what somebody answers; nothing has to be answered but one statement.
type AnswerSurveyInput struct {
	Code string
	// Entry is chosen by the page that sends it: the same entry sent twice counts once.
	Entry   string
	Answers []Answer
	Gender  string // as in tables; empty is undisclosed
	Age     string
	Side    string
}

// AnswerSurvey adds somebody's answers to the sums; a survey that is closed and a link used before are refused, and an
// entry sent again changes nothing. Who agrees with 4 or 5 counts as agreeing.
func (s *Service) AnswerSurvey(ctx context.Context, in AnswerSurveyInput) (*Sheet, error) {
	var x *Sheet
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if x, err = s.Store.Sheet(ctx, hashOf(in.Code), true); err != nil {
			return err
		}
		entry, bad := uuid.Parse(in.Entry)
		if bad != nil {
			return fault.BadField("entry", "bad_entry", "Load the page again.")
		}
		id := ident.From[ident.SurveyEntryKind](entry)
		if again, err := s.Store.Answered(ctx, x.ID, id); err != nil || again {
			return err
		}
		if x.Used {
			return fault.New(fault.Conflict, "link_used", "This link was used already.")
		}
		if !x.Open(s.today()) {
			return fault.New(fault.Conflict, "survey_closed", "This survey is closed.")
		}
		tallies, err := x.tallies(in, s.today())
		if err != nil {
			return err
		}
		return s.Store.Answer(ctx, x, hashOf(in.Code), &Entrance{ID: id, Survey: x.ID}, tallies)
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

func (x *Sheet) tallies(in AnswerSurveyInput, today calendar.Date) ([]*Tally, error) {
	var c fault.Check
	parts := map[Parts]string{ByGender: in.Gender, ByAge: in.Age, BySide: in.Side}
	for _, p := range []struct {
		of   Parts
		path string
	}{{ByGender, "gender"}, {ByAge, "age"}, {BySide, "side"}} {
		if v := parts[p.of]; v != "" && v != string(exchange.Undisclosed) {
			oneOf(&c, p.path, v, p.of.Values())
		} else {
			parts[p.of] = ""
		}
	}
	c.That(len(in.Answers) > 0, "answers", "required", "Answer at least one.")
	var out []*Tally
	for n, a := range in.Answers {
		i := slices.IndexFunc(x.Statements, func(q *Statement) bool { return q.Indicator == a.Indicator })
		again := slices.ContainsFunc(in.Answers[:n], func(b Answer) bool { return b.Indicator == a.Indicator })
		c.That(i >= 0 && !again, "answers", "bad_choice", "Choose one of those offered.")
		c.That(a.Agrees >= 1 && a.Agrees <= 5, "answers", "out_of_range", "From 1, not at all, to 5, wholly.")
		if i < 0 {
			continue
		}
		t := &Tally{Survey: x.ID, Indicator: a.Indicator, AnsweredOn: today, Part: parts[x.Statements[i].Parts], Answered: 1}
		if a.Agrees >= 4 {
			t.Agreed = 1
		}
		out = append(out, t)
	}
	return out, c.Err()
}

const (
	mostSlips      = 500
	mostStatements = 10
)
