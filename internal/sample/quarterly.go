package sample

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// quarters tells what the funder reads of the cycle's awards: the federal quarter that ended last was reported and sent,
// and the one that runs is being written. A cycle whose work had not begun by then has only the second.
func (t *telling) quarters(c *program.Detail) error {
	t.ago(0, 8)
	today := calendar.Of(t.clock.Now(), time.UTC)
	running := today.QuarterEnd()
	last := calendar.On(running.Year(), running.Month()-2, 1).AddDays(-1)
	if !last.Before(c.ProjectStartsOn) {
		if err := t.sent(c, last); err != nil {
			return err
		}
	}
	if running.Before(c.ProjectStartsOn) {
		return nil
	}
	r, err := t.o.Report.Assemble(t.as("officer"), report.AssembleInput{Cycle: c.ID, Kind: report.Quarterly, Through: running})
	if err != nil {
		return err
	}
	t.pass(20)
	return t.writes(r, map[report.SectionKey]string{report.Summary: "Five museums and their partners are at work; the first journeys of students are planned for the spring."})
}

// sent reports one quarter: the officer writes, the grants manager freezes, the director approves, and the funder has it.
func (t *telling) sent(c *program.Detail, through calendar.Date) error {
	r, err := t.o.Report.Assemble(t.as("officer"), report.AssembleInput{Cycle: c.ID, Kind: report.Quarterly, Through: through})
	if err != nil {
		return err
	}
	t.pass(15)
	if err := t.writes(r, map[report.SectionKey]string{
		report.Summary:     "The projects of the cycle began. **Agreements** were signed by every museum, the first advances were paid, and the first groups met.",
		report.Narrative:   "In Dearborn and Nairobi young people began to record what their families remember of the river.\n\nIn the other projects the museums chose their groups and planned the journeys of the spring.",
		report.Problems:    "One museum moved house and was given twelve more days for its report. No approval is asked for.",
		report.NextQuarter: "The first journeys, and a day on which both groups cook together over a video call.",
	}); err != nil {
		return err
	}
	t.pass(30)
	if _, err := t.o.Report.Freeze(t.as("grants"), report.FreezeInput{Report: r.ID}); err != nil {
		return err
	}
	t.pass(25)
	if _, err := t.o.Report.Review(t.as("director"), report.ReviewReportInput{Report: r.ID}); err != nil {
		return err
	}
	t.pass(10)
	_, err = t.o.Report.Send(t.as("grants"), report.SendReportInput{Report: r.ID})
	return err
}

func (t *telling) writes(r *report.Report, texts map[report.SectionKey]string) error {
	for _, key := range report.SectionsOf(r.Kind) {
		if texts[key] == "" {
			continue
		}
		nobody := 0
		if _, err := t.o.Report.WriteSection(t.as("officer"), report.WriteSectionInput{Report: r.ID, Key: key, Text: texts[key], ExpectedVersion: &nobody}); err != nil {
			return err
		}
	}
	return nil
}
