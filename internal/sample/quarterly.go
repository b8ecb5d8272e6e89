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
		report.Narrative:   "In the other projects the museums chose their groups and planned the journeys of the spring.",
		report.Problems:    "One museum moved house and was given twelve more days for its report. No approval is asked for.",
		report.NextQuarter: "The other museums sign their agreements.",
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

// writes adds to what the sections were filled with from the museums' reports.
func (t *telling) writes(r *report.Report, texts map[report.SectionKey]string) error {
	filled, err := t.o.Report.Sections(t.as("officer"), r.ID)
	if err != nil {
		return err
	}
	for _, key := range report.SectionsOf(r.Kind) {
		text, version := texts[key], 0
		if text == "" {
			continue
		}
		for _, x := range filled {
			if x.Key == key {
				text, version = x.Text+"\n\n"+text, x.Version
			}
		}
		if _, err := t.o.Report.WriteSection(t.as("officer"), report.WriteSectionInput{Report: r.ID, Key: key, Text: text, ExpectedVersion: &version}); err != nil {
			return err
		}
	}
	return nil
}
