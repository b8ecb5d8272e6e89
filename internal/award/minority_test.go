package award_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestAMemberFilesAMinorityReportWithinTheDaysOfTheRule(t *testing.T) {
	t.Parallel()
	w, _ := asked(t)
	panel := is[ident.Panel]("panel")
	w.sql(fmt.Sprintf("UPDATE panels SET locked_at = '%s'", w.Clock.Now().Format(time.RFC3339)))
	in := award.FileMinorityReportInput{Panel: panel, Text: "The second place was read in haste."}
	_, err := w.s.FileMinorityReport(w.officer(), in)
	refused(t, err, fault.NotFound, "not_found")
	_, err = w.s.FileMinorityReport(w.as("reviewer1"), award.FileMinorityReportInput{Panel: panel, Text: " "})
	refused(t, err, fault.Invalid, "required")
	must[*award.MinorityReport](t)(w.s.FileMinorityReport(w.as("reviewer1"), in))
	mine := must[*award.MinorityDesk](t)(w.s.MyMinorityReports(w.as("reviewer1"), panel))
	if len(mine.Reports) != 1 || !mine.Open || mine.Until == nil {
		t.Errorf("the member's desk is %+v", mine)
	}
	if others := must[*award.MinorityDesk](t)(w.s.MyMinorityReports(w.as("reviewer2"), panel)); len(others.Reports) != 0 {
		t.Error("a member reads another's report")
	}
	if got := must[[]*award.MinorityReport](t)(w.s.MinorityReports(w.director(), w.cycle)); len(got) != 1 || got[0].Author != is[ident.Person]("reviewer1") {
		t.Errorf("the director reads %+v", got)
	}
	if got := must[[]*award.MinorityReport](t)(w.s.MinorityReports(w.funder(), w.cycle)); len(got) != 1 || !got[0].Author.IsZero() || got[0].Text != in.Text {
		t.Errorf("the funder reads %+v", got)
	}
	_, err = w.s.MinorityReports(w.museum(1), w.cycle)
	refused(t, err, fault.NotFound, "not_found")
	w.sql(fmt.Sprintf(`INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) VALUES (gen_random_uuid(), '%s', '%s', 'other', 'declared', now())`,
		is[ident.Person]("director").UUID(), is[ident.Application]("app2").UUID()))
	if got := must[[]*award.MinorityReport](t)(w.s.MinorityReports(w.director(), w.cycle)); len(got) != 0 {
		t.Error("who is bound to a proposal reads what may speak of it")
	}
	w.Clock.Set(mine.Until.Add(time.Second))
	_, err = w.s.FileMinorityReport(w.as("reviewer2"), in)
	refused(t, err, fault.DeadlinePassed, "minority_closed")
	_, err = w.DB.Pool.Exec(w.ctx, "INSERT INTO minority_reports VALUES (gen_random_uuid(), $1, $2, $3, 'x', $4)", w.cycle, panel, is[ident.Person]("reviewer2"), w.Clock.Now())
	if err == nil || !strings.Contains(err.Error(), "some days after the lock") {
		t.Errorf("the database answered with %v", err)
	}
	_, err = w.DB.Pool.Exec(w.ctx, "INSERT INTO minority_reports VALUES (gen_random_uuid(), $1, $2, $3, 'x', $4)", w.cycle, panel, is[ident.Person]("officer"), mine.Until.Add(-time.Hour))
	if err == nil || !strings.Contains(err.Error(), "a member of the panel") {
		t.Errorf("the database answered with %v", err)
	}
}
