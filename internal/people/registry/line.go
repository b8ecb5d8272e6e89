package registry

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// maxLine is far above the longest real line of 700 bytes.
const maxLine = 64 << 10

var (
	errLongLine   = errors.New("the line is longer than 64 KB")
	errNUL        = errors.New("the line holds a NUL byte")
	errEncoding   = errors.New("the line is neither UTF-8 nor Windows-1252")
	errBareQuote  = errors.New("a quote stands inside an unquoted field")
	errAfterQuote = errors.New("text follows a closing quote")
	errOpenQuote  = errors.New("a quoted field is not closed")
)

// nextLine returns the next physical line without its ending. A line over
// the limit is skipped whole and reported, so that the next is found again.
func (rd *Reader) nextLine() (string, error) {
	rd.line++
	if len(rd.pushed) > 0 {
		line := rd.pushed[0]
		rd.pushed = rd.pushed[1:]
		return line.text, line.err
	}
	raw, err := rd.in.ReadSlice('\n')
	if errors.Is(err, errBufferFull) {
		for errors.Is(err, errBufferFull) {
			_, err = rd.in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return "", errLongLine
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(raw) == 0) {
		return "", err
	}
	rd.read += int64(len(raw))
	raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
	return decode(raw)
}

// decode gives the line as UTF-8; older releases were saved as Windows-1252.
func decode(raw []byte) (string, error) {
	if bytes.IndexByte(raw, 0) >= 0 {
		return strings.ToValidUTF8(string(raw), "\uFFFD"), errNUL
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	var b strings.Builder
	for _, c := range raw {
		r := rune(c)
		if c >= 0x80 && c < 0xA0 {
			r = windows1252[c-0x80]
		}
		if r == 0 {
			return strings.ToValidUTF8(string(raw), "\uFFFD"), errEncoding
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

// windows1252 is what differs from Latin-1; zero where nothing is assigned.
var windows1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// splitFields cuts one CSV record; a quoted field may hold commas, doubled
// quotes and line ends. errOpenQuote means that the record goes on.
func splitFields(line string, fields []string) ([]string, error) {
	if strings.IndexByte(line, '"') < 0 {
		return append(fields, strings.Split(line, ",")...), nil
	}
	for {
		field, rest, more, err := cutField(line)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
		if !more {
			return fields, nil
		}
		line = rest
	}
}

func cutField(line string) (field, rest string, more bool, err error) {
	if !strings.HasPrefix(line, `"`) {
		field, rest, more = strings.Cut(line, ",")
		if strings.IndexByte(field, '"') >= 0 {
			return "", "", false, errBareQuote
		}
		return field, rest, more, nil
	}
	var b strings.Builder
	line = line[1:]
	for {
		part, after, closed := strings.Cut(line, `"`)
		b.WriteString(part)
		switch {
		case !closed:
			return "", "", false, errOpenQuote
		case after == "":
			return b.String(), "", false, nil
		case after[0] == ',':
			return b.String(), after[1:], true, nil
		case after[0] != '"':
			return "", "", false, errAfterQuote
		}
		b.WriteByte('"')
		line = after[1:]
	}
}
