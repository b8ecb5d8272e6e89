package form

func community() Section {
	return section("community", ByLead, say("Community", "Comunidad", "社区"),
		prose("concept", 600,
			say("Project concept", "Concepto del proyecto", "项目构想"),
			say("Which need the two communities share, and why it takes work across borders.",
				"Qué necesidad comparten las dos comunidades y por qué exige trabajar más allá de las fronteras.",
				"两个社区有何共同需要，为何需要跨国合作。")),
		prose("community_us", 300,
			say("Community members in the United States", "Miembros de la comunidad en Estados Unidos", "美国社区成员"),
			say("Who they are, how many, how they are recruited, and how they are equal participants.",
				"Quiénes son, cuántos, cómo se les convoca y cómo participan en pie de igualdad.",
				"他们是谁、有多少人、如何招募，以及如何平等参与。")),
		prose("community_abroad", 300,
			say("Community members abroad", "Miembros de la comunidad en el extranjero", "国外社区成员"),
			say("The same for the partner's community, as far as the lead knows it.",
				"Lo mismo sobre la comunidad del socio, hasta donde el museo principal la conoce.",
				"就牵头馆所知，说明合作方社区的同样情况。")),
		prose("community_organizations", 150,
			say("Community organizations that support the project", "Organizaciones comunitarias que apoyan el proyecto", "支持项目的社区组织"), nil).optional(),
		papers("other_letters", 10,
			say("Letters from community organizations", "Cartas de organizaciones comunitarias", "社区组织来信"),
			say("If you have any; evidence that the community wants this.", "Si las tiene; muestran que la comunidad quiere el proyecto.", "如有，可证明社区支持该项目。")))
}

func structure() Section {
	return section("structure", Shared, say("Project structure", "Estructura del proyecto", "项目结构"),
		prose("activities", 800,
			say("Activities from start to end", "Actividades de principio a fin", "自始至终的活动"),
			say("Month by month, with the difficulties you foresee.",
				"Mes a mes, con las dificultades que prevé.", "逐月说明，并写明可预见的困难。")),
		prose("travel", 300,
			say("Travel in each direction", "Viajes en ambos sentidos", "双向交流旅行"),
			say("Who travels, when and why; community members should be among them.",
				"Quién viaja, cuándo y por qué; debe haber miembros de la comunidad.", "谁在何时为何旅行；应包括社区成员。")),
		Question{
			Key: "travel_reciprocal", Kind: YesNo, Required: true,
			Label: say("Do people travel in both directions?", "¿Se viaja en ambos sentidos?", "是否双向旅行？"),
		},
		oneWay(),
		prose("timeline", 300, say("Timeline", "Cronograma", "时间表"), nil),
		milestones())
}

func oneWay() Question {
	q := prose("travel_one_way", 150,
		say("Why people travel in one direction only", "Por qué se viaja en un solo sentido", "为何仅单向旅行"),
		say("For example because the Department of State advises against a visit, and what you do instead.",
			"Por ejemplo, porque el Departamento de Estado lo desaconseja, y qué se hará en su lugar.",
			"例如国务院不建议前往，以及替代安排。"))
	q.When = "filled(travel_reciprocal) && !travel_reciprocal"
	return q
}

func milestones() Question {
	return Question{
		Key: "milestones", Kind: Table, MaxRows: 30,
		Label: say("Milestones", "Hitos", "里程碑"),
		Help:  say("Dates that others can plan by.", "Fechas con las que otros puedan planificar.", "便于他人安排的日期。"),
		Columns: []Column{
			{Key: "by", Kind: Day, Required: true, Label: say("By", "Antes del", "截止日期")},
			{Key: "what", Kind: ShortText, Required: true, MaxChars: 200, Label: say("What is there", "Qué habrá", "完成内容")},
			{Key: "where", Kind: Choice, Required: true, Label: say("Where", "Dónde", "地点"), Options: []Option{
				option("us", "In the United States", "En Estados Unidos", "美国"),
				option("abroad", "Abroad", "En el extranjero", "国外"),
				option("both", "In both", "En ambos", "双方"),
			}},
		},
	}
}

func outputs() Section {
	return section("outputs", Shared, say("Outputs", "Productos", "项目产出"),
		prose("outputs", 400,
			say("Outputs", "Productos", "项目产出"),
			say("What will be there at the end: an exhibit, a film, a toolkit, and how many.",
				"Qué quedará al final: una exposición, una película, una guía, y cuántos.",
				"项目结束时会有什么：展览、影片、工具包，以及数量。")))
}

func communications() Section {
	return section("communications", Shared, say("Communications plan", "Plan de comunicación", "传播计划"),
		prose("outreach_us", 250, say("Outreach in the United States", "Difusión en Estados Unidos", "在美国的推广"), nil),
		prose("outreach_abroad", 250, say("Outreach abroad", "Difusión en el extranjero", "在国外的推广"), nil),
		prose("credit", 100, say("Media and credit line", "Medios y línea de crédito", "媒体与鸣谢文字"),
			say("The words under which the Department of State is thanked wherever the project is seen.",
				"Las palabras con que se agradece al Departamento de Estado dondequiera que se vea el proyecto.",
				"项目展示时对国务院的鸣谢文字。")))
}

func outcomes() Section {
	return section("outcomes", Shared, say("Outcomes and impact", "Resultados e impacto", "成效与影响"),
		Question{
			Key: "outcome_model", Kind: Outcomes, Required: true, MaxRows: 8,
			Label: say("Outcome model", "Modelo de resultados", "成效模型"),
			Help: say("The required outcome and at least two others that can be measured.",
				"El resultado obligatorio y al menos otros dos que se puedan medir.",
				"必需成效及至少两项可测量的其他成效。"),
		},
		prose("impact", 300, say("What changes for the wider community", "Qué cambia para la comunidad en general", "对更广泛社区的影响"), nil).optional())
}

func capacity() Section {
	return section("capacity", ByLead, say("Institutional capacity", "Capacidad institucional", "机构能力"),
		prose("mission", 250,
			say("How the project fits both missions", "Cómo encaja el proyecto en ambas misiones", "项目如何契合双方宗旨"), nil),
		prose("team", 350,
			say("Project team and its experience", "Equipo del proyecto y su experiencia", "项目团队及其经验"), nil),
		papers("cvs", 12, say("Curricula vitae of the team", "Currículos del equipo", "团队成员简历"), nil).required(),
		newProject())
}

// newProject is asked of those who were awarded before, E9.
func newProject() Question {
	q := prose("new_project", 200,
		say("You were awarded before: what is new", "Ya recibió una subvención: qué hay de nuevo", "贵方曾获资助：有何新意"),
		say("A new project, a new partner and new audiences.", "Un proyecto, un socio y públicos nuevos.", "新项目、新伙伴、新受众。"))
	q.When = "awarded_before"
	return q
}

func sustainability() Section {
	return section("sustainability", Shared, say("Sustainability", "Sostenibilidad", "可持续性"),
		prose("afterwards", 350,
			say("What continues after the award", "Qué continúa después de la subvención", "资助结束后如何延续"), nil))
}

func budget() Section {
	return section("budget", Shared, say("Budget", "Presupuesto", "预算"),
		Question{Key: "budget", Kind: Budget, Label: say("Budget by category", "Presupuesto por categoría", "分类预算")},
		prose("budget_narrative", 500,
			say("Budget narrative", "Justificación del presupuesto", "预算说明"),
			say("Why the main costs are needed, and where the cost share comes from.",
				"Por qué se necesitan los gastos principales y de dónde sale la contrapartida.",
				"主要费用为何必要，配套资金从何而来。")))
}
