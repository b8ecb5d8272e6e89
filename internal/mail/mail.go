// Package mail writes the house's messages in the recipient's language and sends them.
package mail

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"net/mail"
	"strings"
	"sync"
	"text/template"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/ical"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// House is what every mail says of the house.
type House struct {
	Name    string // such as Vitrine
	BaseURL string // how the world reaches the house, without a slash at its end
	From    string // an address with a name, such as Vitrine <office@example.org>
	Key     account.Key
}

// Mail is a message as it leaves: the same one rendered twice is the same.
type Mail struct {
	ID      string // of the message, without brackets
	From    *mail.Address
	To      *mail.Address
	Subject string
	Text    string
	HTML    string
	At      time.Time
	// Calendar is an invitation for the reader's calendar; empty for most mails.
	Calendar, CalendarMethod string
	Leave                    string // where one click stops mail of this kind (RFC 8058); empty for what is always mailed
}

//go:embed templates
var files embed.FS

// Locales are the languages every message is written in.
func Locales() []string { return []string{"en", "es", "zh-Hans"} }

type catalog struct {
	words map[string]*template.Template
	html  *htmltemplate.Template
}

var templates = sync.OnceValues(func() (*catalog, error) {
	c := &catalog{words: map[string]*template.Template{}}
	var err error
	for _, l := range Locales() {
		functions := template.FuncMap{"moment": func(at, zone any) (string, error) { return moment(l, at, zone) }, "year": year}
		if c.words[l], err = template.New(l).Funcs(functions).Option("missingkey=error").ParseFS(files, "templates/"+l+".tmpl"); err != nil {
			return nil, fmt.Errorf("read mail templates: %w", err)
		}
	}
	c.html, err = htmltemplate.ParseFS(files, "templates/layout.html")
	return c, err
})

// letter is what templates see.
type letter struct {
	House, BaseURL string
	Data           map[string]any
}

// sheet is what the HTML layout sees.
type sheet struct {
	Lang, Subject, Action, URL, Why, House, BaseURL string
	Paragraphs                                      [][]string
	Choose, ChooseURL, LeaveURL                     string // what else a reader can do about mails of this kind
}

// Render writes a message in its recipient's language; an unknown template or a missing datum is an error.
func (h House) Render(m *notify.Message) (*Mail, error) {
	out, err := h.render(m)
	if err != nil {
		return nil, fmt.Errorf("write mail %s (%s): %w", m.ID, m.Template, err)
	}
	return out, nil
}

func (h House) render(m *notify.Message) (*Mail, error) {
	from, err := mail.ParseAddress(h.From)
	if err != nil {
		return nil, err
	}
	to, err := mail.ParseAddress(m.Email)
	if err != nil {
		return nil, err
	}
	fill := h.fill
	if m.Template == notify.DigestTemplate {
		fill = h.digest
	}
	s, err := fill(m)
	if err != nil {
		return nil, err
	}
	c, err := templates()
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	if err := c.html.ExecuteTemplate(&html, "layout.html", s); err != nil {
		return nil, err
	}
	_, host, _ := strings.Cut(from.Address, "@")
	out := &Mail{
		ID: m.ID.String() + "@" + host, From: from, To: &mail.Address{Address: to.Address},
		Subject: s.Subject, Text: s.text(), HTML: html.String(), At: m.QueuedAt, Leave: s.LeaveURL,
	}
	if e, ok := event(m); ok {
		e.Description, e.URL = s.Subject, s.URL
		out.Calendar, out.CalendarMethod = ical.Invitation(e, from.Address, to.Address, m.QueuedAt), e.Method()
	}
	return out, nil
}

// event is what a message wants in its reader's calendar.
func event(m *notify.Message) (ical.Event, bool) {
	c, ok := m.Data["Calendar"].(map[string]any)
	if !ok {
		return ical.Event{}, false
	}
	text := func(key string) string {
		s, _ := c[key].(string)
		return s
	}
	e := ical.Event{UID: text("UID"), Summary: text("Summary"), Place: text("Place")}
	start, err1 := time.Parse(time.RFC3339, text("Start"))
	end, err2 := time.Parse(time.RFC3339, text("End"))
	n, _ := c["Sequence"].(float64)
	e.Start, e.End, e.Sequence = start, end, int(n)
	e.Cancelled, _ = c["Cancelled"].(bool)
	return e, err1 == nil && err2 == nil
}

// fill executes the message's templates; the link is made here and kept nowhere.
func (h House) fill(m *notify.Message) (*sheet, error) {
	c, err := templates()
	if err != nil {
		return nil, err
	}
	locale := m.Locale
	words := c.words[locale]
	if words == nil {
		locale, words = "en", c.words["en"]
	}
	area, _, _ := strings.Cut(m.Template, ".")
	s := &sheet{Lang: locale, House: h.Name, BaseURL: h.BaseURL}
	var greeting, body string
	for name, into := range map[string]*string{
		"greeting": &greeting, "choose": &s.Choose, m.Template + ".subject": &s.Subject, m.Template + ".body": &body, m.Template + ".action": &s.Action, "why." + area: &s.Why,
	} {
		var b strings.Builder
		if err := words.ExecuteTemplate(&b, name, letter{h.Name, h.BaseURL, m.Data}); err != nil {
			return nil, err
		}
		*into = strings.TrimSpace(b.String())
	}
	s.Subject = oneLine(s.Subject)
	s.Paragraphs = append([][]string{{greeting}}, paragraphs(body)...)
	if !m.Person.IsZero() && !notify.Essential(m.Template) {
		s.LeaveURL = h.BaseURL + "/notices/leave/" + h.Key.LeaveToken(m.Person.UUID(), area)
	}
	if s.ChooseURL = h.BaseURL + "/account/notices"; m.Person.IsZero() || area == "account" {
		s.Choose, s.ChooseURL = "", ""
	}
	s.URL, err = h.url(m, area)
	return s, err
}

// digest is one sheet of several messages: what each says, where it leads and why it came.
func (h House) digest(m *notify.Message) (*sheet, error) {
	s, err := h.fill(m)
	if err != nil {
		return nil, err
	}
	items, _ := m.Data["Items"].([]any)
	for _, x := range items {
		item, _ := x.(map[string]any)
		inner := &notify.Message{ID: m.ID, Person: m.Person, Email: m.Email, Locale: m.Locale, QueuedAt: m.QueuedAt}
		inner.Template, _ = item["Template"].(string)
		inner.Subject, _ = item["Subject"].(string)
		inner.Data, _ = item["Data"].(map[string]any)
		one, err := h.fill(inner)
		if err != nil {
			return nil, err
		}
		s.Paragraphs = append(s.Paragraphs, []string{"• " + one.Subject})
		s.Paragraphs = append(s.Paragraphs, one.Paragraphs[1:]...)
		s.Paragraphs = append(s.Paragraphs, []string{one.Action + ": " + one.URL, one.Why})
	}
	return s, nil
}

// url is where the message leads: a single-use link for accounts, else the page that says what is next.
func (h House) url(m *notify.Message, area string) (string, error) {
	switch {
	case linked(area) != "":
		text, _ := m.Data["link"].(string)
		id, err := uuid.Parse(text)
		if err != nil {
			return "", fmt.Errorf("read link: %w", err)
		}
		return h.BaseURL + linked(area) + h.Key.LinkToken(id), nil
	case area == "partnership":
		return h.BaseURL + "/partnerships/" + m.Subject, nil
	case m.Template == "people.claim_asked":
		return h.BaseURL + "/museums/" + m.Subject + "/claims", nil
	case area == "people":
		return h.BaseURL + "/museums/" + m.Subject, nil
	case area == "response" || area == "filing":
		path, _ := m.Data["Path"].(string)
		if strings.HasPrefix(path, "/") {
			return h.BaseURL + path, nil
		}
	case area == "program":
		return h.BaseURL + "/calls/" + m.Subject, nil
	case m.Template == "application.signature_asked":
		return h.BaseURL + "/applications/" + m.Subject + "/sign", nil
	case area == "application":
		return h.BaseURL + "/applications/" + m.Subject, nil
	case area == "profile":
		return h.BaseURL + "/profiles/" + m.Subject, nil
	case area == "payment":
		return h.BaseURL + "/payments/" + m.Subject, nil
	case area == "letter":
		return h.BaseURL + "/letters/" + m.Subject, nil
	case m.Template == "review.recused":
		return h.BaseURL + "/office", nil
	case strings.HasPrefix(m.Template, "review.invitation_"):
		return h.BaseURL + "/office/panels/" + m.Subject + "/people", nil
	case m.Template == "review.honorarium":
		return h.BaseURL + "/account/reviewing", nil
	case area == "review":
		return h.BaseURL + "/reviews", nil
	case area == "matching":
		return h.BaseURL + "/introductions/" + m.Subject, nil
	case area == "statement":
		return h.BaseURL + "/statements/" + m.Subject, nil
	case area == "expense":
		return h.BaseURL + "/awards/" + m.Subject + "/expenses", nil
	case area == "contribution":
		return h.BaseURL + "/awards/" + m.Subject + "/costshare", nil
	case area == "slate":
		return h.BaseURL + "/slates/" + m.Subject, nil
	case area == "notice":
		return h.BaseURL + "/account/notices", nil
	}
	return h.BaseURL + "/applicant", nil
}

// linked is the page a secret link of an area opens; empty where its mails carry none.
func linked(area string) string {
	switch area {
	case "account":
		return "/sign-in/link/"
	case "endorsement":
		return "/endorse/"
	case "claim":
		return "/claims/"
	case "invitation":
		return "/invitations/"
	case "seat":
		return "/seats/"
	}
	return ""
}

// Subject is a message's subject in a language, as notices on the site are called; false for a template nobody wrote.
func Subject(m *notify.Message, locale string) (string, bool) {
	c, err := templates()
	if err != nil {
		return "", false
	}
	words := c.words[locale]
	if words == nil {
		words = c.words["en"]
	}
	var b strings.Builder
	if err := words.ExecuteTemplate(&b, m.Template+".subject", letter{Data: m.Data}); err != nil {
		return "", false
	}
	return oneLine(b.String()), true
}

// longestSubject keeps a title someone typed from filling the header.
const longestSubject = 150

// oneLine is text fit for a header: no line ends, no control characters, not too long.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if utf8.RuneCountInString(s) <= longestSubject {
		return s
	}
	return string([]rune(s)[:longestSubject-1]) + "…"
}

func paragraphs(body string) [][]string {
	var out [][]string
	for p := range strings.SplitSeq(strings.ReplaceAll(body, "\r", ""), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, strings.Split(p, "\n"))
		}
	}
	return out
}

func (s *sheet) text() string {
	var b strings.Builder
	for _, p := range s.Paragraphs {
		b.WriteString(strings.Join(p, "\n") + "\n\n")
	}
	if s.URL != "" {
		b.WriteString(s.Action + ":\n" + s.URL + "\n\n")
	}
	b.WriteString("-- \n" + s.Why + "\n")
	if s.Choose != "" {
		b.WriteString(s.Choose + ": " + s.ChooseURL + "\n")
	}
	b.WriteString(s.House)
	if s.BaseURL != "" {
		b.WriteString(" · " + s.BaseURL)
	}
	return b.String() + "\n"
}
