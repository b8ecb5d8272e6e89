package budget_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
)

func TestAFileOfLinesIsRefusedByItsOwnLines(t *testing.T) {
	t.Parallel()
	const head = "item,museum,side,funding,description,quantity,rate\n"
	for name, c := range map[string]struct{ file, want string }{
		"a sound file passes":                  {head + "salaries,Lead Museum,us,grant,Director,1,10\n", ""},
		"semicolons pass":                      {"funding;side;category;description;quantity;rate\ngrant;us;travel;Flug;1;10\n", ""},
		"a mark at its beginning passes":       {"\ufeff" + head + "salaries,,us,grant,Director,1,10\n", ""},
		"an empty file":                        {"", "csv:column_missing"},
		"a head alone":                         {head, "csv:no_lines"},
		"a column nobody knows":                {"color,funding,description,quantity,rate\n", "csv:unknown_column"},
		"a column that is there twice":         {"rate,funding,description,quantity,rate\n", "csv:column_twice"},
		"the third line's rate":                {head + "salaries,,us,grant,A,1,10\nsalaries,,us,grant,B,1,ten\n", "rows.3.rate:bad_rate"},
		"lines are counted as an editor shows": {head + "salaries,,us,grant,\"two\nlines\",1,10\n\nsalaries,,us,nobody,B,1,1\n", "rows.5.funding:unknown_funding"},
		"a museum that is not in it":           {head + "salaries,Louvre,us,grant,A,1,10\n", "rows.2.organization:unknown_museum"},
		"a quote that never ends":              {head + "salaries,,us,grant,\"A,1,10\n", "rows.2:bad_csv"},
		"neither yes nor no":                   {"participant_support,side,category,funding,description,quantity,rate\nmaybe,us,travel,grant,A,1,1\n", "rows.2.participantSupport:bad_yes_no"},
		"a formula for a rate":                 {head + "salaries,,us,grant,A,1,=2+2\n", "rows.2.rate:bad_rate"},
		"ten thousand lines":                   {head + strings.Repeat("salaries,,us,grant,A,1,10\n", 10_000), "lines:too_many"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sheet(budget.Rules{})
			_, err := budget.ReadLines(strings.NewReader(c.file), s.Frame(calendar.Date{}))
			if got := refused(err); got != c.want {
				t.Errorf("refused %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

func TestLinesSurviveTheirOwnFile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := sheet(budget.Rules{})
		in := drawLines(t)
		for i := range in {
			in[i].Description = rapid.SampledFrom([]string{"=HYPERLINK(\"x\")", "+1", "-2 days", "@home", "a, \"b\"; c", "متحف", "博物馆", "'quoted'"}).Draw(t, "what")
			in[i].ParticipantSupport = in[i].Category != budget.Indirect && rapid.Bool().Draw(t, "support")
		}
		lines, err := budget.Lines(in, s.Frame(calendar.Date{}))
		if err != nil {
			t.Fatal(err)
		}
		if s.Lines = lines; len(lines) == 0 {
			return
		}
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		for _, row := range s.Records() {
			for i := range row {
				if row[i] != "" && strings.ContainsRune("=+-@", rune(row[i][0])) {
					row[i] = "'" + row[i] // as the exported file guards them
				}
			}
			_ = w.Write(row)
		}
		w.Flush()
		again, err := budget.ReadLines(&file, s.Frame(calendar.Date{}))
		if err != nil {
			t.Fatal(err)
		}
		same := slices.EqualFunc(lines, again, func(a, b *budget.Line) bool {
			x, y := *a, *b
			x.ID, x.Ordinal, y.Ordinal = y.ID, 0, 0
			return x == y
		})
		if !same {
			t.Fatalf("%v\nbecame %v", s.Records(), again)
		}
	})
}

func FuzzReadLines(f *testing.F) {
	f.Add("item,museum,side,funding,description,quantity,rate\nsalaries,,us,grant,A,1,10\n")
	f.Add("rate;funding;description;quantity\n;;;\n")
	f.Fuzz(func(t *testing.T, file string) {
		lines, err := budget.ReadLines(strings.NewReader(file), dollars())
		if err == nil && len(lines) == 0 {
			t.Fatal("nothing was read and nothing refused")
		}
		if err == nil && slices.ContainsFunc(lines, func(l *budget.Line) bool { return !l.Recomputes() }) {
			t.Fatal("a line does not follow from its own figures")
		}
	})
}
