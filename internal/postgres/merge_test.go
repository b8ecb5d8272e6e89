package postgres_test

import (
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// namesOthers are columns of organizations by name that refer to none, and why.
func namesOthers() map[string]string {
	return map[string]string{"partnership_changes.organization_id": "history, which says what the record was called for then and leads on by the redirect"}
}

const organizationColumns = `SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
WHERE c.table_schema = 'public' AND c.udt_name IN ('uuid', '_uuid') AND c.column_name LIKE '%organization%'`

const organizationReferences = `SELECT c.conrelid::regclass::text || '.' || a.attname AS name FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
WHERE c.contype = 'f' AND c.confrelid = 'organizations'::regclass AND array_length(c.conkey, 1) = 1`

// A merge moves what refers to organizations by the catalog, so whatever names one has to refer to it.
func TestWhateverNamesAnOrganizationRefersToItSoThatAMergeMovesIt(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	refer := namesBy(t, ctx, w, organizationReferences)
	for _, must := range []string{"memberships.organization_id", "partnership_members.organization_id", "applications.lead_organization_id", "sites.organization_id"} {
		if !slices.Contains(refer, must) {
			t.Errorf("%s is not found in the catalog", must)
		}
	}
	for _, name := range namesBy(t, ctx, w, organizationColumns) {
		if _, known := namesOthers()[name]; !known && !slices.Contains(refer, name) {
			t.Errorf("%s names an organization and refers to none: a merge would leave it behind", name)
		}
	}
	for _, name := range namesBy(t, ctx, w, `SELECT c.conname::text AS name FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = 'organizations'::regclass AND array_length(c.conkey, 1) <> 1`) {
		t.Errorf("%s refers to organizations by more than one column, which a merge does not move", name)
	}
}
