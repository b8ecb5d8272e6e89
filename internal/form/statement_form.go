package form

// StatementKey is the key of the form of the statement of intent of Museums Connect.
const StatementKey = "museums_connect_statement"

// StatementTitle is the form's title by locale.
func StatementTitle() map[string]string {
	return say("Museums Connect statement of intent", "Declaración de intenciones de Museums Connect", "Museums Connect 意向书")
}

// MuseumsConnectStatement is the statement of intent of phase II: title, funds, a coordinator for each
// museum, the communities of both countries, and three to five pages that describe the project.
func MuseumsConnectStatement() Definition {
	return Definition{Sections: []Section{statementProject(), statementLead(), statementPartner(), statementDescription()}}
}

func dollars(key string, label, help map[string]string) Question {
	return Question{Key: key, Kind: Money, Required: true, Currency: "USD", Min: "0", Label: label, Help: help}
}

func statementProject() Section {
	share := dollars("offered_share", say("Cost share", "Contrapartida", "配套资金"),
		say("In cash and in kind, from both sides together.", "En efectivo y en especie, de ambas partes.", "双方现金与实物合计。"))
	share.Rules = []Rule{{
		Expr: "offered_share * 2 >= requested_funds", Code: "cost_share_short",
		Message: say("The cost share is at least half of the funds requested.", "La contrapartida es al menos la mitad de lo solicitado.", "配套资金不少于申请资金的一半。"),
	}}
	return section("project", ByLead, say("Project", "Proyecto", "项目"),
		line(TitleKey, 200, say("Project title", "Título del proyecto", "项目名称")),
		dollars("requested_funds", say("Funds requested", "Fondos solicitados", "申请资金"), nil), share,
		yesNo("profiles_submitted", say("Have all museums submitted profiles?", "¿Han presentado perfil todos los museos?", "所有博物馆是否已提交概况？")).
			headed("All museums have submitted profiles", "Todos los museos han presentado perfil", "所有博物馆均已提交概况"))
}

// communityOf are the questions about the people of one side, all of them under its prefix.
func communityOf(side string) []Question {
	return []Question{
		contact(side+"_coordinator", say("Project coordinator of your museum", "Coordinación del proyecto en su museo", "贵馆项目协调人")).
			headed("Project coordinator of the museum", "Coordinación del proyecto en el museo", "该馆项目协调人"),
		prose(side+"_primary", 150, say("Primary community members", "Miembros principales de la comunidad", "主要社区成员"),
			say("Who they are and how many: for example 15 to 20 middle-school students.", "Quiénes y cuántos: por ejemplo, de 15 a 20 estudiantes de secundaria.", "他们是谁、多少人：例如 15 至 20 名初中生。")),
		prose(side+"_others", 150, say("Secondary audiences", "Públicos secundarios", "次要受众"), nil).optional(),
		{
			Key: side + "_organizations", Kind: Table, MaxRows: 15, Label: say("Community organizations", "Organizaciones comunitarias", "社区组织"),
			Columns: []Column{
				{Key: "name", Kind: ShortText, Required: true, MaxChars: 200, Label: say("Name", "Nombre", "名称")},
				{Key: "part", Kind: ShortText, MaxChars: 200, Label: say("Its part", "Su papel", "角色")},
			},
		},
	}
}

func statementLead() Section {
	return section("lead", ByLead, say("Lead museum and its community", "Museo principal y su comunidad", "牵头博物馆及其社区"), communityOf("lead")...)
}

func statementPartner() Section {
	return section("partner", ByPartner, say("Partner museum and its community", "Museo asociado y su comunidad", "合作博物馆及其社区"), communityOf("partner")...)
}

func statementDescription() Section {
	return section("description", Shared, say("Description", "Descripción", "项目说明"),
		Question{
			Key: "concept", Kind: RichText, Required: true, MaxWords: 700, Label: say("Concept", "Concepto", "构想"),
			Help: say("Which need the two communities share, and what they will do together.", "Qué necesidad comparten las dos comunidades y qué harán juntas.", "两个社区的共同需要，以及将共同做什么。"),
		},
		prose("activities", 600, say("Activities", "Actividades", "活动"), nil),
		prose("travel", 250, say("Travel in each direction", "Viajes en ambos sentidos", "双向交流旅行"), nil),
		prose("outcomes", 400, say("What will have changed", "Qué habrá cambiado", "将带来的改变"), nil),
		prose("public", 300, say("How the public will see it", "Cómo lo verá el público", "如何面向公众"), nil).optional(),
		newProject())
}
