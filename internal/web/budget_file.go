package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/sheet"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// budgetFile is the lines as a file for a spreadsheet program, which runs nothing in it.
func (s *Site) budgetFile(w http.ResponseWriter, r *http.Request) error {
	v, err := s.budgeted(r, again{})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", v.Number+"-budget.csv"))
	rows := v.Sheet.Records()
	file, err := sheet.NewCSV(w, rows[0]...)
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		if err := file.Row(row...); err != nil {
			return err
		}
	}
	return file.End()
}

// mostFile is the size of a file of lines in bytes; far more lines fit than a budget takes, so that they are counted
// and refused by their number, with all that was pasted still there.
const mostFile = 8 << 20

func (s *Site) importBudgetForm(w http.ResponseWriter, r *http.Request) error {
	return s.importPage(w, r, again{})
}

func (s *Site) importPage(w http.ResponseWriter, r *http.Request, a again) error {
	v, err := s.budgeted(r, a)
	if err != nil {
		return err
	}
	if !v.Mine {
		return fault.New(fault.Forbidden, "forbidden", "This budget is not yours to write, or it was handed in.")
	}
	p := s.budgetPart(r, v)
	p.Title, p.Lead = p.T("budget.import"), p.T("budget.import.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return importPage(p, v, refusedRows(p)) })
}

// importBudget keeps all lines of a file, or none and names each refused one by the file's own line.
func (s *Site) importBudget(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	text, err := fileOrText(w, r, "csv")
	if err != nil {
		return s.importPage(w, r, after(r, err))
	}
	q := r.PostForm
	x, err := s.Budget.Import(r.Context(), budget.ImportInput{Application: id, CSV: text, Replace: q.Get("replace") == "on", ExpectedVersion: versionOf(q)})
	if err != nil {
		if k := fault.KindOf(err); k == fault.Internal || k == fault.NotFound || k == fault.Unauthenticated {
			return err
		}
		q.Set("csv", text)
		return s.importPage(w, r, after(r, err))
	}
	return s.goTo(w, r, budgetURL(id), s.page(r, "applicant.untitled").N("budget.import.done", len(x.Lines)))
}

// fileOrText is the chosen file, or what was typed or pasted into a field where none was chosen.
func fileOrText(w http.ResponseWriter, r *http.Request, field string) (string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, mostFile+1<<16)
	err := r.ParseForm() // which reads no files, and whose refusal the next would hide
	if err == nil {
		err = r.ParseMultipartForm(mostFile)
	}
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", fault.BadField(field, "file_too_large", "The file is larger than %d MiB, or could not be read.", mostFile>>20)
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return r.PostForm.Get(field), nil
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(file)
	if err != nil {
		return "", err
	}
	text := string(raw)
	if strings.TrimSpace(text) == "" {
		text = r.PostForm.Get(field)
	}
	if strings.ToValidUTF8(text, "") != text || strings.ContainsRune(text, 0) {
		return "", fault.BadField(field, "bad_text", "The file is not text in UTF-8.")
	}
	return text, nil
}

// refusedRow is a line of a file that was refused, and why.
type refusedRow struct{ Line, Field, Why string }

// refusedRows are the refusals of a file by its own lines.
func refusedRows(p view.Page) []refusedRow {
	var out []refusedRow
	for _, e := range p.Errors {
		rest, ok := strings.CutPrefix(e.Field, "rows.")
		if !ok {
			continue
		}
		line, field, _ := strings.Cut(rest, ".")
		if _, err := strconv.Atoi(line); err == nil {
			out = append(out, refusedRow{line, field, e.Text})
		}
	}
	return out
}
