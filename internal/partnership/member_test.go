package partnership_test

import (
	"context"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

func TestMembersChangeAndTheOthersAreAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	t.Run("a museum that joins leaves the lead's word and asks the partner again", func(t *testing.T) {
		got, err := w.Partnership.AddMember(w.ada, partnership.AddMemberInput{Partnership: d.ID, Organization: w.france.ID, Part: "Rockets", Reason: "We need a planetarium."})
		if err != nil {
			t.Fatal(err)
		}
		if got.State != partnership.Proposed || got.Museum(w.lead.ID).Member.ConfirmedAt == nil || got.Museum(w.kenya.ID).Member.ConfirmedAt != nil || got.Museum(w.france.ID).Member.ConfirmedAt != nil {
			t.Errorf("%s: %+v", got.State, got.Museums)
		}
		if n := w.count(`SELECT count(*) FROM messages WHERE template = 'partnership.changed'`); n != 3 {
			t.Errorf("%d were told, want one of each museum", n)
		}
	})
	t.Run("the words of before stay in the history", func(t *testing.T) {
		h, err := w.Partnership.History(w.wanjiru, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		last := h[len(h)-1]
		if last.Kind != partnership.ConfirmationVoid || last.Words != "We are in." || last.OrganizationName != w.kenya.Name {
			t.Errorf("%+v", last)
		}
	})
	t.Run("a partner goes by itself, and says why", func(t *testing.T) {
		if _, err := w.Partnership.RemoveMember(w.odile, partnership.RemoveMemberInput{Partnership: d.ID, Organization: w.france.ID}); !fault.HasCode(err, "required") {
			t.Errorf("without a reason: %v", err)
		}
		got, err := w.Partnership.RemoveMember(w.odile, partnership.RemoveMemberInput{Partnership: d.ID, Organization: w.france.ID, Reason: "Our year is full."})
		if err != nil || len(got.Museums) != 2 {
			t.Fatalf("%v, %v", got, err)
		}
		if got.Museum(w.lead.ID).Member.ConfirmedAt != nil {
			t.Error("the lead was not asked again, though another museum made the change")
		}
	})
	t.Run("one museum takes the place of another in one step", func(t *testing.T) {
		got, err := w.Partnership.ReplaceMember(w.ada, partnership.ReplaceMemberInput{Partnership: d.ID, Organization: w.kenya.ID, Replacement: w.france.ID, Reason: "Nairobi closed."})
		if err != nil || got.Museum(w.kenya.ID) != nil || got.Museum(w.france.ID) == nil {
			t.Fatalf("%v", err)
		}
		if _, err := w.Partnership.Partnership(w.wanjiru, d.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("who went still sees it: %v", err)
		}
		if n := w.count(`SELECT count(*) FROM messages m JOIN people p ON p.id = m.person_id WHERE p.given_name = 'wanjiru' AND template = 'partnership.changed'`); n == 0 {
			t.Error("who went was not told why")
		}
	})
}

func TestChangesOfMembersThatAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	old := 1
	for name, c := range map[string]struct {
		do   func() error
		code string
	}{
		"the lead goes": {func() error {
			_, err := w.Partnership.RemoveMember(w.ada, partnership.RemoveMemberInput{Partnership: d.ID, Organization: w.lead.ID, Reason: "x"})
			return err
		}, "lead_stays"},
		"the last museum abroad goes": {func() error {
			_, err := w.Partnership.RemoveMember(w.ada, partnership.RemoveMemberInput{Partnership: d.ID, Organization: w.kenya.ID, Reason: "x"})
			return err
		}, "no_museum_abroad"},
		"a museum of the United States in its place": {func() error {
			_, err := w.Partnership.ReplaceMember(w.ada, partnership.ReplaceMemberInput{Partnership: d.ID, Organization: w.kenya.ID, Replacement: w.second.ID, Reason: "x"})
			return err
		}, "no_museum_abroad"},
		"the same museum twice": {func() error {
			_, err := w.Partnership.AddMember(w.ada, partnership.AddMemberInput{Partnership: d.ID, Organization: w.kenya.ID, Reason: "x"})
			return err
		}, "museum_twice"},
		"a museum nobody knows": {func() error {
			_, err := w.Partnership.AddMember(w.ada, partnership.AddMemberInput{Partnership: d.ID, Organization: ident.NewOrganization(), Reason: "x"})
			return err
		}, "unknown_organization"},
		"a partner lets another join": {func() error {
			_, err := w.Partnership.AddMember(w.wanjiru, partnership.AddMemberInput{Partnership: d.ID, Organization: w.france.ID, Reason: "x"})
			return err
		}, "forbidden"},
		"a stranger": {func() error {
			_, err := w.Partnership.AddMember(w.odile, partnership.AddMemberInput{Partnership: d.ID, Organization: w.france.ID, Reason: "x"})
			return err
		}, "not_found"},
		"an old page": {func() error {
			_, err := w.Partnership.AddMember(w.ada, partnership.AddMemberInput{Partnership: d.ID, Organization: w.france.ID, Reason: "x", ExpectedVersion: &old})
			return err
		}, "version"},
		"confirming for another museum": {func() error {
			_, err := w.Partnership.Confirm(w.ada, partnership.ConfirmInput{Partnership: d.ID, Organization: w.kenya.ID, Words: "They do"})
			return err
		}, "other_museum"},
		"a second lead past every rule": {func() error {
			return w.World.DB.InTx(w.ada, func(ctx context.Context) error {
				return w.Partnership.Store.AddMember(ctx, &partnership.Member{ID: ident.NewMember(), Partnership: d.ID, Organization: w.second.ID, Side: partnership.US, Lead: true})
			})
		}, "lead_twice"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.do(); !fault.HasCode(err, c.code) {
				t.Errorf("want %s: %v", c.code, err)
			}
		})
	}
	if got, err := w.Partnership.Partnership(w.ada, d.ID); err != nil || got.State != partnership.Confirmed || len(got.Museums) != 2 {
		t.Errorf("refusals changed it: %v, %v", got, err)
	}
}

func TestPartsAndSharesAreAgreedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	set := func(parts ...partnership.PartInput) (*partnership.Detail, error) {
		return w.Partnership.SetParts(w.ada, partnership.SetPartsInput{Partnership: d.ID, Parts: parts})
	}
	got, err := set(partnership.PartInput{Organization: w.lead.ID, Part: "Leads", Grant: "48000.50", CostShare: "30000"},
		partnership.PartInput{Organization: w.kenya.ID, Part: "Leads in Nairobi", Grant: "31999.50", CostShare: "10000"})
	if err != nil {
		t.Fatal(err)
	}
	if grant, share := got.Shares(); grant != 80_000_00 || share != 40_000_00 {
		t.Errorf("the shares sum to %d and %d", grant, share)
	}
	if got.State != partnership.Proposed || got.Museum(w.kenya.ID).Member.ConfirmedAt != nil || got.Museum(w.lead.ID).Member.ConfirmedAt == nil {
		t.Error("the partner whose share was set was not asked again")
	}
	if _, err := w.Partnership.Confirm(w.wanjiru, partnership.ConfirmInput{Partnership: d.ID, Organization: w.kenya.ID, Words: "Fair."}); err != nil {
		t.Fatal(err)
	}
	t.Run("the same again asks nobody", func(t *testing.T) {
		got, err := set(partnership.PartInput{Organization: w.kenya.ID, Part: "Leads in Nairobi", Grant: "31999.50", CostShare: "10000"})
		if err != nil || got.State != partnership.Confirmed {
			t.Errorf("%v, %v", got, err)
		}
	})
	t.Run("a partner writes its own words and no money", func(t *testing.T) {
		got, err := w.Partnership.SetParts(w.wanjiru, partnership.SetPartsInput{Partnership: d.ID, Parts: []partnership.PartInput{{Organization: w.kenya.ID, Part: "Films and maps", Grant: "99999"}}})
		if err != nil || got.Museum(w.kenya.ID).Member.Part != "Films and maps" || got.Museum(w.kenya.ID).Member.GrantMinor != 31_999_50 || got.State != partnership.Confirmed {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := w.Partnership.SetParts(w.wanjiru, partnership.SetPartsInput{Partnership: d.ID, Parts: []partnership.PartInput{{Organization: w.lead.ID, Part: "Sits by"}}}); !fault.HasCode(err, "other_museum") {
			t.Errorf("a partner wrote the lead's part: %v", err)
		}
	})
	for _, bad := range []string{"-1", "1.234", "=1+1", "1e9", "999999999999999999"} {
		if _, err := set(partnership.PartInput{Organization: w.lead.ID, Part: "Leads", Grant: bad}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q as a share: %v", bad, err)
		}
	}
}

func TestASubmittedProposalFixesItsMuseums(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	w.exec(`INSERT INTO forms (id, key, version, title, definition, published_at) VALUES ('01900000-0000-7000-8000-0000000000f0', 'x', 1, '{}', '{"sections": []}', now()) ON CONFLICT DO NOTHING`)
	w.exec(`SET session_replication_role = replica; INSERT INTO applications (id, cycle_id, number, kind, partnership_id, lead_organization_id, form_id, title, state, created_at, updated_at, submitted_at, submitted_by)
		SELECT gen_random_uuid(), cycle_id, 'MC-1', 'proposal', id, '` + w.lead.ID.UUID().String() + `', '01900000-0000-7000-8000-0000000000f0', 'T', 'submitted', now(), now(), now(), created_by FROM partnerships WHERE id = '` + d.ID.UUID().String() + `'; SET session_replication_role = origin`)
	_, err := w.Partnership.AddMember(w.ada, partnership.AddMemberInput{Partnership: d.ID, Organization: w.france.ID, Reason: "x"})
	if !fault.HasCode(err, "proposal_submitted") {
		t.Errorf("%v", err)
	}
	_, err = w.Partnership.SetParts(w.ada, partnership.SetPartsInput{Partnership: d.ID, Parts: []partnership.PartInput{{Organization: w.lead.ID, Grant: "1"}}})
	if !fault.HasCode(err, "proposal_submitted") {
		t.Errorf("%v", err)
	}
}
