package sample

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
)

const zone = "America/New_York"

// words are the same words in the three languages of the product.
func words(en, es, zh string) program.Text {
	return program.Text{"en": en, "es": es, "zh-Hans": zh}
}

// liveThemes are a master theme, which holds for all, and five others to choose from.
func liveThemes() []program.Text {
	return []program.Text{
		words("Youth Engagement and Social Inclusion", "Participación juvenil e inclusión social", "青年参与和社会包容"),
		words("Empowering Women and Girls", "Empoderamiento de mujeres y niñas", "赋权妇女和女童"),
		words("Environmental Sustainability", "Sostenibilidad ambiental", "环境可持续性"),
		words("Countering Extremism", "Lucha contra el extremismo", "应对极端主义"),
		words("Expanding Access to Quality Education", "Ampliar el acceso a una educación de calidad", "扩大优质教育机会"),
		words("Economic Empowerment and Entrepreneurship", "Autonomía económica y emprendimiento", "经济赋权与创业"),
	}
}

// criteria are those of 2014 to 2016 with the default weights; community breaks ties first, outcomes second.
func criteria(c ident.Cycle) []*program.Criterion {
	list := []program.Criterion{
		{Key: "concept", Weight: 15, Title: words("Project concept", "Concepto del proyecto", "项目构想"), Meaning: words(
			"Original; answers a need both communities have; needs work across borders.",
			"Original; responde a una necesidad de ambas comunidades; exige trabajar más allá de las fronteras.", "有新意；回应两个社区的共同需要；必须跨国合作。")},
		{Key: "community", Weight: 20, TieBreak: 1, Title: words("Community", "Comunidad", "社区"), Meaning: words(
			"Members are equal participants; who they are and how they are recruited is plain; evidence of support.",
			"Los miembros participan en pie de igualdad; está claro quiénes son y cómo se les convoca; hay pruebas de apoyo.", "成员平等参与；对象与招募方式明确；有支持的证据。")},
		{Key: "structure", Weight: 15, Title: words("Project structure", "Estructura del proyecto", "项目结构"), Meaning: words(
			"A detailed plan from start to end that foresees difficulties.", "Un plan detallado de principio a fin que prevé dificultades.", "自始至终的详细计划，并预见困难。")},
		{Key: "outputs", Weight: 15, Title: words("Outputs and public outreach", "Productos y difusión", "成果与公众推广"), Meaning: words(
			"Specific outputs; outreach in the United States and abroad.", "Productos concretos; difusión en Estados Unidos y en el extranjero.", "成果具体；在美国和国外均有推广。")},
		{Key: "outcomes", Weight: 15, TieBreak: 2, Title: words("Outcomes and impact", "Resultados e impacto", "成效与影响"), Meaning: words(
			"The required outcome and at least two others, measured; effect on participants and beyond.",
			"El resultado obligatorio y al menos otros dos, medidos; efecto en los participantes y más allá.", "必需成效及至少另两项，可衡量；对参与者及更广范围的影响。")},
		{Key: "capacity", Weight: 10, Title: words("Institutional capacity", "Capacidad institucional", "机构能力"), Meaning: words(
			"Fits both missions; expertise; experience of linking museum and community.",
			"Encaja en ambas misiones; pericia; experiencia en vincular museo y comunidad.", "契合双方宗旨；有专长；有联结博物馆与社区的经验。")},
		{Key: "budget", Weight: 5, Title: words("Budget", "Presupuesto", "预算"), Meaning: words("Realistic and within the rules.", "Realista y conforme a las reglas.", "切合实际并符合规定。")},
		{Key: "sustainability", Weight: 5, Title: words("Sustainability", "Sostenibilidad", "可持续性"), Meaning: words(
			"Thoughtful about what continues after the award.", "Reflexión sobre lo que continúa después de la subvención.", "认真考虑资助结束后的延续。")},
	}
	out := make([]*program.Criterion, len(list))
	for i := range list {
		k := list[i]
		k.ID, k.Cycle, k.Ordinal = ident.NewCriterion(), c, i+1
		out[i] = &k
	}
	return out
}

// call is a draft cycle of Museums Connect as the director would publish it.
type call struct {
	year          int
	appropriation int64 // dollars
	opens, closes time.Time
	starts        calendar.Date
}

func (t *telling) cycle(c call) *program.Detail {
	d := &program.Detail{Cycle: program.Cycle{
		ID: ident.NewCycle(), Program: t.program, Year: c.year, Title: "Museums Connect " + itoa(c.year), State: program.Draft, Zone: zone, FunderAward: t.funderAward,
		AppropriationMinor: c.appropriation * 100, AdminReserveMinor: 40_000_00, Currency: money.USD, AwardMinMinor: 50_000_00, AwardMaxMinor: 100_000_00,
		CostShare: 5_000, YearsOpenMin: 2, ReapplyGapYears: 3, ThemeRule: program.MasterAndOther, ReviewsNeeded: 3, HalfPoints: true, CommentMinChars: 50, ConflictMonths: 24,
		ProjectStartsOn: c.starts, ProjectEndsOn: c.starts.AddYears(1).AddDays(-1), ProfileForm: t.profileForm, StatementForm: t.statementForm, ProposalForm: t.form, Version: 1,
	}}
	for _, p := range []struct {
		kind   program.PhaseKind
		before int // days before proposals close
	}{{program.ProfileAlone, 14}, {program.ProfileWithPartner, 11}, {program.StatementPhase, 7}, {program.ProposalPhase, 0}} {
		closes := c.closes.AddDate(0, 0, -p.before)
		d.Phases = append(d.Phases, &program.Phase{ID: ident.NewPhase(), Cycle: d.ID, Kind: p.kind, OpensAt: c.opens, ClosesAt: closes, GraceSeconds: 60})
	}
	for i, title := range liveThemes() {
		d.Themes = append(d.Themes, &program.Theme{ID: ident.NewTheme(), Cycle: d.ID, Title: title, Master: i == 0, Ordinal: i + 1})
	}
	d.Criteria = criteria(d.ID)
	return d
}
