package award_test

import (
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func TestACommentThatNamesAReviewerOrAScoreIsFlagged(t *testing.T) {
	t.Parallel()
	names := []string{"Susan Delacroix", "Haruka Abe", "Li Na", "María de la Peña"}
	for text, want := range map[string]string{
		"A strong plan for both towns.":                          "",
		"I agree with Susan Delacroix on the budget.":            "names_reviewer:Susan Delacroix",
		"As SUSAN DELACROIX said, it is thin.":                   "names_reviewer:SUSAN DELACROIX",
		"Delacroix is right that travel is missing.":             "names_reviewer:Delacroix",
		"Susanna plans well.":                                    "",
		"Abel leads the project.":                                "",
		"Como dice Peña, falta un plan.":                         "names_reviewer:Peña",
		"I gave it 4 for the plan.":                              "names_score:gave it 4",
		"Scored 3.5 because of the budget.":                      "names_score:Scored 3.5",
		"This is 4/5 for me.":                                    "names_score:4/5",
		"Three partners, 12 workshops and 40 teachers.":          "",
		"The 2027 budget asks for $85,000.":                      "",
		"Le di una puntuación de 4 por el plan.":                 "names_score:puntuación de 4",
		"这个方案我打分4。":                                              "names_score:打分4",
		"4 points, it lacks a timeline.":                         "names_score:4 points",
		"It makes three points: who, what and when.":             "",
		"Ranked 2nd of all I read.":                              "names_score:Ranked 2nd",
		"The score of the musical is by a local composer.":       "",
		"Their notable work with schools began in 2014 in town.": "",
	} {
		var got []string
		for _, f := range award.FlagComment(text, names) {
			got = append(got, string(f.Kind)+":"+f.Found)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestACommentIsSortedAtTheReviewersOwnHeads(t *testing.T) {
	t.Parallel()
	got := award.Sorted("Before all: a clear text.\nStrengths: the schools.\nThe teachers too.\n**Weaknesses:** no timeline.\n")
	if got[award.Remark] != "Before all: a clear text." || got[award.Strength] != "the schools.\nThe teachers too." || !strings.Contains(got[award.Weakness], "no timeline.") {
		t.Errorf("sorted %q", got)
	}
	if got := award.Sorted("优点：社区参与。\n不足：预算。"); got[award.Strength] != "社区参与。" || got[award.Weakness] != "预算。" || len(got) != 2 {
		t.Errorf("sorted %q", got)
	}
	if got := award.Sorted("One: two: three."); len(got) != 1 || got[award.Remark] != "One: two: three." {
		t.Errorf("sorted %q", got)
	}
}

// the third reviewer's newest words on the fourth application's community plan.
const told = `SELECT count(*) FROM letters WHERE content::text LIKE '%' || $1 || '%'`

func TestAnEditIsReleasedByAnotherAndTheOriginalNeverLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.sql(`ALTER TABLE scores DISABLE TRIGGER scores_guard; INSERT INTO scores SELECT review_id, criterion_id, 3, 6, 'Susan was right: a lazy plan, I gave it 2.', now() FROM scores WHERE review_id = '` +
		is[ident.Review]("r4-3").UUID().String() + `' AND version = 2 AND criterion_id = '` + is[ident.Criterion]("community").UUID().String() + `'; ALTER TABLE scores ENABLE TRIGGER scores_guard`)
	w.approved()
	_, err := w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Conflict, "comments_open")
	four := is[ident.Application]("app4")
	all := must[[]*award.Comment](t)(w.s.Comments(w.officer(), four))
	var x *award.Comment
	for _, c := range all {
		if c.Open() {
			x = c
		}
	}
	if len(all) != 6 || x == nil || x.Flags[0].Kind != award.NamesScore {
		t.Fatalf("%d comments, flagged %+v", len(all), x)
	}
	in := award.EditCommentInput{Review: x.Review, Criterion: x.Criterion, Text: "The plan needs more work.", Grounds: award.ForTone, Reason: "It names a reader and a score.", Nature: award.Weakness}
	_, err = w.s.EditComment(w.director(), in)
	refused(t, err, fault.Forbidden, "forbidden")
	_, err = w.s.EditComment(w.museum(4), in)
	refused(t, err, fault.NotFound, "not_found")
	same := in
	same.Text = x.Original
	_, err = w.s.EditComment(w.officer(), same)
	refused(t, err, fault.Invalid, "unchanged")
	same.Grounds = "merit"
	_, err = w.s.EditComment(w.officer(), same)
	refused(t, err, fault.Invalid, "bad_choice")
	must[*award.CommentEdit](t)(w.s.EditComment(w.as("grants", auth.Grants), in))
	_, err = w.s.PrepareLetters(w.officer(), award.PrepareLettersInput{Cycle: w.cycle})
	refused(t, err, fault.Conflict, "comments_open")
	_, err = w.s.ReleaseComments(w.grants(), award.ReleaseCommentsInput{Application: four})
	refused(t, err, fault.Forbidden, "same_person")
	if desk := must[[]*award.CommentRow](t)(w.s.CommentDesk(w.officer(), w.cycle)); len(desk) != 5 || desk[0].Waiting != 1 || desk[0].Flagged != 0 || desk[0].Comments != 6 {
		t.Errorf("the desk says %+v", desk[0])
	}
	done := must[[]*award.Comment](t)(w.s.ReleaseComments(w.as("grants2", auth.Grants), award.ReleaseCommentsInput{Application: four}))
	for _, c := range done {
		if c.Review == x.Review && c.Criterion == x.Criterion {
			if d := c.Difference(); c.Waits() || len(d) < 2 || d[0].Kind == response.Same && len(d) == 1 {
				t.Errorf("released as %+v, %v", c, d)
			}
		}
	}
	_, err = w.s.ReleaseComments(w.as("grants2", auth.Grants), award.ReleaseCommentsInput{Application: four})
	refused(t, err, fault.Conflict, "nothing_waits")
	w.sendAll()
	if w.number(told, "lazy") != 0 || w.number(told, "needs more work") != 1 {
		t.Error("a letter says what the reviewer wrote, not what was released")
	}
	l := must[*award.Letter](t)(w.s.Letter(w.museum(4), w.letters(award.LetterFilter{Application: four})[0].ID))
	if c := l.Content.Comments[0]; len(c.Weaknesses) != 1 || len(c.Comments) != 2 {
		t.Errorf("the letter quotes %+v", c)
	}
	if w.number("SELECT count(*) FROM scores WHERE comment LIKE '%lazy%'") != 1 {
		t.Error("the score lost the reviewer's own words")
	}
	if _, err := w.DB.Pool.Exec(w.ctx, "UPDATE comment_edits SET new_text = 'x'"); err == nil {
		t.Error("an edit was changed")
	}
	if _, err := w.DB.Pool.Exec(w.ctx, "DELETE FROM comment_releases"); err == nil {
		t.Error("a release was taken away")
	}
}

func TestTheDatabaseWantsASecondPersonForAnEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	w.approved()
	x := must[[]*award.Comment](t)(w.s.Comments(w.officer(), is[ident.Application]("app5")))[0]
	e := must[*award.CommentEdit](t)(w.s.EditComment(w.officer(), award.EditCommentInput{Review: x.Review, Criterion: x.Criterion, Grounds: award.KeptAsIs, Reason: "A number of schools, not a score."}))
	if e.New != x.Original {
		t.Errorf("kept as %q", e.New)
	}
	_, err := w.DB.Pool.Exec(w.ctx, "INSERT INTO comment_releases VALUES ($1, $2, now())", e.ID, e.EditedBy)
	if err == nil || !strings.Contains(err.Error(), "another person") {
		t.Errorf("answered with %v", err)
	}
}

func TestALetterSaysTheSentenceOfACodedReasonAndWhereToComplain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	address := "ombuds@example.org"
	w.rule(award.SetDecisionRuleInput{Complaints: &address, Sentences: []award.CodeSentence{
		{Code: award.BudgetUnfit, English: "The budget did not fit the call.", Spanish: "El presupuesto no se ajustaba.", Chinese: "预算不符合要求。"},
	}})
	sl := w.draft()
	for i, codes := range map[int][]award.DeclineCode{3: {award.BudgetUnfit}, 4: {award.PortfolioBalance}} {
		sl = must[*award.Slate](t)(w.s.EditSlateLine(w.officer(), award.EditSlateLineInput{Line: sl.Lines[i].ID, Decision: award.ToDecline, Reason: "As said.", Codes: codes}))
	}
	w.propose(sl)
	must[*award.Approval](t)(w.s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID}))
	w.drawn()
	for app, want := range map[string]int{"app4": 1, "app5": 0} {
		l := must[*award.Letter](t)(w.s.Letter(w.officer(), w.letters(award.LetterFilter{Application: is[ident.Application](app)})[0].ID))
		if len(l.Content.Reasons) != want || l.Content.Complaints != address {
			t.Errorf("%s: %q, %q", app, l.Content.Reasons, l.Content.Complaints)
		}
	}
}
