package award

import (
	"context"
	"slices"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// SlateRow is a slate line with what a page or an award needs of its application.
type SlateRow struct {
	SlateLine
	Number          string             `bun:"number"`
	Title           string             `bun:"title"`
	Partnership     ident.Partnership  `bun:"partnership_id"`
	Theme           ident.Theme        `bun:"theme_id"`
	Lead            ident.Organization `bun:"lead_id"`
	LeadName        string             `bun:"lead_name"`
	LeadState       place.State        `bun:"lead_state"`
	Partners        string             `bun:"partners"` // "Museo ICO (ES), Ayala Museum (PH)"
	RequestedMinor  int64              `bun:"requested_minor"`
	CostShareMinor  int64              `bun:"cost_share_minor"`
	RawMilli        *int               `bun:"raw_milli"`
	NormalizedMilli *int               `bun:"normalized_milli"`
	Award           ident.Award        `bun:"award_id"`
	AwardNumber     string             `bun:"award_number"`
}

// Requested is what the application asks for.
func (r *SlateRow) Requested() money.Money { return money.New(r.RequestedMinor, r.Currency) }

// CostShare is what its partners bring.
func (r *SlateRow) CostShare() money.Money { return money.New(r.CostShareMinor, r.Currency) }

func rowOf(rows []*SlateRow, id ident.SlateLine) *SlateRow {
	i := slices.IndexFunc(rows, func(r *SlateRow) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return rows[i]
}

// SlateView is a slate as its page shows it.
type SlateView struct {
	Slate     *Slate
	Rows      []*SlateRow
	Committed money.Money
	Free      money.Money      // of the cycle now; before approval the slate's awards are still in it
	Reasons   []*DeclineReason // what the codes of its lines stand for
}

// SlateOf is a cycle's slate with its rows, for staff of the program.
func (s *Service) SlateOf(ctx context.Context, c ident.Cycle) (*SlateView, error) {
	sl, err := s.Store.SlateOfCycle(ctx, c, auth.Scope(ctx, auth.ViewSlate))
	if err != nil {
		return nil, err
	}
	return s.view(ctx, sl)
}

// Slate is a slate with its rows, for staff of the program.
func (s *Service) Slate(ctx context.Context, id ident.Slate) (*SlateView, error) {
	sl, err := s.Store.Slate(ctx, id, auth.Scope(ctx, auth.ViewSlate), false)
	if err != nil {
		return nil, err
	}
	return s.view(ctx, sl)
}

func (s *Service) view(ctx context.Context, sl *Slate) (*SlateView, error) {
	rows, err := s.Store.SlateRows(ctx, sl.ID)
	if err != nil {
		return nil, err
	}
	currency := money.USD
	if len(rows) > 0 {
		currency = rows[0].Currency
	}
	free, err := s.Book.Balance(ctx, ledger.FreeOf(sl.Cycle), currency)
	if err != nil {
		return nil, err
	}
	rule, err := s.Store.DecisionRule(ctx, sl.Cycle)
	if err != nil {
		return nil, err
	}
	v := &SlateView{Slate: sl, Rows: rows, Committed: Committed(sl.Lines, currency), Free: free, Reasons: rule.List()}
	held, err := s.Store.Withheld(ctx, sl.ID)
	if err != nil || len(held) == 0 {
		return v, err
	}
	return v, s.withhold(ctx, v, held)
}

// Withheld is a line the viewer may not see, with what must not show through the others.
type Withheld struct {
	Application ident.Application `bun:"application_id"`
	Place       *int              `bun:"place"`
	Award       ident.Award       `bun:"award_id"`
}

// withhold closes the gaps that lines left out would leave in places, means, reasons and the free money.
func (s *Service) withhold(ctx context.Context, v *SlateView, held []Withheld) error {
	shut := func(l *SlateLine) {
		l.Why = ""
		if l.Place == nil {
			return
		}
		place := *l.Place
		for _, h := range held {
			if h.Place != nil && *h.Place < *l.Place {
				place--
			}
		}
		l.Place = &place
	}
	v.Slate.Note = "" // it may speak of what is left out
	for _, l := range v.Slate.Lines {
		shut(l)
	}
	for _, r := range v.Rows {
		shut(&r.SlateLine)
		r.NormalizedMilli = nil // measured by the panel, which read what is left out too
	}
	for _, h := range held {
		if h.Award.IsZero() {
			continue
		}
		committed, err := s.Book.Balance(ctx, ledger.CommittedTo(h.Award), v.Free.Currency)
		if err != nil {
			return err
		}
		v.Free = v.Free.Add(committed)
	}
	return nil
}

// Row is an award with the names a list shows.
type Row struct {
	Award
	Program    string             `bun:"program_name"`
	Year       int                `bun:"year"`
	Lead       ident.Organization `bun:"lead_id"`
	LeadName   string             `bun:"lead_name"`
	LeadCity   string             `bun:"lead_city"`
	LeadState  place.State        `bun:"lead_state"`
	Partners   string             `bun:"partners"`
	ThemeTitle string             `bun:"theme_title"`
	Told       bool               `bun:"told"` // whether the museum has been told
}

// Filter narrows a list of awards.
type Filter struct {
	Cycle       ident.Cycle
	Partnership ident.Partnership
	Application ident.Application
	State       State
}

// Award is one award; museums and the funder see it once its letter was sent.
func (s *Service) Award(ctx context.Context, id ident.Award) (*Row, error) {
	return s.Store.Award(ctx, id, visible(ctx, auth.ViewAward))
}

// Awards are the awards the viewer may see, newest cycle first, then by number.
func (s *Service) Awards(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Row], error) {
	cut, err := a.Check(3)
	if err != nil {
		return nil, err
	}
	v := visible(ctx, auth.ViewAward)
	rows, err := s.Store.Awards(ctx, f, v, cut)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, awardKey, func(ctx context.Context) (int, error) { return s.Store.CountAwards(ctx, f, v) }), nil
}

// AwardsByID are the awards of a batch the viewer may see, in no order.
func (s *Service) AwardsByID(ctx context.Context, ids []ident.Award) ([]*Award, error) {
	return s.Store.AwardsByID(ctx, ids, visible(ctx, auth.ViewAward))
}

// awardKey is the sort key of a list of awards: year, number, id.
func awardKey(r *Row) []string { return []string{strconv.Itoa(r.Year), r.Number, r.ID.UUID().String()} }
