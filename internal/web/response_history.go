package web

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// historyView is who wrote what and when, newest first.
type historyView struct {
	answered
	Sittings []*response.Sitting
	Only     string // the one question it is narrowed to
	Mine     map[string]bool
	Files    map[string]string // names, by id
	Pager    view.Pager
	again
}

// changesAtOnce is how many changes a page of history groups.
const changesAtOnce = 60

func (s *Site) answerHistory(w http.ResponseWriter, r *http.Request, k answerPages) error {
	return s.historyPage(w, r, k, again{})
}

func (s *Site) historyPage(w http.ResponseWriter, r *http.Request, k answerPages, a again) error {
	d, err := k.Read(r)
	if err != nil {
		return err
	}
	v := historyView{answered: d, again: a, Only: r.URL.Query().Get("key"), Mine: map[string]bool{}}
	found, err := s.Response.History(r.Context(), response.HistoryInput{Subject: d.Name, Key: v.Only, Page: pageArgs(r, changesAtOnce)})
	if err != nil {
		return lost(err)
	}
	v.Sittings, v.Pager = response.Sittings(found.Nodes), pager(r, found.PageInfo)
	if v.Files, err = s.filesOnce(r, d, found.Nodes); err != nil {
		return err
	}
	for i := range d.Form.Definition.Sections {
		section := &d.Form.Definition.Sections[i]
		mine := d.MayWrite(r.Context(), section)
		for _, q := range section.Questions {
			v.Mine[q.Key] = mine
		}
	}
	p := k.Page(r, d)
	p.Title, p.Lead = p.T("response.history"), p.T("response.history.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return historyPage(p, v) })
}

// question is what a change answered; a question that is asked no more goes by its key.
func (v historyView) question(p view.Page, key string) string {
	if _, q, ok := v.Form.Definition.Find(key); ok {
		return inWords(q.Label, p.Locale())
	}
	return p.T("response.history.gone", "key", key)
}

// readable is an answer as a diff shows it: structured ones by their parts.
func (v historyView) readable(p view.Page, key, text string) string {
	_, q, ok := v.Form.Definition.Find(key)
	if !ok || text == "" {
		return text
	}
	switch q.Kind {
	case form.Choice, form.Several:
		return p.List(chosenLabels(*q, text, p.Locale()))
	case form.YesNo:
		return p.Choice("officer.answer", text)
	case form.File:
		var names []string
		for _, id := range form.Chosen(text) {
			names = append(names, v.Files[id])
		}
		return p.List(names)
	}
	if rows, ok := q.Rows(text); ok && (q.Tabular() || q.Kind == form.Contact) {
		out := ""
		for _, row := range rows {
			for _, col := range q.Cells() {
				if row[col.Key] != "" {
					out += inWords(col.Label, p.Locale()) + ": " + row[col.Key] + "\n"
				}
			}
		}
		return out
	}
	return text
}

// diff shows an answer before and after, to the character: nothing stands between the pieces.
func (v historyView) diff(p view.Page, e response.Edit) templ.Component {
	return differing(p, response.Compare(v.readable(p, e.Key, e.Was), v.readable(p, e.Key, e.Now)))
}

// differing shows what was added to a text and removed from it, to eyes and to ears.
func differing(p view.Page, pieces []response.Piece) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, x := range pieces {
			text, aside := templ.EscapeString(x.Text), ""
			tag := map[response.PieceKind]string{response.Added: "ins", response.Removed: "del", response.Same: "span"}[x.Kind]
			switch x.Kind {
			case response.Added:
				aside = p.T("response.added")
			case response.Removed:
				aside = p.T("response.removed")
			}
			if aside != "" {
				aside = `<span class="visually-hidden">` + templ.EscapeString(aside) + ` </span>`
			}
			if _, err := io.WriteString(w, "<"+tag+">"+aside+text+"</"+tag+">"); err != nil {
				return err
			}
		}
		return nil
	})
}

// filesOnce are the names of the files that a history speaks of.
func (s *Site) filesOnce(r *http.Request, d answered, changes []*response.ChangeRow) (map[string]string, error) {
	var ids []ident.Document
	for _, c := range changes {
		if _, q, ok := d.Form.Definition.Find(c.Key); !ok || q.Kind != form.File {
			continue
		}
		for _, text := range form.Chosen(c.Was + "," + c.Now) {
			if id, err := ident.Parse[ident.DocumentKind](text); err == nil {
				ids = append(ids, id)
			}
		}
	}
	found, err := s.Response.FilesByID(r.Context(), d.Name, ids)
	out := map[string]string{}
	for _, f := range found {
		out[f.ID.String()] = f.Name
	}
	return out, err
}

// restoreAnswer brings the text of an earlier sitting back as a new change.
func (s *Site) restoreAnswer(w http.ResponseWriter, r *http.Request, k answerPages) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		id, err := ident.Parse[ident.ChangeKind](q.Get("change"))
		if err != nil {
			return "", "", fault.Missing("change")
		}
		in := response.RestoreInput{Subject: k.ID(r), Change: id, Before: q.Get("before") == "yes"}
		_, err = s.Response.Restore(r.Context(), in)
		return k.URL(k.ID(r)) + "/history", s.page(r, "applicant.untitled").T("response.history.restored"), err
	}, func(a again) error { return s.historyPage(w, r, k, a) })
}

// addRemark keeps a remark on a section and goes back to it.
func (s *Site) addRemark(w http.ResponseWriter, r *http.Request, k answerPages) error {
	to := ""
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := response.CommentInput{Subject: k.ID(r), Section: q.Get("section"), Key: q.Get("about"), Words: q.Get("words")}
		if text := q.Get("answers"); text != "" {
			id, err := ident.Parse[ident.CommentKind](text)
			if err != nil {
				return "", "", fault.Missing("remark")
			}
			in.Answers = id
		}
		to = in.Section
		c, err := s.Response.AddComment(r.Context(), in)
		if err != nil {
			return "", "", err
		}
		return k.URL(in.Subject) + "/sections/" + c.Section + "#remarks", s.page(r, "applicant.untitled").T("response.remark.kept"), nil
	}, func(a again) error {
		chi.RouteContext(r.Context()).URLParams.Add("section", to)
		return s.answerSectionPage(w, r, k, a)
	})
}

// settleRemark settles a remark, or opens it again.
func (s *Site) settleRemark(w http.ResponseWriter, r *http.Request, k answerPages) error {
	id, err := param[ident.CommentKind](r, "remark")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		c, err := s.Response.ResolveComment(r.Context(), response.ResolveInput{Subject: k.ID(r), Comment: id, Open: q.Get("do") == "open"})
		if err != nil {
			return "", "", err
		}
		return k.URL(k.ID(r)) + "/sections/" + c.Section + "#remarks", s.page(r, "applicant.untitled").T("response.remark.settled"), nil
	}, func(again) error { return s.goTo(w, r, k.URL(k.ID(r)), "") })
}
