package office

import (
	"bytes"
	"context"
	"io"

	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// signed verifies every signature, and takes the record out of every signed file again.
func (f *Office) signed(ctx context.Context) (postgres.Finding, error) {
	out, err := f.DB.ExamineSignatures(ctx)
	if err != nil {
		return out, err
	}
	files, err := postgres.Signatures{DB: f.DB}.Files(ctx)
	if err != nil {
		return out, err
	}
	for _, x := range files {
		if why, err := f.carries(ctx, x); err != nil {
			return out, err
		} else if why != "" {
			out.Off = append(out.Off, x.Code+": "+why)
		}
	}
	return out, nil
}

func (f *Office) carries(ctx context.Context, x *postgres.SignedFile) (string, error) {
	file, err := f.Vault.Open(ctx, x.Document)
	if err != nil {
		return "", nil // the check of files says so
	}
	defer file.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, file); err != nil {
		return "", nil
	}
	e, err := signing.Carried(b.Bytes())
	if err != nil {
		return err.Error(), nil
	}
	if !bytes.Equal(e.Record, x.Record) {
		return "its file carries another record", nil
	}
	return "", nil
}
