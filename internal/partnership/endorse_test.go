package partnership_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// nobody is who follows a link without an account.
func nobody(t *testing.T) context.Context { return pgtest.Context(t) }

func (w *world) send(t *testing.T, member ident.Member) string {
	t.Helper()
	_, err := w.Partnership.SendEndorsement(w.officer, partnership.SendEndorsementInput{Member: member, Post: w.post("Nairobi").ID, Email: "Nairobi@Example.org", Note: "Please."})
	if err != nil {
		t.Fatal(err)
	}
	return w.token("endorsement.asked")
}

func yes(token string) partnership.AnswerEndorsementInput {
	return partnership.AnswerEndorsementInput{Token: token, Endorse: true, OfficerName: "Jo Field", OfficerTitle: "Cultural Affairs Officer"}
}

func TestAPostEndorsesThroughItsLinkOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	member := d.Museum(w.kenya.ID).Member.ID
	token := w.send(t, member)
	if w.post("Nairobi").Email != "nairobi@example.org" {
		t.Error("the address typed is not in the directory")
	}
	if n := w.count(`SELECT count(*) FROM endorsement_links WHERE position($1 IN encode(token_hash, 'escape')) > 0`, token); n != 0 {
		t.Error("a table holds the token")
	}
	if n := w.count(`SELECT count(*) FROM messages WHERE email = 'nairobi@example.org' AND person_id IS NULL AND position($1 IN data::text) = 0`, token); n != 1 {
		t.Errorf("%d mails to the post, or the queue holds the token", n)
	}
	asked, err := w.Partnership.Asked(nobody(t), token)
	if err != nil || asked.Museum.Organization.ID != w.kenya.ID || asked.Detail.Title != d.Title {
		t.Fatalf("%+v, %v", asked, err)
	}
	if _, err := w.Partnership.Asked(nobody(t), token); err != nil {
		t.Errorf("looking used the link up: %v", err)
	}
	t.Run("an answer that lacks something uses nothing up", func(t *testing.T) {
		for code, in := range map[string]partnership.AnswerEndorsementInput{
			"officerName": {Token: token, Endorse: true, OfficerTitle: "CAO"}, "officerTitle": {Token: token, Endorse: true, OfficerName: "Jo"},
			"reason": {Token: token, OfficerName: "Jo", OfficerTitle: "CAO"},
		} {
			if _, err := w.Partnership.AnswerEndorsement(nobody(t), in); !fault.HasCode(err, "required") || !strings.Contains(err.Error(), code) {
				t.Errorf("%s: %v", code, err)
			}
		}
	})
	var wg sync.WaitGroup
	var mu sync.Mutex
	done, used := 0, 0
	ctx := nobody(t)
	for range 5 {
		wg.Go(func() {
			_, err := w.Partnership.AnswerEndorsement(ctx, yes(token))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case fault.HasCode(err, "link_used"):
				used++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done != 1 || used != 4 {
		t.Errorf("%d answers, %d found it used", done, used)
	}
	got, err := w.Partnership.Partnership(w.wanjiru, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	e := got.Museum(w.kenya.ID).Endorsement
	if e.State != partnership.Endorsed || e.OfficerName != "Jo Field" || !e.RecordedBy.IsZero() || e.AnsweredAt == nil {
		t.Errorf("%+v", e)
	}
	if n := w.count(`SELECT count(*) FROM messages WHERE template = 'partnership.endorsed'`); n != 3 {
		t.Errorf("%d were told of the answer: both museums and the officer are", n)
	}
	if n := w.count(`SELECT count(*) FROM audit_events WHERE action = 'partnership.answer_endorsement' AND actor_id IS NULL AND actor_name LIKE 'Jo Field, U.S. Embassy%'`); n != 1 {
		t.Errorf("%d events of the post", n)
	}
	rules, err := w.Partnership.Eligibility(w.ada, d.ID)
	if err != nil || rules.Result(partnership.EmbassyWord).Outcome != partnership.True {
		t.Errorf("E6: %+v, %v", rules.Result(partnership.EmbassyWord), err)
	}
	if _, err := w.Partnership.SendEndorsement(w.officer, partnership.SendEndorsementInput{Member: member, Post: w.post("Nairobi").ID}); !fault.HasCode(err, "state") {
		t.Errorf("asked again after the answer: %v", err)
	}
}

func TestALinkThatIsOldOrReplacedSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	member := d.Museum(w.kenya.ID).Member.ID
	first := w.send(t, member)
	second := w.send(t, member)
	if _, err := w.Partnership.Asked(nobody(t), first); !fault.HasCode(err, "link_replaced") {
		t.Errorf("the first link after the second: %v", err)
	}
	if _, err := w.Partnership.Asked(nobody(t), "no-such-token"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a link nobody made: %v", err)
	}
	sent := w.Clock.Now()
	w.Clock.Set(sent.AddDate(0, 0, partnership.UsualDays).Add(-time.Second))
	if _, err := w.Partnership.Asked(nobody(t), second); err != nil {
		t.Errorf("in its last second: %v", err)
	}
	w.Clock.Set(sent.AddDate(0, 0, partnership.UsualDays))
	if _, err := w.Partnership.AnswerEndorsement(nobody(t), yes(second)); !fault.HasCode(err, "link_expired") {
		t.Errorf("when its time is over: %v", err)
	}
	if e := w.word(d.ID); e.State != partnership.SentToPost {
		t.Errorf("the late answer counted: %s", e.State)
	}
}

// word is the endorsement of Kenya.
func (w *world) word(id ident.Partnership) *partnership.Endorsement {
	w.t.Helper()
	d, err := w.Partnership.Partnership(w.ada, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d.Museum(w.kenya.ID).Endorsement
}

func TestPostsAreRemindedAndThenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	member := d.Museum(w.kenya.ID).Member.ID
	token := w.send(t, member)
	sent := w.Clock.Now()
	tend := func(at time.Time, reminded, expired int) {
		t.Helper()
		w.Clock.Set(at)
		r, x, err := w.Partnership.TendEndorsements(nobody(t))
		if err != nil || r != reminded || x != expired {
			t.Errorf("at %s: %d reminded, %d expired, %v", at, r, x, err)
		}
	}
	tend(sent.AddDate(0, 0, 13), 0, 0)
	tend(sent.AddDate(0, 0, 14), 1, 0)
	tend(sent.AddDate(0, 0, 15), 0, 0)
	if w.token("endorsement.reminder") != token {
		t.Error("the reminder has another link")
	}
	tend(sent.AddDate(0, 0, 21), 0, 1)
	tend(sent.AddDate(0, 0, 22), 0, 0)
	if e := w.word(d.ID); e.State != partnership.EndorsementExpired {
		t.Fatalf("%s", e.State)
	}
	if n := w.count(`SELECT count(*) FROM messages WHERE template = 'partnership.endorsement_expired'`); n != 1 {
		t.Errorf("%d told that it expired; the officer who asked is", n)
	}
	t.Run("and the office asks again", func(t *testing.T) {
		again := w.send(t, member)
		if _, err := w.Partnership.AnswerEndorsement(nobody(t), partnership.AnswerEndorsementInput{
			Token: again, Reason: "The site is closed to visitors.", OfficerName: "Jo Field", OfficerTitle: "CAO",
		}); err != nil {
			t.Fatal(err)
		}
		if e := w.word(d.ID); e.State != partnership.EndorsementDeclined || e.Reason != "The site is closed to visitors." {
			t.Errorf("%+v", e)
		}
		rules, err := w.Partnership.Eligibility(w.ada, d.ID)
		if err != nil || rules.Verdict != partnership.False {
			t.Errorf("%s, %v", rules.Verdict, err)
		}
	})
}

func TestAnOfficerRecordsAnAnswerWithItsFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	member := d.Museum(w.kenya.ID).Member.ID
	token := w.send(t, member)
	in := partnership.EndorseInput{Member: member, Post: "U.S. Embassy Nairobi", State: partnership.Endorsed, OfficerName: "Jo Field", FileName: `C:\cables\nairobi.pdf`, File: pdf()}
	zip := in
	zip.File = []byte("PK\x03\x04 a zip that says pdf")
	if _, err := w.Partnership.Endorse(w.officer, zip); !fault.HasCode(err, "bad_file_type") {
		t.Errorf("a ZIP that says PDF: %v", err)
	}
	large := in
	large.File = append(pdf(), make([]byte, partnership.MostFile)...)
	if _, err := w.Partnership.Endorse(w.officer, large); !fault.HasCode(err, "file_too_large") {
		t.Errorf("a file too large: %v", err)
	}
	for name, who := range map[string]context.Context{"the lead": w.ada, "the director": w.director} {
		if _, err := w.Partnership.Endorse(who, in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s records an endorsement: %v", name, err)
		}
	}
	got, err := w.Partnership.Endorse(w.officer, in)
	if err != nil {
		t.Fatal(err)
	}
	e := got.Museum(w.kenya.ID).Endorsement
	doc, err := w.Vault.Document(nobody(t), e.Document)
	if err != nil || doc.Name != "nairobi.pdf" || doc.MediaType != "application/pdf" || doc.Subject != e.ID.String() || e.RecordedBy.IsZero() {
		t.Errorf("%+v, %+v, %v", doc, e, err)
	}
	if _, err := w.Partnership.Asked(nobody(t), token); !fault.HasCode(err, "link_replaced") {
		t.Errorf("the link still works: %v", err)
	}
	us := d.Museum(w.lead.ID).Member.ID
	if _, err := w.Partnership.SendEndorsement(w.officer, partnership.SendEndorsementInput{Member: us, Post: w.post("Nairobi").ID}); !fault.HasCode(err, "us_museum") {
		t.Errorf("an embassy was asked about a US museum: %v", err)
	}
}

func TestRefusalsOfSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.agreed()
	member := d.Museum(w.kenya.ID).Member.ID
	for name, c := range map[string]struct {
		in   partnership.SendEndorsementInput
		code string
	}{
		"no post":               {partnership.SendEndorsementInput{Member: member}, "required"},
		"a post of nobody":      {partnership.SendEndorsementInput{Member: member, Post: ident.NewPost()}, "required"},
		"a post without a mail": {partnership.SendEndorsementInput{Member: member, Post: w.post("Kampala").ID}, "post_without_address"},
		"no address":            {partnership.SendEndorsementInput{Member: member, Post: w.post("Kampala").ID, Email: "Jo <jo@example.org>"}, "bad_email"},
		"two addresses":         {partnership.SendEndorsementInput{Member: member, Post: w.post("Kampala").ID, Email: "a@example.org,b@example.org"}, "bad_email"},
		"a line end":            {partnership.SendEndorsementInput{Member: member, Post: w.post("Kampala").ID, Email: "a@example.org\nBcc: b@example.org"}, "bad_email"},
		"a link for a year":     {partnership.SendEndorsementInput{Member: member, Post: w.post("Kampala").ID, Email: "a@example.org", Days: 365}, "bad_days"},
		"a link for a day":      {partnership.SendEndorsementInput{Member: member, Post: w.post("Kampala").ID, Email: "a@example.org", Days: 1}, "bad_days"},
	} {
		if _, err := w.Partnership.SendEndorsement(w.officer, c.in); !fault.HasCode(err, c.code) {
			t.Errorf("%s: want %s, %v", name, c.code, err)
		}
	}
	if n := w.count(`SELECT count(*) FROM endorsements`) + w.count(`SELECT count(*) FROM endorsement_links`); n != 0 {
		t.Errorf("refusals left %d rows", n)
	}
}

func TestTheNearestPostIsOneOfTheMuseumsCountry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	posts, err := w.Partnership.Posts(w.officer)
	if err != nil {
		t.Fatal(err)
	}
	at := func(lat, lon float64) (*float64, *float64) { return &lat, &lon }
	for name, c := range map[string]struct {
		country  string
		lat, lon float64
		want     string
	}{
		"Casablanca asks the consulate there":                  {"MA", 33.57, -7.59, "U.S. Consulate General Casablanca"},
		"Fès asks the embassy, which is nearer":                {"MA", 34.03, -5.00, "U.S. Embassy Rabat"},
		"Salvador asks Recife":                                 {"BR", -12.97, -38.51, "U.S. Consulate General Recife"},
		"Jerusalem, for the Palestinian museum":                {"PS", 31.78, 35.23, "U.S. Embassy Jerusalem"},
		"Kabul is answered for from Doha":                      {"AF", 34.53, 69.17, "U.S. Mission to Afghanistan, Doha"},
		"Toulouse does not ask Barcelona, which is nearer":     {"FR", 43.60, 1.44, "U.S. Consulate General Marseille"},
		"a country without a post asks the nearest of all":     {"AD", 42.51, 1.52, "U.S. Consulate General Barcelona"},
		"Cuenca in Ecuador asks Guayaquil and not the capital": {"EC", -2.90, -79.00, "U.S. Consulate General Guayaquil"},
	} {
		o := &people.Organization{Country: place.Country(c.country)}
		o.Lat, o.Lon = at(c.lat, c.lon)
		if near := partnership.Nearest(posts, o); near[0].Name != c.want {
			t.Errorf("%s: %s, %d km", name, near[0].Name, near[0].Kilometers)
		}
	}
	if near := partnership.Nearest(posts, &people.Organization{Country: "KE"}); near[0].Name != "U.S. Embassy Nairobi" || near[0].Kilometers > 30 {
		t.Errorf("a museum without a place: %s, %d km", near[0].Name, near[0].Kilometers)
	}
	for _, p := range posts {
		if !p.Country.Valid() {
			t.Errorf("%s stands in %q", p.Name, p.Country)
		}
		capital, ok := p.Country.Capital()
		if near := partnership.Nearest([]*partnership.Post{p}, &people.Organization{Country: p.Country, Lat: &capital.Lat, Lon: &capital.Lon}); ok && near[0].Kilometers > 4500 {
			t.Errorf("%s stands %d km from its capital", p.Name, near[0].Kilometers)
		}
	}
}

func TestTheDirectoryOfPostsIsKeptByOfficers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := partnership.KeepPostInput{Name: "U.S. Embassy Andorra", Kind: partnership.EmbassyPost, Country: "AD", City: "Andorra la Vella", Lat: 42.5, Lon: 1.5, Email: "Post@Example.org"}
	p, err := w.Partnership.KeepPost(w.officer, in)
	if err != nil || p.Email != "post@example.org" {
		t.Fatal(p, err)
	}
	if _, err := w.Partnership.KeepPost(w.officer, in); !fault.HasCode(err, "post_taken") {
		t.Errorf("the same name twice: %v", err)
	}
	in.Post = p.ID
	for code, spoil := range map[string]func(*partnership.KeepPostInput){
		"bad_country": func(x *partnership.KeepPostInput) { x.Country = "ZZ" }, "bad_email": func(x *partnership.KeepPostInput) { x.Email = "nowhere" },
		"bad_place": func(x *partnership.KeepPostInput) { x.Lat = 91 }, "bad_kind": func(x *partnership.KeepPostInput) { x.Kind = "palace" },
	} {
		x := in
		spoil(&x)
		if _, err := w.Partnership.KeepPost(w.officer, x); !fault.HasCode(err, code) {
			t.Errorf("want %s: %v", code, err)
		}
	}
	if _, err := w.Partnership.KeepPost(w.ada, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a museum keeps the directory: %v", err)
	}
	if _, err := w.Partnership.Posts(auth.As(nobody(t), auth.Actor{Person: ident.NewPerson()})); !fault.Is(err, fault.Forbidden) {
		t.Errorf("anybody reads the addresses: %v", err)
	}
}
