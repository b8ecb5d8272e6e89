package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/profile"
)

// speaker makes the person who speaks for a museum known to the house, and finds the museum's profile.
func (h *house) speakerOf(museum string) *profile.Row {
	h.t.Helper()
	ctx := h.as("officer").context()
	all, err := h.Profile.Profiles(ctx, profile.ListInput{}, page.First(page.Most))
	if err != nil {
		h.t.Fatal(err)
	}
	i := slices.IndexFunc(all.Nodes, func(r *profile.Row) bool { return r.Museum == museum })
	if i < 0 {
		h.t.Fatalf("%s has no profile", museum)
	}
	speakers, err := h.Profile.Store.Speakers(ctx, []ident.Organization{all.Nodes[i].Organization})
	if err != nil || len(speakers) == 0 {
		h.t.Fatalf("%v, %v", speakers, err)
	}
	h.people[museum] = speakers[0]
	return all.Nodes[i]
}

func TestEverybodyFindsListedMuseumsWithoutAddresses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nobody := h.as("")
	nobody.opens("/partners").says(t, "Mill Bend Museum", "Nairobi River Museum", "5 profiles", "Seeks a partner")
	for query, want := range map[string][]string{
		"side=us": {"Mill Bend", "2 profiles"}, "side=abroad": {"Nairobi", "3 profiles"}, "country=KE": {"Nairobi", "1 profile"}, "state_us=MN": {"Mill Bend", "1 profile"},
		"words=mills": {"Mill Bend", "1 profile"}, "theme=youth&side=abroad": {"Nairobi", "2 profiles"}, "seeking=yes&country=KE": {"Nairobi", "1 profile"},
	} {
		nobody.opens("/partners?"+query).says(t, want...)
	}
	nobody.opens("/partners?theme=women&side=us").says(t, "No profile fits")
	if a := nobody.get("/partners?after=nonsense"); a.status != http.StatusNotFound {
		t.Errorf("a cursor nobody gave out was answered with %d", a.status)
	}
	listed := h.speakerOf("Nairobi River Museum")
	a := nobody.opens(profileURL(listed.ID))
	a.says(t, "The children of our quarter", "Environmental sustainability")
	if strings.Contains(a.body, "@example.org") || strings.Contains(a.body, "+999") {
		t.Error("a stranger reads addresses of people")
	}
	if a := nobody.get(profileURL(listed.ID) + "/sections/museum"); a.status == http.StatusOK {
		t.Error("a stranger opened a section")
	}
	h.as("officer").opens(profileURL(listed.ID)).says(t, "@example.org")
	for _, museum := range []string{"House of the Loom", "Gulf Lantern Museum"} {
		if a := nobody.get(profileURL(h.speakerOf(museum).ID)); a.status == http.StatusOK {
			t.Errorf("a stranger reads the profile of %s", museum)
		}
	}
}

func TestTheOfficeListsAndReturnsFromItsQueue(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer := h.as("officer")
	queue := officer.opens("/office/profiles")
	queue.says(t, "House of the Loom", "With the office", "1 profile")
	url := queue.link(t, "/profiles/pro_")
	officer.opens(url).says(t, "Your decision")
	officer.refused(http.StatusUnprocessableEntity, url+"/return", "words", "").says(t, "Say what is missing")
	officer.does(url+"/list").says(t, "The profile is listed", "In the directory")
	h.as("").opens("/partners").says(t, "House of the Loom")
	officer.does(url+"/return", "words", "Which looms?").says(t, "The profile is returned")
	officer.opens("/office/profiles?state=returned").says(t, "House of the Loom", "Gulf Lantern Museum")
	for _, role := range []string{"applicant", "reviewer"} {
		if a := h.as(role).get("/office/profiles"); a.status == http.StatusOK {
			t.Errorf("%s reads the office's queue", role)
		}
	}
}

func TestAMuseumCompletesAReturnedProfileAndHandsItInAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	url := profileURL(h.speakerOf("Gulf Lantern Museum").ID)
	b := h.as("Gulf Lantern Museum")
	b.opens(url).says(t, "other museums cannot answer one line", "Hand in the profile")
	b.opens(url+"/sections/idea").says(t, "other museums cannot answer one line", "Something about lighthouses.")
	b.does(url+"/submit").says(t, "The profile is handed in.", "With the office")
	b.does(url+"/reopen").says(t, "The profile is yours to change.", "Being written")
	if a := h.as("reviewer").get(url); a.status == http.StatusOK {
		t.Error("a reviewer reads a draft")
	}
	for lang, words := range map[string]string{"es": "Presentar el perfil", "zh-Hans": "提交概况"} {
		b.opens(url+"?lang="+lang).says(t, words)
	}
}

func TestAProfileIsBegunOnceForEachMuseumAndCall(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("applicant")
	mine, err := h.People.MyOrganizations(b.context())
	if err != nil || len(mine) == 0 {
		t.Fatal(err)
	}
	cycle := h.speakerOf("Mill Bend Museum").Cycle
	b.opens("/calls/"+cycle.String()).says(t, "Begin a profile")
	b.opens("/profiles/new?cycle="+cycle.String()).says(t, mine[0].Name, "Begin the profile")
	b.refused(http.StatusUnprocessableEntity, "/profiles", "cycle", "", "organization", mine[0].ID.String())
	begun := b.does("/profiles", "cycle", cycle.String(), "organization", mine[0].ID.String())
	begun.says(t, "The profile is begun", "things are missing")
	again := b.send(http.MethodPost, "/profiles", values("cycle", cycle.String(), "organization", mine[0].ID.String()))
	own, err := h.Profile.ProfileOf(b.context(), cycle, mine[0].ID)
	if err != nil || own == nil || again.location != profileURL(own.ID) {
		t.Errorf("a second one led to %q: %v, %v", again.location, own, err)
	}
	b.opens("/applicant").says(t, "The profile is begun")
	if a := h.as("").get("/profiles/new"); a.status == http.StatusOK {
		t.Error("nobody begins a profile")
	}
	if auth.May(h.as("reviewer").context(), auth.EditProfile, auth.Target{Organizations: []ident.Organization{mine[0].ID}}) {
		t.Error("a reviewer may edit a museum's profile")
	}
}
