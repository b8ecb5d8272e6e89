package web

import (
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// openRemarks counts the remarks that wait to be settled; answers go with what they answer.
func openRemarks(all []*response.CommentRow) int {
	n := 0
	for _, c := range all {
		if c.Answers.IsZero() && c.ResolvedAt == nil {
			n++
		}
	}
	return n
}

// remarkable are what a remark may be about: the section, or one of its questions.
func (v answerView) remarkable(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("response.remark.section")}}
	for _, q := range v.Section.Questions {
		if q.Kind != form.Budget && v.Shown[q.Key] {
			out = append(out, view.Option{Value: q.Key, Label: inWords(q.Label, p.Locale())})
		}
	}
	return out
}
