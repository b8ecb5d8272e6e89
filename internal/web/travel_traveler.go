package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/travel"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// mostConsent is the largest consent taken, in bytes.
const mostConsent = 5 << 20

// travelerAct does what one form of a traveler's page asks for.
type travelerAct func(r *http.Request, id ident.Traveler, q url.Values) error

// passenger is one traveler before somebody who may see the trip; opened only where somebody said what for.
type passenger struct {
	journey
	who    *travel.Traveler
	opened *travel.Opened
	looks  []*travel.Look
	names  map[ident.Person]string
	keyed  bool // the house has a key
	own    func(auth.Permission) bool
}

func travelerURL(id ident.Traveler) string { return "/travelers/" + id.String() }

func (d passenger) url(verb string) string { return travelerURL(d.who.ID) + "/" + verb }

// there tells whether the traveler still goes and their data may be kept.
func (d passenger) there() bool { return d.who.LeftAt == nil && d.who.ErasedAt == nil }

// writes tells whether the viewer may enter the traveler's data now.
func (d passenger) writes() bool {
	return d.keyed && d.there() && !d.settled() && d.own(auth.KeepTravelers)
}

func (d passenger) mayVisa(v travel.VisaVerb) bool {
	return d.there() && d.own(v.Needs()) && d.who.Visa != nil && slices.Contains(d.who.Visa.Open(), v)
}

func (s *Site) travelerPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawTraveler(w, r, again{}, nil)
}

func (s *Site) drawTraveler(w http.ResponseWriter, r *http.Request, a again, opened *travel.Opened) error {
	ctx := r.Context()
	id, err := param[ident.TravelerKind](r, "traveler")
	if err != nil {
		return err
	}
	if err := need(ctx, auth.ViewTravel); err != nil {
		return err
	}
	d := passenger{opened: opened, keyed: s.Seal != nil}
	if d.Detail, d.who, err = s.Travel.Traveler(ctx, id); err != nil {
		return err
	}
	d.again = a
	d.own = func(p auth.Permission) bool { return auth.May(ctx, p, d.Whose(d.who)) }
	d.viewer = func(p auth.Permission) bool { return auth.May(ctx, p, d.Of()) }
	if d.own(auth.ViewLooks) {
		list, err := s.Travel.Looks(ctx, id, page.First(20))
		if err != nil {
			return err
		}
		var people []ident.Person
		for _, l := range list.Nodes {
			people = append(people, l.Person)
		}
		d.looks = list.Nodes
		if d.names, err = s.names(ctx, people...); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	p := s.page(r, "travel.traveler", "n", d.who.Ordinal)
	p.Eyebrow, p.Lead = d.Number+" · "+p.T("travel.trip", "from", d.From, "to", d.To), p.T("travel.traveler.lead")
	p.Crumbs = append(travelCrumbs(p, d.Award, d.Number), view.Crumb{Label: p.T("travel.title"), URL: tripsURL(d.Award)}, view.Crumb{Label: p.T("travel.trip", "from", d.From, "to", d.To), URL: tripURL(d.ID)})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return travelerPage(p, d) })
}

// travelerPost does what a form asks for; what it refuses is drawn again under the form's own fields.
func (s *Site) travelerPost(verb string, do travelerAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := param[ident.TravelerKind](r, "traveler")
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, id, bare(q, verb+"."))
			return travelerURL(id), s.page(r, "travel.title").Choice("travel.did", verb), under(barredNotice(err), verb+".")
		}, func(a again) error { return s.drawTraveler(w, r, a, nil) })
	}
}

// openTraveler shows a traveler's personal data to who says what for. It is drawn once and never by address.
func (s *Site) openTraveler(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.TravelerKind](r, "traveler")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return s.drawTraveler(w, r, after(r, err), nil)
	}
	opened, err := s.Travel.ReadTraveler(r.Context(), travel.ReadInput{Traveler: id, Purpose: r.PostForm.Get("open.purpose")})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict || k == fault.Forbidden) {
		return s.drawTraveler(w, r, after(r, under(err, "open.")), nil)
	}
	if err != nil {
		return err
	}
	return s.drawTraveler(w, r, again{}, opened)
}

func (s *Site) saveTraveler(r *http.Request, id ident.Traveler, q url.Values) error {
	in := travel.SaveInput{
		Traveler: id, Surname: q.Get("surname"), Given: q.Get("given"), Gender: exchange.Gender(q.Get("gender")), BirthCity: q.Get("birthCity"),
		BirthCountry: q.Get("birthCountry"), Citizenship: q.Get("citizenship"), Residence: q.Get("residence"), PassportNumber: q.Get("passportNumber"),
		Email: q.Get("email"), Phone: q.Get("phone"), Address: q.Get("address"), Emergency: q.Get("emergency"), Employer: q.Get("employer"),
		PositionCode: q.Get("positionCode"), Position: q.Get("position"), Site: q.Get("site"), Sponsor: q.Get("sponsor"), ProgramNumber: q.Get("programNumber"),
		FormPurpose: q.Get("formPurpose"), Category: q.Get("category"), SubjectCode: q.Get("subjectCode"), SupportSource: q.Get("supportSource"),
		Support: q.Get("support"), ResponsibleOfficer: q.Get("responsibleOfficer"), ExpectedVersion: versionOf(q),
	}
	if said := q.Get("previousJ"); said != "" {
		yes := said == "yes"
		in.PreviousJ = &yes
	}
	var err error
	if in.BornOn, err = dayTyped(q, "bornOn"); err != nil {
		return err
	}
	if in.PassportExpires, err = dayTyped(q, "passportExpires"); err != nil {
		return err
	}
	if in.From, err = dayTyped(q, "from"); err != nil {
		return err
	}
	if in.To, err = dayTyped(q, "to"); err != nil {
		return err
	}
	_, err = s.Travel.SaveTraveler(r.Context(), in)
	return err
}

func (s *Site) insureTraveler(r *http.Request, id ident.Traveler, q url.Values) error {
	in := travel.InsureInput{
		Traveler: id, Policy: q.Get("policy"), Medical: q.Get("medical"), Evacuation: q.Get("evacuation"),
		Repatriation: q.Get("repatriation"), Deductible: q.Get("deductible"),
	}
	var err error
	if in.From, err = dayTyped(q, "from"); err != nil {
		return err
	}
	if in.To, err = dayTyped(q, "to"); err != nil {
		return err
	}
	_, err = s.Travel.InsureTraveler(r.Context(), in)
	return err
}

func (s *Site) leaveTrip(r *http.Request, id ident.Traveler, q url.Values) error {
	_, err := s.Travel.LeaveTrip(r.Context(), travel.LeaveInput{Traveler: id, Reason: q.Get("reason")})
	return err
}

func (s *Site) moveVisa(r *http.Request, id ident.Traveler, q url.Values) error {
	on, err := dayTyped(q, "on")
	if err != nil {
		return err
	}
	_, err = s.Travel.MoveVisa(r.Context(), travel.MoveVisaInput{
		Traveler: id, Verb: travel.VisaVerb(q.Get("verb")), On: on, Number: q.Get("number"), Reason: q.Get("reason"), ExpectedVersion: versionOf(q),
	})
	return err
}

func (s *Site) validateArrival(r *http.Request, id ident.Traveler, q url.Values) error {
	on, err := dayTyped(q, "on")
	if err != nil {
		return err
	}
	_, err = s.Travel.ValidateArrival(r.Context(), travel.ValidateInput{Traveler: id, On: on})
	return err
}

func (s *Site) giveConsent(w http.ResponseWriter, r *http.Request) error {
	_, file, err := fileOf(w, r, "consent.file", mostConsent)
	if err != nil {
		return s.drawTraveler(w, r, after(r, err), nil)
	}
	return s.travelerPost("consent", func(r *http.Request, id ident.Traveler, _ url.Values) error {
		_, err := s.Travel.GiveConsent(r.Context(), travel.ConsentInput{Traveler: id, File: file})
		return err
	})(w, r)
}

// openConsent hands out a guardian's consent to who says what for; nothing of it is cached.
func (s *Site) openConsent(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.TravelerKind](r, "traveler")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return s.drawTraveler(w, r, after(r, err), nil)
	}
	file, err := s.Travel.OpenConsent(r.Context(), travel.ReadInput{Traveler: id, Purpose: r.PostForm.Get("look.purpose")})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict || k == fault.Forbidden) {
		return s.drawTraveler(w, r, after(r, under(err, "look.")), nil)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(file)))
	h.Set("Content-Disposition", `attachment; filename="consent.pdf"`)
	_, err = w.Write(file)
	return err
}
