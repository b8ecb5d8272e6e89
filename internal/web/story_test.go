package web

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	neturl "net/url"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestAMuseumTellsAStory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	award, museum := h.exchanging(t)
	list := "/awards/" + award + "/stories"
	officer, nobody := h.as("officer"), h.as("")
	nobody.opens("/projects/"+award).says(t, "The door in the blanket", "Salma", "CC BY 4.0")
	day := h.clock.Now().AddDate(0, 0, -3).Format("2006-01-02")
	museum.refused(http.StatusUnprocessableEntity, list, "write.title", " ", "write.happenedOn", day).says(t, "Fill this in", "That is not a country.")
	fields := []string{"write.title", "Two drums", "write.words", strings.Repeat("They beat the drum together. ", 34), "write.quote", "It was loud.", "write.toldAs", "Lou", "write.minor", "on", "write.country", "US", "write.theme", "Music", "write.happenedOn", day}
	museum.does(list, fields...).says(t, "The story is kept.", "Two drums", "170 words", "Not here yet")
	id := oneID[ident.StoryKind](t, h, `SELECT id FROM stories WHERE title = 'Two drums'`)
	url := list + "/" + id
	if a := officer.get(url); a.status != http.StatusNotFound {
		t.Errorf("the office opens a draft: %d", a.status)
	}
	museum.refused(http.StatusUnprocessableEntity, url+"/submit").says(t, "of a minor, a guardian")
	paper := []byte("%PDF-1.4 yes")
	museum.sendsForm(t, url+"/consent", map[string]string{}, "consent.file", paper).says(t, "For a minor the consent is a guardian")
	if a := museum.sendsForm(t, url+"/consent", map[string]string{"consent.byGuardian": "on"}, "consent.file", paper); a.status != http.StatusSeeOther {
		t.Fatalf("the consent is answered %d", a.status)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4)), nil); err != nil {
		t.Fatal(err)
	}
	museum.sendsForm(t, url+"/photo", map[string]string{"photo.alt": "Two drums", "photo.credit": "Lou", "photo.license": "CC0"}, "photo.file", paper).says(t, "A photo is a whole JPEG or PNG")
	if a := museum.sendsForm(t, url+"/photo", map[string]string{"photo.alt": "Two drums", "photo.credit": "Lou", "photo.license": "CC0"}, "photo.file", b.Bytes()); a.status != http.StatusSeeOther {
		t.Fatalf("the photo is answered %d", a.status)
	}
	museum.does(url+"/submit").says(t, "The story is with the office.", "Given by a guardian")
	museum.refused(http.StatusForbidden, url+"/approve", "approve.for", "public")
	officer.refused(http.StatusUnprocessableEntity, url+"/approve").says(t, "Choose one of those offered")
	officer.refused(http.StatusUnprocessableEntity, url+"/consent/read", "look.purpose", "x").says(t, "Say what for")
	if a := officer.send(http.MethodPost, url+"/consent/read", neturl.Values{"look.purpose": {"To be sure"}}); a.status != http.StatusOK || a.body != string(paper) || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the consent is read as %d %q %v", a.status, a.body, a.header)
	}
	photo := "/projects/" + award + "/stories/" + id + "/photo"
	if a := nobody.get(photo); a.status != http.StatusNotFound {
		t.Errorf("a photo of a story not approved: %d", a.status)
	}
	officer.does(url+"/approve", "approve.for", "public").says(t, "The story is approved.", "Everybody")
	if a := nobody.opens("/projects/" + award); !strings.Contains(a.body, "Two drums") || !strings.Contains(a.body, photo) {
		t.Error("the project's page has no story with its photo")
	}
	if a := nobody.get(photo); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("its photo is answered %d", a.status)
	}
	museum.does(url+"/withdraw", "withdraw.reason", "They asked us to.").says(t, "The story is taken down.", "Withdrawn")
	if strings.Contains(nobody.opens("/projects/"+award).body, "Two drums") || nobody.get(photo).status != http.StatusNotFound {
		t.Error("a withdrawn story is still told")
	}
}
