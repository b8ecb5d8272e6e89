package people

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Import is one run of an import, as kept.
type Import struct {
	ID       ident.Import `bun:"id,pk"`
	Kind     string       `bun:"kind"` // the source, such as imls-mudf-2014q3
	FileName string       `bun:"file_name"`
	SHA256   []byte       `bun:"sha256"`
	Read     int64        `bun:"rows_read"` // good and rejected
	Added    int64        `bun:"rows_added"`
	Changed  int64        `bun:"rows_changed"`
	Rejected int64        `bun:"rows_rejected"`
	At       time.Time    `bun:"at"`
}

// Unchanged are the good rows that the register had already, or that its own people have written since.
func (i *Import) Unchanged() int64 { return i.Read - i.Rejected - i.Added - i.Changed }

// Merged counts what a source did to the register.
type Merged struct{ Added, Changed int64 }

// Rejected marks an error of a row as one to count and go on after.
type Rejected interface {
	error
	RejectedLine() int
}

// ImportInput is a file of organizations; Next ends with io.EOF and answers a Rejected error for a bad row.
type ImportInput struct {
	Source   string // names the register, unique with a row's SourceKey
	FileName string
	SHA256   []byte
	Next     func() (*Organization, error)
	// Progress hears of the rows read so far, every thousand; nil is deaf.
	Progress func(rows int64)
	// Reject hears of every bad row, in order; its error ends the import.
	Reject func(Rejected) error
}

const progressEvery = 1000

// ImportOrganizations takes a whole file into the register, or nothing of it: the same file twice changes
// nothing, rejected rows are told and left out, and what an organization's own people wrote stays.
func (s *Service) ImportOrganizations(ctx context.Context, in ImportInput) (*Import, error) {
	if in.Source == "" || in.Next == nil || len(in.SHA256) != 32 {
		return nil, fault.BadField("source", "required", "An import names its source, its file and its hash.")
	}
	i := &Import{ID: ident.NewImport(), Kind: in.Source, FileName: in.FileName, SHA256: in.SHA256, At: s.Desk.Now()}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := auth.Require(ctx, auth.ImportMuseums, auth.Target{}); err != nil {
			return err
		}
		merged, err := s.Store.MergeOrganizations(ctx, in.Source, func() (*Organization, error) { return s.nextRow(in, i) })
		if err != nil {
			return fmt.Errorf("import %s: %w", in.FileName, err)
		}
		i.Added, i.Changed = merged.Added, merged.Changed
		if err := s.Store.AddImport(ctx, i); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.import", i.ID, "", map[string]any{
			"source": i.Kind, "file": i.FileName, "sha256": fmt.Sprintf("%x", i.SHA256),
			"read": i.Read, "added": i.Added, "changed": i.Changed, "rejected": i.Rejected,
		})
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

// nextRow is the next good row as it is kept; io.EOF after the last.
func (s *Service) nextRow(in ImportInput, i *Import) (*Organization, error) {
	for {
		o, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		i.Read++
		if in.Progress != nil && i.Read%progressEvery == 0 {
			in.Progress(i.Read)
		}
		var bad Rejected
		if errors.As(err, &bad) {
			i.Rejected++
			if in.Reject != nil {
				err = in.Reject(bad)
			} else {
				err = nil
			}
			if err == nil {
				continue
			}
		}
		if err != nil {
			return nil, err
		}
		o.ID, o.Source, o.Version, o.CreatedAt = ident.NewOrganization(), in.Source, 1, i.At
		o.Index()
		return o, nil
	}
}
