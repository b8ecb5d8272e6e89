package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// partnershipList is the office's list of partnerships as it was asked for.
type partnershipList struct {
	in    partnership.ListInput
	waits string
	calls []*program.Call
	rows  []*partnership.Row
	posts bool // the reader keeps the directory of posts
}

func (s *Site) officePartnerships(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	q := r.URL.Query()
	d := partnershipList{waits: q.Get("waits")}
	if text := q.Get("cycle"); text != "" {
		id, err := ident.Parse[ident.CycleKind](text)
		if err != nil {
			return fault.Missing("page")
		}
		d.in.Cycle = id
	}
	d.in.State = partnership.State(q.Get("state"))
	d.in.Unconfirmed, d.in.Unendorsed = d.waits == "confirmation", d.waits == "endorsement"
	var err error
	if d.rows, err = s.Partnership.Partnerships(ctx, d.in); err != nil {
		return err
	}
	if d.calls, err = s.Program.Calls(ctx); err != nil {
		return err
	}
	d.posts = auth.May(ctx, auth.RecordEndorsement, auth.Target{})
	p := s.page(r, "endorse.list.title")
	p.Lead, p.Wide = p.T("endorse.list.lead"), true
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.show(w, r, http.StatusOK, p, partnershipListPage(p, d))
}

func (d partnershipList) cycles(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.any")}}
	for _, c := range d.calls {
		out = append(out, view.Option{Value: c.ID.String(), Label: c.Title})
	}
	return out
}

func (d partnershipList) states(p view.Page) []view.Option {
	return worded(p, "applicant.partnership", []partnership.State{partnership.Proposed, partnership.Confirmed, partnership.Eligible, partnership.Ineligible, partnership.Dissolved}, view.Option{Label: p.T("officer.any")})
}

func (d partnershipList) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("endorse.list.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("applicant.col.title")},
			{Title: p.T("applicant.col.museums")},
			{Title: p.T("applicant.col.partnership")},
			{Title: p.T("endorse.list.missing")},
			{Title: p.T("endorse.list.word")},
			{Title: p.T("applicant.col.proposal")},
		},
		Empty: view.Empty{Title: p.T("endorse.list.none"), Text: p.T("endorse.list.none.text"), ActionLabel: p.T("endorse.list.all"), ActionURL: "/office/partnerships"},
	}
	for _, x := range d.rows {
		missing := view.Quiet(p.T("endorse.list.nobody"))
		if x.Unconfirmed != "" {
			missing = view.Name(x.Unconfirmed, "")
		}
		proposal := view.Quiet(p.T("applicant.no_proposal"))
		if !x.Proposal.IsZero() {
			proposal = view.Link(x.ProposalNumber, "/office/applications/"+x.Proposal.String())
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(titled(p, x.Title), "", partnershipURL(x.ID)), quietLine(x.CycleTitle)), rowMuseums(x),
			view.Status(partnershipBadge(p, x.State)), missing, view.Status(endorsementTally(p, x)), proposal,
		}})
	}
	return t
}

func (s *Site) posts(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.RecordEndorsement); err != nil {
		return err
	}
	posts, err := s.Partnership.Posts(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "endorse.posts.title")
	p.Lead, p.Wide = p.T("endorse.posts.lead"), true
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("endorse.list.title"), URL: "/office/partnerships"}}
	return s.show(w, r, http.StatusOK, p, postsPage(p, posts))
}

func postTable(p view.Page, posts []*partnership.Post) view.Table {
	t := view.Table{
		Caption: p.T("endorse.posts.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("endorse.post")}, {Title: p.T("endorse.posts.place")}, {Title: p.T("endorse.posts.email")}},
	}
	for _, x := range posts {
		address := badge(p.T("endorse.office.unknown"), view.Warning)
		if x.Email != "" {
			address = view.Text(x.Email)
		}
		t.Rows = append(t.Rows, view.Row{Key: x.ID.String(), Cells: []templ.Component{
			view.NameLink(x.Name, "en", "/office/posts/"+x.ID.String()), view.Text(x.City + ", " + x.Country.Name(p.Locale())), address,
		}})
	}
	return t
}

// newPost is the address of a post that the directory does not have yet.
const newPost = "new"

// postForm is one post of the directory, or an empty one.
func (s *Site) postForm(w http.ResponseWriter, r *http.Request) error {
	return s.drawPost(w, r, again{})
}

func (s *Site) drawPost(w http.ResponseWriter, r *http.Request, a again) error {
	if err := need(r.Context(), auth.RecordEndorsement); err != nil {
		return err
	}
	x, err := s.postOf(r)
	if err != nil {
		return err
	}
	p := s.page(r, "endorse.posts.new")
	if x.Name != "" {
		p.Title = x.Name
	}
	p.Crumbs = []view.Crumb{{Label: p.T("endorse.posts.title"), URL: "/office/posts"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return postPage(p, x, a) })
}

func (s *Site) postOf(r *http.Request) (*partnership.Post, error) {
	if strings.HasSuffix(r.URL.Path, "/"+newPost) {
		return &partnership.Post{Kind: partnership.EmbassyPost}, nil
	}
	id, err := param[ident.PostKind](r, "post")
	if err != nil {
		return nil, err
	}
	posts, err := s.Partnership.Posts(r.Context())
	if err != nil {
		return nil, err
	}
	for _, x := range posts {
		if x.ID == id {
			return x, nil
		}
	}
	return nil, fault.Missing("post")
}

func (s *Site) keepPost(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.RecordEndorsement); err != nil {
		return err
	}
	x, err := s.postOf(r)
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		lat, err := degrees(q, "lat")
		if err != nil {
			return "", "", err
		}
		lon, err := degrees(q, "lon")
		if err != nil {
			return "", "", err
		}
		kept, err := s.Partnership.KeepPost(r.Context(), partnership.KeepPostInput{
			Post: x.ID, Name: q.Get("name"), Kind: partnership.PostKind(q.Get("kind")), Country: place.Country(q.Get("country")), City: q.Get("city"),
			Lat: lat, Lon: lon, Serves: q.Get("serves"), Email: q.Get("email"), ExpectedVersion: versionOf(q),
		})
		if err != nil {
			return "", "", err
		}
		return "/office/posts#" + kept.ID.String(), s.page(r, "endorse.posts.title").T("endorse.posts.kept"), nil
	}, func(a again) error { return s.drawPost(w, r, a) })
}

func degrees(q url.Values, field string) (float64, error) {
	f, err := strconv.ParseFloat(strings.TrimSpace(q.Get(field)), 64)
	if err != nil || f != f {
		return 0, fault.BadField(field, "bad_place", "This is not a number of degrees such as -1.29.")
	}
	return f, nil
}

func postKinds(p view.Page) []view.Option {
	return worded(p, "endorse.post.kind", []partnership.PostKind{partnership.EmbassyPost, partnership.Consulate, partnership.OtherPost})
}

func degreesText(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
