package lifecycle_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

func table() lifecycle.Table {
	return lifecycle.Table{
		What: "request", Ends: []string{"paid"}, Apart: [][]string{{"ask", "approve", "release"}},
		Moves: []lifecycle.Move{
			{From: "", To: "draft", Verb: "begin", By: []auth.Role{auth.Official}},
			{From: "draft", To: "asked", Verb: "ask", By: []auth.Role{auth.Official}},
			{From: "asked", To: "draft", Verb: "return", By: []auth.Role{auth.Officer}, Reason: true},
			{From: "asked", To: "approved", Verb: "approve", By: []auth.Role{auth.Grants}, Needs: "reports_accepted"},
			{From: "approved", To: "paid", Verb: "release", By: []auth.Role{auth.Finance}},
		},
	}
}

func TestAStepIsTakenOnlyWhereTheTableHasIt(t *testing.T) {
	t.Parallel()
	x := table()
	for name, c := range map[string]struct{ state, verb, to string }{
		"a thing begins":                     {"", "begin", "draft"},
		"a draft is asked":                   {"draft", "ask", "asked"},
		"what is asked goes back":            {"asked", "return", "draft"},
		"a draft is not released":            {"draft", "release", ""},
		"nothing leads out of what was paid": {"paid", "return", ""},
		"an unknown verb is refused":         {"draft", "burn", ""},
	} {
		m, err := x.Step(c.state, c.verb)
		if m.To != c.to || (err != nil) != (c.to == "") {
			t.Errorf("%s: to %q (%v)", name, m.To, err)
		}
		if err != nil && !fault.HasCode(err, "wrong_state") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if x.First() != "draft" || len(x.Open("asked")) != 2 {
		t.Errorf("begins at %s, asked is left by %d", x.First(), len(x.Open("asked")))
	}
}

func TestRequesterApproverAndReleaserAreThreePeople(t *testing.T) {
	t.Parallel()
	x, ana, ben, eve := table(), ident.NewPerson(), ident.NewPerson(), ident.NewPerson()
	log := []lifecycle.Act{{Verb: "ask", Person: ana}, {Verb: "approve", Person: ben}}
	for name, c := range map[string]struct {
		verb string
		who  ident.Person
		ok   bool
	}{
		"who asked does not approve":      {"approve", ana, false},
		"who asked does not release":      {"release", ana, false},
		"who approved does not release":   {"release", ben, false},
		"a third releases":                {"release", eve, true},
		"who asked may ask again":         {"ask", ana, true},
		"returning is nobody's in parts":  {"return", ben, true},
		"the house is never one of them":  {"release", ident.Person{}, true},
		"who approved does not ask again": {"ask", ben, false},
	} {
		err := x.Parted(log, c.verb, c.who)
		if (err == nil) != c.ok || err != nil && !fault.HasCode(err, "same_person") {
			t.Errorf("%s: %v", name, err)
		}
	}
	again := append(slices.Clone(log), lifecycle.Act{Verb: "ask", Person: eve})
	if err := x.Parted(again, "approve", ana); err != nil {
		t.Errorf("Ana's withdrawn request no longer binds her: %v", err)
	}
}

func TestAnUnsoundTableIsNamed(t *testing.T) {
	t.Parallel()
	if wrong := table().Sound(); len(wrong) > 0 {
		t.Errorf("sound table: %q", wrong)
	}
	for name, c := range map[string]struct {
		spoil func(*lifecycle.Table)
		want  string
	}{
		"a dead end":                 {func(x *lifecycle.Table) { x.Ends = nil }, `"paid" is left by nothing`},
		"an end that is left":        {func(x *lifecycle.Table) { x.Ends = append(x.Ends, "draft") }, `"draft" is an end and is left`},
		"an island":                  {func(x *lifecycle.Table) { x.Moves[4].From = "lost" }, `"lost" is never reached`},
		"a step that is there twice": {func(x *lifecycle.Table) { x.Moves = append(x.Moves, x.Moves[1]) }, `"ask" twice from "draft"`},
		"a parted verb of nobody":    {func(x *lifecycle.Table) { x.Apart[0][0] = "beg" }, `nobody takes "beg"`},
		"an end that never is":       {func(x *lifecycle.Table) { x.Ends = append(x.Ends, "void") }, `"void" ends what never is`},
	} {
		x := table()
		c.spoil(&x)
		if wrong := strings.Join(x.Sound(), "\n"); !strings.Contains(wrong, c.want) {
			t.Errorf("%s: %q", name, wrong)
		}
	}
}

func TestATableIsReadByPeople(t *testing.T) {
	t.Parallel()
	got := table().String()
	for _, want := range []string{
		"asked              approve              approved             grants_manager; needs reports_accepted\n",
		"program_officer; with a reason\n", "ends: paid\n", "different people: ask, approve, release\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
