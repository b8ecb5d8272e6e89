package federalform

import (
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Kind is which report of its rhythm a form is.
type Kind string

// The kinds of reports.
const (
	Quarterly  Kind = "quarterly"
	SemiAnnual Kind = "semi_annual"
	Annual     Kind = "annual"
	Final      Kind = "final"
)

// Basis is the accounting basis of a report.
type Basis string

// The bases.
const (
	Cash    Basis = "cash"
	Accrual Basis = "accrual"
)

// Header is what the federal forms say of award and recipient before any figure.
type Header struct {
	Agency    string // and organizational element
	Number    string // of the award, at most 30 characters
	Recipient string // name and address
	UEI       string
	EIN       string // nine digits
	Account   string // the recipient's own number; may be empty
	Kind      Kind
	Basis     Basis
	From, To  calendar.Date // grant period
	Through   calendar.Date // reporting period end date
}

// Check names what a header misses or has in a shape no form takes.
func (h Header) Check() []ruleset.Finding {
	var out []ruleset.Finding
	lacks := func(ok bool, code, at, message string) {
		if !ok {
			out = append(out, deny(code, at, message))
		}
	}
	lacks(h.Agency != "", "form_no_agency", "1", "The form names no agency.")
	lacks(h.Number != "" && len(h.Number) <= MostFAIN, "form_bad_number", "2", fmt.Sprintf("The award's number has 1 to %d characters.", MostFAIN))
	lacks(h.Recipient != "", "form_no_recipient", "3", "The form names no recipient.")
	_, uei := ruleset.UEI(h.UEI)
	lacks(uei, "form_bad_uei", "4a", "The recipient's UEI is missing or is not one.")
	_, ein := EIN(h.EIN)
	lacks(h.EIN == "" || ein, "form_bad_ein", "4b", "The recipient's EIN has nine digits.")
	known := h.Kind == Quarterly || h.Kind == SemiAnnual || h.Kind == Annual || h.Kind == Final
	lacks(known, "form_no_kind", "6", "The form does not say which report it is.")
	lacks(h.Basis == Cash || h.Basis == Accrual, "form_no_basis", "7", "The form does not say on which basis it is.")
	lacks(!h.From.IsZero() && !h.To.Before(h.From), "form_bad_period", "8", "The grant period ends before it begins, or has no beginning.")
	lacks(!h.Through.Before(h.From) && !h.Through.After(h.To) && !h.Through.IsZero(), "form_through_outside", "9", "The reporting period ends outside the grant period.")
	if h.Kind == Final {
		lacks(h.Through == h.To, "form_final_early", "9", "A final report ends with the grant period.")
	} else {
		lacks(h.Through.IsZero() || h.Through == h.Through.QuarterEnd(), "form_not_quarter_end", "9", "A report ends with March, June, September or December.")
	}
	return out
}

// MostFAIN is the length of the longest federal award number.
const MostFAIN = 30

// EIN reads an employer identification number: nine digits, with or without the hyphen after two.
func EIN(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) == 10 && s[2] == '-' {
		s = s[:2] + s[3:]
	}
	return s, len(s) == 9 && strings.Trim(s, "0123456789") == ""
}

// AssistanceListing reads the number of an assistance listing such as 19.415: two digits, a point, three digits or letters.
func AssistanceListing(s string) (string, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	ok := len(s) == 6 && s[2] == '.' && strings.Trim(s[:2], "0123456789") == "" && strings.Trim(s[3:], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	return s, ok
}

// Certification is who answers for a form.
type Certification struct {
	Name, Title, Phone, Email string
	On                        calendar.Date // absent until it is signed
}

// Check names what a certification misses.
func (c Certification) Check() []ruleset.Finding {
	if c.Name != "" && c.Title != "" && c.Email != "" && !c.On.IsZero() {
		return nil
	}
	return []ruleset.Finding{deny("form_not_certified", "13", "Nobody with name, title, e-mail and date has certified the form.")}
}
