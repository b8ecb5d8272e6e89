package fundline

import "cmp"

// Standing is where a proposal ends up on a walked line.
type Standing string

// The standings.
const (
	Funded    Standing = "funded"
	Alternate Standing = "alternate"
	Below     Standing = "below"
)

// Step is what the walk says of one proposal, and why.
type Step struct {
	Award
	Place    int
	Standing Standing
	Why      Reason
}

// Walk goes down the ranking and funds while committed + amount <= available (domain 8.3).
// The first that does not fit ends the line: nobody is skipped; constraints and limits play no part.
func Walk(in Input) ([]Step, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	committed, open, reserve := int64(0), true, in.Alternates
	steps := make([]Step, 0, len(in.Proposals))
	for _, p := range in.ranked() {
		s := Step{Award: Award{ID: p.ID}, Place: p.Place}
		left := Figure{"left", in.Available - committed}
		asked := Figure{"requested", p.Requested}
		switch {
		case open && p.Requested <= left.Value:
			committed += p.Requested
			s.Standing, s.Amount = Funded, p.Requested
			s.Why = Reason{Code: "fits", Figures: []Figure{asked, {"committed", committed}, {"available", in.Available}}}
		case open:
			open = false
			s.Standing = Alternate
			s.Why = Reason{Code: "does_not_fit", Figures: []Figure{asked, left}}
		default:
			s.Standing = Alternate
			s.Why = Reason{Code: "below_line", Figures: []Figure{asked, left}}
		}
		if s.Standing == Alternate {
			if reserve <= 0 {
				s.Standing = Below
			}
			reserve--
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// Break is an available amount at which the walked line funds one more than just below it.
type Break struct {
	Available int64
	Enters    string
	Place     int
}

// Breaks lists every amount in (from, to] at which the walked line changes, smallest first.
func Breaks(in Input, from, to int64) ([]Break, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var out []Break
	sum := int64(0)
	for _, p := range in.ranked() {
		if sum += p.Requested; sum > from && sum <= to {
			out = append(out, Break{Available: sum, Enters: p.ID, Place: p.Place})
		}
	}
	return out, nil
}

// committed is what awards sum to.
func committed(awards []Award) int64 {
	sum := int64(0)
	for _, a := range awards {
		sum += a.Amount
	}
	return sum
}

// compareSets says who enters and who leaves from one selection to another, each in rank order.
func compareSets(ranked []Proposal, before, after []Award) (enter, leave []string) {
	was, is := amountsOf(before), amountsOf(after)
	for i := range ranked {
		id := ranked[i].ID
		switch cmp.Compare(min(is[id], 1), min(was[id], 1)) {
		case 1:
			enter = append(enter, id)
		case -1:
			leave = append(leave, id)
		}
	}
	return enter, leave
}

func amountsOf(awards []Award) map[string]int64 {
	m := make(map[string]int64, len(awards))
	for _, a := range awards {
		m[a.ID] = a.Amount
	}
	return m
}
