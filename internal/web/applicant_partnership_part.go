package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func (s *Site) partsForm(w http.ResponseWriter, r *http.Request) error {
	return s.drawParts(w, r, again{})
}

func (s *Site) drawParts(w http.ResponseWriter, r *http.Request, a again) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	if err := need(r.Context(), auth.ViewPartnership); err != nil {
		return err
	}
	v, err := s.partnershipView(r.Context(), id)
	if err != nil {
		return err
	}
	if !v.Change && len(v.Own) == 0 {
		return fault.New(fault.Forbidden, "forbidden", "Your roles do not allow this (%s).", auth.EditPartnership)
	}
	if err := s.placesOf(r.Context(), &v, v.writesPart); err != nil {
		return err
	}
	v.again = a
	p := s.page(r, "partnership.parts.title")
	p.Eyebrow, p.Lead = v.Cycle.Title, p.T("partnership.parts.lead")
	p.Crumbs = []view.Crumb{{Label: v.Title, URL: partnershipURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return partsPage(p, v) })
}

// writesPart tells whether the viewer writes a museum's part: the lead everybody's, others their own.
func (v partnershipView) writesPart(m partnership.Museum) bool {
	return v.Change || slices.Contains(v.Own, m.Member.Organization)
}

func (s *Site) saveParts(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := partnership.SetPartsInput{Partnership: id, ExpectedVersion: versionOf(q)}
		for _, text := range q["museum"] {
			org, err := ident.Parse[ident.OrganizationKind](text)
			if err != nil {
				return "", "", fault.Missing("museum")
			}
			in.Parts = append(in.Parts, partnership.PartInput{Organization: org, Part: q.Get("part-" + text), Grant: q.Get("grant-" + text), CostShare: q.Get("costShare-" + text)})
		}
		_, err := s.Partnership.SetParts(r.Context(), in)
		return partnershipURL(id), s.page(r, "partnership.parts.title").T("partnership.parts.done"), renamed(err, func(path string) string { return partsField(q["museum"], path) })
	}, func(a again) error { return s.drawParts(w, r, a) })
}

// partsField puts a refusal of parts.2.grant at that museum's field.
func partsField(museums []string, path string) string {
	parts := strings.Split(path, ".")
	if len(parts) != 3 || parts[0] != "parts" {
		return path
	}
	if i, err := strconv.Atoi(parts[1]); err == nil && i >= 0 && i < len(museums) {
		return parts[2] + "-" + museums[i]
	}
	return path
}

// amountTyped is an amount as one types it; none is nothing.
func amountTyped(minor int64, cur money.Currency) string {
	if minor == 0 {
		return ""
	}
	return money.New(minor, cur).Decimal()
}

// shareTable is who has which share of the money, with the sums against the budget of the proposal.
func shareTable(p view.Page, v partnershipView) view.Table {
	cur := v.Cycle.Currency
	cash := func(minor int64) templ.Component { return view.Cash(p, money.New(minor, cur)) }
	t := view.Table{
		Caption: p.T("partnership.shares"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("partnership.col.museum")}, {Title: p.T("partnership.col.grant"), Numeric: true}, {Title: p.T("partnership.col.share"), Numeric: true}},
	}
	for _, m := range v.Museums {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Name(m.Organization.Name, ""), cash(m.Member.GrantMinor), cash(m.Member.ShareMinor)}})
	}
	grant, share := v.Shares()
	t.Foot = append(t.Foot, view.Row{Cells: []templ.Component{view.Text(p.T("partnership.sum")), cash(grant), cash(share)}})
	if b := v.Budget; b != nil {
		t.Foot = append(t.Foot, view.Row{Cells: []templ.Component{view.Text(p.T("partnership.budget")), view.Cash(p, b.Requested), view.Cash(p, b.Share)}})
		if grant != b.Requested.Minor || share != b.Share.Minor {
			t.Foot = append(t.Foot, view.Row{Mark: view.Warning, Cells: []templ.Component{
				view.Text(p.T("partnership.difference")), cash(b.Requested.Minor - grant), cash(b.Share.Minor - share),
			}})
		}
	}
	return t
}
