package sample

import (
	"cmp"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// begin makes what stands before any cycle: rules of law, funders, programs, staff and the form.
func (t *telling) begin() error {
	t.ago(520, 9)
	if err := t.o.Fund.Seed(t.ctx); err != nil {
		return err
	}
	state := &fund.Funder{ID: ident.NewFunder(), Key: "state", Name: "U.S. Department of State, Bureau of Educational and Cultural Affairs", Federal: true}
	getty := &fund.Funder{ID: ident.NewFunder(), Key: "getty", Name: "Getty Foundation"}
	for _, f := range []*fund.Funder{state, getty} {
		if err := t.o.Fund.Store.AddFunder(t.ctx, f); err != nil {
			return err
		}
	}
	if err := t.programs(state.ID, getty.ID); err != nil {
		return err
	}
	if err := t.staff(); err != nil {
		return err
	}
	return t.money(state.ID)
}

func (t *telling) programs(state, getty ident.Funder) error {
	for _, p := range []*program.Program{
		{Key: "museums_connect", Name: "Museums Connect", Administrator: "American Alliance of Museums", Funder: state, Summary: words(
			"Museums in the United States and abroad carry out projects together with their communities.",
			"Museos de Estados Unidos y de otros países realizan proyectos junto con sus comunidades.", "美国与其他国家的博物馆携手社区共同开展项目。")},
		{Key: "getty_fellowship", Name: "Getty Fellowship", Administrator: "American Alliance of Museums", Funder: getty, Summary: words(
			"Museum professionals from outside the United States take part in the annual meeting.",
			"Profesionales de museos de fuera de Estados Unidos participan en la reunión anual.", "美国以外的博物馆专业人员参加年会。")},
	} {
		p.ID = ident.NewProgram()
		if p.Key == "museums_connect" {
			t.program = p.ID
		}
		if err := t.o.Program.Store.AddProgram(t.ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// person makes somebody with a verified address; the password is empty for those nobody signs in as.
func (t *telling) person(key, email, given, family, locale, password string) error {
	p := &people.Person{
		ID: ident.NewPerson(), Email: email, GivenName: given, FamilyName: family, Locale: cmp.Or(locale, "en"), Zone: zone, CreatedAt: t.clock.Now(),
	}
	if err := t.o.Account.Store.AddPerson(t.ctx, p); err != nil {
		return fmt.Errorf("add %s: %w", email, err)
	}
	t.people[key] = p.ID
	at := t.clock.Now()
	c := &account.Credential{Person: p.ID, VerifiedAt: &at, ChangedAt: at}
	if password != "" {
		hash := t.o.Account.Hasher.Hash(password)
		c.PasswordHash = &hash
	}
	return t.o.Account.Store.SaveCredential(t.ctx, c)
}

// staff makes everyone one can sign in as, and the panelists; the administrator gives the others their roles.
func (t *telling) staff() error {
	for _, r := range append(Roles(), panelists()...) {
		password := Password
		if r.Does == "" {
			password = ""
		}
		if err := t.person(r.Key, cmp.Or(r.Email, r.Key+"@example.org"), r.Given, r.Family, "en", password); err != nil {
			return err
		}
	}
	first := &account.RoleGrant{ID: ident.NewRoleGrant(), Person: t.people["admin"], Role: auth.Admin, GrantedAt: t.clock.Now()}
	if err := t.o.Account.Store.AddRole(t.ctx, first); err != nil {
		return err
	}
	for _, r := range Roles() {
		if r.staff == "" || r.Key == "admin" {
			continue
		}
		in := account.GrantRoleInput{Person: t.people[r.Key], Role: r.staff}
		if !r.everywhere {
			in.Program = &t.program
		}
		if _, err := t.o.Account.GrantRole(t.as("admin"), in); err != nil {
			return err
		}
	}
	return nil
}

// money is the funder's award behind two cycles, and the forms both use.
func (t *telling) money(state ident.Funder) error {
	t.ago(500, 10)
	year := t.liveYear() - 2
	in := fund.RecordAwardInput{
		Funder: state, Number: fmt.Sprintf("S-ECAGD-%02d-CA-0117", year%100), Title: "Museums Connect", AssistanceListing: "19.415", Amount: "1250000.00", Currency: "USD",
		StartsOn: calendar.On(year, time.June, 1), EndsOn: calendar.On(year+4, time.September, 30),
	}
	if set, ok := fund.InForce(calendar.Of(t.clock.Now(), time.UTC)); ok {
		in.RuleSet = set.Key
	}
	a, err := t.o.Fund.RecordAward(t.as("director"), in)
	if err != nil {
		return err
	}
	t.funderAward = a.ID
	ids := []*ident.Form{&t.profileForm, &t.statementForm, &t.form}
	var reports [3]ident.Form // found by their keys
	ids = append(ids, &reports[0], &reports[1], &reports[2])
	for i, in := range []form.DraftInput{
		{Key: form.ProfileKey, Title: form.ProfileTitle(), Definition: form.MuseumsConnectProfile()},
		{Key: form.StatementKey, Title: form.StatementTitle(), Definition: form.MuseumsConnectStatement()},
		{Key: form.MuseumsConnectKey, Title: form.MuseumsConnectTitle(), Definition: form.MuseumsConnectProposal()},
		{Key: form.ReportKey, Title: form.ReportTitle(), Definition: form.MuseumsConnectReport()},
		{Key: form.FinalReportKey, Title: form.FinalReportTitle(), Definition: form.MuseumsConnectFinalReport()},
		{Key: form.FinancialReportKey, Title: form.FinancialReportTitle(), Definition: form.MuseumsConnectFinancialReport()},
	} {
		f, err := t.o.Form.Draft(t.as("director"), in)
		if err != nil {
			return err
		}
		if _, err := t.o.Form.Publish(t.as("director"), form.PublishInput{Form: f.ID}); err != nil {
			return err
		}
		*ids[i] = f.ID
	}
	return nil
}

// museum makes an organization of the sample world, once by its name.
func (t *telling) museum(h host) (*people.Organization, error) {
	if o := t.museums[h.name]; o != nil {
		return o, nil
	}
	yes, lat, lon := true, h.lat, h.lon
	o := &people.Organization{
		ID: ident.NewOrganization(), Name: h.name, NameLocal: h.local, NameLang: h.lang, NameKey: people.NameKey(h.name), Kind: h.kind, Country: h.country, City: h.city,
		Lat: &lat, Lon: &lon, Version: 1, CreatedAt: t.clock.Now(),
	}
	if h.state != "" {
		if err := o.State.UnmarshalText([]byte(h.state)); err != nil {
			return nil, err
		}
	}
	if h.given != "" { // of the past, only what public records say
		o.Nonprofit, o.MuseumFunctions = &yes, &yes
		o.Street, o.Phone = itoa(100+int(h.number()%800))+" Museum Street", h.phone()
		o.Website = "https://" + h.slug() + ".example.org"
		o.OpenedOn = calendar.On(1900+int(h.number()%115), time.Month(1+h.number()%12), 15)
	}
	if h.country == "US" && h.given != "" {
		uei := h.uei()
		o.UEI, o.PostalCode = &uei, fmt.Sprintf("%05d", 10000+h.number()%80000)
	}
	if err := t.o.People.Store.AddOrganization(t.ctx, o); err != nil {
		return nil, fmt.Errorf("add %s: %w", h.name, err)
	}
	t.museums[h.name] = o
	return o, nil
}

// speaker makes the museum's coordinator and the role they hold there.
func (t *telling) speaker(h host, key string) error {
	o, err := t.museum(h)
	if err != nil {
		return err
	}
	if _, ok := t.people[key]; !ok {
		if err := t.person(key, h.email(), h.given, h.family, h.locale, ""); err != nil {
			return err
		}
	}
	if t.speaking[key+" "+h.name] {
		return nil
	}
	t.speaking[key+" "+h.name] = true
	role := auth.Coordinator
	if h.country != "US" {
		role = auth.PartnerCoordinator
	}
	return t.o.People.Store.AddMembership(t.ctx, &people.Membership{ID: ident.NewMembership(), Person: t.people[key], Organization: o.ID, Role: role, Title: "Project coordinator"})
}
