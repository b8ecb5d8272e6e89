package registry

import (
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Source names this release of the registry on every organization it brought.
const Source = "imls-mudf-2014q3"

// RejectedLine is the line the row began on.
func (e *RejectedError) RejectedLine() int { return e.Line }

// Organization is the museum as the register keeps it; who keeps it gives it an id.
func (m Museum) Organization() *people.Organization {
	o := &people.Organization{
		Name: m.Name, Kind: kindOf(m.Discipline), Discipline: m.Discipline, Country: place.UnitedStates, State: place.State(m.State),
		City: m.City, Street: m.Street, PostalCode: m.Zip, Website: m.Website, Phone: m.Phone, SourceKey: m.Key,
	}
	if m.Located {
		o.Lat, o.Lon = &m.Lat, &m.Lon
	}
	if m.EIN != "" {
		o.EIN = &m.EIN
	}
	return o
}

func kindOf(discipline string) people.Kind {
	switch discipline {
	case "botanical":
		return people.BotanicalGarden
	case "zoo_aquarium":
		return people.ZooAquarium
	case "science":
		return people.ScienceCenter
	}
	return people.Museum
}

// Organization is Next for the register of organizations.
func (rd *Reader) Organization() (*people.Organization, error) {
	m, err := rd.Next()
	if err != nil {
		return nil, err
	}
	return m.Organization(), nil
}
