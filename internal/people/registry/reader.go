package registry

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

var errBufferFull = bufio.ErrBufferFull

// maxJoined is how many lines one record may span before its quote is
// taken for a broken one.
const maxJoined = 8

// Reader hands out the rows of one registry file in order. It is not safe
// for concurrent use.
type Reader struct {
	in      *bufio.Reader
	line    int
	read    int64
	size    int64
	pushed  []pushedLine
	columns []string
	index   [columnCount]int
	keys    map[string]int
}

type pushedLine struct {
	text string
	err  error
}

// The columns that are read; the file may have others and in any order.
const (
	colID = iota
	colName
	colAltName
	colAddress
	colCity
	colState
	colZip
	colPhone
	colWebsite
	colDiscipline
	colEIN
	colLatitude
	colLongitude
	columnCount
)

func columnNames() [columnCount]string {
	return [columnCount]string{
		"MID", "NAME", "ALTNAME", "ADDRESS", "CITY", "STATE", "ZIP", "PHONE",
		"WEBURL", "DISCIPL", "EIN", "LATITUDE", "LONGITUDE",
	}
}

func newReader(in io.Reader, size int64) (*Reader, error) {
	rd := &Reader{in: bufio.NewReaderSize(in, maxLine), size: size, keys: map[string]int{}}
	line, err := rd.nextLine()
	if err != nil && errors.Is(err, ErrNotRegistry) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the first line cannot be read: %w", ErrNotRegistry, err)
	}
	rd.columns, err = splitFields(strings.TrimPrefix(line, "\ufeff"), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: the first line: %w", ErrNotRegistry, err)
	}
	return rd, rd.findColumns()
}

func (rd *Reader) findColumns() error {
	var missing []string
	for i, name := range columnNames() {
		rd.index[i] = -1
		for at, column := range rd.columns {
			if !strings.EqualFold(strings.TrimSpace(column), name) {
				continue
			}
			if rd.index[i] >= 0 {
				return fmt.Errorf("%w: column %s is there twice", ErrNotRegistry, name)
			}
			rd.index[i] = at
		}
		if rd.index[i] < 0 {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: missing columns %s", ErrNotRegistry, strings.Join(missing, ", "))
	}
	return nil
}

// Columns are the names in the file's first line, for writing rejects back.
func (rd *Reader) Columns() []string { return append([]string(nil), rd.columns...) }

// Progress is how many bytes of CSV were taken of how many; a zip that
// lies about its size makes the second figure wrong.
func (rd *Reader) Progress() (read, total int64) { return rd.read, rd.size }

// Next is the next good row. It returns io.EOF after the last, a
// *RejectedError for a bad row, after which it can be called again, and any
// other error when the file cannot be read on.
func (rd *Reader) Next() (Museum, error) {
	for {
		line, fields, err := rd.record()
		if err != nil {
			return Museum{}, err
		}
		if len(fields) == 1 && strings.TrimSpace(fields[0]) == "" {
			continue // empty lines at the end are no rows
		}
		return rd.museum(line, fields)
	}
}

// record reads the fields of one row, over several lines where a quoted
// field holds line ends. When the quote never closes well only its first
// line is lost: the others are read again as rows of their own.
func (rd *Reader) record() (int, []string, error) {
	text, err := rd.nextLine()
	start := rd.line
	if err != nil {
		return start, nil, rd.lineError(start, text, err)
	}
	fields, err := splitFields(text, make([]string, 0, len(rd.columns)))
	if err == nil {
		return start, fields, nil
	}
	var ahead []pushedLine
	for joined := text; errors.Is(err, errOpenQuote) && len(ahead) < maxJoined; {
		next, lineErr := rd.nextLine()
		if errors.Is(lineErr, io.EOF) {
			rd.line--
			break
		}
		ahead = append(ahead, pushedLine{next, lineErr})
		if lineErr != nil {
			break
		}
		joined += "\n" + next
		fields, err = splitFields(joined, nil)
		if err == nil && len(fields) == len(rd.columns) {
			return start, fields, nil
		}
	}
	if err == nil {
		err = errOpenQuote
	}
	rd.line = start
	rd.pushed = append(ahead, rd.pushed...)
	return start, nil, &RejectedError{Line: start, Reason: err.Error(), Fields: []string{text}}
}

// lineError turns what is wrong with one line into a rejection, and leaves
// the end of the file and failures of the disk or the zip as they are.
func (rd *Reader) lineError(line int, text string, err error) error {
	switch {
	case errors.Is(err, errLongLine), errors.Is(err, errNUL), errors.Is(err, errEncoding):
		return &RejectedError{Line: line, Reason: err.Error(), Fields: []string{text}}
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return fmt.Errorf("read line %d: %w", line, err)
}
