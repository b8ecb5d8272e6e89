package meeting

// Draw is draw, for tests that draw again.
var Draw = draw

// Decide is decide, for tests of the rule alone.
func (t *Tally) Decide(percent int) *Tally { return t.decide(percent) }
