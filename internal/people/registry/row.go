package registry

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/place"
)

// maxText bounds a name, a street or a city, in bytes.
const maxText = 300

// museum cleans one row, or says why it cannot be taken.
func (rd *Reader) museum(line int, fields []string) (Museum, error) {
	reject := func(format string, args ...any) (Museum, error) {
		return Museum{}, &RejectedError{Line: line, Reason: fmt.Sprintf(format, args...), Fields: fields}
	}
	if len(fields) != len(rd.columns) {
		return reject("%d fields where the first line has %d", len(fields), len(rd.columns))
	}
	get := func(column int) string { return strings.TrimSpace(fields[rd.index[column]]) }
	m := Museum{Line: line, RawName: get(colName), State: strings.ToUpper(get(colState))}
	id, code := get(colID), strings.ToUpper(get(colDiscipline))
	var known bool
	m.Discipline, known = discipline(code)
	m.Name = ReadableName(m.RawName, m.State)
	switch {
	case len(id) != 10 || !digitsOnly(id):
		return reject("MID %q is not ten digits", clip(id))
	case m.Name == "":
		return reject("NAME is empty")
	case !place.State(m.State).Valid():
		return reject("STATE %q is not a US state or territory", clip(m.State))
	case !known:
		return reject("DISCIPL %q is not a discipline code", clip(code))
	}
	for _, column := range []int{colName, colAltName, colAddress, colCity} {
		if len(get(column)) > maxText {
			return reject("%s is longer than %d bytes", columnNames()[column], maxText)
		}
	}
	m.Key = key(id, m.State)
	if before, taken := rd.keys[m.Key]; taken {
		return reject("MID %s in %s is already on line %d", id, m.State, before)
	}
	rd.keys[m.Key] = line
	m.AltName = ReadableName(get(colAltName), m.State)
	m.Street = Readable(get(colAddress), "")
	m.City = City(get(colCity), m.State)
	m.contact(get)
	return m, nil
}

// key is the museum's own id. Digits four and five of it are the state's
// FIPS code; in the 2014 file seven museums carry an id of another state,
// five of which repeat a museum there, so theirs is told apart by the state.
func key(id, state string) string {
	if id[3:5] == place.State(state).FIPS() {
		return id
	}
	return id + "-" + state
}

// contact fills what may be missing and drops what makes no sense.
func (m *Museum) contact(get func(int) string) {
	keep := func(column int, value string, ok bool) string {
		if !ok {
			m.Dropped = append(m.Dropped, columnNames()[column])
			return ""
		}
		return value
	}
	clean := func(column int, f func(string) (string, bool)) string {
		raw := get(column)
		if raw == "" {
			return ""
		}
		value, ok := f(raw)
		return keep(column, value, ok)
	}
	m.Zip = clean(colZip, zipCode)
	m.Phone = clean(colPhone, phone)
	m.Website = clean(colWebsite, website)
	m.EIN = clean(colEIN, ein)
	lat, lon := get(colLatitude), get(colLongitude)
	if lat == "" && lon == "" {
		return
	}
	m.Lat, m.Lon, m.Located = position(lat, lon)
	if !m.Located {
		m.Dropped = append(m.Dropped, "LATITUDE", "LONGITUDE")
	}
}

// position takes degrees that lie in the states or the territories.
func position(lat, lon string) (float64, float64, bool) {
	la, err1 := strconv.ParseFloat(lat, 64)
	lo, err2 := strconv.ParseFloat(lon, 64)
	inside := la > -15 && la < 72 && ((lo > -180 && lo < -64) || (lo > 144 && lo < 180))
	if err1 != nil || err2 != nil || !inside {
		return 0, 0, false
	}
	return la, lo, true
}

// clip keeps reasons short whatever the file holds.
func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "..."
	}
	return s
}
