package office_test

import (
	"maps"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/statement"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

// laterReads are the reads around a proposal: whose museum it is, how the partners met, and what was said before and beside it.
func laterReads() []read {
	all, museums, cycles := page.First(100), each("organizations ORDER BY id DESC LIMIT 8"), each("cycles WHERE year >= 2026")
	forms := text(`SELECT DISTINCT key FROM forms ORDER BY 1`)
	return append([]read{
		{"Travel.Outline", each("awards")},
		{"Travel.Trips", and(with(travel.Filter{}, travel.Filter{State: travel.Cleared}), all)},
		{"Travel.Trip", each("trips")},
		{"Travel.Visas", and(with(travel.VisaFilter{}, travel.VisaFilter{All: true}), all)},
		{"Travel.Looks", and(each("travelers"), all)},
		{"Travel.Journeys", and(batch("awards"), calendar.On(2020, 1, 1), calendar.On(2030, 1, 1))},
		{"People.ClaimQueue", once},
		{"People.ClaimsOf", museums},
		{"People.ExclusionChecks", museums},
		{"People.Languages", once},
		{"People.MergeByID", each("merges")},
		{"People.Merges", once},
		{"People.MyClaims", once},
		{"People.PossibleDuplicates", with(all)},
		{"People.Sites", museums},
		{"People.SitesByID", batch("sites")},
		{"People.StandingSignals", museums},
		{"Notice.Choices", once},
		{"Notice.MyDates", once},
		{"Notice.MyCalendarLink", once},
		{"Notice.Unread", once},
		{"Program.Checks", cycles},
		{"Program.FormChoices", once},
		{"Program.NextCycle", cycles},
		{"Program.ProfileCycle", cycles},
		{"Program.Staff", each("programs")},
		{"Form.DraftsTouched", each("forms")},
		{"Form.Pins", forms},
		{"Form.Uses", forms},
		{"Form.Versions", forms},
		{"Profile.Missing", each("profiles" + lately)},
		{"Profile.Profile", each("profiles" + lately)},
		{"Profile.Profiles", and(with(profile.ListInput{}, profile.ListInput{Seeking: true}), all)},
		{"Profile.ProfilesByID", batch("profiles")},
		{"Matching.Alone", and(cycles, all)},
		{"Matching.Introduction", each("introductions")},
		{"Matching.Introductions", and(with(matching.ListInput{}, matching.ListInput{Reported: true}), all)},
		{"Matching.Silences", once},
		{"Matching.Suggestions", and(each("profiles"+lately), all)},
		{"Budget.Sheet", each("applications" + lately)},
		{"Statement.Missing", each("statements" + lately)},
		{"Statement.Statement", each("statements" + lately)},
		{"Statement.StatementOf", each("partnerships" + lately)},
		{"Statement.Statements", and(with(statement.ListInput{}, statement.ListInput{Waiting: true}), all)},
		{"Statement.StatementsByID", batch("statements")},
		{"Application.Booklet", and(each("applications"+lately), "en")},
		{"Application.Signable", each("applications" + lately)},
		{"Review.MyAffiliations", once},
		{"Review.ConflictGraph", each("panels")},
		{"Review.Candidate", candidates},
		{"Review.MyRecord", once},
		{"Review.RecordOf", each("people ORDER BY id LIMIT 8")},
		{"Meeting.Minutes", each("panels")},
		{"Meeting.Room", each("panels")},
		{"Filing.Filing", each("filings ORDER BY id LIMIT 12")},
		{"Filing.Filings", and(with(filing.Filter{}, filing.Filter{Overdue: true}, filing.Filter{Waiting: true}), all)},
		{"Filing.Handed", and(each("filings ORDER BY id LIMIT 12"), 1)},
		{"Filing.Anomalies", each("filings ORDER BY id LIMIT 12")},
		{"Filing.Schedule", each("awards ORDER BY id DESC LIMIT 12")},
		{"Filing.PreviewPeriod", and(each("awards ORDER BY id DESC LIMIT 12"), calendar.On(2026, 8, 1), calendar.On(2027, 12, 31))},
		{"Filing.Rules", each("cycles WHERE year >= 2026")},
	}, peopleReads()...)
}

// laterNotReads are the exceptions among what came with them, and why.
func laterNotReads() map[string]string {
	out := map[string]string{
		"Review.MeetingOpens": "writes, as part of opening a meeting", "Review.ParentChanged": "writes, as part of what changes a parent", "Blind.ReadFiles": "writes, as part of looking for conflicts", "Review.PeopleChanged": "writes, as part of what changes a role", "Review.OrganizationsMerged": "writes, as part of a merge",
		"Filing.Missing": "of what was read already", "Filing.Plan": "writes, as part of what makes an award official", "Filing.Replan": "writes, as part of what changes an award's period",
		"Filing.Overdue": "asked of an award that was read already", "Filing.TendDue": "writes, the system only", "Filing.Subject": "as Response.Subject",
		"Travel.Traveler": "as Travel.Trip", "Travel.Evidence": "bytes of what Travel.Trip lists", "Travel.EraseTravelers": "writes, the system only", "Travel.Rekey": "writes, the system only", "Travel.Unopened": "of what was read already",
		"Meeting.Beat": "writes", "Meeting.See": "of what has been read already",
		"People.ClaimByLink": "asked by whoever holds a claim's link: the link is the leave", "People.ProveClaim": "writes, by whoever holds a claim's link",
		"People.ExpireOldClaims": "writes, the system only", "People.FindAllDuplicates": "writes, the system only",
		"People.MergePreview": "of two museums, for who merges them; what it did is People.MergeByID",
		"People.RemoveSite":   "writes", "People.RemoveStandingSignal": "writes", "Account.Welcome": "writes",
		"Notice.Calendar": "asked by whoever holds a feed's link: the dates are those of Notice.MyDates", "Notice.Gather": "writes, the system only",
		"Notice.Leave": "writes, by whoever holds a message's link", "Notice.Leaving": "shows what the link brings",
		"Notice.RenewCalendarLink": "makes a secret", "Notice.RevokeCalendarLink": "writes",
		"Program.OpenPhase": "writes, the system only", "Profile.ArchiveEnded": "writes, the system only", "Matching.ExpireOld": "writes, the system only",
	}
	maps.Copy(out, map[string]string{
		"Form.Vanished": "of what was read already", "Profile.ProfileOf": "one row of Profile.Profiles, by its museum",
		"Profile.Subject": "as Response.Subject", "Statement.Subject": "as Response.Subject",
		"Statement.ShownTo": "of what Partnership.Asked answered: its link is the leave",
	})
	maps.Copy(out, peopleNotReads())
	return out
}

// ofPublic are the reads that may tell somebody without a role more of a known id than of none: the id itself is public,
// or the answer is one's own. What they hide they hide by what they answer, which the two worlds compare.
func ofPublic(name string) bool {
	return slices.Contains([]string{
		"Program.Checks", "Program.NextCycle", "Program.ProfileCycle", "Form.DraftsTouched", // of cycles and forms, which everyone reads
		"Profile.Profile", "Profile.Profiles", "Profile.ProfilesByID", "People.Languages", "People.SitesByID", "People.Family", // listed profiles, what museums speak and where they are
		"Notice.Choices", "Notice.Unread", "Review.MyRecord", // one's own
		"Review.MyReviewerProfile", "Review.MyPanelInvitations", "Review.MyUnsigned", "Review.MyHonoraria", "Review.ReviewerThemes", // one's own, and what calls were about
	}, name)
}
