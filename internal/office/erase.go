package office

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// EraseDue is the job that erases the attached files and the personal data whose time is over.
type EraseDue struct{}

// Kind names the job in the queue.
func (EraseDue) Kind() string { return "document.erase_due" }

// Erasing tells what erasing did, or would do.
type Erasing struct {
	Files     int   // whose time is over
	Bytes     int64 // as their records say
	Gone      int   // whose bytes went from the disk; those another file shares stay
	Travelers int   // whose personal data was kept until now
	DryRun    bool
}

// erasedAtOnce is how many files one transaction erases.
const erasedAtOnce = 100

// EraseFiles erases the attached files of applications whose time is over and the reviewers' copies of them, and the personal data of travelers, each with
// a line in the audit log; their records stay. Files an application got to keep without end, receipts, letters and reports are never touched. Only
// the timetable and the command line do it; a dry run counts.
func (f *Office) EraseFiles(ctx context.Context, dryRun bool) (*Erasing, error) {
	if !auth.Who(ctx).IsSystem() {
		return nil, fault.New(fault.Forbidden, "forbidden", "Files are erased by the timetable.")
	}
	out := &Erasing{DryRun: dryRun}
	var err error
	if out.Travelers, err = f.Travel.EraseTravelers(ctx, dryRun); err != nil {
		return out, err
	}
	var after ident.Document
	for more := true; more; {
		err = f.DB.InTx(ctx, func(ctx context.Context) error {
			due, err := f.Vault.Due(ctx, calendar.Of(f.DB.Now(), time.UTC), after, erasedAtOnce)
			if err != nil {
				return err
			}
			more = len(due) == erasedAtOnce
			for _, d := range due {
				out.Files, out.Bytes, after = out.Files+1, out.Bytes+d.Size, d.ID
			}
			if dryRun {
				return nil
			}
			return f.erase(ctx, due)
		})
		if err != nil {
			return out, err
		}
	}
	if dryRun {
		return out, nil
	}
	out.Gone, err = f.Vault.RemoveErased(ctx, f.Blobs.Remove)
	return out, err
}

// erase notes the files as erased before any byte goes: whoever stops in between goes on with the bytes next time.
func (f *Office) erase(ctx context.Context, due []*document.Due) error {
	now, log := f.DB.Now(), f.DB.Desk().Log
	list := make([]*document.Erasure, len(due))
	for i, d := range due {
		list[i] = &document.Erasure{Document: d.ID, Ground: d.Ground, KeptUntil: d.KeepUntil, At: now}
	}
	if err := f.Vault.AddErasures(ctx, list); err != nil {
		return err
	}
	for _, d := range due {
		detail := map[string]any{"of": d.Subject, "ground": d.Ground, "kept_until": d.KeepUntil, "size": d.Size}
		if err := log.Record(ctx, "document.erase", d.ID, "", detail); err != nil {
			return err
		}
	}
	return nil
}
