package paper

import (
	"strings"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// bookletWords are the words of a booklet that are not the applicants' own.
type bookletWords struct {
	untitled, number, museums, theme, requested, share, total, state, draft, received                string
	members, role, lead, partner, where, local, confirmed, part, words                               string
	eligibility, rule, outcome, why, yes, no, unknown, exception                                     string
	unanswered, row, files, noFiles, receipt, version, code, signed, signedAt, extended              string
	budget, line, museum, payer, reckoning, amount, narrative, noLines, byMuseum, support            string
	program, listing, federal, other, class, direct, applicant, stateMoney, others, year, rate, base string

	classes map[budget.Category]string
	payers  map[budget.Funding]string
	sides   map[partnership.Side]string
	rates   map[budget.RateKind]string
}

func bookletWordsFor(locale string) bookletWords {
	switch {
	case strings.HasPrefix(locale, "es"):
		return bookletSpanish()
	case strings.HasPrefix(locale, "zh"):
		return bookletChinese()
	}
	return bookletEnglish()
}

func bookletEnglish() bookletWords {
	return bookletWords{
		untitled: "Untitled proposal", number: "Number", museums: "Museums", theme: "Theme", requested: "Requested", share: "Cost share", total: "Total",
		state: "State", draft: "A draft, not handed in", received: "Received",
		members: "Members of the partnership", role: "Role", lead: "Lead museum", partner: "Partner museum", where: "Place", local: "Name at home",
		confirmed: "Confirmed on", part: "Part of the work", words: "Words of the confirmation",
		eligibility: "Eligibility", rule: "Rule", outcome: "Met", why: "Why", yes: "Yes", no: "No", unknown: "Open", exception: "Exception",
		unanswered: "–", row: "Row %d", files: "Attachments", noFiles: "No files are attached.", receipt: "Receipt", version: "Version", code: "Receipt code",
		signed: "Signed by", signedAt: "Signed", extended: "In time by extension until",
		budget: "Budget", line: "Line", museum: "Museum", payer: "Who pays", reckoning: "Reckoning", amount: "Amount", narrative: "Narrative",
		noLines: "The budget has no lines.", byMuseum: "By museum", support: "participant support",
		program: "Program", listing: "Assistance listing", federal: "Federal", other: "Non-federal", class: "Category", direct: "Direct charges",
		applicant: "Applicant", stateMoney: "State", others: "Other sources", year: "First year", rate: "Rate", base: "Base",
		classes: map[budget.Category]string{
			budget.Personnel: "Personnel", budget.Fringe: "Fringe benefits", budget.Travel: "Travel", budget.Equipment: "Equipment", budget.Supplies: "Supplies",
			budget.Contractual: "Contractual", "construction": "Construction", budget.Other: "Other", budget.Indirect: "Indirect charges",
		},
		payers: map[budget.Funding]string{budget.Grant: "Grant", budget.Cash: "Own money", budget.InKind: "In kind"},
		sides:  map[partnership.Side]string{partnership.US: "US side", partnership.NonUS: "Side abroad"},
		rates:  map[budget.RateKind]string{budget.NoRate: "None", budget.DeMinimis: "De minimis", budget.Negotiated: "Negotiated"},
	}
}

func bookletSpanish() bookletWords {
	return bookletWords{
		untitled: "Propuesta sin título", number: "Número", museums: "Museos", theme: "Tema", requested: "Solicitado", share: "Contrapartida", total: "Total",
		state: "Estado", draft: "Borrador, sin presentar", received: "Recibida",
		members: "Miembros de la alianza", role: "Papel", lead: "Museo principal", partner: "Museo socio", where: "Lugar", local: "Nombre local",
		confirmed: "Confirmado el", part: "Parte del trabajo", words: "Palabras de la confirmación",
		eligibility: "Elegibilidad", rule: "Regla", outcome: "Se cumple", why: "Por qué", yes: "Sí", no: "No", unknown: "Abierta", exception: "Excepción",
		unanswered: "–", row: "Fila %d", files: "Anexos", noFiles: "No hay archivos anexos.", receipt: "Recibo", version: "Versión", code: "Código del recibo",
		signed: "Firmada por", signedAt: "Firmada el", extended: "A tiempo por prórroga hasta",
		budget: "Presupuesto", line: "Línea", museum: "Museo", payer: "Quién paga", reckoning: "Cálculo", amount: "Importe", narrative: "Narrativa",
		noLines: "El presupuesto no tiene líneas.", byMuseum: "Por museo", support: "apoyo a participantes",
		program: "Programa", listing: "Número de asistencia", federal: "Federal", other: "No federal", class: "Categoría", direct: "Cargos directos",
		applicant: "Solicitante", stateMoney: "Estado", others: "Otras fuentes", year: "Primer año", rate: "Tasa", base: "Base",
		classes: map[budget.Category]string{
			budget.Personnel: "Personal", budget.Fringe: "Prestaciones", budget.Travel: "Viajes", budget.Equipment: "Equipo", budget.Supplies: "Suministros",
			budget.Contractual: "Contratos", "construction": "Construcción", budget.Other: "Otros", budget.Indirect: "Cargos indirectos",
		},
		payers: map[budget.Funding]string{budget.Grant: "Subvención", budget.Cash: "Fondos propios", budget.InKind: "En especie"},
		sides:  map[partnership.Side]string{partnership.US: "Lado de EE. UU.", partnership.NonUS: "Lado extranjero"},
		rates:  map[budget.RateKind]string{budget.NoRate: "Ninguna", budget.DeMinimis: "De minimis", budget.Negotiated: "Negociada"},
	}
}

func bookletChinese() bookletWords {
	return bookletWords{
		untitled: "未命名的申请书", number: "编号", museums: "博物馆", theme: "主题", requested: "申请金额", share: "配套资金", total: "合计",
		state: "状态", draft: "草稿，尚未提交", received: "收到时间",
		members: "合作成员", role: "角色", lead: "牵头博物馆", partner: "合作博物馆", where: "所在地", local: "当地名称",
		confirmed: "确认日期", part: "承担的工作", words: "确认用语",
		eligibility: "资格", rule: "规则", outcome: "是否满足", why: "原因", yes: "是", no: "否", unknown: "待定", exception: "例外",
		unanswered: "–", row: "第 %d 行", files: "附件", noFiles: "没有附件。", receipt: "回执", version: "版本", code: "回执代码",
		signed: "签署人", signedAt: "签署时间", extended: "因延期视为按时，至",
		budget: "预算", line: "项目", museum: "博物馆", payer: "付款方", reckoning: "计算", amount: "金额", narrative: "说明",
		noLines: "预算没有任何行。", byMuseum: "按博物馆", support: "参与者支持费用",
		program: "项目", listing: "援助编号", federal: "联邦", other: "非联邦", class: "类别", direct: "直接费用",
		applicant: "申请方", stateMoney: "州", others: "其他来源", year: "第一年", rate: "费率", base: "基数",
		classes: map[budget.Category]string{
			budget.Personnel: "人员", budget.Fringe: "福利", budget.Travel: "旅行", budget.Equipment: "设备", budget.Supplies: "用品",
			budget.Contractual: "合同", "construction": "建筑", budget.Other: "其他", budget.Indirect: "间接费用",
		},
		payers: map[budget.Funding]string{budget.Grant: "资助", budget.Cash: "自有资金", budget.InKind: "实物"},
		sides:  map[partnership.Side]string{partnership.US: "美方", partnership.NonUS: "外方"},
		rates:  map[budget.RateKind]string{budget.NoRate: "无", budget.DeMinimis: "最低限度", budget.Negotiated: "协商"},
	}
}
