package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// mailed is the path of the link that the newest mail of a template carries.
func (h *house) mailed(t *testing.T, template, under string) string {
	t.Helper()
	var link string
	err := h.DB.Pool.QueryRow(context.Background(), `SELECT data->>'link' FROM messages WHERE template = $1 ORDER BY queued_at DESC, id DESC LIMIT 1`, template).Scan(&link)
	if err != nil {
		t.Fatalf("%s: %v", template, err)
	}
	return under + h.Key.LinkToken(uuid.MustParse(link))
}

// own is the applicant's own partnership with the partner, and its member abroad.
func (h *house) own(t *testing.T) (*partnership.Detail, partnership.Museum) {
	t.Helper()
	rows, err := h.Partnership.Partnerships(h.as("applicant").context(), partnership.ListInput{})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d partnerships, %v", len(rows), err)
	}
	for _, r := range rows {
		d, err := h.Partnership.Partnership(h.as("applicant").context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if r.ProposalState == "draft" {
			return d, d.Museums[1]
		}
	}
	t.Fatal("no draft")
	return nil, partnership.Museum{}
}

func TestTwoMuseumsAndAnEmbassyByPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d, abroad := h.own(t)
	at, page := partnershipURL(d.ID), endorsementURL(d.ID, abroad.Member.ID)
	officer, applicant, partner, embassy := h.as("officer"), h.as("applicant"), h.as("partner"), h.as("")

	t.Run("the lead shares out the money, and the partner is asked again", func(t *testing.T) {
		h := h.in(t)
		b := h.as("applicant")
		form := b.opens(at + "/parts")
		lead, other := d.Museums[0].Organization.ID.String(), abroad.Organization.ID.String()
		version := field(t, form, "version")
		bad := b.refused(http.StatusUnprocessableEntity, at+"/parts", "version", version, "museum", lead, "museum", other, "part-"+lead, "Leads", "grant-"+lead, "many", "part-"+other, "Partners")
		if !strings.Contains(bad.body, `value="many"`) || !strings.Contains(bad.body, `href="#f-grant-`+lead) {
			t.Error("the amount that was refused is gone, or has no link to it")
		}
		b.does(at+"/parts", "version", version, "museum", lead, "museum", other, "part-"+lead, "Leads", "grant-"+lead, "50000", "costShare-"+lead, "20000",
			"part-"+other, "Partners in Nairobi", "grant-"+other, "26000.50", "costShare-"+other, "18000").
			says(t, "Parts and shares are saved", "$76,000.50", "$26,000.50", "Not shared out", "Waiting for confirmations", "Asked to confirm again")
		p := h.as("partner")
		p.opens(at).says(t, "Partners in Nairobi", "Confirm for")
		p.does(at+"/confirm", "organization", other, "words", "Sawa.").says(t, "Confirmed by all", "Sawa.")
	})
	t.Run("the officer asks the nearest post", func(t *testing.T) {
		form := officer.opens(page)
		form.says(t, "U.S. Embassy Nairobi", "Ask the post by a link")
		if first := regexp.MustCompile(`<option value="pst_[^>]*>([^<]*)`).FindStringSubmatch(form.body); first == nil || !strings.HasPrefix(strings.TrimSpace(first[1]), "U.S. Embassy Nairobi") {
			t.Errorf("the nearest is not first: %v", first)
		}
		post := regexp.MustCompile(`<option value="(pst_[^"]*)"`).FindStringSubmatch(form.body)[1]
		officer.refused(http.StatusUnprocessableEntity, page+"/send", "post", post, "email", "nowhere", "days", "21")
		officer.does(page+"/send", "post", post, "email", "nairobi@example.org", "note", "Please look at the plan of travel.", "days", "21").
			says(t, "The link is on its way to nairobi@example.org", "With the embassy")
		applicant.opens(at).says(t, "With the embassy", "U.S. Embassy Nairobi", "The embassy was asked")
		if a := applicant.send(http.MethodPost, page+"/send", values("post", post)); a.status != http.StatusForbidden {
			t.Errorf("a museum asks its own embassy: %d", a.status)
		}
	})
	link := h.mailed(t, "endorsement.asked", "/endorse/")
	t.Run("the post reads without an account", func(t *testing.T) {
		a := embassy.opens(link)
		a.says(t, "Does your post endorse", d.Title, abroad.Organization.Name, "Please look at the plan of travel.", "Partners in Nairobi")
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"} {
			if got := a.header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s is %q", name, got)
			}
		}
		if strings.Contains(a.body, "@example.org") {
			t.Error("the page shows an address")
		}
	})
	t.Run("what it forgets is asked for, and what it typed stays", func(t *testing.T) {
		a := embassy.refused(http.StatusUnprocessableEntity, link, "answer", "decline", "officerName", "Jo Field", "officerTitle", "")
		if !strings.Contains(a.body, `value="Jo Field"`) || !strings.Contains(a.body, `href="#f-reason"`) || !strings.Contains(a.body, `href="#f-officerTitle"`) {
			t.Error("the form is not as it was typed")
		}
		embassy.refused(http.StatusUnprocessableEntity, link, "officerName", "Jo Field", "officerTitle", "CAO")
	})
	t.Run("it answers once", func(t *testing.T) {
		a := embassy.send(http.MethodPost, link, values("answer", "endorse", "officerName", "Jo Field", "officerTitle", "Cultural Affairs Officer"))
		if a.status != http.StatusOK {
			t.Fatalf("%d", a.status)
		}
		a.says(t, "Thank you", "Endorsed", "Jo Field, Cultural Affairs Officer")
		again := embassy.get(link)
		if again.status != http.StatusGone {
			t.Errorf("%d", again.status)
		}
		again.says(t, "This link has been used")
		if a := embassy.send(http.MethodPost, link, values("answer", "decline", "reason", "x", "officerName", "X", "officerTitle", "Y")); a.status != http.StatusGone {
			t.Errorf("a second answer: %d", a.status)
		}
		if a := embassy.get("/endorse/nothing"); a.status != http.StatusNotFound {
			t.Errorf("a link nobody made: %d", a.status)
		}
	})
	t.Run("both museums and the officer see it", func(t *testing.T) {
		for _, b := range []*browser{applicant, partner, officer} {
			b.opens(at).says(t, "Endorsed by U.S. Embassy Nairobi.", "Jo Field")
		}
		officer.opens("/office/partnerships?waits=endorsement")
		officer.opens("/office/partnerships").says(t, d.Title, "Has not confirmed")
	})
}

func TestAnOfficerRecordsTheEmbassysFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d, abroad := h.own(t)
	page := endorsementURL(d.ID, abroad.Member.ID)
	send := func(b *browser, name string, file []byte) answer {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for k, v := range map[string]string{"record.state": "endorsed", "record.post": "U.S. Embassy Nairobi", "record.officerName": "Jo Field"} {
			if err := w.WriteField(k, v); err != nil {
				t.Fatal(err)
			}
		}
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(file)
		_ = w.Close()
		r := httptest.NewRequest(http.MethodPost, page+"/record", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		r = r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar))
		rec := httptest.NewRecorder()
		h.pages.ServeHTTP(rec, r)
		return answer{rec.Code, rec.Header().Get("Location"), rec.Header(), rec.Body.String()}
	}
	officer := h.as("officer")
	bad := send(officer, "cable.pdf", []byte("PK\x03\x04zip"))
	if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, `value="Jo Field"`) {
		t.Errorf("a ZIP that says PDF: %d", bad.status)
	}
	bad.says(t, "Only a PDF")
	if a := send(officer, "cable.pdf", []byte("%PDF-1.7 cable")); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, plainText(a.body))
	}
	officer.opens(page).says(t, "The answer is recorded", "The answer as it came")
	file := h.as("partner").get(page + "/file")
	if file.status != http.StatusOK || file.body != "%PDF-1.7 cable" || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %q", file.status, file.header)
	}
	if a := h.as("fellow").get(page + "/file"); a.status != http.StatusNotFound {
		t.Errorf("a stranger fetches it: %d", a.status)
	}
}

func TestMuseumsJoinAndGoByPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d, abroad := h.own(t)
	at := partnershipURL(d.ID)
	b := h.as("applicant")
	found := b.opens(at + "/members?q=Toulouse")
	found.says(t, "Cité de l'espace")
	chosen := b.opens(strings.TrimSuffix(found.link(t, at+"/members?comes="), "#joins"))
	comes, version := field(t, chosen, "comes"), field(t, chosen, "version")
	refused := b.refused(http.StatusUnprocessableEntity, at+"/members", "version", version, "comes", comes, "part", "Rockets", "reason", " ", "do", "join")
	if !strings.Contains(refused.body, "Rockets") {
		t.Error("what was typed is gone")
	}
	b.does(at+"/members", "version", version, "comes", comes, "part", "Rockets", "reason", "A planetarium helps.", "do", "join").
		says(t, "The museums have changed", "Rockets", "Joined · Cité de l'espace", "A planetarium helps.", "Waiting for confirmations")
	t.Run("the museum without an account is invited, and the office admits who took the link", func(t *testing.T) {
		b.refused(http.StatusUnprocessableEntity, at+"/invite", "organization", comes, "email-"+comes, "nowhere")
		b.does(at+"/invite", "organization", comes, "email-"+comes, "marie@example.net").says(t, "The invitation is on its way to marie@example.net", "Invited by mail")
		link := h.mailed(t, "invitation.asked", "/invitations/")
		guest := h.as("")
		guest.opens(link).says(t, "is invited to a partnership", "Rockets", "marie@example.net")
		if a := guest.send(http.MethodPost, link, values()); a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, plainText(a.body))
		}
		if a := h.as("").get(link); a.status != http.StatusGone {
			t.Errorf("the invitation again: %d", a.status)
		}
		if a := guest.get(at); a.status != http.StatusNotFound {
			t.Errorf("who waits for the office reads the partnership: %d", a.status)
		}
		o := h.as("officer")
		o.does(o.opens(at).link(t, at+"/invitations/")).says(t, "The person speaks for the museum now")
		guest.opens(at).says(t, "Confirm for")
	})
	t.Run("it goes with a reason, which all read", func(t *testing.T) {
		version := field(t, b.opens(at+"/members"), "version")
		b.refused(http.StatusUnprocessableEntity, at+"/members", "version", version, "goes", abroad.Organization.ID.String(), "goes.reason", "", "do", "remove")
		b.does(at+"/members", "version", version, "goes", comes, "goes.reason", "No dates were found.", "do", "remove").
			says(t, "Taken out · Cité de l'espace", "No dates were found.")
		b.refused(http.StatusConflict, at+"/members", "version", version, "goes", abroad.Organization.ID.String(), "goes.reason", "x", "do", "remove")
	})
	t.Run("strangers and reviewers have no such page", func(t *testing.T) {
		for _, role := range []string{"reviewer", "fellow", "funder"} {
			if a := h.as(role).get(at + "/members"); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", role, a.status)
			}
		}
		if a := h.as("auditor").get(at + "/members"); a.status != http.StatusForbidden {
			t.Errorf("the auditor changes museums: %d", a.status)
		}
	})
}

func TestExceptionsByPagesAreGrantedAndTakenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d, _ := h.own(t)
	at := partnershipURL(d.ID)
	director := h.as("director")
	director.opens(at).says(t, "Grant an exception")
	director.refused(http.StatusUnprocessableEntity, at+"/exceptions", "rule", "E6", "except.reason", "")
	director.does(at+"/exceptions", "rule", "E6", "except.reason", "The post is closed this year.").says(t, "The exception is granted", "The post is closed this year.", "Take back the exception to E6")
	director.refused(http.StatusUnprocessableEntity, at+"/exceptions", "do", "revoke", "rule", "E6", "revoke.E6", "")
	director.does(at+"/exceptions", "do", "revoke", "rule", "E6", "revoke.E6", "It opened again.").says(t, "The exception is taken back", "It opened again.")
	if a := h.as("officer").send(http.MethodPost, at+"/exceptions", values("rule", "E6", "except.reason", "x")); a.status != http.StatusForbidden {
		t.Errorf("an officer grants one: %d", a.status)
	}
}

func TestAPairIsJudgedBeforeAnybodyWrites(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d, abroad := h.own(t)
	b := h.as("fellow")
	b.opens("/eligibility").says(t, "Would these museums be eligible?")
	b.opens("/eligibility?lead.q=Minneapolis").says(t, d.Museums[0].Organization.Name)
	query := "/eligibility?cycle=" + d.Cycle.String() + "&lead=" + d.Museums[0].Organization.ID.String() + "&partner="
	b.opens(query+abroad.Organization.ID.String()).says(t, "E8", "No earlier award.", "years on", abroad.Organization.Name, "Start a partnership")
	for _, c := range must(h.Program.Calls(b.context()))(t) {
		if c.Year != 2011 {
			continue
		}
		past := b.opens(strings.Replace(query, d.Cycle.String(), c.ID.String(), 1) + abroad.Organization.ID.String())
		past.says(t, "E8")
		if strings.Contains(past.body, "/applicant/partnerships/new") {
			t.Error("a partnership is offered in a call that is over")
		}
	}
	if a := b.get(query + d.Museums[0].Organization.ID.String()); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the same museum twice: %d", a.status)
	}
	if a := h.as("").get("/eligibility"); a.status != http.StatusSeeOther {
		t.Errorf("nobody asks: %d", a.status)
	}
	es := b.send(http.MethodGet, query+abroad.Organization.ID.String(), nil, "Accept-Language", "es", "Cookie", "vitrine_locale=es")
	if es.status != http.StatusOK {
		t.Errorf("in Spanish: %d", es.status)
	}
}

func TestTheDirectoryOfPostsByPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	o := h.as("officer")
	list := o.opens("/office/posts")
	list.says(t, "U.S. Embassy Nairobi", "no address yet")
	at := list.link(t, "/office/posts/pst_")
	version := field(t, o.opens(at), "version")
	posts, err := h.Partnership.Posts(o.context())
	if err != nil || at != "/office/posts/"+posts[0].ID.String() {
		t.Fatalf("%s, %v", at, err)
	}
	same := []string{"version", version, "name", posts[0].Name, "kind", "embassy", "country", "AE", "city", "Abu Dhabi", "lat", "24.4", "lon", "54.4"}
	o.refused(http.StatusUnprocessableEntity, at, append(same, "email", "nowhere")...)
	o.does(at, append(same, "email", "post@example.org")...).says(t, "The directory is saved", "post@example.org")
	o.refused(http.StatusConflict, at, append(same, "email", "late@example.org")...)
	o.refused(http.StatusUnprocessableEntity, "/office/posts/new", "name", "U.S. Embassy Andorra", "kind", "embassy", "country", "AD", "city", "Andorra", "lat", "north", "lon", "1.5")
	o.does("/office/posts/new", "name", "U.S. Embassy Andorra", "kind", "embassy", "country", "AD", "city", "Andorra", "lat", "42.5", "lon", "1.5").says(t, "U.S. Embassy Andorra")
	for _, role := range []string{"applicant", "director", "auditor"} {
		if a := h.as(role).get("/office/posts"); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", role, a.status)
		}
	}
}
