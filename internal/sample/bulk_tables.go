package sample

import (
	"encoding/json"
	"time"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// tables are the whole world in the order of the schema.
func (w *bulk) tables() []postgres.Table {
	t := w.placesAndPeople()
	t = append(t, w.programTables()...)
	t = append(t, w.applicationTables()...)
	t = append(t, w.reviewTables()...)
	return append(t, w.awardTables()...)
}

func table(name string, n int, write func(l *line, i int), columns ...string) postgres.Table {
	return postgres.Table{Name: name, Columns: columns, Rows: rows(n, write)}
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("sample: " + err.Error()) // plain texts and numbers only
	}
	return string(b)
}

func english(s string) string { return jsonOf(map[string]string{"en": s}) }

// The staff of a bulk world, by number.
const (
	bulkOfficer = iota
	bulkGrants
	bulkDirector
)

func (w *bulk) born() time.Time { return time.UnixMilli(idsBegin).UTC() }

func (w *bulk) placesAndPeople() []postgres.Table {
	roles := []string{"program_officer", "grants_manager", "program_director"}
	groups := []struct {
		kind  thing
		n     int
		email string
	}{{aStaff, len(roles), "staff"}, {aReviewer, w.readers, "reviewer"}, {anApplicant, w.usMuseums, "applicant"}, {aPartner, w.abroad, "partner"}}
	t := []postgres.Table{}
	for _, g := range groups {
		t = append(t, table("people", g.n, func(l *line, i int) {
			r := w.draw(g.kind, i)
			l.id(w.id(g.kind, i)).text(g.email + "-" + itoa(i+1) + "@sample.example.org").text(pick(r, givenNames())).text(pick(r, founders())).time(w.born()).end()
		}, "id", "email", "given_name", "family_name", "created_at"))
	}
	for _, g := range []struct {
		kind, speaker thing
		n             int
		role          string
	}{{aUSMuseum, anApplicant, w.usMuseums, "applicant_coordinator"}, {aMuseumAbroad, aPartner, w.abroad, "partner_coordinator"}} {
		t = append(t, table("organizations", g.n, func(l *line, i int) { w.museum(l, g.kind, i) },
			"id", "name", "name_key", "country", "state", "city", "street", "lat", "lon", "nonprofit", "opened_on", "museum_functions", "created_at"),
			table("memberships", g.n, func(l *line, i int) {
				l.id(w.id(aMembership, int(g.kind)<<32|i)).id(w.id(g.speaker, i)).id(w.id(g.kind, i)).text(g.role).end()
			}, "id", "person_id", "organization_id", "role"))
	}
	return append(t, table("role_grants", len(roles), func(l *line, i int) {
		l.id(w.id(aRole, i)).id(w.id(aStaff, i)).text(roles[i]).id(w.id(aProgram, 0)).time(w.born()).end()
	}, "id", "person_id", "role", "program_id", "granted_at"))
}

func (w *bulk) museum(l *line, kind thing, i int) {
	at := w.town(kind, i)
	r := w.draw(aMembership, int(kind)<<32|i)
	name := museumName(r, at)
	l.id(w.id(kind, i)).text(name).text(people.NameKey(name)).text(at.country).text(at.state).text(at.name).text(itoa(100+r.IntN(900)) + " Museum Street").
		float(at.lat + r.Float64()/10 - 0.05).float(at.lon + r.Float64()/10 - 0.05).bool(true).day(w.born().AddDate(-5-r.IntN(90), r.IntN(12), 0)).bool(true).time(w.born()).end()
}

func (w *bulk) programTables() []postgres.Table {
	live := w.live()
	days := func(c *bulkCycle) (time.Time, time.Time) {
		return time.Date(c.year, time.August, 1, 0, 0, 0, 0, time.UTC), time.Date(c.year+1, time.July, 31, 0, 0, 0, 0, time.UTC)
	}
	themes := []string{"Empowering Women and Girls", "Environmental Sustainability", "Youth Engagement", "Social Inclusion", "Access to Education"}
	criteria := []struct{ key, title, meaning string }{
		{"community", "Community", "Members are equal participants, and evidence says so."},
		{"concept", "Project concept", "Original, needed in both communities, and needs work across borders."},
		{"outcomes", "Outcomes and impact", "The required outcome and two others, with baselines and targets."},
		{"capacity", "Institutional capacity", "Fits the missions; the team has done such work."},
	}
	definition := form.MuseumsConnectProposal()
	return []postgres.Table{
		table("funders", 1, func(l *line, _ int) {
			l.id(w.id(aFunder, 0)).text("sample").text("Foundation of the Sample").bool(false).end()
		}, "id", "key", "name", "federal"),
		table("funder_awards", 1, func(l *line, _ int) {
			l.id(w.id(aFunderAward, 0)).id(w.id(aFunder, 0)).text("SAMPLE-1").text("Sample partnerships").int(w.funded()).day(w.born()).day(w.born().AddDate(40, 0, 0)).end()
		}, "id", "funder_id", "number", "title", "amount_minor", "starts_on", "ends_on"),
		table("programs", 1, func(l *line, _ int) {
			l.id(w.id(aProgram, 0)).text("sample_partnerships").text("Sample Partnerships").text("Vitrine").id(w.id(aFunder, 0)).text(english("A program of any size, for trying things out.")).end()
		}, "id", "key", "name", "administrator", "funder_id", "summary"),
		table("forms", 1, func(l *line, _ int) {
			l.id(w.id(aForm, 0)).text("sample_proposal").int(1).text(jsonOf(form.MuseumsConnectTitle())).text(jsonOf(definition)).time(w.born()).end()
		}, "id", "key", "version", "title", "definition", "published_at"),
		table("cycles", len(live), func(l *line, i int) {
			c := &w.cycles[live[i]]
			state := "active"
			if c.review {
				state = "review"
			}
			from, to := days(c)
			l.id(w.id(aCycle, live[i])).id(w.id(aProgram, 0)).int(int64(c.year)).text("Sample Partnerships " + itoa(c.year)).text(state).id(w.id(aFunderAward, 0)).
				int(c.appropriation()).int(bulkReserve).day(from).day(to).time(c.closes.Add(time.Hour)).id(w.id(aForm, 0)).end()
		}, "id", "program_id", "year", "title", "state", "funder_award_id", "appropriation_minor", "admin_reserve_minor", "project_starts_on", "project_ends_on", "review_opened_at", "proposal_form_id"),
		table("phases", len(live), func(l *line, i int) {
			c := &w.cycles[live[i]]
			l.id(w.id(aPhase, live[i])).id(w.id(aCycle, live[i])).text("proposal").time(c.opens).time(c.closes).end()
		}, "id", "cycle_id", "kind", "opens_at", "closes_at"),
		table("themes", len(live)*len(themes), func(l *line, i int) {
			c, k := live[i/len(themes)], i%len(themes)
			l.id(w.id(aTheme, c*100+k)).id(w.id(aCycle, c)).text(english(themes[k])).int(int64(k + 1)).end()
		}, "id", "cycle_id", "title", "ordinal"),
		table("criteria", len(live)*bulkCriteria, func(l *line, i int) {
			c, k := live[i/bulkCriteria], i%bulkCriteria
			x := criteria[k]
			tie := map[string]int64{"community": 1, "outcomes": 2}[x.key]
			l.id(w.id(aCriterion, c*100+k)).id(w.id(aCycle, c)).text(x.key).text(english(x.title)).text(english(x.meaning)).int(int64(bulkWeights()[k])).int(int64(k + 1)).int(tie).end()
		}, "id", "cycle_id", "key", "title", "meaning", "weight", "ordinal", "tie_break"),
	}
}

// live are the cycles somebody applied to.
func (w *bulk) live() []int {
	var out []int
	for i := range w.cycles {
		if !w.cycles[i].empty() {
			out = append(out, i)
		}
	}
	return out
}

// funded is what the funder gave for all cycles, with a little never used.
func (w *bulk) funded() int64 {
	sum := int64(1_000_000_00)
	for _, i := range w.live() {
		sum += w.cycles[i].appropriation()
	}
	return sum
}
