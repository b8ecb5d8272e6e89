package sample

import (
	"github.com/vitrine-grants/vitrine/internal/program"
)

// begun lets the calendar begin the awards of a cycle on their first day, as far as it is over.
func (t *telling) begun(c *program.Detail) error {
	if !t.over(c.ProjectStartsOn) {
		return nil
	}
	t.morning(c.ProjectStartsOn)
	_, err := t.o.Closeout.TendDue(t.ctx)
	return err
}
