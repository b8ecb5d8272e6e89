// Package strip makes copies of files that do not say who made them, and reads the text of files.
//
// It takes PDF, Office and OpenDocument files, JPEG and PNG as bytes and answers a copy without metadata:
// authors, programs, histories, comments' writers, places and previews. What cannot be stripped has no copy.
// A copy stripped again is the same bytes.
package strip

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Held says why a file has no copy; empty where it has one.
type Held string

// The reasons a file is held back.
const (
	Encrypted Held = "encrypted"      // it opens with a password only
	Attached  Held = "attached_files" // other files lie within
	Broken    Held = "broken"         // it is not built as its type says
	TooLarge  Held = "too_large"      // unpacked it is larger than MostBytes
	Marked    Held = "still_marked"   // metadata stayed where it could not be taken out
	Foreign   Held = "foreign_type"   // its type is none of those that can be stripped
)

// MostBytes bounds what any part of a file may unpack to.
const MostBytes = 256 << 20

// Mark is one thing a file said of who made it, or how; the copy no longer says it.
type Mark struct {
	Name  string `json:"name"` // such as Author
	Value string `json:"value,omitempty"`
}

// Page is the text of a page, sheet or whole document as far as a machine reads it.
type Page struct {
	Number  int    `json:"number"` // from 1
	Text    string `json:"text,omitempty"`
	Unclear bool   `json:"unclear,omitempty"` // there is more than a machine reads: a picture, or letters of an unknown font
}

// Copy is what became of a file.
type Copy struct {
	Bytes []byte // nil where it is held
	Held  Held
	Marks []Mark // in the order they stood
	Pages []Page // also of a file that is held, where it could be read
}

// MediaTypes are the types of files that can be stripped.
func MediaTypes() []string {
	return []string{
		"application/pdf", "image/jpeg", "image/png",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.oasis.opendocument.text",
	}
}

// Make strips a file of a media type; a file that is not what it says it is, is held and harms nobody.
func Make(mediaType string, b []byte) (out *Copy) {
	defer func() {
		if recover() != nil { // a file made to trip readers is only that
			out = &Copy{Held: Broken, Pages: unread()}
		}
	}()
	switch mediaType {
	case "application/pdf":
		return stripPDF(b)
	case "image/jpeg":
		return stripPicture(b, stripJPEG)
	case "image/png":
		return stripPicture(b, stripPNG)
	}
	for _, known := range MediaTypes() {
		if known == mediaType {
			return stripArchive(b)
		}
	}
	return &Copy{Held: Foreign, Pages: unread()}
}

// unread is a document of which nothing is known.
func unread() []Page { return []Page{{Number: 1, Unclear: true}} }

func stripPicture(b []byte, strip func([]byte) ([]byte, []Mark, bool)) *Copy {
	out, marks, ok := strip(b)
	if !ok {
		return &Copy{Held: Broken, Pages: unread()}
	}
	if _, left, ok := strip(out); !ok || len(left) > 0 {
		return &Copy{Held: Marked, Marks: marks, Pages: unread()}
	}
	return &Copy{Bytes: out, Marks: marks, Pages: unread()}
}

// mark is a fact shortened to what a table shows; without a value the name alone says enough.
func mark(name, value string) Mark {
	value = strings.Join(strings.Fields(strings.ToValidUTF8(value, "")), " ")
	if utf8.RuneCountInString(value) > 200 {
		value = string([]rune(value)[:200]) + "…"
	}
	return Mark{Name: name, Value: strings.ReplaceAll(value, "\x00", "")}
}

// held is a file without a copy, with what was learnt of it.
func held(why Held, marks []Mark, pages []Page) *Copy {
	if len(pages) == 0 {
		pages = unread()
	}
	return &Copy{Held: why, Marks: marks, Pages: pages}
}

// telling are byte sequences that only metadata begins with; a copy has none of them outside its text.
func telling(b []byte) bool {
	for _, sign := range []string{"Exif\x00\x00", "http://ns.adobe.com/xap/", "<?xpacket", "Photoshop 3.0\x00"} {
		if bytes.Contains(b, []byte(sign)) {
			return true
		}
	}
	return false
}

func sized(n int) string { return fmt.Sprintf("%d bytes", n) }
