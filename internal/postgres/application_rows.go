package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// rowNames joins the names a list shows to the applications a statement has chosen, aliased a.
const rowNames = ` a
JOIN cycles c ON c.id = a.cycle_id
LEFT JOIN themes t ON t.id = a.theme_id
LEFT JOIN organizations lo ON lo.id = a.lead_organization_id
LEFT JOIN LATERAL (SELECT o.id, o.name, o.city, o.country FROM partnership_members m JOIN organizations o ON o.id = m.organization_id
	WHERE m.partnership_id = a.partnership_id AND NOT m.lead ORDER BY m.side <> 'non_us', m.id LIMIT 1) po ON true
LEFT JOIN LATERAL (SELECT count(*) AS n FROM partnership_members m WHERE m.partnership_id = a.partnership_id AND NOT m.lead) pc ON true`

const rowColumns = `SELECT a.id, a.number, a.kind, a.title, ` + shownState + ` AS state, a.cycle_id, c.title AS cycle_title, c.year AS cycle_year, a.partnership_id,
	lo.id AS lead_id, coalesce(lo.name, '') AS lead_name, coalesce(lo.city, '') AS lead_city, coalesce(lo.state, '') AS lead_state,
	po.id AS partner_id, coalesce(po.name, '') AS partner_name, coalesce(po.city, '') AS partner_city, coalesce(po.country, '') AS partner_country,
	pc.n AS partner_count, a.theme_id, t.title AS theme_title, a.requested_minor, a.cost_share_minor, a.currency, a.updated_at, a.submitted_at
FROM `

const fewOf = `(a.partnership_id = ANY(ARRAY(SELECT fm.partnership_id FROM partnership_members fm WHERE fm.organization_id = ANY($3::uuid[])))
	OR a.person_id = $5::uuid
	OR a.id = ANY(ARRAY(SELECT fs.application_id FROM assignments fs WHERE fs.panel_id = ANY($4::uuid[]))))`

const rowsByID = rowColumns + `(SELECT a.* FROM applications a WHERE ` + visibleApplications + ` AND a.id = ANY($6::uuid[]))` + rowNames

// rowFilter is a WHERE made of constant parts, so that equal filters are equal texts and stay prepared.
type rowFilter struct {
	text strings.Builder
	args []any
}

func (n *rowFilter) and(part string, args ...any) {
	n.text.WriteString(" AND ")
	for _, a := range args {
		n.args = append(n.args, a)
		part = strings.Replace(part, "?", fmt.Sprintf("$%d", len(n.args)), 1)
	}
	n.text.WriteString(part)
}

func rowsWhere(ctx context.Context, f auth.Filter, viewer ident.Person, in application.Filter) *rowFilter {
	n := &rowFilter{args: visibleArgs(f, viewer)}
	n.text.WriteString(visibleTo(f))
	if !f.Everything && len(f.Programs) == 0 {
		// Somebody at a museum or on a panel has few: begin from them, not from everyone's.
		n.and(fewOf)
	}
	if !in.Cycle.IsZero() {
		n.and(`a.cycle_id = ?`, in.Cycle)
	}
	if len(in.States) > 0 {
		states := make([]string, len(in.States))
		for i, x := range in.States {
			states[i] = string(x)
		}
		if (f.Everything || len(f.Programs) > 0) && len(f.Organizations)+len(f.Panels)+len(auth.Who(ctx).Organizations()) == 0 {
			n.and(`a.state = ANY(?::text[])`, states) // the office, in a form that finds its index
		} else {
			n.and(`(SELECT `+shownState+` FROM cycles c WHERE c.id = a.cycle_id) = ANY(?::text[])`, states)
		}
	}
	if !in.Theme.IsZero() {
		n.and(`a.theme_id = ?`, in.Theme)
	}
	if in.Country != "" {
		n.and(`EXISTS (SELECT FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = a.partnership_id AND o.country = ?)`, string(in.Country))
	}
	if in.USState != "" {
		n.and(`EXISTS (SELECT FROM organizations o WHERE o.id = a.lead_organization_id AND o.state = ?)`, string(in.USState))
	}
	if in.Search != "" {
		n.and(`a.search @@ websearch_to_tsquery('simple', ?)`, in.Search)
	}
	return n
}

// Rows is one page of a list in one statement: by number, or newest first when words are searched.
func (s Applications) Rows(ctx context.Context, f auth.Filter, viewer ident.Person, in application.Filter, a page.Args) (*page.Connection[*application.Row], error) {
	in.Search = strings.ToValidUTF8(strings.ReplaceAll(strings.TrimSpace(in.Search), "\x00", ""), "")
	key := func(r *application.Row) []string { return []string{r.Number, r.ID.String()} }
	columns, descending := []string{"a.number", "a.id"}, false
	if in.Search != "" {
		key = func(r *application.Row) []string { return []string{r.ID.String()} }
		columns, descending = columns[1:], true
	}
	cut, err := a.Check(len(columns))
	if err != nil {
		return nil, err
	}
	n := rowsWhere(ctx, f, viewer, in)
	total := func(ctx context.Context) (int, error) { return s.countRows(ctx, rowsWhere(ctx, f, viewer, in)) }
	if err := n.beside(cut, columns, descending); err != nil {
		return nil, err
	}
	direction := " ASC"
	if descending != cut.Backward {
		direction = " DESC"
	}
	order := " ORDER BY " + strings.Join(columns, direction+", ") + direction
	text := rowColumns + `(SELECT a.* FROM applications a WHERE ` + n.text.String() + order + fmt.Sprintf(" LIMIT %d", cut.Limit+1) + `)` + rowNames + order
	rows, err := query[*application.Row](ctx, s.DB, text, n.args...)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, key, total), nil
}

// beside begins after the key of the row beside the page.
func (n *rowFilter) beside(cut page.Cut, columns []string, descending bool) error {
	if cut.Key == nil {
		return nil
	}
	id, err := ident.Parse[ident.ApplicationKind](cut.Key[len(cut.Key)-1])
	if err != nil {
		return err
	}
	values := []any{id}
	if len(columns) == 2 {
		values = []any{cut.Key[0], id}
	}
	compare := " > "
	if descending != cut.Backward {
		compare = " < "
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	n.and("("+strings.Join(columns, ", ")+")"+compare+"("+marks+")", values...)
	return nil
}

func (s Applications) countRows(ctx context.Context, n *rowFilter) (int, error) {
	r, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "count", `SELECT count(*) AS n FROM applications a WHERE `+n.text.String(), n.args...)
	if err != nil {
		return 0, err
	}
	return r.N, nil
}

// RowsByID are the named rows that may be seen, in one statement.
func (s Applications) RowsByID(ctx context.Context, f auth.Filter, viewer ident.Person, ids []ident.Application) ([]*application.Row, error) {
	return query[*application.Row](ctx, s.DB, rowsByID, visibleArgs(f, viewer, uuids(slices.Clone(ids)))...)
}
