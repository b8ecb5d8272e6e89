package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// demoRoles are the people of the demonstration, each at example.org.
func demoRoles() []string {
	return []string{"applicant", "partner", "official", "reviewer", "chair", "officer", "grants", "director", "finance", "funder", "fellow", "admin", "auditor"}
}

func (s *Site) signUpForm(w http.ResponseWriter, r *http.Request) error {
	if auth.Who(r.Context()).SignedIn() {
		return s.goTo(w, r, "/account", "")
	}
	return s.signUpPage(w, r, again{})
}

func (s *Site) signUpPage(w http.ResponseWriter, r *http.Request, a again) error {
	p := s.page(r, "account.sign_up.title")
	p.Lead = p.T("account.sign_up.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return signUpPage(p, a) })
}

func (s *Site) signUp(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.signUpPage(w, r, after(r, err))
	}
	p, q := s.page(r, "account.sign_up.title"), r.PostForm
	err := s.Account.SignUp(r.Context(), account.SignUpInput{
		Email: q.Get("email"), GivenName: strings.TrimSpace(q.Get("givenName")), FamilyName: strings.TrimSpace(q.Get("familyName")),
		Password: q.Get("password"), Locale: p.Locale(), Zone: zoneName(p),
	})
	if err != nil {
		q.Del("password")
		return s.signUpPage(w, r, after(r, err))
	}
	return s.goTo(w, r, "/sign-up/sent", "")
}

// zoneName is the device's zone, or empty where it told none.
func zoneName(p view.Page) string {
	if p.Guesses() {
		return ""
	}
	return p.Zone().String()
}

func (s *Site) signUpSent(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "account.sent.title")
	p.Lead = p.T("account.sent.sign_up")
	return s.show(w, r, http.StatusOK, p, sentPage(p))
}

func (s *Site) linkSent(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "account.sent.title")
	p.Lead = p.T("account.sent.link")
	return s.show(w, r, http.StatusOK, p, sentPage(p))
}

func (s *Site) signInForm(w http.ResponseWriter, r *http.Request) error {
	if auth.Who(r.Context()).SignedIn() {
		return s.goTo(w, r, "/account", "")
	}
	return s.signInPage(w, r, again{})
}

func (s *Site) signInPage(w http.ResponseWriter, r *http.Request, a again) error {
	p := s.page(r, "account.sign_in.title")
	if s.Sessions.Peek(r.Context(), "after") != "" {
		p.Lead = p.T("account.sign_in.after")
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return signInPage(p, a) })
}

// signIn checks the password; a refusal keeps the address and says the same of known and unknown ones.
func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.signInPage(w, r, after(r, err))
	}
	person, err := s.Account.SignIn(r.Context(), r.PostForm.Get("email"), r.PostForm.Get("password"))
	if fault.Is(err, fault.Unauthenticated) {
		err = fault.BadField("email", "bad_credentials", "%s", err.Error())
	}
	if err != nil {
		r.PostForm.Del("password")
		return s.signInPage(w, r, after(r, err))
	}
	return s.enter(w, r, person, "")
}

// signInDemo enters as one of the people of the demonstration; elsewhere there is no such page.
func (s *Site) signInDemo(w http.ResponseWriter, r *http.Request) error {
	if !s.Demo {
		return fault.Missing("page")
	}
	if err := parse(w, r); err != nil {
		return err
	}
	name, ours := strings.CutSuffix(r.PostForm.Get("email"), "@example.org")
	if !ours || !slices.Contains(demoRoles(), name) {
		return fault.Missing("person")
	}
	person, err := s.Account.SignInAs(r.Context(), r.PostForm.Get("email"))
	if err != nil {
		return err
	}
	return s.enter(w, r, person, "")
}

// requestLink mails a link; the answer is the same for every address.
func (s *Site) requestLink(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.signInPage(w, r, after(r, err))
	}
	purpose := account.SignInLink
	if r.PostForm.Get("purpose") == string(account.ResetLink) {
		purpose = account.ResetLink
	}
	if err := s.Account.RequestLink(r.Context(), r.PostForm.Get("address"), purpose); err != nil {
		return s.signInPage(w, r, after(r, err))
	}
	return s.goTo(w, r, "/sign-in/sent", "")
}

// linkPage only offers the button: programs that look into mail must not use the link up.
func (s *Site) linkPage(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "account.link.title")
	p.Lead = p.T("account.link.lead")
	w.Header().Set("Referrer-Policy", "no-referrer")
	return s.show(w, r, http.StatusOK, p, linkPage(p, chi.URLParam(r, "token")))
}

func (s *Site) useLink(w http.ResponseWriter, r *http.Request) error {
	person, purpose, err := s.Account.UseLink(r.Context(), chi.URLParam(r, "token"))
	if err != nil {
		return s.deadLink(w, r, err)
	}
	p := s.page(r, "account.link.title")
	switch purpose {
	case account.VerifyLink:
		return s.enter(w, r, person, p.T("account.link.verified"))
	case account.ResetLink:
		s.Sessions.Put(r.Context(), "after", "/account#f-password")
		return s.enter(w, r, person, p.T("account.link.reset"))
	}
	return s.enter(w, r, person, "")
}

// deadLink says that a link has been used or has expired, and offers another.
func (s *Site) deadLink(w http.ResponseWriter, r *http.Request, err error) error {
	if k := fault.KindOf(err); k == fault.Internal || k == fault.RateLimited {
		return err
	}
	p := s.page(r, "account.dead.title")
	p.Lead = p.T("account.dead.lead")
	return s.show(w, r, http.StatusGone, p, deadLinkPage(p))
}

// enter begins the session, then asks for the second factor or goes where the person was headed.
func (s *Site) enter(w http.ResponseWriter, r *http.Request, person ident.Person, words string) error {
	ctx := r.Context()
	if err := s.keepReading(w, r, person); err != nil {
		return err
	}
	has, err := s.Account.HasFactor(ctx, person)
	if err != nil {
		return err
	}
	if has {
		if err := s.Sessions.Await(ctx, person); err != nil {
			return err
		}
		return s.goTo(w, r, "/sign-in/factor", words)
	}
	if err := s.Sessions.Begin(ctx, person, false); err != nil {
		return err
	}
	needs, err := s.Account.NeedsFactor(ctx, person)
	if err != nil {
		return err
	}
	if needs {
		return s.goTo(w, r, "/account#factor", s.page(r, "account.title").T("account.factor.needed"))
	}
	return s.onward(w, r, person, false, words)
}

// onward goes to the page that asked for signing in, or to the person's own home.
func (s *Site) onward(w http.ResponseWriter, r *http.Request, person ident.Person, proved bool, words string) error {
	to := local(s.Sessions.Take(r.Context(), "after"))
	if to == "" {
		home, err := s.homeOf(r.Context(), person, proved)
		if err != nil {
			return err
		}
		to = home
	}
	return s.goTo(w, r, to, words)
}

// local lets only a path of this site through.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return ""
	}
	return path
}

// homeOf is the first place of the navigation that is a person's by their role; who has none yet may be an applicant.
func (s *Site) homeOf(ctx context.Context, person ident.Person, proved bool) (string, error) {
	who, err := s.Account.Actor(ctx, person, proved, "web")
	if err != nil {
		return "", err
	}
	for _, e := range entries() {
		if e.roles != nil && who.Has(e.roles...) {
			return e.url, nil
		}
	}
	if len(who.Grants) == 0 {
		return "/applicant", nil
	}
	return "/account", nil
}

func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.Sessions.End(r.Context()); err != nil {
		return err
	}
	return s.goTo(w, r, "/", "")
}
