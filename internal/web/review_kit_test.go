package web

import (
	"encoding/json"
	"flag"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/review"
)

var update = flag.Bool("update", false, "write the golden files anew")

// takesKit takes the kit along and is the file.
func (b *browser) takesKit() answer {
	b.h.t.Helper()
	a := b.send(http.MethodPost, "/reviews/offline/kit", values())
	if a.status != http.StatusSeeOther {
		b.h.t.Fatalf("the kit is answered %d:\n%s", a.status, plainText(a.body))
	}
	return b.opens(a.location)
}

// past changes rows past the rules that guard them, as another world would have them.
func (h *house) past(texts ...string) {
	h.t.Helper()
	c, err := h.world.DB.Pool.Acquire(pgtest.Context(h.t))
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.Release()
	for _, text := range append(append([]string{`SET session_replication_role = replica`}, texts...), `SET session_replication_role = origin`) {
		if tag, err := c.Exec(pgtest.Context(h.t), text); err != nil || strings.HasPrefix(text, "UPDATE") && tag.RowsAffected() == 0 {
			h.t.Fatalf("%s: %d rows, %v", text, tag.RowsAffected(), err)
		}
	}
}

func (h *house) readsApplication(id ident.Assignment) (app, number, title string) {
	h.t.Helper()
	var at ident.Application
	err := h.world.DB.Pool.QueryRow(pgtest.Context(h.t), `SELECT p.id, p.number, p.title FROM assignments a JOIN applications p ON p.id = a.application_id WHERE a.id = $1`, id).Scan(&at, &number, &title)
	if err != nil {
		h.t.Fatal(err)
	}
	return at.String(), number, title
}

var (
	kitTags    = regexp.MustCompile(`<(/?)([a-z0-9]+)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*/?>`)
	kitShapes  = regexp.MustCompile(`\s(class|type|role|rows|tabindex|data-turn|aria-labelledby|open)(?:="([^"]*)")?`)
	kitIDs     = regexp.MustCompile(`\sid="([^"]+)"`)
	kitScripts = regexp.MustCompile(`(?s)<(style|script)([^>]*)>.*?</(?:style|script)>`)
	anyID      = regexp.MustCompile(`[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}`)
	kitSeals   = regexp.MustCompile(`"seal":"[0-9a-f]{64}"`)
	kitMade    = regexp.MustCompile(`<p class="quiet">Made [^<]*</p>`)
)

// skeleton is the shape of a document: each kind of place in it once, in its depth, with what styles it, without words.
func skeleton(doc string) string {
	var out strings.Builder
	depth, path, seen := 0, []string{}, map[string]bool{}
	for _, m := range kitTags.FindAllStringSubmatch(kitScripts.ReplaceAllString(doc, "<$1$2></$1>"), -1) {
		if m[1] == "/" {
			depth--
			continue
		}
		line := strings.Repeat(" ", depth) + m[2]
		for _, a := range kitShapes.FindAllStringSubmatch(m[3], -1) {
			line += " " + a[1] + "=" + anyID.ReplaceAllString(a[2], "ID")
		}
		path = append(path[:depth], line)
		if at := strings.Join(path, "\n"); !seen[at] {
			seen[at] = true
			out.WriteString(line + "\n")
		}
		if !slices.Contains([]string{"meta", "input", "br", "hr", "link", "img"}, m[2]) {
			depth++
		}
	}
	return out.String()
}

func TestAKitIsOneFileOfWhatIsDeclaredAndNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("reviewer")
	rows := b.waiting()
	b.does("/reviews/conflicts", "kind."+rows[0].ID.String(), "none", "kind."+rows[1].ID.String(), "family")
	b.opens("/reviews/offline").says(t, "Download the kit")
	k := b.takesKit()
	for name, want := range map[string]string{
		"Content-Disposition": `attachment; filename="review-kit.html"`, "Cache-Control": "private, no-store", "Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff",
	} {
		if got := k.header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	_, number, title := h.readsApplication(rows[0].ID)
	k.says(t, number, title, "Scores and comments", "Project face sheet", "Budget")
	hidden, hiddenNumber, hiddenTitle := h.readsApplication(rows[1].ID)
	for _, word := range []string{hidden, hiddenNumber, hiddenTitle, rows[1].LeadName, rows[1].ID.String(), rows[2].ID.String(), rows[2].Title} {
		if strings.Contains(k.body, word) {
			t.Errorf("the kit has %q of what its reader is bound to or did not declare", word)
		}
	}
	shown := kitScripts.ReplaceAllString(k.body, "")
	for _, bad := range []string{`href="/`, ` src=`, ` style=`, ` onclick`, `action=`, `url(`, `@import`, "Teodora"} {
		if strings.Contains(shown, bad) {
			t.Errorf("the kit holds %s", bad)
		}
	}
	seen := map[string]bool{}
	for _, m := range kitIDs.FindAllStringSubmatch(shown, -1) {
		if seen[m[1]] {
			t.Errorf("the id %s stands twice", m[1])
		}
		seen[m[1]] = true
	}
	path, got := filepath.Join("testdata", "kit.golden"), skeleton(k.body)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("the kit has another shape than %s (go test ./internal/web -run Kit -args -update): %v\n%s", path, err, got)
	}
	h.past(`UPDATE people SET locale = 'es' WHERE email = 'reviewer@example.org'`)
	b.takesKit().says(t, "Cuaderno de evaluación", "Guardar mis puntuaciones")
	h.past(`UPDATE people SET locale = 'zh-Hans' WHERE email = 'reviewer@example.org'`)
	b.takesKit().says(t, "评审资料包", "保存我的评分")
	h.as("officer").refused(http.StatusConflict, "/reviews/offline/kit").says(t, "No review of yours is open for scores now.")
}

func TestTheKitOfWhoIsBoundIsTheSameInTwoWorlds(t *testing.T) {
	t.Parallel()
	here, there := newHouse(t), newHouse(t)
	var kits [2]string
	for i, h := range []*house{here, there} {
		b := h.as("reviewer")
		rows := b.waiting()
		b.does("/reviews/conflicts", "kind."+rows[0].ID.String(), "none", "kind."+rows[1].ID.String(), "none")
		before := b.send(http.MethodPost, "/reviews/offline/kit", values()).location
		if _, _, title := h.readsApplication(rows[1].ID); !strings.Contains(b.opens(before).body, html.EscapeString(title)) {
			t.Fatalf("the kit lacks %q, which its reader may read", title)
		}
		if h == there {
			at := `(SELECT application_id FROM assignments WHERE id = '` + rows[1].ID.UUID().String() + `')`
			h.past(
				`UPDATE applications SET title = 'secretword', abstract = 'secretword', requested_minor = requested_minor + 100, version = version + 3 WHERE id = `+at,
				`UPDATE responses SET answers = answers || '{"title": "secretword"}' WHERE id = `+at,
				`UPDATE budget_lines SET description = 'secretword' WHERE application_id = `+at,
			)
		}
		b.does(reviewURL(rows[1].ID)+"/conflict", "kind", "family")
		kits[i] = b.opens(before).body + b.takesKit().body + b.opens(strings.TrimSuffix(before, "kit.html")+"receipt").body
		kits[i] = kitMade.ReplaceAllString(kitSeals.ReplaceAllString(regexp.MustCompile(`off_[0-9a-z]{26}`).ReplaceAllString(kits[i], "off"), "seal"), "")
		if strings.Contains(kits[i], rows[1].ID.String()) || strings.Contains(kits[i], rows[1].Title) || strings.Contains(kits[i], "secretword") {
			t.Error("a kit drawn anew has what its reader is bound to")
		}
	}
	if kits[0] != kits[1] {
		i := 0
		for kits[0][i] == kits[1][i] {
			i++
		}
		t.Errorf("the worlds differ at %q and %q", kits[0][max(0, i-80):i+80], kits[1][max(0, i-80):i+80])
	}
}

func TestWhatMuseumsWroteNeverRunsInAKit(t *testing.T) {
	t.Parallel()
	const hostile = `</script></style><script>alert(1)</script><img src=x onerror=alert(1)>"'--><!-- ]]> مرحبا 👩🏽‍🔬 &lt;`
	h := newHouse(t)
	b := h.as("reviewer")
	row := b.waiting()[0]
	b.does("/reviews/conflicts", "kind."+row.ID.String(), "none")
	raw, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	sql, at := strings.ReplaceAll(hostile, "'", "''"), `(SELECT application_id FROM assignments WHERE id = '`+row.ID.UUID().String()+`')`
	words := `jsonb_build_object('en', '` + sql + `')`
	h.past(
		`UPDATE applications SET title = '`+sql+`', abstract = '`+sql+`' WHERE id = `+at,
		`UPDATE responses SET answers = (SELECT jsonb_object_agg(key, '`+strings.ReplaceAll(string(raw), "'", "''")+`'::jsonb) FROM jsonb_each(answers)) WHERE id = `+at,
		`UPDATE budget_lines SET description = '`+sql+`', justification = '`+sql+`', unit = '`+sql+`' WHERE application_id = `+at,
		`UPDATE organizations SET name = '`+sql+`', city = '`+sql+`' WHERE id IN (SELECT m.organization_id FROM partnership_members m JOIN applications a ON a.partnership_id = m.partnership_id WHERE a.id = `+at+`)`,
		`UPDATE criteria SET title = `+words+`, meaning = `+words+` WHERE cycle_id = (SELECT cycle_id FROM applications WHERE id = `+at+`)`,
	)
	u := b.opens(reviewURL(row.ID))
	form := rubricForm.FindStringSubmatch(strings.ReplaceAll(u.body, "\n", " "))
	b.does(form[1], "key", form[2], "scores."+form[2], "4", "comments."+form[2], hostile)
	k := b.takesKit()
	low := strings.ToLower(k.body)
	if n := strings.Count(low, "<script"); n != 2 || strings.Count(low, "</script") != 2 || strings.Count(low, "<style") != 1 || strings.Contains(low, "<img") || strings.Contains(low, "<!-- ") {
		t.Errorf("the kit has %d scripts", n)
	}
	if n := strings.Count(k.body, html.EscapeString(hostile)); n < 10 {
		t.Errorf("what was written stands in the kit %d times only", n)
	}
	data := regexp.MustCompile(`(?s)id="kit-data">(.*?)</script>`).FindStringSubmatch(k.body)[1]
	var got struct {
		Reviews []struct{ Lines []struct{ Comment string } }
	}
	if err := json.Unmarshal([]byte(data), &got); err != nil || got.Reviews[0].Lines[0].Comment != hostile {
		t.Errorf("the script reads %+v, %v", got, err)
	}
}

// kitFileOf is the scores file of a kit, by its script's own data, with every criterion given the mark.
func kitFileOf(t *testing.T, k answer, mark, words string, handIn bool) map[string]any {
	t.Helper()
	var data struct {
		Format, Form string
		Reviews      []struct {
			Assignment, Number, Seal string
			Lines                    []struct{ Criterion, Key string }
		}
	}
	if err := json.Unmarshal([]byte(regexp.MustCompile(`(?s)id="kit-data">(.*?)</script>`).FindStringSubmatch(k.body)[1]), &data); err != nil {
		t.Fatal(err)
	}
	var reviews []map[string]any
	for _, r := range data.Reviews {
		var scores []map[string]any
		for _, l := range r.Lines {
			scores = append(scores, map[string]any{"criterion": l.Criterion, "key": l.Key, "mark": mark, "comment": words})
		}
		reviews = append(reviews, map[string]any{"assignment": r.Assignment, "number": r.Number, "seal": r.Seal, "handIn": handIn, "recommendation": "fund", "overall": words, "scores": scores})
	}
	return map[string]any{"format": data.Format, "form": data.Form, "savedAt": "2027-01-01T00:00:00Z", "reviews": reviews}
}

func encoded(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func TestAKitComesBackIsReadBackAndRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("reviewer")
	rows := b.waiting()
	b.does("/reviews/conflicts", "kind."+rows[0].ID.String(), "none", "kind."+rows[1].ID.String(), "none", "kind."+rows[2].ID.String(), "none")
	words := "\"Clear\" <b>👩🏽‍🔬</b> مرحبا — " + strings.Repeat("and well founded ", 4)
	k := b.takesKit()
	file := kitFileOf(t, k, "4.5", words, true)
	reviews := file["reviews"].([]map[string]any)
	const check, keep = "/reviews/offline/check", "/reviews/offline/import"
	for name, c := range map[string]struct {
		text string
		says []string
	}{
		"cut":             {encoded(file)[:900], []string{"The file is cut off"}},
		"of later format": {strings.Replace(encoded(file), "offline/1", "offline/9", 1), []string{"not of the format"}},
		"of nobody":       {strings.Replace(encoded(file), file["form"].(string), ident.NewOfflineForm().String(), 1), []string{"not one of yours"}},
		"swapped":         {strings.NewReplacer(rows[0].ID.String(), rows[1].ID.String(), rows[1].ID.String(), rows[0].ID.String()).Replace(encoded(file)), []string{rows[0].Number + ":", rows[1].Number + ":", "The seal is not the one", "nothing was kept"}},
		"off the scale":   {strings.Replace(encoded(file), `"mark":"4.5"`, `"mark":"7"`, 1), []string{rows[0].Number + ", ", "A score is between"}},
	} {
		b.refused(http.StatusUnprocessableEntity, keep, "text", c.text).says(t, c.says...)
		if a := b.sendsFile(check, "scores.json", []byte(c.text)); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a file %s is answered %d", name, a.status)
		}
	}
	if a := b.sendsFile(check, "scores.json", []byte(strings.Repeat("[", 50<<20))); a.status != http.StatusUnprocessableEntity {
		t.Errorf("fifty megabytes are answered %d", a.status)
	}
	if a := h.as("chair").sendsFile(check, "scores.json", []byte(encoded(file))); a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, rows[0].Title) {
		t.Errorf("another's kit is answered %d", a.status)
	}
	u := b.opens(reviewURL(rows[2].ID))
	form := rubricForm.FindStringSubmatch(strings.ReplaceAll(u.body, "\n", " "))
	b.does(form[1], "key", form[2], "scores."+form[2], "2", "comments."+form[2], "On the page.")
	b.does(reviewURL(rows[1].ID)+"/conflict", "kind", "family")
	delete(reviews[2]["scores"].([]map[string]any)[1], "mark")
	text := encoded(file)
	shown := b.sendsFile(check, "scores.json", []byte(text))
	shown.says(t, "The kit:", "4.5", "\"Clear\" 👩🏽‍🔬 مرحبا — and well founded", "Which stands?", "On the page.", rows[1].Number+" is not yours to write", rows[0].Number+" is whole and can be handed in", rows[2].Number+" stays a draft; still missing: 1", "1 comment has no score yet", "Hand in 1 review now")
	b.refused(http.StatusUnprocessableEntity, keep, "text", text, "hand_in", "on").says(t, "choose which stands")
	choice := "choice." + rows[2].ID.String() + "." + form[2]
	b.does(keep, "text", text, choice, "kept").says(t, "are kept.", "What is kept", rows[0].Number, "Kept: 4.5", "A draft.", "Not scored yet.", "Kept: 2 ")
	done := b.does(keep, "text", text, choice, "form", "hand_in", "on")
	done.says(t, "1 change is kept.", "1 review is handed in.", "Handed in.", "Kept: 4.5")
	if strings.Contains(done.body, rows[1].Title) {
		t.Error("the receipt has what its reader is bound to")
	}
	b.sendsFile(check, "scores.json", []byte(text)).says(t, rows[0].Number+" is handed in")
	sheet, err := h.Review.MyReview(b.context(), rows[0].ID)
	if err != nil || sheet.Review.State != review.Submitted || sheet.Lines[0].Comment != strings.TrimSpace(words) {
		t.Errorf("kept %+v, %v", sheet, err)
	}
	if a := h.as("chair").get("/reviews/offline/" + file["form"].(string) + "/receipt"); a.status != http.StatusNotFound {
		t.Errorf("another reads the receipt: %d", a.status)
	}
}
