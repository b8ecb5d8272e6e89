package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/sheet"
)

// asFile answers with a form's data: JSON where the address ends so, else CSV.
func asFile(w http.ResponseWriter, r *http.Request, name string, data any, head []string, rows [][]string) error {
	kind, body, err := "json", []byte(nil), error(nil)
	if strings.HasSuffix(r.URL.Path, ".json") {
		body, err = json.MarshalIndent(data, "", " ")
	} else {
		kind = "csv"
		body, err = sheet.Table(head, rows)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", map[string]string{"json": "application/json", "csv": "text/csv; charset=utf-8"}[kind])
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+"."+kind))
	_, err = w.Write(body)
	return err
}

// ffataData is the data set of a first-tier subaward, by the names under which SAM.gov asks for it.
type ffataData struct {
	FAIN         string         `json:"federalAwardIdentificationNumber"`
	Listing      string         `json:"assistanceListing"`
	PrimeUEI     string         `json:"primeUei"`
	Subaward     string         `json:"subawardNumber"`
	UEI          string         `json:"subrecipientUei"`
	Name         string         `json:"subrecipientName"`
	City         string         `json:"subrecipientCity"`
	State        string         `json:"subrecipientState"`
	Country      string         `json:"subrecipientCountry"`
	ObligationOn string         `json:"obligationDate"`
	Amount       string         `json:"subawardAmount"`
	Description  string         `json:"projectDescription"`
	Month        string         `json:"reportMonth"`
	Missing      []ffataMissing `json:"missing"`
}

type ffataMissing struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func ffataOf(x federalform.FFATA, lacks []ruleset.Finding) ffataData {
	d := ffataData{
		FAIN: x.FAIN, Listing: x.ListingNumber, PrimeUEI: x.PrimeUEI, Subaward: x.SubawardNo, UEI: x.UEI, Name: x.Name, City: x.Address.City,
		State: string(x.Address.State), Country: string(x.Address.Country), Amount: x.Amount.Decimal(), Description: x.Description, Missing: []ffataMissing{},
	}
	if !x.ObligatedOn.IsZero() {
		d.ObligationOn, d.Month = x.ObligatedOn.String(), x.Month.String()[:7]
	}
	for _, f := range lacks {
		d.Missing = append(d.Missing, ffataMissing{f.At, f.Message})
	}
	return d
}

func (d ffataData) rows() [][]string {
	out := [][]string{
		{"federalAwardIdentificationNumber", d.FAIN},
		{"assistanceListing", d.Listing},
		{"primeUei", d.PrimeUEI},
		{"subawardNumber", d.Subaward},
		{"subrecipientUei", d.UEI},
		{"subrecipientName", d.Name},
		{"subrecipientCity", d.City},
		{"subrecipientState", d.State},
		{"subrecipientCountry", d.Country},
		{"obligationDate", d.ObligationOn},
		{"subawardAmount", d.Amount},
		{"projectDescription", d.Description},
		{"reportMonth", d.Month},
	}
	for _, m := range d.Missing {
		out = append(out, []string{"missing", m.Message})
	}
	return out
}

// ffataFile is what SAM.gov asks of a subaward that has to be reported; one that has not is not there.
func (s *Site) ffataFile(w http.ResponseWriter, r *http.Request) error {
	d, err := s.agreementOf(r)
	if err != nil {
		return err
	}
	x, owed := d.FFATA()
	if !owed {
		return fault.Missing("report")
	}
	data := ffataOf(x, x.Missing())
	return asFile(w, r, d.Number+"-ffata", data, []string{"field", "value"}, data.rows())
}

// federalCell is one amount of SF-424A.
type federalCell struct {
	Section string `json:"section"`
	Line    string `json:"line"`
	Name    string `json:"name"`
	Column  string `json:"column"`
	Amount  string `json:"amount"`
}

// federalCells are the amounts of the form in its order.
func federalCells(f *budget.SF424A) []federalCell {
	var out []federalCell
	add := func(section, line, name string, columns []string, amounts ...money.Money) {
		for i, m := range amounts {
			out = append(out, federalCell{section, line, name, columns[i], m.Decimal()})
		}
	}
	funds := []string{"federal", "non_federal", "total"}
	for i, a := range f.Summary {
		add("A", fmt.Sprint(i+1), a.Name, funds, a.Federal, a.NonFederal, a.Total)
	}
	add("A", "5", "Totals", funds, f.SummaryAll.Federal, f.SummaryAll.NonFederal, f.SummaryAll.Total)
	for _, c := range append(append([]budget.ClassRow{}, f.Classes...), f.Direct, f.Indirect, f.Totals) {
		add("B", c.Line, string(c.Category), funds, c.Federal, c.NonFederal, c.Total)
	}
	add("B", "7", "Program income", []string{"total"}, f.Income)
	sources := []string{"applicant", "state", "other", "total"}
	for i, x := range f.Resources {
		add("C", fmt.Sprint(8+i), x.Name, sources, x.Applicant, x.State, x.Other, x.Total)
	}
	add("C", "12", "Total", sources, f.Resource.Applicant, f.Resource.State, f.Resource.Other, f.Resource.Total)
	for _, c := range f.Cash {
		add("D", c.Line, "Forecasted cash needs", []string{"year_1", "quarter_1", "quarter_2", "quarter_3", "quarter_4"}, append([]money.Money{c.Year}, c.Quarters...)...)
	}
	add("E", "20", "Federal funds needed for the balance of the project", []string{"year_2", "year_3", "year_4", "year_5"}, f.Years...)
	add("F", "21", "Direct charges", []string{"total"}, f.DirectAll)
	for _, c := range f.Charges {
		add("F", "22", c.Museum+" "+string(c.Kind), []string{"base", "amount"}, c.Base, c.Amount)
	}
	return out
}

// federalFile is SF-424A of a proposal's budget as data.
func (s *Site) federalFile(w http.ResponseWriter, r *http.Request) error {
	v, err := s.budgeted(r, again{})
	if err != nil {
		return err
	}
	cells := federalCells(v.Sheet.Form())
	rows := make([][]string, len(cells))
	for i, c := range cells {
		rows[i] = []string{c.Section, c.Line, c.Name, c.Column, c.Amount}
	}
	return asFile(w, r, v.Number+"-sf424a", cells, []string{"section", "line", "name", "column", "amount"}, rows)
}
