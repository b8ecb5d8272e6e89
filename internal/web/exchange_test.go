package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestTheExchangeOfAnAwardIsOneCalendarAndOneMap(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	award, museum := h.exchanging(t)
	url := "/awards/" + award
	day := h.clock.Now().AddDate(0, 0, -1).Format("2006-01-02")
	museum.does(url+"/activities", "kind", "talk", "title", "An evening of maps", "startsOn", day, "country", "US", "city", "Boston").says(t, "The activity is planned.")
	museum.opens(url+"/exchange").says(t, "The exchange", "An evening of maps", "Boston", "Where the exchange happens")
	for _, role := range []string{"reviewer", ""} {
		if a := h.as(role).get(url + "/exchange"); a.status == http.StatusOK {
			t.Errorf("the exchange answers %q with %d", role, a.status)
		}
	}
	id := oneID[ident.ActivityKind](t, h, `SELECT id FROM activities WHERE title = 'An evening of maps'`)
	if to := museum.get("/activities/" + id); to.status != http.StatusSeeOther || to.location != url+"/activities/"+id {
		t.Errorf("the activity's own address answers %d %s", to.status, to.location)
	}
	made := museum.send(http.MethodPost, "/account/calendar", values())
	secret := regexp.MustCompile(`/calendar/([\w-]{20,})`).FindStringSubmatch(made.body)
	if secret == nil {
		t.Fatal(made.body)
	}
	feed := h.as("").get("/calendar/" + secret[1])
	if want := "DTSTART;VALUE=DATE:" + strings.ReplaceAll(day, "-", ""); !strings.Contains(feed.body, want) || !strings.Contains(feed.body, "An evening of maps") {
		t.Errorf("the calendar lacks %s\n%s", want, feed.body)
	}
}
