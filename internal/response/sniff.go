package response

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/form"
)

// mediaTypes are what each type of file is served as.
func mediaTypes() map[string]string {
	return map[string]string{
		"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png",
		"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"odt":  "application/vnd.oasis.opendocument.text",
	}
}

// typeOfName is the type a file's name says it is; empty for any other.
func typeOfName(name string) string {
	ext := strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".")
	if ext == "jpg" {
		ext = "jpeg"
	}
	if mediaTypes()[ext] == "" {
		return ""
	}
	return ext
}

func accepted(q *form.Question) []string {
	if len(q.Accept) == 0 {
		return form.FileTypes()
	}
	return q.Accept
}

func accepts(q *form.Question, kind string) bool {
	return kind != "" && slices.Contains(accepted(q), kind)
}

// nameOf is what people call a type of content.
func nameOf(kind string) string {
	switch kind {
	case "":
		return "of a kind we do not know"
	case "zip":
		return "a ZIP archive"
	case "macros":
		return "a document with macros"
	}
	return strings.ToUpper(kind)
}

// look is what was seen of a file's content: its beginning, its end, its hash. Archives are never unpacked.
type look struct {
	head, tail []byte
	size       int64
	sum        []byte
}

// mostTail holds the list of contents of any document archive that is taken.
const mostTail = 1 << 20

// inspect reads a file once.
func inspect(r io.Reader) (*look, error) {
	l, h := &look{}, sha256.New()
	piece := make([]byte, 64<<10)
	for {
		n, err := r.Read(piece)
		if n > 0 {
			h.Write(piece[:n])
			l.size += int64(n)
			if room := 1024 - len(l.head); room > 0 {
				l.head = append(l.head, piece[:min(room, n)]...)
			}
			l.tail = append(l.tail, piece[:n]...)
			if len(l.tail) > 2*mostTail {
				l.tail = append([]byte{}, l.tail[len(l.tail)-mostTail:]...)
			}
		}
		if errors.Is(err, io.EOF) {
			l.sum = h.Sum(nil)
			return l, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read upload: %w", err)
		}
	}
}

// kind is the type of a file by its content alone.
func (l *look) kind() string {
	switch {
	case bytes.HasPrefix(l.head, []byte("%PDF-")):
		return "pdf"
	case bytes.HasPrefix(l.head, []byte{0xFF, 0xD8, 0xFF}):
		return "jpeg"
	case bytes.HasPrefix(l.head, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(l.head, []byte("PK\x03\x04")), bytes.HasPrefix(l.head, []byte("PK\x05\x06")):
		return l.archive()
	}
	return ""
}

// archive tells documents from other archives by the names in the list of contents.
func (l *look) archive() string {
	names := l.names()
	has := func(name string) bool { return slices.Contains(names, name) }
	switch {
	case slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(strings.ToLower(n), "vbaproject.bin") }):
		return "macros"
	case has("[Content_Types].xml") && has("word/document.xml"):
		return "docx"
	case has("[Content_Types].xml") && has("xl/workbook.xml"):
		return "xlsx"
	case len(l.head) > 38+39 && string(l.head[30:38]) == "mimetype" && strings.HasPrefix(string(l.head[38:]), mediaTypes()["odt"]) && has("content.xml"):
		return "odt"
	}
	return "zip"
}

// names reads the central directory, bounded by what is held of the file's end; a foreign or huge one has no names.
func (l *look) names() []string {
	const header, end = 46, 22
	at := bytes.LastIndex(l.tail, []byte("PK\x05\x06"))
	if at < 0 || len(l.tail)-at < end {
		return nil
	}
	count, size := int(binary.LittleEndian.Uint16(l.tail[at+10:])), int64(binary.LittleEndian.Uint32(l.tail[at+12:]))
	if size > int64(at) || count > 5000 {
		return nil
	}
	var out []string
	for rest := l.tail[int64(at)-size : at]; len(rest) >= header && string(rest[:4]) == "PK\x01\x02"; {
		name, extra, note := int(binary.LittleEndian.Uint16(rest[28:])), int(binary.LittleEndian.Uint16(rest[30:])), int(binary.LittleEndian.Uint16(rest[32:]))
		if header+name+extra+note > len(rest) {
			return nil
		}
		out = append(out, string(rest[header:header+name]))
		rest = rest[header+name+extra+note:]
	}
	return out
}
