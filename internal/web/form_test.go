package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// proposalForm is the page of the newest version of the proposal form.
func proposalForm(t *testing.T, b *browser) string {
	t.Helper()
	forms, err := b.h.Form.Forms(b.context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms {
		if f.Key == form.MuseumsConnectKey {
			return formURL(f.ID)
		}
	}
	t.Fatal("there is no proposal form")
	return ""
}

func TestAFormIsChangedWhileItIsAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("director")
	b.opens("/office").says(t, "Forms")
	b.opens("/forms").says(t, "Museums Connect proposal", "Museums Connect museum profile", "Museums Connect statement of intent")
	first := proposalForm(t, b)
	b.opens(first).says(t, "Version 1", "Published", "Project face sheet", "Make a new version")
	page := b.does(first + "/revise")
	draft := proposalForm(t, b)
	if draft == first {
		t.Fatal("no new version began")
	}
	page.says(t, "Version 2", "Draft", "Throw this draft away")
	t.Run("a question is added and drawn", func(t *testing.T) {
		a := b.does(draft+"/sections/0", "key", "face_sheet", "owner", "shared", "title.en", "Project face sheet", "title.es", "Portada", "title.zh-Hans", "项目封面", "kind", "table", "do", "add")
		a.says(t, "New question", "As it is drawn")
		at := draft + "/sections/0/questions/3"
		a = b.does(at, "key", "crew", "kind", "table", "label.en", "Team", "columns", "name | short_text! | Name | Nombre | 姓名 | 80\r\nrole | choice | Role | | | | lead=Lead; help=Help", "maxRows", "5",
			"when", "awarded_before", "rules.0.expr", `crew.all(r, r["name"] != "")`, "rules.0.code", "named", "rules.0.message.en", "Everyone has a name.", "do", "save")
		a.says(t, "Team", "Save and add a row", "Role")
	})
	at := draft + "/sections/0/questions/3"
	t.Run("a rule that does not type-check is kept, shown at its field, and bars publishing", func(t *testing.T) {
		b.does(at, "key", "crew", "kind", "table", "label.en", "Team", "columns", "name | short_text! | Name", "when", `crew == "many"`).says(t, "no matching overload")
		b.opens(draft).says(t, "1 thing to mend before publishing", "Project face sheet › Team › when")
		if a := b.refused(http.StatusUnprocessableEntity, draft+"/publish"); !strings.Contains(a.body, "no matching overload") {
			t.Error("publishing does not say why")
		}
		b.does(at, "key", "crew", "kind", "table", "label.en", "Team", "columns", "name | short_text! | Name", "when", "")
	})
	t.Run("an older page is not saved over a newer one", func(t *testing.T) {
		a := b.refused(http.StatusConflict, at, "version", "1", "key", "crew", "kind", "table", "label.en", "Mine", "columns", "name | short_text | Name")
		if !strings.Contains(a.body, `value="Mine"`) {
			t.Error("what was typed is gone")
		}
	})
	t.Run("the preview shows what answers call for, and keeps nothing", func(t *testing.T) {
		a := b.opens(draft + "/preview/structure")
		if strings.Contains(a.body, "travel_one_way") {
			t.Error("a question is asked that nothing calls for")
		}
		tried := b.send(http.MethodPost, draft+"/preview/structure", values("answers.travel_reciprocal", "no"))
		tried.says(t, "Why people travel in one direction only")
	})
	t.Run("an officer composes but does not publish; a museum sees nothing of it", func(t *testing.T) {
		if a := h.as("officer").opens(draft); strings.Contains(a.body, draft+"/publish") {
			t.Error("an officer is offered to publish")
		}
		h.as("officer").refused(http.StatusForbidden, draft+"/publish")
		for _, role := range []string{"applicant", "partner", "reviewer", ""} {
			if a := h.as(role).get(draft); a.status == http.StatusOK {
				t.Errorf("%q reads a draft form", role)
			}
		}
	})
	t.Run("a question is taken away", func(t *testing.T) {
		a := b.does(draft+"/sections/3", "key", "community", "owner", "lead", "title.en", "Community", "do", "remove.1")
		if strings.Contains(plainText(a.body), "Community members in the United States") {
			t.Error("it is still there")
		}
	})
	t.Run("publishing says how many drafts it touches, and adopting moves them", func(t *testing.T) {
		page := b.opens(draft)
		touched := regexp.MustCompile(`(\d+) drafts? answers? (?:an )?earlier`).FindStringSubmatch(plainText(page.body))
		if touched == nil {
			t.Fatalf("no count:\n%s", plainText(page.body))
		}
		b.does(draft+"/publish").says(t, "The version is published")
		b.opens(draft+"/diff").says(t, "From version 1 to version 2", "Team", "Added")
		page = b.opens(draft)
		adopts := regexp.MustCompile(`name="cycle" value="(cyc_[0-9a-z]+)"[^>]*>\s*<input[^>]*name="drafts" value="([1-9]\d*)"`).FindStringSubmatch(page.body)
		if adopts == nil {
			t.Fatalf("no cycle to adopt it:\n%s", plainText(page.body))
		}
		b.refused(http.StatusConflict, draft+"/adopt", "cycle", adopts[1], "drafts", "99").says(t, "Meanwhile")
		b.does(draft+"/adopt", "cycle", adopts[1], "drafts", adopts[2]).says(t, "now answer")
		mine := h.as("applicant")
		mine.opens(mine.opens("/applicant").link(t, "/applications/app_")+"/print").says(t, "No longer asked", "Community members in the United States")
	})
}

// drawing is a question on a page in English.
func drawing(t *testing.T, v questionView) string {
	t.Helper()
	var out strings.Builder
	p := view.Page{Printer: catalog.For(catalog.English)}
	if err := askQuestion(p, v).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func readHTML(t *testing.T, q form.Question, text string) string {
	t.Helper()
	var out strings.Builder
	if err := readAnswer(view.Page{Printer: catalog.For(catalog.English)}, q, text, answerHelp{}).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// every is one question of each kind that is answered on a page.
func every() []form.Question {
	var out []form.Question
	for _, k := range form.Kinds() {
		q := fresh("q_"+string(k), k, "Question of "+string(k))
		if k != form.Budget {
			out = append(out, q)
		}
	}
	return out
}

func TestEveryKindIsDrawnTypedAndRead(t *testing.T) {
	t.Parallel()
	for _, q := range every() {
		t.Run(string(q.Kind), func(t *testing.T) {
			t.Parallel()
			sample := q.SampleAnswer()
			html := drawing(t, questionView{Question: q, Text: sample})
			if !strings.Contains(html, "Question of "+string(q.Kind)) || !strings.Contains(html, `data-question="`+q.Key+`"`) {
				t.Errorf("drawn as %s", html)
			}
			if readHTML(t, q, sample) == "" {
				t.Error("reads as nothing")
			}
			if q.Kind == form.File {
				return
			}
			typed := url.Values{}
			pairs := typedSample(q)
			if q.Kind == form.Contact {
				rows, _ := q.Rows(sample)
				pairs = nil
				for key, text := range rows[0] {
					pairs = append(pairs, answerName(q.Key)+"."+key, text)
				}
			} else if !q.Tabular() {
				pairs = []string{answerName(q.Key), sample}
			}
			for i := 0; i+1 < len(pairs); i += 2 {
				typed.Add(pairs[i], pairs[i+1])
				if !strings.Contains(html, `name="`+pairs[i]+`"`) {
					t.Errorf("no input %s", pairs[i])
				}
			}
			if got, ok := typedAnswer(q, typed); !ok || got != sample {
				t.Errorf("typed %q, want %q", got, sample)
			}
		})
	}
}

func TestTablesTakeWhatPeopleAndMachinesSend(t *testing.T) {
	t.Parallel()
	q := form.Question{Key: "staff", Kind: form.Table, Label: map[string]string{"en": "Staff"}, MaxRows: 5, Columns: []form.Column{
		{Key: "name", Kind: form.ShortText, Label: map[string]string{"en": "Name"}}, {Key: "pay", Kind: form.Money, Label: map[string]string{"en": "Pay"}},
	}}
	d := form.Definition{Sections: []form.Section{{Key: "one", Questions: []form.Question{q}}}}
	codes := func(typed url.Values) string {
		var out []string
		for _, f := range d.Refuse(answersTyped([]form.Question{q}, typed)) {
			out = append(out, f.Path+":"+f.Code)
		}
		return strings.Join(out, " ")
	}
	many := url.Values{}
	for i := range 10_000 {
		many.Set(fmt.Sprintf("answers.staff.%d.name", i), "x")
	}
	for name, c := range map[string]struct {
		typed url.Values
		want  string
	}{
		"ten thousand rows":      {many, "answers.staff:too_many_rows"},
		"a column nobody asked":  {values("answers.staff.0.evil", "x"), "answers.staff.0.evil:unknown_column"},
		"a row of a billion":     {values("answers.staff.1000000000.name", "x", "answers.staff.-1.name", "y", "answers.staff.x.name", "z"), ""},
		"an amount that is none": {values("answers.staff.1.pay", "=1+1", "answers.staff.0.name", "A"), "answers.staff.1.pay:bad_amount"},
		"NUL in a cell":          {values("answers.staff.0.name", "a\x00"), "answers.staff.0.name:bad_text"},
		"a formula is text":      {values("answers.staff.0.name", `=HYPERLINK("http://x")`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := codes(c.typed); got != c.want {
				t.Errorf("refused %q, want %q", got, c.want)
			}
		})
	}
	t.Run("a row is dropped and the rest move up", func(t *testing.T) {
		t.Parallel()
		typed := values("answers.staff.0.name", "A", "answers.staff.1.name", "B", "answers.staff.1.pay", "5", "answers.staff.2.name", "C", "do", "rows.drop.staff.1")
		if key, ok := rowButton([]form.Question{q}, typed); !ok || key != "staff" {
			t.Fatal("the button is not understood")
		}
		if got, _ := typedAnswer(q, typed); got != `[{"name":"A"},{"name":"C"}]` {
			t.Errorf("left %s", got)
		}
	})
	t.Run("JSON by the API is checked as well", func(t *testing.T) {
		t.Parallel()
		for text, want := range map[string]string{`{"a":1}`: "bad_rows", `[{"name":"x"},{"name":5}]`: "bad_rows", `[null]`: "", `[[]]`: "bad_rows", strings.Repeat("[", 1<<20): "bad_rows"} {
			got := ""
			if f := d.Refuse(form.Answers{"staff": text}); len(f) > 0 {
				got = f[0].Code
			}
			if got != want {
				t.Errorf("%.20s: refused %q, want %q", text, got, want)
			}
		}
	})
}

func TestRichTextIsSafe(t *testing.T) {
	t.Parallel()
	q := form.Question{Key: "story", Kind: form.RichText, Label: map[string]string{"en": "Story"}}
	html := readHTML(t, q, "**bold** <script>alert(1)</script> [x](javascript:alert(1)) [y](https://example.org) <img src=x onerror=alert(1)> <b onclick=x>z</b>\n\n- one\n- two")
	for _, bad := range []string{"<script", "javascript:", "<img", "onerror", "onclick"} {
		if strings.Contains(html, bad) {
			t.Errorf("%s is on the page: %s", bad, html)
		}
	}
	for _, good := range []string{"<strong>bold</strong>", `href="https://example.org"`, "<li>one</li>"} {
		if !strings.Contains(html, good) {
			t.Errorf("%s is not on the page: %s", good, html)
		}
	}
}
