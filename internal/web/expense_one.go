package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// expenseAct does what one form of an expense asks for.
type expenseAct func(r *http.Request, id ident.Expense, q url.Values) error

// oneExpense is an expense with its award.
type oneExpense struct {
	spending
	*expense.Expense
}

func (d oneExpense) url(verb string) string { return expenseURL(d.Expense) + "/" + verb }

func (d oneExpense) hidden() []view.Field {
	return []view.Field{{Name: "version", Value: strconv.Itoa(d.Expense.Version)}}
}

// may tells whether the viewer may take a step that the life of the expense has now.
func (d oneExpense) may(verb string) bool {
	perm := auth.AcceptExpense
	if slices.Contains([]string{"edit", "submit", "withdraw"}, verb) {
		perm = auth.RecordExpense
	}
	_, err := expense.Moves().Step(string(d.Expense.State), verb)
	return err == nil && d.moving() && d.viewer(perm, d.Museum)
}

func (d oneExpense) denied() bool { return ruleset.Gravest(d.Findings) == ruleset.Deny }

func (s *Site) expensePage(w http.ResponseWriter, r *http.Request) error {
	return s.drawExpense(w, r, again{})
}

// expenseHere is the expense of an address, as long as it is the award's.
func (s *Site) expenseHere(r *http.Request, a again) (oneExpense, error) {
	d := oneExpense{}
	var err error
	if d.spending, err = s.spendingOf(r, a); err != nil {
		return d, err
	}
	id, err := param[ident.ExpenseKind](r, "expense")
	if err != nil {
		return d, err
	}
	if d.Expense, err = s.Expense.Expense(r.Context(), id); err != nil {
		return d, err
	}
	if d.Expense.Award != d.File.Award {
		return d, fault.Missing("expense")
	}
	return d, nil
}

func (s *Site) drawExpense(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.expenseHere(r, a)
	if err != nil {
		return err
	}
	p := s.spendingPageOf(r, d.spending, "expense.title")
	p.Title, p.Wide = d.Description, false
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("expense.title"), URL: expensesURL(d.File.Award)})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return oneExpensePage(p, d) })
}

func (s *Site) expenseReceipt(w http.ResponseWriter, r *http.Request) error {
	d, err := s.expenseHere(r, again{})
	if err != nil {
		return err
	}
	file, err := s.Expense.File(r.Context(), d.Expense.ID)
	if err != nil {
		return err
	}
	return s.sendFile(w, r, file)
}

func (s *Site) expensePost(verb string, do expenseAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.expenseHere(r, again{})
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, d.Expense.ID, bare(q, verb+"."))
			if verb == "submit" {
				err = bareRefusal(err)
			}
			return expenseURL(d.Expense), s.page(r, "expense.title").Choice("expense.did", verb), under(err, verb+".")
		}, func(a again) error { return s.drawExpense(w, r, a) })
	}
}

// bareRefusal tells what the rules deny as a notice: the page lists every finding with its figures.
func bareRefusal(err error) error {
	if len(faultFields(err)) > 0 {
		return fault.New(fault.Conflict, "not_allowable", "The rules do not allow it as it stands; see what they found.")
	}
	return err
}

func (s *Site) submitExpense(r *http.Request, id ident.Expense, q url.Values) error {
	_, err := s.Expense.SubmitExpense(r.Context(), expense.SubmitInput{Expense: id, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) withdrawExpense(r *http.Request, id ident.Expense, q url.Values) error {
	_, err := s.Expense.WithdrawExpense(r.Context(), expense.WithdrawInput{Expense: id, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) acceptExpense(r *http.Request, id ident.Expense, q url.Values) error {
	_, err := s.Expense.AcceptExpense(r.Context(), expense.AcceptInput{Expense: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) returnExpense(r *http.Request, id ident.Expense, q url.Values) error {
	_, err := s.Expense.ReturnExpense(r.Context(), expense.ReturnInput{Expense: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) reverseExpense(r *http.Request, id ident.Expense, q url.Values) error {
	_, err := s.Expense.ReverseExpense(r.Context(), expense.ReverseInput{Expense: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

// flightsTyped reads flights, one a line: from, to, airline, who flies, its country, exception, evidence, minutes,
// minutes by US carrier. What follows the airline may be left out.
func flightsTyped(c *fault.Check, text string) []ruleset.Segment {
	out := []ruleset.Segment{}
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells := strings.Split(line, ",")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		c.That(len(cells) >= 3 && len(cells) <= 9, "segments", "bad_flight", "A flight is a line: from, to, airline, and what an exception asks for.")
		cells = append(cells, make([]string, 9)...)
		s := ruleset.Segment{
			From: strings.ToUpper(cells[0]), To: strings.ToUpper(cells[1]), Designator: strings.ToUpper(cells[2]), Operator: strings.ToUpper(cells[3]),
			OperatorOf: place.Country(strings.ToUpper(cells[4])), Exception: ruleset.FlyException(cells[5]), Document: cells[6],
		}
		for i, n := range map[int]*int{7: &s.Minutes, 8: &s.MinutesUSFlag} {
			if cells[i] == "" {
				continue
			}
			var err error
			*n, err = strconv.Atoi(cells[i])
			c.That(err == nil && *n >= 0, "segments", "bad_flight", "Minutes are a number.")
		}
		out = append(out, s)
	}
	return out
}

// flightsText writes flights as they are typed.
func flightsText(all []ruleset.Segment) string {
	lines := make([]string, len(all))
	for i, s := range all {
		cells := []string{s.From, s.To, s.Designator, s.Operator, string(s.OperatorOf), string(s.Exception), s.Document, "", ""}
		if s.Minutes > 0 || s.MinutesUSFlag > 0 {
			cells[7], cells[8] = strconv.Itoa(s.Minutes), strconv.Itoa(s.MinutesUSFlag)
		}
		lines[i] = strings.TrimRight(strings.Join(cells, ", "), ", ")
	}
	return strings.Join(lines, "\n")
}

// rateText writes millionths as people type a rate.
func rateText(micro int64) string {
	if micro == 0 {
		return ""
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%06d", micro/1_000_000, micro%1_000_000), "0"), ".")
}

// findingRules are what the rules found as a list with verdicts: what stops, what waits, what to look at.
func findingRules(p view.Page, found []ruleset.Finding) []view.Rule {
	out := make([]view.Rule, len(found))
	for i, f := range found {
		verdict := "unknown"
		if f.Effect == ruleset.Deny {
			verdict = "no"
		}
		out[i] = view.Rule{Title: p.Choice("expense.effect", string(f.Effect)) + " · " + f.Section, Verdict: verdict, Why: p.Finding(f)}
	}
	return out
}

func categoryOptions(p view.Page, all []budget.Category) []view.Option {
	out := make([]view.Option, len(all))
	for i, c := range all {
		out[i] = view.Option{Value: string(c), Label: p.Choice("expense.category", string(c))}
	}
	return out
}

func firstMuseum(d spending) string {
	if own := d.own(); len(own) > 0 {
		return own[0].Organization.String()
	}
	return ""
}
