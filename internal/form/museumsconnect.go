package form

// MuseumsConnectKey is the key of the proposal form of Museums Connect.
const MuseumsConnectKey = "museums_connect_proposal"

// MuseumsConnectTitle is the form's title by locale.
func MuseumsConnectTitle() map[string]string {
	return say("Museums Connect proposal", "Propuesta de Museums Connect", "Museums Connect 项目申请书")
}

// MuseumsConnectProposal is the final proposal of Museums Connect with the parts and
// limits of its 2015 forms: face sheets, narrative, outcomes, budget, and the partner's own section.
// As the 2007 call has it, the letter of each museum's director and the team's CVs are required; other letters are not.
func MuseumsConnectProposal() Definition {
	return Definition{Sections: []Section{
		faceSheet(), leadMuseum(), partnerMuseum(), community(), structure(), outputs(), communications(), outcomes(), capacity(), sustainability(), budget(),
	}}
}

// say gives the same words in the three languages of the product.
func say(en, es, zh string) map[string]string {
	return map[string]string{"en": en, "es": es, "zh-Hans": zh}
}

func section(key string, owner Owner, title map[string]string, q ...Question) Section {
	return Section{Key: key, Title: title, Owner: owner, Questions: q}
}

// line is a required answer of one line.
func line(key string, maxChars int, label map[string]string) Question {
	return Question{Key: key, Kind: ShortText, Label: label, Required: true, MaxChars: maxChars}
}

// prose is a required answer of up to so many words.
func prose(key string, maxWords int, label, help map[string]string) Question {
	return Question{Key: key, Kind: LongText, Label: label, Help: help, Required: true, MaxWords: maxWords}
}

func (q Question) optional() Question {
	q.Required = false
	return q
}

func (q Question) required() Question {
	q.Required = true
	return q
}

// headed gives a question the words that stand over its answer for who reads it.
func (q Question) headed(en, es, zh string) Question {
	q.Heading = say(en, es, zh)
	return q
}

func option(key, en, es, zh string) Option { return Option{Key: key, Label: say(en, es, zh)} }

func faceSheet() Section {
	abstract := prose(AbstractKey, 150,
		say("Abstract", "Resumen", "摘要"),
		say("Say in 100 to 150 words what the two communities will do together.",
			"Explique en 100 a 150 palabras qué harán juntas las dos comunidades.",
			"用 100 至 150 字说明两个社区将共同做什么。"))
	abstract.MinWords = 100
	return section("face_sheet", Shared, say("Project face sheet", "Portada del proyecto", "项目封面"),
		line(TitleKey, 200, say("Project title", "Título del proyecto", "项目名称")),
		abstract,
		Question{
			Key: "audiences", Kind: Several, Required: true,
			Label: say("Who will take part", "Quiénes participarán", "参与人群"),
			Options: []Option{
				option("youth", "Youth", "Jóvenes", "青少年"),
				option("women", "Women and girls", "Mujeres y niñas", "妇女和女童"),
				option("minorities", "Minorities", "Minorías", "少数群体"),
				option("special_needs", "People with special needs", "Personas con necesidades especiales", "有特殊需要的人士"),
				option("underserved", "Underserved communities", "Comunidades desatendidas", "服务不足的社区"),
				option("general", "General public", "Público general", "一般公众"),
			},
		})
}

// museumTypes are the disciplines of museums, as the 2015 face sheet asks for one.
func museumTypes() []Option {
	return []Option{
		option("history", "History", "Historia", "历史"),
		option("art", "Art", "Arte", "艺术"),
		option("science", "Science and technology", "Ciencia y tecnología", "科学技术"),
		option("natural_history", "Natural history", "Historia natural", "自然历史"),
		option("anthropology", "Anthropology and ethnography", "Antropología y etnografía", "人类学与民族志"),
		option("archaeology", "Archaeology or a site", "Arqueología o un sitio", "考古或遗址"),
		option("children", "Children's museum", "Museo infantil", "儿童博物馆"),
		option("living", "Zoo, aquarium, garden", "Zoológico, acuario, jardín", "动物园、水族馆、植物园"),
		option("memorial", "Memorial", "Memorial", "纪念馆"),
		option("general", "General or several of these", "General o varios de estos", "综合类"),
		option("center", "Cultural center working as a museum", "Centro cultural que funciona como museo", "行使博物馆职能的文化中心"),
	}
}

// papers are files of kinds that print.
func papers(key string, most int, label, help map[string]string) Question {
	return Question{Key: key, Kind: File, Label: label, Help: help, MaxFiles: most, Accept: []string{"pdf", "docx", "odt", "jpeg", "png"}}
}

func museumQuestions(side string) []Question {
	return []Question{
		{Key: side + "_type", Kind: Choice, Required: true, Label: say("Type of museum", "Tipo de museo", "博物馆类型"), Options: museumTypes()},
		line(side+"_director", 120, say("Director: first name, FAMILY name", "Director/a: nombre, APELLIDO", "馆长：名、姓（大写）")),
		line(side+"_director_email", 254, say("Director's e-mail", "Correo electrónico de la dirección", "馆长电子邮箱")),
		line(side+"_phone", 40, say("Phone with country code", "Teléfono con prefijo internacional", "电话（含国家区号）")),
		{Key: side + "_founded", Kind: Number, Required: true, MaxChars: 4, Label: say("Year founded", "Año de fundación", "成立年份")},
		{Key: side + "_employees", Kind: Number, Required: true, MaxChars: 6, Label: say("Paid employees", "Personal remunerado", "受薪员工人数")},
		prose(side+"_statement", 250,
			say("Institutional capacity statement", "Declaración de capacidad institucional", "机构能力说明"),
			say("What your museum has done with communities and abroad.", "Qué ha hecho su museo con comunidades y en el extranjero.", "贵馆在社区和海外做过哪些工作。")),
		papers(side+"_letter", 1,
			say("Letter of support from your director", "Carta de apoyo de su dirección", "馆长支持信"),
			say("Signed, on the museum's letterhead.", "Firmada, en papel con membrete del museo.", "使用博物馆信笺并签名。")).required(),
	}
}

func leadMuseum() Section {
	return section("lead_museum", ByLead, say("Lead museum", "Museo principal", "牵头博物馆"), museumQuestions("lead")...)
}

func partnerMuseum() Section {
	q := append(museumQuestions("partner"),
		prose("partner_role", 300,
			say("Your museum's part in the project", "El papel de su museo en el proyecto", "贵馆在项目中的角色"),
			say("Written by the partner itself: what it will do, and who will do it.",
				"Escrito por el propio socio: qué hará y quién lo hará.", "由合作馆自行填写：将做什么、由谁来做。")),
		prose("partner_community", 300,
			say("Your community", "Su comunidad", "贵方社区"),
			say("Who takes part on your side, and how they were asked.",
				"Quiénes participan por su parte y cómo se les invitó.", "贵方有哪些人参与，如何邀请他们。")))
	return section("partner_museum", ByPartner, say("Partner museum", "Museo asociado", "合作博物馆"), q...)
}
