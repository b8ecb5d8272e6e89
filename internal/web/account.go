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
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// accountRoutes are the ways in and out, and one's own account.
func (s *Site) accountRoutes(r chi.Router) {
	r.Get("/sign-up", s.do(s.signUpForm))
	r.Post("/sign-up", s.do(s.signUp))
	r.Get("/sign-up/sent", s.do(s.signUpSent))
	r.Get("/sign-in", s.do(s.signInForm))
	r.Post("/sign-in", s.do(s.signIn))
	r.Post("/sign-in/demo", s.do(s.signInDemo))
	r.Post("/sign-in/link", s.do(s.requestLink))
	r.Get("/sign-in/sent", s.do(s.linkSent))
	r.Get("/sign-in/link/{token}", s.do(s.linkPage))
	r.Post("/sign-in/link/{token}", s.do(s.useLink))
	r.Get("/sign-in/factor", s.do(s.factorForm))
	r.Post("/sign-in/factor", s.do(s.proveFactor))
	r.Post("/sign-out", s.do(s.signOut))
	r.Get("/account", s.do(s.account))
	r.Post("/account/profile", s.do(s.editProfile))
	r.Post("/account/password", s.do(s.setPassword))
	r.Post("/account/factor", s.do(s.enrollFactor))
	r.Post("/account/factor/confirm", s.do(s.confirmFactor))
	r.Post("/account/tokens", s.do(s.createToken))
	r.Post("/account/tokens/revoke", s.do(s.revokeToken))
	s.affiliationRoutes(r)
}

// accountView is a person's own account with what it holds.
type accountView struct {
	Person  *people.Person
	Orgs    []*people.Affiliation
	Factor  bool
	Needs   bool // a staff role stays shut until there is a second factor
	Tokens  []*account.Token
	Notices []*notify.Message
	Made    *account.NewToken // just now, with its secret
	again
}

func (s *Site) account(w http.ResponseWriter, r *http.Request) error {
	return s.accountPage(w, r, again{}, nil)
}

// accountPage draws the account, after a refusal with what was typed, after making a token with its secret.
func (s *Site) accountPage(w http.ResponseWriter, r *http.Request, a again, made *account.NewToken) error {
	v, err := s.accountOf(r.Context())
	if err != nil {
		return err
	}
	v.again, v.Made = a, made
	p := s.page(r, "account.title")
	p.Lead = p.T("account.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return accountPage(p, v) })
}

func (s *Site) accountOf(ctx context.Context) (accountView, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return accountView{}, err
	}
	var v accountView
	var err error
	if v.Person, err = s.People.Person(ctx, who.Person); err != nil {
		return v, err
	}
	if v.Orgs, err = s.People.MyOrganizations(ctx); err != nil {
		return v, err
	}
	if v.Factor, err = s.Account.HasFactor(ctx, who.Person); err != nil {
		return v, err
	}
	if v.Needs, err = s.Account.NeedsFactor(ctx, who.Person); err != nil {
		return v, err
	}
	if v.Tokens, err = s.Account.MyTokens(ctx); err != nil {
		return v, err
	}
	v.Notices, err = s.Messages.MessagesTo(ctx, who.Person)
	return v, err
}

func (s *Site) editProfile(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.accountPage(w, r, after(r, err), nil)
	}
	q := r.PostForm
	err := s.Account.EditProfile(r.Context(), account.EditProfileInput{
		GivenName: q.Get("givenName"), FamilyName: q.Get("familyName"), Locale: q.Get("locale"), Zone: q.Get("zone"),
	})
	if err != nil {
		return s.accountPage(w, r, after(r, err), nil)
	}
	// What stands in the account now holds on this device too.
	preference.KeepLanguage(w, q.Get("locale"), s.Secure)
	preference.KeepZone(w, "", s.Secure)
	return s.goTo(w, r, "/account", catalog.For(q.Get("locale")).T("account.profile.kept"))
}

func (s *Site) setPassword(w http.ResponseWriter, r *http.Request) error {
	who := auth.Who(r.Context())
	if err := parse(w, r); err != nil {
		return s.accountPage(w, r, after(r, err), nil)
	}
	if err := s.Account.SetPassword(r.Context(), r.PostForm.Get("password")); err != nil {
		r.PostForm.Del("password")
		return s.accountPage(w, r, after(r, err), nil)
	}
	// Every session has ended; this browser goes on under a new one.
	if err := s.Sessions.Begin(r.Context(), who.Person, who.SecondFactor); err != nil {
		return err
	}
	return s.goTo(w, r, "/account", s.page(r, "account.title").T("account.password.kept"))
}

// scopes are what a token may be limited to: the areas of the policy, in order.
func scopes() []string {
	var out []string
	for p := range auth.Policy {
		if !slices.Contains(out, p.Area()) {
			out = append(out, p.Area())
		}
	}
	slices.Sort(out)
	return append([]string{"all"}, out...)
}

func (s *Site) createToken(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return s.accountPage(w, r, after(r, err), nil)
	}
	days, _ := number(r.PostForm.Get("days"))
	made, err := s.Account.CreateToken(r.Context(), account.CreateTokenInput{
		Name: strings.TrimSpace(r.PostForm.Get("name")), Scopes: r.PostForm["scopes"], Days: days,
	})
	if err != nil {
		return s.accountPage(w, r, after(r, err), nil)
	}
	return s.accountPage(w, r, again{}, made)
}

func (s *Site) revokeToken(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return err
	}
	id, err := idOf[ident.TokenKind](r.PostForm, "token")
	if err != nil {
		return fault.Missing("token")
	}
	if err := s.Account.RevokeToken(r.Context(), id); err != nil {
		return err
	}
	return s.goTo(w, r, "/account", s.page(r, "account.title").T("account.token.revoked"))
}
