package sample

import (
	"strings"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/form"
)

// answers write a whole proposal of a pair about a topic, as lead and partner together would.
func (p pair) answers(t topic, title string) form.Answers {
	fill := strings.NewReplacer("{us}", p.us.name, "{abroad}", p.abroad.name, "{ustown}", p.us.city, "{town}", p.abroad.city,
		"{group}", t.group, "{making}", t.making, "{skill}", t.skill, "{tool}", t.tool)
	out := form.Answers{
		"title": title, "abstract": fill.Replace(t.abstract), "audiences": t.audiences, "concept": fill.Replace(t.concept),
		"activities": fill.Replace(t.activities), "travel_reciprocal": "yes", "lead_type": typeOf(p.us), "partner_type": typeOf(p.abroad),
		"lead_director": p.us.director, "lead_director_email": p.us.email(), "lead_phone": p.us.phone(), "lead_founded": p.us.founded(), "lead_employees": p.us.employees(),
		"partner_director": p.abroad.director, "partner_director_email": p.abroad.email(), "partner_phone": p.abroad.phone(),
		"partner_founded": p.abroad.founded(), "partner_employees": p.abroad.employees(),
	}
	for key, text := range sharedProse() {
		out[key] = fill.Replace(text)
	}
	out["outcome_model"] = outcomeModel(fill)
	return out
}

// outcomeModel are the required outcome and two others, each with how it is seen.
func outcomeModel(fill *strings.Replacer) string {
	var rows []form.Row
	for _, texts := range [][8]string{
		{
			"Participants on both sides know and think more truly of the other community.", "Right answers to twenty statements, and one drawn map; who could name a person to write to.",
			"Survey before, after, and six months later; a comparison group of forty", "both", "October, before the first meeting", "Right answers rise by half; three of four name a person", "October, August, February", "Independent evaluator",
		},
		{
			"Participants learn {skill}.", "Levels reached in a task, judged by an outsider who does not know which work is early and which late.",
			"A judged task, four levels", "both", "November", "Eight of ten improve by at least one level", "November and August", "Heads of education of both museums",
		},
		{
			"Visitors come who did not come before.", "Postal district and first visit, asked at the door.",
			"Door survey on twenty days", "both", "The same days of last year", "A quarter more first visits from the participants' districts in {ustown} and {town}", "By the end of the project", "Visitor services of both museums",
		},
	} {
		row := form.Row{}
		for i, col := range form.OutcomeColumns() {
			row[col.Key] = fill.Replace(texts[i])
		}
		rows = append(rows, row)
	}
	return (&form.Question{Kind: form.Outcomes}).Join(rows)
}

// sharedProse are the answers that differ from proposal to proposal by their names and figures only.
func sharedProse() map[string]string {
	return map[string]string{
		"lead_statement":          `{us} has worked with schools and neighborhood groups in {ustown} for more than fifteen years and receives about forty thousand visitors a year. It has led two federal grants and one state grant, each closed on time and without findings, and has exchanged staff with museums in three countries.`,
		"partner_statement":       `{abroad} is the museum to which schools in {town} turn first. It has its own education department, a conservation workshop and a hall for two hundred people, and has carried out four projects with foreign partners, two of them with money from the European Union or from UNESCO.`,
		"partner_role":            `We recruit and teach the participants in {town}, host the visit from {ustown}, and make our half of {making}. Our head of education leads the project here and gives two days a week to it; a curator and an accountant give half a day each. We decide about everything that concerns our community, and the budget lines marked as ours are ours to spend and to account for.`,
		"partner_community":       `The participants on our side are {group} from three districts of {town}. We asked them in two open evenings and by visits to families; forty came, and they chose among themselves those who would travel. A council of six, four of them participants, meets each month and can stop an activity.`,
		"community_us":            `Twenty {group} in {ustown}, most of whom have not been to the museum before. They are invited by the people they trust: teachers, coaches, clergy, and graduates of our earlier programs. Each receives a stipend, so that nobody chooses between this and a job. Four of them sit on the steering group with full votes, and they, not staff, choose what is shown.`,
		"community_abroad":        `Twenty {group} in {town}, chosen by an open call that {abroad} wrote with its community council. Their part is equal in number, in travel and in say: every product carries both groups' names, and a thing that one side does not accept is not shown.`,
		"community_organizations": `In {ustown}: the public library, the Boys & Girls Club, two high schools and the community college. In {town}: the teachers' union, the municipal youth house and a radio station. Letters are attached.`,
		"travel":                  `Eight participants and two chaperones travel from {ustown} to {town} for ten days, and the same number in the other direction. Participants stay with families who have been visited beforehand. All flights keep to the Fly America Act. Applications for J-1 visas go out more than eight weeks ahead. Should a journey become unsafe, both groups meet in a third city that both museums know.`,
		"timeline":                `Quarter 1: recruitment, training, first meetings by video. Quarter 2: joint work, first journey. Quarter 3: making of {making}, second journey. Quarter 4: opening, evaluation, reports, handing over to those who continue. Quarterly reports follow within thirty days of each quarter.`,
		"outputs":                 `The main output is {making}. Beside it: forty recorded conversations kept by both museums with the speakers' consent; a teaching kit for grades six to twelve, tried out in eight schools; a website in both languages; and a short account of what did not work, for other museums.`,
		"outreach_us":             `Openings in {ustown} and at two branch libraries; weekly posts written by participants; a half-hour program on public radio; and an evening at the state museum association. We expect eight thousand visitors and thirty thousand listeners and readers.`,
		"outreach_abroad":         `Openings in {town} and in two villages; a series on local radio; school visits on twelve days; and a stand at the spring fair. We expect twelve thousand visitors. Everything is announced in the language people speak at home.`,
		"credit":                  `Every product and release carries the line: "Made possible by Museums Connect, a program of the U.S. Department of State's Bureau of Educational and Cultural Affairs, administered by the American Alliance of Museums."`,
		"new_project":             `The earlier project was with another museum, another community and another subject. Nobody took part in it who takes part now; what we keep from it is the way of working: plans made together, two coordinators, and money that both sides can see.`,
		"mission":                 `{us} exists to let {ustown} understand itself through those who shaped it; {abroad} says the same of {town} in its charter. Neither can do so without the other half of a shared history. The project also carries out the community plan that {us} adopted two years ago after forty public meetings.`,
		"team":                    `The project director has led community programs at {us} for nine years and speaks the partner's language. Her counterpart in {town} trained teachers for twelve years before joining {abroad}. An evaluator from the state university has measured three international projects. A curator, an accountant and a producer on each side give fixed days; the CVs are attached.`,
		"afterwards":              `Both museums take the coordinator's hours into their own budgets for two years; the boards have resolved it. The teaching kit stays with the school districts, which have set aside money for printing. The steering group of participants becomes a standing council in each museum, and the two councils meet by video each quarter.`,
		"budget_narrative":        `About a third of the request pays for travel in both directions, because meeting is the heart of the project. The next largest part is {tool}. Prices are from quotes of this season, rounded to the dollar. The cost share is staff time by payroll records, space by the museums' published rates, and cash from the general fund; volunteers are counted at the published hourly value. Nothing is counted twice, and no other federal money is part of it.`,
	}
}

// budgetPart is a budget line in the making: its weight within the grant or within the cost share.
type budgetPart struct {
	item          budget.Item
	abroad        bool
	funding       budget.Funding
	description   string
	unit          string
	quantity      int64
	weight        int64
	justification string
}

func budgetParts(tool string) []budgetPart {
	return []budgetPart{
		{budget.TravelToPartner, false, budget.Grant, "Round-trip flights, {ustown} to {town}", "traveler", 10, 17, "Eight participants and two chaperones; economy fares on US carriers."},
		{budget.TravelToUS, true, budget.Grant, "Round-trip flights, {town} to {ustown}", "traveler", 10, 17, "Eight participants and two chaperones, with J-1 visa fees."},
		{budget.TravelToPartner, true, budget.Grant, "Ground transport and insurance", "day", 20, 4, "Ten days in each direction, one bus."},
		{budget.Materials, false, budget.Grant, "Materials in {ustown}", "month", 9, 8, "Workshop materials for twenty participants."},
		{budget.Materials, true, budget.Grant, "Materials in {town}", "month", 9, 8, "Workshop materials for twenty participants."},
		{budget.Consultants, false, budget.Grant, capital(tool), "lot", 4, 20, "By the lowest of three quotes."},
		{budget.Interpreters, false, budget.Grant, "Interpreters and translators", "day", 24, 8, "Meetings, captions and the printed texts."},
		{budget.ParticipantSupport, true, budget.Grant, "Participants' stipends in {town}", "participant", 20, 6, "So that nobody pays to take part."},
		{budget.Evaluation, false, budget.Grant, "Independent evaluation", "lot", 1, 12, "Design, three surveys and the report."},
		{budget.Salaries, false, budget.InKind, "Project director, part time", "month", 12, 30, "A quarter of full time, by payroll records."},
		{budget.Benefits, false, budget.InKind, "Fringe benefits of the director", "month", 12, 8, "At the audited rate."},
		{budget.Salaries, true, budget.InKind, "Head of education in {town}", "month", 12, 22, "Two days a week, by payroll records."},
		{budget.OtherDirect, true, budget.InKind, "Workshop and hall in {town}", "month", 10, 14, "At the museum's published rate."},
		{budget.IndirectCosts, false, budget.Cash, "Indirect costs at the de minimis rate", "lot", 1, 26, "Not charged to the grant."},
	}
}

// budget makes lines whose grant and cost share sum exactly to the dollars given.
func (p pair) budget(t topic, requested, share int64) []budget.LineInput {
	fill := strings.NewReplacer("{ustown}", p.us.city, "{town}", p.abroad.city)
	parts := budgetParts(t.tool)
	left := map[bool]int64{true: requested, false: share}
	last := map[bool]int{}
	for i, b := range parts {
		last[b.funding == budget.Grant] = i
	}
	out := make([]budget.LineInput, len(parts))
	for i, b := range parts {
		grant := b.funding == budget.Grant
		whole := map[bool]int64{true: requested, false: share}[grant]
		rate := whole * b.weight / 100 / b.quantity
		if i == last[grant] {
			rate = left[grant] / b.quantity
		}
		left[grant] -= rate * b.quantity
		out[i] = budget.LineInput{
			Item: b.item, Side: sideOf(b.abroad), Funding: b.funding, Description: fill.Replace(b.description), Unit: b.unit,
			Quantity: itoa(int(b.quantity)), Rate: itoa(int(rate)), Justification: b.justification,
		}
	}
	return out
}

// typeOf is the type of a museum, as its name tells it.
func typeOf(h host) string {
	for _, x := range []struct{ word, kind string }{
		{"Art", "art"},
		{"Child", "children"},
		{"Zoo", "living"},
		{"Garden", "living"},
		{"Aquarium", "living"},
		{"Natur", "natural_history"},
		{"Scien", "science"},
		{"Archaeo", "archaeology"},
		{"Memor", "memorial"},
		{"Center", "center"},
	} {
		if strings.Contains(h.name, x.word) {
			return x.kind
		}
	}
	return "history"
}
