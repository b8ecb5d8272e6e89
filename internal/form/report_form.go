package form

// The keys of the forms of Museums Connect's reports: the narrative of a quarter, that of the whole award, and the figures.
const (
	ReportKey          = "museums_connect_report"
	FinalReportKey     = "museums_connect_final_report"
	FinancialReportKey = "museums_connect_financial_report"
)

// The questions of reports whose answers the house reads or fills in itself.
const (
	ReportPlanned      = "planned"      // what the report before said would come next
	ReportNext         = "next_quarter" // what comes next
	ReportParticipants = "participants" // rows: group, side, people
	ReportAudience     = "audience"     // how many, in the period
	ReportTrips        = "trips"        // rows: from, to, begins, ends, people
	ReportMedia        = "media"        // rows: what, where, on, link
	ReportLines        = "lines"        // rows: category, grant_now, grant_total, share_now, share_total
	ReportReceipts     = "receipts"     // rows: on, payee, what, category, funding, amount
)

// ReportTitle is the form's title by locale.
func ReportTitle() map[string]string {
	return say("Museums Connect quarterly report", "Informe trimestral de Museums Connect", "Museums Connect 季度报告")
}

// FinalReportTitle is the form's title by locale.
func FinalReportTitle() map[string]string {
	return say("Museums Connect final report", "Informe final de Museums Connect", "Museums Connect 最终报告")
}

// FinancialReportTitle is the form's title by locale.
func FinancialReportTitle() map[string]string {
	return say("Museums Connect financial report", "Informe financiero de Museums Connect", "Museums Connect 财务报告")
}

// MuseumsConnectReport is the narrative of a quarter: activities against the plan, participants and audience, travel,
// communications, evidence of outcomes, problems and changes, what comes next, and photos with consent.
func MuseumsConnectReport() Definition {
	return Definition{Sections: []Section{
		reportActivities(), reportPeople(), reportTravel(), reportCommunications(), reportOutcomes(),
		section("ahead", Shared, say("Problems, changes and what comes next", "Problemas, cambios y próximos pasos", "问题、变更与下一步"), reportChanges(),
			prose(ReportNext, 300, say("What comes in the next quarter", "Qué viene en el próximo trimestre", "下一季度的安排"), nil)),
		reportPartner(), reportPhotos(),
	}}
}

// MuseumsConnectFinalReport is the narrative of the whole award, with what lasts and what was learned.
func MuseumsConnectFinalReport() Definition {
	return Definition{Sections: []Section{
		reportActivities(), reportPeople(), reportTravel(), reportCommunications(), reportOutcomes(),
		section("afterwards", Shared, say("Lessons and what lasts", "Lecciones y lo que perdura", "经验与成果延续"), reportChanges(),
			prose("lessons", 400, say("What you learned", "Qué aprendió", "经验教训"), nil),
			prose("lasting", 300, say("What lasts after the award", "Qué perdura tras la subvención", "资助结束后的延续"), nil)),
		reportPartner(), reportPhotos(),
	}}
}

// MuseumsConnectFinancialReport are the figures: for each category what was spent in the period and since the beginning, of
// the grant and of the cost share, and the receipts. What is approved and what is left comes from the award's terms.
func MuseumsConnectFinancialReport() Definition {
	figure := func(key string, label map[string]string) Column {
		return Column{Key: key, Kind: Money, Required: true, Currency: "USD", Min: "0", Label: label}
	}
	return Definition{Sections: []Section{
		section("figures", ByLead, say("Figures", "Cifras", "数据"),
			Question{
				Key: ReportLines, Kind: Table, Required: true, MinRows: 1, MaxRows: 8, Label: say("Spending by category", "Gasto por categoría", "分类支出"),
				Help: say("What was spent in this period and since the award began. The costs and contributions entered here are filled in; correct them where they are wrong.",
					"Lo gastado en este período y desde el inicio. Se anotan los costos y aportes registrados aquí; corríjalos si hace falta.",
					"本期支出及自资助开始以来的支出。系统已填入在此登记的支出与出资，如有误请更正。"),
				Columns: []Column{
					{Key: "category", Kind: Choice, Required: true, Label: say("Category", "Categoría", "类别"), Options: budgetCategories()},
					figure("grant_now", say("Grant, this period", "Subvención, este período", "资助款，本期")),
					figure("grant_total", say("Grant, since the beginning", "Subvención, desde el inicio", "资助款，累计")),
					figure("share_now", say("Cost share, this period", "Contrapartida, este período", "配套资金，本期")),
					figure("share_total", say("Cost share, since the beginning", "Contrapartida, desde el inicio", "配套资金，累计")),
				},
				Rules: []Rule{{
					Expr: `lines.all(r, lines.filter(o, o["category"] == r["category"]).size() == 1)`, Code: "category_twice",
					Message: say("Each category has one row.", "Cada categoría tiene una fila.", "每个类别只有一行。"),
				}},
			},
			prose("figures_note", 300, say("What explains these figures", "Qué explica estas cifras", "数据说明"),
				say("Differences from the plan, currency, what was paid late.", "Diferencias con el plan, divisas, pagos tardíos.", "与计划的差异、汇率、延迟付款等。")).optional()),
		section("receipts", Shared, say("Receipts", "Recibos", "票据"),
			Question{
				Key: ReportReceipts, Kind: Table, MaxRows: 200, Label: say("Receipts of this period", "Recibos de este período", "本期票据"),
				Columns: []Column{
					{Key: "on", Kind: Day, Required: true, Label: say("Day", "Día", "日期")},
					{Key: "payee", Kind: ShortText, Required: true, MaxChars: 200, Label: say("Paid to", "Pagado a", "收款方")},
					{Key: "what", Kind: ShortText, Required: true, MaxChars: 200, Label: say("For what", "Concepto", "用途")},
					{Key: "category", Kind: Choice, Required: true, Label: say("Category", "Categoría", "类别"), Options: budgetCategories()},
					{Key: "funding", Kind: Choice, Required: true, Label: say("Paid from", "Pagado con", "资金来源"), Options: []Option{
						option("grant", "Grant", "Subvención", "资助款"), option("share", "Cost share", "Contrapartida", "配套资金"),
					}},
					figure("amount", say("Amount", "Importe", "金额")),
				},
			},
			papers("receipt_files", 20, say("Copies of receipts", "Copias de recibos", "票据副本"), nil)),
	}}
}

func budgetCategories() []Option {
	return []Option{
		option("personnel", "Personnel", "Personal", "人员"), option("fringe", "Fringe benefits", "Prestaciones", "福利"), option("travel", "Travel", "Viajes", "差旅"),
		option("equipment", "Equipment", "Equipo", "设备"), option("supplies", "Supplies", "Materiales", "用品"), option("contractual", "Contractual", "Contratos", "合同"),
		option("other", "Other", "Otros", "其他"), option("indirect", "Indirect costs", "Costos indirectos", "间接费用"),
	}
}

func reportActivities() Section {
	return section("activities", Shared, say("Activities", "Actividades", "活动"),
		prose(ReportPlanned, 300, say("What was planned", "Qué estaba previsto", "原计划"), nil).optional(),
		prose("activities", 600, say("What was done", "Qué se hizo", "实际完成"),
			say("Activities of both museums in this period, and how they differ from the plan.", "Actividades de ambos museos en este período y en qué difieren del plan.", "本期双方博物馆的活动，以及与计划的差异。")))
}

func reportPeople() Section {
	return section("people", Shared, say("Participants and audience", "Participantes y público", "参与者与受众"),
		Question{
			Key: ReportParticipants, Kind: Table, MaxRows: 30, Label: say("Participants", "Participantes", "参与者"),
			Help: say("Count each person once in the award.", "Cuente a cada persona una sola vez en la subvención.", "每人在整个资助期内只计一次。"),
			Columns: []Column{
				{Key: "group", Kind: ShortText, Required: true, MaxChars: 200, Label: say("Group", "Grupo", "群体")},
				{Key: "side", Kind: Choice, Required: true, Label: say("Country", "País", "国家"), Options: []Option{
					option("us", "United States", "Estados Unidos", "美国"), option("abroad", "Abroad", "Exterior", "国外"),
				}},
				{Key: "people", Kind: Number, Required: true, Min: "0", Max: "1000000", Label: say("People", "Personas", "人数")},
			},
		},
		Question{Key: ReportAudience, Kind: Number, Required: true, Min: "0", Max: "100000000", Label: say("Audience in this period", "Público en este período", "本期受众人数")},
		prose("people_note", 250, say("Who they were", "Quiénes eran", "他们是谁"), nil).optional())
}

func reportTravel() Section {
	return section("travel", Shared, say("Travel", "Viajes", "差旅"),
		Question{
			Key: ReportTrips, Kind: Table, MaxRows: 60, Label: say("Trips", "Viajes", "行程"),
			Columns: []Column{
				{Key: "from", Kind: ShortText, Required: true, MaxChars: 100, Label: say("From", "Desde", "出发地")},
				{Key: "to", Kind: ShortText, Required: true, MaxChars: 100, Label: say("To", "Hasta", "目的地")},
				{Key: "begins", Kind: Day, Required: true, Label: say("Begins", "Inicio", "开始")},
				{Key: "ends", Kind: Day, Required: true, Label: say("Ends", "Fin", "结束")},
				{Key: "people", Kind: Number, Required: true, Min: "1", Max: "500", Label: say("People", "Personas", "人数")},
			},
		},
		prose("travel_note", 250, say("What the travel brought", "Qué aportaron los viajes", "差旅收获"), nil).optional())
}

func reportCommunications() Section {
	return section("communications", Shared, say("Communications and media", "Comunicación y medios", "传播与媒体"),
		Question{
			Key: ReportMedia, Kind: Table, MaxRows: 60, Label: say("Media and publications", "Medios y publicaciones", "媒体与出版"),
			Columns: []Column{
				{Key: "what", Kind: ShortText, Required: true, MaxChars: 200, Label: say("What", "Qué", "内容")},
				{Key: "where", Kind: ShortText, Required: true, MaxChars: 200, Label: say("Where", "Dónde", "何处")},
				{Key: "on", Kind: Day, Label: say("Day", "Día", "日期")},
				{Key: "link", Kind: ShortText, MaxChars: 500, Label: say("Link", "Enlace", "链接")},
			},
		},
		prose("communications_note", 250, say("How the public heard of the project", "Cómo conoció el público el proyecto", "公众如何得知项目"), nil).optional())
}

func reportOutcomes() Section {
	return section("outcomes", Shared, say("Evidence of outcomes", "Evidencia de resultados", "成效证据"),
		prose("outcomes", 400, say("What has changed, and how you know", "Qué ha cambiado y cómo lo sabe", "发生了哪些改变、如何得知"),
			say("Surveys, interviews, numbers: with how many people they come from.", "Encuestas, entrevistas, cifras: y de cuántas personas provienen.", "调查、访谈、数据及其来源人数。")),
		papers("evidence", 10, say("Evidence", "Evidencia", "证据文件"), nil))
}

func reportChanges() Question {
	return prose("changes", 300, say("Problems and changes", "Problemas y cambios", "问题与变更"),
		say("Delays, changes of people or plans, and what you did.", "Retrasos, cambios de personas o planes, y qué hizo.", "延误、人员或计划变更及应对。"))
}

func reportPartner() Section {
	return section("partner", ByPartner, say("The partner museum's words", "Palabras del museo asociado", "合作博物馆陈述"),
		prose("partner_words", 400, say("The period as your museum saw it", "El período desde su museo", "贵馆眼中的本期"), nil).
			headed("The period as the partner museum saw it", "El período según el museo asociado", "合作博物馆眼中的本期"))
}

func reportPhotos() Section {
	consent := yesNo("photos_consent", say("Has everyone who can be recognized agreed, and a parent for each minor?",
		"¿Han consentido todas las personas reconocibles y un progenitor por cada menor?", "可辨认的每个人是否均已同意（未成年人由家长同意）？")).
		headed("Everyone who can be recognized has agreed", "Todas las personas reconocibles han consentido", "可辨认者均已同意")
	consent.When = "filled(photos)"
	consent.Rules = []Rule{{
		Expr: "photos_consent", Code: "no_consent",
		Message: say("Leave out photos of people who have not agreed.", "Retire las fotos de quienes no han consentido.", "请移除未经同意者的照片。"),
	}}
	photos := papers("photos", 10, say("Photos", "Fotos", "照片"), say("For the funder and the public.", "Para el financiador y el público.", "供资助方与公众使用。"))
	photos.Accept = []string{"jpeg", "png"}
	return section("photos", Shared, say("Photos", "Fotos", "照片"), photos, consent)
}
