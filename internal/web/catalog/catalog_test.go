package catalog

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
)

func TestEveryLanguageSaysEveryKey(t *testing.T) {
	t.Parallel()
	all := load()
	for _, l := range Languages() {
		for key := range all[English].messages {
			m := all[l.Tag].messages[key]
			if m == nil || strings.TrimSpace(m.Other) == "" {
				t.Errorf("%s lacks %s", l.Tag, key)
			}
		}
		for key := range all[l.Tag].messages {
			if all[English].messages[key] == nil {
				t.Errorf("%s says %s, which English lacks", l.Tag, key)
			}
		}
	}
}

func TestAKeyStartsWithTheNameOfItsFile(t *testing.T) {
	t.Parallel()
	for _, w := range load() {
		for file, keys := range w.documents {
			area := strings.TrimSuffix(file, ".json") + "."
			for _, k := range keys {
				if !strings.HasPrefix(string(k), area) {
					t.Errorf("%s/%s holds %s: its keys start with %s", w.name, file, k, area)
				}
			}
		}
	}
}

var place = regexp.MustCompile(`{{\.(\w+)}}`)

func places(texts ...string) []string {
	var names []string
	for _, s := range texts {
		for _, m := range place.FindAllStringSubmatch(s, -1) {
			if !slices.Contains(names, m[1]) {
				names = append(names, m[1])
			}
		}
	}
	slices.Sort(names)
	return names
}

func TestEveryLanguageFillsTheSamePlaces(t *testing.T) {
	t.Parallel()
	for key, en := range load()[English].messages {
		for _, w := range load() {
			m := w.messages[key]
			if m == nil {
				continue
			}
			if got, want := places(m.One, m.Many, m.Other), places(en.One, en.Many, en.Other); !slices.Equal(got, want) {
				t.Errorf("%s %s fills %v, English fills %v", w.name, key, got, want)
			}
			if strings.Count(m.Other, "{{") != len(place.FindAllString(m.Other, -1)) {
				t.Errorf("%s %s holds a place that is not {{.name}}: %s", w.name, key, m.Other)
			}
		}
	}
}

func TestEveryPluralFormIsPresent(t *testing.T) {
	t.Parallel()
	for key, en := range load()[English].messages {
		counted := en.One != ""
		for name, forms := range map[string]int{English: 2, Spanish: 3, Chinese: 1} {
			m := load()[name].messages[key]
			if m == nil {
				continue
			}
			got := []string{m.Other, m.One, m.Many}
			for i, form := range got {
				want := i == 0 || counted && i < forms
				rare := i == 2 && name == Spanish && counted // "de" after a whole million; other serves until then
				if (form != "") != want && !rare {
					t.Errorf("%s %s: form %d (other, one, many) is %q", name, key, i, form)
				}
			}
		}
	}
}

var (
	used     = regexp.MustCompile(`(?:\.(?:T|N)\(|\bKey\(|\.page\(r,)\s*"([^"]+)"`)
	literal  = regexp.MustCompile(`"([a-z][a-zA-Z0-9_.]*\.[a-zA-Z0-9_.]+)"`)
	families = regexp.MustCompile(`(?:\.Choice|catalog\.Lacking|\bFamily|\bworded\(p,|\bchoices\(p,)\(?\s*"([^"]+)"`)
)

// sources are the hand-written files that may ask for messages.
func sources(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, dir := range []string{"..", "../../server"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			hand := strings.HasSuffix(path, ".templ") ||
				strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_templ.go") && !strings.HasSuffix(path, "_test.go")
			if !hand {
				return nil
			}
			text, err := os.ReadFile(path)
			texts[path] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return texts
}

func TestEveryKeyIsUsedAndEveryUsedKeyIsSaid(t *testing.T) {
	t.Parallel()
	said := load()[English].messages
	asked := map[Key]bool{}
	open := []string{"fault.code.", "word.", "said.", "fault.kind.", "finding.", "rule."}
	for path, text := range sources(t) {
		for _, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			for _, m := range used.FindAllStringSubmatch(line, -1) {
				asked[Key(m[1])] = true
				if said[Key(m[1])] == nil {
					t.Errorf("%s asks for %s, which no file says", path, m[1])
				}
			}
			for _, m := range literal.FindAllStringSubmatch(line, -1) {
				asked[Key(m[1])] = true // a table of keys names them without asking yet
			}
			for _, m := range families.FindAllStringSubmatch(line, -1) {
				open = append(open, m[1]+".")
			}
		}
	}
	for key := range said {
		family := slices.ContainsFunc(open, func(f string) bool { return strings.HasPrefix(string(key), f) })
		if !asked[key] && !family {
			t.Errorf("nobody asks for %s", key)
		}
	}
}

func TestAKeySaidTwiceIsRefused(t *testing.T) {
	t.Parallel()
	twice := fstest.MapFS{
		"en/a.json": {Data: []byte(`{"a.b": "one"}`)},
		"en/b.json": {Data: []byte(`{"a.b": "two"}`)},
	}
	if _, err := read(twice); err == nil || !strings.Contains(err.Error(), "a.b a second time") {
		t.Fatalf("read of a key said twice: %v", err)
	}
	if _, err := read(fstest.MapFS{"en/a.json": {Data: []byte(`{"a.b":`)}}); err == nil {
		t.Fatal("a broken file was read")
	}
}

func TestEveryKindOfFaultHasWords(t *testing.T) {
	t.Parallel()
	kinds := []fault.Kind{
		fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Invalid,
		fault.Conflict, fault.DeadlinePassed, fault.RateLimited, fault.Internal,
	}
	for _, k := range kinds {
		if lack := Lacking("fault.kind", string(k)); lack != nil {
			t.Error(lack)
		}
	}
}

func TestFaultsSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	err := fault.New(fault.NotFound, "not_found", "There is no such award.")
	if got := For(Spanish).Fault(err); strings.Contains(got, "There") || got == "" {
		t.Errorf("Spanish reader reads %q", got)
	}
	late := fault.New(fault.DeadlinePassed, "deadline_passed", "The deadline was then.").With("deadline", "2027-03-05T23:59:00-05:00").With("now", "2027-03-06T00:00:01-05:00")
	if got := For(Spanish).Fault(late); !strings.Contains(got, "5 de marzo de 2027, 23:59") || !strings.Contains(got, "0:00:01") {
		t.Errorf("Spanish reader reads %q", got)
	}
	if got := For(Spanish).Fault(fault.New(fault.DeadlinePassed, "deadline_passed", "Too late.")); strings.Contains(got, "{{") || strings.Contains(got, "late") {
		t.Errorf("Spanish reader reads %q", got)
	}
	bad := fault.BadField("lines.3.rate", "bad_rate_percent", "A rate is a percentage.").With("x", 1)
	if got := For(Chinese).Tell(bad); got.Fields[0].Message == bad.Fields[0].Message || got.Fields[0].Path != "lines.3.rate" || got.Message == bad.Message || got.Facts["x"] != 1 {
		t.Errorf("a Chinese reader reads %+v", got)
	}
	if got := For(English).Tell(bad); got != bad {
		t.Errorf("an English reader reads %+v", got)
	}
	own := fault.New(fault.Conflict, "a_code_without_words", "Someone else saved first.")
	if got := For(English).Fault(own); got != "Someone else saved first." {
		t.Errorf("English reader reads %q", got)
	}
	if got := For(English).Fault(os.ErrClosed); strings.Contains(got, "closed") || got == "" {
		t.Errorf("an inner failure leaks: %q", got)
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	t.Parallel()
	cases := []struct {
		locale string
		n      int
		want   string
	}{
		{English, 1, "1 error"},
		{English, 2, "2 errors"},
		{English, 1234, "1,234 errors"},
		{Spanish, 1, "1 error"},
		{Spanish, 0, "0 errores"},
		{Spanish, 12345, "12.345 errores"},
		{Spanish, 1_000_000, "1.000.000 de errores"},
		{Chinese, 1, "1 处错误"},
		{Chinese, 20, "20 处错误"},
	}
	for _, c := range cases {
		if got := For(c.locale).N("shell.errors", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.locale, c.n, got, c.want)
		}
	}
}

func TestFiguresFollowTheLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{For(English).Number(-1234567), "\u22121,234,567"},
		{For(Spanish).Number(1234), "1234"},
		{For(Spanish).Number(12345), "12.345"},
		{For(Chinese).Number(999), "999"},
		{For(English).Decimal(1234.5, 1), "1,234.5"},
		{For(Spanish).Decimal(-0.25, 2), "\u22120,25"},
		{For(English).Percent(0.335, 1), "33.5%"},
		{For(Spanish).Percent(0.5, 0), "50\u00a0%"},
		{For(English).Money(money.Dollars(68500)), "$68,500.00"},
		{For(English).Bytes(2_400_000), "2.4\u00a0MB"},
		{For(English).List([]string{"Ohio", "Peru", "Mali"}), "Ohio, Peru and Mali"},
		{For(Chinese).List([]string{"甲", "乙", "丙"}), "甲、乙和丙"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if got := For(Spanish).Money(money.Dollars(68500)); !strings.Contains(got, "68.500,00") {
		t.Errorf("Spanish money %q", got)
	}
}

func TestMomentsShowBothClocks(t *testing.T) {
	t.Parallel()
	lagos, err := time.LoadLocation("Africa/Lagos")
	if err != nil {
		t.Fatal(err)
	}
	york, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	due := time.Date(2026, 3, 6, 4, 59, 0, 0, time.UTC)
	now := due.Add(-71*time.Hour - 30*time.Minute)
	m := For(English).At(now, lagos).Moment(due, nil, york)
	want := Moment{
		Reader: "March 6, 2026, 5:59 AM WAT (UTC+1)", Program: "March 5, 2026, 11:59 PM EST (UTC\u22125)",
		Relative: "in 2 days", DateTime: "2026-03-06T05:59:00+01:00",
	}
	if m != want {
		t.Errorf("got %+v\nwant %+v", m, want)
	}
	if m := For(Spanish).Moment(due, york, york); m.Program != "" || m.Reader != "5 de marzo de 2026, 23:59 EST (UTC\u22125)" || m.Relative != "" {
		t.Errorf("same clock twice: %+v", m)
	}
	if got := For(Chinese).Date(calendar.On(2026, 3, 5)); got != "2026年3月5日" {
		t.Error(got)
	}
	if got := For(English).Clock(time.Date(2026, 3, 5, 23, 59, 58, 0, time.FixedZone("", 19800))); got != "11:59:58 PM UTC+5:30" {
		t.Error(got)
	}
}

func TestDistancesAreNeverLongerThanTheTruth(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := For(English).At(now, nil)
	for d, want := range map[time.Duration]string{
		20 * time.Second: "now", -90 * time.Second: "1 minute ago", 119 * time.Minute: "in 119 minutes",
		47 * time.Hour: "in 47 hours", 59*24*time.Hour + time.Hour: "in 59 days", -400 * 24 * time.Hour: "13 months ago",
		731 * 24 * time.Hour: "in 2 years",
	} {
		if got := p.Relative(now.Add(d)); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestTheReadersChoiceWins(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, accept, cookie, person, want string }{
		{"a choice on this device comes first", "zh-CN", "es", "en", Spanish},
		{"then what the person keeps", "zh-CN", "", "es", Spanish},
		{"then the browser", "zh-CN,zh;q=0.9,en;q=0.5", "", "", Chinese},
		{"a country's Spanish is Spanish", "es-PE", "", "", Spanish},
		{"an unknown language reads English", "sw", "", "", English},
		{"nonsense reads English", ";;;=", "xx", "../etc", English},
		{"an endless header reads English", strings.Repeat("es,", 300), "", "", English},
		{"nothing reads English", "", "", "", English},
	}
	for _, c := range cases {
		if got := Negotiate(c.accept, c.cookie, c.person); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestDirections(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"ar": "rtl", "he-IL": "rtl", "fa": "rtl", "en": "ltr", "zh-Hans": "ltr", "": "auto", "?": "auto"} {
		if got := Dir(lang); got != want {
			t.Errorf("%s runs %s, want %s", lang, got, want)
		}
	}
}
