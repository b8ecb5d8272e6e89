package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// filingAct does what one form of a report's page asks for.
type filingAct func(r *http.Request, id ident.Filing, q url.Values) error

// filingPost does what a form asks for; what it refuses is drawn again under the form's own fields.
func (s *Site) filingPost(verb string, do filingAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := param[ident.FilingKind](r, "filing")
		if err != nil {
			return err
		}
		of, err := param[ident.AwardKind](r, "award")
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, id, bare(q, verb+"."))
			return filingURL(of, id), s.page(r, "filing.one").Choice("filing.did", verb), under(err, verb+".")
		}, func(a again) error { return s.drawFiling(w, r, a) })
	}
}

func (s *Site) beginFiling(r *http.Request, id ident.Filing, q url.Values) error {
	_, err := s.Filing.Begin(r.Context(), filing.BeginInput{Filing: id, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) submitFiling(r *http.Request, id ident.Filing, q url.Values) error {
	_, err := s.Filing.Submit(r.Context(), filing.SubmitInput{
		Filing: id, Name: q.Get("name"), Title: q.Get("title"), Certified: q.Get("certified") == "on", ExpectedVersion: versionOf(q),
	})
	return err
}

func (s *Site) takeUpFiling(r *http.Request, id ident.Filing, q url.Values) error {
	_, err := s.Filing.TakeUp(r.Context(), filing.TakeUpInput{Filing: id, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) acceptFiling(r *http.Request, id ident.Filing, q url.Values) error {
	in := filing.AcceptInput{Filing: id, Words: q.Get("words"), ExpectedVersion: versionOf(q)}
	for _, key := range named(q, "answers.") {
		in.Answers = append(in.Answers, filing.Note{Anomaly: key, Words: q.Get("answers." + key)})
	}
	_, err := s.Filing.Accept(r.Context(), in)
	return err
}

func (s *Site) returnFiling(r *http.Request, id ident.Filing, q url.Values) error {
	in := filing.ReturnInput{Filing: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)}
	for _, key := range named(q, "sections.") {
		in.Sections = append(in.Sections, filing.Note{Section: key, Words: q.Get("sections." + key)})
	}
	_, err := s.Filing.Return(r.Context(), in)
	return err
}

// named are the ends of the names of fields that begin alike, in their order.
func named(q url.Values, prefix string) []string {
	var out []string
	for name := range q {
		if key, ok := strings.CutPrefix(name, prefix); ok {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

func (s *Site) correctFiling(r *http.Request, id ident.Filing, q url.Values) error {
	_, err := s.Filing.Correct(r.Context(), filing.CorrectInput{Filing: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) extendFiling(r *http.Request, id ident.Filing, q url.Values) error {
	until, err := dayTyped(q, "until")
	if err != nil {
		return err
	}
	_, err = s.Filing.Extend(r.Context(), filing.ExtendInput{Filing: id, Until: until, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) waiveFiling(r *http.Request, id ident.Filing, q url.Values) error {
	_, err := s.Filing.Waive(r.Context(), filing.WaiveInput{Filing: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}
