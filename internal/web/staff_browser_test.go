package web

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// TestPagesOfTheOfficeInABrowser opens the pages of reviewers, chairs, the office, funders and administrators
// in Chromium, with a proposal open for scoring and a slate being drafted.
func TestPagesOfTheOfficeInABrowser(t *testing.T) {
	t.Parallel()
	ctx := browsertest.Start(t)
	h := newHouse(t)
	c := h.live()
	reviewer, officer := h.as("reviewer"), h.as("officer")
	reading := reviewer.waiting()[0].ID
	reviewer.does("/reviews/conflicts", "kind."+reading.String(), "none")
	panel := h.reads(c.ID)
	chairs, desk := "/reviews/panels/"+panel.ID.String(), "/office/panels/"+panel.ID.String()
	awarded := officer.opens("/awards").link(t, "/awards/awd_")
	report := h.as("funder").opens("/reports").link(t, "/reports/rpt_")
	draft := h.quarterly(t, "assembling")
	open := map[string][]string{
		"reviewer": {"/reviews", "/reviews/conflicts", reviewURL(reading)},
		"chair":    {chairs, h.as("chair").opens(chairs).link(t, chairs+"/applications/")},
		"officer": {
			"/office", cycleURL(c.ID), "/office/applications", officer.opens(listURL(c.ID, "submitted")).link(t, "/office/applications/app_"), desk,
			desk + "/ranking", cycleURL(c.ID) + "/slate", cycleURL(c.ID) + "/letters", "/awards", awarded, officer.opens(awarded).link(t, "/letters/"), draft, draft + "/changes",
		},
		"funder":  {"/reports", report, h.as("funder").opens(report).link(t, report+"/figures/")},
		"admin":   {"/admin?q=a"},
		"auditor": {"/admin/audit?subject=" + c.ID.String()},
	}
	for role, pages := range open {
		s := h.serve(t, role)
		for _, page := range pages {
			lookAt(t, ctx, s.URL, page)
		}
	}
	h.ranks(panel)
	officer.does(cycleURL(c.ID)+"/slate", "alternates", "1")
	s := h.serve(t, "officer")
	for _, page := range []string{desk, cycleURL(c.ID) + "/slate", officer.opens(desk).link(t, "/office/rankings/")} {
		lookAt(t, ctx, s.URL, page)
	}
}
