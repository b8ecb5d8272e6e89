package review

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// The form's own lines begin with two colons, its explanations with two colons and a number sign.
// A line of a person's that begins like that carries a backslash in front.
var ownLine = regexp.MustCompile(`^\\*::`)

// offlineText writes reviews as a form; parseOffline reads it back to the same values.
func offlineText(id ident.OfflineForm, sheets []*Sheet, locale string) string {
	w := &formWriter{words: offlineWords(locale), locale: locale}
	w.line(":: form " + id.String())
	w.notes(w.words.how)
	for _, sh := range sheets {
		w.sheet(sh)
	}
	w.line("")
	w.line(":: end")
	return w.String()
}

type formWriter struct {
	strings.Builder
	words  offlineWord
	locale string
}

func (w *formWriter) line(s string) { w.WriteString(s + "\n") }

func (w *formWriter) notes(lines ...string) {
	for _, l := range lines {
		w.line(strings.TrimRight("::# "+strings.Join(strings.Fields(l), " "), " "))
	}
}

// text writes a person's words so that no line of theirs is taken for one of the form's.
func (w *formWriter) text(s string) {
	if s = carried(s); s == "" {
		w.line("")
		return
	}
	for l := range strings.SplitSeq(s, "\n") {
		if ownLine.MatchString(l) {
			l = `\` + l
		}
		w.line(l)
	}
}

func (w *formWriter) sheet(sh *Sheet) {
	kept := sh.offline()
	w.line("")
	w.line(":: review " + sh.Assignment.ID.String())
	w.notes(strings.Join([]string{sh.Number, sh.Title, sh.LeadName}, " · "))
	for i, l := range sh.Lines {
		w.criterion(sh, l, &kept.Lines[i])
	}
	if sh.OverallAsked() {
		w.line(":: recommendation")
		w.notes(w.words.recommend + " fund, fund_if_money, do_not_fund")
		w.text(string(kept.Recommendation))
	}
	w.line(":: overall")
	w.text(kept.Overall)
}

func (w *formWriter) criterion(sh *Sheet, l *SheetLine, kept *OfflineLine) {
	if l.Kind != program.ByComment {
		w.line(":: score " + l.Key)
	} else {
		w.line(":: comment " + l.Key)
	}
	title := l.Title.In(w.locale)
	if l.Kind != program.ByPassing && l.Kind != program.ByComment {
		title += fmt.Sprintf(" (%d)", l.Weight)
	}
	w.notes(title)
	if meaning := l.Meaning.In(w.locale); meaning != "" {
		w.notes(meaning)
	}
	switch l.Kind {
	case program.ByComment:
	case program.ByPassing:
		w.notes(w.words.pass + " pass, fail")
		w.text(kept.mark(l.Kind))
	default:
		for i, a := range l.Anchors {
			w.notes(strconv.Itoa(sh.ScaleLowest+i) + " = " + a.In(w.locale))
		}
		half := ""
		if sh.HalfPoints {
			half = " " + w.words.halves
		}
		w.notes(fmt.Sprintf("%s %d – %d%s", w.words.points, sh.ScaleLowest, sh.ScaleHighest, half))
		w.text(kept.mark(l.Kind))
	}
	if l.Kind != program.ByComment {
		w.line(":: comment " + l.Key)
	}
	w.notes(fmt.Sprintf(w.words.least, sh.LeastComment(l)))
	w.text(kept.Comment)
}

// mark is what is saved of a criterion as the form writes it; empty while nothing is.
func (l *OfflineLine) mark(k program.CriterionKind) string {
	switch {
	case l.HalfPoints == nil || k == program.ByComment:
		return ""
	case k == program.ByPassing && *l.HalfPoints == Passed:
		return "pass"
	case k == program.ByPassing:
		return "fail"
	case *l.HalfPoints%2 == 1:
		return strconv.Itoa(*l.HalfPoints/2) + ".5"
	}
	return strconv.Itoa(*l.HalfPoints / 2)
}

// offlineWord are the form's explanations in one language; what is typed is the same in all.
type offlineWord struct{ how, recommend, pass, points, halves, least string }

func offlineWords(locale string) offlineWord {
	switch locale {
	case "es":
		return offlineWord{
			"Escriba bajo cada línea que empieza con dos veces dos puntos y deje esas líneas como están. Lo que quede igual no cambia nada.",
			"Una de:", "Una de:", "Puntos:", "(también medios, como 3.5)", "Al menos %d caracteres.",
		}
	case "zh-Hans":
		return offlineWord{"请在以两个冒号开头的行下方填写，并保留这些行不变。未改动之处不会产生任何变化。", "任选其一：", "任选其一：", "分数：", "（可用半分，如 3.5）", "至少 %d 个字符。"}
	}
	return offlineWord{
		"Write below each line that begins with two colons, and leave those lines as they are. What stays as it is changes nothing.",
		"One of:", "One of:", "Points:", "(halves too, such as 3.5)", "At least %d characters.",
	}
}
