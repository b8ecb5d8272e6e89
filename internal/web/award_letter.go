package web

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// mailroom is a cycle's letters on their way.
type mailroom struct {
	cycle    *program.Detail
	progress *award.LetterProgress
	rows     []*award.LetterRow
	pager    view.Pager
	plan     *award.LetterProgress // what preparing would queue, for who may
	planErr  error                 // what a letter still lacks
	sending  *award.Sending        // what sending would do, for who may
	release  *award.Release        // the last one; nil before the first
	undo     bool                  // may this reader take released letters back
	now      time.Time
	approved bool
	again
}

// waiting tells whether released letters wait to leave.
func (d mailroom) waiting() bool { return d.release != nil && d.release.State == award.ReleaseWaiting }

func (s *Site) letters(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.drawLetters(w, r, id, again{})
}

func (s *Site) drawLetters(w http.ResponseWriter, r *http.Request, id ident.Cycle, a again) error {
	if err := need(r.Context(), auth.ViewSlate); err != nil {
		return err
	}
	d, err := s.mailroom(r, id)
	if err != nil {
		return err
	}
	d.again = a
	p := s.page(r, "award.letters")
	p.Eyebrow, p.Lead = d.cycle.Title, p.T("award.letters.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return lettersPage(p, d) })
}

func (s *Site) mailroom(r *http.Request, id ident.Cycle) (d mailroom, err error) {
	ctx := r.Context()
	if d.cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return d, err
	}
	slate, err := s.Award.SlateOf(ctx, id)
	if fault.Is(err, fault.NotFound) {
		d.progress = &award.LetterProgress{}
		return d, nil
	}
	if err != nil {
		return d, err
	}
	d.approved, d.now = slate.Slate.ApprovedAt != nil, s.Now()
	d.undo = auth.May(ctx, auth.SendLetters, auth.Target{Program: d.cycle.Program})
	if d.progress, err = s.Award.LetterProgress(ctx, id); err != nil {
		return d, err
	}
	c, err := s.Award.Letters(ctx, award.LetterFilter{Cycle: id}, pageArgs(r, listed))
	if err != nil {
		return d, lost(err)
	}
	d.rows, d.pager = c.Nodes, pager(r, c.PageInfo)
	if d.release, err = s.Award.LetterRelease(ctx, id); err != nil && !fault.Is(err, fault.NotFound) {
		return d, err
	}
	return d, s.rehearse(ctx, &d)
}

// rehearse asks what preparing and sending would do, so that the page can say it in numbers.
func (s *Site) rehearse(ctx context.Context, d *mailroom) (err error) {
	t := auth.Target{Program: d.cycle.Program}
	if d.approved && auth.May(ctx, auth.PrepareLetters, t) {
		d.plan, err = s.Award.PrepareLetters(ctx, award.PrepareLettersInput{Cycle: d.cycle.ID, DryRun: true})
		if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
			d.plan, d.planErr = nil, err
		} else if err != nil {
			return err
		}
	}
	if d.progress.Held > 0 && auth.May(ctx, auth.SendLetters, t) {
		d.sending, err = s.Award.SendLetters(ctx, award.SendLettersInput{Cycle: d.cycle.ID, DryRun: true})
		if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Conflict) {
			d.sending = nil // another person sends, or some are still being drawn
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (d mailroom) url(part string) string { return cycleURL(d.cycle.ID) + "/letters" + part }

func drawnText(p view.Page, g *award.LetterProgress) string {
	return p.T("award.drawn.of", "n", g.Total()-g.Queued, "all", g.Total())
}

// lettersNews tells how many letters are drawn, until none is queued.
func (s *Site) lettersNews(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	p := s.page(r, "award.letters")
	return s.tell(w, r, postgres.CycleNews+id.UUID().String(), func(ctx context.Context) (news, error) {
		g, err := s.Award.LetterProgress(ctx, id)
		if err != nil {
			return nil, err
		}
		n := news{"drawn": map[string]any{"text": drawnText(p, g), "value": g.Total() - g.Queued}}
		if g.Queued == 0 {
			n["done"], n["reload"] = true, true // only a page that still waits for letters listens
		}
		return n, nil
	})
}

func (d mailroom) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("award.letters"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("award.letter")}, {Title: p.T("award.decision")}, {Title: p.T("award.to")}, {Title: p.T("award.language")}, {Title: p.T("award.state.title")},
		},
		Empty: view.Empty{Title: p.T("award.letters.none"), Text: p.T("award.letters.none.text")},
	}
	for _, r := range d.rows {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(r.Title, "", "/letters/"+r.ID.String()), quietLine(r.Number)),
			badge(p.Choice("award.decision", string(r.Decision)), decisionTone(r.Decision)), institutionLine(r.Addressee, r.Recipient),
			view.Text(languageName(r.Locale)), badge(p.Choice("award.letter", string(r.State)), letterTone(r.State)),
		}})
	}
	return t
}

func languageName(tag string) string {
	for _, l := range catalog.Languages() {
		if l.Tag == tag {
			return l.Name
		}
	}
	return tag
}

func (s *Site) prepareLetters(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		g, err := s.Award.PrepareLetters(r.Context(), award.PrepareLettersInput{Cycle: id})
		if err != nil {
			return "", "", err
		}
		return cycleURL(id) + "/letters", s.page(r, "award.letters").N("award.prepared", g.Queued), nil
	}, func(a again) error { return s.drawLetters(w, r, id, a) })
}

func (s *Site) sendLetters(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		done, err := s.Award.SendLetters(r.Context(), award.SendLettersInput{Cycle: id})
		if err != nil {
			return "", "", err
		}
		p := s.page(r, "award.letters")
		if done.Release.State == award.ReleaseWaiting {
			return cycleURL(id) + "/letters", p.N("decide.released", done.Letters, "people", done.People), nil
		}
		return cycleURL(id) + "/letters", p.N("award.sent", done.Letters, "people", done.People), nil
	}, func(a again) error { return s.drawLetters(w, r, id, a) })
}

// oneLetter is a letter as an accessible page, with the file as it was stored.
type oneLetter struct {
	*award.Letter
	file *document.Document // nil while it is not drawn
	may  func(auth.Permission) bool
	text *award.LetterText
	again
}

func (s *Site) letterPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawLetter(w, r, again{})
}

func (s *Site) drawLetter(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewLetter); err != nil {
		return err
	}
	id, err := param[ident.LetterKind](r, "letter")
	if err != nil {
		return err
	}
	d := oneLetter{again: a}
	if d.Letter, err = s.Award.Letter(ctx, id); err != nil {
		return err
	}
	if d.text, err = d.Content.Text(); err != nil {
		return err
	}
	if !d.Document.IsZero() {
		if d.file, err = s.Vault.Document(ctx, d.Document); err != nil {
			return err
		}
	}
	cycle, err := s.Program.Cycle(ctx, d.Cycle)
	if err != nil {
		return err
	}
	d.may = func(perm auth.Permission) bool { return auth.May(ctx, perm, auth.Target{Program: cycle.Program}) }
	p := s.page(r, "award.letter")
	p.Eyebrow, p.Title = d.Content.Subject(), d.Content.Title
	if d.may(auth.SendLetters) || d.may(auth.PrepareLetters) {
		p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("award.letters"), URL: cycleURL(d.Cycle) + "/letters"}}
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return letterReading(p, d) })
}

func (d oneLetter) hash() string { return hex.EncodeToString(d.SHA256) }

func (s *Site) letterFile(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ViewLetter); err != nil {
		return err
	}
	id, err := param[ident.LetterKind](r, "letter")
	if err != nil {
		return err
	}
	l, err := s.Award.Letter(r.Context(), id)
	if err != nil {
		return err
	}
	return s.sendFile(w, r, l.Document)
}

// sendFile answers a stored file, its hash as the tag by which a browser asks for it again.
func (s *Site) sendFile(w http.ResponseWriter, r *http.Request, id ident.Document) error {
	if id.IsZero() {
		return fault.Missing("document")
	}
	d, err := s.Vault.Document(r.Context(), id)
	if err != nil {
		return err
	}
	tag := `"` + hex.EncodeToString(d.SHA256) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	file, err := s.Vault.Open(r.Context(), id)
	if err != nil {
		return err
	}
	defer file.Close()
	h.Set("Content-Type", d.MediaType)
	h.Set("Content-Length", fmt.Sprint(d.Size))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(w, file); err != nil {
		return s.broken(r.Context(), err)
	}
	return nil
}

func (s *Site) revokeLetter(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.LetterKind](r, "letter")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Award.RevokeLetter(r.Context(), award.RevokeLetterInput{Letter: id, Reason: q.Get("reason")})
		return "/letters/" + id.String(), s.page(r, "award.letter").T("award.revoked"), err
	}, func(a again) error { return s.drawLetter(w, r, a) })
}
