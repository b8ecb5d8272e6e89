package review_test

import (
	"archive/zip"
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
	register "github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func TestWhoRunsAMuseumBindsWhoIsTiedToIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	tasks := b.assign()
	me := b.ready(1, tasks[1]...)
	b.submit(me, tasks[1][0], 8)
	tech, herbarium := h.museum("Tech University", "US"), h.museum("Herbarium", "US")
	for who, at := range map[ident.Person]ident.Organization{b.members[1]: tech, b.members[2]: herbarium} {
		h.exec(`INSERT INTO memberships (id, person_id, organization_id, role, since) VALUES (gen_random_uuid(), $1, $2, 'staff', '2020-01-01')`, who, at)
	}
	office := &register.Service{Desk: h.Desk(), Store: postgres.People{DB: h.DB}, Bonds: h.review}
	if _, err := office.SetParent(me, register.SetParentInput{Organization: h.museums[0], Parent: tech}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a reviewer was answered with %v", err)
	}
	set := func(of, parent ident.Organization) {
		t.Helper()
		if _, err := office.SetParent(h.asOfficer(), register.SetParentInput{Organization: of, Parent: parent, Reason: "Its charter."}); err != nil {
			t.Fatal(err)
		}
	}
	set(herbarium, tech)
	if n := h.number(`SELECT count(*)::int FROM conflicts`); n != 0 {
		t.Fatalf("%d conflicts before the university has to do with a proposal", n)
	}
	set(h.museums[0], tech)
	if s := b.state(1, 0); s != "recused" {
		t.Errorf("the reading is %s", s)
	}
	if n := h.number(`SELECT count(*)::int FROM reviews WHERE reviewer_id = $1 AND state = 'voided'`, b.members[1]); n != 1 {
		t.Errorf("%d reviews are void", n)
	}
	for who, want := range map[ident.Person]string{
		b.members[1]: "works at Tech University - which runs Museum 1 - partner in MC-2027-001",
		b.members[2]: "works at Herbarium - part of Tech University - which runs Museum 1 - partner in MC-2027-001",
	} {
		if n := h.number(`SELECT count(*)::int FROM conflicts WHERE person_id = $1 AND note = $2 AND lifted_at IS NULL`, who, want); n != 1 {
			t.Errorf("%q is not found", want)
		}
	}
	if n := h.number(`SELECT count(*)::int FROM conflicts`); n != 2 {
		t.Errorf("%d conflicts", n)
	}
	for name, in := range map[string]register.SetParentInput{
		"itself":      {Organization: tech, Parent: tech},
		"in a circle": {Organization: tech, Parent: h.museums[0]},
		"nobody":      {Organization: tech, Parent: ident.NewOrganization()},
	} {
		if _, err := office.SetParent(h.asOfficer(), in); !fault.Is(err, fault.Invalid) {
			t.Errorf("part of %s was answered with %v", name, err)
		}
	}
	family, err := office.Family(h.asOfficer(), tech)
	if err != nil || len(family) != 2 || family[0].Name != "Herbarium" || family[0].Steps != -1 {
		t.Errorf("%+v, %v", family, err)
	}
}

// docx is a Word file of one paragraph.
func docx(t *testing.T, words string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + words + `</w:t></w:r></w:p></w:body></w:document>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestANameInAnAttachedFileBinds(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(2)
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	vault := postgres.Documents{DB: h.DB, Blobs: files}
	h.review.Files = &blind.Service{Desk: h.Desk(), Store: postgres.Blindness{DB: h.DB}, Vault: vault}
	attach := func(name, words string) {
		t.Helper()
		err := h.DB.InTx(auth.As(h.ctx, auth.System("test")), func(ctx context.Context) error {
			_, err := vault.File(ctx, document.Attachment, name, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", h.apps[0].String(), bytes.NewReader(docx(t, words)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	attach("plan.docx", "The adviser is R0, Reader, of Lima.")
	c, err := h.review.Candidate(h.asOfficer(), review.CandidateInput{Panel: b.panel.ID, Person: b.members[0]})
	if err != nil || c.Bound != 1 || c.Edges[0].Words != "named in MC-2027-001 (plan.docx, p. 1)" || c.Edges[0].Path[0].Is != interest.NamedIn {
		t.Fatalf("before inviting the office reads %+v, %v", c, err)
	}
	if n := h.number(`SELECT count(*)::int FROM conflicts`); n != 0 {
		t.Errorf("looking kept %d conflicts", n)
	}
	found, err := h.review.DetectConflicts(h.asOfficer(), b.panel.ID)
	if err != nil || len(found) != 1 || found[0].Person != b.members[0] {
		t.Errorf("at assignment: %+v, %v", found, err)
	}
	attach("team.docx", "With Reader R1 as evaluator.")
	attach("gone.docx", "Nobody.")
	var key string
	if err := h.DB.Pool.QueryRow(h.ctx, `SELECT blob_key FROM documents WHERE name = 'gone.docx'`).Scan(&key); err != nil {
		t.Fatal(err)
	}
	if err := files.Remove(h.ctx, key); err != nil {
		t.Fatal(err)
	}
	if err := h.review.MeetingOpens(h.ctx, b.panel.ID); err != nil {
		t.Fatal(err)
	}
	if n := h.number(`SELECT count(*)::int FROM conflicts WHERE person_id = $1 AND note = 'named in MC-2027-001 (team.docx, p. 1)'`, b.members[1]); n != 1 {
		t.Errorf("when the meeting opens %d conflicts are found", n)
	}
	mine, err := h.review.ConflictsOf(h.as(b.members[1], auth.Grant{Role: auth.Reviewer, Panel: b.panel.ID}), h.apps[0])
	if slices.ContainsFunc(mine, func(k *review.Conflict) bool { return len(k.Path) > 0 || strings.Contains(k.Note, "docx") }) {
		t.Errorf("who is bound reads the name of the file: %+v, %v", mine, err)
	}
}
