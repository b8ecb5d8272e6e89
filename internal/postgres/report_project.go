package postgres

import (
	"fmt"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/report"
)

// reportProjects reads the projects of a snapshot, hundreds on a page that waits for them: encoding/json takes
// several times as long. A test holds that no field is missed.
func reportProjects(raw []byte) ([]*report.Project, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var out []*report.Project
	err := eachPart(raw, func(_, one []byte) error {
		p := new(report.Project)
		out = append(out, p)
		return eachPart(one, func(key, value []byte) error { return projectField(p, string(key), value) })
	})
	if err != nil {
		return nil, fmt.Errorf("read projects: %w", err)
	}
	return out, nil
}

func projectField(p *report.Project, key string, value []byte) (err error) {
	switch key {
	case "partnership":
		return readText(value, p.Partnership.UnmarshalText)
	case "title":
		p.Title, err = nestedText(value)
	case "year":
		p.Year, err = strconv.Atoi(string(value))
	case "lead":
		return readStop(value, &p.Lead)
	case "partners":
		if string(value) == "null" {
			return nil
		}
		return eachPart(value, func(_, one []byte) error {
			p.Partners = append(p.Partners, report.Stop{})
			return readStop(one, &p.Partners[len(p.Partners)-1])
		})
	}
	return err
}

func readStop(raw []byte, s *report.Stop) error {
	return eachPart(raw, func(key, value []byte) (err error) {
		switch string(key) {
		case "organization":
			return readText(value, s.Organization.UnmarshalText)
		case "name":
			s.Name, err = nestedText(value)
		case "city":
			s.City, err = nestedText(value)
		case "state":
			return readText(value, s.State.UnmarshalText)
		case "country":
			return readText(value, s.Country.UnmarshalText)
		case "lat":
			s.Lat, err = strconv.ParseFloat(string(value), 64)
		case "lon":
			s.Lon, err = strconv.ParseFloat(string(value), 64)
		}
		return err
	})
}

func readText(raw []byte, into func([]byte) error) error {
	text, err := nestedText(raw)
	if err != nil {
		return err
	}
	return into([]byte(text))
}
