package pdf_test

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

func made() time.Time { return time.Date(2015, 6, 12, 14, 30, 0, 0, time.UTC) }

func letterhead() pdf.Letterhead {
	return pdf.Letterhead{
		Program: "Museums Connect", Organization: "American Alliance of Museums",
		Address: []string{"1575 Eye Street NW, Suite 400", "Washington, DC 20005"},
	}
}

func verification() pdf.Verification {
	return pdf.Verification{
		Code: "7F3K-9QWD-2MXA", URL: "https://grants.example.org/verify/7F3K-9QWD-2MXA",
		Note: "The SHA-256 of this file is kept with the code; the page says whether your copy is the one that was sent.",
	}
}

func english() pdf.Letter {
	return pdf.Letter{
		Meta: pdf.Meta{
			Locale: "en", Title: "Award letter", Author: "American Alliance of Museums", Subject: "Award MC-2015-014", Made: made(),
		},
		Letterhead: letterhead(), Date: "June 12, 2015", Reference: "MC-2015-014",
		Addressee:  []string{"Dr. Renée Björklund", "Director of Programs", "Michigan State University Museum", "409 W Circle Drive", "East Lansing, MI 48824"},
		Subject:    "Award for “Dear Mr. Mandela, Dear Ms. Parks”",
		Salutation: "Dear Dr. Björklund,",
		Body: []pdf.Block{
			pdf.Paragraph("We are pleased to tell you that the selection committee recommended your proposal, and that the Department of State has approved an award to the Michigan State University Museum, with the Nelson Mandela Museum in Mthatha, South Africa, as partner. Of 143 proposals received, 11 are funded in this cycle."),
			pdf.Facts{
				{Label: "Award", Value: "$87,500.00", Money: true},
				{Label: "Cost share promised by the partners", Value: "$92,340.00", Money: true},
				{Label: "Total project", Value: "$179,840.00", Money: true, Total: true},
			},
			pdf.Heading("What happens next"),
			pdf.Bullets{
				"Return the signed agreement by July 3, 2015; the offer lapses after that day.",
				"Name one project coordinator for each museum, with a telephone number that is answered.",
				"The first payment follows within thirty days of the countersigned agreement and covers the costs of the first exchange, up to half of the award.",
			},
			pdf.Paragraph("The terms of the award are in the agreement. Please write to us before you announce the award; the Department’s public affairs office will want to join you."),
			pdf.Paragraph("We look forward to the letters that children in East Lansing and Mthatha will write to each other."),
		},
		Closing: "Sincerely,", Signatory: []string{"Katherine Oduya", "Director, Museums Connect", "American Alliance of Museums"},
		Verification: verification(),
	}
}

func spanish() pdf.Letter {
	l := english()
	l.Locale, l.Date, l.Subject, l.Salutation = "es", "12 de junio de 2015", "Carta de adjudicación", "Estimada doctora Ñúñez:"
	l.Addressee = []string{"Dra. Begoña Ñúñez", "Museo de la Memoria y los Derechos Humanos", "Santiago de Chile"}
	l.Body = []pdf.Block{
		pdf.Paragraph("Nos complace comunicarle que el comité de selección recomendó su propuesta. ¿Qué sigue? Devuelva el convenio firmado antes del 3 de julio."),
		pdf.Facts{{Label: "Monto adjudicado", Value: "US$ 87.500,00", Money: true}},
	}
	l.Closing = "Atentamente,"
	return l
}

func chinese() pdf.Letter {
	l := english()
	l.Locale, l.Date, l.Subject, l.Salutation = "zh-Hans", "2015年6月12日", "关于“亲爱的曼德拉先生”项目的资助通知", "尊敬的王馆长："
	l.Letterhead.Program = "博物馆连线 Museums Connect"
	l.Addressee = []string{"王丽华 馆长", "中国国家博物馆", "北京市东城区东长安街16号", "100006"}
	l.Body = []pdf.Block{
		pdf.Paragraph("我们高兴地通知您，评审委员会已推荐贵馆与密歇根州立大学博物馆（Michigan State University Museum）共同提交的申请，美国国务院已批准该项资助。本轮共收到申请143份，其中11份获得资助。"),
		pdf.Facts{
			{Label: "资助金额", Value: "$87,500.00", Money: true},
			{Label: "合作方配套资金", Value: "$92,340.00", Money: true},
			{Label: "项目总额", Value: "$179,840.00", Money: true, Total: true},
		},
		pdf.Heading("后续事项"),
		pdf.Bullets{"请于2015年7月3日前寄回已签署的协议；逾期未签，资助自动失效。", "请为每个博物馆指定一名项目协调人。"},
	}
	l.Closing, l.Signatory = "此致敬礼", []string{"Katherine Oduya", "项目主任"}
	return l
}

func arabic() pdf.Letter {
	l := english()
	l.Addressee = []string{"السيدة ليلى بن عيسى", "متحف محمد السادس للفن الحديث والمعاصر", "Avenue Moulay Hassan, Rabat 10000", "المغرب (Morocco)"}
	l.Salutation = "Dear Ms. Ben Aïssa,"
	l.Body = []pdf.Block{
		pdf.Paragraph("يسرنا أن نبلغكم بأن لجنة الاختيار أوصت بمشروعكم المشترك مع متحف جامعة ولاية ميشيغان (MSU Museum)، وأن المنحة البالغة 87,500 دولار قد اعتمدت لسنة 2015. نرجو إعادة الاتفاقية الموقعة قبل 3 يوليو 2015."),
		pdf.Paragraph("Names keep their own script: Nguyễn Thị Ánh, Αθήνα, Київ, 東京, თბილისი, Երևան, አዲስ አበባ, ירושלים and متحف البحرين 2015 within a line of English. A sign that no font has looks like this: 🏛."),
	}
	return l
}

func report() pdf.Report {
	var rows [][]string
	for i := range 60 {
		rows = append(rows, []string{
			[]string{"Civic memory", "Climate and heritage", "Youth and migration"}[i%3],
			[]string{"Michigan State University Museum and the Nelson Mandela Museum", "Chabot Space & Science Center", "The Tech"}[i%3],
			[]string{"South Africa", "Taiwan", "México"}[i%3],
			"$1,250,000.00", "$87,500.00",
		})
	}
	return pdf.Report{
		Meta:   pdf.Meta{Locale: "en", Title: "Museums Connect, cycle of 2015", Author: "American Alliance of Museums", Made: made()},
		Kicker: "Museums Connect", Subtitle: "Report to the Bureau of Educational and Cultural Affairs, U.S. Department of State",
		Cover: []pdf.Fact{
			{Label: "Period", Value: "July 1, 2014 to June 30, 2015"}, {Label: "Award", Value: "S-ECAAS-14-CA-1019"}, {Label: "Prepared", Value: "June 12, 2015"},
		},
		Sections: []pdf.Section{
			{Heading: "Where the program reached", Body: []pdf.Block{
				pdf.Paragraph("Eleven partnerships joined museums of nine states with museums of eight countries. Every figure below is counted from the records of the program and can be followed to the rows behind it."),
				pdf.Figures{
					{Label: "partnerships funded", Value: "11", Ref: "1"},
					{Label: "countries reached, of 41 that applied", Value: "8", Ref: "2"},
					{Label: "states", Value: "9", Ref: "2"},
					{Label: "requested", Value: "$11,284,000", Ref: "3"},
					{Label: "awarded", Value: "$962,500", Ref: "3"},
					{Label: "cost share promised for every dollar awarded", Value: "$1.07", Ref: "4"},
				},
				pdf.Plot{Scene: chart.World(640, chart.WorldMap{
					Places: []chart.Place{
						{Name: "East Lansing, MI", North: 42.73, East: -84.48},
						{Name: "Mthatha", North: -31.59, East: 28.78, Other: true},
						{Name: "Oakland, CA", North: 37.8, East: -122.27},
						{Name: "Taipei", North: 25.03, East: 121.56, Other: true},
					},
					Pairs: []chart.Pair{{From: 0, To: 1}, {From: 2, To: 3}}, Countries: []string{"US", "ZA", "TW"}, Labels: true,
				}), Caption: "Museums of the United States (teal) and their partners (clay)."},
			}},
			{Heading: "Money by theme", Body: []pdf.Block{
				pdf.Plot{Scene: chart.GroupedBars(480, []string{"Requested", "Awarded"}, []chart.Row{
					{Label: "Civic memory", Values: []float64{5.1e6, 425000}, Texts: []string{"$5,100,000", "$425,000"}},
					{Label: "Climate and heritage", Values: []float64{3.4e6, 310000}, Texts: []string{"$3,400,000", "$310,000"}},
				}), Caption: "Requested and awarded, by theme."},
				pdf.Table{
					Caption: "Requests by theme",
					Columns: []pdf.Column{
						{Head: "Theme"},
						{Head: "Museums"},
						{Head: "Country"},
						{Head: "Requested", Align: pdf.Right},
						{Head: "Awarded", Align: pdf.Right},
					},
					Rows: rows, Totals: []string{"Total", "", "", "$75,000,000.00", "$5,250,000.00"},
				},
				pdf.Plot{Scene: chart.Dots(480, 1, 5, []chart.Estimate{
					{Label: "Museo de la Memoria", Value: 4.6, Low: 4.2, High: 4.9, Text: "4.6"},
					{Label: "故宫博物院", Value: 3.9, Low: 3.1, High: 4.7, Text: "3.9", Other: true},
				}), Caption: "Mean score and its 95% interval."},
			}},
		},
		Rules: []string{
			"A partnership is counted once it is funded, in the cycle of its award.",
			"A place is counted when the lead or the partner museum has its main site there; a place with two museums counts once.",
			"Amounts are in US dollars as awarded, without later amendments.",
			"Cost share as promised in the approved budget, divided by the award.",
		},
		Snapshot: "2015-06-12T14:30Z / 0192f1c4", Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	}
}
