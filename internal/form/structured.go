package form

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// The most that a structured answer holds, whatever the form says.
const (
	MostRows      = 200
	MostCellChars = 2_000
	MostFiles     = 20
	mostJSON      = 200_000 // characters of a structured answer
)

// Row is one row of a table: texts by column key.
type Row map[string]string

// Filled tells whether any cell of the row has text.
func (r Row) Filled() bool {
	for _, text := range r {
		if strings.TrimSpace(text) != "" {
			return true
		}
	}
	return false
}

// Cells are the columns a structured question has: its own, or those its kind sets.
func (q *Question) Cells() []Column {
	switch q.Kind {
	case Table:
		return q.Columns
	case Outcomes:
		return OutcomeColumns()
	case Contact:
		return ContactColumns()
	}
	return nil
}

// Structured tells whether the answer is rows or an object in JSON.
func (q *Question) Structured() bool { return q.Tabular() || q.Kind == Contact }

// Tabular tells whether the answer is rows.
func (q *Question) Tabular() bool { return q.Kind == Table || q.Kind == Outcomes }

// Rows are the rows of a structured answer, a person being one row; false where the text is
// no such JSON. Rows without text between others stay, so that a row keeps its place.
func (q *Question) Rows(text string) ([]Row, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	if q.Kind == Contact {
		var one Row
		if json.Unmarshal([]byte(text), &one) != nil || one == nil {
			return nil, false
		}
		return []Row{one}, true
	}
	var rows []Row
	if json.Unmarshal([]byte(text), &rows) != nil {
		return nil, false
	}
	return rows, true
}

// Join is the canonical text of rows: cells without text and empty rows at the end left out.
func (q *Question) Join(rows []Row) string {
	out := make([]Row, 0, len(rows))
	last := 0
	for i, r := range rows {
		kept := Row{}
		for key, text := range r {
			if text = plainBreaks(text); strings.TrimSpace(text) != "" {
				kept[key] = text
			}
		}
		out = append(out, kept)
		if len(kept) > 0 {
			last = i + 1
		}
	}
	if last == 0 {
		return ""
	}
	if q.Kind == Contact {
		return asJSON(out[0])
	}
	return asJSON(out[:last])
}

func asJSON(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil { // maps of texts always encode
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Canonical is the one text an answer is kept as, so that equal answers are equal texts: line
// feeds for breaks, JSON with sorted keys, lists without spaces. What is malformed stays as typed.
func (q *Question) Canonical(text string) string {
	switch {
	case q.Structured():
		if rows, ok := q.Rows(text); ok {
			return q.Join(rows)
		}
		return text
	case q.Kind == Several || q.Kind == File:
		return strings.Join(Chosen(text), ",")
	}
	return plainBreaks(text)
}

func plainBreaks(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// rowsShape refuses rows that cannot be kept even in a draft.
func (q *Question) rowsShape(c *fault.Check, at, text string) {
	rows, ok := q.Rows(text)
	if !ok {
		c.Refuse(at, "bad_rows", "This is not a table in JSON.")
		return
	}
	most := q.mostRows()
	if len(rows) > most {
		c.Refuse(at, "too_many_rows", "At most %d rows; this has %d.", most, len(rows))
		return
	}
	for i, r := range rows {
		q.rowShape(c, q.rowPath(at, i), r)
	}
}

// Fits tells whether an answer has no more rows than the question takes; one without rows fits.
func (q *Question) Fits(text string) bool {
	rows, _ := q.Rows(text)
	return len(rows) <= q.mostRows()
}

func (q *Question) mostRows() int {
	if q.MaxRows == 0 {
		return MostRows
	}
	return min(q.MaxRows, MostRows)
}

// rowPath names a row; a person's cells lie right under the question.
func (q *Question) rowPath(at string, i int) string {
	if q.Kind == Contact {
		return at
	}
	return at + "." + itoa(i)
}

func (q *Question) rowShape(c *fault.Check, at string, r Row) {
	left := maps.Clone(r)
	for _, col := range q.Cells() {
		cell := col.question()
		text := r[col.Key]
		delete(left, col.Key)
		if Chars(text) > MostCellChars {
			c.Refuse(at+"."+col.Key, "too_long", "A cell has at most %d characters; this one has %d.", MostCellChars, Chars(text))
			continue
		}
		cell.keepable(c, at+"."+col.Key, text)
	}
	for _, key := range sorted(left) {
		c.Refuse(at+"."+clip(key), "unknown_column", "The table has no such column.")
	}
}

// rowsLimits checks counts and cells; rows without text do not count.
func (q *Question) rowsLimits(c *fault.Check, at, text string, complete bool) {
	rows, ok := q.Rows(text)
	if !ok {
		return
	}
	filled := 0
	for i, r := range rows {
		must := r.Filled()
		if must {
			filled++
		}
		if !must && (q.Kind != Outcomes || i > 0) {
			continue
		}
		for _, col := range q.Cells() {
			cell := col.question()
			cell.limits(c, q.rowPath(at, i)+"."+col.Key, r[col.Key], complete)
		}
	}
	if least := q.leastRows(); complete && filled < least && q.Tabular() {
		c.Refuse(at, "too_few_rows", "%s: %d rows; at least %d.", q.Label["en"], filled, least)
	}
}

// leastRows is the least number of rows; an outcome model has the required outcome and two others.
func (q *Question) leastRows() int {
	if q.Kind == Outcomes {
		return max(q.MinRows, 3)
	}
	return q.MinRows
}

func (col Column) question() *Question {
	return &Question{
		Key: col.Key, Kind: col.Kind, Label: col.Label, Required: col.Required, MaxWords: col.MaxWords,
		MaxChars: col.MaxChars, Min: col.Min, Max: col.Max, Currency: col.Currency, Options: col.Options,
	}
}

// AsQuestion is a column as a question of its own, to draw or read one cell.
func (col Column) AsQuestion() Question { return *col.question() }

// OutcomeColumns are the parts of a row of the outcome model, source domain 1.6: what changes,
// how it is seen, whence and in whom, from where to where, when and by whom.
func OutcomeColumns() []Column {
	long := func(key string, label map[string]string) Column {
		return Column{Key: key, Kind: LongText, Required: true, MaxChars: 600, Label: label}
	}
	short := func(key string, label map[string]string) Column {
		return Column{Key: key, Kind: ShortText, Required: true, MaxChars: 200, Label: label}
	}
	return []Column{
		long("outcome", say("Outcome", "Resultado", "成效")),
		long("indicator", say("Indicator", "Indicador", "指标")),
		short("source", say("Data source or instrument", "Fuente de datos o instrumento", "数据来源或工具")),
		{Key: "measured", Kind: Choice, Required: true, Label: say("Who is measured", "A quién se mide", "测量对象"), Options: []Option{
			option("us", "In the United States", "En Estados Unidos", "美国一方"),
			option("abroad", "Abroad", "En el extranjero", "国外一方"),
			option("both", "In both communities", "En ambas comunidades", "双方社区"),
		}},
		short("baseline", say("Baseline", "Línea de base", "基线")),
		short("target", say("Target", "Meta", "目标")),
		short("timing", say("When it is measured", "Cuándo se mide", "测量时间")),
		short("responsible", say("Who is responsible", "Responsable", "负责人")),
	}
}

// ContactColumns are the parts of a person named in a form: given name, family name, title, address, phone.
func ContactColumns() []Column {
	part := func(key string, most int, required bool, label map[string]string) Column {
		return Column{Key: key, Kind: ShortText, Required: required, MaxChars: most, Label: label}
	}
	return []Column{
		part("given", 80, true, say("First name", "Nombre", "名")),
		part("family", 80, true, say("Family name", "Apellido", "姓")),
		part("title", 120, false, say("Title", "Cargo", "职务")),
		part("email", 254, true, say("E-mail", "Correo electrónico", "电子邮箱")),
		part("phone", 40, false, say("Phone with country code", "Teléfono con prefijo internacional", "电话（含国家区号）")),
	}
}
