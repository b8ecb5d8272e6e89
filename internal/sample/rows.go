package sample

import (
	"encoding/hex"
	"io"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// line writes one row of COPY's text form, field by field.
type line struct {
	buf   []byte
	begun bool
}

func (l *line) next() {
	if l.begun {
		l.buf = append(l.buf, '\t')
	}
	l.begun = true
}

func (l *line) end() {
	l.buf = append(l.buf, '\n')
	l.begun = false
}

func (l *line) text(s string) *line {
	l.next()
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\':
			l.buf = append(l.buf, '\\', '\\')
		case '\t':
			l.buf = append(l.buf, '\\', 't')
		case '\n':
			l.buf = append(l.buf, '\\', 'n')
		case '\r':
			l.buf = append(l.buf, '\\', 'r')
		default:
			l.buf = append(l.buf, c)
		}
	}
	return l
}

func (l *line) int(n int64) *line {
	l.next()
	l.buf = strconv.AppendInt(l.buf, n, 10)
	return l
}

func (l *line) float(f float64) *line {
	l.next()
	l.buf = strconv.AppendFloat(l.buf, f, 'f', 4, 64)
	return l
}

func (l *line) bool(b bool) *line {
	l.next()
	if b {
		l.buf = append(l.buf, 't')
	} else {
		l.buf = append(l.buf, 'f')
	}
	return l
}

func (l *line) id(u uuid.UUID) *line {
	l.next()
	var text [36]byte
	hex.Encode(text[:8], u[:4])
	hex.Encode(text[9:13], u[4:6])
	hex.Encode(text[14:18], u[6:8])
	hex.Encode(text[19:23], u[8:10])
	hex.Encode(text[24:], u[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	l.buf = append(l.buf, text[:]...)
	return l
}

func (l *line) time(t time.Time) *line {
	l.next()
	l.buf = t.UTC().AppendFormat(l.buf, "2006-01-02 15:04:05.999999Z07:00")
	return l
}

func (l *line) day(t time.Time) *line { return l.text(t.UTC().Format(time.DateOnly)) }

func (l *line) bytes(b []byte) *line {
	l.next()
	l.buf = append(l.buf, '\\', '\\', 'x')
	l.buf = hex.AppendEncode(l.buf, b)
	return l
}

func (l *line) null() *line {
	l.next()
	l.buf = append(l.buf, '\\', 'N')
	return l
}

// stream is the rows of a table, made as they are read.
type stream struct {
	line
	at, n int
	write func(l *line, i int)
	from  int // first byte not read yet
}

// rows makes the rows of n things; each may write any number of them.
func rows(n int, write func(l *line, i int)) io.Reader { return &stream{n: n, write: write} }

// Read fills the buffer with as many whole or part rows as fit.
func (s *stream) Read(p []byte) (int, error) {
	for len(s.buf)-s.from < len(p) && s.at < s.n {
		if s.from > 0 && s.from == len(s.buf) {
			s.buf, s.from = s.buf[:0], 0
		}
		s.write(&s.line, s.at)
		s.at++
	}
	if s.from == len(s.buf) {
		return 0, io.EOF
	}
	n := copy(p, s.buf[s.from:])
	if s.from += n; s.from == len(s.buf) {
		s.buf, s.from = s.buf[:0], 0
	} else if s.from > 1<<20 {
		s.buf, s.from = append(s.buf[:0], s.buf[s.from:]...), 0
	}
	return n, nil
}
