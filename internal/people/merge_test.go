package people_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// two are two records of one museum, with an officer who may merge them.
func two(t *testing.T, s stage) (kept, gone *people.Organization, officer context.Context) {
	t.Helper()
	_, officer = s.person(t, "eve", auth.Grant{Role: auth.Officer})
	return s.inRegister(t, "Hilltop House"), s.inRegister(t, "House on the Hill"), officer
}

// world is every row that a merge could touch, as text, without the log and without versions.
func (s stage) world(t interface {
	Fatal(...any)
},
) string {
	var all []string
	for _, table := range []string{"organizations", "memberships", "sites", "standing_signals", "exclusion_checks", "claims", "partnership_members"} {
		rows, err := s.DB.Pool.Query(s.ctx, "SELECT '"+table+" ' || (to_jsonb(r) - 'version')::text FROM "+table+" r ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			all = append(all, line)
		}
		rows.Close()
	}
	return strings.Join(all, "\n")
}

func (s stage) do(t interface {
	Fatal(...any)
}, text string, args ...any,
) {
	if _, err := s.DB.Pool.Exec(s.ctx, text, args...); err != nil {
		t.Fatal(text, err)
	}
}

const (
	addRole    = "INSERT INTO memberships (id, person_id, organization_id, role, since) VALUES ($1, $2, $3, $4, '2020-01-01')"
	addSite    = "INSERT INTO sites (id, organization_id, name, country, main, created_at) VALUES ($1, $2, $3, 'US', $4, now())"
	addPartner = "INSERT INTO partnership_members (id, partnership_id, organization_id, side) VALUES ($1, $2, $3, 'us')"
)

// partnership is an empty one, for museums to be members of.
func (s stage) partnership(t *testing.T) ident.Partnership {
	t.Helper()
	cycle, p := ident.NewCycle(), ident.NewPartnership()
	conn, err := s.DB.Pool.Acquire(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, x := range []struct {
		text string
		args []any
	}{
		{"SET session_replication_role = replica", nil},
		{"INSERT INTO partnerships (id, cycle_id, title, created_at) VALUES ($1, $2, 'Two Rivers', now())", []any{p, cycle}},
		{"SET session_replication_role = origin", nil},
	} {
		if _, err := conn.Exec(s.ctx, x.text, x.args...); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func TestAPreviewListsWhatMovesAndMovesNothing(t *testing.T) {
	t.Parallel()
	s := linking(t)
	kept, gone, officer := two(t, s)
	ann, _ := s.person(t, "ann")
	bob, _ := s.person(t, "bob")
	for _, p := range []ident.Person{ann, bob} {
		s.do(t, addRole, ident.NewMembership(), p, gone.ID, "applicant_coordinator")
	}
	s.do(t, addRole, ident.NewMembership(), ann, kept.ID, "applicant_coordinator")
	s.do(t, addSite, ident.NewSite(), kept.ID, "Main", true)
	s.do(t, addSite, ident.NewSite(), gone.ID, "Annex", true)
	s.do(t, addPartner, ident.NewMember(), s.partnership(t), gone.ID)
	before := s.world(t)
	plan, err := s.people.MergePreview(officer, kept.ID, gone.ID)
	if err != nil || len(plan.Conflicts) != 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	got := map[string]people.MovedTable{}
	for _, x := range plan.Tables {
		got[x.Table+"."+x.Column] = x
	}
	for name, want := range map[string]int{"memberships.organization_id": 2, "memberships.until": 1, "sites.organization_id": 1, "sites.main": 1, "partnership_members.organization_id": 1} {
		if got[name].Rows != want {
			t.Errorf("%s: %+v, want %d rows", name, got[name], want)
		}
	}
	if len(got) != 5 || plan.Rows != 6 || !slices.Contains(got["partnership_members.organization_id"].Sample, "Two Rivers") || !slices.Contains(got["sites.organization_id"].Sample, "Annex") {
		t.Errorf("%+v", plan.Tables)
	}
	if s.world(t) != before {
		t.Error("a preview changed something")
	}
}

func TestAMergeMovesEverythingAndLeavesAWayToTheKeptRecord(t *testing.T) {
	t.Parallel()
	s := linking(t)
	kept, gone, officer := two(t, s)
	ann, _ := s.person(t, "ann")
	s.do(t, addRole, ident.NewMembership(), ann, gone.ID, "authorized_official")
	before := s.world(t)
	if _, err := s.people.MergeOrganizations(officer, people.MergeInput{Kept: kept.ID, Gone: gone.ID}); !fault.HasCode(err, "required") {
		t.Errorf("merged without a reason: %v", err)
	}
	if _, err := s.people.MergeOrganizations(officer, people.MergeInput{Kept: kept.ID, Gone: kept.ID, Reason: "x"}); !fault.HasCode(err, "same_record") {
		t.Errorf("merged with itself: %v", err)
	}
	m, err := s.people.MergeOrganizations(officer, people.MergeInput{Kept: kept.ID, Gone: gone.ID, Reason: "The registry has both."})
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.people.Organization(s.ctx, gone.ID)
	if err != nil || o.MergedInto != kept.ID || s.speaks(t, ann, kept) != "authorized_official" {
		t.Fatalf("%+v, %v", o, err)
	}
	if all, err := s.people.Organizations(s.ctx, people.Filter{}, page.First(10)); err != nil || len(all.Nodes) != 1 {
		t.Errorf("the directory shows %d, %v", len(all.Nodes), err)
	}
	in := people.EditOrganizationInput{Organization: gone.ID, OrganizationInput: museum("New Name")}
	if _, err := s.people.EditOrganization(officer, in); !fault.HasCode(err, "merged") {
		t.Errorf("a merged record was written: %v", err)
	}
	if _, err := s.people.ClaimOrganization(s.as(ann, kept, auth.Official), people.ClaimInput{Organization: gone.ID, Title: "x", Words: "y"}); !fault.HasCode(err, "merged") {
		t.Errorf("a merged record was claimed: %v", err)
	}
	_, stranger := s.person(t, "bob")
	if _, err := s.people.UndoMerge(stranger, people.UndoMergeInput{Merge: m.ID, Reason: "x"}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger undid it: %v", err)
	}
	if _, err := s.people.UndoMerge(officer, people.UndoMergeInput{Merge: m.ID, Reason: "Two after all."}); err != nil {
		t.Fatal(err)
	}
	if after := s.world(t); after != before {
		t.Errorf("undone is not as it was:\n%s\n\n%s", before, after)
	}
	if _, err := s.people.UndoMerge(officer, people.UndoMergeInput{Merge: m.ID, Reason: "Again."}); !fault.HasCode(err, "undone_already") {
		t.Errorf("undone twice: %v", err)
	}
	var events int
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT count(*) FROM audit_events WHERE action IN ('people.merge', 'people.undo_merge')").Scan(&events); err != nil || events != 4 {
		t.Errorf("%d events, %v", events, err)
	}
	if all, err := s.people.Merges(officer); err != nil || len(all) != 1 || all[0].GoneName != gone.Name || all[0].UndoneAt == nil {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestMuseumsThatMayNotBeOneAreNamedByTheRule(t *testing.T) {
	t.Parallel()
	s := linking(t)
	kept, gone, officer := two(t, s)
	p := s.partnership(t)
	s.do(t, addPartner, ident.NewMember(), p, gone.ID)
	s.do(t, addPartner, ident.NewMember(), p, kept.ID)
	before := s.world(t)
	plan, err := s.people.MergePreview(officer, kept.ID, gone.ID)
	if err != nil || len(plan.Conflicts) != 1 || plan.Conflicts[0].Table != "partnership_members" || plan.Conflicts[0].Message == "" {
		t.Fatalf("%+v, %v", plan, err)
	}
	if _, err := s.people.MergeOrganizations(officer, people.MergeInput{Kept: kept.ID, Gone: gone.ID, Reason: "Same."}); !fault.HasCode(err, "merge_conflict") {
		t.Errorf("both members of one partnership were merged: %v", err)
	}
	if s.world(t) != before {
		t.Error("a refused merge changed something")
	}
	abroad, err := s.people.AddOrganization(auth.As(s.ctx, auth.System("test")), people.OrganizationInput{Name: "Casa", Country: "MX", City: "Oaxaca"})
	if err != nil {
		t.Fatal(err)
	}
	if plan, err := s.people.MergePreview(officer, abroad.ID, gone.ID); err != nil || len(plan.Conflicts) != 1 {
		t.Errorf("a museum changed its side of the border: %+v, %v", plan, err)
	}
	eve, _ := s.person(t, "own")
	own := auth.As(s.ctx, auth.Actor{Person: eve, Grants: []auth.Grant{{Role: auth.Officer}, {Role: auth.Coordinator, Organization: kept.ID}}})
	if _, err := s.people.MergePreview(own, kept.ID, gone.ID); !fault.HasCode(err, "own_organization") {
		t.Errorf("an officer merged their own museum: %v", err)
	}
}

func TestAnUndoThatCannotBeExactIsRefusedAndSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		since func(s stage, kept, gone, third *people.Organization, officer context.Context)
		want  string
	}{
		"a moved row is gone": {func(s stage, kept, _, _ *people.Organization, _ context.Context) {
			s.do(t, "DELETE FROM sites WHERE organization_id = $1", kept.ID)
		}, "undo_changed"},
		"a moved row has changed hands": {func(s stage, kept, _, third *people.Organization, _ context.Context) {
			s.do(t, "UPDATE sites SET organization_id = $2 WHERE organization_id = $1", kept.ID, third.ID)
		}, "undo_changed"},
		"the kept record was merged on": {func(s stage, kept, _, third *people.Organization, officer context.Context) {
			if _, err := s.people.MergeOrganizations(officer, people.MergeInput{Kept: third.ID, Gone: kept.ID, Reason: "Same."}); err != nil {
				t.Fatal(err)
			}
		}, "merged_on"},
		"its number was given to another": {func(s stage, kept, gone, _ *people.Organization, _ context.Context) {
			s.do(t, "UPDATE organizations SET uei = 'ABCDEFGH1234' WHERE id IN ($1, $2)", kept.ID, gone.ID)
		}, "undo_refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := linking(t)
			kept, gone, officer := two(t, s)
			third := s.inRegister(t, "Third Barn")
			s.do(t, addSite, ident.NewSite(), gone.ID, "Annex", false)
			m, err := s.people.MergeOrganizations(officer, people.MergeInput{Kept: kept.ID, Gone: gone.ID, Reason: "Same."})
			if err != nil {
				t.Fatal(err)
			}
			c.since(s, kept, gone, third, officer)
			before := s.world(t)
			_, err = s.people.UndoMerge(officer, people.UndoMergeInput{Merge: m.ID, Reason: "Two after all."})
			if !fault.HasCode(err, c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
			if s.world(t) != before {
				t.Error("a refused undo changed something")
			}
		})
	}
}

func TestUndoingAMergePutsBackExactlyWhatItMoved(t *testing.T) {
	t.Parallel()
	s := linking(t)
	_, officer := s.person(t, "eve", auth.Grant{Role: auth.Officer})
	persons := make([]ident.Person, 3)
	for i, name := range []string{"ann", "bob", "cleo"} {
		persons[i], _ = s.person(t, name)
	}
	pairs := []ident.Partnership{s.partnership(t), s.partnership(t)}
	rapid.Check(t, func(rt *rapid.T) {
		var both [2]*people.Organization
		for i := range both {
			in := museum("Hall " + ident.NewSite().String())
			o, err := s.people.AddOrganization(auth.As(s.ctx, auth.System("test")), in)
			if err != nil {
				rt.Fatal(err)
			}
			both[i] = o
		}
		for i, p := range persons {
			for _, o := range both {
				for _, role := range []string{"applicant_coordinator", "board"} {
					if rapid.Bool().Draw(rt, "holds "+role) {
						s.do(rt, addRole, ident.NewMembership(), persons[i], o.ID, role)
					}
				}
				if rapid.IntRange(0, 3).Draw(rt, "claims") == 0 && o == both[0] {
					s.do(rt, "INSERT INTO claims (id, organization_id, person_id, role, created_at) VALUES ($1, $2, $3, 'authorized_official', now())", ident.NewClaim(), o.ID, p)
				}
			}
		}
		for _, o := range both {
			for n := range rapid.IntRange(0, 3).Draw(rt, "sites") {
				s.do(rt, addSite, ident.NewSite(), o.ID, "Site", n == 0 && rapid.Bool().Draw(rt, "main"))
			}
			if rapid.Bool().Draw(rt, "partner") {
				s.do(rt, addPartner, ident.NewMember(), pairs[rapid.IntRange(0, 1).Draw(rt, "partnership")], o.ID)
			}
		}
		before := s.world(rt)
		m, err := s.people.MergeOrganizations(officer, people.MergeInput{Kept: both[0].ID, Gone: both[1].ID, Reason: "Same."})
		if fault.HasCode(err, "merge_conflict") {
			if s.world(rt) != before {
				rt.Fatal("a refused merge changed something")
			}
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		var left int
		if err := s.DB.Pool.QueryRow(s.ctx, `SELECT (SELECT count(*) FROM memberships WHERE organization_id = $1) + (SELECT count(*) FROM sites WHERE organization_id = $1)
	+ (SELECT count(*) FROM partnership_members WHERE organization_id = $1)`, both[1].ID).Scan(&left); err != nil || left != 0 {
			rt.Fatal(left, " rows stayed behind ", err)
		}
		if _, err := s.people.UndoMerge(officer, people.UndoMergeInput{Merge: m.ID, Reason: "Two."}); err != nil {
			rt.Fatal(err)
		}
		if after := s.world(rt); after != before {
			rt.Fatal("undone is not as it was:\n", before, "\n\n", after)
		}
	})
}
