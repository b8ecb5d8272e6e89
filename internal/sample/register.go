package sample

import (
	"errors"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// register is the register of museums in the middle of being kept: sites, standing, a check of exclusions, a claim that
// waits for the office, and one museum that stands there twice.
func (t *telling) register() error {
	t.ago(20, 11)
	kenya := t.museums["National Museums of Kenya"]
	return errors.Join(
		t.site(kenya, "Nairobi National Museum", "Nairobi", true, 1930), t.site(kenya, "Fort Jesus Museum", "Mombasa", false, 1962),
		t.describe(kenya, 1910, 1000, "sw", "en"), t.describe(t.museums["Minneapolis Institute of Arts"], 1883, 250, "en", "es", "so"),
		t.signals(t.museums["Minneapolis Institute of Arts"]), t.twice("Queens Museum", "Queens Museum of Art"), t.claimed(),
	)
}

func (t *telling) site(o *people.Organization, name, city string, main bool, opened int) error {
	_, err := t.o.People.KeepSite(t.ctx, people.SiteInput{
		Organization: o.ID, Name: name, NameLang: "en", Country: o.Country, City: city, Main: main, OpenedOn: calendar.On(opened, time.January, 1),
	})
	if err != nil {
		return fmt.Errorf("add site %s: %w", name, err)
	}
	return nil
}

func (t *telling) describe(o *people.Organization, founded, staff int, languages ...string) error {
	o.FoundedYear, o.StaffSize, o.Languages = &founded, &staff, languages
	if err := t.o.People.Store.KeepOrganization(t.ctx, o, o.Version); err != nil {
		return fmt.Errorf("describe %s: %w", o.Name, err)
	}
	return nil
}

func (t *telling) signals(o *people.Organization) error {
	for _, x := range []people.StandingInput{
		{Kind: people.MembershipTier, Detail: "Tier 3", Since: calendar.On(2013, time.January, 1)},
		{Kind: people.PledgeSigned, Since: calendar.On(2012, time.October, 1)},
		{Kind: people.AccreditedUntil, Since: calendar.On(2018, time.March, 1), Until: calendar.On(2028, time.February, 29)},
	} {
		x.Organization = o.ID
		if _, err := t.o.People.AddStandingSignal(t.ctx, x); err != nil {
			return fmt.Errorf("add signal of %s: %w", o.Name, err)
		}
	}
	_, err := t.o.People.RecordExclusionCheck(t.as("officer"), people.ExclusionInput{
		Organization: o.ID, CheckedOn: calendar.Of(t.clock.Now(), time.UTC), Result: people.Clear,
	})
	return err
}

// twice puts a museum into the register a second time, as a list from elsewhere would, and looks for duplicates.
func (t *telling) twice(name, again string) error {
	first := t.museums[name]
	first.Phone = "+1 718 555 0142"
	if err := t.o.People.Store.KeepOrganization(t.ctx, first, first.Version); err != nil {
		return err
	}
	second := &people.Organization{
		ID: ident.NewOrganization(), Name: again, Kind: first.Kind, Country: first.Country, State: first.State, City: first.City, Phone: "(718) 555-0142",
		Lat: first.Lat, Lon: first.Lon, Version: 1, CreatedAt: t.clock.Now(),
	}
	if err := t.o.People.Store.AddOrganization(t.ctx, second); err != nil {
		return err
	}
	_, err := t.o.People.FindAllDuplicates(t.ctx)
	return err
}

// claimed is somebody who asks to speak for a museum of the past and waits for the office.
func (t *telling) claimed() error {
	t.ago(2, 15)
	if err := t.person("claimant", "lena.fischer@example.org", "Lena", "Fischer", "en", ""); err != nil {
		return err
	}
	_, err := t.o.People.ClaimOrganization(t.as("claimant"), people.ClaimInput{
		Organization: t.museums["Michigan State University Museum"].ID, Title: "Curator of community programs",
		Words: "My name stands on the staff page of the museum, with this address.",
	})
	return err
}
