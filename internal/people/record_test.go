package people_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func TestOneOrganizationRunsSeveralSites(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, adding := s.person(t, "ann")
	kenya, err := s.people.AddOrganization(adding, people.OrganizationInput{
		Name: "National Museums of Kenya", Country: "KE", City: "Nairobi", Languages: []string{"SW", "en", "sw"}, FoundedYear: ptr(1910), StaffSize: ptr(1000),
	})
	if err != nil || len(kenya.Languages) != 2 || kenya.Languages[0] != "sw" {
		t.Fatalf("%+v, %v", kenya, err)
	}
	own := s.as(ann, kenya, auth.PartnerCoordinator)
	nairobi, err := s.people.KeepSite(own, people.SiteInput{Organization: kenya.ID, Name: "Nairobi National Museum", Country: "KE", City: "Nairobi", Main: true, OpenedOn: calendar.On(1930, 9, 22)})
	if err != nil {
		t.Fatal(err)
	}
	mombasa, err := s.people.KeepSite(own, people.SiteInput{Organization: kenya.ID, Name: "Fort Jesus Museum", Country: "KE", City: "Mombasa", Main: true})
	if err != nil {
		t.Fatal(err)
	}
	sites, err := s.people.Sites(s.ctx, kenya.ID)
	if err != nil || len(sites) != 2 || sites[0].ID != mombasa.ID || sites[1].Main {
		t.Fatalf("%+v, %v", sites, err)
	}
	for want, in := range map[string]people.SiteInput{
		"bad_country":   {Organization: kenya.ID, Name: "X", City: "Y", Country: "XX"},
		"required":      {Organization: kenya.ID, Country: "KE"},
		"state_abroad":  {Organization: kenya.ID, Name: "X", City: "Y", Country: "KE", State: "NY"},
		"bad_place":     {Organization: kenya.ID, Name: "X", City: "Y", Country: "KE", Lat: ptr(91.0), Lon: ptr(0.0)},
		"in_the_future": {Organization: kenya.ID, Name: "X", City: "Y", Country: "KE", OpenedOn: calendar.On(2100, 1, 1)},
		"not_found":     {Organization: kenya.ID, Site: ptr(ident.NewSite()), Name: "X", City: "Y", Country: "KE"},
	} {
		if _, err := s.people.KeepSite(own, in); !fault.HasCode(err, want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	_, stranger := s.person(t, "bob")
	if err := s.people.RemoveSite(stranger, nairobi.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger removed a site: %v", err)
	}
	if err := s.people.RemoveSite(own, nairobi.ID); err != nil {
		t.Fatal(err)
	}
	if sites, err := s.people.Sites(s.ctx, kenya.ID); err != nil || len(sites) != 1 {
		t.Errorf("%v, %v", sites, err)
	}
	for tag, want := range map[string]int{"sw": 1, "fr": 0} {
		p, err := s.people.Organizations(s.ctx, people.Filter{Language: tag}, page.First(5))
		n, e := p.TotalCount(s.ctx)
		if err != nil || e != nil || len(p.Nodes) != want || n != want {
			t.Errorf("%s: %d, %v, %v", tag, n, err, e)
		}
	}
}

func TestSignalsOfStandingAreKeptWithTheirDates(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, adding := s.person(t, "ann")
	o, err := s.people.AddOrganization(adding, museum("Museum"))
	if err != nil {
		t.Fatal(err)
	}
	own := s.as(ann, o, auth.Coordinator)
	x, err := s.people.AddStandingSignal(own, people.StandingInput{Organization: o.ID, Kind: people.AccreditedUntil, Since: calendar.On(2020, 1, 1), Until: calendar.On(2029, 12, 31)})
	if err != nil || !x.Current(calendar.On(2027, 1, 1)) || x.Current(calendar.On(2030, 1, 1)) || x.Current(calendar.On(2019, 12, 31)) {
		t.Fatalf("%+v, %v", x, err)
	}
	for want, in := range map[string]people.StandingInput{
		"bad_signal":    {Organization: o.ID, Kind: "best", Since: calendar.On(2020, 1, 1)},
		"required":      {Organization: o.ID, Kind: people.PledgeSigned},
		"in_the_future": {Organization: o.ID, Kind: people.PledgeSigned, Since: calendar.On(2028, 1, 1)},
		"before_since":  {Organization: o.ID, Kind: people.PledgeSigned, Since: calendar.On(2020, 1, 1), Until: calendar.On(2019, 1, 1)},
	} {
		if _, err := s.people.AddStandingSignal(own, in); !fault.HasCode(err, want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := s.people.RemoveStandingSignal(own, x.ID); err != nil {
		t.Fatal(err)
	}
	if all, err := s.people.StandingSignals(s.ctx, o.ID); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestOnlyOfficersCheckAndSeeExclusions(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, adding := s.person(t, "ann")
	o, err := s.people.AddOrganization(adding, museum("Museum"))
	if err != nil {
		t.Fatal(err)
	}
	_, officer := s.person(t, "eve", auth.Grant{Role: auth.Officer})
	today := calendar.On(2027, 2, 10)
	if _, err := s.people.RecordExclusionCheck(officer, people.ExclusionInput{Organization: o.ID, CheckedOn: today, Result: people.Excluded}); !fault.HasCode(err, "required") {
		t.Errorf("an exclusion without a note: %v", err)
	}
	if _, err := s.people.RecordExclusionCheck(officer, people.ExclusionInput{Organization: o.ID, CheckedOn: today.AddDays(1), Result: people.Clear}); !fault.HasCode(err, "in_the_future") {
		t.Errorf("a check of tomorrow: %v", err)
	}
	for _, r := range []people.ExclusionResult{people.PossibleMatch, people.Clear} {
		if _, err := s.people.RecordExclusionCheck(officer, people.ExclusionInput{Organization: o.ID, CheckedOn: today, Result: r, Note: "Another of this name in Ohio."}); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := s.people.ExclusionChecks(officer, o.ID); err != nil || len(all) != 2 || all[0].Result != people.Clear {
		t.Errorf("%v, %v", all, err)
	}
	own := s.as(ann, o, auth.Coordinator)
	if _, err := s.people.ExclusionChecks(own, o.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the museum read the office's checks: %v", err)
	}
	if _, err := s.people.RecordExclusionCheck(own, people.ExclusionInput{Organization: o.ID, CheckedOn: today, Result: people.Clear}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the museum cleared itself: %v", err)
	}
	if _, err := s.people.RecordExclusionCheck(officer, people.ExclusionInput{Organization: ident.NewOrganization(), CheckedOn: today, Result: people.Clear}); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody was cleared: %v", err)
	}
}
