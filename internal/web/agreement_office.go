package web

import (
	"net/http"
	"net/url"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// mostPaper is the largest signed copy taken, in bytes.
const mostPaper = 10 << 20

// paperAgreement records the museum's signature from the signed copy that came.
func (s *Site) paperAgreement(w http.ResponseWriter, r *http.Request) error {
	_, file, err := fileOf(w, r, "paper.file", mostPaper)
	if err != nil {
		return s.drawAgreement(w, r, after(r, err))
	}
	return s.agreementPost("paper", func(r *http.Request, id ident.Award, q url.Values) error {
		_, err := s.Agreement.SignedOnPaper(r.Context(), agreement.PaperInput{
			Award: id, Name: q.Get("name"), Title: q.Get("title"), Hash: q.Get("hash"), File: file,
		})
		return err
	})(w, r)
}

func (s *Site) makeOfficial(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Agreement.MakeOfficial(r.Context(), agreement.OfficialInput{Award: id, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) reportSubaward(r *http.Request, id ident.Award, q url.Values) error {
	on, err := dayTyped(q, "filedOn")
	if err != nil {
		return err
	}
	_, err = s.Agreement.FileReport(r.Context(), agreement.FileReportInput{Award: id, FiledOn: on, Reference: q.Get("reference")})
	return err
}

func (s *Site) assessRisk(r *http.Request, id ident.Award, q url.Values) error {
	in := agreement.AssessInput{Award: id, Why: q.Get("why"), Plan: q.Get("plan")}
	for _, f := range q["factors"] {
		in.Factors = append(in.Factors, agreement.Factor(f))
	}
	_, err := s.Agreement.AssessRisk(r.Context(), in)
	return err
}

func (s *Site) setCondition(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Agreement.SetCondition(r.Context(), agreement.ConditionInput{Award: id, Text: q.Get("text"), Why: q.Get("why")})
	return err
}

func (s *Site) liftCondition(r *http.Request, id ident.Award, q url.Values) error {
	c, err := idOf[ident.ConditionKind](q, "condition")
	if err != nil {
		return fault.Missing("condition")
	}
	_, err = s.Agreement.LiftCondition(r.Context(), agreement.LiftInput{Award: id, Condition: c, Reason: q.Get(c.String())})
	return renamed(err, func(string) string { return c.String() })
}

// agreementCopy hands out the signed copy kept with a signature, to whoever may see the agreement.
func (s *Site) agreementCopy(w http.ResponseWriter, r *http.Request) error {
	d, err := s.agreementOf(r)
	if err != nil {
		return err
	}
	id, err := param[ident.AgreementSignatureKind](r, "signature")
	if err != nil {
		return err
	}
	for _, g := range d.Signatures {
		if g.ID == id && g.Copied() {
			return s.sendFile(w, r, g.Document)
		}
	}
	return fault.Missing("document")
}

// piecesOf are the pieces as rules: there or missing, each with what decided it.
func piecesOf(p view.Page, all []agreement.Piece) []view.Rule {
	out := make([]view.Rule, len(all))
	for i, x := range all {
		r := view.Rule{Title: p.Choice("agreement.piece", x.Code), Verdict: "no"}
		if x.Subject != "" {
			r.Title = p.T("agreement.piece.of", "piece", r.Title, "museum", x.Subject)
		}
		if x.There {
			r.Verdict = "yes"
		}
		for _, f := range x.Findings {
			if r.Why != "" {
				r.Why += " "
			}
			r.Why += findingText(p, f)
		}
		out[i] = r
	}
	return out
}

// findingText is a finding in the reader's language with its figures.
func findingText(p view.Page, f ruleset.Finding) string {
	var pairs []any
	for _, x := range f.Facts {
		pairs = append(pairs, x.Name, x.Value)
	}
	return p.T(catalog.Key(f.Words()), pairs...)
}
