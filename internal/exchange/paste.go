package exchange

import (
	"encoding/csv"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// MostPasted is the largest number of participants that are pasted at once.
const MostPasted = 20_000

// Columns are those of a pasted list, in this order when it has no heading.
func Columns() []string {
	return []string{"name", "birth_year", "country", "gender", "role", "side", "joined_on"}
}

// Pasted is what came of a pasted list: the rows that can be kept, those that cannot with their reasons,
// and those that name somebody who is there already.
type Pasted struct {
	Good []Row
	Bad  []BadRow
	Same []SameRow
}

// Row is one row that can be kept, by its number in what was pasted.
type Row struct {
	Number int // of the line's row, from 1, a heading not counted
	Participant
}

// BadRow is one row that cannot be kept, as it was, with every reason.
type BadRow struct {
	Number int
	Cells  []string
	Why    []fault.Field
}

// SameRow is a row that names somebody who is there already or stands in an earlier row.
type SameRow struct {
	Number  int
	Earlier int // the earlier row; 0 is somebody kept before
	Participant
}

// Paste reads a list of participants, parted by tabs or commas, with or without a heading. Each line is
// read alone, so a bad one stops none of the others; only a list that is no text, or too long, is refused
// as a whole. Known are the identities that are kept already; an empty gender or year is undisclosed.
func Paste(text string, known []string, asked calendar.Date) (*Pasted, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, fault.BadField("rows", "bad_text", "The text has a character that cannot be kept.")
	}
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\n")
	out, seen, columns, rows := &Pasted{}, map[string]int{}, Columns(), 0
	for _, id := range known {
		seen[id] = 0
	}
	number := 0
	for i, line := range lines {
		number++
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells, ok := cellsOf(line)
		if h, is := heading(cells); i == 0 && is {
			columns, number = h, 0
			continue
		}
		if rows++; rows > MostPasted {
			return nil, fault.BadField("rows", "too_many", "At most %d rows at once.", MostPasted)
		}
		if !ok {
			out.Bad = append(out.Bad, BadRow{number, cells, []fault.Field{{Path: "row", Code: "participant_row", Message: "The row cannot be read: its quotes do not close."}}})
			continue
		}
		out.take(number, cells, columns, seen, asked)
	}
	return out, nil
}

// cellsOf parts a line by tabs, as spreadsheets give it, or else by commas with quotes; false when quotes do not close.
func cellsOf(line string) ([]string, bool) {
	if strings.Contains(line, "\t") {
		return strings.Split(line, "\t"), true
	}
	r := csv.NewReader(strings.NewReader(line))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	cells, err := r.Read()
	if err != nil {
		return []string{line}, false
	}
	return cells, true
}

// heading reads a first row of column names in any order; it has all of them or is no heading.
func heading(cells []string) ([]string, bool) {
	var out []string
	for _, c := range cells {
		out = append(out, strings.ReplaceAll(strings.ToLower(strings.TrimSpace(c)), " ", "_"))
	}
	for _, want := range Columns() {
		found := false
		for _, c := range out {
			found = found || c == want
		}
		if !found {
			return nil, false
		}
	}
	return out, true
}

func (p *Pasted) take(n int, cells, columns []string, seen map[string]int, asked calendar.Date) {
	x, why := participantOf(cells, columns, asked)
	if len(why) > 0 {
		p.Bad = append(p.Bad, BadRow{n, cells, why})
		return
	}
	id := x.Identity()
	if earlier, there := seen[id]; there {
		p.Same = append(p.Same, SameRow{n, earlier, x})
		return
	}
	seen[id] = n
	p.Good = append(p.Good, Row{n, x})
}

func participantOf(cells, columns []string, asked calendar.Date) (Participant, []fault.Field) {
	at := map[string]string{}
	for i, c := range columns {
		if i < len(cells) {
			at[c] = strings.TrimSpace(cells[i])
		}
	}
	var c fault.Check
	p := Participant{Name: at["name"], Gender: Gender(strings.ToLower(at["gender"])), Role: Role(strings.ToLower(at["role"])), Side: partnership.Side(strings.ToLower(at["side"]))}
	if p.Gender == "" {
		p.Gender = Undisclosed
	}
	p.Country, _ = place.ParseCountry(at["country"])
	if y := at["birth_year"]; y != "" {
		year, err := strconv.Atoi(y)
		c.That(err == nil && year > 0, "birthYear", "participant_birth_year", "A birth year looks like 2009.")
		p.BirthYear = year
	}
	if d := at["joined_on"]; d != "" {
		day, err := calendar.Parse(d)
		c.That(err == nil, "joinedOn", "participant_joined", "A day looks like 2026-11-21.")
		p.JoinedOn = day
	}
	if why := c.Fields(); len(why) > 0 {
		return p, why
	}
	return p, p.Check(asked)
}
