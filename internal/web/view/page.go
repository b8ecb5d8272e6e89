package view

import (
	"errors"
	"net/url"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
)

// Paths that the layout itself links to; the site map serves them.
const (
	HomePath        = "/"
	SignInPath      = "/sign-in"
	SignOutPath     = "/sign-out"
	AccountPath     = "/account"
	PreferencesPath = "/preferences"
	ZonePath        = "/time-zone"
	HelpPath        = "/help"
	AccessPath      = "/accessibility"
)

// Policy is the Content-Security-Policy every page is written for.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"manifest-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

// Page is what every component knows: the reader's language and what surrounds the content.
type Page struct {
	catalog.Printer // p.T, p.N, p.Money, p.Moment

	Title       string // the page's one h1 and, with the product's name, the window's title
	Lead        string // one sentence under the title; also the page's description
	Eyebrow     string // a small line above the title: the cycle, the kind of thing
	TitleLang   string // the language of Title when a person wrote it
	Path        string // path and query of this page, where switches lead back to
	Viewer      Viewer
	Nav         []NavItem
	Crumbs      []Crumb
	Notice      *Notice
	Theme       string       // "light", "dark", or "" to follow the system
	Demo        bool         // shows that nothing here is real
	Wide        bool         // uses the whole width, for tables and reading beside a form
	Errors      []FieldError // summarized at the top and shown at their fields
	HideHeading bool         // the content brings its own h1
	Feed        string       // address of an Atom feed of this page, if it has one
	Read        bool         // answers a GET, so that its lists can be fetched as files from the same address
}

// Viewer is who reads the page; the zero Viewer has not signed in.
type Viewer struct {
	Name  string
	Email string
	Roles []string // labels in the reader's language
	Key   string   // the person's id: keeps one person's unsent drafts from another's
}

// SignedIn tells whether somebody is signed in.
func (v Viewer) SignedIn() bool { return v.Name != "" || v.Email != "" }

// NavItem is one entry of the main navigation, already in the reader's language.
type NavItem struct {
	Label string
	URL   string
	Count int // what waits there; 0 shows nothing
}

// Crumb is one step of the way back up.
type Crumb struct {
	Label string
	URL   string
	Lang  string // the language of Label when a person wrote it
}

// Tone is what a badge, notice or callout wants to say beyond its words.
type Tone string

// The tones; each has its own color, shape and spoken word.
const (
	Neutral Tone = "neutral"
	Info    Tone = "info"
	Good    Tone = "good"
	Waiting Tone = "waiting"
	Warning Tone = "warning"
	Bad     Tone = "bad"
)

// Notice is one message above the content, usually what an action just did.
type Notice struct {
	Tone  Tone
	Title string
	Text  string
}

// FieldError is one refused answer: the field's name and why.
type FieldError struct {
	Field string
	Text  string
}

// Error is why the field was refused, or empty.
func (p Page) Error(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// Refused puts a failure on the page: at the fields it names, or as a notice.
func (p Page) Refused(err error) Page {
	var f *fault.Error
	if errors.As(err, &f) && len(f.Fields) > 0 {
		for _, one := range f.Fields {
			p.Errors = append(p.Errors, FieldError{Field: one.Path, Text: p.FieldFault(one)})
		}
		return p
	}
	notice := &Notice{Tone: Bad, Title: p.Fault(err)}
	if f != nil && p.Locale() == catalog.English {
		notice.Text = f.Hint
	}
	p.Notice = notice
	return p
}

// current tells whether a navigation entry leads to this page or one above it.
func (p Page) current(url string) bool {
	path, _, _ := strings.Cut(p.Path, "?")
	if url == HomePath {
		return path == HomePath
	}
	return path == url || strings.HasPrefix(path, url+"/")
}

// zoneLink leads to choosing another zone and back here.
func (p Page) zoneLink() string {
	if path, _, _ := strings.Cut(p.Path, "?"); path == ZonePath || p.Path == "" {
		return ZonePath
	}
	return ZonePath + "?back=" + url.QueryEscape(p.Path)
}

func (p Page) windowTitle() string {
	title := p.Title
	if title == "" {
		return "Vitrine"
	}
	if len(p.Errors) > 0 {
		title = p.T("shell.error.prefix", "title", title)
	}
	// Records share titles with their letters, awards and print views; where a page stands tells them apart.
	parts := []string{title}
	if p.Eyebrow != "" {
		parts = append(parts, p.Eyebrow)
	}
	if n := len(p.Crumbs); n > 0 && p.Crumbs[n-1].Label != p.Title {
		parts = append(parts, p.Crumbs[n-1].Label)
	}
	return strings.Join(append(parts, "Vitrine"), " · ")
}

// id makes the element id of a field from its name.
func id(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
}
