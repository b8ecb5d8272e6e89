package web

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/travel"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// boxText says what a box of the form DS-2019 lacks.
func boxText(p view.Page, box string) string {
	return findingText(p, ruleset.Finding{Code: "ds2019_" + box})
}

// showsForm tells whether the form of the personal data is drawn: before anything was entered, after it was opened,
// and where it was refused just now.
func (d passenger) showsForm() bool {
	return d.who.KnownAt == nil || d.opened != nil || d.typed.Has("save.surname")
}

func (d passenger) secretVersion() string {
	if d.typed.Has("save.surname") {
		return d.typed.Get("version")
	}
	if d.opened != nil {
		return strconv.Itoa(d.opened.Version)
	}
	return "0"
}

// of is what was typed into a field of the form of one step.
func (d passenger) of(v travel.VisaVerb, name string) string {
	if d.typed.Get("visa.verb") != string(v) {
		return ""
	}
	return d.typed.Get(name)
}

// passengerFacts are what may be known of a traveler without opening anything.
func passengerFacts(p view.Page, d passenger) []view.Fact {
	group := p.T("travel.group.staff")
	if d.who.Community {
		group = p.T("travel.group.community")
	}
	out := []view.Fact{
		{Term: p.T("travel.museum"), Value: view.Name(d.Museum(d.who.Organization).Name, "")},
		{Term: p.T("travel.group"), Value: view.Text(group)},
		{Term: p.T("travel.age"), Value: view.Text(ageText(p, d.who))},
		{Term: p.T("travel.gender"), Value: view.Text(p.Choice("travel.gender", string(d.who.Gender)))},
		{Term: p.T("travel.country"), Value: view.Text(countryText(p, d.who.Country))},
	}
	if c := d.who.Cover(); c != nil {
		found := exchange.InsuranceLimits().Insured(c, d.StartsOn, d.EndsOn)
		text := badge(p.T("travel.insured"), view.Good)
		if len(found) > 0 && d.NeedsVisa(d.who) {
			text = findingList(p, found)
		}
		out = append(out, view.Fact{Term: p.T("travel.insurance"), Value: text})
	}
	return out
}

func visaFacts(p view.Page, c *travel.Case) []view.Fact {
	tone := view.Waiting
	if c.State.Granted() {
		tone = view.Good
	} else if c.State == exchange.VisaRefused || c.State == exchange.VisaWithdrawn {
		tone = view.Bad
	}
	out := []view.Fact{{Term: p.T("officer.state"), Value: badge(visaText(p, c.State), tone)}}
	for _, x := range []struct {
		term string
		day  calendar.Date
	}{
		{p.T("travel.visa.sent_to_eca"), c.SentOn},
		{p.T("travel.visa.ds2019_issued"), c.FormIssuedOn},
		{p.T("travel.visa.interview"), c.InterviewOn},
		{p.T("travel.visa.issued"), c.IssuedOn},
		{p.T("travel.visa.entered"), c.EnteredOn},
		{p.T("travel.validate.on"), c.ValidatedOn},
		{p.T("travel.visa.departed"), c.DepartedOn},
		{p.T("travel.visa.ended"), c.EndedOn},
	} {
		if !x.day.IsZero() {
			out = append(out, view.Fact{Term: x.term, Value: view.Date(p, x.day)})
		}
	}
	if c.EndedReason != "" {
		out = append(out, view.Fact{Term: p.T("travel.why"), Value: view.Prose(c.EndedReason, "")})
	}
	return out
}

// particularFacts are the personal data of a traveler, before somebody who said what for.
func particularFacts(p view.Page, x *travel.Particulars) []view.Fact {
	previous := ""
	if x.PreviousJ != nil {
		previous = p.T("travel.no")
		if *x.PreviousJ {
			previous = p.T("travel.yes")
		}
	}
	support := ""
	for _, s := range x.Support {
		support = s.Source + ", " + p.Money(s.Amount)
	}
	var out []view.Fact
	for _, l := range []struct{ term, value string }{
		{p.T("travel.surname"), x.Surname},
		{p.T("travel.given"), x.Given},
		{p.T("travel.born"), p.Date(x.BornOn)},
		{p.T("travel.birth_city"), x.BirthCity},
		{p.T("travel.birth_country"), countryText(p, x.BirthCountry)},
		{p.T("travel.citizenship"), countryText(p, x.Citizenship)},
		{p.T("travel.residence"), countryText(p, x.Residence)},
		{p.T("travel.passport"), x.PassportNumber},
		{p.T("travel.passport.expires"), p.Date(x.PassportExpires)},
		{p.T("travel.email"), x.Email},
		{p.T("travel.phone"), x.Phone},
		{p.T("travel.address"), x.Address},
		{p.T("travel.emergency"), x.Emergency},
		{p.T("travel.employer"), x.Employer},
		{p.T("travel.position"), x.Position},
		{p.T("travel.position_code"), x.PositionCode},
		{p.T("travel.site"), x.Site},
		{p.T("travel.sponsor"), x.Sponsor},
		{p.T("travel.program_number"), x.ProgramNumber},
		{p.T("travel.form_purpose"), x.Purpose},
		{p.T("travel.form_from"), p.Date(x.From)},
		{p.T("travel.form_to"), p.Date(x.To)},
		{p.T("travel.category"), x.Category},
		{p.T("travel.subject_code"), x.SubjectCode},
		{p.T("travel.support"), support},
		{p.T("travel.responsible_officer"), x.ResponsibleOfficer},
		{p.T("travel.previous_j"), previous},
		{p.T("travel.insurance.policy"), x.Policy},
		{p.T("travel.sevis"), x.SEVIS},
		{p.T("travel.visa.number"), x.Visa},
	} {
		if l.value != "" && l.value != "–" {
			out = append(out, view.Fact{Term: l.term, Value: view.Name(l.value, "")})
		}
	}
	return out
}

// fieldGroup is some fields under one title.
type fieldGroup struct {
	title, hint string
	fields      []view.Field
}

// particularGroups are the fields of the personal data, filled with what was typed, is kept, or is likely.
func particularGroups(p view.Page, d passenger) []fieldGroup {
	x := d.likely()
	field := func(name, label, hint, value string) view.Field {
		return view.Field{Name: "save." + name, Label: label, Hint: hint, Optional: true, Value: d.value("save."+name, value)}
	}
	asked := func(f view.Field) view.Field {
		f.Optional = false
		return f
	}
	day := func(name, label string, on calendar.Date) view.Field {
		f := field(name, label, "", on.String())
		f.Type, f.Short = "date", true
		return f
	}
	country := func(name, label string, c place.Country) view.Field {
		f := field(name, label, "", string(c))
		f.Options = countryOptions(p, p.T("form.q.choose"), place.All())
		return f
	}
	gender := field("gender", p.T("travel.gender"), "", string(x.Gender))
	gender.Options = []view.Option{{Label: p.T("form.q.choose")}}
	for _, g := range exchange.Genders() {
		gender.Options = append(gender.Options, view.Option{Value: string(g), Label: p.Choice("travel.gender", string(g))})
	}
	groups := []fieldGroup{
		{p.T("travel.group.passport"), p.T("travel.group.passport.hint"), []view.Field{
			asked(field("surname", p.T("travel.surname"), "", x.Surname)), field("given", p.T("travel.given"), "", x.Given), gender, asked(day("bornOn", p.T("travel.born"), x.BornOn)),
			field("birthCity", p.T("travel.birth_city"), "", x.BirthCity), country("birthCountry", p.T("travel.birth_country"), x.BirthCountry),
			asked(country("citizenship", p.T("travel.citizenship"), x.Citizenship)), country("residence", p.T("travel.residence"), x.Residence),
			field("passportNumber", p.T("travel.passport"), "", x.PassportNumber), day("passportExpires", p.T("travel.passport.expires"), x.PassportExpires),
		}},
		{p.T("travel.group.contact"), "", []view.Field{
			field("email", p.T("travel.email"), "", x.Email), field("phone", p.T("travel.phone"), "", x.Phone), field("address", p.T("travel.address"), "", x.Address),
			field("emergency", p.T("travel.emergency"), p.T("travel.emergency.hint"), x.Emergency), field("employer", p.T("travel.employer"), "", x.Employer), field("position", p.T("travel.position"), "", x.Position),
		}},
	}
	if !d.NeedsVisa(d.who) && !d.Museum(d.who.Organization).Abroad {
		return groups
	}
	previous := field("previousJ", p.T("travel.previous_j"), "", previousText(x))
	previous.Options = []view.Option{{Label: p.T("form.q.choose")}, {Value: "no", Label: p.T("travel.no")}, {Value: "yes", Label: p.T("travel.yes")}}
	source, amount := "", ""
	if len(x.Support) > 0 {
		source, amount = x.Support[0].Source, x.Support[0].Amount.Decimal()
	}
	return append(groups, fieldGroup{p.T("travel.group.form"), p.T("travel.group.form.hint"), []view.Field{
		field("positionCode", p.T("travel.position_code"), "", x.PositionCode), field("site", p.T("travel.site"), "", x.Site), field("sponsor", p.T("travel.sponsor"), "", x.Sponsor),
		field("programNumber", p.T("travel.program_number"), "", x.ProgramNumber), field("formPurpose", p.T("travel.form_purpose"), "", x.Purpose), day("from", p.T("travel.form_from"), x.From),
		day("to", p.T("travel.form_to"), x.To), field("category", p.T("travel.category"), "", x.Category), field("subjectCode", p.T("travel.subject_code"), "", x.SubjectCode),
		field("supportSource", p.T("travel.support.source"), "", source), field("support", p.T("travel.support.amount"), "", amount),
		field("responsibleOfficer", p.T("travel.responsible_officer"), "", x.ResponsibleOfficer), previous,
	}})
}

func previousText(x *travel.Particulars) string {
	if x.PreviousJ == nil {
		return ""
	}
	if *x.PreviousJ {
		return "yes"
	}
	return "no"
}

// likely is what was opened, or what a form begins with: the days of the trip and the lead museum as the site.
func (d passenger) likely() *travel.Particulars {
	if d.opened != nil {
		return d.opened.Particulars
	}
	x := &travel.Particulars{}
	x.From, x.To = d.StartsOn, d.EndsOn
	for _, m := range d.Museums {
		if m.Lead {
			x.Site = m.Name
		}
	}
	return x
}

// insuredAmount is one amount of an insurance, with its limit in its label.
type insuredAmount struct{ name, label, value string }

func insuredAmounts(p view.Page, t *travel.Traveler) []insuredAmount {
	usd := func(minor int64) string {
		if !t.Insured() {
			return ""
		}
		return money.New(minor, money.USD).Decimal()
	}
	l := exchange.InsuranceLimits()
	return []insuredAmount{
		{"medical", p.T("travel.insurance.medical", "limit", p.Money(l.Medical)), usd(t.MedicalMinor)},
		{"evacuation", p.T("travel.insurance.evacuation", "limit", p.Money(l.Evacuation)), usd(t.EvacuationMinor)},
		{"repatriation", p.T("travel.insurance.repatriation", "limit", p.Money(l.Repatriation)), usd(t.RepatriationMinor)},
		{"deductible", p.T("travel.insurance.deductible", "limit", p.Money(l.Deductible)), usd(t.DeductibleMinor)},
	}
}

// lookTable is who looked, when and what for.
func (d passenger) lookTable(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("travel.looks"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("travel.look.who")}, {Title: p.T("travel.look.at")}, {Title: p.T("travel.look.what")}, {Title: p.T("travel.look.purpose")}},
		Empty:   view.Empty{Title: p.T("travel.looks.none")},
	}
	for _, l := range d.looks {
		name := d.names[l.Person]
		if name == "" {
			name = p.T("travel.look.someone")
		}
		t.Rows = append(t.Rows, view.Row{Key: l.ID.String(), Cells: []templ.Component{
			view.Name(name, ""), view.Moment(p, l.At, nil), view.Text(p.Choice("travel.look", string(l.What))), view.Name(l.Purpose, ""),
		}})
	}
	return t
}
