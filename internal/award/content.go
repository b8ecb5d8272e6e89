package award

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// LetterContent is all a letter says, from records; it is kept with the letter.
type LetterContent struct {
	Kind          Decision           `json:"kind"`
	Locale        string             `json:"locale"` // en, es or zh-Hans
	Date          calendar.Date      `json:"date"`   // when prepared, in the cycle's zone
	Code          string             `json:"code"`   // spaced in fours
	VerifyURL     string             `json:"verifyUrl"`
	Program       string             `json:"program"`
	Administrator string             `json:"administrator"`
	Funder        string             `json:"funder"`
	Year          int                `json:"year"`
	Number        string             `json:"number"`
	Title         string             `json:"title"`
	Organization  string             `json:"organization"`
	Address       []string           `json:"address"`
	Coordinator   string             `json:"coordinator"`
	Partners      []string           `json:"partners"`
	Requested     money.Money        `json:"requested"`
	AwardNumber   string             `json:"awardNumber,omitempty"`
	Amount        money.Money        `json:"amount"`
	CostShare     money.Money        `json:"costShare"`
	StartsOn      calendar.Date      `json:"startsOn"`
	EndsOn        calendar.Date      `json:"endsOn"`
	Received      int                `json:"received"` // proposals of the cycle
	Funded        int                `json:"funded"`
	Available     money.Money        `json:"available"` // money of the cycle for awards
	Reviews       int                `json:"reviews"`   // counted readings of this proposal
	Discussed     bool               `json:"discussed"`
	Comments      []CriterionComment `json:"comments,omitempty"`
	Reasons       []string           `json:"reasons,omitempty"`    // sentences of the coded reasons that have one
	Complaints    string             `json:"complaints,omitempty"` // where a complaint about procedure goes
	NextCycle     int                `json:"nextCycle"`            // the first cycle the museum may apply in again
	RequestBy     calendar.Date      `json:"requestBy"`            // last day to ask for a call
	ContactEmail  string             `json:"contactEmail"`
	ContactPhone  string             `json:"contactPhone"`
	SignedBy      string             `json:"signedBy"`
}

// CriterionComment is what reviewers said on one criterion, in no order that tells who.
type CriterionComment struct {
	Criterion  string   `json:"criterion"`
	Strengths  []string `json:"strengths,omitempty"`
	Weaknesses []string `json:"weaknesses,omitempty"`
	Comments   []string `json:"comments,omitempty"` // that are neither
}

// RequestDays is how long after the letter an applicant may ask for a call.
const RequestDays = 30

// LetterFacts is one decided application with all a letter says of it, from one statement.
type LetterFacts struct {
	SlateLine      ident.SlateLine   `bun:"slate_line_id"`
	Application    ident.Application `bun:"application_id"`
	Decision       Decision          `bun:"decision"`
	Stood          string            `bun:"stood"`
	Codes          []DeclineCode     `bun:"codes,type:jsonb"`
	Award          ident.Award       `bun:"award_id"`
	AwardNumber    string            `bun:"award_number"`
	AmountMinor    int64             `bun:"amount_minor"`
	Currency       money.Currency    `bun:"currency"`
	StartsOn       calendar.Date     `bun:"starts_on"`
	EndsOn         calendar.Date     `bun:"ends_on"`
	Number         string            `bun:"number"`
	Title          string            `bun:"title"`
	RequestedMinor int64             `bun:"requested_minor"`
	CostShareMinor int64             `bun:"cost_share_minor"`
	Reviews        int               `bun:"reviews"`
	Organization   string            `bun:"organization"`
	Street         string            `bun:"street"`
	City           string            `bun:"city"`
	State          string            `bun:"state"`
	PostalCode     string            `bun:"postal_code"`
	Recipient      ident.Person      `bun:"recipient_id"`
	Coordinator    string            `bun:"coordinator"`
	Locale         string            `bun:"locale"`
	Partners       []string          `bun:"partners,array"`
	LastAwardYear  int               `bun:"last_award_year"` // of any museum of the partnership; 0 is never
	Program        ident.Program     `bun:"program_id"`
	ProgramName    string            `bun:"program_name"`
	Administrator  string            `bun:"administrator"`
	Funder         string            `bun:"funder"`
	Year           int               `bun:"year"`
	Zone           string            `bun:"zone"`
	GapYears       int               `bun:"gap_years"`
	AvailableMinor int64             `bun:"available_minor"`
	Received       int               `bun:"received"`
	Funded         int               `bun:"funded"`
	SignedBy       string            `bun:"signed_by"`
}

// Content is what the letter of these facts says, dated, with its code.
func (f *LetterFacts) Content(date calendar.Date, code string, o Office, comments []*Comment) LetterContent {
	c := LetterContent{
		Kind: f.Decision, Locale: f.Locale, Date: date, Code: CodeText(code), VerifyURL: o.Origin + "/verify/" + code,
		Program: f.ProgramName, Administrator: f.Administrator, Funder: f.Funder, Year: f.Year, Number: f.Number, Title: f.Title,
		Organization: f.Organization, Address: f.address(), Coordinator: f.Coordinator, Partners: f.Partners,
		Requested: money.New(f.RequestedMinor, f.Currency), Amount: money.New(f.AmountMinor, f.Currency), CostShare: money.New(f.CostShareMinor, f.Currency),
		Received: f.Received, Funded: f.Funded, Available: money.New(f.AvailableMinor, f.Currency),
		Reviews: f.Reviews, Discussed: f.Stood != "triaged", NextCycle: f.nextCycle(), RequestBy: date.AddDays(RequestDays),
		ContactEmail: o.Email, ContactPhone: o.Phone, SignedBy: f.SignedBy,
	}
	if f.Decision == ToAward {
		c.AwardNumber, c.StartsOn, c.EndsOn = f.AwardNumber, f.StartsOn, f.EndsOn
		return c
	}
	c.Comments = byCriterion(comments, f.Locale)
	return c
}

// nextCycle follows rule E8: an awardee waits out the gap, others may apply to the next cycle.
func (f *LetterFacts) nextCycle() int {
	last := f.LastAwardYear
	if f.Decision == ToAward {
		last = f.Year
	}
	if last == 0 {
		return f.Year + 1
	}
	return max(f.Year+1, last+f.GapYears)
}

func (f *LetterFacts) address() []string {
	var out []string
	if f.Street != "" {
		out = append(out, f.Street)
	}
	town := f.City
	if f.State != "" {
		town += ", " + f.State
	}
	return append(out, strings.TrimSpace(town+" "+f.PostalCode))
}

// rule takes what the cycle's rule adds to a letter: the sentences of coded reasons, and where complaints go.
func (c *LetterContent) rule(f *LetterFacts, r *DecisionRule) {
	if c.Kind != ToDecline {
		return
	}
	for _, code := range f.Codes {
		if t := r.Sentences[code]; len(t) > 0 {
			c.Reasons = append(c.Reasons, t.In(c.Locale))
		}
	}
	if c.Complaints = r.Complaints; c.Complaints == "" {
		c.Complaints = c.ContactEmail
	}
}

// byCriterion sets comments as letters quote them: what is praised, what is missed and the rest, each list in an order of
// its own, so that no voice can be followed from one to the next.
func byCriterion(comments []*Comment, locale string) []CriterionComment {
	var out []CriterionComment
	last := -1
	for _, x := range comments {
		if x.Ordinal != last || len(out) == 0 {
			out = append(out, CriterionComment{Criterion: x.Title.In(locale)})
			last = x.Ordinal
		}
		at := &out[len(out)-1]
		for nature, text := range x.parts() {
			switch nature {
			case Strength:
				at.Strengths = append(at.Strengths, text)
			case Weakness:
				at.Weaknesses = append(at.Weaknesses, text)
			default:
				at.Comments = append(at.Comments, text)
			}
		}
	}
	for i := range out {
		shuffle(out[i].Strengths, "strengths", out[i].Criterion)
		shuffle(out[i].Weaknesses, "weaknesses", out[i].Criterion)
		shuffle(out[i].Comments, "comments", out[i].Criterion)
	}
	return out
}

// parts are a comment as letters quote it: whole where an edit says what it is, else cut at the reviewer's own heads.
func (c *Comment) parts() map[Nature]string {
	if c.Nature != Remark {
		return map[Nature]string{c.Nature: c.Text}
	}
	return Sorted(c.Text)
}

// shuffle orders texts by nothing but themselves and the list they stand in; the same texts come in the same order.
func shuffle(texts []string, list, criterion string) {
	sum := func(t string) string {
		h := sha256.Sum256([]byte(list + "\x00" + criterion + "\x00" + t))
		return string(h[:])
	}
	slices.SortFunc(texts, func(a, b string) int { return cmp.Compare(sum(a), sum(b)) })
}

// Check refuses a letter with anything left unsaid, naming each missing field under the path.
func (c *LetterContent) Check(path string, check *fault.Check) {
	need := func(ok bool, field string) {
		check.That(ok, path+"."+field, "missing", "The letter has no %s.", field)
	}
	for _, f := range []struct{ name, text string }{
		{"locale", c.Locale},
		{"code", c.Code},
		{"program", c.Program},
		{"administrator", c.Administrator},
		{"funder", c.Funder},
		{"number", c.Number},
		{"title", c.Title},
		{"organization", c.Organization},
		{"coordinator", c.Coordinator},
		{"contactEmail", c.ContactEmail},
		{"contactPhone", c.ContactPhone},
		{"signedBy", c.SignedBy},
	} {
		need(strings.TrimSpace(f.text) != "", f.name)
	}
	need(strings.Contains(c.VerifyURL, "://"), "verifyUrl")
	need(!c.Date.IsZero(), "date")
	need(c.Year > 0, "year")
	need(len(c.Partners) > 0, "partners")
	need(len(c.Address) > 0 && c.Address[0] != "", "address")
	need(c.Received > 0, "received")
	if c.Kind == ToAward {
		need(c.AwardNumber != "", "awardNumber")
		need(c.Amount.Minor > 0, "amount")
		need(!c.StartsOn.IsZero() && !c.EndsOn.IsZero(), "startsOn")
		return
	}
	check.That(c.Available.Minor > 0, path+".available", "nothing_to_award", "The cycle has no money for awards, and each letter says how much it had.")
	need(c.Reviews == 0 || len(c.Comments) > 0, "comments")
	check.That(c.Amount.IsZero(), path+".amount", "not_awarded", "A letter that does not award names no amount.")
}

// Subject is the line that names the letter in lists and files.
func (c *LetterContent) Subject() string {
	return fmt.Sprintf("%s %d - %s", c.Program, c.Year, c.Number)
}

// Museums are the lead and its partners, as a letter names them together.
func (c *LetterContent) Museums() []string { return append([]string{c.Organization}, c.Partners...) }
