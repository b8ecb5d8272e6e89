package profile

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Written is what writing a profile depends on, read in one narrow statement that can write its answers too.
type Written struct {
	ID           ident.Profile      `bun:"id"`
	Museum       string             `bun:"museum"`
	State        State              `bun:"state"`
	Form         ident.Form         `bun:"form_id"`
	Organization ident.Organization `bun:"organization_id"`
	Kept         *response.Kept     `bun:"kept,type:jsonb"`
}

// Subject describes a profile to whoever keeps its answers; the page of what is listed is not what keeps them. With a
// Keep its answers are written in the same statement; whoever gave it undoes what the subject then refuses.
func (s *Service) Subject(ctx context.Context, id string, k *response.Keep) (*response.Subject, error) {
	pid, err := ident.Parse[ident.ProfileKind](id)
	if err != nil {
		return nil, fault.Missing("profile")
	}
	w, err := s.Store.Written(ctx, auth.Scope(ctx, auth.ViewProfile), pid, k)
	if err != nil {
		return nil, err
	}
	x := &response.Subject{
		ID: response.Of(w.ID), Kind: response.Profile, Name: w.ID.String(), Title: w.Museum, Area: "profile",
		Form: w.Form, Write: auth.EditProfile, Target: auth.Target{Organizations: []ident.Organization{w.Organization}}, Kept: w.Kept,
	}
	if !(&Profile{State: w.State}).Writable() {
		x.Closed = fault.New(fault.Conflict, "content_frozen", "What was submitted does not change.").With("state", string(w.State))
	}
	return x, nil
}
