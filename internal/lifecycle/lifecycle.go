// Package lifecycle holds life cycles as data: which step leads from where to where, who may take
// it, and whose steps must be different people's.
//
// The tables themselves stand in the areas they belong to; a step that is not in the table is
// refused with the state it was asked in. Nothing here keeps a state or knows a clock.
package lifecycle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Move is one step: from a state to a state, by a verb, by whoever holds one of the roles.
type Move struct {
	From, To, Verb string
	By             []auth.Role // who may; none is the clock or the house itself
	Needs          string      // the key of what must hold before the step; empty is nothing
	Reason         bool        // the step is taken with a written reason
}

// Table is one life cycle: its steps, where it ends, and whose steps are parted.
type Table struct {
	What  string // "payment request", for people
	Moves []Move
	Ends  []string   // states nothing leads out of
	Apart [][]string // verbs of each list are taken by different people, whoever they are
}

// Act is a step somebody took, as the log keeps it; the house's own steps have no person.
type Act struct {
	Verb   string
	Person ident.Person
}

// First is the state in which a thing of this life begins.
func (t Table) First() string {
	for _, m := range t.Moves {
		if m.From == "" {
			return m.To
		}
	}
	return ""
}

// States are all states in the order in which the table first names them.
func (t Table) States() []string {
	var out []string
	for _, m := range t.Moves {
		for _, s := range []string{m.From, m.To} {
			if s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// Open are the steps that lead out of a state, in the table's order.
func (t Table) Open(state string) []Move {
	var out []Move
	for _, m := range t.Moves {
		if m.From == state {
			out = append(out, m)
		}
	}
	return out
}

// Step is the move a verb makes from a state; a verb the table lacks there is CONFLICT, wrong_state.
func (t Table) Step(state, verb string) (Move, error) {
	for _, m := range t.Moves {
		if m.From == state && m.Verb == verb {
			return m, nil
		}
	}
	e := fault.New(fault.Conflict, "wrong_state", "You cannot %s this %s now: it is %s.", strings.ReplaceAll(verb, "_", " "), t.What, strings.ReplaceAll(state, "_", " "))
	return Move{}, e.With("state", state)
}

// Parted refuses a step by a person who took another step that must be somebody else's; FORBIDDEN, same_person.
// The log is read from its end, and only the last person of each verb counts: a draft returned begins anew.
func (t Table) Parted(log []Act, verb string, person ident.Person) error {
	for _, group := range t.Apart {
		if !slices.Contains(group, verb) {
			continue
		}
		for _, other := range group {
			if other != verb && !person.IsZero() && last(log, other) == person {
				return fault.New(fault.Forbidden, "same_person", "Whoever took the step %q of this %s cannot also %s it.",
					strings.ReplaceAll(other, "_", " "), t.What, strings.ReplaceAll(verb, "_", " ")).With("step", other)
			}
		}
	}
	return nil
}

func last(log []Act, verb string) ident.Person {
	for i := len(log) - 1; i >= 0; i-- {
		if log[i].Verb == verb {
			return log[i].Person
		}
	}
	return ident.Person{}
}

// Sound are the mistakes of a table: a state that is never reached, a dead end that is not declared,
// an end that is left, a step that is there twice, a parted verb nobody takes.
func (t Table) Sound() []string {
	var wrong []string
	seen, reached := map[string]bool{}, map[string]bool{t.First(): true}
	for range t.Moves {
		for _, m := range t.Moves {
			if reached[m.From] {
				reached[m.To] = true
			}
		}
	}
	for _, m := range t.Moves {
		if key := m.From + " " + m.Verb; seen[key] {
			wrong = append(wrong, fmt.Sprintf("%s: %q twice from %q", t.What, m.Verb, m.From))
		} else {
			seen[key] = true
		}
	}
	for _, s := range t.States() {
		end := slices.Contains(t.Ends, s)
		switch {
		case !reached[s]:
			wrong = append(wrong, fmt.Sprintf("%s: %q is never reached", t.What, s))
		case end && len(t.Open(s)) > 0:
			wrong = append(wrong, fmt.Sprintf("%s: %q is an end and is left", t.What, s))
		case !end && len(t.Open(s)) == 0:
			wrong = append(wrong, fmt.Sprintf("%s: %q is left by nothing", t.What, s))
		}
	}
	for _, s := range t.Ends {
		if !slices.Contains(t.States(), s) {
			wrong = append(wrong, fmt.Sprintf("%s: %q ends what never is", t.What, s))
		}
	}
	for _, verb := range slices.Concat(t.Apart...) {
		if !slices.ContainsFunc(t.Moves, func(m Move) bool { return m.Verb == verb }) {
			wrong = append(wrong, fmt.Sprintf("%s: nobody takes %q", t.What, verb))
		}
	}
	return wrong
}

// String prints the table for people: a line a step, then what ends it and whose steps are parted.
func (t Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", t.What)
	for _, m := range t.Moves {
		from, by := m.From, "the house"
		if from == "" {
			from = "-"
		}
		if len(m.By) > 0 {
			roles := make([]string, len(m.By))
			for i, r := range m.By {
				roles[i] = string(r)
			}
			by = strings.Join(roles, ", ")
		}
		line := fmt.Sprintf("%-18s %-20s %-20s %s", from, m.Verb, m.To, by)
		if m.Needs != "" {
			line += "; needs " + m.Needs
		}
		if m.Reason {
			line += "; with a reason"
		}
		b.WriteString(line + "\n")
	}
	fmt.Fprintf(&b, "ends: %s\n", strings.Join(t.Ends, ", "))
	for _, g := range t.Apart {
		fmt.Fprintf(&b, "different people: %s\n", strings.Join(g, ", "))
	}
	return b.String()
}
