package sample

import (
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func (w *bulk) awardTables() []postgres.Table {
	var done []int
	for _, i := range w.live() {
		if !w.cycles[i].review {
			done = append(done, i)
		}
	}
	ranked := 0
	if len(done) > 0 {
		ranked = w.cycles[done[len(done)-1]].last
	}
	t := []postgres.Table{
		table("rankings", len(done), func(l *line, i int) {
			c := &w.cycles[done[i]]
			r := c.ranking
			l.id(w.id(aRanking, done[i])).id(w.id(aCycle, done[i])).id(w.id(aPanel, done[i])).text("normalized").text(string(r.inputs)).bytes(r.sha256)
			maybe(l, r.mean)
			maybe(l, r.sd)
			l.id(w.id(aStaff, bulkGrants)).time(c.panelMet.Add(time.Hour)).end()
		}, "id", "cycle_id", "panel_id", "method", "inputs", "sha256", "panel_mean_milli", "panel_sd_milli", "frozen_by", "frozen_at"),
		table("ranking_places", ranked, w.place, "ranking_id", "application_id", "place", "counted", "raw_milli", "normalized_milli", "z_micro", "why"),
		table("slates", len(done), func(l *line, i int) {
			c := &w.cycles[done[i]]
			l.id(w.id(aSlate, done[i])).id(w.id(aCycle, done[i])).id(w.id(aRanking, done[i])).text("announced").
				id(w.id(aStaff, bulkOfficer)).time(c.panelMet.AddDate(0, 0, 10)).id(w.id(aStaff, bulkDirector)).time(c.panelMet.AddDate(0, 0, 14)).time(c.announced).end()
		}, "id", "cycle_id", "ranking_id", "state", "proposed_by", "proposed_at", "approved_by", "approved_at", "announced_at"),
		table("letter_releases", len(done), func(l *line, i int) { // no letter is made: what left is that the slate was announced
			c := &w.cycles[done[i]]
			l.id(w.id(aRelease, done[i])).id(w.id(aCycle, done[i])).int(0).int(0).text("left").id(w.id(aStaff, bulkGrants)).
				time(c.announced.Add(-time.Hour)).time(c.announced).time(c.announced).end()
		}, "id", "cycle_id", "letters", "people", "state", "released_by", "released_at", "leaves_at", "left_at"),
		table("slate_lines", ranked, w.slateLine, "id", "slate_id", "application_id", "decision", "amount_minor", "place", "why", "stood"),
		table("awards", len(w.awards), w.award, "id", "number", "cycle_id", "partnership_id", "application_id", "slate_line_id", "title", "theme_id",
			"amount_minor", "requested_minor", "cost_share_minor", "starts_on", "ends_on", "state", "offered_by", "offered_at"),
	}
	return append(t, w.ledgerTables()...)
}

func maybe[T int | int64](l *line, n *T) {
	if n == nil {
		l.null()
		return
	}
	l.int(int64(*n))
}

func (w *bulk) place(l *line, i int) {
	p := &w.decided[i].place
	l.id(w.id(aRanking, w.cycleID(w.of(i)))).id(w.id(anApplication, i))
	maybe(l, p.Place)
	l.int(int64(p.Counted))
	maybe(l, p.RawMilli)
	maybe(l, p.NormalizedMilli)
	maybe(l, p.ZMicro)
	l.text(p.Why).end()
}

func (w *bulk) slateLine(l *line, i int) {
	d := &w.decided[i]
	amount := int64(0)
	if d.award > 0 {
		amount = w.awards[d.award-1].amount
	}
	l.id(w.id(aSlateLine, i)).id(w.id(aSlate, w.cycleID(w.of(i)))).id(w.id(anApplication, i)).text(d.decision).int(amount)
	maybe(l, d.place.Place)
	l.text("By the funding line.").text("in_review").end()
}

func (w *bulk) award(l *line, i int) {
	x := w.awards[i]
	a := w.application(x.app)
	c := w.cycleID(a.cycle)
	from := time.Date(a.cycle.year, time.August, 1, 0, 0, 0, 0, time.UTC)
	l.id(w.id(anAward, i)).text(x.number).id(w.id(aCycle, c)).id(w.id(aPartnership, x.app)).id(w.id(anApplication, x.app)).id(w.id(aSlateLine, x.app)).text(a.title).
		id(w.id(aTheme, c*100+a.theme)).int(x.amount).int(a.requested).int(a.share).day(from).day(from.AddDate(1, 0, -1)).text("provisional").
		id(w.id(aStaff, bulkDirector)).time(a.cycle.panelMet.AddDate(0, 0, 14)).end()
}

// move is one entry of the book: an amount out of one account and into others.
type move struct {
	kind, memo string
	subject    string
	at         time.Time
	from       int // account
	to         []int
	amounts    []int64
}

// pot is one account of the book with what it holds in the end.
type pot struct {
	kind    string
	owner   uuid.UUID
	balance int64
}

// book is every entry of the world and the balances they leave.
func (w *bulk) book() ([]pot, []move) {
	accounts := []pot{{"funder", w.id(aFunder, 0), 0}, {"funder_award", w.id(aFunderAward, 0), 0}}
	moves := []move{{"fund", "award SAMPLE-1", ident.From[ident.FunderAwardKind](w.id(aFunderAward, 0)).String(), w.born(), 0, []int{1}, []int64{w.funded()}}}
	free := map[int]int{}
	for _, i := range w.live() {
		c := &w.cycles[i]
		free[i] = len(accounts)
		accounts = append(accounts, pot{"appropriation", w.id(aCycle, i), 0}, pot{"reserve", w.id(aCycle, i), 0})
		moves = append(moves, move{
			"appropriate", "open " + itoa(c.year), ident.From[ident.CycleKind](w.id(aCycle, i)).String(), c.opens, 1,
			[]int{free[i], free[i] + 1},
			[]int64{c.appropriation() - bulkReserve, bulkReserve},
		})
	}
	for i, x := range w.awards {
		c := w.of(x.app)
		accounts = append(accounts, pot{"commitment", w.id(anAward, i), 0})
		moves = append(moves, move{
			"commit", "Provisional award " + x.number, ident.From[ident.AwardKind](w.id(anAward, i)).String(), c.panelMet.AddDate(0, 0, 14),
			free[w.cycleID(c)],
			[]int{len(accounts) - 1},
			[]int64{x.amount},
		})
	}
	for _, m := range moves {
		for j, to := range m.to {
			accounts[m.from].balance -= m.amounts[j]
			accounts[to].balance += m.amounts[j]
		}
	}
	return accounts, moves
}

func (w *bulk) ledgerTables() []postgres.Table {
	accounts, moves := w.book()
	moved := monthly(moves)
	return []postgres.Table{
		table("ledger_accounts", len(accounts), func(l *line, i int) {
			a := accounts[i]
			l.id(w.id(anAccount, i)).text(a.kind).id(a.owner).text("USD").int(a.balance).end()
		}, "id", "kind", "owner", "currency", "balance_minor"),
		table("ledger_entries", len(moves), func(l *line, i int) {
			m := moves[i]
			l.id(w.id(anEntry, i)).text(m.kind).text(m.memo).text(m.subject).id(w.id(aStaff, bulkDirector)).time(m.at).day(m.at).end()
		}, "id", "kind", "memo", "subject", "posted_by", "posted_at", "effective_on"),
		table("ledger_lines", len(moves), func(l *line, i int) {
			m := moves[i]
			sum := int64(0)
			for j, to := range m.to {
				l.id(w.id(anEntry, i)).int(int64(j)).id(w.id(anAccount, to)).int(m.amounts[j]).text("USD").end()
				sum += m.amounts[j]
			}
			l.id(w.id(anEntry, i)).int(int64(len(m.to))).id(w.id(anAccount, m.from)).int(-sum).text("USD").end()
		}, "entry_id", "ordinal", "account_id", "amount_minor", "currency"),
		table("ledger_months", len(moved), func(l *line, i int) {
			m := moved[i]
			l.id(w.id(anAccount, m.account)).day(m.month).int(m.amount).end()
		}, "account_id", "month", "moved_minor"),
	}
}

// month is what moved through an account in one month.
type month struct {
	account int
	month   time.Time // its first day
	amount  int64
}

// monthly sums the moves by account and month, as the database does when it posts them itself.
func monthly(moves []move) []month {
	at, out := map[month]int{}, []month{}
	add := func(account int, on time.Time, amount int64) {
		y, m, _ := on.UTC().Date()
		k := month{account, time.Date(y, m, 1, 0, 0, 0, 0, time.UTC), 0}
		i, known := at[k]
		if !known {
			i = len(out)
			at[k], out = i, append(out, k)
		}
		out[i].amount += amount
	}
	for _, m := range moves {
		for j, to := range m.to {
			add(to, m.at, m.amounts[j])
			add(m.from, m.at, -m.amounts[j])
		}
	}
	return out
}
