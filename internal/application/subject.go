package application

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Written is what writing a proposal depends on, read in one narrow statement that can write its answers too.
type Written struct {
	ID            ident.Application  `bun:"id"`
	Number        string             `bun:"number"`
	Title         string             `bun:"title"`
	State         State              `bun:"state"`
	Form          ident.Form         `bun:"form_id"`
	Person        ident.Person       `bun:"person_id"`
	Lead          ident.Organization `bun:"lead_organization_id"`
	ReturnedUntil *time.Time         `bun:"returned_until"`
	ClosesAt      *time.Time         `bun:"closes_at"`
	GraceSeconds  int                `bun:"grace_seconds"`
	Zone          string             `bun:"zone"`
	ExtendedUntil *time.Time         `bun:"extended_until"`
	Members       []WrittenMember    `bun:"members,type:jsonb"`
	Kept          *response.Kept     `bun:"kept,type:jsonb"`
	Copies        bool               `bun:"copies"` // the viewer reads on a panel alone, and gets copies of files
}

// WrittenMember is a museum of the partnership, as far as writing depends on it.
type WrittenMember struct {
	Organization string `json:"organization"` // a bare UUID
	Lead         bool   `json:"lead"`
}

// Subject describes a proposal to whoever keeps its answers: who writes which section, and until when. With a Keep its
// answers are written in the same statement; whoever gave it undoes what the subject then refuses.
func (s *Service) Subject(ctx context.Context, id string, k *response.Keep) (*response.Subject, error) {
	app, err := ident.Parse[ident.ApplicationKind](id)
	if err != nil {
		return nil, fault.Missing("application")
	}
	w, err := s.Store.Written(ctx, auth.Scope(ctx, auth.ViewApplication), auth.Who(ctx).Person, app, k)
	if err != nil {
		return nil, err
	}
	x := &response.Subject{
		ID: response.Of(w.ID), Kind: response.Proposal, Name: w.ID.String(), Title: w.Title, Path: "/applications/" + w.ID.String(), Area: "application",
		Form: w.Form, Write: auth.EditApplication, Closed: w.closed(s.Desk.Now()), Kept: w.Kept, Copies: w.Copies,
	}
	x.Target.Person = w.Person
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

// closed is why nothing is written any more: handed in, or late; a returned one has a deadline of its own.
func (w *Written) closed(now time.Time) error {
	if err := frozen(&Application{State: w.State}); err != nil {
		return err
	}
	due := calendar.Deadline{Zone: w.Zone, Grace: time.Duration(w.GraceSeconds) * time.Second}
	switch {
	case w.State == ReturnedOnce && w.ReturnedUntil != nil:
		due.At, due.Grace = *w.ReturnedUntil, 0
	case w.ClosesAt != nil:
		due.At = *w.ClosesAt
	default:
		return nil
	}
	return extended(due, valueOf(w.ExtendedUntil)).Check(now)
}
