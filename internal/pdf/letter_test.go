package pdf_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

func TestTheSameInputIsTheSameBytes(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]pdf.Letter{"English": english(), "Chinese": chinese(), "Arabic": arabic()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, _ := written(t, l)
			var wg sync.WaitGroup
			for range 6 {
				wg.Go(func() {
					var out bytes.Buffer
					if _, err := pdf.WriteLetter(&out, l); err != nil || !bytes.Equal(want, out.Bytes()) {
						t.Errorf("bytes differ (error %v)", err)
					}
				})
			}
			wg.Wait()
		})
	}
	var a, b bytes.Buffer
	_, errA := pdf.WriteReport(&a, report())
	_, errB := pdf.WriteReport(&b, report())
	if errA != nil || errB != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("reports differ (errors %v, %v)", errA, errB)
	}
}

func TestAnotherDateIsOtherBytes(t *testing.T) {
	t.Parallel()
	first, second := english(), english()
	second.Made = second.Made.AddDate(0, 0, 1)
	a, _ := written(t, first)
	b, _ := written(t, second)
	if bytes.Equal(a, b) {
		t.Error("the date of the letter is not in the file")
	}
}

func TestEveryFontIsEmbedded(t *testing.T) {
	t.Parallel()
	content, _ := written(t, arabic())
	descriptors, files := bytes.Count(content, []byte("/Type /FontDescriptor")), bytes.Count(content, []byte("/FontFile2"))
	if descriptors == 0 || descriptors != files {
		t.Errorf("%d fonts, %d embedded", descriptors, files)
	}
	if bytes.Contains(content, []byte("/Subtype /Type1")) {
		t.Error("a font is left to the reader's program")
	}
}

func TestWesternLettersUseOnlySingleByteFonts(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]pdf.Letter{"English": english(), "Spanish": spanish()} {
		if content, _ := written(t, l); bytes.Contains(content, []byte("Identity-H")) {
			t.Errorf("%s letter carries a wide font", name)
		}
	}
}

func TestWhatNoFontHasIsMarkedAndReported(t *testing.T) {
	t.Parallel()
	l := english()
	l.Body = []pdf.Block{pdf.Paragraph("A 🏛 in Thai ไทย and again 🏛.")}
	_, result := written(t, l)
	if got := string(result.Missing); got != "ทยไ🏛" {
		t.Errorf("missing %q", got)
	}
	content, _ := written(t, l)
	if got := extracted(t, content); !strings.Contains(got, "A [U+1F3DB] in Thai [U+0E44][U+0E17][U+0E22]") {
		t.Errorf("no visible mark in:\n%s", got)
	}
}

func TestBadTextIsRefused(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*pdf.Letter, string){
		"in a paragraph":  func(l *pdf.Letter, s string) { l.Body = []pdf.Block{pdf.Paragraph(s)} },
		"in a table":      func(l *pdf.Letter, s string) { l.Body = []pdf.Block{pdf.Facts{{Label: "a", Value: s}}} },
		"in an addressee": func(l *pdf.Letter, s string) { l.Addressee = []string{s} },
		"in a letterhead": func(l *pdf.Letter, s string) { l.Letterhead.Program = s },
		"in a plot": func(l *pdf.Letter, s string) {
			l.Body = []pdf.Block{pdf.Plot{Scene: chart.Bars(300, []chart.Datum{{Label: s, Value: 1}})}}
		},
		"in a title":       func(l *pdf.Letter, s string) { l.Title = s },
		"in a web address": func(l *pdf.Letter, s string) { l.Verification.URL = s },
	} {
		for kind, text := range map[string]string{"NUL": "a\x00b", "invalid UTF-8": "a\xffb"} {
			t.Run(kind+" "+name, func(t *testing.T) {
				t.Parallel()
				l := english()
				spoil(&l, text)
				var out bytes.Buffer
				if _, err := pdf.WriteLetter(&out, l); !errors.Is(err, pdf.ErrText) {
					t.Errorf("error %v, want %v", err, pdf.ErrText)
				}
				if out.Len() > 0 {
					t.Errorf("%d bytes were written all the same", out.Len())
				}
			})
		}
	}
}

func TestOddLettersAreStillLetters(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200)
	words := strings.TrimSpace(strings.Repeat("museum ", 5000))
	cell := strings.Repeat("a cell that is taller than a sheet of paper ", 400)
	for name, tc := range map[string]struct {
		letter pdf.Letter
		pages  int
	}{
		"nothing at all":        {pdf.Letter{}, 1},
		"five thousand words":   {pdf.Letter{Body: []pdf.Block{pdf.Paragraph(words)}}, 14},
		"a word without breaks": {pdf.Letter{Subject: long, Addressee: []string{long}, Body: []pdf.Block{pdf.Paragraph(long), pdf.Heading(long), pdf.Bullets{long}}}, 1},
		"a cell of many pages":  {pdf.Letter{Body: []pdf.Block{pdf.Table{Columns: []pdf.Column{{Head: "A"}, {Head: "B"}}, Rows: [][]string{{cell, "b", "too many"}, {}}}}}, 5},
		"a table of no columns": {pdf.Letter{Body: []pdf.Block{pdf.Table{Rows: [][]string{{"a"}}}}}, 1},
		"an empty list":         {pdf.Letter{Body: []pdf.Block{pdf.Bullets{}, pdf.Facts{}, pdf.Figures{}, pdf.Plot{}}}, 1},
		"marks without a base":  {pdf.Letter{Body: []pdf.Block{pdf.Paragraph("\u0301\u064B \u05B0")}}, 1},
		"controls":              {pdf.Letter{Body: []pdf.Block{pdf.Paragraph("a\x01b\u202e c\u2066d\ufeff\u200b")}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, result := written(t, tc.letter)
			if !bytes.HasPrefix(content, []byte("%PDF-")) || result.Pages != tc.pages {
				t.Errorf("%d pages, want %d", result.Pages, tc.pages)
			}
		})
	}
}

func TestNoWordOfALongParagraphIsLost(t *testing.T) {
	t.Parallel()
	content, _ := written(t, pdf.Letter{Body: []pdf.Block{pdf.Paragraph(strings.Repeat("museum ", 5000))}})
	if got := strings.Count(extracted(t, content), "museum"); got != 5000 {
		t.Errorf("%d words of 5000", got)
	}
}

func TestALongWordStaysWithinTheMargins(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 20)
	content, _ := written(t, pdf.Letter{Body: []pdf.Block{pdf.Paragraph(long)}})
	if got := strings.ReplaceAll(extracted(t, content), " ", ""); !strings.Contains(got, long) {
		t.Errorf("the word is cut in:\n%s", got)
	}
}

func TestAPrintRunOfNothingIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := pdf.Letters(io.Discard, nil); !errors.Is(err, pdf.ErrEmpty) {
		t.Errorf("error %v, want %v", err, pdf.ErrEmpty)
	}
}

func TestAReceiptNamesTheHash(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	hash := strings.Repeat("0f", 32)
	result, err := pdf.WriteReceipt(&out, pdf.Receipt{
		Meta: pdf.Meta{Locale: "en", Made: made()}, Letterhead: letterhead(), Heading: "Received",
		Intro: "Your proposal has arrived.", Rows: []pdf.Fact{{Label: "Submitted", Value: "March 3, 2015, 16:59:58 EST"}},
		HashLabel: "SHA-256", Hash: hash, Verification: verification(),
	})
	if err != nil || result.Pages != 1 {
		t.Fatalf("%d pages, error %v", result.Pages, err)
	}
	got := extracted(t, out.Bytes())
	for _, want := range []string{hash, "March 3, 2015, 16:59:58 EST", "7F3K-9QWD-2MXA"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

type brokenDisk struct{}

var errDisk = errors.New("disk full")

func (brokenDisk) Write([]byte) (int, error) { return 0, errDisk }

func TestAFailedWriteIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := pdf.WriteLetter(brokenDisk{}, english()); !errors.Is(err, errDisk) {
		t.Errorf("error %v, want %v", err, errDisk)
	}
}
