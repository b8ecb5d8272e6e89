package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// museumEdit is the form of a museum as kept, or as typed.
type museumEdit struct {
	Action       string
	Version      string
	Organization *people.Organization // as kept; empty for a new one
	Twin         string               // the address of one it looks like
	Same         bool                 // its UEI or EIN says that it is that one
	Like         []*people.Duplicate
	again
}

func (s *Site) newMuseum(w http.ResponseWriter, r *http.Request) error {
	return s.museumForm(w, r, "applicant.museum.add", museumEdit{Action: "/applicant/museums", Organization: &people.Organization{Kind: people.Museum}})
}

func (s *Site) museumForm(w http.ResponseWriter, r *http.Request, title string, e museumEdit) error {
	if !auth.Who(r.Context()).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	p := s.page(r, "applicant.museum.add")
	p.Lead = p.T("applicant.museum.add.lead")
	if e.Version != "" {
		p.Title, p.Lead = title, p.T("applicant.museum.edit.lead")
	}
	p.Crumbs = []view.Crumb{homeCrumb(r, p)}
	return s.draw(w, r, p, e.again, func(p view.Page) templ.Component { return museumEditPage(p, e) })
}

// museumInput reads a museum's form; what is not a date or a yes is refused at its field.
func museumInput(q url.Values) (people.OrganizationInput, error) {
	in := people.OrganizationInput{
		Name: q.Get("name"), NameLocal: q.Get("nameLocal"), NameLang: q.Get("nameLang"), Kind: people.Kind(q.Get("kind")),
		Discipline: q.Get("discipline"), Country: place.Country(q.Get("country")), State: place.State(q.Get("state")), City: q.Get("city"),
		Street: q.Get("street"), PostalCode: q.Get("postalCode"), Website: q.Get("website"), Phone: q.Get("phone"), UEI: q.Get("uei"), EIN: q.Get("ein"),
		Nonprofit: yesNo(q.Get("nonprofit")), MuseumFunctions: yesNo(q.Get("museumFunctions")),
		Languages:  strings.FieldsFunc(q.Get("languages"), func(r rune) bool { return r == ',' || r == ';' || r == '，' || r == '、' || r == ' ' }),
		AnotherOne: q.Get("anotherOne") != "",
	}
	var err error
	if in.FoundedYear, err = wholeNumber(q, "foundedYear"); err != nil {
		return in, err
	}
	if in.StaffSize, err = wholeNumber(q, "staffSize"); err != nil {
		return in, err
	}
	opened, err := calendar.Parse(strings.TrimSpace(q.Get("openedOn")))
	if err != nil && strings.TrimSpace(q.Get("openedOn")) != "" {
		return in, fault.BadField("openedOn", "bad_date", "A date looks like 1987-05-01.")
	}
	if err == nil {
		in.OpenedOn = opened
	}
	return in, nil
}

// wholeNumber reads a field that may be empty.
func wholeNumber(q url.Values, name string) (*int, error) {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return nil, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, fault.BadField(name, "bad_whole_number", "This is a whole number such as 12.")
	}
	return &n, nil
}

func yesNo(s string) *bool {
	yes := s == "yes"
	if !yes && s != "no" {
		return nil
	}
	return &yes
}

func (s *Site) addMuseum(w http.ResponseWriter, r *http.Request) error {
	e := museumEdit{Action: "/applicant/museums", Organization: &people.Organization{}}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, err := museumInput(q)
		if err != nil {
			return "", "", err
		}
		o, err := s.People.AddOrganization(r.Context(), in)
		if e.Twin = twinOf(err); e.Twin != "" {
			e.Same = fault.HasCode(err, "uei_taken") || fault.HasCode(err, "ein_taken")
			like, failed := s.People.Duplicates(r.Context(), in)
			if failed != nil {
				return "", "", failed
			}
			e.Like = like
		}
		if err != nil {
			return "", "", err
		}
		return "/museums/" + o.ID.String(), s.page(r, "applicant.title").T("applicant.museum.added"), nil
	}, func(a again) error {
		e.again = a
		return s.museumForm(w, r, "", e)
	})
}

// twinOf is the address of the museum that a duplicate is one of; empty when the failure is another.
func twinOf(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) || !slices.Contains([]string{"duplicate_organization", "uei_taken", "ein_taken"}, f.Code) {
		return ""
	}
	for _, v := range f.Facts {
		if id, ok := v.(string); ok && ident.Prefix(id) == "org" {
			return "/museums/" + id
		}
	}
	return ""
}

func (s *Site) editMuseumForm(w http.ResponseWriter, r *http.Request) error {
	return s.editMuseumPage(w, r, again{})
}

func (s *Site) editMuseumPage(w http.ResponseWriter, r *http.Request, a again) error {
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	if err := auth.Require(r.Context(), auth.EditOrganization, auth.Target{Organizations: []ident.Organization{id}}); err != nil {
		return err
	}
	o, err := s.People.Organization(r.Context(), id)
	if err != nil {
		return err
	}
	e := museumEdit{Action: "/applicant/museums/" + id.String(), Organization: o, Version: strconv.Itoa(o.Version), again: a}
	return s.museumForm(w, r, o.Name, e)
}

func (s *Site) editMuseum(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.OrganizationKind](r, "org")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, err := museumInput(q)
		if err != nil {
			return "", "", err
		}
		_, err = s.People.EditOrganization(r.Context(), people.EditOrganizationInput{Organization: id, OrganizationInput: in, ExpectedVersion: versionOf(q)})
		return "/museums/" + id.String(), s.page(r, "applicant.title").T("applicant.museum.kept"), err
	}, func(a again) error { return s.editMuseumPage(w, r, a) })
}

// kept is a museum's field as typed, or as kept.
func (e museumEdit) kept(name string) string {
	o := e.Organization
	held := map[string]string{
		"name": o.Name, "nameLocal": o.NameLocal, "nameLang": o.NameLang, "kind": string(o.Kind), "discipline": o.Discipline,
		"country": string(o.Country), "state": string(o.State), "city": o.City, "street": o.Street, "postalCode": o.PostalCode,
		"website": o.Website, "phone": o.Phone, "nonprofit": known(o.Nonprofit), "museumFunctions": known(o.MuseumFunctions), "openedOn": o.OpenedOn.String(),
		"languages": strings.Join(o.Languages, ", "),
	}
	if o.FoundedYear != nil {
		held["foundedYear"] = strconv.Itoa(*o.FoundedYear)
	}
	if o.StaffSize != nil {
		held["staffSize"] = strconv.Itoa(*o.StaffSize)
	}
	if o.UEI != nil {
		held["uei"] = *o.UEI
	}
	if o.EIN != nil {
		held["ein"] = *o.EIN
	}
	if o.OpenedOn.IsZero() {
		held["openedOn"] = ""
	}
	return e.value(name, held[name])
}

// kindOptions are the kinds a museum can be, and the one that a record of another kind has already.
func kindOptions(p view.Page, held people.Kind) []view.Option {
	var out []view.Option
	kinds := people.MuseumKinds()
	if held != "" && !slices.Contains(kinds, held) {
		kinds = append(kinds, held)
	}
	for _, k := range kinds {
		out = append(out, view.Option{Value: string(k), Label: p.Choice("public.kind", string(k))})
	}
	return out
}

func knownOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, k := range []string{"yes", "no", "unknown"} {
		out = append(out, view.Option{Value: k, Label: p.Choice("public.known", k)})
	}
	return out
}
