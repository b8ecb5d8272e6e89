package office_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// paper is a PDF of one page with its writer's name among its properties and words on the page.
func paper(author, words string) []byte {
	var page bytes.Buffer
	z := zlib.NewWriter(&page)
	_, _ = z.Write([]byte("BT /F1 12 Tf 20 200 Td (" + words + ") Tj ET"))
	_ = z.Close()
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	for i, o := range []string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>", "<</Author (" + author + ")>>",
	} {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<</Root 1 0 R /Info 6 0 R>>\n%%EOF\n")
	return b.Bytes()
}

// handIn puts files among the answers to the question for letters of an application that was handed in.
func (h *house) handIn(app ident.Application, files map[string][]byte) []ident.Document {
	h.t.Helper()
	var ids []ident.Document
	var texts []string
	for _, name := range []string{"rosa-prudencia.pdf", "locked.pdf"} {
		if files[name] == nil {
			continue
		}
		d, err := h.Vault.File(auth.As(h.ctx, auth.System("test")), document.Attachment, name, "application/pdf", app.String(), bytes.NewReader(files[name]))
		if err != nil {
			h.t.Fatal(err)
		}
		ids, texts = append(ids, d.ID), append(texts, d.ID.String())
	}
	h.sql(`UPDATE responses SET answers = answers || jsonb_build_object('other_letters', $2::text) WHERE id = $1`, app.UUID(), strings.Join(texts, ","))
	return ids
}

func (h *house) fetch(ctx context.Context, app ident.Application, id ident.Document) (*document.Document, string, error) {
	h.t.Helper()
	d, r, err := h.Response.OpenFile(ctx, app.String(), id)
	if err != nil {
		return nil, "", err
	}
	b, err := io.ReadAll(r)
	if err != nil {
		h.t.Fatal(err)
	}
	return d, string(b), r.Close()
}

func TestReviewersGetCopiesWithoutMetadataAndTheOfficeIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	cleared(h, "reviewer")
	app := ident.From[ident.ApplicationKind](h.id(fmt.Sprintf(waiting, "reviewer")))
	if !slices.Contains(h.formOf(app), "other_letters") {
		t.Fatalf("the form asks for files under %q", h.formOf(app))
	}
	ids := h.handIn(app, map[string][]byte{
		"rosa-prudencia.pdf": paper("Rosa Prudencia", "The chair Carmen Chairwoman agreed"),
		"locked.pdf":         bytes.Replace(paper("Rosa Prudencia", "shut"), []byte("/Root"), []byte("/Encrypt <</Filter /Standard>> /Root"), 1),
	})
	h.sql(`UPDATE people SET given_name = 'Carmen', family_name = 'Chairwoman' WHERE email = 'chair@example.org'`)

	t.Run("who wrote them and the office get the originals", func(t *testing.T) {
		for _, who := range []string{lead("SELECT id FROM applications WHERE id = '" + app.UUID().String() + "'"), "officer", "auditor"} {
			d, body, err := h.fetch(h.as(who), app, ids[0])
			if err != nil || d.Name != "rosa-prudencia.pdf" || !strings.Contains(body, "Rosa Prudencia") {
				t.Errorf("%s gets %+v, %v", who, d, err)
			}
		}
	})
	t.Run("a reviewer gets a copy named by its question", func(t *testing.T) {
		d, body, err := h.fetch(h.as("reviewer"), app, ids[0])
		if err != nil || d.Name != "other_letters-1.pdf" || strings.Contains(body, "Prudencia") || int64(len(body)) != d.Size || !d.CreatedBy.IsZero() {
			t.Fatalf("%+v, %d bytes, %v", d, len(body), err)
		}
		if _, _, err := h.fetch(h.as("reviewer"), app, ids[1]); !fault.HasCode(err, "held_back") {
			t.Errorf("a file that cannot be stripped is answered with %v", err)
		}
		list, err := h.Response.Files(h.as("reviewer"), app.String())
		list = slices.DeleteFunc(list, func(d *document.Document) bool { return !slices.Contains(ids, d.ID) })
		if err != nil || len(list) != 2 || list[1].Name != "other_letters-2.pdf" || list[1].Size != 0 || strings.Contains(fmt.Sprintf("%+v", *list[0])+fmt.Sprintf("%+v", *list[1]), "rosa") {
			t.Errorf("%+v, %v", list, err)
		}
		if _, _, err := h.fetch(h.as("otherreader"), app, ids[0]); !fault.Is(err, fault.NotFound) {
			t.Errorf("a reader of another panel: %v", err)
		}
	})
	t.Run("both hashes are kept and neither changes", func(t *testing.T) {
		copies := h.all(`SELECT copy_id FROM reviewer_copies WHERE copy_id IS NOT NULL AND document_id = '` + ids[0].UUID().String() + `'`)
		if len(copies) != 1 || copies[0] == ids[0].UUID() {
			t.Fatalf("%v", copies)
		}
		if n := len(h.any(`SELECT d.id FROM documents d JOIN reviewer_copies c ON c.document_id = d.id AND c.sha256 = d.sha256 WHERE d.id IN ('` + ids[0].UUID().String() + `', '` + ids[1].UUID().String() + `')`)); n != 2 {
			t.Errorf("%d of 2 originals have the hash that was read", n)
		}
		if _, err := h.DB.Pool.Exec(h.ctx, `UPDATE reviewer_copies SET held = 'x'`); err == nil {
			t.Error("the database lets what was seen of a file change")
		}
	})
	t.Run("the report says what was removed, held and named", func(t *testing.T) {
		cycle := ident.From[ident.CycleKind](h.id(liveCycle))
		r, err := h.Blind.Report(h.as("officer"), cycle)
		if err != nil || r.Files < 20 {
			t.Fatalf("%+v, %v", r, err)
		}
		found := func(k blind.Kind, what string) *blind.Finding {
			i := slices.IndexFunc(r.Findings, func(f *blind.Finding) bool { return f.Kind == k && strings.Contains(f.What, what) })
			if i < 0 {
				t.Fatalf("no %s %q among %d findings", k, what, len(r.Findings))
			}
			return r.Findings[i]
		}
		if f := found(blind.InFile, "Carmen Chairwoman"); f.Hidden != blind.Reviewer || f.Page != 1 || f.Question != "other_letters" || f.File != ids[0] || !strings.Contains(f.Around, "agreed") {
			t.Errorf("%+v", f)
		}
		if f := found(blind.Removed, "Author: Rosa Prudencia"); !f.Settled() {
			t.Errorf("%+v", f)
		}
		found(blind.HeldBack, "encrypted")
		h.acceptAll(t, cycle, r, found(blind.InFile, "Carmen Chairwoman").Key)
	})
	t.Run("nobody else reads it", func(t *testing.T) {
		cycle := ident.From[ident.CycleKind](h.id(liveCycle))
		for _, who := range []string{"", "reviewer", "chair", "otherchair", "applicant", "funder", "fellow", lead(readFirst)} {
			if _, err := h.Blind.Report(h.as(who), cycle); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", who, err)
			}
		}
	})
}

// acceptAll lets one finding stand, then all, and then opens review anew in another cycle's place.
func (h *house) acceptAll(t *testing.T, cycle ident.Cycle, r *blind.Report, one string) {
	t.Helper()
	officer := h.as("officer")
	if _, err := h.Blind.AcceptFindings(officer, blind.AcceptFindingsInput{Cycle: cycle, Findings: []string{one}, Reason: " "}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := h.Blind.AcceptFindings(h.as("auditor"), blind.AcceptFindingsInput{Cycle: cycle, Findings: []string{one}, Reason: "x"}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by an auditor: %v", err)
	}
	if _, err := h.Blind.AcceptFindings(officer, blind.AcceptFindingsInput{Cycle: cycle, Findings: []string{"nothing"}, Reason: "x"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("of no finding: %v", err)
	}
	after, err := h.Blind.AcceptFindings(officer, blind.AcceptFindingsInput{Cycle: cycle, Findings: []string{one, one}, Reason: "A public event."})
	if err != nil || after.Open != r.Open-1 {
		t.Fatalf("%d of %d open, %v", after.Open, r.Open, err)
	}
	if _, err := h.Blind.AcceptFindings(officer, blind.AcceptFindingsInput{Cycle: cycle, Findings: []string{one}, Reason: "Again."}); !fault.Is(err, fault.Invalid) {
		t.Errorf("twice: %v", err)
	}
	h.sql(`UPDATE cycles SET review_opened_at = NULL, state = 'proposals_open' WHERE id = $1`, cycle.UUID())
	in := program.OpenReviewInput{Cycle: cycle, Early: true}
	if _, err := h.Program.OpenReview(officer, in); !fault.HasCode(err, "findings_open") {
		t.Errorf("over open findings: %v", err)
	}
	in.Acknowledged = &r.Open
	if _, err := h.Program.OpenReview(officer, in); !fault.HasCode(err, "findings_open") {
		t.Errorf("with an older number: %v", err)
	}
	in.Acknowledged = &after.Open
	if _, err := h.Program.OpenReview(officer, in); err != nil {
		t.Errorf("with the number: %v", err)
	}
}

// formOf are the keys of the questions for files of an application's form.
func (h *house) formOf(app ident.Application) []string {
	h.t.Helper()
	rows, err := h.DB.Pool.Query(h.ctx, `SELECT q->>'key' FROM applications a JOIN forms f ON f.id = a.form_id, jsonb_array_elements(f.definition->'sections') s, jsonb_array_elements(s->'questions') q
		WHERE a.id = $1 AND q->>'kind' = 'file'`, app.UUID())
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			h.t.Fatal(err)
		}
		out = append(out, key)
	}
	return out
}
