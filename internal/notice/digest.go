package notice

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// Gatherer is a person for whom messages wait, with the kinds they want by day and by week.
type Gatherer struct {
	Person ident.Person `bun:"id"`
	Zone   string       `bun:"zone"`
	Daily  []string     `bun:"daily,array"`
	Weekly []string     `bun:"weekly,array"`
}

// Gather makes the digests that are due: one mail a person, with what was queued before it, in order.
// Running it again makes none twice. The timetable calls it.
func (s *Service) Gather(ctx context.Context) (int, error) {
	if !auth.Who(ctx).IsSystem() {
		return 0, fault.New(fault.Forbidden, "forbidden", "Digests are made by the timetable.")
	}
	people, err := s.Store.Gatherers(ctx)
	if err != nil {
		return 0, err
	}
	mails := 0
	for _, g := range people {
		n, err := s.gather(ctx, g)
		if err != nil {
			return mails, err
		}
		mails += n
	}
	return mails, nil
}

// houseZone is on whose morning a digest goes to who never told a zone: where the programs are run.
const houseZone = "America/New_York"

func (s *Service) gather(ctx context.Context, g *Gatherer) (int, error) {
	name := g.Zone
	if name == "" {
		name = houseZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = time.UTC // a zone that was dropped from the tables must not hold up the mail
	}
	now, mails := s.Desk.Now(), 0
	for _, due := range []struct {
		cadence notify.Cadence
		kinds   []string
	}{{notify.Daily, g.Daily}, {notify.Weekly, g.Weekly}} {
		if len(due.kinds) == 0 {
			continue
		}
		err := s.Desk.Tx(ctx, func(ctx context.Context) error {
			n, err := s.Store.Digest(ctx, g, due.kinds, notify.Gathering(due.cadence, now, zone), now)
			if n > 0 {
				mails++
			}
			return err
		})
		if err != nil {
			return mails, err
		}
	}
	return mails, nil
}
