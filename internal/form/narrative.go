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
			say("Community organizations that support the project", "Organizaciones comunitarias que apoyan el proyecto", "支持项目的社区组织"), nil).optional())
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
		prose("timeline", 300, say("Timeline", "Cronograma", "时间表"), nil))
}

func outreach() Section {
	return section("outputs", Shared, say("Outputs and public outreach", "Productos y difusión", "成果与公众推广"),
		prose("outputs", 400,
			say("Outputs", "Productos", "项目产出"),
			say("What will be there at the end: an exhibit, a film, a toolkit, and how many.",
				"Qué quedará al final: una exposición, una película, una guía, y cuántos.",
				"项目结束时会有什么：展览、影片、工具包，以及数量。")),
		prose("outreach_us", 250, say("Outreach in the United States", "Difusión en Estados Unidos", "在美国的推广"), nil),
		prose("outreach_abroad", 250, say("Outreach abroad", "Difusión en el extranjero", "在国外的推广"), nil),
		prose("credit", 100,
			say("Communications plan and credit line", "Plan de comunicación y línea de crédito", "传播计划与鸣谢文字"), nil))
}

func outcomes() Section {
	help := say("Name the indicator, who is measured, the baseline, the target and when.",
		"Indique el indicador, a quién se mide, la línea de base, la meta y el momento.",
		"写明指标、测量对象、基线、目标和时间。")
	return section("outcomes", Shared, say("Outcomes and impact", "Resultados e impacto", "成效与影响"),
		prose("outcome_understanding", 300,
			say("Required outcome: more understanding between the two communities",
				"Resultado obligatorio: mayor comprensión entre las dos comunidades",
				"必需成效：增进两个社区之间的了解"), help),
		prose("outcome_second", 300, say("Second outcome", "Segundo resultado", "第二项成效"), help),
		prose("outcome_third", 300, say("Third outcome", "Tercer resultado", "第三项成效"), help),
		prose("outcome_more", 300, say("Further outcomes", "Otros resultados", "其他成效"), help).optional())
}

func capacity() Section {
	return section("capacity", ByLead, say("Institutional capacity", "Capacidad institucional", "机构能力"),
		prose("mission", 250,
			say("How the project fits both missions", "Cómo encaja el proyecto en ambas misiones", "项目如何契合双方宗旨"), nil),
		prose("team", 350,
			say("Project team and its experience", "Equipo del proyecto y su experiencia", "项目团队及其经验"), nil),
		prose("new_project", 200,
			say("If you were awarded before: what is new", "Si ya recibió una subvención: qué hay de nuevo", "如曾获资助：有何新意"),
			say("A new project, a new partner and new audiences.", "Un proyecto, un socio y públicos nuevos.", "新项目、新伙伴、新受众。")).optional())
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
