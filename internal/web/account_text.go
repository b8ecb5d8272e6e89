package web

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func localeOptions() []view.Option {
	var out []view.Option
	for _, l := range catalog.Languages() {
		out = append(out, view.Option{Value: l.Tag, Label: l.Name, Lang: l.Tag})
	}
	return out
}

func scopeOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, x := range scopes() {
		out = append(out, view.Option{Value: x, Label: p.Choice("account.scope", x)})
	}
	return out
}

func tokenBadge(p view.Page, t *account.Token) view.Badge {
	switch {
	case t.RevokedAt != nil:
		return view.Badge{Label: p.T("account.token.is_revoked"), Tone: view.Bad}
	case p.Now().After(t.ExpiresAt):
		return view.Badge{Label: p.T("account.token.is_expired"), Tone: view.Neutral}
	}
	return view.Badge{Label: p.T("account.token.is_valid"), Tone: view.Good}
}

func tokenTable(p view.Page, tokens []*account.Token) view.Table {
	t := view.Table{
		Caption: p.T("account.tokens"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("account.token.name")},
			{Title: p.T("account.token.scopes")},
			{Title: p.T("account.token.state")},
			{Title: p.T("account.token.expires")},
			{Title: p.T("account.token.used")},
			{Title: p.T("account.token.revoke"), Hidden: true},
		},
		Empty: view.Empty{Title: p.T("account.tokens.none")},
	}
	for _, x := range tokens {
		var scopes []string
		for _, y := range x.Scopes {
			scopes = append(scopes, p.Choice("account.scope", y))
		}
		used := view.Quiet(p.T("account.token.never"))
		if x.LastUsedOn != nil {
			used = view.Text(p.DateTime(*x.LastUsedOn))
		}
		t.Rows = append(t.Rows, view.Row{Key: x.ID.String(), Cells: []templ.Component{
			view.Name(x.Name, ""), view.Text(p.List(scopes)), view.Status(tokenBadge(p, x)), view.Moment(p, x.ExpiresAt, nil), used, revokeButton(p, x),
		}})
	}
	return t
}

func noticeTable(p view.Page, notices []*notify.Message) view.Table {
	t := view.Table{
		Caption: p.T("account.notices"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("account.notice.what")}, {Title: p.T("account.notice.when")}, {Title: p.T("account.notice.mail")}},
		Empty:   view.Empty{Title: p.T("account.notices.none")},
	}
	for _, m := range notices {
		what := view.Text(noticeText(p, m))
		if to := placeOfSubject(m.Subject); to != "" {
			what = view.Link(noticeText(p, m), to)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{what, view.Moment(p, m.QueuedAt, nil), view.Status(mailBadge(p, m))}})
	}
	return t
}

// noticeText says what a notice is about, in the words of its mail's subject, with the number of the thing where it has one.
func noticeText(p view.Page, m *notify.Message) string {
	text, ok := mail.Subject(m, p.Locale())
	if !ok {
		return m.Template
	}
	if n, ok := m.Data["Number"].(string); ok && n != "" && !strings.Contains(text, n) {
		return n + ": " + text
	}
	return text
}

func mailBadge(p view.Page, m *notify.Message) view.Badge {
	tone := view.Waiting
	switch m.State {
	case notify.Sent:
		tone = view.Good
	case notify.Failed:
		tone = view.Bad
	}
	return view.Badge{Label: p.Choice("account.mail", string(m.State)), Tone: tone}
}

// placeOfSubject is the page of what a notice tells of; empty when it has none.
func placeOfSubject(subject string) string {
	switch ident.Prefix(subject) {
	case "app":
		return "/applications/" + subject
	case "pps":
		return "/partnerships/" + subject
	case "cyc":
		return "/calls/" + subject
	case "sip":
		return "/statements/" + subject
	case "asg":
		return "/reviews/" + subject
	case "ltr":
		return "/letters/" + subject
	case "pay":
		return "/payments/" + subject
	case "fil":
		return "/due/" + subject
	case "rpt":
		return "/reports/" + subject
	case "awd":
		return "/awards/" + subject + "/agreement"
	case "amd":
		return "/amendments/" + subject
	case "trp":
		return "/trips/" + subject
	}
	return ""
}

func factorLabel(p view.Page, has bool) string {
	if has {
		return p.T("account.factor.replace")
	}
	return p.T("account.factor.start")
}

// tokenRefused keeps the form of a new token open when it was refused.
func tokenRefused(p view.Page) bool {
	return p.Error("name")+p.Error("scopes")+p.Error("days") != ""
}
