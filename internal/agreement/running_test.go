package agreement_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestARunningAwardIsReadByThoseItConcerns(t *testing.T) {
	t.Parallel()
	w := pgtest.Official(t)
	s := &agreement.Service{Desk: w.Desk(), Store: postgres.Agreements{DB: w.DB}, Book: w.Book}
	f, err := s.Running(w.Staff("officer", auth.Officer), w.Award, false)
	ok(t, err)
	if f.Current().GrantMinor != money.Dollars(100_000).Minor || len(f.Current().Lines) != 5 {
		t.Errorf("%+v", f.Current())
	}
	_, err = s.Running(w.Museum("coordinator2", auth.Coordinator, "us2"), w.Award, false)
	refused(t, err, fault.NotFound, "not_found")
}
