package standard

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// Codes of the lists of IATI 2.03 that this file writes.
const (
	orgGovernment = "10"
	orgNational   = "22" // national NGO
	orgFoundation = "60"
	roleFunding   = "1"
	roleExtending = "3"
	roleDoing     = "4"
	culture       = "16061" // DAC 5 digit: culture and recreation
	commitment    = "2"     // outgoing
)

type iatiFile struct {
	XMLName    xml.Name        `xml:"iati-activities"`
	Version    string          `xml:"version,attr"`
	Generated  string          `xml:"generated-datetime,attr"`
	Activities []*iatiActivity `xml:"iati-activity"`
}

type iatiActivity struct {
	Lang         string         `xml:"xml:lang,attr"`
	Currency     string         `xml:"default-currency,attr"`
	Updated      string         `xml:"last-updated-datetime,attr"`
	Humanitarian int            `xml:"humanitarian,attr"`
	ID           string         `xml:"iati-identifier"`
	By           iatiOrg        `xml:"reporting-org"`
	Title        narrative      `xml:"title"`
	Description  iatiText       `xml:"description"`
	Taking       []iatiOrg      `xml:"participating-org"`
	Other        *iatiOther     `xml:"other-identifier"`
	Status       iatiCode       `xml:"activity-status"`
	Dates        []iatiDate     `xml:"activity-date"`
	Countries    []iatiShare    `xml:"recipient-country"`
	Places       []iatiLocation `xml:"location"`
	Sector       iatiShare      `xml:"sector"`
	Flow         iatiCode       `xml:"default-flow-type"`
	Finance      iatiCode       `xml:"default-finance-type"`
	Aid          iatiCode       `xml:"default-aid-type"`
	Tied         iatiCode       `xml:"default-tied-status"`
	Budget       *iatiBudget    `xml:"budget"`
	Moves        []iatiMove     `xml:"transaction"`
	Link         iatiLink       `xml:"document-link"`
}

type narrative struct {
	Text string `xml:"narrative"`
}

type iatiText struct {
	Type string `xml:"type,attr"`
	Text string `xml:"narrative"`
}

type iatiOrg struct {
	Ref  string `xml:"ref,attr,omitempty"`
	Type string `xml:"type,attr"`
	Role string `xml:"role,attr,omitempty"`
	Name string `xml:"narrative"`
}

type iatiOther struct {
	Ref   string `xml:"ref,attr"`
	Type  string `xml:"type,attr"`
	Owner *iatiOwner
}

type iatiOwner struct {
	XMLName xml.Name `xml:"owner-org"`
	Name    string   `xml:"narrative"`
}

type iatiCode struct {
	Code string `xml:"code,attr"`
}

type iatiDate struct {
	On   string `xml:"iso-date,attr"`
	Type string `xml:"type,attr"`
}

type iatiShare struct {
	Vocabulary string `xml:"vocabulary,attr,omitempty"`
	Code       string `xml:"code,attr"`
	Percent    string `xml:"percentage,attr,omitempty"`
}

type iatiLocation struct {
	Name  narrative `xml:"name"`
	Point iatiPoint `xml:"point"`
}

type iatiPoint struct {
	Frame string `xml:"srsName,attr"`
	Pos   string `xml:"pos"`
}

type iatiBudget struct {
	Type   string    `xml:"type,attr"`
	Status string    `xml:"status,attr"`
	Start  iatiOn    `xml:"period-start"`
	End    iatiOn    `xml:"period-end"`
	Value  iatiValue `xml:"value"`
}

type iatiOn struct {
	On string `xml:"iso-date,attr"`
}

type iatiValue struct {
	Currency string `xml:"currency,attr"`
	On       string `xml:"value-date,attr"`
	Amount   string `xml:",chardata"`
}

type iatiMove struct {
	Type  iatiCode  `xml:"transaction-type"`
	On    iatiOn    `xml:"transaction-date"`
	Value iatiValue `xml:"value"`
	What  narrative `xml:"description"`
	From  iatiOrg   `xml:"provider-org"`
	To    iatiOrg   `xml:"receiver-org"`
}

type iatiLink struct {
	URL      string    `xml:"url,attr"`
	Format   string    `xml:"format,attr"`
	Title    narrative `xml:"title"`
	Category iatiCode  `xml:"category"`
	Language iatiCode  `xml:"language"`
}

// iati writes the awards as activities of the administrator; what has no day yet in the past is planned.
func iati(by Publisher, all []*Grant, now time.Time) ([]byte, error) {
	out := iatiFile{Version: "2.03", Generated: now.UTC().Format(time.RFC3339)}
	today := calendar.Of(now, time.UTC)
	for _, g := range all {
		out.Activities = append(out.Activities, activity(by, g, today))
	}
	text, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(append([]byte(xml.Header), text...), '\n'), nil
}

func activity(by Publisher, g *Grant, today calendar.Date) *iatiActivity {
	home := iatiOrg{Ref: by.Ref, Type: orgNational, Name: g.Administrator}
	a := &iatiActivity{
		Lang: "en", Currency: string(g.Currency), Updated: g.ChangedAt.UTC().Format(time.RFC3339), ID: by.Ref + "-" + g.Number, By: home,
		Title: narrative{g.Title}, Description: iatiText{"1", g.text()}, Status: iatiCode{status(g, today)},
		Countries: countries(g), Sector: iatiShare{Vocabulary: "1", Code: culture, Percent: "100"},
		Flow: iatiCode{"50"}, Finance: iatiCode{"110"}, Aid: iatiCode{"C01"}, Tied: iatiCode{"5"},
		Link: iatiLink{URL: g.url(by), Format: "text/html", Title: narrative{g.Title}, Category: iatiCode{"A12"}, Language: iatiCode{"en"}},
	}
	funder := iatiOrg{Type: orgFoundation, Role: roleFunding, Name: g.Funder}
	if g.Federal {
		funder.Type = orgGovernment
	}
	extending := home
	extending.Role = roleExtending
	a.Taking = append(a.Taking, funder, extending)
	for _, m := range g.Museums {
		a.Taking = append(a.Taking, iatiOrg{Ref: m.ref(by), Type: orgNational, Role: roleDoing, Name: m.Name})
		if m.Lat != nil && m.Lon != nil {
			a.Places = append(a.Places, iatiLocation{narrative{m.City}, iatiPoint{"http://www.opengis.net/def/crs/EPSG/0/4326", string(degrees(*m.Lat)) + " " + string(degrees(*m.Lon))}})
		}
	}
	if g.FAIN != "" {
		a.Other = &iatiOther{Ref: g.FAIN, Type: "A9", Owner: &iatiOwner{Name: g.Funder}}
	}
	a.Dates = dates(g, today)
	value := iatiValue{string(g.Currency), g.AwardedOn.String(), g.Amount().Decimal()}
	if b := oneYear(g); b != nil {
		b.Value, a.Budget = value, b
	}
	move := iatiMove{Type: iatiCode{commitment}, On: iatiOn{g.AwardedOn.String()}, Value: value, What: narrative{"Award " + g.Number}, From: iatiOrg{Ref: by.Ref, Type: orgNational, Name: g.Administrator}}
	if i := slices.IndexFunc(g.Museums, func(m *Museum) bool { return m.Lead }); i >= 0 {
		move.To = iatiOrg{Ref: g.Museums[i].ref(by), Type: orgNational, Name: g.Museums[i].Name}
	}
	a.Moves = []iatiMove{move}
	return a
}

// status is a code of the activity's life: 2 running, 3 ended with its books open, 4 closed; 1 before it begins.
func status(g *Grant, today calendar.Date) string {
	switch {
	case g.State == award.Closed:
		return "4"
	case !g.EndsOn.IsZero() && today.After(g.EndsOn):
		return "3"
	case !g.StartsOn.IsZero() && today.Before(g.StartsOn):
		return "1"
	}
	return "2"
}

// dates are the planned first and last days, and the actual ones that lie behind.
func dates(g *Grant, today calendar.Date) []iatiDate {
	out := []iatiDate{{g.start().String(), "1"}}
	if !g.start().After(today) {
		out = append(out, iatiDate{g.start().String(), "2"})
	}
	if !g.EndsOn.IsZero() {
		out = append(out, iatiDate{g.EndsOn.String(), "3"})
		if g.EndsOn.Before(today) {
			out = append(out, iatiDate{g.EndsOn.String(), "4"})
		}
	}
	return out
}

// start is the first day of work, or of the award where the record knows no other.
func (g *Grant) start() calendar.Date {
	if g.StartsOn.IsZero() {
		return g.AwardedOn
	}
	return g.StartsOn
}

// oneYear is a budget, which the standard allows for at most a year; a longer award has its commitment alone.
func oneYear(g *Grant) *iatiBudget {
	if g.StartsOn.IsZero() || g.EndsOn.IsZero() || g.EndsOn.After(g.StartsOn.AddMonths(12)) {
		return nil
	}
	return &iatiBudget{Type: "1", Status: "2", Start: iatiOn{g.StartsOn.String()}, End: iatiOn{g.EndsOn.String()}}
}

// countries share the award evenly, since nobody says otherwise; the shares are whole hundredths that sum to 100.
func countries(g *Grant) []iatiShare {
	var codes []string
	for _, m := range g.Museums {
		if m.Country != "" && !slices.Contains(codes, m.Country) {
			codes = append(codes, m.Country)
		}
	}
	var out []iatiShare
	left := 100_00
	for i, c := range codes {
		part := left / (len(codes) - i)
		left -= part
		out = append(out, iatiShare{Code: c, Percent: strconv.FormatFloat(float64(part)/100, 'f', -1, 64)})
	}
	return out
}

// months are the whole months from the first day to the last, at least one.
func months(g *Grant) int {
	n := 0
	for !g.StartsOn.AddMonths(n + 1).After(g.EndsOn.AddDays(1)) {
		n++
	}
	return max(n, 1)
}

func degrees(f float64) json.Number { return json.Number(strconv.FormatFloat(f, 'f', 5, 64)) }
