package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// twins is the list of pairs that the batch takes for one museum.
type twins struct {
	Page  *page.Connection[*people.PairRow]
	Total int
	Pager view.Pager
	again
}

func (s *Site) duplicates(w http.ResponseWriter, r *http.Request) error {
	return s.drawDuplicates(w, r, again{})
}

func (s *Site) drawDuplicates(w http.ResponseWriter, r *http.Request, a again) error {
	if err := need(r.Context(), auth.MergeOrganizations); err != nil {
		return err
	}
	d := twins{again: a}
	var err error
	if d.Page, err = s.People.PossibleDuplicates(r.Context(), pageArgs(r, listed)); err != nil {
		return lost(err)
	}
	if d.Total, err = d.Page.TotalCount(r.Context()); err != nil {
		return err
	}
	d.Pager = pager(r, d.Page.PageInfo)
	p := s.page(r, "museum.duplicates.title")
	p.Lead = p.T("museum.duplicates.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return duplicatesPage(p, d) })
}

func (s *Site) findDuplicates(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(url.Values) (string, string, error) {
		n, err := s.People.FindAllDuplicates(r.Context())
		return "/office/duplicates", s.page(r, "museum.duplicates.title").N("museum.duplicates.found", n), err
	}, func(a again) error { return s.drawDuplicates(w, r, a) })
}

func (s *Site) dismissDuplicate(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		first, second, err := pairTyped(q, "first", "second")
		if err != nil {
			return "", "", err
		}
		err = s.People.DismissDuplicate(r.Context(), people.DismissDuplicateInput{First: first, Second: second, Reason: q.Get("reason." + first.String() + second.String())})
		return "/office/duplicates", s.page(r, "museum.duplicates.title").T("museum.duplicates.dismissed"), ofRow(err, first.String()+second.String())
	}, func(a again) error { return s.drawDuplicates(w, r, a) })
}

// pairTyped reads two records' ids; a foreign or broken one is not found.
func pairTyped(q url.Values, a, b string) (first, second ident.Organization, err error) {
	if first, err = ident.Parse[ident.OrganizationKind](q.Get(a)); err == nil {
		second, err = ident.Parse[ident.OrganizationKind](q.Get(b))
	}
	return first, second, lost(err)
}

// merging is what merging two records would do.
type merging struct {
	*people.MergePlan
	again
}

func (s *Site) mergePreview(w http.ResponseWriter, r *http.Request) error {
	return s.drawMerge(w, r, r.URL.Query(), again{})
}

func (s *Site) drawMerge(w http.ResponseWriter, r *http.Request, q url.Values, a again) error {
	if err := need(r.Context(), auth.MergeOrganizations); err != nil {
		return err
	}
	kept, gone, err := pairTyped(q, "kept", "gone")
	if err != nil {
		return err
	}
	plan, err := s.People.MergePreview(r.Context(), kept, gone)
	if err != nil {
		return err
	}
	p := s.page(r, "museum.merge.title")
	p.Lead = p.T("museum.merge.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("museum.duplicates.title"), URL: "/office/duplicates"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return mergePage(p, merging{plan, a}) })
}

func (s *Site) mergeMuseums(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		kept, gone, err := pairTyped(q, "kept", "gone")
		if err != nil {
			return "", "", err
		}
		m, err := s.People.MergeOrganizations(r.Context(), people.MergeInput{Kept: kept, Gone: gone, Reason: q.Get("reason")})
		if err != nil {
			return "", "", err
		}
		return mergeURL(m.ID), s.page(r, "museum.merge.title").T("museum.merge.done"), nil
	}, func(a again) error { return s.drawMerge(w, r, a.typed, a) })
}

func mergeURL(id ident.Merge) string { return "/office/merges/" + id.String() }

func (s *Site) merges(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.MergeOrganizations); err != nil {
		return err
	}
	all, err := s.People.Merges(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "museum.merges.title")
	p.Lead = p.T("museum.merges.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.show(w, r, http.StatusOK, p, mergesPage(p, all))
}

// oneMergeReading is a merge as done, with who did it and who undid it.
type oneMergeReading struct {
	*people.MergeRow
	names map[ident.Person]string
	again
}

func (s *Site) oneMerge(w http.ResponseWriter, r *http.Request) error {
	return s.drawOneMerge(w, r, again{})
}

func (s *Site) drawOneMerge(w http.ResponseWriter, r *http.Request, a again) error {
	if err := need(r.Context(), auth.MergeOrganizations); err != nil {
		return err
	}
	id, err := param[ident.MergeKind](r, "merge")
	if err != nil {
		return err
	}
	m, err := s.People.MergeByID(r.Context(), id)
	if err != nil {
		return err
	}
	d := oneMergeReading{MergeRow: m, names: map[ident.Person]string{}, again: a}
	who, err := s.People.PeopleByID(r.Context(), []ident.Person{m.MergedBy, m.UndoneBy})
	if err != nil {
		return err
	}
	for _, x := range who {
		d.names[x.ID] = x.Name()
	}
	p := s.page(r, "museum.merge.one")
	p.Eyebrow = m.KeptName
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("museum.merges.title"), URL: "/office/merges"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return oneMergePage(p, d) })
}

func (s *Site) undoMerge(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.MergeKind](r, "merge")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.People.UndoMerge(r.Context(), people.UndoMergeInput{Merge: id, Reason: q.Get("reason")})
		return mergeURL(id), s.page(r, "museum.merge.title").T("museum.merge.undone"), err
	}, func(a again) error { return s.drawOneMerge(w, r, a) })
}

// mergePreviewURL keeps the record that somebody speaks for already, or the first.
func mergePreviewURL(x *people.PairRow) string {
	kept, gone := x.First, x.Second
	if x.SecondPeople > x.FirstPeople {
		kept, gone = gone, kept
	}
	return "/office/merge?kept=" + kept.String() + "&gone=" + gone.String()
}

// conflictText says a rule in the reader's language where the house knows its words.
func conflictText(p view.Page, c people.MergeConflict) string {
	return p.Fault(fault.New(fault.Conflict, c.Code, "%s", c.Message))
}

func mergeFacts(p view.Page, d oneMergeReading) []view.Fact {
	facts := []view.Fact{
		{Term: p.T("museum.merge.kept"), Value: view.NameLink(d.KeptName, "", museumURL(d.Kept))},
		{Term: p.T("museum.merge.gone"), Value: view.Name(d.GoneName, "")},
		{Term: p.T("museum.merge.state"), Value: mergeState(p, &d.Merge)},
		{Term: p.T("museum.merge.when"), Value: view.Moment(p, d.MergedAt, nil)},
		{Term: p.T("museum.merge.by"), Value: view.Name(d.names[d.MergedBy], "")},
		{Term: p.T("museum.claim.reason"), Value: view.Name(d.Reason, "")},
	}
	if d.UndoneAt != nil {
		facts = append(facts, view.Fact{Term: p.T("museum.merge.undone_when"), Value: view.Moment(p, *d.UndoneAt, nil)},
			view.Fact{Term: p.T("museum.merge.undone_by"), Value: view.Name(d.names[d.UndoneBy], "")},
			view.Fact{Term: p.T("museum.merge.undone_why"), Value: view.Name(d.UndoneReason, "")})
	}
	return facts
}
