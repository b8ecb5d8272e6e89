package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func TestAPartnershipBeginsOnOnePage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b, ctx := h.as("applicant"), h.as("applicant").context()
	mine, err := h.People.MyOrganizations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	lead := mine[0].ID.String()
	page := b.opens("/applicant/partnerships/new")
	cycle := regexp.MustCompile(`value="(cyc_[^"]+)"`).FindStringSubmatch(page.body)[1]
	typed := values("cycle", cycle, "title", "Bread and salt", "lead", lead, "leadPart", "Leads")
	step := func(more ...string) answer {
		t.Helper()
		q := url.Values{}
		for k, v := range typed {
			q[k] = v
		}
		for k, v := range values(more...) {
			q[k] = append(q[k], v...)
		}
		a := b.send(http.MethodPost, "/applicant/partnerships/new", q)
		if a.status != http.StatusSeeOther && !strings.Contains(a.body, `value="Bread and salt"`) {
			t.Errorf("the title is gone: %d %s", a.status, plainText(a.body))
		}
		return a
	}
	found := step("q", "Toulouse", "do", "search")
	found.says(t, "Cité de l'espace")
	toulouse := regexp.MustCompile(`name="add" value="(org_[^"]+)"`).FindStringSubmatch(found.body)[1]
	chosen := step("add", toulouse)
	if field(t, chosen, "partner") != toulouse {
		t.Fatal("the museum was not added")
	}
	if gone := step("partner", toulouse, "remove", toulouse); strings.Contains(gone.body, `name="partner"`) {
		t.Error("the museum was not taken off")
	}
	if a := step("partner", toulouse, "do", "name", "new.name", "", "new.country", "FR"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `href="#f-new-name"`) {
		t.Errorf("a museum without a name: %d", a.status)
	}
	named := step("partner", toulouse, "do", "name", "new.name", "Musée du Sel", "new.country", "FR", "new.city", "Guérande", "new.kind", "museum")
	named.says(t, "Musée du Sel", "Cité de l'espace")
	if now, err := h.People.MyOrganizations(ctx); err != nil || len(now) != len(mine) {
		t.Errorf("naming a partner gave a role at it: %v", err)
	}
	if a := step("do", "propose"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("without a partner: %d", a.status)
	}
	done := step("partner", toulouse, "part-"+toulouse, "Bakes", "do", "propose")
	if done.status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.status, plainText(done.body))
	}
	at := done.location
	b.opens(at).says(t, "Waiting for confirmations", "Bakes", "Eligibility", "Every museum is nonprofit", "The proposal can begin")
	t.Run("nobody confirms for another museum", func(t *testing.T) {
		if a := b.send(http.MethodPost, at+"/confirm", values("organization", toulouse, "words", "We do")); a.status != http.StatusForbidden {
			t.Errorf("%d", a.status)
		}
		if a := h.as("partner").get(at); a.status != http.StatusNotFound {
			t.Errorf("a stranger's look: %d", a.status)
		}
	})
	t.Run("the museum's own person confirms with words of their own", func(t *testing.T) {
		org, _ := ident.Parse[ident.OrganizationKind](toulouse)
		officer := h.as("officer").context()
		if _, err := h.People.AddMembership(officer, people.AddMembershipInput{Person: h.people["fellow"], Organization: org, Role: auth.PartnerCoordinator}); err != nil {
			t.Fatal(err)
		}
		f := h.as("fellow")
		f.opens("/applicant").says(t, "asks your museum to take part")
		f.refused(http.StatusUnprocessableEntity, at+"/confirm", "organization", toulouse, "words", " ")
		f.does(at+"/confirm", "organization", toulouse, "words", "Avec plaisir.").says(t, "Your museum has confirmed", "Avec plaisir.", "Confirmed by all")
	})
	t.Run("a lead with a proposal in this call cannot start another", func(t *testing.T) {
		b.refused(http.StatusConflict, at+"/start")
	})
	t.Run("a partnership ends with a reason", func(t *testing.T) {
		version := field(t, b.opens(at), "version")
		b.refused(http.StatusUnprocessableEntity, at+"/dissolve", "version", version, "reason", "")
		b.does(at+"/dissolve", "version", version, "reason", "We found no dates.").says(t, "Ended", "We found no dates.")
	})
}

func TestAMuseumsRecordIsAddedAndEdited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("fellow")
	b.opens("/applicant").says(t, "You do not speak for a museum yet")
	bad := b.refused(http.StatusUnprocessableEntity, "/applicant/museums", "name", "", "city", "Lhasa", "country", "US", "openedOn", "soon")
	if !strings.Contains(bad.body, `value="Lhasa"`) || !strings.Contains(bad.body, `value="soon"`) {
		t.Error("what was typed is gone")
	}
	b.does("/applicant/museums", "name", "Museum of High Places", "nameLocal", "མཐོ་ས།", "nameLang", "bo", "kind", "museum", "city", "Leh", "country", "IN", "nonprofit", "yes").
		says(t, "Museum of High Places", "You speak for this museum")
	twin := b.refused(http.StatusConflict, "/applicant/museums", "name", "The Museum of High Places", "kind", "museum", "city", "Leh", "country", "IN")
	twin.says(t, "A museum of this name is in the directory")
	mine, err := h.People.MyOrganizations(b.context())
	if err != nil || len(mine) != 1 {
		t.Fatal(err)
	}
	edit := "/applicant/museums/" + mine[0].ID.String()
	page := b.opens(edit)
	b.does(edit, "version", field(t, page, "version"), "name", "Museum of High Places", "kind", "museum", "city", "Leh", "country", "IN", "openedOn", "1999-05-01", "museumFunctions", "yes").
		says(t, "The museum's record is saved", "May 1, 1999")
	b.refused(http.StatusConflict, edit, "version", field(t, page, "version"), "name", "Museum of High Places", "kind", "museum", "city", "Leh", "country", "IN")
	if a := h.as("applicant").get(edit); a.status != http.StatusForbidden {
		t.Errorf("another's record: %d", a.status)
	}
}
