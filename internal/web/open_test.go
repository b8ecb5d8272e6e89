package web

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
)

func TestPublicAwardsAreOpenData(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("")
	list := b.opens("/projects")
	giving := b.opens(list.link(t, "/open/360giving.json"))
	var file struct {
		Grants []struct {
			ID, Title string
			Amount    json.Number `json:"amountAwarded"`
		}
	}
	if err := json.Unmarshal([]byte(giving.body), &file); err != nil || len(file.Grants) < 2 {
		t.Fatalf("%d grants: %v", len(file.Grants), err)
	}
	iati := b.opens(list.link(t, "/open/iati.xml"))
	var acts struct {
		Of []struct {
			ID string `xml:"iati-identifier"`
		} `xml:"iati-activity"`
	}
	if err := xml.Unmarshal([]byte(iati.body), &acts); err != nil || len(acts.Of) != len(file.Grants) {
		t.Fatalf("%d activities and %d grants: %v", len(acts.Of), len(file.Grants), err)
	}
	for i, g := range file.Grants {
		if g.ID != "360G-"+acts.Of[i].ID || !strings.Contains(list.body, g.Title) && g.Title != "" {
			t.Errorf("%s %q is not public as a project", g.ID, g.Title)
		}
	}
	h.Office.Standard.Publisher.Ref = ""
	if a := b.get("/open/iati.xml"); a.status != http.StatusNotFound {
		t.Errorf("a house without an identifier answers %d", a.status)
	}
}
