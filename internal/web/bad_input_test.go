package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// TestBadInputOfMuseumsIsRefusedClearlyAndNothingIsLost tries through the pages what museums get wrong about
// each other and about their words; confirming for another, links, files, rules and budgets have tests of their own.
func TestBadInputOfMuseumsIsRefusedClearlyAndNothingIsLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("applicant")
	path, d := h.draftOf(t)
	lead, abroad := d.Partners.Museums[0].Organization.ID.String(), d.Partners.Museums[1].Organization.ID.String()
	count := func(query string) (n int) {
		t.Helper()
		if err := h.DB.Pool.QueryRow(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const partnerships, museums = `SELECT count(*) FROM partnerships`, `SELECT count(*) FROM organizations`
	propose := func(partners ...string) answer {
		t.Helper()
		typed := values("cycle", d.Cycle.String(), "title", "Salt", "lead", lead, "leadPart", "Leads the work", "do", "propose")
		typed["partner"] = partners
		return b.send(http.MethodPost, "/applicant/partnerships/new", typed)
	}
	for name, partners := range map[string][]string{
		"the same museum twice":            {abroad, abroad},
		"the lead as its own partner":      {lead},
		"the lead a second time, as third": {abroad, lead},
	} {
		t.Run(name, func(t *testing.T) {
			before := count(partnerships)
			a := propose(partners...)
			if a.status != http.StatusUnprocessableEntity || count(partnerships) != before {
				t.Fatalf("%d, and %d partnerships of %d", a.status, count(partnerships), before)
			}
			a.says(t, "Leads the work", "named twice")
		})
	}
	t.Run("two museums of the United States without one abroad", func(t *testing.T) {
		other, err := h.People.AddOrganization(h.as("officer").context(), people.OrganizationInput{Name: "Museum of the Prairie", Kind: people.Museum, Country: "US", State: "KS", City: "Salina"})
		if err != nil {
			t.Fatal(err)
		}
		a := propose(other.ID.String())
		if a.status == http.StatusSeeOther {
			b.opens(a.location).says(t, "A museum in the United States and one abroad take part", "Not met", "abroad: 0")
			return
		}
		a.says(t, "abroad")
	})
	t.Run("a museum of a country that is none", func(t *testing.T) {
		for _, country := range []string{"XX", "ZZ", "Kenya", ""} {
			if place.Country(country).Valid() {
				t.Fatalf("%s is a country", country)
			}
			before := count(museums)
			a := b.refused(http.StatusUnprocessableEntity, "/applicant/museums", "name", "House of Nowhere", "kind", "museum", "city", "Nowhere", "country", country)
			if !strings.Contains(a.body, `href="#f-country"`) || !strings.Contains(a.body, `value="House of Nowhere"`) || count(museums) != before {
				t.Errorf("%q: the field is not named, or the name is gone", country)
			}
		}
	})
	t.Run("an abstract of five thousand words is too long to submit, or to keep, and never lost", func(t *testing.T) {
		b := h.in(t).as("applicant")
		abstract := func(long string) []string {
			return []string{"answers.title", d.Title, "answers.abstract", long, "answers.audiences", "youth", "do", "list"}
		}
		short, long := strings.TrimSpace(strings.Repeat("sea ", 5_000)), strings.TrimSpace(strings.Repeat("river ", 5_000))
		b.does(path+"/sections/face_sheet", abstract(short)...)
		b.opens(path+"/submit").says(t, "5000 words")
		a := b.refused(http.StatusUnprocessableEntity, path+"/sections/face_sheet", abstract(long)...)
		a.says(t, "at most 20000 characters; this one has 29999", "Everything you entered is still here")
		if !strings.Contains(a.body, long) {
			t.Error("the long words are not on the page")
		}
		now, err := h.Application.Application(b.context(), d.ID)
		if err != nil || now.Answers["abstract"] != short {
			t.Errorf("%d characters are kept of %d, %v", len(now.Answers["abstract"]), len(short), err)
		}
	})
	t.Run("who speaks for one museum does not confirm for the other", func(t *testing.T) {
		partner := h.as("partner")
		for _, org := range []string{lead, ident.NewOrganization().String()} {
			a := partner.send(http.MethodPost, partnershipURL(d.Partnership)+"/confirm", values("organization", org, "words", "We do."))
			if a.status != http.StatusForbidden && a.status != http.StatusNotFound && a.status != http.StatusConflict {
				t.Errorf("%s: %d", org, a.status)
			}
		}
		p, err := h.Partnership.Partnership(auth.As(b.context(), auth.System("test")), d.Partnership)
		if err != nil || strings.Contains(p.Museums[0].Member.ConfirmedWords, "We do.") {
			t.Errorf("the other museum's words are changed: %v", err)
		}
	})
}
