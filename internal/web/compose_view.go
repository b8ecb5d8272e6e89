package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// summary says in one line what a part holds now.
func (v composing) summary(p view.Page, part program.Part) string {
	switch part {
	case program.PartFrame:
		return p.T("compose.sum.frame", "year", strconv.Itoa(v.Year), "zone", v.Zone)
	case program.PartPhases:
		var names []string
		for _, x := range v.Phases {
			names = append(names, p.T("compose.sum.phase", "phase", p.Choice("public.phase", string(x.Kind)), "time", p.DateTime(x.ClosesAt.In(zoneOf(v.Zone)))))
		}
		return strings.Join(names, " · ")
	case program.PartThemes:
		return p.Choice("public.themerule", string(v.ThemeRule)) + " " + p.N("compose.sum.themes", len(v.Themes))
	case program.PartCriteria:
		return p.N("compose.sum.criteria", len(v.Criteria), "sum", weightText(p, v.Weights()))
	case program.PartRules:
		return p.T("compose.sum.rules", "min", p.Money(v.AwardMin()), "max", p.Money(v.AwardMax()), "share", ratioText(p, int64(v.CostShare)))
	case program.PartEligibility:
		off := 0
		for _, x := range v.Rules {
			if !x.Holds {
				off++
			}
		}
		return p.N("compose.sum.eligibility", off)
	case program.PartMoney:
		return p.T("compose.sum.money", "money", p.Money(v.Appropriation()))
	}
	return ""
}

// rule is how the cycle has an eligibility rule; one that is not named holds.
func (v composing) rule(r partnership.Rule) partnership.CycleRule {
	for _, x := range v.Rules {
		if x.Rule == r {
			return *x
		}
	}
	return partnership.CycleRule{Rule: r, Holds: true}
}

func (v composing) holds(r partnership.Rule) bool { return v.rule(r).Holds }

// note is why the cycle does not have the rule.
func (v composing) note(r partnership.Rule) string { return v.rule(r).Note }

// ticked is whether a box is, by what was sent or by what is kept.
func (a again) ticked(name string, was bool) string {
	if a.typed != nil {
		return a.typed.Get(name)
	}
	if was {
		return "on"
	}
	return ""
}

// chosen is an id in a list to choose from.
func chosen[K ident.Kind](a again, name string, id ident.ID[K]) string {
	if id.IsZero() {
		return a.value(name, "")
	}
	return a.value(name, id.String())
}

// rows is how many places a list has: those that are filled and some that are free.
func rows(filled, free int) []int {
	out := make([]int, min(filled+free, mostRows))
	for i := range out {
		out[i] = i
	}
	return out
}

func (v composing) theme(i int) *program.Theme {
	if i < len(v.Themes) {
		return v.Themes[i]
	}
	return &program.Theme{Title: program.Text{}}
}

// master is the place of the theme that holds for all.
func (v composing) master() string {
	for i, t := range v.Themes {
		if t.Master {
			return strconv.Itoa(i)
		}
	}
	return ""
}

func (v composing) criterion(i int) *program.Criterion {
	if i < len(v.Criteria) {
		return v.Criteria[i]
	}
	return &program.Criterion{}
}

// anchors are what 1 to 5 mean in one language, a line each.
func anchors(k *program.Criterion, locale string) string {
	var out []string
	for _, t := range k.Anchors {
		out = append(out, t[locale])
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

// cleared is a number for a field, empty for a row that is free.
func cleared(n int, free bool) string {
	if free {
		return ""
	}
	return strconv.Itoa(n)
}

func percentText(r money.Ratio) string {
	text := money.New(int64(r), money.USD).Decimal()
	return strings.TrimSuffix(text, ".00")
}

func (v composing) formOptions(p view.Page) []view.Option {
	out := []view.Option{{Value: "", Label: p.T("compose.none")}}
	for _, f := range v.Forms {
		out = append(out, view.Option{Value: f.ID.String(), Label: p.T("compose.form.version", "form", f.Title.In(p.Locale()), "version", strconv.Itoa(f.Version))})
	}
	return out
}

func (v composing) awardOptions(p view.Page) []view.Option {
	out := []view.Option{{Value: "", Label: p.T("compose.none")}}
	for _, a := range v.Awards {
		if v.Of == nil || a.Funder == v.Of.Funder {
			out = append(out, view.Option{Value: a.ID.String(), Label: a.Number + " · " + a.Title + " · " + p.Money(a.Amount())})
		}
	}
	return out
}

func (e programEdit) funderOptions() []view.Option {
	out := make([]view.Option, len(e.Funders))
	for i, f := range e.Funders {
		out[i] = view.Option{Value: f.ID.String(), Label: f.Name}
	}
	return out
}

func (e programEdit) modelOptions(p view.Page) []view.Option {
	out := []view.Option{{Value: "", Label: p.T("compose.none")}}
	for _, m := range e.Models {
		out = append(out, view.Option{Value: m.ID.String(), Label: m.Name})
	}
	return out
}

func (v cycleBegin) modelOptions(p view.Page) []view.Option {
	var own, others []view.Option
	for _, c := range v.Models {
		o := view.Option{Value: c.ID.String(), Label: c.Title}
		if c.Program == v.Program.ID {
			own = append(own, o)
		} else {
			others = append(others, o)
		}
	}
	return append(append(own, others...), view.Option{Value: "", Label: p.T("compose.bare")})
}

// first is the newest cycle of the program itself, the likeliest model.
func (v cycleBegin) first() string {
	for _, c := range v.Models {
		if c.Program == v.Program.ID {
			return c.ID.String()
		}
	}
	return ""
}

func applicantOptions(p view.Page) []view.Option {
	return worded(p, "compose.applicant", []program.Applicant{program.ByPartnership, program.ByPerson})
}

func themeRuleOptions(p view.Page) []view.Option {
	return worded(p, "compose.rule", []program.ThemeRule{program.ThemesFree, program.AtLeastOne, program.MasterAndOther})
}

// cyclesOf is a table of a program's cycles for those who compose.
func cyclesOf(p view.Page, v programList, id ident.Program) view.Table {
	t := view.Table{
		Caption: p.T("officer.cycles"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("compose.cycle")}, {Title: p.T("public.call.state")}},
		Empty:   view.Empty{Title: p.T("officer.cycles.none")},
	}
	for _, c := range v.Calls {
		if c.Program == id {
			t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.NameLink(c.Title, "en", composeURL(c.ID)), view.Status(cycleBadge(p, c.State))}})
		}
	}
	return t
}

func staffTable(p view.Page, v composing) view.Table {
	t := view.Table{
		Caption: p.T("compose.staff"), HideCaption: true,
		Columns: []view.Column{{Title: p.T("compose.role")}, {Title: p.T("compose.people"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("compose.staff.none")},
	}
	for _, x := range v.Staff {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(p.Choice("role", string(x.Role))), view.Text(p.Number(int64(x.People)))}})
	}
	return t
}

// partChecks are the checks of one part.
func (v composing) partChecks(p view.Page, part program.Part) []checkLine {
	var out []checkLine
	for i, l := range v.checks(p) {
		if v.Checks[i].Part == part {
			l.URL = ""
			out = append(out, l)
		}
	}
	return out
}

func (e programEdit) was() program.Program {
	if e.Program == nil {
		return program.Program{Applicant: program.ByPartnership}
	}
	return *e.Program
}

func programAction(e programEdit) string {
	if e.Program == nil {
		return "/office/programs"
	}
	return programURL(e.Program.ID)
}

func programVersion(e programEdit) string {
	if e.Program == nil {
		return ""
	}
	return strconv.Itoa(e.Program.Version)
}

func (v composing) opens(x *program.Phase) string {
	if x == nil {
		return ""
	}
	return v.local(x.OpensAt)
}

func (v composing) closes(x *program.Phase) string {
	if x == nil {
		return ""
	}
	return v.local(x.ClosesAt)
}

func graceOf(x *program.Phase) string {
	if x == nil {
		return "60"
	}
	return strconv.Itoa(x.GraceSeconds)
}

// stepSecond lets a time have seconds, since deadlines end with a day's last one.
func stepSecond() templ.Attributes { return templ.Attributes{"step": "1"} }

// rowTitle numbers a row of a kind from one, or says that it is free.
func rowTitle(p view.Page, kind, n string, free bool) string {
	if free {
		return p.Choice("compose.row.free", kind)
	}
	i, _ := strconv.Atoi(n)
	return p.Choice("compose.row.n", kind) + " " + strconv.Itoa(i+1)
}
