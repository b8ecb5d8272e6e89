// Package pdf sets letters, receipts and reports on paper: the same input gives
// the same bytes, every font is embedded, and a character that no font can draw
// becomes a visible mark that is reported, never an empty box. It is the one
// home of the PDF library.
//
// It owns how a document looks and nothing of what it says: callers hand in
// finished words, amounts and dates in the reader's language. It does not tag
// its documents; each letter also exists as an accessible page.
//
// The fonts under fonts/ are Noto (SIL Open Font License) and Droid Sans
// Fallback (Apache License 2.0), packed and unpacked only when needed.
package pdf

import (
	"io"
	"strings"
	"time"
)

// Paper is a sheet size; the empty value picks by language.
type Paper string

// The two papers that grants offices print on.
const (
	USLetter Paper = "letter"
	A4       Paper = "a4"
)

// Result says what became of a document: how many pages it has and which
// characters no font could draw.
type Result struct {
	Pages   int
	Missing []rune
}

// Meta is what a document says about itself to the reader's program. Made is
// the only clock there is: it dates the file.
type Meta struct {
	Locale  string // en, es, zh-Hans; picks the few words of our own
	Paper   Paper
	Title   string
	Author  string
	Subject string
	Made    time.Time
}

func (m Meta) size() (w, h float64) {
	if m.Paper == USLetter || m.Paper == "" && (m.Locale == "" || strings.HasPrefix(m.Locale, "en")) {
		return 612, 792
	}
	return 595.28, 841.89
}

// write finishes a document made of sheets.
func write(w io.Writer, m Meta, s *setter, sheets []*sheet) (Result, error) {
	for _, text := range []string{m.Title, m.Author, m.Subject, m.Locale} {
		s.check(text)
	}
	if s.err != nil {
		return Result{}, s.err
	}
	if err := emit(w, m, sheets); err != nil {
		return Result{}, err
	}
	return Result{Pages: len(sheets), Missing: s.Missing()}, nil
}
