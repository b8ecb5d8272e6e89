package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// bigMatrix is the picture of 300 proposals and 30 members, three readers for each.
func bigMatrix() matrix {
	d := matrix{
		panel: &review.Panel{ID: ident.NewPanel()}, cycle: &program.Detail{}, progress: &review.Progress{},
		cells: map[review.Pairing]review.AssignmentState{}, conflicts: map[review.Pairing]review.ConflictKind{}, numbers: map[ident.Application]string{},
	}
	for i := range 30 {
		name := fmt.Sprintf("Member %02d of the panel", i)
		m := &review.PanelMember{Person: ident.NewPerson(), Name: name}
		d.panel.Members = append(d.panel.Members, m)
		d.progress.Reviewers = append(d.progress.Reviewers, &review.ReviewerProgress{Person: m.Person, Name: name, Assigned: 30})
	}
	for i := range 300 {
		a := &panelApplication{id: ident.NewApplication(), number: fmt.Sprintf("MC-2027-%03d", i+1), title: fmt.Sprintf("Crossing %d: A Year of Two Towns", i+1), lead: "Museum"}
		d.apps, d.numbers[a.id] = append(d.apps, a), a.number
		for j := range 3 {
			d.cells[review.Pairing{Application: a.id, Reviewer: d.panel.Members[(i+7*j)%30].Person}] = review.SubmittedIt
		}
		d.conflicts[review.Pairing{Application: a.id, Reviewer: d.panel.Members[(i+3)%30].Person}] = review.Board
	}
	return d
}

func TestThePictureOfABigAssignmentIsManySmallPages(t *testing.T) {
	t.Parallel()
	p := view.Page{Printer: catalog.For("en").At(time.Date(2027, 2, 10, 0, 0, 0, 0, time.UTC), time.UTC)}
	seen := map[string]int{}
	next := "/office/panels/x/matrix"
	for pages := 0; next != ""; pages++ {
		d := bigMatrix()
		d.pages(p, httptest.NewRequest("GET", next, nil))
		var page, sent bytes.Buffer
		if err := matrixPage(p, d).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		z := gzip.NewWriter(&sent)
		if _, err := z.Write(page.Bytes()); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if page.Len() > 500_000 || sent.Len() > 60_000 {
			t.Errorf("a page weighs %d bytes, %d on its way", page.Len(), sent.Len())
		}
		for _, a := range d.apps {
			seen[a.number]++
		}
		if want := fmt.Sprintf("Proposals %d to %d of 300", 30*pages+1, 30*pages+30); !strings.Contains(page.String(), want) {
			t.Errorf("page %d does not say %q", pages+1, want)
		}
		if pages > 0 && !strings.Contains(page.String(), fmt.Sprintf("from=%d#why", 30*pages)) {
			t.Errorf("why on page %d leads to another page", pages+1)
		}
		next = d.pager.NextURL
	}
	if len(seen) != 300 {
		t.Errorf("%d proposals stand on some page", len(seen))
	}
	for _, odd := range []string{"-5", "x", "999999"} {
		d := bigMatrix()
		if d.pages(p, httptest.NewRequest("GET", "/office/panels/x/matrix?from="+odd, nil)); len(d.apps) == 0 {
			t.Errorf("from %s on there is nothing", odd)
		}
	}
	none := bigMatrix()
	none.apps = nil
	none.pages(p, httptest.NewRequest("GET", "/office/panels/x/matrix?from=3", nil))
}
