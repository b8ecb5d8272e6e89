package sample

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

// journeys tells the travel of an official award: staff who went and came home, visitors who were cleared of whom one
// gave up the visa since, and students who wait for the consent of a guardian.
func (t *telling) journeys(c *program.Detail) error {
	list, err := t.o.Award.Awards(t.as("grants"), award.Filter{Cycle: c.ID, State: award.Official}, page.First(10))
	if err != nil || len(list.Nodes) == 0 {
		return err
	}
	w := slices.MinFunc(list.Nodes, func(a, b *award.Row) int { return strings.Compare(a.Number, b.Number) })
	t.ago(100, 9)
	o, err := t.o.Travel.Outline(t.as("officer"), w.ID)
	if err != nil {
		return err
	}
	j := &journeying{telling: t, award: w, home: o.Museums[0], abroad: o.Museums[len(o.Museums)-1]}
	if j.lead, err = t.hand(auth.Coordinator, j.home.Organization); err != nil {
		return err
	}
	if j.partner, err = t.hand(auth.PartnerCoordinator, j.abroad.Organization); err != nil {
		return err
	}
	j.went()
	j.cleared()
	j.planned()
	return j.err
}

// hand is the first person with a role at a museum.
func (t *telling) hand(role auth.Role, museum ident.Organization) (context.Context, error) {
	found, err := t.o.Travel.Store.Hands(t.ctx, role, []ident.Organization{museum})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("nobody is %s of %s", role, museum)
	}
	a, err := t.o.Account.Store.Actor(t.ctx, found[0])
	a.Via, a.SecondFactor = "web", true
	return auth.As(t.ctx, a), err
}

// journeying tells trips until the first failure.
type journeying struct {
	*telling
	award         *award.Row
	home, abroad  *travel.Museum
	lead, partner context.Context
	err           error
}

func (j *journeying) day(from int) calendar.Date {
	return calendar.Of(j.now, time.UTC).AddDays(from)
}

func (j *journeying) do(do func() error) {
	if j.err == nil {
		j.err = do()
	}
}

func (j *journeying) plan(from, to string, d exchange.Direction, leaves, home int, purpose string) ident.Trip {
	var id ident.Trip
	j.do(func() error {
		x, err := j.o.Travel.PlanTrip(j.lead, travel.PlanInput{Award: j.award.ID, TripInput: travel.TripInput{
			From: from, To: to, StartsOn: j.day(leaves), EndsOn: j.day(home), Purpose: purpose, Direction: d, Method: ruleset.PerDiem, Federal: true,
		}})
		if err == nil {
			id = x.ID
		}
		return err
	})
	return id
}

func (j *journeying) fly(id ident.Trip, on int, from, to, carrier, number string) {
	j.do(func() error {
		_, err := j.o.Travel.AddFlight(j.lead, travel.FlightInput{Trip: id, From: from, To: to, FliesOn: j.day(on), Designator: carrier, FlightNumber: number})
		return err
	})
}

// except gives the trip's second leg, which no US carrier flies, its evidence.
func (j *journeying) except(id ident.Trip) {
	j.do(func() error {
		d, err := j.o.Travel.Trip(j.lead, id)
		if err != nil {
			return err
		}
		_, err = j.o.Travel.ExceptFlight(j.lead, travel.ExceptionInput{
			Trip: id, Segment: d.Segments[1].ID, Exception: ruleset.NoUSService,
			File: form.SamplePDF("Flights offered", "", "No carrier of the United States sells a seat on the last leg, under its own number or a shared one."),
		})
		return err
	})
}

func (j *journeying) move(ctx context.Context, id ident.Trip, verbs ...travel.Verb) {
	for _, v := range verbs {
		j.do(func() error {
			_, err := j.o.Travel.MoveTrip(ctx, travel.MoveInput{Trip: id, Verb: v, Grant: "8412.60", Share: "1150.00"})
			return err
		})
	}
}

// goes puts somebody on a trip with their data.
func (j *journeying) goes(ctx context.Context, id ident.Trip, m *travel.Museum, community bool, surname, given string, g exchange.Gender, born calendar.Date) ident.Traveler {
	var who ident.Traveler
	j.do(func() error {
		d, err := j.o.Travel.AddTraveler(ctx, travel.AddTravelerInput{Trip: id, Organization: m.Organization, Community: community})
		if err != nil {
			return err
		}
		who = d.Travelers[len(d.Travelers)-1].ID
		no := false
		_, err = j.o.Travel.SaveTraveler(ctx, travel.SaveInput{
			Traveler: who, Surname: surname, Given: given, Gender: g, BornOn: born, BirthCity: "Example City", BirthCountry: m.Country, Citizenship: m.Country, Residence: m.Country,
			PassportNumber: "X0000000", PassportExpires: j.day(5 * 365), Email: "traveler@example.org", Phone: "+1 202 555 0100", Address: "1 Example Street", Emergency: "The museum, +1 202 555 0100",
			Employer: m.Name, PositionCode: "223", Position: "Museum educator", Site: j.home.Name, Sponsor: "Bureau of Educational and Cultural Affairs", ProgramNumber: "G-3-00000",
			FormPurpose: "Begin new program", From: d.StartsOn, To: d.EndsOn, Category: "Specialist", SubjectCode: "30.1401", SupportSource: "U.S. Department of State", Support: "3200.00",
			ResponsibleOfficer: "Responsible Example", PreviousJ: &no,
		})
		return err
	})
	return who
}

// went is a trip of the lead's staff and a volunteer to the partner, home again and reconciled.
func (j *journeying) went() {
	id := j.plan("Washington", j.city(), exchange.ToPartner, -60, -50, "Install the first part of the exhibition and meet the partner's neighbors.")
	j.goes(j.lead, id, j.home, false, "MORGAN", "ALEX", exchange.Female, calendar.On(1984, time.May, 2))
	j.goes(j.lead, id, j.home, true, "RIVERA", "SAM", exchange.Male, calendar.On(1999, time.March, 14))
	j.fly(id, -60, "IAD", "MEX", "UA", "829")
	j.fly(id, -59, "MEX", "OAX", "AM", "2043")
	j.except(id)
	j.fly(id, -50, "OAX", "IAH", "UA", "4393")
	j.ago(90, 10)
	j.move(j.as("officer"), id, travel.Approve)
	j.move(j.lead, id, travel.Book)
	j.ago(75, 10)
	j.move(j.as("officer"), id, travel.Clear)
	j.ago(59, 10)
	j.move(j.lead, id, travel.Travel)
	j.ago(40, 15)
	j.move(j.lead, id, travel.Reconcile)
}

// cleared is a visit to the lead museum; since it was cleared, one visitor gave up the visa.
func (j *journeying) cleared() {
	j.ago(38, 9)
	id := j.plan(j.city(), "Washington", exchange.ToUS, 24, 36, "The partner's educators teach with the lead museum's for two weeks.")
	one := j.goes(j.partner, id, j.abroad, false, "EXAMPLE", "ADA", exchange.Female, calendar.On(1991, time.September, 9))
	two := j.goes(j.partner, id, j.abroad, true, "EXAMPLE", "BRUNO", exchange.Male, calendar.On(2001, time.January, 30))
	j.fly(id, 24, "OAX", "IAH", "UA", "4393")
	j.fly(id, 36, "IAH", "OAX", "UA", "4394")
	j.move(j.as("officer"), id, travel.Approve)
	j.move(j.lead, id, travel.Book)
	for i, who := range []ident.Traveler{one, two} {
		j.visit(who, fmt.Sprintf("N000000000%d", i), fmt.Sprintf("E000000%d", i))
	}
	j.ago(9, 11)
	j.move(j.as("officer"), id, travel.Clear)
	j.ago(6, 11)
	j.visa(j.partner, two, travel.Withdraw, "")
	j.ago(5, 15)
	j.do(func() error {
		_, err := j.o.Travel.ReadTraveler(j.as("officer"), travel.ReadInput{Traveler: one, Purpose: "The consulate asked for the dates on the form."})
		return err
	})
}

// visit insures a visitor and takes the J-1 case to the visa.
func (j *journeying) visit(who ident.Traveler, sevis, visa string) {
	j.ago(36, 10)
	j.do(func() error {
		_, err := j.o.Travel.InsureTraveler(j.partner, travel.InsureInput{
			Traveler: who, Policy: "EX-" + sevis, From: j.day(20), To: j.day(40), Medical: "100000", Evacuation: "50000", Repatriation: "25000", Deductible: "250",
		})
		return err
	})
	j.visa(j.as("officer"), who, travel.SendForm, "")
	j.ago(22, 10)
	j.visa(j.as("officer"), who, travel.IssueForm, sevis)
	j.ago(14, 10)
	j.visa(j.partner, who, travel.HoldInterview, "")
	j.ago(10, 10)
	j.visa(j.partner, who, travel.IssueVisa, visa)
}

func (j *journeying) visa(ctx context.Context, who ident.Traveler, v travel.VisaVerb, number string) {
	j.do(func() error {
		_, err := j.o.Travel.MoveVisa(ctx, travel.MoveVisaInput{Traveler: who, Verb: v, Number: number, Reason: "Cannot travel for family reasons."})
		return err
	})
}

// planned is a trip of students, one of them a minor without consent.
func (j *journeying) planned() {
	j.ago(4, 10)
	id := j.plan("Washington", j.city(), exchange.ToPartner, 90, 100, "Students of both museums film the second part of the exhibition.")
	j.goes(j.lead, id, j.home, false, "LEE", "JORDAN", exchange.OtherGender, calendar.On(1979, time.July, 21))
	j.goes(j.lead, id, j.home, true, "YOUNG", "CASEY", exchange.Female, j.day(90).AddYears(-16))
	j.fly(id, 90, "IAD", "MEX", "AM", "685")
}

// city is where the partner is, by its country.
func (j *journeying) city() string {
	for _, x := range decidedPairs() {
		if string(x.abroad.country) == j.abroad.Country && x.abroad.name == j.abroad.Name {
			return x.abroad.city
		}
	}
	return place.Country(j.abroad.Country).Name("en")
}
