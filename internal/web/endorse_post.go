package web

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// secretly keeps a page that a secret link opens out of caches, search engines and the addresses other pages see.
func secretly(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "no-referrer")
}

// endorsePage is what a post reads and answers, behind its link; looking uses nothing up.
func (s *Site) endorsePage(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	return s.drawEndorse(w, r, again{})
}

func (s *Site) drawEndorse(w http.ResponseWriter, r *http.Request, a again) error {
	token := chi.URLParam(r, "token")
	asked, err := s.Partnership.Asked(r.Context(), token)
	if err != nil {
		return s.deadSecret(w, r, false, err)
	}
	p := s.page(r, "endorse.title")
	p.Title = p.T("endorse.ask", "museum", asked.Museum.Organization.Name)
	p.Eyebrow = asked.Endorsement.Post
	p.Lead = p.T("endorse.lead")
	shown, err := s.Statement.ShownTo(r.Context(), asked)
	if err != nil {
		return err
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return endorsePage(p, asked, shown, token, a) })
}

// endorseAnswer takes the post's word; what was typed stays when something is missing.
func (s *Site) endorseAnswer(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	if err := parse(w, r); err != nil {
		return s.drawEndorse(w, r, after(r, err))
	}
	q := r.PostForm
	in := partnership.AnswerEndorsementInput{
		Token: chi.URLParam(r, "token"), Endorse: q.Get("answer") == "endorse", Reason: q.Get("reason"),
		OfficerName: q.Get("officerName"), OfficerTitle: q.Get("officerTitle"),
	}
	if answer := q.Get("answer"); answer != "endorse" && answer != "decline" {
		return s.drawEndorse(w, r, after(r, fault.BadField("answer", "required", "Choose one.")))
	}
	asked, err := s.Partnership.AnswerEndorsement(r.Context(), in)
	switch {
	case fault.Is(err, fault.Invalid):
		return s.drawEndorse(w, r, after(r, err))
	case err != nil:
		return s.deadSecret(w, r, false, err)
	}
	p := s.page(r, "endorse.thanks")
	p.Lead = p.T("endorse.thanks.lead")
	return s.show(w, r, http.StatusOK, p, answeredPage(p, asked))
}

// deadSecret says plainly why a link does nothing: used, replaced, too late, or never made.
func (s *Site) deadSecret(w http.ResponseWriter, r *http.Request, invitation bool, err error) error {
	state := "unknown"
	status := http.StatusGone
	switch {
	case fault.HasCode(err, "link_used"):
		state = "used"
	case fault.HasCode(err, "link_replaced"):
		state = "replaced"
	case fault.HasCode(err, "link_expired"):
		state = "expired"
	case fault.Is(err, fault.NotFound):
		status = http.StatusNotFound
	default:
		return err
	}
	p := s.page(r, "endorse.dead.title")
	text := p.Choice("endorse.dead.text", state)
	p.Title = p.Choice("endorse.dead", state)
	if invitation {
		text = p.Choice("endorse.dead_invitation.text", state)
		p.Title = p.Choice("endorse.dead_invitation", state)
	}
	return s.show(w, r, status, p, deadSecretPage(text))
}
