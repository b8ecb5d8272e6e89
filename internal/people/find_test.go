package people_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
)

func TestStaffFindPeopleByNameOrAddress(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	for _, name := range []string{"ada", "bo", "cleo", "dana"} {
		s.person(t, name)
	}
	_, officer := s.person(t, "officer", auth.Grant{Role: auth.Officer})
	_, stranger := s.person(t, "stranger")
	if _, err := s.people.FindPeople(stranger, "", page.First(5)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger was answered with %v", err)
	}
	if _, err := s.people.Imports(stranger); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger reads the imports: %v", err)
	}
	for text, want := range map[string]int{"": 6, " ADA ": 1, "cleo@example.org": 1, "o doe": 2, "%": 0, "_": 0} {
		c, err := s.people.FindPeople(officer, text, page.First(50))
		if err != nil || len(c.Nodes) != want {
			t.Errorf("%q finds %d, want %d: %v", text, len(c.Nodes), want, err)
		}
	}
	first, err := s.people.FindPeople(officer, "", page.First(4))
	if err != nil || len(first.Nodes) != 4 || !first.PageInfo.HasNextPage {
		t.Fatalf("%+v, %v", first, err)
	}
	rest := page.First(4)
	rest.After = first.PageInfo.EndCursor
	second, err := s.people.FindPeople(officer, "", rest)
	if err != nil || len(second.Nodes) != 2 || second.PageInfo.HasNextPage {
		t.Fatalf("%+v, %v", second, err)
	}
	n := 4
	back, err := s.people.FindPeople(officer, "", page.Args{Last: &n, Before: second.PageInfo.StartCursor})
	if err != nil || len(back.Nodes) != 4 || back.Nodes[0].ID != first.Nodes[0].ID || back.Nodes[3].ID != first.Nodes[3].ID {
		t.Errorf("the way back is not the way there: %+v, %v", back, err)
	}
	if total, err := first.TotalCount(officer); err != nil || total != 6 {
		t.Errorf("%d in all, %v", total, err)
	}
	foreign := page.Cursor("a", "b", "c")
	if _, err := s.people.FindPeople(officer, "", page.Args{First: &n, After: &foreign}); !fault.HasCode(err, "bad_cursor") {
		t.Errorf("a foreign cursor was answered with %v", err)
	}
}
