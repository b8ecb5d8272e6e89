package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// live is the cycle of the demonstration that is in review.
func (h *house) live() *program.Detail {
	h.t.Helper()
	ctx := h.as("officer").context()
	calls, err := h.Program.Calls(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range calls {
		if c.State == program.InReview {
			d, err := h.Program.Cycle(ctx, c.ID)
			if err != nil {
				h.t.Fatal(err)
			}
			return d
		}
	}
	h.t.Fatal("no cycle is in review")
	return nil
}

// waiting are the reviewer's assignments that wait for a word on conflicts.
func (b *browser) waiting() []*review.QueueRow {
	b.h.t.Helper()
	c, err := b.h.Review.Queue(b.context(), page.First(page.Most))
	if err != nil {
		b.h.t.Fatal(err)
	}
	var out []*review.QueueRow
	for _, r := range c.Nodes {
		if r.Step == review.DeclareStep {
			out = append(out, r)
		}
	}
	return out
}

func TestAReviewerDeclaresReadsScoresAndHandsIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("reviewer")
	rows := b.waiting()
	if len(rows) < 3 {
		t.Fatalf("%d assignments wait", len(rows))
	}
	clear, bound := rows[0], rows[1]
	if a := b.get(reviewURL(clear.ID)); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/reviews/conflicts") {
		t.Errorf("an undeclared proposal opens with %d %s", a.status, a.location)
	}
	b.refused(http.StatusUnprocessableEntity, "/reviews/conflicts", "kind."+clear.ID.String(), "")
	b.refused(http.StatusUnprocessableEntity, "/reviews/conflicts", "kind."+bound.ID.String(), "other").says(t, "Say what binds you.")
	b.does("/reviews/conflicts", "kind."+clear.ID.String(), "none", "kind."+bound.ID.String(), "family").says(t, "2 declarations are kept.", "Hidden from you")
	if a := b.get(reviewURL(bound.ID)); a.status != http.StatusNotFound || strings.Contains(a.body, bound.Title) {
		t.Errorf("a conflicted proposal answers %d", a.status)
	}
	b.opensLetters(clear, bound)
	b.scores(clear)
}

var aLetter = regexp.MustCompile(`href="(/applications/[^"]+/attachments/doc_[^"]+)"`)

// opensLetters reads the files of the one proposal and learns nothing of those of the other, even by their address.
func (b *browser) opensLetters(clear, bound *review.QueueRow) {
	t := b.h.t
	t.Helper()
	letters := aLetter.FindAllStringSubmatch(b.opens(reviewURL(clear.ID)).body, -1)
	if len(letters) < 3 {
		t.Fatalf("%d letters can be opened", len(letters))
	}
	for _, l := range letters {
		if a := b.get(l[1]); a.status != http.StatusOK || !strings.HasPrefix(a.body, "%PDF-") {
			t.Errorf("%s answers %d", l[1], a.status)
		}
	}
	office := b.h.as("officer")
	hidden := aLetter.FindAllStringSubmatch(office.opens("/office/applications/"+bound.Application.String()).body, -1)
	if len(hidden) < 3 {
		t.Fatalf("%d letters are open to the officer", len(hidden))
	}
	for _, l := range hidden {
		if a := office.get(l[1]); a.status != http.StatusOK {
			t.Errorf("the officer opens %s: %d", l[1], a.status)
		}
		if a := b.get(l[1]); a.status != http.StatusNotFound {
			t.Errorf("whoever is bound opens %s: %d", l[1], a.status)
		}
	}
}

// criteria finds the rubric's forms: each criterion's address and key.
var rubricForm = regexp.MustCompile(`action="(/reviews/[^"]+/scores/[^"]+)".*?name="key" value="([^"]+)"`)

func (b *browser) scores(row *review.QueueRow) {
	t := b.h.t
	t.Helper()
	url := reviewURL(row.ID)
	first := b.opens(url)
	first.says(t, row.Title, "Abstract", "Budget", "Excellent", "things are missing before you can hand it in")
	forms := rubricForm.FindAllStringSubmatch(strings.ReplaceAll(first.body, "\n", " "), -1)
	if len(forms) != 8 {
		t.Fatalf("the rubric has %d criteria", len(forms))
	}
	b.refused(http.StatusUnprocessableEntity, forms[0][1], "key", forms[0][2], "comments."+forms[0][2], "Words before a score").says(t, "Choose a score first", "Words before a score")
	words := strings.Repeat("Reasons with weight. ", 5)
	for i, f := range forms {
		fields := values("key", f[2], "scores."+f[2], "3.5", "comments."+f[2], words, "version", "0")
		if i == 0 {
			a := b.send(http.MethodPost, f[1], fields, "Accept", "application/json")
			if a.status != http.StatusOK || strings.TrimSpace(a.body) != `{"version":"1"}` {
				t.Errorf("autosave answers %d %s", a.status, a.body)
			}
			if a := b.send(http.MethodPost, f[1], fields, "Accept", "application/json"); a.status != http.StatusConflict {
				t.Errorf("a stale autosave answers %d", a.status)
			}
			continue
		}
		b.does(f[1], "key", f[2], "scores."+f[2], "3.5", "comments."+f[2], words, "version", "0").says(t, "Saved.", "Kept: 3.5 with 105 characters")
	}
	b.refused(http.StatusUnprocessableEntity, url+"/submit").says(t, "Say whether to fund it.")
	b.does(url+"/overall", "recommendation", "fund", "overall", "A strong partnership.")
	b.opens(url).says(t, "62.5 of 100 points")
	b.does(url+"/submit").says(t, "Handed in with 62.5 of 100 points.", "A strong partnership.", "other reviews")
	b.refused(http.StatusConflict, forms[1][1], "key", forms[1][2], "scores."+forms[1][2], "5", "comments."+forms[1][2], words)
	if a := b.h.as("chair").get(url); a.status != http.StatusNotFound {
		t.Errorf("another reviewer's page answers %d", a.status)
	}
}
