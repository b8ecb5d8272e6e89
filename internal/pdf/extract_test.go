package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// tool finds a program that looks at documents, or says loudly that this test
// proves nothing here.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("NOT TESTED: %s is not installed, so the document was not looked at from outside", name)
	}
	return path
}

func written(t *testing.T, l pdf.Letter) ([]byte, pdf.Result) {
	t.Helper()
	var out bytes.Buffer
	result, err := pdf.WriteLetter(&out, l)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), result
}

func file(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// extracted is the text as another program reads it, with Arabic forms turned
// back into letters and without the marks of direction it adds.
func extracted(t *testing.T, content []byte) string {
	t.Helper()
	out, err := exec.Command(tool(t, "pdftotext"), file(t, content), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return comparable(string(out))
}

func comparable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

func TestTextReadBackIsTheTextPutIn(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"English with typographic quotes":  "“It’s ours” – the museum’s €5 office, fi and ffl—unbroken…",
		"Spanish, French, Czech, Polish":   "¿Dónde está Ñuñoa? L’œuvre à Évian. Příliš žluťoučký kůň. Zażółć gęślą jaźń.",
		"Turkish, Romanian and Icelandic":  "İstanbul ığdır, Țară Șiret, Þjóðminjasafn Íslands",
		"Vietnamese":                       "Bảo tàng Lịch sử Quốc gia Việt Nam, Nguyễn Thị Ánh Tuyết",
		"decomposed accents are composed":  "Cafe\u0301 Nguye\u0302\u0303n",
		"Greek":                            "Εθνικό Αρχαιολογικό Μουσείο, Αθήνα",
		"Cyrillic":                         "Національний музей історії України, Москва, Ђорђе",
		"Chinese":                          "中国国家博物馆位于北京市东城区，藏品一百四十余万件。",
		"Japanese and Korean":              "東京国立博物館のコレクション 국립중앙박물관",
		"Hebrew":                           "מוזיאון ישראל ירושלים",
		"Armenian, Georgian and Ethiopic":  "Հայաստանի պատմության թանգարան საქართველოს ეროვნული მუზეუმი የኢትዮጵያ ብሔራዊ ሙዚየም",
		"Arabic":                           "متحف محمد السادس للفن الحديث والمعاصر الأولى لا إله",
		"Persian and Urdu":                 "موزه ملی ایران گنجینه پژوهش",
		"Chinese name in a Spanish line":   "El museo 故宫博物院 respondió el día 3.",
		"a code page word beside Greek":    "Museum of Αθήνα (Ελλάδα), est. 1829",
		"a word that is half in code page": "Škoda’s Děčín zámek",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := english()
			l.Body = []pdf.Block{pdf.Paragraph(text)}
			content, result := written(t, l)
			if len(result.Missing) > 0 {
				t.Errorf("no font for %q", string(result.Missing))
			}
			if got := extracted(t, content); !strings.Contains(got, comparable(text)) {
				t.Errorf("%q is not in:\n%s", comparable(text), got)
			}
		})
	}
}

func TestRightToLeftLinesReadInOrder(t *testing.T) {
	t.Parallel()
	l := english()
	l.Body = []pdf.Block{
		pdf.Paragraph("المنحة البالغة 87,500 دولار قد اعتمدت لسنة 2015 (MSU Museum) في المغرب"),
		pdf.Paragraph("The partner, متحف البحرين الوطني, replied."), // readers differ on the comma's side
	}
	content, _ := written(t, l)
	got := extracted(t, content)
	for _, word := range strings.Fields("المنحة البالغة 87,500 دولار اعتمدت لسنة 2015 المغرب MSU Museum متحف البحرين الوطني replied.") {
		if !strings.Contains(got, word) {
			t.Errorf("%q is not in:\n%s", word, got)
		}
	}
}

func TestEachLetterOfAPrintRunCountsItsOwnPages(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	result, err := pdf.Letters(&out, []pdf.Letter{spanish(), arabic(), chinese()})
	if err != nil {
		t.Fatal(err)
	}
	if result.Pages != 3 {
		t.Fatalf("%d pages, want 3", result.Pages)
	}
	got := extracted(t, out.Bytes())
	for _, want := range []string{"Página 1 de 1", "Page 1 of 1", "第 1 页,共 1 页"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

func TestAReportSaysAllItsFigures(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	result, err := pdf.WriteReport(&out, report())
	if err != nil {
		t.Fatal(err)
	}
	got := extracted(t, out.Bytes())
	for _, want := range []string{
		"$11,284,000", "cost share promised", "$5,250,000.00", "East Lansing, MI", "A partnership is counted once",
		"SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "Page 5 of 5", "故宫博物院",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the report", want)
		}
	}
	if heads := strings.Count(got, "Theme Museums Country"); heads != result.Pages-2 {
		t.Errorf("table heads on %d pages of %d", heads, result.Pages)
	}
}

func TestDocumentsAreWellFormed(t *testing.T) {
	t.Parallel()
	qpdf := tool(t, "qpdf")
	for name, l := range map[string]pdf.Letter{"English": english(), "Spanish": spanish(), "Chinese": chinese(), "Arabic": arabic()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, _ := written(t, l)
			if out, err := exec.Command(qpdf, "--check", file(t, content)).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	var out bytes.Buffer
	if _, err := pdf.WriteReport(&out, report()); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(qpdf, "--check", file(t, out.Bytes())).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
