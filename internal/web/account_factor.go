package web

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/pdf"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func (s *Site) factorForm(w http.ResponseWriter, r *http.Request) error {
	return s.factorPage(w, r, again{})
}

// factorPage asks who gave a password or a link for a code too; who is signed in goes on.
func (s *Site) factorPage(w http.ResponseWriter, r *http.Request, a again) error {
	if s.Sessions.Awaited(r.Context()).IsZero() {
		who := auth.Who(r.Context())
		if !who.SignedIn() {
			return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
		}
		return s.onward(w, r, who.Person, who.SecondFactor, "")
	}
	p := s.page(r, "account.prove.title")
	p.Lead = p.T("account.prove.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return factorPage(p) })
}

func (s *Site) proveFactor(w http.ResponseWriter, r *http.Request) error {
	person := s.Sessions.Awaited(r.Context())
	if person.IsZero() {
		return s.goTo(w, r, view.SignInPath, "")
	}
	if err := parse(w, r); err != nil {
		return s.factorPage(w, r, after(r, err))
	}
	if err := s.Account.ProveFactor(r.Context(), person, digits(r.PostForm.Get("code"))); err != nil {
		return s.factorPage(w, r, after(r, err))
	}
	if err := s.Sessions.Prove(r.Context()); err != nil {
		return err
	}
	return s.onward(w, r, person, true, "")
}

// digits takes the spaces out that people type into codes.
func digits(code string) string { return strings.Join(strings.Fields(code), "") }

func (s *Site) enrollFactor(w http.ResponseWriter, r *http.Request) error {
	offered, err := s.Account.EnrollFactor(r.Context())
	if err != nil {
		return err
	}
	return s.enrollPage(w, r, offered, again{})
}

func (s *Site) enrollPage(w http.ResponseWriter, r *http.Request, offered *account.Enrollment, a again) error {
	drawing, err := qrSVG(offered.URL)
	if err != nil {
		return err
	}
	p := s.page(r, "account.enroll.title")
	p.Lead = p.T("account.enroll.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("account.title"), URL: "/account"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component {
		return enrollPage(p, drawing, inGroups(offered.Secret), base64.RawURLEncoding.EncodeToString(offered.Sealed))
	})
}

// confirmFactor keeps the factor once a code from it is right; a wrong code shows the same secret again.
func (s *Site) confirmFactor(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return err
	}
	sealed, err := base64.RawURLEncoding.DecodeString(r.PostForm.Get("sealed"))
	if err != nil {
		return s.accountPage(w, r, after(r, fault.BadField("code", "bad_enrollment", "Start the second factor again.")), nil)
	}
	err = s.Account.ConfirmFactor(r.Context(), sealed, digits(r.PostForm.Get("code")))
	if fault.HasCode(err, "wrong_code") {
		offered, again := s.Account.Enrollment(r.Context(), sealed)
		if again != nil {
			return again
		}
		return s.enrollPage(w, r, offered, after(r, err))
	}
	if err != nil {
		return s.accountPage(w, r, after(r, err), nil)
	}
	if err := s.Sessions.Prove(r.Context()); err != nil {
		return err
	}
	return s.goTo(w, r, "/account", s.page(r, "account.title").T("account.factor.kept"))
}

// qrSVG draws a QR code, dark on white in every theme because that is what cameras read.
func qrSVG(content string) (string, error) {
	rows, err := pdf.QR(content)
	if err != nil {
		return "", err
	}
	n := len(rows) + 8
	var path strings.Builder
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	return fmt.Sprintf(`<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="240" height="240" aria-hidden="true" focusable="false" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`,
		n, n, n, n, path.String()), nil
}

// inGroups spaces a secret in fours, as people type it.
func inGroups(secret string) string {
	var out []string
	for len(secret) > 4 {
		out, secret = append(out, secret[:4]), secret[4:]
	}
	return strings.Join(append(out, secret), " ")
}
