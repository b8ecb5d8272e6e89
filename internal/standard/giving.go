package standard

import (
	"bytes"
	"encoding/json"
	"strings"
)

type givingFile struct {
	Version string         `json:"version"`
	License string         `json:"license"`
	Grants  []*givingGrant `json:"grants"`
}

type givingGrant struct {
	ID           string             `json:"id"`
	Title        string             `json:"title"`
	Description  string             `json:"description"`
	Currency     string             `json:"currency"`
	Amount       json.Number        `json:"amountAwarded"`
	AwardDate    string             `json:"awardDate"`
	URL          string             `json:"url"`
	Modified     string             `json:"dateModified"`
	Planned      []givingDates      `json:"plannedDates"`
	Recipients   []*givingOrg       `json:"recipientOrganization"`
	Funders      []*givingOrg       `json:"fundingOrganization"`
	Programmes   []givingProgramme  `json:"grantProgramme"`
	Places       []givingPlace      `json:"beneficiaryLocation"`
	Further      []givingIdentifier `json:"classifications,omitempty"`
	RegrantTypes string             `json:"regrantType,omitempty"`
}

type givingDates struct {
	Start    string `json:"startDate"`
	End      string `json:"endDate"`
	Duration int    `json:"duration"` // months
}

type givingOrg struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	City    string `json:"addressLocality,omitempty"`
	Region  string `json:"addressRegion,omitempty"`
	Country string `json:"addressCountry,omitempty"`
	Website string `json:"url,omitempty"`
}

type givingProgramme struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

type givingPlace struct {
	Name    string      `json:"name,omitempty"`
	Country string      `json:"countryCode"`
	Lat     json.Number `json:"latitude,omitempty"`
	Lon     json.Number `json:"longitude,omitempty"`
}

type givingIdentifier struct {
	Vocabulary string `json:"vocabulary"`
	Code       string `json:"code"`
	Title      string `json:"title"`
}

// giving360 writes the awards as the standard's package of grants: the lead is the recipient, every museum a place.
func giving360(by Publisher, all []*Grant) ([]byte, error) {
	out := givingFile{Version: "1.4", License: "https://creativecommons.org/licenses/by/4.0/", Grants: []*givingGrant{}}
	for _, g := range all {
		out.Grants = append(out.Grants, givingOf(by, g))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	err := e.Encode(out)
	return b.Bytes(), err
}

func givingOf(by Publisher, g *Grant) *givingGrant {
	x := &givingGrant{
		ID: "360G-" + by.Ref + "-" + g.Number, Title: g.Title, Description: g.text(), Currency: string(g.Currency), Amount: json.Number(g.Amount().Decimal()),
		AwardDate: g.AwardedOn.String(), URL: g.url(by), Modified: g.ChangedAt.UTC().Format("2006-01-02T15:04:05Z"),
		Funders:    []*givingOrg{{ID: by.Ref, Name: g.Administrator}},
		Programmes: []givingProgramme{{Code: g.ProgramKey, Title: g.ProgramName}},
	}
	if !g.StartsOn.IsZero() && !g.EndsOn.IsZero() {
		x.Planned = []givingDates{{Start: g.StartsOn.String(), End: g.EndsOn.String(), Duration: months(g)}}
	}
	if g.Listing != "" {
		x.Further = []givingIdentifier{{Vocabulary: "Assistance Listings", Code: g.Listing, Title: g.ProgramName}}
	}
	for _, m := range g.Museums {
		if m.Lead {
			x.Recipients = append(x.Recipients, m.giving(by))
		}
		p := givingPlace{Name: m.City, Country: m.Country}
		if m.Lat != nil && m.Lon != nil {
			p.Lat, p.Lon = degrees(*m.Lat), degrees(*m.Lon)
		}
		x.Places = append(x.Places, p)
	}
	return x
}

func (m *Museum) giving(by Publisher) *givingOrg {
	return &givingOrg{ID: m.ref(by), Name: m.Name, City: m.City, Region: m.State, Country: m.Country, Website: m.Website}
}

// ref is the museum's identifier: its employer identification number where one is known, else the publisher's own.
func (m *Museum) ref(by Publisher) string {
	if ein := strings.ReplaceAll(m.EIN, "-", ""); len(ein) == 9 && m.Country == "US" {
		return "US-EIN-" + ein
	}
	return by.Ref + "-" + m.Organization.String()
}

func (g *Grant) text() string {
	if g.Description != "" {
		return g.Description
	}
	return g.Title + " · " + g.CycleTitle
}

func (g *Grant) url(by Publisher) string { return by.Origin + "/projects/" + g.ID.String() }
