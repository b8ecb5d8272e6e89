package main

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// standing is what else than ids can stand in an address; nothing is what nobody has.
func standing() map[string][]string {
	sections, files, parts := []string{"0"}, []string{"0"}, []string{}
	for _, d := range []form.Definition{form.MuseumsConnectProposal(), form.MuseumsConnectStatement(), form.MuseumsConnectProfile(), form.MuseumsConnectReport()} {
		for _, s := range d.Sections[:2] {
			sections = append(sections, s.Key)
		}
		for _, s := range d.Sections {
			if i := slices.IndexFunc(s.Questions, func(q form.Question) bool { return q.Kind == form.File }); i >= 0 {
				files = append(files, s.Questions[i].Key)
				break
			}
		}
	}
	for _, p := range program.Parts() {
		parts = append(parts, string(p))
	}
	return map[string][]string{
		"section": sections, "question": files, "category": {string(budget.Personnel)}, "part": parts,
		"what": {"audience", "media", "output"}, "verb": {"hold"}, "secret": {"nothing"}, "token": {"nothing"}, "code": {"ZZZZ-ZZZZ-ZZZZ"}, "act": {"note", "sign"}, "round": {"1"}, "kind": {"extension", "rebudget"},
	}
}

// parted are the parts of an address that are ids, and of which kinds.
func parted() map[string][]string {
	return map[string][]string{
		"application": {"app"}, "panel": {"pnl"}, "cycle": {"cyc"}, "ranking": {"rnk"}, "scenario": {"lsc"}, "assignment": {"asg"}, "partnership": {"pps"}, "member": {"pmb"},
		"org": {"org"}, "person": {"per"}, "statement": {"sip"}, "profile": {"pro"}, "introduction": {"itr"}, "award": {"awd"}, "amendment": {"amd"}, "activity": {"act"}, "survey": {"svy"}, "story": {"sto"}, "expense": {"exp"}, "contribution": {"csh"}, "trip": {"trp"}, "segment": {"tsg"}, "traveler": {"trv"},
		"letter": {"ltr"}, "slate": {"slt"}, "filing": {"fil"}, "filingPart": {"flp"},
		"report": {"rpt"}, "figure": {"fig"}, "form": {"frm", "off"}, "signature": {"ags"}, "line": {"bdl"}, "program": {"prg"}, "post": {"pst"}, "merge": {"mrg"}, "document": {"doc"},
		"subject": {"app", "pnl", "slt", "awd"}, "upload": {"upl"}, "change": {"chg"}, "comment": {"cmt"}, "remark": {"cmt"},
		"grant": {"rol"}, "claim": {"clm"}, "site": {"sit"}, "standing": {"std"}, "conflict": {"coi"}, "phase": {"phs"}, "invitation": {"inv"}, "criterion": {"crt"}, "payment": {"pay"}, "batch": {"pbt"}, "forward": {"pfw"},
	}
}

var part = regexp.MustCompile(`\{(\w+)\}`)

// addresses are all that the router knows by a method, with everything that can stand in it; a part nothing is known to
// stand for fails the test, so that a new page is read here from its first day.
func (h *half) addresses(ids map[string][]string, methods ...string) []asked {
	h.t.Helper()
	var out []asked
	err := chi.Walk(h.routes, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if !slices.Contains(methods, method) || pattern == "/static/*" {
			return nil
		}
		list := []string{pattern}
		for _, m := range part.FindAllStringSubmatch(pattern, -1) {
			stands := slices.Clone(standing()[m[1]])
			for _, prefix := range parted()[m[1]] {
				stands = append(stands, ids[prefix]...)
			}
			if len(stands) == 0 {
				h.t.Errorf("%s: nothing is known to stand for %s; say in parted or standing what does", pattern, m[0])
			}
			var next []string
			for _, address := range list {
				for _, v := range stands {
					next = append(next, strings.Replace(address, m[0], v, 1))
				}
			}
			list = next
		}
		for _, address := range list {
			out = append(out, asked{method: method, at: address})
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	slices.SortFunc(out, func(a, b asked) int { return strings.Compare(a.method+a.at, b.method+b.at) })
	return out
}

var (
	aForm   = regexp.MustCompile(`(?s)<form\b[^>]*\bmethod="get"[^>]*>.*?</form>`)
	action  = regexp.MustCompile(`\baction="([^"]*)"`)
	aSelect = regexp.MustCompile(`(?s)<select\b[^>]*\bname="([^"]+)".*?</select>`)
	aValue  = regexp.MustCompile(`<option\b[^>]*\bvalue="([^"]+)"`)
	anInput = regexp.MustCompile(`<input\b[^>]*\bname="([^"]+)"[^>]*>`)
)

// narrower are the pages that a page leads to by links and forms that sort, filter, search and turn over: one of each
// link, and of each form some choices of its lists and the words searched for.
func narrower(at, text string, words []string) []string {
	var out []string
	for _, m := range links.FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[1], "?") {
			out = append(out, html.UnescapeString(m[1]))
		}
	}
	here, _, _ := strings.Cut(at, "?")
	for _, f := range aForm.FindAllString(text, -1) {
		to := here
		if m := action.FindStringSubmatch(f); m != nil && m[1] != "" {
			to = html.UnescapeString(m[1])
		}
		for _, s := range aSelect.FindAllStringSubmatch(f, -1) {
			values := aValue.FindAllStringSubmatch(s[0], -1)
			for _, v := range values[:min(len(values), 3)] {
				out = append(out, to+"?"+url.Values{s[1]: {html.UnescapeString(v[1])}}.Encode())
			}
		}
		for _, i := range anInput.FindAllStringSubmatch(f, -1) {
			for _, w := range words {
				out = append(out, to+"?"+url.Values{i[1]: {w}}.Encode())
			}
		}
	}
	return out
}
