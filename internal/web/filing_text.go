package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// filingTitle is what a report is called: by its period, or by what it waits for.
func filingTitle(p view.Page, f *filing.Filing) string {
	switch {
	case f.To.IsZero():
		return p.T("filing.waits")
	case f.Final:
		return p.T("filing.final")
	}
	return p.T("filing.of", "from", p.Date(f.From), "to", p.Date(f.To))
}

// filingBadge is the state of a report; of one that nobody has begun and is late, that it is late.
func filingBadge(p view.Page, state duty.State, at duty.Standing) view.Badge {
	if at == duty.Overdue && (state == duty.Scheduled || state == duty.Opened) {
		return view.Badge{Label: p.T("filing.overdue"), Tone: view.Bad}
	}
	tone := view.Neutral
	switch state {
	case duty.Opened, duty.Draft:
		tone = view.Info
	case duty.Submitted, duty.UnderReview:
		tone = view.Waiting
	case duty.Returned, duty.Amended:
		tone = view.Warning
	case duty.Accepted:
		tone = view.Good
	}
	if at == duty.Overdue {
		tone = view.Bad
	}
	return view.Badge{Label: p.Choice("filing.state", string(state)), Tone: tone}
}

// daysText says how long there is, or how late it is.
func daysText(p view.Page, at duty.Standing, days int) string {
	switch at {
	case duty.Overdue:
		return p.N("filing.days.late", -days)
	case duty.Done, duty.Waiting:
		return ""
	}
	return p.N("filing.days.left", days)
}

// dueText is the date that counts, and what it was first.
func dueText(p view.Page, f *filing.Filing) string {
	switch {
	case f.On.IsZero():
		return p.T("filing.on.payment")
	case !f.ExtendedOn.IsZero():
		return p.T("filing.on.extended", "day", p.Date(f.ExtendedOn), "legal", p.Date(f.On))
	case f.OriginalOn != f.On:
		return p.T("filing.on.moved", "day", p.Date(f.On), "first", p.Date(f.OriginalOn))
	}
	return p.Date(f.On)
}

// dayOffText warns that nobody works on the legal date; empty on a working day.
func dayOffText(p view.Page, x *duty.Free) string {
	switch {
	case x == nil:
		return ""
	case x.Holiday != "":
		return p.T("filing.free.holiday", "holiday", p.Choice("rule.holiday", x.Holiday), "next", p.Date(x.Next))
	}
	return p.T("filing.free.weekend", "next", p.Date(x.Next))
}

// filingsTable are reports in the order of their dates; with awards, those of many.
func filingsTable(p view.Page, caption string, rows []*filing.Row, awards bool) view.Table {
	t := view.Table{
		Caption: caption, HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("filing.report")}, {Title: p.T("filing.on")}, {Title: p.T("filing.state.title")}, {Title: p.T("filing.days")}},
		Empty:   view.Empty{Title: p.T("filing.none"), Text: p.T("filing.none.text")},
	}
	if awards {
		t.Columns = slices.Insert(t.Columns, 1, view.Column{Title: p.T("filing.award")}, view.Column{Title: p.T("award.lead")})
	}
	for _, r := range rows {
		row := view.Row{Cells: []templ.Component{
			view.Link(filingTitle(p, &r.Filing), filingURL(r.Award, r.ID)), cell(view.Text(dueText(p, &r.Filing)), quietLine(dayOffText(p, r.Owed().Free))),
			view.Status(filingBadge(p, r.State, r.Standing)), view.Text(daysText(p, r.Standing, r.Days)),
		}}
		if awards {
			row.Cells = slices.Insert(row.Cells, 1, cell(view.Link(r.AwardNumber, filingsURL(r.Award)), quietLine(r.AwardTitle)), view.Name(r.LeadName, ""))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func filingStates(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("officer.any")}}
	for _, x := range duty.ReportMoves().States() {
		out = append(out, view.Option{Value: x, Label: p.Choice("filing.state", x)})
	}
	return out
}

func dueShow(f filing.Filter) string {
	switch {
	case f.Overdue:
		return "overdue"
	case f.Waiting:
		return "waiting"
	}
	return ""
}

func dueShows(p view.Page) []view.Option {
	return []view.Option{{Label: p.T("officer.any")}, {Value: "overdue", Label: p.T("filing.show.overdue")}, {Value: "waiting", Label: p.T("filing.show.waiting")}}
}

// funderDueTable are the administrator's own dates for the same period.
func funderDueTable(p view.Page, all []duty.Due) view.Table {
	t := view.Table{
		Caption: p.T("filing.funder"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("filing.period")}, {Title: p.T("filing.on")}},
	}
	for _, d := range all {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(p.T("filing.of", "from", p.Date(d.From), "to", p.Date(d.To))), cell(view.Date(p, d.On), quietLine(dayOffText(p, d.Free))),
		}})
	}
	return t
}

// shiftTable are dates before and after a change.
func shiftTable(p view.Page, caption string, all []duty.Shift) view.Table {
	t := view.Table{
		Caption: caption, HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("filing.period")}, {Title: p.T("filing.before")}, {Title: p.T("filing.after")}, {Title: p.T("filing.change")}},
		Empty:   view.Empty{Title: p.T("filing.none")},
	}
	on := func(o *duty.Owed) templ.Component {
		switch {
		case o == nil:
			return view.Quiet(p.T("filing.no_date"))
		case o.On.IsZero():
			return view.Text(p.T("filing.on.payment"))
		}
		return cell(view.Date(p, o.By()), quietLine(dayOffText(p, o.Free)))
	}
	for _, h := range all {
		o := h.After
		if o == nil {
			o = h.Before
		}
		title := filingTitle(p, &filing.Filing{From: o.From, To: o.To, Final: o.Final})
		tone := view.Neutral
		if h.Why != duty.ShiftStays && h.Why != duty.ShiftSettled {
			tone = view.Warning
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(title), on(h.Before), on(h.After), badge(p.Choice("filing.shift", h.Why), tone)}})
	}
	return t
}

func (d reporting) facts(p view.Page) []view.Fact {
	out := []view.Fact{{Term: p.T("filing.state.title"), Value: view.Status(filingBadge(p, d.State, d.Standing))}}
	if !d.To.IsZero() {
		out = append(out, view.Fact{Term: p.T("filing.period"), Value: view.Text(p.T("filing.of", "from", p.Date(d.From), "to", p.Date(d.To)))})
	}
	out = append(out, view.Fact{Term: p.T("filing.on"), Value: cell(view.Text(dueText(p, &d.Filing)), quietLine(dayOffText(p, d.Free())))})
	if text := daysText(p, d.Standing, d.Days); text != "" {
		out = append(out, view.Fact{Term: p.T("filing.days"), Value: view.Text(text)})
	}
	return out
}

// tasks are the sections of a part with who writes each and how far it is.
func (d reporting) tasks(p view.Page, x *filing.PartAnswers) []view.Task {
	missing := map[string]bool{}
	if m := d.Missing[x.Part.Part]; m != nil {
		for _, f := range m.Fields {
			key, _ := form.KeyOf(f.Path)
			missing[key] = true
		}
	}
	var out []view.Task
	def := d.Forms[x.Part.Part].Definition.Asked(x.Answers, form.Context{})
	for _, section := range def.Sections {
		done, all := 0, 0
		for _, q := range section.Questions {
			if !q.Required && x.Answers[q.Key] == "" {
				continue
			}
			all++
			if x.Answers[q.Key] != "" && !missing[q.Key] {
				done++
			}
		}
		status := view.Badge{Label: p.T("applicant.task.started"), Tone: view.Info}
		switch done {
		case all:
			status = view.Badge{Label: p.T("applicant.task.done"), Tone: view.Good}
		case 0:
			status = view.Badge{Label: p.T("applicant.task.empty"), Tone: view.Neutral}
		}
		hint := p.Choice("applicant.owner", string(section.Owner))
		if all > 0 {
			hint += " · " + p.T("applicant.task.count", "done", done, "asked", all)
		}
		out = append(out, view.Task{Title: inWords(section.Title, p.Locale()), URL: partURL(x.ID) + "/sections/" + section.Key, Hint: hint, Status: status})
	}
	return out
}

// mend is where a refused answer of a part is written, with its question.
func (d reporting) mend(p view.Page, x *filing.PartAnswers, f fault.Field) (url, label string) {
	key, _ := form.KeyOf(f.Path)
	section, q, ok := d.Forms[x.Part.Part].Definition.Find(key)
	if !ok {
		return "", ""
	}
	return partURL(x.ID) + "/sections/" + section.Key + "#" + anchorOf(f.Path), inWords(q.Label, p.Locale())
}

// linesTable are the figures of a report with what is approved and left, and their totals.
func linesTable(p view.Page, c *filing.Content) view.Table {
	t := view.Table{
		Caption: p.T("filing.figures"), HideCaption: true,
		Columns: []view.Column{
			{Title: p.T("filing.category")},
			{Title: p.T("filing.grant.approved"), Numeric: true},
			{Title: p.T("filing.grant.now"), Numeric: true},
			{Title: p.T("filing.grant.total"), Numeric: true},
			{Title: p.T("filing.grant.left"), Numeric: true},
			{Title: p.T("filing.share.approved"), Numeric: true},
			{Title: p.T("filing.share.now"), Numeric: true},
			{Title: p.T("filing.share.total"), Numeric: true},
			{Title: p.T("filing.share.left"), Numeric: true},
		},
	}
	cells := func(name string, g, h filing.Column) []templ.Component {
		out := []templ.Component{view.Text(name)}
		for _, n := range []int64{g.Approved, g.Now, g.Total, g.Left(), h.Approved, h.Now, h.Total, h.Left()} {
			out = append(out, view.Cash(p, money.New(n, c.Currency)))
		}
		return out
	}
	var g, h filing.Column
	for _, l := range c.Lines {
		g, h = g.Plus(l.Grant), h.Plus(l.Share)
		t.Rows = append(t.Rows, view.Row{Cells: cells(p.Choice("officer.category", string(l.Category)), l.Grant, l.Share)})
	}
	t.Foot = []view.Row{{Cells: cells(p.T("filing.sum"), g, h)}}
	return t
}

// anomalyText says what looks odd, with its figures.
func anomalyText(p view.Page, d reporting, a *filing.Anomaly) string {
	cash := func(n int64) string { return p.Money(money.New(n, d.File.Currency())) }
	pairs := []any{
		"percent", p.Number(int64(a.Percent)), "against", p.Number(int64(a.Against)), "is", cash(a.Minor), "expected", cash(a.Expected),
		"category", p.Choice("officer.category", string(a.Category)), "funding", fundingText(p, a.Funding), "question", d.questionText(p, a.Question), "award", a.Award,
	}
	switch a.Code {
	case filing.BurnAhead:
		return p.T("filing.anomaly.burn_ahead", pairs...)
	case filing.BurnBehind:
		return p.T("filing.anomaly.burn_behind", pairs...)
	case filing.Jump:
		return p.T("filing.anomaly.jump", pairs...)
	case filing.TotalOff:
		return p.T("filing.anomaly.total_off", pairs...)
	case filing.OverBudget:
		return p.T("filing.anomaly.over_budget", pairs...)
	case filing.BooksOff:
		return p.T("filing.anomaly.books_off", pairs...)
	case filing.ReceiptOff:
		return p.T("filing.anomaly.receipts_off", pairs...)
	case filing.CopiedLast:
		return p.T("filing.anomaly.copied_last", pairs...)
	}
	return p.T("filing.anomaly.copied_from", pairs...)
}

func fundingText(p view.Page, funding string) string {
	if funding == "share" {
		return p.T("filing.share")
	}
	return p.T("filing.grant")
}

func (d reporting) questionText(p view.Page, key string) string {
	for _, f := range d.Forms {
		if _, q, ok := f.Definition.Find(key); ok {
			return inWords(q.Headed(), p.Locale())
		}
	}
	return key
}

// notes are the office's words on sections, each under the section's title.
func (d reporting) notes(p view.Page, r *filing.Review) []view.Option {
	var out []view.Option
	for _, n := range r.Notes {
		part, key, _ := strings.Cut(n.Section, ".")
		f := d.Forms[duty.Part(part)]
		if f == nil {
			continue
		}
		for _, x := range f.Definition.Sections {
			if x.Key == key {
				out = append(out, view.Option{Label: inWords(x.Title, p.Locale()), Value: n.Words})
			}
		}
	}
	return out
}

// asked are the sections of a part's form that these answers are asked.
func (d reporting) asked(x *filing.ContentPart) []form.Section {
	f := d.Forms[x.Part]
	if f == nil {
		return nil
	}
	return f.Definition.Asked(x.Answers, form.Context{}).Sections
}

func verdictTone(v filing.Verdict) view.Tone {
	if v == filing.Accept {
		return view.Good
	}
	return view.Warning
}

func beginText(p view.Page, d reporting) string {
	if d.To.IsZero() {
		return p.T("filing.on.payment")
	}
	return p.T("filing.begin.later", "day", p.Date(d.To.AddDays(1)))
}

func beginLabel(p view.Page, d reporting) string {
	if d.State == duty.Returned {
		return p.T("filing.begin.again")
	}
	return p.T("filing.begin.do")
}

// history are the versions and the decisions on them, then every setting of the dates.
func (d reporting) history(p view.Page) []view.Step {
	var out []view.Step
	for _, v := range d.Versions {
		out = append(out, view.Step{
			Title: p.T("filing.version", "n", v.Round), State: "done", When: view.Moment(p, v.SubmittedAt, zoneOf(d.Zone)),
			Text: p.T("filing.certified_by", "name", v.Name, "title", v.Title), URL: filingURL(d.Award, d.ID) + "/versions/" + strconv.Itoa(v.Round),
		})
		if r := d.ReviewOf(v.Round); r != nil {
			out = append(out, view.Step{Title: p.Choice("filing.verdict", string(r.Verdict)), State: "done", When: view.Moment(p, r.ReviewedAt, zoneOf(d.Zone)), Text: r.Words})
		}
	}
	return out
}

func (d reporting) datesHistory(p view.Page) []view.Step {
	var out []view.Step
	for _, x := range d.Dates {
		on := x.On
		if !x.ExtendedOn.IsZero() {
			on = x.ExtendedOn
		}
		words := []string{}
		if !on.IsZero() {
			words = append(words, p.T("filing.due_on", "day", p.Date(on)))
		}
		if x.Reason != "" {
			words = append(words, x.Reason)
		}
		out = append(out, view.Step{Title: p.Choice("filing.cause", string(x.Cause)), State: "done", When: view.Moment(p, x.SetAt, zoneOf(d.Zone)), Text: strings.Join(words, " · ")})
	}
	for _, x := range d.Told {
		out = append(out, view.Step{Title: p.N("filing.reminded", x.People), State: "done", When: view.Date(p, x.ReachedOn)})
	}
	return out
}
