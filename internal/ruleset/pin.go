package ruleset

import (
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Terms are what a funder award says of the rules it is under.
type Terms struct {
	SignedOn calendar.Date
	Named    string  // the set its terms name; empty is the one in force on the day it was signed
	Moved    []Moved // amendments by which the funder moved the award to other rules, in any order
}

// Moved is one amendment by which a funder award came under other rules.
type Moved struct {
	On        calendar.Date // from this day on
	To        string        // key of the set
	Amendment string        // its number, for people
}

// Governing are the rules a funder award is under on a day: those its terms name, until an amendment
// of that day or earlier moved it. Neither the law's own date nor today moves an award.
func (c *Catalog) Governing(t Terms, on calendar.Date) (*Set, error) {
	key, since := t.Named, calendar.Date{}
	for _, m := range t.Moved {
		if !m.On.After(on) && !m.On.Before(since) {
			key, since = m.To, m.On
		}
	}
	if key == "" {
		if s, ok := c.On(t.SignedOn); ok {
			return s, nil
		}
		return nil, fault.New(fault.Conflict, "rules_unnamed", "The funder award was signed on %s, before any rules known here, and its terms name none.", t.SignedOn).With("signedOn", t.SignedOn.String())
	}
	s, ok := c.Named(key)
	if !ok {
		return nil, fault.BadField("ruleSet", "unknown_rule_set", "There is no such rule set.")
	}
	return s, nil
}

// Pin are the rules a subaward made that day is under for its life: those of the funder award then.
func (c *Catalog) Pin(t Terms, madeOn calendar.Date) (*Set, error) { return c.Governing(t, madeOn) }

// Repin moves a subaward to other rules by an amendment of its own. Only the rules the funder award is
// under on that day may be taken: newer ones are refused as long as the funder has not moved the award
// (89 FR 30136; a pass-through entity may not apply the revision by itself), and so are older ones.
func (c *Catalog) Repin(t Terms, pinned, to string, on calendar.Date) (*Set, error) {
	target, ok := c.Named(to)
	if !ok {
		return nil, fault.BadField("ruleSet", "unknown_rule_set", "There is no such rule set.")
	}
	governing, err := c.Governing(t, on)
	if err != nil {
		return nil, err
	}
	if target.Key != governing.Key && target.Key != pinned {
		return nil, fault.New(fault.Conflict, "rules_not_moved", "The funder award is under %q on %s; a subaward under it cannot be moved to %q.", governing.Title, on, target.Title).
			With("governing", governing.Key).With("asked", target.Key)
	}
	return target, nil
}
