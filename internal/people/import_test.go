package people_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/people/registry"
)

func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }

const header = "MID,DISCIPL,NAME,ALTNAME,ADDRESS,CITY,STATE,ZIP,PHONE,WEBURL,EIN,LATITUDE,LONGITUDE\n"

func row(n int, name string) string {
	return fmt.Sprintf("840%s%05d,ART,%s,,1 MAIN ST,ALBANY,NY,12207,5185550100,,,42.65,-73.75\n", "36", n, name)
}

func load(ctx context.Context, s stage, text string, reject func(people.Rejected) error) (*people.Import, error) {
	rd, err := registry.Open("museums.csv", strings.NewReader(text), int64(len(text)))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(text))
	return s.people.ImportOrganizations(ctx, people.ImportInput{
		Source: registry.Source, FileName: "museums.csv", SHA256: sum[:], Next: rd.Organization, Reject: reject,
	})
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	text := header + row(1, "MUSEUM OF ONE") + row(2, "MUSEUM OF TWO") + "broken\n" + row(3, "MUSEUM OF THREE")
	var rejected []int
	reject := func(r people.Rejected) error { rejected = append(rejected, r.RejectedLine()); return nil }
	first, err := load(admin, s, text, reject)
	if err != nil || first.Added != 3 || first.Changed != 0 || first.Rejected != 1 || first.Read != 4 || first.Unchanged() != 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	if len(rejected) != 1 || rejected[0] != 4 {
		t.Errorf("rejected lines: %v", rejected)
	}
	second, err := load(admin, s, text, reject)
	if err != nil || second.Added != 0 || second.Changed != 0 || second.Unchanged() != 3 {
		t.Fatalf("%+v, %v", second, err)
	}
	third, err := load(admin, s, header+row(1, "MUSEUM OF ONE")+row(2, "MUSEUM OF TWO AND MORE"), reject)
	if err != nil || third.Added != 0 || third.Changed != 1 {
		t.Fatalf("%+v, %v", third, err)
	}
	p, err := s.people.Organizations(s.ctx, people.Filter{Text: "more"}, page.First(5))
	if err != nil || len(p.Nodes) != 1 || p.Nodes[0].Version != 2 || p.Nodes[0].Name != "Museum of Two and More" || p.Nodes[0].Lat == nil {
		t.Errorf("%+v, %v", p, err)
	}
	var imports, events int
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT (SELECT count(*) FROM imports), (SELECT count(*) FROM audit_events WHERE action = 'people.import')").Scan(&imports, &events); err != nil || imports != 3 || events != 3 {
		t.Errorf("%d imports, %d events, %v", imports, events, err)
	}
}

func TestAnImportLeavesWhatItsOwnPeopleWrote(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	if _, err := load(admin, s, header+row(1, "OLD NAME"), nil); err != nil {
		t.Fatal(err)
	}
	p, err := s.people.Organizations(s.ctx, people.Filter{Text: "old"}, page.First(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.people.EditOrganization(admin, people.EditOrganizationInput{Organization: p.Nodes[0].ID, OrganizationInput: museum("Our Own Name")}); err != nil {
		t.Fatal(err)
	}
	again, err := load(admin, s, header+row(1, "NEWER NAME"), nil)
	if err != nil || again.Changed != 0 || again.Added != 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestAnInterruptedImportKeepsNothing(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	text := header
	for i := range 3000 {
		text += row(i+1, fmt.Sprintf("MUSEUM %d", i))
	}
	full := errors.New("disk full")
	if _, err := load(admin, s, text+"broken\n"+row(4000, "AFTER"), func(people.Rejected) error { return full }); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("a disk that is full was answered with %v", err)
	}
	canceled, cancel := context.WithCancel(admin)
	_, err := load(canceled, s, text+"broken\n"+row(4000, "AFTER"), func(people.Rejected) error { cancel(); return nil })
	if err == nil {
		t.Error("a canceled import was kept")
	}
	var n int
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT (SELECT count(*) FROM organizations) + (SELECT count(*) FROM imports)").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows were left behind, %v", n, err)
	}
	_, coordinator := s.person(t, "ann", auth.Grant{Role: auth.Officer})
	if _, err := load(coordinator, s, header+row(1, "X"), nil); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an officer imported: %v", err)
	}
}
