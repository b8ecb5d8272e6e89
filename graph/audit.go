package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) History(ctx context.Context, subject string) ([]*audit.Event, error) {
	return q.r.office.Audit.Events(ctx, subject)
}

type auditEventRefs struct{}

// AuditEvent answers the references of this type.
func (*Resolver) AuditEvent() generated.AuditEventResolver { return auditEventRefs{} }

func (auditEventRefs) Actor(ctx context.Context, x *audit.Event) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.Actor)
}
