package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// sectionView is one section of a proposal as a form.
type sectionView struct {
	writing
	Section form.Section
	Index   int
	Differs []form.Question // what somebody else saved meanwhile
	Help    answerHelp
	again
}

func (s *Site) sectionForm(w http.ResponseWriter, r *http.Request) error {
	return s.sectionPage(w, r, chi.URLParam(r, "section"), again{})
}

func (s *Site) sectionPage(w http.ResponseWriter, r *http.Request, key string, a again) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	v := sectionView{writing: d, again: a, Index: -1}
	for i, section := range d.Form.Definition.Sections {
		if section.Key == key {
			v.Section, v.Index = section, i
		}
	}
	if v.Index < 0 {
		return fault.Missing("section")
	}
	if v.Help, err = s.helpFor(r.Context(), v.Section.Questions, d.Answers); err != nil {
		return err
	}
	v.Help.Rows = rowsOf(r, v.Section, d.Answers)
	if fault.HasCode(a.err, "version") {
		v.Differs = v.differing()
	}
	p := partOf(s.writingPage(r, d), d, "")
	p.Title = inWords(v.Section.Title, p.Locale())
	p.Lead = p.Choice("applicant.owner", string(v.Section.Owner))
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return sectionPage(p, v) })
}

// text is what was typed into a question, or what is kept.
func (v sectionView) text(q form.Question) string {
	return drawn(q, v.Answers[q.Key], v.again, answerHelp{}).Text
}

// differing are the questions whose kept answer is not the one typed.
func (v sectionView) differing() []form.Question {
	var out []form.Question
	for _, q := range v.Section.Questions {
		if q.Kind != form.Budget && strings.ReplaceAll(v.text(q), "\r\n", "\n") != v.Answers[q.Key] {
			out = append(out, q)
		}
	}
	return out
}

// themed tells whether the section asks for the theme, which belongs beside the title.
func (v sectionView) themed() bool {
	for _, q := range v.Section.Questions {
		if q.Key == form.TitleKey {
			return len(v.Cycle.Themes) > 0
		}
	}
	return false
}

// stamp names what a section holds, so that only a change of this section is in the way of saving it.
func stamp(d *application.Detail, section form.Section) string {
	h := sha256.New()
	for _, q := range section.Questions {
		for _, text := range []string{q.Key, d.Answers[q.Key]} {
			h.Write([]byte(text))
			h.Write([]byte{0})
		}
		if q.Key == form.TitleKey {
			h.Write([]byte(d.Theme.String()))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// saveSection keeps a whole section by its button and goes on to the next, or back to the list.
func (s *Site) saveSection(w http.ResponseWriter, r *http.Request) error {
	key := chi.URLParam(r, "section")
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		d, _, err := s.keepSection(r.Context(), id, key, q)
		if err != nil {
			return "", "", err
		}
		to := applicationURL(id)
		if at, ok := stays(q); ok {
			to += "/sections/" + key + at
		} else if q.Get("do") == "next" {
			to = nextSection(d, key)
		}
		return to, s.page(r, "applicant.untitled").T("applicant.saved"), nil
	}, func(a again) error { return s.sectionPage(w, r, key, a) })
}

func nextSection(d proposal, key string) string {
	sections := d.Form.Definition.Sections
	for i := range sections {
		if sections[i].Key == key && i+1 < len(sections) {
			return applicationURL(d.ID) + "/sections/" + sections[i+1].Key
		}
	}
	return applicationURL(d.ID)
}

// autosave keeps a section for the page's own script and answers with the stamp to send next.
func (s *Site) autosave(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return unsaved(w, err)
	}
	if err := parse(w, r); err != nil {
		return unsaved(w, err)
	}
	_, now, err := s.keepSection(r.Context(), id, r.PostForm.Get("section"), r.PostForm)
	if err != nil {
		return unsaved(w, err)
	}
	return saved(w, now)
}

// keepSection saves what differs in one section. Another's change of the same section is CONFLICT version;
// a change elsewhere in the proposal is not in the way.
func (s *Site) keepSection(ctx context.Context, id ident.Application, key string, q url.Values) (proposal, string, error) {
	for try := 0; ; try++ {
		d, err := s.proposal(ctx, id)
		if err != nil {
			return d, "", err
		}
		section := sectionOf(d, key)
		if section == nil {
			return d, "", fault.Missing("section")
		}
		if try == 0 {
			rowButton(section.Questions, q)
		}
		if sent := q.Get("version"); sent != "" && sent != stamp(d.Detail, *section) {
			return d, "", fault.New(fault.Conflict, "version", "Someone else changed this section meanwhile.")
		}
		in := application.SaveAnswersInput{Application: id, ExpectedVersion: &d.Version, Answers: changed(d.Answers, answersTyped(section.Questions, q))}
		if theme, ok := themeTyped(q); ok && theme != d.Theme {
			in.Theme = &theme
		}
		if len(in.Answers) == 0 && in.Theme == nil {
			return d, stamp(d.Detail, *section), nil
		}
		kept, err := s.Application.SaveAnswers(ctx, in)
		if fault.HasCode(err, "version") && try < 3 {
			continue
		}
		if err != nil {
			return d, "", err
		}
		d.Detail = kept
		return d, stamp(kept, *section), nil
	}
}

func sectionOf(d proposal, key string) *form.Section {
	for i := range d.Form.Definition.Sections {
		if d.Form.Definition.Sections[i].Key == key {
			return &d.Form.Definition.Sections[i]
		}
	}
	return nil
}

// changed leaves out the answers that are kept already.
func changed(kept, typed form.Answers) []application.AnswerInput {
	var out []application.AnswerInput
	for _, key := range slices.Sorted(maps.Keys(typed)) {
		if typed[key] != kept[key] {
			out = append(out, application.AnswerInput{Key: key, Text: typed[key]})
		}
	}
	return out
}

func themeTyped(q url.Values) (ident.Theme, bool) {
	if !q.Has("theme") {
		return ident.Theme{}, false
	}
	id, err := ident.Parse[ident.ThemeKind](q.Get("theme"))
	return id, err == nil || q.Get("theme") == ""
}

// themeOptions are the themes to choose from; a main theme holds for all where the rule says so.
func themeOptions(p view.Page, cycle *program.Detail) []view.Option {
	out := []view.Option{{Label: p.T("applicant.choose")}}
	for _, t := range cycle.Themes {
		if !t.Master || cycle.ThemeRule != program.MasterAndOther {
			out = append(out, view.Option{Value: t.ID.String(), Label: t.Title.In(p.Locale())})
		}
	}
	return out
}
