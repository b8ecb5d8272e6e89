package rehearsal

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// pairs is how many partnerships apply: one of them late.
const pairs = 4

// begin makes the copy of the program and its cycle, its staff, and the made-up people and museums.
func (p *play) begin() error {
	if err := p.clone(); err != nil {
		return err
	}
	if err := p.appoint(); err != nil {
		return err
	}
	for i := range pairs {
		x, err := p.museums(i)
		if err != nil {
			return fmt.Errorf("make museums: %w", err)
		}
		p.pairs = append(p.pairs, x)
	}
	for i := range p.real.ReviewsNeeded + 1 {
		role := auth.Reviewer
		if i == 0 {
			role = auth.Chair
		}
		id, err := p.person(fmt.Sprintf("reader%d", i), "Reader", number(i+1), role)
		if err != nil {
			return fmt.Errorf("make panel: %w", err)
		}
		p.readers = append(p.readers, id)
	}
	return nil
}

// tag tells the rows of this copy from those of any other.
func (p *play) tag() string {
	id := p.copy.ID.UUID()
	return hex.EncodeToString(id[8:])
}

func (p *play) clone() error {
	of := *p.real.Of
	of.ID, of.Version = ident.NewProgram(), 1
	p.copy = p.real.Copy(of.ID, p.real.Year, p.real.Title)
	of.Key = "rehearsal_" + p.tag()
	if err := p.o.Program.Store.AddProgram(p.ctx, &of); err != nil {
		return fmt.Errorf("copy program: %w", err)
	}
	p.copy.AppropriationMinor, p.copy.AdminReserveMinor = p.real.AppropriationMinor, p.real.AdminReserveMinor
	p.copy.FunderAward = p.real.FunderAward
	if p.real.State != program.Draft && p.real.AppropriationMinor > 0 {
		id, err := p.money(of.Funder)
		if err != nil {
			return fmt.Errorf("copy funder award: %w", err)
		}
		p.copy.FunderAward = id
	}
	if err := p.o.Program.Store.AddCycle(p.ctx, p.copy); err != nil {
		return fmt.Errorf("copy cycle: %w", err)
	}
	if err := p.o.Program.Store.CarryRules(p.ctx, p.real.ID, p.copy.ID); err != nil {
		return fmt.Errorf("copy rules: %w", err)
	}
	_, err := p.o.Program.Store.CarryStaff(p.ctx, p.real.Program, of.ID, ident.Person{}, p.clock.Now())
	return err
}

// money is a made-up award for a cycle whose own money is in the book already.
func (p *play) money(funder ident.Funder) (ident.FunderAward, error) {
	today := calendar.Of(p.clock.Now(), time.UTC)
	a, err := p.o.Fund.RecordAward(p.ctx, fund.RecordAwardInput{
		Funder: funder, Number: "R-" + p.tag(), Title: p.real.Title, Amount: p.real.Appropriation().Decimal(), Currency: string(p.real.Currency),
		StartsOn: today, EndsOn: today.AddYears(4),
	})
	if err != nil {
		return ident.FunderAward{}, err
	}
	return a.ID, nil
}

// appoint finds who holds which role in the program.
func (p *play) appoint() error {
	grants, err := p.o.Account.Store.Roles(p.ctx)
	if err != nil {
		return err
	}
	var known []ident.Person
	for _, g := range grants {
		if g.RevokedAt == nil && g.Role.Staff() && (g.Program == p.copy.Program || g.Program.IsZero()) {
			p.staff[g.Role] = append(p.staff[g.Role], g.Person)
			known = append(known, g.Person)
		}
	}
	found, err := p.o.People.PeopleByID(p.ctx, known)
	for _, x := range found {
		p.names[x.ID] = x.Name()
	}
	return err
}

func (p *play) person(key, given, family string, role auth.Role) (ident.Person, error) {
	x := &people.Person{
		ID: ident.NewPerson(), Email: strings.ToLower(key) + "." + p.tag() + "@rehearsal.invalid", GivenName: given, FamilyName: family, Locale: "en", Zone: p.copy.Zone,
		CreatedAt: p.clock.Now(),
	}
	p.cast[x.ID] = role
	return x.ID, p.o.Account.Store.AddPerson(p.ctx, x)
}

// number is a small number in words that can be a name.
func number(n int) string {
	words := []string{"Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprintf("Number %d", n)
}

// museums makes a US museum and one abroad that meet every rule, each with the people who speak for it.
func (p *play) museums(i int) (*pair, error) {
	x := &pair{}
	var err error
	if x.us, x.lead, err = p.museum(i, "US", "MN"); err != nil {
		return nil, err
	}
	x.abroad, x.partner, err = p.museum(i, "KE", "")
	return x, err
}

func (p *play) museum(i int, country, state string) (org ident.Organization, speaker ident.Person, err error) {
	yes, name := true, "Rehearsal Museum "+number(i+1)+" "+country+" "+p.tag()
	uei := strings.NewReplacer("I", "X", "O", "Y").Replace(strings.ToUpper(p.tag()[6:] + country[:1] + string(rune('A'+i))))
	o := &people.Organization{
		ID: ident.NewOrganization(), Name: name, NameKey: people.NameKey(name), Kind: people.Museum, City: "Rehearsal", Street: "1 Museum Street", PostalCode: "55401",
		Phone: "+1 202 555 0100", Website: "https://" + p.tag() + number(i+1) + strings.ToLower(country) + ".example.org", Nonprofit: &yes, MuseumFunctions: &yes,
		OpenedOn: calendar.On(1950+i, time.May, 1), UEI: &uei, Version: 1, CreatedAt: p.clock.Now(),
	}
	if err := o.Country.UnmarshalText([]byte(country)); err != nil {
		return o.ID, speaker, err
	}
	if state != "" {
		if err := o.State.UnmarshalText([]byte(state)); err != nil {
			return o.ID, speaker, err
		}
	}
	if err := p.o.People.Store.AddOrganization(p.ctx, o); err != nil {
		return o.ID, speaker, err
	}
	role := auth.PartnerCoordinator
	if country == "US" {
		role = auth.Coordinator
	}
	if speaker, err = p.person(strings.ToLower(country)+number(i+1), "Speaker", number(i+1), role); err != nil {
		return o.ID, speaker, err
	}
	roles := []auth.Role{role}
	if country == "US" {
		roles = append(roles, auth.Official) // who signs
	}
	for _, r := range roles {
		m := &people.Membership{ID: ident.NewMembership(), Person: speaker, Organization: o.ID, Role: r, Title: "Project coordinator"}
		if err := p.o.People.Store.AddMembership(p.ctx, m); err != nil {
			return o.ID, speaker, err
		}
	}
	return o.ID, speaker, nil
}
