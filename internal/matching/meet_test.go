package matching_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// forms has one form without questions.
type forms struct{}

func (forms) Form(context.Context, ident.Form) (*form.Form, error) { return &form.Form{}, nil }

func TestTwoMuseumsAreIntroducedAndWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.asked()
	if m.State != matching.Asked || w.told("matching.asked", "partner") != 1 || w.told("matching.asked", "lead") != 0 {
		t.Fatalf("%+v", m)
	}
	_, err := w.meet.Write(w.lead, matching.WriteInput{Introduction: m.ID, Text: "Hello"})
	code(t, "writing before it is accepted", err, "state")
	_, err = w.meet.Accept(w.lead, matching.AcceptInput{Introduction: m.ID})
	code(t, "accepting for the other museum", err, "theirs_to_answer")
	_, err = w.meet.Ask(w.partner, matching.AskInput{Asker: w.b, Asked: w.a, Words: "And you?"})
	code(t, "asking back while it waits", err, "introduction_taken")
	if m, err = w.meet.Accept(w.partner, matching.AcceptInput{Introduction: m.ID}); err != nil || m.State != matching.Accepted || w.told("matching.accepted", "lead") != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	for what, bad := range map[string][2]string{
		"nothing": {" \n", "required"}, "5,001 characters": {strings.Repeat("河", 5001), "too_long"}, "NUL": {"a\x00b", "bad_text"}, "broken UTF-8": {"a\xff", "bad_text"},
	} {
		_, err := w.meet.Write(w.lead, matching.WriteInput{Introduction: m.ID, Text: bad[0]})
		code(t, what, err, bad[1])
	}
	if _, err = w.meet.Write(w.lead, matching.WriteInput{Introduction: m.ID, Text: strings.Repeat("河", 5000)}); err != nil {
		t.Errorf("5,000 characters were refused: %v", err)
	}
	if m, err = w.meet.Write(w.partner, matching.WriteInput{Introduction: m.ID, Text: "Karibu"}); err != nil || len(m.Messages) != 2 || m.Messages[1].Side != matching.AskedSide {
		t.Errorf("%+v, %v", m, err)
	}
	if w.told("matching.message", "partner") != 1 || w.told("matching.message", "lead") != 1 {
		t.Error("messages were not relayed")
	}
}

func TestWhoMeetsAnIntroduction(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.accepted()
	for name, who := range map[string]context.Context{"another museum": w.other, "a reviewer": w.stranger, "an officer": w.officer, "nobody": t.Context()} {
		if _, err := w.meet.Introduction(who, m.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s was answered with %v", name, err)
		}
		if all, err := w.meet.Introductions(who, matching.ListInput{}, page.First(10)); err != nil || len(all.Nodes) != 0 {
			t.Errorf("%s lists %d, %v", name, len(all.Nodes), err)
		}
		if _, err := w.meet.Write(who, matching.WriteInput{Introduction: m.ID, Text: "Hello"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s wrote: %v", name, err)
		}
	}
	if all, err := w.meet.Introductions(w.partner, matching.ListInput{State: matching.Accepted}, page.First(10)); err != nil || len(all.Nodes) != 1 || all.Nodes[0].AskerMuseum != "Minneapolis" {
		t.Errorf("%+v, %v", all, err)
	}
	_, err := w.meet.Ask(w.other, matching.AskInput{Asker: w.a, Asked: w.c, Words: "For them"})
	code(t, "asking for another museum", err, "forbidden")
	_, err = w.meet.Ask(w.lead, matching.AskInput{Asker: w.a, Asked: w.a, Words: "Me"})
	code(t, "asking oneself", err, "not_a_pair")
}

func TestAReportIsTheOfficersToRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.accepted()
	if _, err := w.meet.Write(w.lead, matching.WriteInput{Introduction: m.ID, Text: "Send money"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.meet.Close(w.partner, matching.CloseInput{Introduction: m.ID, Report: "They ask for money."}); err != nil {
		t.Fatal(err)
	}
	if w.told("matching.closed", "lead") != 1 || w.told("matching.reported", "officer") != 1 || w.told("matching.reported", "lead") != 0 {
		t.Error("who was told is wrong")
	}
	for name, c := range map[string]struct {
		who    context.Context
		report string
	}{"the officer": {w.officer, "They ask for money."}, "who reported": {w.partner, "They ask for money."}, "who was reported": {w.lead, ""}} {
		got, err := w.meet.Introduction(c.who, m.ID)
		if err != nil || got.Report != c.report || len(got.Messages) != 1 || got.State != matching.Closed {
			t.Errorf("%s reads %+v, %v", name, got, err)
		}
	}
	if all, err := w.meet.Introductions(w.officer, matching.ListInput{Reported: true}, page.First(10)); err != nil || len(all.Nodes) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	_, err := w.meet.Write(w.lead, matching.WriteInput{Introduction: m.ID, Text: "Hello?"})
	code(t, "writing after the end", err, "state")
}

func TestDecliningNeedsAReasonAndStandsForTheCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.asked()
	_, err := w.meet.Decline(w.partner, matching.DeclineInput{Introduction: m.ID})
	code(t, "no reason", err, "required")
	_, err = w.meet.Close(w.partner, matching.CloseInput{Introduction: m.ID})
	code(t, "closing instead of declining", err, "theirs_to_answer")
	if m, err = w.meet.Decline(w.partner, matching.DeclineInput{Introduction: m.ID, Reason: "No time"}); err != nil || m.State != matching.Declined || w.told("matching.declined", "lead") != 1 {
		t.Errorf("%+v, %v", m, err)
	}
	_, err = w.meet.Ask(w.lead, matching.AskInput{Asker: w.a, Asked: w.b, Words: "Please"})
	code(t, "asking again", err, "not_askable")
	if _, err = w.meet.Ask(w.partner, matching.AskInput{Asker: w.b, Asked: w.a, Words: "We have time now"}); err != nil {
		t.Errorf("who declined cannot ask: %v", err)
	}
}

func TestNobodyAnswersForThirtyDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.asked()
	clock := auth.As(w.lead, auth.System("timetable"))
	if _, err := w.meet.ExpireOld(w.lead); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a person made them expire: %v", err)
	}
	w.later(29)
	if n, err := w.meet.ExpireOld(clock); err != nil || n != 0 {
		t.Errorf("%d after 29 days, %v", n, err)
	}
	w.later(30)
	if n, err := w.meet.ExpireOld(clock); err != nil || n != 1 || w.told("matching.expired", "lead") != 1 || w.told("matching.expired", "partner") != 0 {
		t.Errorf("%d after 30 days, %v", n, err)
	}
	_, err := w.meet.Accept(w.partner, matching.AcceptInput{Introduction: m.ID})
	code(t, "accepting too late", err, "state")
	w.asked()
}

func TestWhomAnOfficerIntroducesBothAccept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := matching.IntroduceInput{Asker: w.a, Asked: w.b, Words: "You should talk."}
	_, err := w.meet.Introduce(w.lead, in)
	code(t, "a museum that introduces", err, "forbidden")
	m, err := w.meet.Introduce(w.officer, in)
	if err != nil || w.told("matching.introduced", "lead") != 1 || w.told("matching.introduced", "partner") != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	if m, err = w.meet.Accept(w.lead, matching.AcceptInput{Introduction: m.ID}); err != nil || m.State != matching.Asked {
		t.Errorf("one of two: %+v, %v", m, err)
	}
	_, err = w.meet.Accept(w.lead, matching.AcceptInput{Introduction: m.ID})
	code(t, "accepting twice", err, "theirs_to_answer")
	if m, err = w.meet.Accept(w.partner, matching.AcceptInput{Introduction: m.ID}); err != nil || m.State != matching.Accepted {
		t.Errorf("both: %+v, %v", m, err)
	}
	if _, err = w.meet.Write(w.lead, matching.WriteInput{Introduction: m.ID, Text: "Between us"}); err != nil {
		t.Error(err)
	}
	if got, err := w.meet.Introduction(w.officer, m.ID); err != nil || len(got.Messages) != 0 {
		t.Errorf("the officer reads messages nobody reported: %+v, %v", got, err)
	}
	if _, err := w.meet.Accept(w.officer, matching.AcceptInput{Introduction: m.ID}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the officer accepted: %v", err)
	}
}

func TestWhoIsAloneIsReadPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cycle, err := w.meet.Profiles.Profile(w.officer, w.a)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := w.meet.Alone(w.officer, cycle.Cycle, page.First(100))
	if err != nil || len(whole.Nodes) < 3 {
		t.Fatalf("%d are alone, %v", len(whole.Nodes), err)
	}
	var walked []*matching.Alone
	for args := page.First(1); ; {
		c, err := w.meet.Alone(w.officer, cycle.Cycle, args)
		if err != nil || len(c.Nodes) != 1 {
			t.Fatalf("a page of one has %d, %v", len(c.Nodes), err)
		}
		walked = append(walked, c.Nodes...)
		if args.After = c.PageInfo.EndCursor; !c.PageInfo.HasNextPage {
			break
		}
	}
	if !reflect.DeepEqual(walked, whole.Nodes) {
		t.Errorf("page by page they are %v, at once %v", walked, whole.Nodes)
	}
	if _, err := w.meet.Alone(w.officer, cycle.Cycle, page.Args{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a page without a size: %v", err)
	}
}

func TestNeverSuggestHoldsBothWaysUntilTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fits := func(who context.Context, p ident.Profile) (n int) {
		all, err := w.meet.Suggestions(who, p, page.First(10))
		if err != nil {
			t.Fatal(err)
		}
		return len(all.Nodes)
	}
	if fits(w.lead, w.a) != 2 || fits(w.partner, w.b) != 1 {
		t.Fatal("the world is not as thought")
	}
	in := matching.NeverSuggestInput{Organization: w.abroad, Other: w.us}
	if _, err := w.meet.NeverSuggest(w.lead, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("for another museum: %v", err)
	}
	for range 2 {
		if _, err := w.meet.NeverSuggest(w.partner, in); err != nil {
			t.Fatal(err)
		}
	}
	if fits(w.lead, w.a) != 1 || fits(w.partner, w.b) != 0 {
		t.Error("they are suggested still")
	}
	_, err := w.meet.Ask(w.lead, matching.AskInput{Asker: w.a, Asked: w.b, Words: "Hello"})
	code(t, "asking whom one may not", err, "not_askable")
	if mine, err := w.meet.Silences(w.partner); err != nil || len(mine) != 1 || mine[0].OtherMuseum != "Minneapolis" {
		t.Errorf("%+v, %v", mine, err)
	}
	if theirs, err := w.meet.Silences(w.lead); err != nil || len(theirs) != 0 {
		t.Errorf("the other museum learns of it: %+v, %v", theirs, err)
	}
	_, err = w.meet.NeverSuggest(w.partner, matching.NeverSuggestInput{Organization: w.abroad, Other: w.abroad})
	code(t, "never oneself", err, "not_a_pair")
	if was, err := w.meet.SuggestAgain(w.partner, matching.SuggestAgainInput(in)); err != nil || !was || fits(w.lead, w.a) != 2 {
		t.Errorf("%v, %v", was, err)
	}
}
