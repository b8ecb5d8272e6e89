package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

type auditLog struct{ db *DB }

const insertEvent = `INSERT INTO audit_events (id, at, actor_id, actor_name, via, action, subject, reason, detail, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// Record keeps one event with its hash, in the context's transaction.
func (l auditLog) Record(ctx context.Context, action string, subject fmt.Stringer, reason string, detail any) error {
	if detail == nil {
		detail = struct{}{}
	}
	raw, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("write audit detail of %s: %w", action, err)
	}
	who := auth.Who(ctx)
	e := audit.Event{
		ID: ident.NewEvent(), At: l.db.Now().UTC().Truncate(time.Microsecond), Actor: who.Person, ActorName: who.Name,
		Via: who.Via, Action: action, Subject: subject.String(), Reason: reason, Detail: raw,
	}
	e.Hash = e.Sum()
	_, err = l.db.exec(ctx, insertEvent, e.ID, e.At, e.Actor, e.ActorName, e.Via, e.Action, e.Subject, e.Reason, string(e.Detail), e.Hash)
	return err
}

// Audit reads what was recorded, for those who may read the audit log.
type Audit struct{ *DB }

const (
	eventsOf = `SELECT * FROM audit_events WHERE subject = $1 ORDER BY seq DESC LIMIT 100`

	// What belongs to no program, such as a person, has no row.
	programOfSubject = `SELECT c.program_id AS id FROM cycles c WHERE c.id = $1 OR c.id IN (
	SELECT cycle_id FROM partnerships WHERE id = $1 UNION ALL SELECT cycle_id FROM applications WHERE id = $1
	UNION ALL SELECT cycle_id FROM panels WHERE id = $1 UNION ALL SELECT cycle_id FROM rankings WHERE id = $1
	UNION ALL SELECT cycle_id FROM slates WHERE id = $1 UNION ALL SELECT cycle_id FROM awards WHERE id = $1
	UNION ALL SELECT cycle_id FROM letters WHERE id = $1 UNION ALL SELECT cycle_id FROM reports WHERE id = $1)
UNION SELECT id FROM programs WHERE id = $1`
)

// Events are the changes of a subject, newest first, at most a hundred. Whoever reads the log of some programs
// gets nothing of others, and nobody what tells of an application they have a conflict of interest with, or a museum of theirs applies with.
func (s Audit) Events(ctx context.Context, subject string) ([]*audit.Event, error) {
	f := auth.Scope(ctx, auth.ReadAudit)
	if f.Nothing() {
		return nil, auth.Require(ctx, auth.ReadAudit, auth.Target{})
	}
	if !f.Everything {
		p, err := s.programOf(ctx, subject)
		if err != nil || !slices.Contains(f.Programs, p) {
			return nil, err
		}
	}
	hidden, err := s.withheld(ctx, auth.Who(ctx).Person, false)
	if err != nil || hidden.has(subject) {
		return nil, err
	}
	all, err := query[*audit.Event](ctx, s.DB, eventsOf, subject)
	return slices.DeleteFunc(all, func(e *audit.Event) bool {
		return slices.ContainsFunc(hidden, func(id string) bool { return strings.Contains(string(e.Detail), id) })
	}), err
}

// programOf is the program a subject belongs to; zero for what belongs to none.
func (s Audit) programOf(ctx context.Context, subject string) (ident.Program, error) {
	for _, read := range []func(string) (uuid.UUID, error){
		uuidOf[ident.ProgramKind], uuidOf[ident.CycleKind], uuidOf[ident.PartnershipKind], uuidOf[ident.ApplicationKind], uuidOf[ident.PanelKind],
		uuidOf[ident.RankingKind], uuidOf[ident.SlateKind], uuidOf[ident.AwardKind], uuidOf[ident.LetterKind], uuidOf[ident.ReportKind],
	} {
		id, err := read(subject)
		if err != nil {
			continue
		}
		rows, err := query[struct {
			ID ident.Program `bun:"id"`
		}](ctx, s.DB, programOfSubject, id)
		if err != nil || len(rows) == 0 {
			return ident.Program{}, err
		}
		return rows[0].ID, nil
	}
	return ident.Program{}, nil
}

func uuidOf[K ident.Kind](text string) (uuid.UUID, error) {
	id, err := ident.Parse[K](text)
	return id.UUID(), err
}
