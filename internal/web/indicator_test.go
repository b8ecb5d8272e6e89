package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

func TestAnExchangeAsksItsParticipants(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	award, museum := h.exchanging(t)
	url := "/awards/" + award + "/indicators"
	program := oneID[ident.ProgramKind](t, h, `SELECT c.program_id FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE w.state IN ('official', 'active') LIMIT 1`)
	framework := "/programs/" + program + "/indicators"
	officer := h.as("officer")
	words := []string{"framework", "MODE", "frameworkVersion", "9", "code", "Z1", "nameEn", "Trust", "nameEs", "Confianza", "nameZh", "信任", "source", "survey", "unit", "basis_points", "parts", "side"}
	officer.refused(http.StatusUnprocessableEntity, framework, words...).says(t, "What surveys ask is worded in every language")
	officer.does(framework, append(words, "questionEn", "I trust my neighbors abroad.", "questionEs", "Confío en mis vecinos del extranjero.", "questionZh", "我信任国外的邻居。")...).says(t, "The indicator is added.", "Z1", "I trust my neighbors abroad.")
	museum.refused(http.StatusForbidden, framework, words...)
	id := oneID[ident.IndicatorKind](t, h, `SELECT id FROM indicators WHERE code = 'Z1'`)
	museum.refused(http.StatusUnprocessableEntity, url+"/target", "target.indicator", id, "target.target", "120").says(t, "A share is at most the whole.")
	museum.does(url+"/target", "target.indicator", id, "target.target", "80").says(t, "The target is set.", "Trust", "80.0%")
	day := h.clock.Now().AddDate(0, 0, 9).Format("2006-01-02")
	museum.refused(http.StatusUnprocessableEntity, url+"/survey", "survey.title", "").says(t, "Fill this in", "Choose from one to 10")
	museum.does(url+"/survey", "survey.title", "How was it?", "survey.indicators", id, "survey.closesOn", day).says(t, "The survey is open.", "How was it?", "0 answers")
	survey := oneID[ident.SurveyKind](t, h, `SELECT id FROM surveys WHERE title = 'How was it?'`)
	links := museum.opens("/awards/" + award + "/surveys/" + survey)
	sheet := regexp.MustCompile(`/s/[A-Z2-7]{24}`).FindString(links.body)
	somebody := h.as("")
	somebody.speaks = "es"
	somebody.opens(sheet).says(t, "Confío en mis vecinos del extranjero.", "Nadie ve quién respondió")
	entry := field(t, somebody.opens(sheet), "entry")
	somebody.refused(http.StatusUnprocessableEntity, sheet, "entry", entry).says(t, "How was it?")
	for range 2 { // the same form sent twice
		somebody.refused(http.StatusOK, sheet, "entry", entry, "q."+id, "5", "side", "us").says(t, "Gracias")
	}
	museum.does(url+"/close", "close.survey", survey).says(t, "The survey is closed.", "1 answer")
	somebody.opens(sheet).says(t, "Esta encuesta está cerrada")
	if a := somebody.get("/s/AAAAAAAAAAAAAAAAAAAAAAAA"); a.status != http.StatusNotFound {
		t.Errorf("a code nobody made is answered %d", a.status)
	}
	h.clock.Set(h.clock.Now().Add(1e9))
	seen := plainText(museum.opens(url).body)
	if !strings.Contains(seen, "100.0% of 1") || strings.Contains(seen, "US museum: 100.0%") || !strings.Contains(seen, "fewer than five") {
		t.Errorf("one answer is shown by part:\n%s", seen)
	}
	if a := officer.get("/awards/" + award + "/surveys/" + survey); a.status != http.StatusForbidden {
		t.Errorf("the office has the links: %d", a.status)
	}
}
