package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// houseZone is where the programs are run; times without a program's own zone are written on its clock to strangers.
const houseZone = "America/New_York"

// clocked gives a printer the reader's clock, or the house's while the reader's is not known.
func clocked(p catalog.Printer, now time.Time, reader *time.Location) catalog.Printer {
	if reader == nil {
		return p.At(now, zoneOf(houseZone)).Guessing()
	}
	return p.At(now, reader)
}

// keepReading lets the language of the page before signing in hold after it. English may be only what an account
// began with, so another language that the browser wishes goes before it; one that the account keeps stays.
func (s *Site) keepReading(w http.ResponseWriter, r *http.Request, person ident.Person) error {
	read := preference.Read(r, "", "").Locale
	if preference.Settled(r) || read == catalog.English {
		return nil
	}
	who, err := s.Account.Actor(r.Context(), person, false, "web")
	if err == nil && (who.Locale == "" || who.Locale == catalog.English) {
		preference.KeepLanguage(w, read, s.Secure)
	}
	return err
}

// zoneChoice is the page on which a reader says on whose clock to write times.
type zoneChoice struct {
	zones []view.Option
	zone  string
	other string
	back  string
}

func (s *Site) zoneForm(w http.ResponseWriter, r *http.Request) error {
	c := zoneChoice{zone: preference.Clock(r), back: local(r.URL.Query().Get("back"))}
	return s.drawZone(w, r, c, nil)
}

func (s *Site) drawZone(w http.ResponseWriter, r *http.Request, c zoneChoice, err error) error {
	p := s.page(r, "zone.title")
	p.Lead = p.T("zone.lead")
	c.zones = []view.Option{{Label: p.T("zone.device")}}
	listed := c.zone == ""
	for _, name := range place.Zones() {
		c.zones = append(c.zones, view.Option{Value: name, Label: name + " · " + p.Clock(s.Now().In(zoneOf(name)))})
		listed = listed || name == c.zone
	}
	if !listed {
		c.zone, c.other = "", c.zone
	}
	content := func(p view.Page) templ.Component { return zonePage(p, c, auth.Who(r.Context()).SignedIn()) }
	if err != nil {
		return s.refused(w, r, p, err, content)
	}
	return s.show(w, r, http.StatusOK, p, content(p))
}

func (s *Site) chooseZone(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return err
	}
	q := r.PostForm
	c := zoneChoice{zone: q.Get("zone"), other: strings.TrimSpace(q.Get("other")), back: local(q.Get("back"))}
	name, field := c.zone, "zone"
	if c.other != "" {
		name, field = c.other, "other"
	}
	p := s.page(r, "zone.title")
	if !preference.KeepZone(w, name, s.Secure) {
		return s.drawZone(w, r, c, fault.BadField(field, "bad_zone", "There is no time zone of this name."))
	}
	words := p.T("zone.follows")
	if name != "" {
		words = p.T("zone.kept", "zone", name)
	}
	if c.back == "" {
		c.back = "/"
	}
	return s.goTo(w, r, c.back, words)
}
