package filing

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// SubmitInput certifies a report and hands it in.
type SubmitInput struct {
	Filing          ident.Filing
	Name            string // typed by the official
	Title           string
	Certified       bool // that it is true, complete and accurate, 2 CFR 200.415(a)
	ExpectedVersion *int
}

// Submit certifies a report and hands it in: the lead's official alone may, each answer that is missing is named, and what
// was handed in is kept whole under its hash.
func (s *Service) Submit(ctx context.Context, in SubmitInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.CertifyFiling, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, d *Detail) error {
		if d.State == duty.Amended && !d.Writable() {
			return fault.New(fault.Conflict, "submitted_already", "It was submitted already.")
		}
		if err := d.step("submit"); err != nil {
			return err
		}
		var c fault.Check
		name := given(&c, "name", in.Name, 200, "Type your name.")
		title := given(&c, "title", in.Title, 200, "Say what you are at the museum.")
		c.That(in.Certified, "certified", "not_certified", "Certify that the report is true, complete and accurate.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.freeze(ctx, d, true); err != nil { // from here nobody writes on, and what is read is what is kept
			return err
		}
		fresh, err := s.Store.Filing(ctx, see(ctx), d.ID)
		if err != nil {
			return err
		}
		d.Written = fresh.Written
		if err := s.whole(ctx, d); err != nil {
			return err
		}
		content, err := s.content(ctx, f, d, name, title)
		if err != nil {
			return err
		}
		v, err := version(content)
		if err != nil {
			return err
		}
		now := s.now()
		v.Filing, v.SubmittedBy, v.SubmittedAt = d.ID, auth.Who(ctx).Person, now
		if err := s.Store.AddVersion(ctx, v); err != nil {
			return err
		}
		d.Round, d.SubmittedBy, d.SubmittedAt = v.Round, v.SubmittedBy, &now
		if err := s.keep(ctx, d, "submit", "", map[string]any{"round": d.Round, "sha256": v.Hash()}); err != nil {
			return err
		}
		if err := s.tell(ctx, "filing.received", d, map[string]any{"Hash": v.Hash()}, writers(), nil); err != nil {
			return err
		}
		return s.tell(ctx, "filing.to_read", d, nil, nil, []auth.Role{auth.Officer})
	})
}

// whole refuses a report with answers missing, by part and question.
func (s *Service) whole(ctx context.Context, d *Detail) error {
	var fields []fault.Field
	for _, p := range d.Written {
		x, err := s.unfinished(ctx, p)
		if err != nil {
			return err
		}
		for _, f := range x.Fields {
			f.Path = string(p.Part.Part) + "." + f.Path
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Code: "unfinished", Message: "The report is not finished yet.", Fields: fields}
}

// TakeUpInput names the report an officer begins to read.
type TakeUpInput struct {
	Filing          ident.Filing
	ExpectedVersion *int
}

// TakeUp says that the office reads a report that was handed in.
func (s *Service) TakeUp(ctx context.Context, in TakeUpInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.ReviewFiling, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, d *Detail) error {
		if d.State == duty.UnderReview {
			return nil
		}
		if err := d.step("review"); err != nil {
			return err
		}
		return s.keep(ctx, d, "review", "", nil)
	})
}

// AcceptInput accepts the version that was handed in; each anomaly needs an answer.
type AcceptInput struct {
	Filing          ident.Filing
	Words           string // for the museums; may be left out
	Answers         []Note // to the anomalies, by their keys
	ExpectedVersion *int
}

// Accept takes a report as it was handed in; what looks odd has been answered, and who handed it in does not accept it.
func (s *Service) Accept(ctx context.Context, in AcceptInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.ReviewFiling, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, d *Detail) error {
		if err := s.deciding(ctx, d, "accept"); err != nil {
			return err
		}
		odd, err := s.anomalies(ctx, f, d)
		if err != nil {
			return err
		}
		var c fault.Check
		r := &Review{Verdict: Accept, Words: plain(&c, "words", in.Words, 5000), Notes: []Note{}}
		said := map[string]string{}
		for _, n := range in.Answers {
			said[n.Anomaly] = n.Words
		}
		for _, a := range odd {
			words := given(&c, "answers."+a.Key(), said[a.Key()], 2000, "Say what you make of it.")
			r.Notes = append(r.Notes, Note{Anomaly: a.Key(), Words: words})
		}
		if err := c.Err(); err != nil {
			return err
		}
		d.AcceptedRound = d.Round
		if err := s.decide(ctx, d, r, "accept"); err != nil {
			return err
		}
		return s.tell(ctx, "filing.accepted", d, map[string]any{"Words": r.Words}, writers(), nil)
	})
}

// deciding refuses what the table does not have, what was decided, and whoever handed it in.
func (s *Service) deciding(ctx context.Context, d *Detail, verb string) error {
	if d.State == duty.Amended && !d.ToDecide() {
		return fault.New(fault.Conflict, "not_handed_in", "The correction was not handed in yet.")
	}
	if err := d.step(verb); err != nil {
		return err
	}
	return duty.ReportMoves().Parted([]lifecycle.Act{{Verb: "submit", Person: d.SubmittedBy}}, "accept", auth.Who(ctx).Person)
}

func (s *Service) decide(ctx context.Context, d *Detail, r *Review, verb string) error {
	r.Filing, r.Round, r.ReviewedBy, r.ReviewedAt = d.ID, d.Round, auth.Who(ctx).Person, s.now()
	if err := s.Store.AddReview(ctx, r); err != nil {
		return err
	}
	d.DecidedRound = d.Round
	if err := s.keep(ctx, d, verb, r.Words, map[string]any{"round": r.Round}); err != nil {
		return err
	}
	if r.Verdict == Return && d.State == duty.Amended {
		return s.freeze(ctx, d, false)
	}
	return nil
}

// ReturnInput gives a report back to its museums.
type ReturnInput struct {
	Filing          ident.Filing
	Reason          string
	Sections        []Note // words to sections, by part and key, such as narrative.activities
	ExpectedVersion *int
}

// Return gives a report back with a reason and words to its sections; the version that was handed in is kept.
func (s *Service) Return(ctx context.Context, in ReturnInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.ReviewFiling, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, d *Detail) error {
		if err := s.deciding(ctx, d, "return"); err != nil {
			return err
		}
		known, err := s.sections(ctx, d)
		if err != nil {
			return err
		}
		var c fault.Check
		r := &Review{Verdict: Return, Words: given(&c, "reason", in.Reason, 5000, "Say why; the museums will read it."), Notes: []Note{}}
		for _, n := range in.Sections {
			c.That(known[n.Section], "sections", "unknown_section", "The form has no such section.")
			if words := plain(&c, "sections."+n.Section, n.Words, 5000); words != "" {
				r.Notes = append(r.Notes, Note{Section: n.Section, Words: words})
			}
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.decide(ctx, d, r, "return"); err != nil {
			return err
		}
		return s.tell(ctx, "filing.returned", d, map[string]any{"Reason": r.Words}, writers(), nil)
	})
}

// sections are the keys of all sections of a report's parts.
func (s *Service) sections(ctx context.Context, d *Detail) (map[string]bool, error) {
	out := map[string]bool{}
	for _, p := range d.Written {
		f, err := s.Forms.Form(ctx, p.Form)
		if err != nil {
			return nil, err
		}
		for _, x := range f.Definition.Sections {
			out[string(p.Part.Part)+"."+x.Key] = true
		}
	}
	return out, nil
}

// CorrectInput asks for a correction of an accepted report.
type CorrectInput struct {
	Filing          ident.Filing
	Reason          string
	ExpectedVersion *int
}

// Correct opens an accepted report for a new version, with a reason; the accepted one stands until the new one is accepted.
func (s *Service) Correct(ctx context.Context, in CorrectInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.ReviewFiling, in.ExpectedVersion, func(ctx context.Context, _ *agreement.File, d *Detail) error {
		if err := d.step("correct"); err != nil {
			return err
		}
		var c fault.Check
		reason := given(&c, "reason", in.Reason, 2000, "Say why; the museums will read it.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.keep(ctx, d, "correct", reason, nil); err != nil {
			return err
		}
		if err := s.freeze(ctx, d, false); err != nil {
			return err
		}
		return s.tell(ctx, "filing.correct", d, map[string]any{"Reason": reason}, writers(), nil)
	})
}

// Handed is a version with its content, for whoever may see the report; a round that was never handed in is not found.
func (s *Service) Handed(ctx context.Context, id ident.Filing, round int) (*Version, error) {
	if _, err := s.Store.AwardOf(ctx, see(ctx), id); err != nil {
		return nil, err
	}
	return s.Store.Content(ctx, id, round)
}
