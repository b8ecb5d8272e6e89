package people

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Kinds are the kinds of organizations, in the order of forms.
func Kinds() []Kind {
	return []Kind{Museum, CulturalCenter, ZooAquarium, ScienceCenter, BotanicalGarden, HistoricSite, Coalition, Agency, Embassy, OtherKind}
}

// MuseumKinds are the kinds offered where a museum is added; agencies and embassies are parties to grants, never museums.
func MuseumKinds() []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return k == Agency || k == Embassy })
}

// Disciplines are the disciplines of the federal registry, in the order of its codes.
func Disciplines() []string {
	return []string{"art", "botanical", "childrens", "general", "historical_society", "history", "natural_history", "science", "zoo_aquarium"}
}

// OrganizationInput is what its people tell of an organization; empty is unknown.
type OrganizationInput struct {
	Name            string
	NameLocal       string
	NameLang        string // BCP 47 tag of NameLocal
	Kind            Kind
	Discipline      string
	Country         place.Country
	State           place.State // of the United States only
	City            string
	Street          string
	PostalCode      string
	Website         string
	Phone           string
	Nonprofit       *bool
	OpenedOn        calendar.Date
	MuseumFunctions *bool
	UEI             string
	EIN             string
	Languages       []string // BCP 47 tags, at most 20
	FoundedYear     *int
	StaffSize       *int
	Lat             *float64 // both or neither; nil leaves what is kept
	Lon             *float64
	// AnotherOne says that whoever adds it has seen the possible duplicates and it is none of them.
	AnotherOne bool
}

// trimmed is the input as it is kept, or every refused field.
func (in OrganizationInput) trimmed(today calendar.Date) (OrganizationInput, error) {
	var c fault.Check
	text := func(p *string, path string, most int) {
		*p = strings.TrimSpace(*p)
		c.That(utf8.RuneCountInString(*p) <= most, path, "too_long", "At most %d characters.", most)
	}
	text(&in.Name, "name", 300)
	text(&in.NameLocal, "nameLocal", 300)
	text(&in.NameLang, "nameLang", 35)
	text(&in.City, "city", 200)
	text(&in.Street, "street", 300)
	text(&in.PostalCode, "postalCode", 20)
	text(&in.Website, "website", 500)
	text(&in.Phone, "phone", 40)
	in.UEI = strings.ToUpper(strings.TrimSpace(in.UEI))
	in.EIN = strings.ReplaceAll(strings.TrimSpace(in.EIN), "-", "")
	if in.Kind == "" {
		in.Kind = Museum
	}
	c.That(in.Name != "", "name", "required", "The organization has a name.")
	c.That(in.City != "", "city", "required", "Say in which city it is.")
	c.That(slices.Contains(Kinds(), in.Kind), "kind", "bad_kind", "There is no such kind of organization.")
	c.That(in.Discipline == "" || slices.Contains(Disciplines(), in.Discipline), "discipline", "bad_discipline", "There is no such discipline.")
	c.That(in.Country.Valid(), "country", "bad_country", "There is no such country.")
	us := in.Country == place.UnitedStates
	c.That(us || in.State == "", "state", "state_abroad", "Only organizations in the United States have a state.")
	c.That(!us || in.State.Valid(), "state", "bad_state", "Name the state or territory.")
	c.That(webAddress(in.Website), "website", "bad_website", "This is not a web address such as https://example.org.")
	c.That(!in.OpenedOn.After(today), "openedOn", "in_the_future", "It opened on a day that has been.")
	c.That(in.UEI == "" || goodUEI(in.UEI), "uei", "bad_uei", "A UEI has 12 characters, without O and I.")
	c.That(in.EIN == "" || (len(in.EIN) == 9 && strings.Trim(in.EIN, "0123456789") == ""), "ein", "bad_ein", "An EIN has 9 digits.")
	in.Languages = languages(&c, in.Languages)
	c.That(in.FoundedYear == nil || (*in.FoundedYear >= 1 && *in.FoundedYear <= today.Year()), "foundedYear", "bad_year", "It was founded in a year that has been.")
	c.That(in.StaffSize == nil || (*in.StaffSize >= 0 && *in.StaffSize <= 1_000_000), "staffSize", "bad_staff", "Say how many paid staff it has, as a whole number.")
	c.That(located(in.Lat, in.Lon), "lat", "bad_place", "A place has a latitude within 90 and a longitude within 180 degrees.")
	return in, c.Err()
}

// mostLanguages bounds what one museum works in.
const mostLanguages = 20

// languages are the tags in canonical form, each once; what is no BCP 47 tag is refused.
func languages(c *fault.Check, tags []string) []string {
	out := []string{}
	for _, t := range tags {
		if t = strings.TrimSpace(t); t == "" {
			continue
		}
		tag, err := language.Parse(t)
		c.That(err == nil && tag != language.Und, "languages", "bad_language", "A language is a tag such as en, sw or zh-Hans.")
		if err == nil && !slices.Contains(out, tag.String()) {
			out = append(out, tag.String())
		}
	}
	c.That(len(out) <= mostLanguages, "languages", "too_many", "At most %d languages.", mostLanguages)
	return out
}

func located(lat, lon *float64) bool {
	if lat == nil || lon == nil {
		return lat == nil && lon == nil
	}
	return *lat >= -90 && *lat <= 90 && *lon >= -180 && *lon <= 180
}

func webAddress(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func goodUEI(s string) bool {
	return len(s) == 12 && strings.Trim(s, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") == ""
}

func (in OrganizationInput) write(o *Organization) {
	o.Name, o.NameLocal, o.NameLang = in.Name, in.NameLocal, in.NameLang
	o.Kind, o.Discipline, o.Country, o.State, o.City = in.Kind, in.Discipline, in.Country, in.State, in.City
	o.Street, o.PostalCode, o.Website, o.Phone = in.Street, in.PostalCode, in.Website, in.Phone
	o.Nonprofit, o.OpenedOn, o.MuseumFunctions = in.Nonprofit, in.OpenedOn, in.MuseumFunctions
	o.UEI, o.EIN = orNil(in.UEI), orNil(in.EIN)
	o.Languages, o.FoundedYear, o.StaffSize = in.Languages, in.FoundedYear, in.StaffSize
	if in.Lat != nil {
		o.Lat, o.Lon = in.Lat, in.Lon
	}
	o.Index()
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// AddOrganization puts an organization into the register. The person who adds it becomes its first coordinator and
// claims it with the same check as everyone; one that looks like another is CONFLICT duplicate_organization with that
// one's id unless AnotherOne is said, one of the same UEI or EIN always. Staff coordinate none.
func (s *Service) AddOrganization(ctx context.Context, in OrganizationInput) (*Organization, error) {
	return s.register(ctx, in, s.coordinate)
}

// NameOrganization puts another's organization into the register, such as a partner that is not there yet;
// whoever names it gets no role at it, because each museum speaks for itself.
func (s *Service) NameOrganization(ctx context.Context, in OrganizationInput) (*Organization, error) {
	return s.register(ctx, in, func(context.Context, auth.Actor, *Organization) error { return nil })
}

func (s *Service) register(ctx context.Context, in OrganizationInput, then func(context.Context, auth.Actor, *Organization) error) (*Organization, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.AddOrganization, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	in, err := in.trimmed(s.today())
	if err != nil {
		return nil, err
	}
	if !slices.Contains(MuseumKinds(), in.Kind) {
		return nil, fault.BadField("kind", "bad_kind", "A museum is added here; agencies and embassies are named by the office.")
	}
	o := &Organization{ID: ident.NewOrganization(), Version: 1, CreatedAt: s.Desk.Now()}
	in.write(o)
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		others, err := s.refuseLike(ctx, o, in.AnotherOne)
		if err != nil {
			return err
		}
		if err := s.Store.AddOrganization(ctx, o); err != nil {
			return err
		}
		if err := then(ctx, who, o); err != nil {
			return err
		}
		detail := map[string]any{"name": o.Name, "country": o.Country}
		if len(others) > 0 {
			detail["unlike"] = others
		}
		return s.Desk.Log.Record(ctx, "people.add_organization", o.ID, "", detail)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func (s *Service) refuseDuplicate(ctx context.Context, o *Organization) error {
	others, err := s.Store.Namesakes(ctx, o.NameKey, o.Country, o.State)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID != o.ID && NameKey(other.City) == NameKey(o.City) {
			return duplicateOf(other)
		}
	}
	return nil
}

func duplicateOf(other *Organization) error {
	return fault.New(fault.Conflict, "duplicate_organization", "%s in %s is in the register already, as %s.", other.Name, other.City, other.ID).
		With("organization", other.ID.String())
}

func (s *Service) coordinate(ctx context.Context, who auth.Actor, o *Organization) error {
	staff := slices.ContainsFunc(who.Grants, func(g auth.Grant) bool { return g.Role.Staff() })
	if who.IsSystem() || staff {
		return nil
	}
	m := &Membership{ID: ident.NewMembership(), Person: who.Person, Organization: o.ID, Role: coordinatorOf(o), Since: s.today()}
	if err := s.Store.AddMembership(ctx, m); err != nil {
		return err
	}
	return s.claimFirst(ctx, who, o, m)
}

// coordinatorOf is the role of who coordinates for a museum at home or abroad.
func coordinatorOf(o *Organization) auth.Role {
	if o.US() {
		return auth.Coordinator
	}
	return auth.PartnerCoordinator
}

// EditOrganizationInput replaces what is told of an organization.
type EditOrganizationInput struct {
	Organization ident.Organization
	OrganizationInput
	ExpectedVersion *int
}

// EditOrganization is for its own people and officers; a change by others meanwhile is CONFLICT version.
func (s *Service) EditOrganization(ctx context.Context, in EditOrganizationInput) (*Organization, error) {
	var o *Organization
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if o, err = s.Store.OrganizationForUpdate(ctx, in.Organization); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.EditOrganization, auth.Target{Organizations: []ident.Organization{o.ID}}); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, o.Version); err != nil {
			return err
		}
		told, err := in.trimmed(s.today())
		if err != nil {
			return err
		}
		if !o.MergedInto.IsZero() {
			return merged(o)
		}
		before := *o
		told.write(o)
		if before.NameKey != o.NameKey || before.City != o.City {
			if err := s.refuseDuplicate(ctx, o); err != nil {
				return err
			}
		}
		now := s.Desk.Now()
		o.EditedAt = &now
		if err := s.Store.KeepOrganization(ctx, o, before.Version); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.edit_organization", o.ID, "", changes(&before, o))
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}
