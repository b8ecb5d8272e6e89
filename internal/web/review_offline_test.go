package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestAReviewerWorksWithoutALineAndBringsItBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.as("reviewer")
	rows := b.waiting()
	b.does("/reviews/conflicts", "kind."+rows[0].ID.String(), "none", "kind."+rows[1].ID.String(), "family")
	b.opens("/reviews").says(t, "Work without a line")
	b.opens("/reviews/offline").says(t, "Download the form")
	file := b.send(http.MethodPost, "/reviews/offline/form", nil)
	if name := file.header.Get("Content-Disposition"); file.status != http.StatusOK || name != `attachment; filename="review-form.txt"` || file.header.Get("Cache-Control") != "private, no-store" {
		t.Fatalf("the form comes with %d %s", file.status, name)
	}
	if !strings.Contains(file.body, rows[0].Title) || strings.Contains(file.body, rows[1].Title) || strings.Contains(file.body, rows[1].ID.String()) {
		t.Error("the form has not what is declared and nothing else")
	}
	b.sendsFile("/reviews/offline/check", "form.txt", []byte(file.body)).says(t, "0 changes.")
	_, mine, _ := strings.Cut(file.body, ":: review "+rows[0].ID.String()+"\n")
	mine, _, _ = strings.Cut(mine, ":: review ")
	_, key, _ := strings.Cut(mine, ":: score ")
	key, _, _ = strings.Cut(key, "\n")
	form, _, _ := strings.Cut(file.body, "\n")
	text := form + "\n:: review " + rows[0].ID.String() + "\n:: score " + key + "\n4.5\n:: comment " + key + "\n\"Said\" 👍🏽 <b>مرحبا</b>\n:: end\n"
	shown := b.send(http.MethodPost, "/reviews/offline/check", values("text", text))
	shown.says(t, "1 change.", rows[0].Number, "The form, line 3:", "4.5", "\"Said\" 👍🏽 <b>مرحبا</b>", "Saved now:")
	bad := strings.Replace(text, "\n4.5\n", "\n9\n", 1)
	b.refused(http.StatusUnprocessableEntity, "/reviews/offline/import", "text", bad).says(t, "Line 3:", "nothing was kept")
	b.opens(reviewURL(rows[0].ID)).says(t, "Not scored yet.", "Keys")
	b.does("/reviews/offline/import", "text", text).says(t, "1 change is kept.")
	b.opens(reviewURL(rows[0].ID)).says(t, "Kept: 4.5", "\"Said\" 👍🏽 <b>مرحبا</b>")
	url := b.opens(reviewURL(rows[0].ID))
	at := rubricForm.FindStringSubmatch(strings.ReplaceAll(url.body, "\n", " "))
	b.does(at[1], "key", at[2], "scores."+at[2], "2", "comments."+at[2], "On the page.")
	b.refused(http.StatusUnprocessableEntity, "/reviews/offline/import", "text", text).says(t, "Which stands?", "choose which stands", "On the page.")
	choice := "choice." + rows[0].ID.String() + "." + key
	b.does("/reviews/offline/import", "text", text, choice, "kept").says(t, "0 changes are kept.")
	b.opens(reviewURL(rows[0].ID)).says(t, "Kept: 2 ")
	b.does("/reviews/offline/import", "text", text, choice, "form")
	b.opens(reviewURL(rows[0].ID)).says(t, "Kept: 4.5")
	b.refused(http.StatusUnprocessableEntity, "/reviews/offline/check", "text", "Dear all,").says(t, "Line 1:", "belongs to no part")
	h.as("officer").refused(http.StatusConflict, "/reviews/offline/form").says(t, "No review of yours is open for scores now.")
	if a := h.as("chair").send(http.MethodPost, "/reviews/offline/check", values("text", text)); strings.Contains(a.body, rows[0].Title) {
		t.Error("another reviewer reads the form")
	}
}
