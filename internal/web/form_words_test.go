package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func TestAFormsOwnRulesSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	url := profileURL(h.speakerOf("Gulf Lantern Museum").ID)
	for lang, words := range map[string]string{
		"en": "Each partner you seek has a country or a type of museum.", "es": "Cada socio buscado tiene un país o un tipo de museo.", "zh-Hans": "每个寻找的伙伴须填写国家或博物馆类型。",
	} {
		t.Run(lang, func(t *testing.T) {
			b := h.in(t).as("Gulf Lantern Museum")
			b.opens(url + "?lang=" + lang)
			b.does(url+"/sections/partner", "answers.seeks_partner", "yes", "answers.sought.0.why", "They keep the same boats.")
			b.opens(url+"/sections/partner").says(t, words)
			b.opens(url).says(t, words)
			b.refused(http.StatusUnprocessableEntity, url+"/submit").says(t, words)
		})
	}
}

func TestTheListOfChecksSpeaksTheReadersLanguage(t *testing.T) {
	t.Parallel()
	d := form.MuseumsConnectStatement()
	_, q, ok := d.Find("offered_share")
	if !ok {
		t.Fatal("no question of the cost share")
	}
	rule := q.Rules[0]
	checks := []application.Check{{Path: "answers.offered_share", Code: rule.Code, Message: rule.Message["en"], Outcome: partnership.False}}
	for lang, words := range rule.Message {
		p := view.Page{Printer: catalog.For(lang)}
		lines := checkLines(p, &application.Detail{}, &d, checks)
		if len(lines) != 1 || lines[0].Why != words || lines[0].Title != q.Label[lang] {
			t.Errorf("%s reads %+v", lang, lines)
		}
		err := inForm(p, &d, fault.BadField("answers.offered_share", rule.Code, "%s", rule.Message["en"]))
		if got := p.Refused(err).Errors; len(got) != 1 || got[0].Text != words {
			t.Errorf("%s is refused with %+v", lang, got)
		}
	}
}

func TestWhatAnAnswerLacksIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	d := form.MuseumsConnectProposal()
	const english = "Outcome model: 0 of it."
	for _, code := range []string{"required", "too_few_rows", "too_many_rows", "too_few_words", "too_many_words", "too_many_chars", "too_long", "too_small", "too_large", "bad_email"} {
		for _, l := range catalog.Languages() {
			lang := l.Tag
			p := view.Page{Printer: catalog.For(lang)}
			path := "answers.outcome_model"
			lines := checkLines(p, &application.Detail{}, &d, []application.Check{{Path: path, Code: code, Message: english, Outcome: partnership.False}})
			if len(lines) != 1 || lines[0].Why == "" || lines[0].Why == code || (lines[0].Why == english) != (lang == catalog.English && code != "required") {
				t.Errorf("%s in %s reads %+v", code, lang, lines)
			}
		}
	}
}

func TestOnlyKindsOfMuseumsAreOfferedWhereAMuseumIsAdded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("applicant")
	for _, at := range []string{"/applicant/museums/new", "/applicant/partnerships/new"} {
		a := b.opens(at)
		if !strings.Contains(a.body, `value="botanical_garden"`) {
			t.Errorf("%s offers no botanical garden", at)
		}
		for _, k := range []people.Kind{people.Agency, people.Embassy} {
			if strings.Contains(a.body, `value="`+string(k)+`"`) {
				t.Errorf("%s offers %s", at, k)
			}
		}
	}
	b.refused(http.StatusUnprocessableEntity, "/applicant/museums", "name", "Embassy of Nowhere", "kind", "embassy", "city", "Leh", "country", "IN").says(t, "agencies and embassies")
	if o := kindOptions(view.Page{Printer: catalog.For("en")}, people.Embassy); o[len(o)-1].Value != string(people.Embassy) {
		t.Error("a record of another kind would lose it when it is edited")
	}
}

func TestAProfileReadsFitForItsReaders(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	url := profileURL(h.speakerOf("Nairobi River Museum").ID)
	for lang, want := range map[string][]string{
		"en": {"Seeks a partner", "Partners sought", "Idea for a project with a partner"}, "es": {"Busca socio", "Socios buscados"}, "zh-Hans": {"正在寻找伙伴"},
	} {
		a := h.as("").opens(url + "?lang=" + lang)
		a.says(t, want...)
		for _, asked := range []string{"Your museum", "Do you want a partner", "Partners you seek", "¿Desea que", "是否需要"} {
			if strings.Contains(plainText(a.body), asked) {
				t.Errorf("%s asks the reader %q", lang, asked)
			}
		}
	}
}
