package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// PanelDeclaration is a member's word that nothing binds them to an application of the panel.
type PanelDeclaration struct {
	Panel       ident.Panel       `bun:"panel_id,pk"`
	Person      ident.Person      `bun:"person_id,pk"`
	Application ident.Application `bun:"application_id,pk"`
	At          time.Time         `bun:"at"`
}

// PanelTitle is all that shows of an application of the panel before a member has declared:
// title and institutions. What the member is bound to is not shown at all.
type PanelTitle struct {
	Application ident.Application `bun:"application_id"`
	Number      string            `bun:"number"`
	Title       string            `bun:"title"`
	LeadName    string            `bun:"lead_name"`
	LeadCity    string            `bun:"lead_city"`
	LeadState   place.State       `bun:"lead_state"`
	Partners    []Institution     `bun:"partners,type:jsonb"` // without the lead
	DeclaredAt  *time.Time        `bun:"declared_at"`         // when the member said that nothing binds them
	Assigned    bool              `bun:"assigned"`            // the member reviews it
}

// PanelTitles are the applications of a panel one sits on, from titles and institutions alone, once one has signed its statement.
func (s *Service) PanelTitles(ctx context.Context, id ident.Panel) ([]*PanelTitle, error) {
	me := auth.Scope(ctx, auth.WriteReview).Person
	if me.IsZero() {
		return nil, fault.Missing("panel")
	}
	if _, err := s.Panel(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.PanelTitles(ctx, id, me)
}

// DeclareForPanelInput is the actor's word on applications of a panel they sit on, assigned to them or not.
type DeclareForPanelInput struct {
	Panel        ident.Panel
	Declarations []TitleDeclaration
}

// TitleDeclaration says none (an empty kind) or what binds the member to one application of the panel.
type TitleDeclaration struct {
	Application ident.Application
	Kind        ConflictKind
	Note        string
}

// DeclareForPanel takes a member's word on the panel's applications, all of them or none; it answers the titles left to them.
// None opens an application where the phase lets members read all; a conflict shuts everything of it.
func (s *Service) DeclareForPanel(ctx context.Context, in DeclareForPanelInput) ([]*PanelTitle, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	var c fault.Check
	for i, d := range in.Declarations {
		checkBond(&c, fmt.Sprintf("declarations.%d", i), d.Kind, d.Note)
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	var left []*PanelTitle
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		titles, err := s.Store.PanelTitles(ctx, in.Panel, me)
		if err != nil {
			return err
		}
		for _, d := range in.Declarations {
			if !slices.ContainsFunc(titles, func(t *PanelTitle) bool { return t.Application == d.Application }) {
				return fault.Missing("application")
			}
			if err := s.declareTitle(ctx, in.Panel, me, d); err != nil {
				return err
			}
		}
		left, err = s.Store.PanelTitles(ctx, in.Panel, me)
		return err
	})
	if err != nil {
		return nil, err
	}
	return left, nil
}

func checkBond(c *fault.Check, path string, k ConflictKind, note string) {
	c.That(k == "" || k.Known(), path+".kind", "bad_kind", "There is no such kind of conflict.")
	c.That(utf8.RuneCountInString(note) <= 2000, path+".note", "too_long", "A note has at most 2,000 characters.")
	c.That(k != OtherConflict || strings.TrimSpace(note) != "", path+".note", "required", "Say what binds you.")
}

func (s *Service) declareTitle(ctx context.Context, panel ident.Panel, me ident.Person, d TitleDeclaration) error {
	now := s.Desk.Now()
	if d.Kind != "" {
		_, err := s.keepConflict(ctx, &Conflict{
			ID: ident.NewConflict(), Person: me, Application: d.Application, Kind: d.Kind, Source: Declared,
			Note: strings.TrimSpace(d.Note), FoundAt: now, FoundBy: me,
		})
		return err
	}
	if err := s.Store.DeclareFree(ctx, &PanelDeclaration{panel, me, d.Application, now}); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "review.declare_none", d.Application, "", map[string]any{"panel": panel})
}
