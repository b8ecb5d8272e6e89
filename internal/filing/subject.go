package filing

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Written is what writing a part of a report depends on, read in one narrow statement that can write its answers too.
type Written struct {
	ID           ident.FilingPart `bun:"id"`
	Filing       ident.Filing     `bun:"filing_id"`
	Award        ident.Award      `bun:"award_id"`
	AwardState   string           `bun:"award_state"`
	Number       string           `bun:"number"`
	Part         duty.Part        `bun:"part"`
	To           calendar.Date    `bun:"to_on"`
	State        duty.State       `bun:"state"`
	Round        int              `bun:"round"`
	DecidedRound int              `bun:"decided_round"`
	Dropped      bool             `bun:"dropped"`
	Form         ident.Form       `bun:"form_id"`
	Members      []WrittenMember  `bun:"members,type:jsonb"`
	Kept         *response.Kept   `bun:"kept,type:jsonb"`
}

// WrittenMember is a museum of the award, as far as writing depends on it.
type WrittenMember struct {
	Organization string `json:"organization"` // a bare UUID
	Lead         bool   `json:"lead"`
}

// Subject describes a part of a report to whoever keeps its answers: who writes which section, and whether it is open.
// With a Keep its answers are written in the same statement; whoever gave it undoes what the subject then refuses.
func (s *Service) Subject(ctx context.Context, id string, k *response.Keep) (*response.Subject, error) {
	part, err := ident.Parse[ident.FilingPartKind](id)
	if err != nil {
		return nil, fault.Missing("report")
	}
	w, err := s.Store.Written(ctx, see(ctx), part, k)
	if err != nil {
		return nil, err
	}
	x := &response.Subject{
		ID: response.Of(w.ID), Kind: response.Report, Name: w.ID.String(), Title: w.Number + " " + w.To.String(), Path: "/awards/" + w.Award.String() + "/reports/" + w.Filing.String(),
		Area: "filing", Form: w.Form, Write: auth.WriteFiling, Closed: w.closed(), Kept: w.Kept,
	}
	for _, m := range w.Members {
		var o ident.Organization
		if err := o.Scan(m.Organization); err != nil {
			return nil, err
		}
		x.Parties = append(x.Parties, response.Party{Organization: o, Lead: m.Lead})
		x.Target.Organizations = append(x.Target.Organizations, o)
	}
	return x, nil
}

// closed is why nothing is written now: handed in, waived, or its award is over.
func (w *Written) closed() error {
	f := Filing{State: w.State, Round: w.Round, DecidedRound: w.DecidedRound}
	if !f.Writable() || w.Dropped || w.AwardState == "closed" {
		return fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.").With("state", string(w.State))
	}
	return nil
}

// freeze closes or opens the answers of all parts.
func (s *Service) freeze(ctx context.Context, d *Detail, frozen bool) error {
	for _, p := range d.Written {
		if err := s.Answers.Freeze(ctx, response.Of(p.ID), frozen); err != nil {
			return err
		}
	}
	return nil
}
