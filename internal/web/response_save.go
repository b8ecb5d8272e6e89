package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// extraKey is what the script names an input beside the questions by, such as the theme; no question is named so.
const extraKey = "~"

// autosaveAnswer keeps one answer for the page's own script: key, its inputs, the stamp it began from and a request
// key. It answers the stamp to send next; at a conflict the kept text, so that both are shown.
func (s *Site) autosaveAnswer(w http.ResponseWriter, r *http.Request, k answerPages) error {
	if err := parse(w, r); err != nil {
		return s.tellScript(w, r, err)
	}
	q := r.PostForm
	if by := q.Get("person"); by != "" && by != auth.Who(r.Context()).Person.String() {
		// Whoever signed in meanwhile does not send another's words.
		return s.tellScript(w, r, fault.New(fault.Unauthenticated, "sign_in", "Sign in first."))
	}
	if q.Get("key") == extraKey {
		return s.autosaveExtra(w, r, k)
	}
	var question form.Question
	var typed response.AnswerInput
	out, err := s.Response.SaveTyped(r.Context(), k.ID(r), q.Get("request"), func(d *form.Definition) ([]response.AnswerInput, error) {
		_, x, ok := d.Find(q.Get("key"))
		if !ok {
			return nil, fault.BadField("key", "unknown_question", "The form does not ask this.")
		}
		question = *x
		for _, a := range inputsTyped([]form.Question{question}, q) {
			typed = a
			return []response.AnswerInput{a}, nil
		}
		return nil, nil
	})
	if err != nil {
		return s.tellScript(w, r, err)
	}
	answer := map[string]any{"stamp": response.Stamp(strings.ReplaceAll(typed.Text, "\r\n", "\n")), "version": out.Version}
	if shown, err := s.nowShown(r, k, question); err != nil {
		return s.tellScript(w, r, err)
	} else if shown != nil {
		answer["shown"] = shown
	}
	return scriptAnswer(w, http.StatusOK, answer)
}

// nowShown are the questions asked after an answer changed, where the form asks some only then; nil where it does not.
func (s *Site) nowShown(r *http.Request, k answerPages, changed form.Question) ([]string, error) {
	if changed.Kind == form.LongText || changed.Kind == form.RichText {
		return nil, nil
	}
	d, err := k.Read(r)
	if err != nil || !slices.ContainsFunc(d.Form.Definition.Sections, conditional) {
		return nil, err
	}
	out := []string{}
	for key, shown := range d.Form.Definition.Shown(d.Answers, d.Context) {
		if shown {
			out = append(out, key)
		}
	}
	return out, nil
}

func conditional(s form.Section) bool {
	return s.When != "" || slices.ContainsFunc(s.Questions, func(q form.Question) bool { return q.When != "" })
}

func (s *Site) autosaveExtra(w http.ResponseWriter, r *http.Request, k answerPages) error {
	d, err := k.Read(r)
	if err != nil {
		return s.tellScript(w, r, err)
	}
	section := d.section(r.PostForm.Get("section"))
	if section == nil || k.Extra == nil {
		return s.tellScript(w, r, fault.Missing("section"))
	}
	if err := k.Extra(r.Context(), d, section, r.PostForm); err != nil {
		return s.tellScript(w, r, err)
	}
	return scriptAnswer(w, http.StatusOK, map[string]any{"stamp": ""})
}

// tellScript answers a refusal with its code, words in the reader's language, and at a conflict the kept text.
func (s *Site) tellScript(w http.ResponseWriter, r *http.Request, err error) error {
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		return err
	}
	p := s.page(r, "applicant.untitled")
	answer := map[string]any{"kind": string(kind), "message": p.Fault(err)}
	var f *fault.Error
	if errors.As(err, &f) {
		answer["code"] = f.Code
		if len(f.Fields) > 0 && kind == fault.Invalid {
			answer["message"] = p.FieldFault(f.Fields[0])
		}
		if kept, ok := f.Facts["kept"].(map[string]string); ok && len(kept) == 1 {
			for _, text := range kept {
				answer["kept"], answer["stamp"] = text, response.Stamp(text)
			}
		}
	}
	return scriptAnswer(w, statusOf(kind), answer)
}

func scriptAnswer(w http.ResponseWriter, status int, answer map[string]any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(answer)
}

// answerHere notes where the reader is and answers who else is, in words.
func (s *Site) answerHere(w http.ResponseWriter, r *http.Request, k answerPages) error {
	if err := parse(w, r); err != nil {
		return s.tellScript(w, r, err)
	}
	around, err := s.Response.Here(r.Context(), response.HereInput{Subject: k.ID(r), Section: r.PostForm.Get("section")})
	if err != nil {
		return s.tellScript(w, r, err)
	}
	d, err := k.Read(r)
	if err != nil {
		return s.tellScript(w, r, err)
	}
	return scriptAnswer(w, http.StatusOK, map[string]any{"text": aroundWords(s.page(r, "applicant.untitled"), d, around), "person": auth.Who(r.Context()).Person.String()})
}

// aroundWords say who is writing where.
func aroundWords(p view.Page, d answered, around []*response.PresenceRow) string {
	var out string
	for _, x := range around {
		title := x.Section
		if section := d.section(x.Section); section != nil {
			title = inWords(section.Title, p.Locale())
		}
		if out != "" {
			out += " "
		}
		out += p.T("response.around", "name", x.PersonName, "section", title)
	}
	return out
}
