package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

func TestTheOfficeAnswersAStatementBesideItAndInvites(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer := h.as("officer")
	list := officer.opens("/office/statements")
	list.says(t, "The Market at Six in the Morning", "Songs for a Short Winter", "A Bridge Counted Twice", "Invited to propose", "With staff", "Times offered")
	waiting := officer.opens("/office/statements?state=submitted").link(t, "/statements/sip_")
	officer.opens(waiting).says(t, "Your words on: Description", "The answer goes to 2 museums.")
	officer.refused(http.StatusUnprocessableEntity, waiting+"/feedback", "sections.description", "", "do", "send").says(t, "Write something to at least one section first.")
	officer.does(waiting+"/feedback", "sections.description", "Who are the sellers?", "do", "keep").says(t, "Who are the sellers?")
	officer.does(waiting+"/feedback", "sections.description", "Who are the sellers?", "sections.", "Go on.", "do", "send").says(t, "The answer is with the museums.", "Staff have answered", "Staff's answer to version 1")
	officer.does(waiting+"/invite", "words", "").says(t, "Invited to propose")
	officer.refused(http.StatusUnprocessableEntity, waiting+"/offer", "times.0", "2020-01-01T10:00", "minutes", "30", "place", "").says(t, "still to come")
	for _, role := range []string{"applicant", "reviewer", "funder"} {
		if a := h.as(role).get(waiting); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
			t.Errorf("%s reads another's statement: %d", role, a.status)
		}
	}
	if a := h.as("").get(waiting); a.status == http.StatusOK {
		t.Error("nobody reads a statement")
	}
}

func TestMuseumsStateTheirIntentAndPickATimeToSpeak(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	list, err := h.Statement.Statements(h.as("officer").context(), statement.ListInput{State: statement.Answered}, page.First(1))
	if err != nil || len(list.Nodes) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	id := list.Nodes[0].ID
	d, err := h.Statement.Statement(h.as("officer").context(), id)
	if err != nil {
		t.Fatal(err)
	}
	speakers, err := h.Statement.Store.Speakers(h.as("officer").context(), d.Partners.Organizations())
	if err != nil || len(speakers) < 2 {
		t.Fatalf("%v, %v", speakers, err)
	}
	h.people["one of them"] = speakers[0]
	b, url := h.as("one of them"), statementURL(id)
	mine := b.opens(url)
	mine.says(t, "Staff's answer to version 1", "Staff would like to speak with you.")
	b.opens(mine.link(t, url+"/sections/description")).says(t, "The need is clear")
	call := regexp.MustCompile(`name="call" value="(sca_[^"]+)"`).FindStringSubmatch(mine.body)[1]
	b.refused(http.StatusUnprocessableEntity, url+"/call", "call", call, "at", "2020-01-01T00:00:00Z").says(t, "Choose one of the times")
	b.does(url+"/call", "call", call, "at", d.Live().Offers[1].UTC().Format(time.RFC3339)).says(t, "45 minutes", "The call is booked.")
	dates, err := h.Notice.MyDates(b.context())
	if err != nil || !hasDate(dates, "call") || !hasDate(dates, "proposal") {
		t.Errorf("%v, %v", dates, err)
	}
	b.does(url+"/call/cancel", "call", call, "reason", "A flood.").says(t, "The call is cancelled.")
}

func hasDate(dates []*notice.Date, kind string) bool {
	for _, d := range dates {
		if d.Kind == kind {
			return true
		}
	}
	return false
}

func TestAPersonSaysHowToBeToldAndFollowsTheirDates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("applicant")
	b.opens("/account/notices").says(t, "Proposals close", "Statements of intent close", "Only on this page")
	b.does("/account/notices", "choices.response", "weekly", "choices.review", "site").says(t, "Your choices are kept.")
	b.refused(http.StatusUnprocessableEntity, "/account/notices", "choices.response", "hourly")
	choices, err := h.Notice.Choices(b.context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range choices {
		if want := map[string]notify.Cadence{"response": notify.Weekly, "review": notify.Never}[c.Kind]; want != "" && c.Cadence != want {
			t.Errorf("%s is %s", c.Kind, c.Cadence)
		}
	}
	made := b.send(http.MethodPost, "/account/calendar", values())
	secret := regexp.MustCompile(`/calendar/([\w-]{20,})`).FindStringSubmatch(made.body)
	if made.status != http.StatusOK || secret == nil {
		t.Fatalf("%d\n%s", made.status, plainText(made.body))
	}
	feed := h.as("").get("/calendar/" + secret[1])
	if feed.status != http.StatusOK || !strings.Contains(feed.body, "BEGIN:VEVENT") || feed.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("%d %v\n%s", feed.status, feed.header, feed.body)
	}
	b.does("/account/calendar/revoke")
	if gone := h.as("").get("/calendar/" + secret[1]); gone.status != http.StatusNotFound {
		t.Errorf("an ended address answers %d", gone.status)
	}
	token := h.Key.LeaveToken(h.people["applicant"].UUID(), "application")
	h.as("").opens("/notices/leave/"+token).says(t, "Stop mails about: Applications")
	if left := h.as("").send(http.MethodPost, "/notices/leave/"+token, values("List-Unsubscribe", "One-Click")); left.status != http.StatusOK {
		t.Errorf("one click answered %d", left.status)
	}
	if forged := h.as("").get("/notices/leave/AAAA"); forged.status != http.StatusNotFound {
		t.Errorf("a forged link answered %d", forged.status)
	}
}

func TestHomesSayWhatMuseumsWaitFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.as("officer").opens("/office").says(t, "1 statement of intent waits for an answer", "waits for a museum to confirm")
	home := h.as("applicant").opens("/applicant")
	home.says(t, "What is due", "Proposals close")
	list, err := h.Statement.Statements(h.as("officer").context(), statement.ListInput{State: statement.Answered}, page.First(1))
	if err != nil || len(list.Nodes) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	d, err := h.Statement.Statement(h.as("officer").context(), list.Nodes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	speakers, err := h.Statement.Store.Speakers(h.as("officer").context(), d.Partners.Organizations())
	if err != nil {
		t.Fatal(err)
	}
	h.people["asked"] = speakers[0]
	h.as("asked").opens("/applicant").says(t, "Choose a time", list.Nodes[0].Title)
}
