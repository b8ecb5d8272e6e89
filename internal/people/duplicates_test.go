package people_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func TestWhatLooksLikeAnotherIsShownBeforeItIsAdded(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, ctx := s.person(t, "ann")
	in := museum("Museum of Albany History")
	in.Website, in.UEI, in.EIN = "https://albanyhistory.org", "ABCDEFGH1234", "123456789"
	first, err := s.people.AddOrganization(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	like := museum("The Albany History Museum")
	like.Website = "http://www.albanyhistory.org/visit"
	found, err := s.people.Duplicates(ctx, like)
	if err != nil || len(found) != 1 || found[0].ID != first.ID || found[0].Score != 83 || len(found[0].Reasons) != 3 {
		t.Fatalf("%+v, %v", found, err)
	}
	_, err = s.people.AddOrganization(ctx, like)
	var f *fault.Error
	if !fault.HasCode(err, "duplicate_organization") || !asFault(err, &f) || f.Facts["organization"] != first.ID.String() {
		t.Fatalf("a likely duplicate was answered with %v", err)
	}
	for code, number := range map[string]func(*people.OrganizationInput){
		"uei_taken": func(in *people.OrganizationInput) { in.UEI = "ABCDEFGH1234" },
		"ein_taken": func(in *people.OrganizationInput) { in.EIN = "12-3456789" },
	} {
		in := museum("Something Else Entirely")
		in.City, in.AnotherOne = "Troy", true
		number(&in)
		if _, err := s.people.AddOrganization(ctx, in); !fault.HasCode(err, code) || !asFault(err, &f) || f.Facts["organization"] != first.ID.String() {
			t.Errorf("%s: %v", code, err)
		}
	}
	like.AnotherOne = true
	second, err := s.people.AddOrganization(ctx, like)
	if err != nil {
		t.Fatal(err)
	}
	var detail string
	err = s.DB.Pool.QueryRow(s.ctx, "SELECT detail::text FROM audit_events WHERE action = 'people.add_organization' AND subject = $1", second.ID.String()).Scan(&detail)
	if err != nil || !strings.Contains(detail, first.ID.String()) {
		t.Errorf("what it is unlike is not in the log: %s, %v", detail, err)
	}
	if _, err := s.people.Duplicates(s.ctx, like); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody signed in was answered with %v", err)
	}
}

func TestTheBatchFindsPairsInTheWholeRegisterAndForgetsDismissedOnes(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	_, officer := s.person(t, "eve", auth.Grant{Role: auth.Officer})
	text := header + row(1, "KENNESAW HISTORY MUSEUM") + row(2, "MUSEUM OF KENNESAW HISTORY") + row(3, "THE MUSEUM OF KENNESAW HISTORY")
	for i := range 70 { // a number of many says nothing
		text += strings.ReplaceAll(row(100+i, fmt.Sprintf("CABIN %d", i)), "5185550100", "5185559999")
	}
	if _, err := load(admin, s, text, nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if n, err := s.people.FindAllDuplicates(officer); n != 3 || err != nil {
			t.Fatalf("%d pairs, %v", n, err)
		}
	}
	one := page.First(1)
	first, err := s.people.PossibleDuplicates(officer, one)
	if err != nil || len(first.Nodes) != 1 || !first.PageInfo.HasNextPage || first.Nodes[0].Score < 60 || len(first.Nodes[0].Reasons) == 0 || first.Nodes[0].FirstPlace != "Albany, NY, US" {
		t.Fatalf("%+v, %v", first, err)
	}
	one.After = first.PageInfo.EndCursor
	rest, err := s.people.PossibleDuplicates(officer, page.Args{First: ptr(5), After: first.PageInfo.EndCursor})
	if err != nil || len(rest.Nodes) != 2 {
		t.Fatalf("%+v, %v", rest, err)
	}
	p := first.Nodes[0]
	if err := s.people.DismissDuplicate(officer, people.DismissDuplicateInput{First: p.Second, Second: p.First}); !fault.HasCode(err, "required") {
		t.Errorf("dismissed without a reason: %v", err)
	}
	if err := s.people.DismissDuplicate(officer, people.DismissDuplicateInput{First: p.Second, Second: p.First, Reason: "Two houses."}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.people.FindAllDuplicates(officer); err != nil {
		t.Fatal(err)
	}
	left, err := s.people.PossibleDuplicates(officer, page.First(5))
	if n, e := left.TotalCount(s.ctx); err != nil || e != nil || n != 2 || len(left.Nodes) != 2 {
		t.Errorf("%d left, %v, %v", n, err, e)
	}
	if _, err := s.people.PossibleDuplicates(admin, page.First(5)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the list was shown to an administrator: %v", err)
	}
}

func ptr[T any](v T) *T { return &v }
