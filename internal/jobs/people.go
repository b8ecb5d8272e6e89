package jobs

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/people"
)

// KeepRegister puts the housekeeping of the register on the timetable: claims that nobody answered, and duplicates.
func KeepRegister(p *Plan, s *people.Service) {
	Handle(p, func(ctx context.Context, _ people.ExpireClaims) error {
		_, err := s.ExpireOldClaims(ctx)
		return err
	})
	p.Every(time.Hour, people.ExpireClaims{})
	Handle(p, func(ctx context.Context, _ people.FindDuplicates) error {
		_, err := s.FindAllDuplicates(ctx)
		return err
	})
	p.Every(24*time.Hour, people.FindDuplicates{})
}
