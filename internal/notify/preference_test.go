package notify_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/notify"
)

func TestADigestHoldsWhatCameBeforeTheLastMorning(t *testing.T) {
	t.Parallel()
	nairobi, err := time.LoadLocation("Africa/Nairobi")
	if err != nil {
		t.Fatal(err)
	}
	york, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name    string
		cadence notify.Cadence
		now     string
		zone    *time.Location
		want    string
	}{
		{"after seven it is this morning", notify.Daily, "2027-03-10T06:30:00Z", nairobi, "2027-03-10T04:00:00Z"},
		{"before seven it is yesterday", notify.Daily, "2027-03-10T03:59:59Z", nairobi, "2027-03-09T04:00:00Z"},
		{"at seven sharp it is now", notify.Daily, "2027-03-10T04:00:00Z", nairobi, "2027-03-10T04:00:00Z"},
		{"a week ends on Monday", notify.Weekly, "2027-03-10T12:00:00Z", york, "2027-03-08T12:00:00Z"},
		{"early on a Monday it is the Monday before", notify.Weekly, "2027-03-08T10:59:00Z", york, "2027-03-01T12:00:00Z"},
		{"the first of a month reaches back", notify.Daily, "2027-03-01T03:00:00Z", nairobi, "2027-02-28T04:00:00Z"},
		{"seven is seven after the clocks change", notify.Daily, "2027-03-14T15:00:00Z", york, "2027-03-14T11:00:00Z"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, x.now)
			if err != nil {
				t.Fatal(err)
			}
			got := notify.Gathering(x.cadence, now, x.zone)
			want, err := time.Parse(time.RFC3339, x.want)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestWhatLetsSomebodyInIsAlwaysMailed(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]bool{
		"account.sign_in": true, "letter.sent": true, "application.received": true, "endorsement.asked": true, notify.DigestTemplate: true,
		"application.eligible": false, "program.deadline_moved": false, "response.comment": false,
	} {
		if got := notify.Essential(template); got != want {
			t.Errorf("%s: essential is %v", template, got)
		}
	}
}
