package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// mostStory is the largest photo or consent taken, in bytes.
const mostStory = 5 << 20

// storyRoutes are the success stories of an award, and the photos of those that everybody may read.
func (s *Site) storyRoutes(r chi.Router) {
	r.Get("/awards/{award}/stories", s.do(s.storiesPage))
	r.Post("/awards/{award}/stories", s.do(s.newStory))
	r.Get("/awards/{award}/stories/{story}", s.do(s.storyPage))
	r.Post("/awards/{award}/stories/{story}/consent/read", s.do(s.readConsent))
	r.Post("/awards/{award}/stories/{story}/{verb}", s.do(s.storyPost))
	r.Get("/awards/{award}/stories/{story}/photo", s.do(s.storyPhoto))
	r.Get("/projects/{award}/stories/{story}/photo", s.do(s.publicPhoto))
}

// tellings are the stories of an award that somebody sees.
type tellings struct {
	reaching
	rows      []*outreach.Story
	catalogue []*outreach.Indicator
}

func (s *Site) storiesPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawStories(w, r, again{})
}

func (s *Site) drawStories(w http.ResponseWriter, r *http.Request, a again) error {
	var d tellings
	var err error
	if d.reaching, err = s.reachingOf(r, a); err != nil {
		return err
	}
	list, err := s.Outreach.Stories(r.Context(), d.Award, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager = list.Nodes, pager(r, list.PageInfo)
	if d.catalogue, err = s.Outreach.Indicators(r.Context(), d.Program); err != nil {
		return err
	}
	p := s.reachingView(r, d.reaching, "story.title", "story.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return storiesPage(p, d) })
}

func (s *Site) newStory(w http.ResponseWriter, r *http.Request) error {
	award, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		x, err := s.writeStory(r, award, ident.Story{}, bare(q, "write."))
		if err != nil {
			return "", "", under(err, "write.")
		}
		return storyURL(x), s.page(r, "story.title").T("story.did.write"), nil
	}, func(a again) error { return s.drawStories(w, r, a) })
}

func storyURL(x *outreach.Story) string { return outreachURL(x.Award, "stories/"+x.ID.String()) }

func (s *Site) writeStory(r *http.Request, award ident.Award, id ident.Story, q url.Values) (*outreach.Story, error) {
	day, err := dayTyped(q, "happenedOn")
	if err != nil {
		return nil, err
	}
	in := outreach.StoryInput{
		Award: award, Story: id, Title: q.Get("title"), Words: q.Get("words"), Quote: q.Get("quote"), ToldAs: q.Get("toldAs"), Pseudonym: q.Get("pseudonym") == "on",
		Minor: q.Get("minor") == "on", Country: place.Country(q.Get("country")), Theme: q.Get("theme"), HappenedOn: day, ExpectedVersion: versionOf(q),
	}
	if text := q.Get("indicator"); text != "" {
		if in.Indicator, err = ident.Parse[ident.IndicatorKind](text); err != nil {
			return nil, fault.BadField("indicator", "bad_choice", "Choose one of those offered.")
		}
	}
	return s.Outreach.WriteStory(r.Context(), in)
}

// aStory is one story before somebody who sees it.
type aStory struct {
	reaching
	*outreach.Story
	catalogue []*outreach.Indicator
	decides   bool
}

func (d aStory) at(verb string) string { return storyURL(d.Story) + "/" + verb }

func (s *Site) storyPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawStory(w, r, again{})
}

func (s *Site) drawStory(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	var d aStory
	var err error
	if d.reaching, err = s.reachingOf(r, a); err != nil {
		return err
	}
	id, err := param[ident.StoryKind](r, "story")
	if err != nil {
		return err
	}
	if d.Story, err = s.Outreach.Story(ctx, id); err != nil {
		return err
	}
	if d.Story.Award != d.reaching.Award {
		return fault.Missing("page")
	}
	if d.catalogue, err = s.Outreach.Indicators(ctx, d.Program); err != nil {
		return err
	}
	d.decides = auth.May(ctx, auth.ApproveStory, d.Target())
	p := s.reachingView(r, d.reaching, "story.one", "story.one.lead")
	if d.Story.Title != "" {
		p.Title, p.Lead = d.Story.Title, ""
	}
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("story.title"), URL: d.url("stories")})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return storyPage(p, d) })
}

func (s *Site) storyPost(w http.ResponseWriter, r *http.Request) error {
	award, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	id, err := param[ident.StoryKind](r, "story")
	if err != nil {
		return err
	}
	verb := chi.URLParam(r, "verb")
	var file []byte
	if verb == "photo" || verb == "consent" {
		if _, file, err = fileOf(w, r, verb+".file", mostStory); err != nil {
			return s.drawStory(w, r, after(r, err))
		}
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		err := s.doStory(r, award, id, verb, bare(q, verb+"."), file)
		return outreachURL(award, "stories/"+id.String()), s.page(r, "story.title").Choice("story.did", verb), atStory(err, verb)
	}, func(a again) error { return s.drawStory(w, r, a) })
}

// atStory puts the fields of a refusal where the page has them; what is lacking when it is handed in is at the fields of
// the story itself.
func atStory(err error, verb string) error {
	if verb == "submit" {
		return renamed(err, func(path string) string {
			if path == "consent" {
				return "consent.file"
			}
			return "write." + path
		})
	}
	return under(err, verb+".")
}

func (s *Site) doStory(r *http.Request, award ident.Award, id ident.Story, verb string, q url.Values, file []byte) error {
	ctx := r.Context()
	var err error
	switch verb {
	case "write":
		_, err = s.writeStory(r, award, id, q)
	case "photo":
		_, err = s.Outreach.GiveStoryPhoto(ctx, outreach.StoryPhotoInput{Story: id, File: file, Alt: q.Get("alt"), Credit: q.Get("credit"), License: q.Get("license")})
	case "consent":
		_, err = s.Outreach.GiveStoryConsent(ctx, outreach.StoryConsentInput{Story: id, File: file, ByGuardian: q.Get("byGuardian") == "on"})
	case "submit":
		_, err = s.Outreach.SubmitStory(ctx, outreach.SubmitStoryInput{Story: id, ExpectedVersion: versionOf(q)})
	case "approve":
		_, err = s.Outreach.ApproveStory(ctx, outreach.ApproveStoryInput{Story: id, For: outreach.Readers(q.Get("for")), ExpectedVersion: versionOf(q)})
	case "return":
		_, err = s.Outreach.ReturnStory(ctx, outreach.ReturnStoryInput{Story: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	case "withdraw":
		_, err = s.Outreach.WithdrawStory(ctx, outreach.WithdrawStoryInput{Story: id, Reason: q.Get("reason")})
	default:
		return fault.Missing("page")
	}
	return err
}

// readConsent hands out a consent to who says what for; nothing of it is cached.
func (s *Site) readConsent(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.StoryKind](r, "story")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return s.drawStory(w, r, after(r, err))
	}
	f, err := s.Outreach.ReadConsent(r.Context(), outreach.ReadConsentInput{Story: id, Purpose: r.PostForm.Get("look.purpose")})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict || k == fault.Forbidden) {
		return s.drawStory(w, r, after(r, under(err, "look.")))
	}
	if err != nil {
		return err
	}
	_, end, _ := strings.Cut(f.Media, "/")
	return handOut(w, f, `attachment; filename="consent.`+end+`"`)
}

func (s *Site) storyPhoto(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.StoryKind](r, "story")
	if err != nil {
		return err
	}
	f, err := s.Outreach.StoryPhoto(r.Context(), id)
	if err != nil {
		return err
	}
	return handOut(w, f, "inline")
}

// publicPhoto is the photo of a story that everybody may read; it is never cached, so that it is gone when it is taken down.
func (s *Site) publicPhoto(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.StoryKind](r, "story")
	if err != nil {
		return err
	}
	f, err := s.Outreach.PublicPhoto(r.Context(), id)
	if err != nil {
		return err
	}
	return handOut(w, f, "inline")
}

func handOut(w http.ResponseWriter, f *outreach.Opened, how string) error {
	h := w.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(f.Bytes)))
	h.Set("Content-Disposition", how)
	_, err := w.Write(f.Bytes)
	return err
}

func storyTable(p view.Page, d tellings) view.Table {
	t := view.Table{
		Caption: p.T("story.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("story.one")}, {Title: p.T("story.told_as")}, {Title: p.T("story.happened")}, {Title: p.T("story.for.title")}, {Title: p.T("story.state.title")}},
		Empty:   view.Empty{Title: p.T("story.none"), Text: p.T("story.none.text")},
	}
	for _, x := range d.rows {
		title := x.Title
		if title == "" {
			title = p.T("story.withdrawn.one")
		}
		readers := ""
		if x.For != "" && x.State == outreach.StoryApproved {
			readers = p.Choice("story.for", string(x.For))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(title, "", storyURL(x)), view.Name(x.ToldAs, ""), view.Date(p, x.HappenedOn), view.Text(readers), storyBadge(p, x.State),
		}})
	}
	return t
}

func storyBadge(p view.Page, s outreach.StoryState) templ.Component {
	return badge(p.Choice("story.state", string(s)), map[outreach.StoryState]view.Tone{outreach.StoryApproved: view.Good, outreach.StoryReturned: view.Warning, outreach.StoryWithdrawn: view.Bad}[s])
}

func storyFacts(p view.Page, d aStory) []view.Fact {
	out := []view.Fact{
		{Term: p.T("story.state.title"), Value: storyBadge(p, d.Story.State)},
		{Term: p.T("story.happened"), Value: view.Date(p, d.HappenedOn)},
		{Term: p.T("outreach.country"), Value: view.Text(d.Story.Country.Name(p.Locale()))},
	}
	if d.Story.State == outreach.StoryWithdrawn {
		return append(out, view.Fact{Term: p.T("outreach.reason"), Value: view.Name(d.Reason, "")})
	}
	told := p.Choice("story.told", map[bool]string{false: "name", true: "pseudonym"}[d.Pseudonym])
	if d.Minor {
		told += " · " + p.T("story.minor.is")
	}
	consent := p.T("story.consent.none")
	if d.ConsentAt != nil {
		consent = p.Choice("story.consent.by", map[bool]string{false: "person", true: "guardian"}[d.ByGuardian])
	}
	out = append(out,
		view.Fact{Term: p.T("story.told_as"), Value: cell(view.Name(d.ToldAs, ""), quietLine(told))},
		view.Fact{Term: p.T("story.theme"), Value: view.Name(d.Theme, "")},
		view.Fact{Term: p.T("story.length"), Value: view.Text(p.N("story.words_of", d.Length()))},
		view.Fact{Term: p.T("story.consent"), Value: view.Text(consent)},
	)
	if d.Story.State == outreach.StoryApproved {
		out = append(out, view.Fact{Term: p.T("story.for.title"), Value: view.Text(p.Choice("story.for", string(d.For)))})
	}
	return out
}
