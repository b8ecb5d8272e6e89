package program

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
)

// Life is the states of one kind of thing in a cycle, and the steps between them, for the checks before publishing.
type Life struct {
	Name  string // cycle, application, panel
	Start string
	Ends  []string
	Steps []LifeStep
}

// LifeStep is one step; neither a permission nor a role is a step the clock or the product takes.
type LifeStep struct {
	From, To, Verb string
	By             auth.Permission
	Role           auth.Role
}

// CycleLife is the life of a cycle itself.
func CycleLife() Life {
	l := Life{Name: "cycle", Start: string(Draft), Ends: []string{string(Closed)}}
	for _, m := range Moves() {
		l.Steps = append(l.Steps, LifeStep{From: string(m.From), To: string(m.To), Verb: string(m.Verb), By: m.By})
	}
	return l
}

// comesWithTheWork are the roles that museums, panels and applicants bring; nobody is appointed to them before a call.
func comesWithTheWork(r auth.Role) bool {
	return slices.Contains([]auth.Role{
		auth.Coordinator, auth.Official, auth.PartnerCoordinator, auth.FiscalAgent, auth.EmbassyOfficer, auth.Reviewer, auth.Chair, auth.Fellow, auth.Referee,
	}, r)
}

// owned tells whether somebody can take a step, given how many people hold each role of the program.
func (s LifeStep) owned(staff map[auth.Role]int) bool {
	held := func(r auth.Role) bool { return comesWithTheWork(r) || staff[r] > 0 }
	switch {
	case s.By != "":
		rule, known := auth.Policy[s.By]
		return known && (rule.Own || slices.ContainsFunc(rule.Roles, held))
	case s.Role != "":
		return held(s.Role)
	}
	return true
}

// Unowned are the states that are left only by steps nobody can take, with the roles that could.
func (l Life) Unowned(staff map[auth.Role]int) []Unowned {
	var out []Unowned
	for _, state := range l.states() {
		steps := l.from(state)
		if len(steps) == 0 || slices.ContainsFunc(steps, func(s LifeStep) bool { return s.owned(staff) }) {
			continue
		}
		u := Unowned{Life: l.Name, State: state}
		for _, s := range steps {
			for _, r := range s.roles() {
				if !slices.Contains(u.Roles, r) {
					u.Roles = append(u.Roles, r)
				}
			}
		}
		out = append(out, u)
	}
	return out
}

// Unowned is a state of a life that nobody can lead on, and who would have to be appointed.
type Unowned struct {
	Life, State string
	Roles       []auth.Role
}

// String is the life, the state and the roles, as in cycle.draft:program_director.
func (u Unowned) String() string {
	text := u.Life + "." + u.State
	for i, r := range u.Roles {
		if i == 0 {
			text += ":" + string(r)
			continue
		}
		text += "," + string(r)
	}
	return text
}

func (s LifeStep) roles() []auth.Role {
	if s.By != "" {
		return auth.Policy[s.By].Roles
	}
	return []auth.Role{s.Role}
}

// DeadEnds are the states that can be reached by steps somebody can take, but from which no such steps lead to an end.
// Where some of them wait for a step that nobody can take, only these are named, with who could.
func (l Life) DeadEnds(staff map[auth.Role]int) []Unowned {
	var all, waiting []Unowned
	for _, state := range l.reach(l.Start, staff) {
		if slices.ContainsFunc(l.reach(state, staff), func(s string) bool { return slices.Contains(l.Ends, s) }) {
			continue
		}
		u := Unowned{Life: l.Name, State: state}
		all = append(all, u)
		for _, s := range l.from(state) {
			if !s.owned(staff) {
				u.Roles = append(u.Roles, s.roles()...)
			}
		}
		if len(u.Roles) > 0 {
			slices.Sort(u.Roles)
			u.Roles = slices.Compact(u.Roles)
			waiting = append(waiting, u)
		}
	}
	if len(waiting) > 0 {
		return waiting
	}
	return all
}

// reach is where one can get to from a state, itself included, in the order of the life.
func (l Life) reach(from string, staff map[auth.Role]int) []string {
	out := []string{from}
	for i := 0; i < len(out); i++ {
		for _, s := range l.from(out[i]) {
			if s.owned(staff) && !slices.Contains(out, s.To) {
				out = append(out, s.To)
			}
		}
	}
	return out
}

func (l Life) from(state string) []LifeStep {
	var out []LifeStep
	for _, s := range l.Steps {
		if s.From == state && s.To != state {
			out = append(out, s)
		}
	}
	return out
}

func (l Life) states() []string {
	out := []string{l.Start}
	for _, s := range l.Steps {
		for _, x := range []string{s.From, s.To} {
			if !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
	}
	return out
}
