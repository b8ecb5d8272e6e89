package people

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Merge is two records of one museum made one: every row of the gone one belongs to the kept one until it is undone.
type Merge struct {
	ID           ident.Merge        `bun:"id,pk"`
	Kept         ident.Organization `bun:"kept_id"`
	Gone         ident.Organization `bun:"gone_id"`
	Reason       string             `bun:"reason"`
	MergedBy     ident.Person       `bun:"merged_by"`
	MergedAt     time.Time          `bun:"merged_at"`
	UndoneBy     ident.Person       `bun:"undone_by"`
	UndoneAt     *time.Time         `bun:"undone_at"` // nil while it holds
	UndoneReason string             `bun:"undone_reason"`
}

// Moved is one cell that a merge wrote: undoing writes back what it was, where it still is what it became.
type Moved struct {
	Merge   ident.Merge     `bun:"merge_id,pk"`
	Ordinal int             `bun:"ordinal,pk"`
	Table   string          `bun:"table_name"`
	Column  string          `bun:"column_name"`
	RowKey  json.RawMessage `bun:"row_key,type:jsonb"` // the primary key
	Label   string          `bun:"label"`              // names the row to people
	Was     json.RawMessage `bun:"was,type:jsonb"`
	Became  json.RawMessage `bun:"became,type:jsonb"`
}

// MovedTable sums up what a merge moves in one column of one table.
type MovedTable struct {
	Table  string   `bun:"table_name"`
	Column string   `bun:"column_name"`
	Rows   int      `bun:"rows"`
	Sample []string `bun:"sample,array"` // names of the first few
}

// MergeConflict is why rows of a table cannot move.
type MergeConflict struct {
	Table   string
	Code    string // of the rule, such as partnership_members_once
	Message string
}

// MergePlan is what a merge would do: every table it moves rows of, and what stands against it.
type MergePlan struct {
	Kept      *Organization
	Gone      *Organization
	Tables    []MovedTable
	Rows      int
	Conflicts []MergeConflict
}

// MergeRow is a merge with the names of its records and what it moved.
type MergeRow struct {
	Merge
	KeptName string       `bun:"kept_name"`
	GoneName string       `bun:"gone_name"`
	Tables   []MovedTable `bun:"-"`
}

// MergeStore moves rows between organizations and remembers which.
type MergeStore interface {
	// AddMerge keeps a merge and points the gone record to the kept one.
	AddMerge(ctx context.Context, m *Merge) error
	// MoveRows gives every row that names the gone record to the kept one and remembers each; what cannot move stays,
	// and is answered as a conflict.
	MoveRows(ctx context.Context, m *Merge) ([]MergeConflict, error)
	MovedTables(ctx context.Context, id ident.Merge) ([]MovedTable, error)
	MergeForUpdate(ctx context.Context, id ident.Merge) (*MergeRow, error)
	Merges(ctx context.Context) ([]*MergeRow, error)
	// PutBack writes every remembered cell back; a table where some have changed since is answered with how many.
	PutBack(ctx context.Context, id ident.Merge) (changed []MovedTable, err error)
	// KeepUndone notes that a merge holds no more and the gone record stands for itself again.
	KeepUndone(ctx context.Context, m *Merge) error
}

// MergeInput names the record that stays, the one that goes, and why.
type MergeInput struct {
	Kept   ident.Organization
	Gone   ident.Organization
	Reason string
}

// errPreview rolls a preview back: it is the merge itself, never kept.
var errPreview = errors.New("preview only")

// MergePreview is what a merge would do, row by row, without doing it; for officers.
func (s *Service) MergePreview(ctx context.Context, kept, gone ident.Organization) (*MergePlan, error) {
	var plan *MergePlan
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if plan, _, err = s.merge(ctx, MergeInput{kept, gone, "preview"}); err != nil {
			return err
		}
		return errPreview
	})
	if !errors.Is(err, errPreview) {
		return nil, err
	}
	return plan, nil
}

// MergeOrganizations makes two records one. Both in one partnership, or anything else a rule of the house forbids the
// kept record to have twice, is CONFLICT merge_conflict, and nothing moves.
func (s *Service) MergeOrganizations(ctx context.Context, in MergeInput) (*Merge, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	var m *Merge
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := mayMerge(ctx, in.Kept, in.Gone); err != nil {
			return err
		}
		if err := reasonGiven(in.Reason); err != nil {
			return err
		}
		plan, done, err := s.merge(ctx, in)
		if err != nil {
			return err
		}
		if len(plan.Conflicts) > 0 {
			first := plan.Conflicts[0]
			return fault.New(fault.Conflict, "merge_conflict", "These records cannot be merged: %s", first.Message).
				With("table", first.Table).With("rule", first.Code)
		}
		m = done
		detail := map[string]any{"merge": m.ID, "kept": m.Kept, "gone": m.Gone, "rows": plan.Rows}
		if err := s.Desk.Log.Record(ctx, "people.merge", m.Gone, in.Reason, detail); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "people.merge", m.Kept, in.Reason, detail); err != nil || s.Bonds == nil {
			return err
		}
		return s.Bonds.OrganizationsMerged(ctx, m.Kept)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

func mayMerge(ctx context.Context, a, b ident.Organization) error {
	return auth.Require(ctx, auth.MergeOrganizations, auth.Target{Organizations: []ident.Organization{a, b}})
}

// merge moves everything within the transaction and tells what moved.
func (s *Service) merge(ctx context.Context, in MergeInput) (*MergePlan, *Merge, error) {
	if err := mayMerge(ctx, in.Kept, in.Gone); err != nil {
		return nil, nil, err
	}
	if in.Kept == in.Gone {
		return nil, nil, fault.BadField("gone", "same_record", "These are one record already.")
	}
	plan, err := s.twoRecords(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	m := &Merge{ID: ident.NewMerge(), Kept: in.Kept, Gone: in.Gone, Reason: in.Reason, MergedBy: auth.Who(ctx).Person, MergedAt: s.Desk.Now()}
	if err := s.Store.AddMerge(ctx, m); err != nil {
		return nil, nil, err
	}
	if plan.Conflicts, err = s.Store.MoveRows(ctx, m); err != nil {
		return nil, nil, err
	}
	if plan.Tables, err = s.Store.MovedTables(ctx, m.ID); err != nil {
		return nil, nil, err
	}
	for _, t := range plan.Tables {
		plan.Rows += t.Rows
	}
	return plan, m, nil
}

// twoRecords locks both records, the smaller id first so that two officers wait for each other.
func (s *Service) twoRecords(ctx context.Context, in MergeInput) (*MergePlan, error) {
	first, second := ordered(in.Kept, in.Gone)
	a, err := s.Store.OrganizationForUpdate(ctx, first)
	if err != nil {
		return nil, err
	}
	b, err := s.Store.OrganizationForUpdate(ctx, second)
	if err != nil {
		return nil, err
	}
	if a.ID != in.Kept {
		a, b = b, a
	}
	for _, o := range []*Organization{a, b} {
		if !o.MergedInto.IsZero() {
			return nil, merged(o)
		}
	}
	return &MergePlan{Kept: a, Gone: b}, nil
}

// MergeByID is one merge with what it moved; for officers.
func (s *Service) MergeByID(ctx context.Context, id ident.Merge) (*MergeRow, error) {
	if err := auth.Require(ctx, auth.MergeOrganizations, auth.Target{}); err != nil {
		return nil, err
	}
	m, err := s.Store.MergeForUpdate(ctx, id)
	if err != nil {
		return nil, err
	}
	m.Tables, err = s.Store.MovedTables(ctx, id)
	return m, err
}

// Merges are the newest hundred merges; for officers.
func (s *Service) Merges(ctx context.Context) ([]*MergeRow, error) {
	if err := auth.Require(ctx, auth.MergeOrganizations, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.Merges(ctx)
}

// UndoMergeInput names the merge and why it is undone.
type UndoMergeInput struct {
	Merge  ident.Merge
	Reason string
}

// UndoMerge puts back exactly the rows that a merge moved; what came to the kept record since stays there. Where a moved
// row has changed hands or is gone, or a rule stands against it, it is CONFLICT with the reason and nothing moves.
func (s *Service) UndoMerge(ctx context.Context, in UndoMergeInput) (*Merge, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	var m *MergeRow
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if m, err = s.Store.MergeForUpdate(ctx, in.Merge); err != nil {
			return err
		}
		if err := mayMerge(ctx, m.Kept, m.Gone); err != nil {
			return err
		}
		if err := reasonGiven(in.Reason); err != nil {
			return err
		}
		if err := s.undoable(ctx, m); err != nil {
			return err
		}
		now := s.Desk.Now()
		m.UndoneBy, m.UndoneAt, m.UndoneReason = auth.Who(ctx).Person, &now, in.Reason
		if err := s.putBack(ctx, m); err != nil {
			return err
		}
		detail := map[string]any{"merge": m.ID, "kept": m.Kept, "gone": m.Gone}
		if err := s.Desk.Log.Record(ctx, "people.undo_merge", m.Gone, in.Reason, detail); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.undo_merge", m.Kept, in.Reason, detail)
	})
	if err != nil {
		return nil, err
	}
	return &m.Merge, nil
}

func (s *Service) undoable(ctx context.Context, m *MergeRow) error {
	if m.UndoneAt != nil {
		return fault.New(fault.Conflict, "undone_already", "This merge was undone already.")
	}
	first, second := ordered(m.Kept, m.Gone)
	for _, id := range []ident.Organization{first, second} {
		o, err := s.Store.OrganizationForUpdate(ctx, id)
		if err != nil {
			return err
		}
		if o.ID == m.Kept && !o.MergedInto.IsZero() {
			return fault.New(fault.Conflict, "merged_on", "%s was merged into another record since. Undo that first.", o.Name)
		}
	}
	return nil
}

func (s *Service) putBack(ctx context.Context, m *MergeRow) error {
	changed, err := s.Store.PutBack(ctx, m.ID)
	if err == nil && len(changed) > 0 {
		t := changed[0]
		return fault.New(fault.Conflict, "undo_changed", "Rows that were moved have changed since (%s: %d), so they cannot be put back.", t.Table, t.Rows).
			With("table", t.Table).With("rows", t.Rows)
	}
	if err == nil {
		err = s.Store.KeepUndone(ctx, &m.Merge)
	}
	var f *fault.Error
	if errors.As(err, &f) && f.Kind != fault.NotFound && f.Code != "busy" {
		return fault.New(fault.Conflict, "undo_refused", "What was written since stands against it: %s", f.Message).With("rule", f.Code)
	}
	return err
}
