package form

// ProfileKey is the key of the profile form of Museums Connect.
const ProfileKey = "museums_connect_profile"

// ProfileTitle is the form's title by locale.
func ProfileTitle() map[string]string {
	return say("Museums Connect museum profile", "Perfil de museo de Museums Connect", "Museums Connect 博物馆概况")
}

// MuseumsConnectProfile is what a museum says of itself in phase I: its people, its site, its idea, and
// whether it seeks a partner. Its name, place and discipline are in the museum's own record.
func MuseumsConnectProfile() Definition {
	return Definition{Sections: []Section{profileMuseum(), profileSite(), profileIdea(), profilePartner(), profilePast()}}
}

func contact(key string, label map[string]string) Question {
	return Question{Key: key, Kind: Contact, Required: true, Label: label}
}

func count(key, least, most string, label map[string]string) Question {
	return Question{Key: key, Kind: Number, Required: true, Min: least, Max: most, Label: label}
}

func yesNo(key string, label map[string]string) Question {
	return Question{Key: key, Kind: YesNo, Required: true, Label: label}
}

func profileMuseum() Section {
	return section("museum", Shared, say("Museum", "Museo", "博物馆"),
		contact("director", say("Director", "Dirección", "馆长")),
		contact("contact", say("Contact for Museums Connect", "Contacto para Museums Connect", "Museums Connect 联系人")),
		count("founded", "1000", "2100", say("Year founded", "Año de fundación", "成立年份")),
		Question{
			Key: "opened_on", Kind: Day, Required: true, Label: say("Open to the public since", "Abierto al público desde", "对公众开放日期"),
			Help: say("Museums are open at least two years.", "Los museos llevan abiertos al menos dos años.", "博物馆须已开放至少两年。"),
		},
		count("employees", "0", "100000", say("Paid employees", "Personal remunerado", "受薪员工人数")),
		count("volunteers", "0", "100000", say("Volunteers", "Voluntarios", "志愿者人数")).optional(),
		line("languages", 200, say("Languages in which your staff can work", "Idiomas en que puede trabajar su personal", "员工工作语言")).
			headed("Languages of the staff", "Idiomas del personal", "员工工作语言"))
}

func profileSite() Section {
	return section("site", Shared, say("Collection and public", "Colección y público", "藏品与观众"),
		prose("collection", 250, say("Collection or site", "Colección o sitio", "藏品或遗址"),
			say("What you keep, show or interpret.", "Qué conserva, muestra o interpreta.", "贵馆收藏、展示或诠释什么。")),
		prose("audience", 200, say("Your audience", "Su público", "观众"),
			say("Who comes, and who does not yet.", "Quién viene y quién todavía no.", "谁来参观，谁尚未来过。")).headed("Audience", "Público", "观众"),
		prose("community", 200, say("Communities you work with", "Comunidades con las que trabaja", "合作社区"), nil).optional().
			headed("Communities it works with", "Comunidades con las que trabaja", "合作社区"))
}

// projectThemes are the themes of the 2015 call.
func projectThemes() []Option {
	return []Option{
		option("women", "Empowering women and girls", "Empoderamiento de mujeres y niñas", "赋能妇女和女童"),
		option("civil_society", "Civil society and social inclusion", "Sociedad civil e inclusión social", "公民社会与社会包容"),
		option("environment", "Environmental sustainability", "Sostenibilidad ambiental", "环境可持续"),
		option("youth", "Youth engagement and leadership", "Participación y liderazgo juvenil", "青年参与与领导力"),
		option("entrepreneurship", "Social innovation and entrepreneurship", "Innovación y emprendimiento social", "社会创新与创业"),
		option("other", "Other", "Otro", "其他"),
	}
}

func profileIdea() Section {
	other := line("theme_other", 100, say("Which other theme", "Qué otro tema", "其他主题"))
	other.When, other.Heading = `"other" in themes`, say("Other theme", "Otro tema", "其他主题")
	return section("idea", Shared, say("Project idea", "Idea de proyecto", "项目设想"),
		prose("idea", 400, say("What you would do with a partner", "Qué haría con un socio", "与伙伴合作的设想"),
			say("A few paragraphs; it need not be finished.", "Unos párrafos; no tiene que estar terminado.", "几段即可，无需完备。")).
			headed("Idea for a project with a partner", "Idea de un proyecto con un socio", "与伙伴合作的设想"),
		Question{Key: "themes", Kind: Several, Required: true, Label: say("Themes", "Temas", "主题"), Options: projectThemes()},
		other,
		Question{Key: "project_type", Kind: Several, Required: true, Label: say("Type of project", "Tipo de proyecto", "项目类型"), Options: []Option{
			option("exhibition", "Exhibition made together", "Exposición conjunta", "共同展览"),
			option("youth_program", "Program with young people", "Programa con jóvenes", "青少年项目"),
			option("oral_history", "Oral history", "Historia oral", "口述历史"),
			option("media", "Film, radio or online", "Cine, radio o en línea", "影视、广播或网络"),
			option("science", "Science by the public", "Ciencia ciudadana", "公众科学"),
			option("training", "Training", "Formación", "培训"),
			option("other", "Other", "Otro", "其他"),
		}})
}

func profilePartner() Section {
	sought := Question{
		Key: "sought", Kind: Table, Required: true, MinRows: 1, MaxRows: 10, When: "seeks_partner",
		Label:   say("Partners you seek", "Socios que busca", "寻找的伙伴"),
		Heading: say("Partners sought", "Socios buscados", "寻找的伙伴"),
		Help:    say("A country, a discipline, or both.", "Un país, una disciplina o ambos.", "国家、学科，或两者皆可。"),
		Columns: []Column{
			{Key: "country", Kind: Country, Label: say("Country", "País", "国家")},
			{Key: "type", Kind: Choice, Label: say("Type of museum", "Tipo de museo", "博物馆类型"), Options: museumTypes()},
			{Key: "why", Kind: ShortText, MaxChars: 200, Label: say("Why", "Por qué", "原因")},
		},
		Rules: []Rule{{
			Expr: `sought.all(r, r["country"] != "" || r["type"] != "")`, Code: "country_or_type",
			Message: say("Each partner you seek has a country or a type of museum.", "Cada socio buscado tiene un país o un tipo de museo.", "每个寻找的伙伴须填写国家或博物馆类型。"),
		}},
	}
	named := Question{
		Key: "partner", Kind: Organization, Required: true, MaxChars: 200, When: "filled(seeks_partner) && !seeks_partner",
		Label:   say("Your partner", "Su socio", "贵馆伙伴"),
		Heading: say("Partner", "Socio", "伙伴"),
		Help:    say("Its name; if it is in the directory, you can choose it.", "Su nombre; si está en el directorio, puede elegirlo.", "填写名称；如在名录中可直接选择。"),
	}
	return section("partner", Shared, say("Partner", "Socio", "合作伙伴"),
		yesNo("seeks_partner", say("Do you want a partner suggested?", "¿Desea que se le sugiera un socio?", "是否需要推荐伙伴？")).
			headed("Seeks a partner", "Busca socio", "正在寻找伙伴"), sought, named)
}

func profilePast() Section {
	awards := Question{
		Key: "past_awards", Kind: Table, Required: true, MinRows: 1, MaxRows: 10, When: "had_award",
		Label: say("Earlier awards", "Subvenciones anteriores", "以往资助"),
		Columns: []Column{
			{Key: "year", Kind: Number, Required: true, Min: "2007", Max: "2100", Label: say("Year", "Año", "年份")},
			{Key: "title", Kind: ShortText, Required: true, MaxChars: 200, Label: say("Project", "Proyecto", "项目")},
			{Key: "partner", Kind: ShortText, Required: true, MaxChars: 200, Label: say("Partner", "Socio", "伙伴")},
		},
		Rules: []Rule{{
			Expr: `past_awards.all(r, cycle_year == 0 || number(r["year"]) + 3.0 <= double(cycle_year))`, Code: "award_gap",
			Message: say("Two cycles pass between awards: a museum awarded in 2012 can next apply in 2015.",
				"Entre subvenciones pasan dos ciclos: un museo premiado en 2012 puede volver a solicitar en 2015.",
				"两次资助之间须间隔两个周期：2012 年获资助的博物馆 2015 年可再申请。"),
		}},
	}
	return section("past", Shared, say("Earlier awards", "Subvenciones anteriores", "以往资助"),
		yesNo("had_award", say("Has your museum had an award of Museums Connect, or of its forerunner MCCA?",
			"¿Ha recibido su museo una subvención de Museums Connect o de su antecesor, MCCA?", "贵馆是否曾获 Museums Connect 或其前身 MCCA 资助？")).
			headed("Earlier award of Museums Connect or MCCA", "Subvención anterior de Museums Connect o MCCA", "曾获 Museums Connect 或 MCCA 资助"), awards)
}
