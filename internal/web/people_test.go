package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// invitation is the newest to an address on the committee that reads.
func (h *house) invitation(email string) *review.PanelInvitation {
	h.t.Helper()
	list, err := h.Review.PanelInvitations(h.as("officer").context(), h.committee().ID)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, i := range list {
		if i.Email == email {
			return i
		}
	}
	h.t.Fatalf("nobody asked %s", email)
	return nil
}

func (h *house) seat(email string) string {
	h.t.Helper()
	id, err := uuid.Parse(h.invitation(email).LinkID)
	if err != nil {
		h.t.Fatal(err)
	}
	return "/seats/" + h.Key.LinkToken(id)
}

func TestAnOfficerAsksSomebodyWhoAcceptsByTheLinkAndSigns(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel := h.committee()
	desk, officer := "/office/panels/"+panel.ID.String(), h.as("officer")
	officer.opens(desk).says(t, "Members and invitations")
	officer.opens(desk+"/people").says(t, "Samuel Achterberg", "Version 1", "lena.horvat@example.org", "parental leave", "Declined", "rosa.oduya@example.org", "Waits for an answer", "75.00", "for each review that counts", "5 of 7 seats are taken.")
	officer.opens(desk+"/candidate?person=nina.new@example.org").says(t, "Nobody is known by this address", "Invite nina.new@example.org", "75.00")
	officer.refused(http.StatusUnprocessableEntity, desk+"/invitations", "email", "nina.new@example.org", "days", "400").says(t, "A number from 1 to 90 is asked for.", "Nobody is known by this address")
	officer.does(desk+"/invitations", "email", "nina.new@example.org", "days", "10", "locale", "es", "note", "Two evenings a week.").says(t, "The invitation to nina.new@example.org is on its way.")
	officer.refused(http.StatusUnprocessableEntity, desk+"/invitations", "email", "reviewer@example.org", "days", "10").says(t, "This person is on the panel already.")

	seat, guest := h.seat("nina.new@example.org"), h.as("")
	page := guest.opens(seat)
	page.says(t, "Will you review for Museums Connect 2027?", "Two evenings a week.", "75.00", "nina.new@example.org")
	for _, row := range h.as("reviewer").waiting() {
		if row.Title != "" && strings.Contains(page.body, row.Title) {
			t.Errorf("the invitation names %s", row.Title)
		}
	}
	guest.refused(http.StatusUnprocessableEntity, seat, "answer", "decline", "reason", "").says(t, "Say why, in a few words.")
	if a := guest.send(http.MethodPost, seat, map[string][]string{"answer": {"accept"}}); a.status != http.StatusSeeOther || a.location != "/reviews" {
		t.Fatalf("accepting leads to %d %s", a.status, a.location)
	}
	guest.get(seat).says(t, "This invitation has been answered")
	officer.opens(desk+"/people").says(t, "Accepted", "nina.new@example.org", "Not signed", "6 of 7 seats are taken.")
	officer.opens("/office/cycles/"+panel.Cycle.String()+"/pool?panel="+panel.ID.String()).says(t, "nina.new@example.org", "Sits on the panel", "Tsering Dolma")
}

func TestALinkThatCannotBeAnsweredSaysWhy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel := h.committee()
	desk, officer, guest := "/office/panels/"+panel.ID.String(), h.as("officer"), h.as("")
	officer.does(desk+"/invitations/withdraw", "invitation", h.invitation("rosa.oduya@example.org").ID.String(), "reason."+h.invitation("rosa.oduya@example.org").ID.String(), "Another came.").says(t, "Taken back")
	if a := guest.get(h.seat("rosa.oduya@example.org")); a.status != http.StatusGone || !strings.Contains(a.body, "was taken back") || strings.Contains(a.body, "Another came.") {
		t.Errorf("a link taken back: %d", a.status)
	}
	if a := guest.get("/seats/made-up"); a.status != http.StatusNotFound {
		t.Errorf("a made-up link: %d", a.status)
	}
	officer.refused(http.StatusUnprocessableEntity, desk+"/terms", "version", "1", "seats", "2", "fee", "75", "feePer", "review", "currency", "USD")
	officer.refused(http.StatusConflict, desk+"/terms", "version", "0", "seats", "5", "fee", "75", "feePer", "review", "currency", "USD")
	officer.does(desk+"/terms", "version", "1", "seats", "5", "fee", "75", "feePer", "review", "currency", "USD").says(t, "5 of 5 seats are taken.")
	guest.refused(http.StatusConflict, h.seat("fellow@example.org"), "answer", "accept").says(t, "Every seat on this panel is taken.")
	officer.does(desk+"/terms", "version", "2", "seats", "", "fee", "75", "feePer", "review", "currency", "USD")

	fellow := h.as("fellow")
	fellow.opens(reviewingURL).says(t, "Invitations to panels", "Selection committee 2027", "Accept")
	fellow.opens("/reviews").says(t, "1 invitation to a panel waits for your answer")
	id := h.invitation("fellow@example.org").ID.String()
	fellow.refused(http.StatusUnprocessableEntity, reviewingURL+"/invitations", "invitation", id, "answer", "decline", "reason."+id, "").says(t, "Say why, in a few words.")
	fellow.does(reviewingURL+"/invitations", "invitation", id, "answer", "accept").says(t, "You sit on Selection committee 2027 now.", "I agree and sign")
}

func TestSomebodySaysWhatTheyKnowAndTheOfficeFindsThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	pool, officer, reader := "/office/cycles/"+h.live().ID.String()+"/pool", h.as("officer"), h.as("reviewer")
	reader.opens("/account").says(t, "availability, invitations and honoraria")
	reader.opens(reviewingURL).says(t, "What I know, and when I can", "My honoraria", "$500.00", "So far")
	says := []string{"version", "1", "country", "RS", "topic.0", "language:sr", "level.0", "100", "topic.1", "", "level.1", "100", "unavailable", "on"}
	reader.refused(http.StatusUnprocessableEntity, reviewingURL, append(says, "availableFrom", "2027-05-01", "availableUntil", "2027-04-01")...).says(t, "It ended before it began.")
	reader.does(reviewingURL, append(says, "availableFrom", "2027-05-01", "loadLimit", "9")...).says(t, "Kept.")
	reader.refused(http.StatusConflict, reviewingURL, says...)
	officer.opens(pool).says(t, "Teodora Ilić", "not at present", "Amadou Keita", "Senegal")
	if page := officer.opens(pool + "?country=SN"); !strings.Contains(page.body, "Amadou Keita") || strings.Contains(page.body, "Teodora Ilić") {
		t.Error("the list is not narrowed to a country")
	}
	if page := officer.opens(pool + "?topic=language:sr"); strings.Contains(page.body, "Amadou Keita") || !strings.Contains(page.body, "Teodora Ilić") {
		t.Error("the list is not narrowed to what they know")
	}
	if page := officer.opens(pool + "?on=2027-05-02"); strings.Contains(page.body, "Teodora Ilić") {
		t.Error("who asks not to be invited is offered")
	}
	officer.does(pool, "person", "partner@example.org").says(t, "Wanjiru Kamau is on the list.")
	officer.refused(http.StatusUnprocessableEntity, pool, "person", "grants@example.org")
	for _, who := range []string{"reviewer", "chair", "applicant", "finance"} {
		if a := h.as(who).get(pool); a.status != http.StatusNotFound {
			t.Errorf("%s reads the pool: %d", who, a.status)
		}
	}
}

func TestNewWordsCloseThePanelUntilTheyAreSigned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	panel := h.committee()
	desk, officer, reader := promiseURL(panel.Cycle), h.as("officer"), h.as("reviewer")
	all, err := h.Review.Queue(reader.context(), page.First(page.Most))
	if err != nil {
		t.Fatal(err)
	}
	var mine *review.QueueRow
	for _, row := range all.Nodes {
		if row.Panel == panel.ID && row.Step == review.DoneStep {
			mine = row
		}
	}
	if mine == nil {
		t.Fatal("the reviewer has nothing open")
	}
	officer.opens(desk).says(t, "In force", "Program, version 1", "standard words")
	words := []string{"whose", "program", "en", "Tell nobody.\r\n- Not even at home.", "es", "No lo cuente.", "zh", "勿告知他人。"}
	officer.refused(http.StatusUnprocessableEntity, desk, append(words, "reason", "")...).says(t, "Say why the words change.")
	officer.does(desk, append(words, "reason", "The lawyers asked.")...).says(t, "Version 2 is in force.", "Not even at home.")
	if a := reader.get(reviewURL(mine.ID)); a.status != http.StatusSeeOther || a.location != "/reviews" {
		t.Errorf("what was open leads to %d %s", a.status, a.location)
	}
	list := reader.opens("/reviews")
	list.says(t, "The words have changed since you signed", "The lawyers asked.", "Not even at home.", "Version 2")
	if strings.Contains(list.body, mine.Title) {
		t.Error("a title shows before the new words are signed")
	}
	if a := h.as("chair").get("/reviews/panels/" + panel.ID.String()); a.status == http.StatusOK && strings.Contains(a.body, mine.Title) {
		t.Error("the chair reads on without signing")
	}
	hash := valueOf(list.body, "sha256")
	reader.does("/reviews/panels/"+panel.ID.String()+"/sign", "sha256", strings.Repeat("0", 64)).says(t, "The statement changed while you read it.")
	for strings.Contains(reader.opens("/reviews").body, hash) {
		waits, err := h.Review.MyUnsigned(reader.context())
		if err != nil || len(waits) == 0 {
			t.Fatalf("waits %v, %v", waits, err)
		}
		reader.does("/reviews/panels/"+waits[0].Panel.String()+"/sign", "sha256", hash)
	}
	reader.opens(reviewURL(mine.ID)).says(t, mine.Title)
	officer.opens("/office/panels/"+panel.ID.String()+"/people").says(t, "Version 2", "To be signed again", "signed version 1")
}

// valueOf is the value of the first hidden field of a name.
func valueOf(body, name string) string {
	_, rest, _ := strings.Cut(body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func TestHonorariaArePaidByTheOfficeAndReadByEachAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	finance, officer := h.as("finance"), h.as("officer")
	list := finance.opens("/office/honoraria")
	list.says(t, "Selection committee 2026", "$500.00 for the whole work", "3 of 5")
	panels, err := h.Review.FeePanels(finance.context())
	if err != nil {
		t.Fatal(err)
	}
	var decided *review.FeePanel
	for _, p := range panels {
		if p.State == review.Ranked {
			decided = p
		}
	}
	desk := "/office/panels/" + decided.Panel.String() + "/honoraria"
	finance.opens(desk).says(t, "Amadou Keita", "ACH 20418", "Not paid", "counts the work as service", "Owed")
	rows, err := h.Review.Honoraria(finance.context(), decided.Panel)
	if err != nil {
		t.Fatal(err)
	}
	var open []*review.Honorarium
	for _, x := range rows {
		if x.Outstanding() {
			open = append(open, x)
		}
	}
	if len(open) != 2 {
		t.Fatalf("%d are owed", len(open))
	}
	id := open[0].Member.String()
	finance.refused(http.StatusUnprocessableEntity, desk+"/pay", "member", id, "amount."+id, "400.00", "on."+id, "2027-01-05", "reference."+id, "ACH 9", "reason."+id, "").says(t, "another amount")
	finance.does(desk+"/pay", "member", id, "amount."+id, "500.00", "on."+id, h.site.Now().Format("2006-01-02"), "reference."+id, "ACH 99001").says(t, "is marked as paid", "ACH 99001")
	finance.refused(http.StatusConflict, desk+"/pay", "member", id, "amount."+id, "500.00", "on."+id, h.site.Now().Format("2006-01-02"), "reference."+id, "ACH 99002")
	other := open[1].Member.String()
	officer.refused(http.StatusUnprocessableEntity, desk+"/leave", "member", other, "why."+other, "").says(t, "Say why.")
	officer.does(desk+"/leave", "member", other, "why."+other, "Paid by her employer.").says(t, "is left unpaid")
	for _, who := range []string{"reviewer", "chair", "applicant", "funder"} {
		for _, page := range []string{desk, "/office/honoraria", "/office/panels/" + decided.Panel.String() + "/people"} {
			if a := h.as(who).get(page); a.status != http.StatusNotFound {
				t.Errorf("%s reads %s: %d", who, page, a.status)
			}
		}
		if own := h.as(who).get(reviewingURL); strings.Contains(own.body, "ACH 20418") != (who == "chair") {
			t.Errorf("%s reads another's payment", who)
		}
	}
	h.as("chair").opens(reviewingURL).says(t, "ACH 20418", "$500.00")
}
