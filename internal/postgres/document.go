package postgres

import (
	"context"
	"fmt"
	"io"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Documents keeps files: records here, bytes in the blobs.
type Documents struct {
	*DB
	Blobs document.Blobs
}

// File stores the bytes first and the record in the context's transaction; bytes without a record are swept later.
func (s Documents) File(ctx context.Context, k document.Kind, name, mediaType, subject string, r io.Reader) (*document.Document, error) {
	key, sum, size, err := s.Blobs.Put(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", name, err)
	}
	d := &document.Document{
		ID: ident.NewDocument(), Kind: k, Name: name, MediaType: mediaType, Size: size, SHA256: sum,
		BlobKey: key, Subject: subject, CreatedBy: auth.Who(ctx).Person, CreatedAt: s.Now(),
	}
	return d, s.insert(ctx, "documents", d)
}

// Document is the record of a file.
func (s Documents) Document(ctx context.Context, id ident.Document) (*document.Document, error) {
	return one[document.Document](ctx, s.DB, "document", `SELECT * FROM documents WHERE id = $1`, id)
}

// Open reads the bytes of a file.
func (s Documents) Open(ctx context.Context, id ident.Document) (io.ReadCloser, error) {
	d, err := s.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.Blobs.Open(ctx, d.BlobKey)
}

// All are the records of every file, for the doctor.
func (s Documents) All(ctx context.Context) ([]*document.Document, error) {
	return query[*document.Document](ctx, s.DB, `SELECT * FROM documents ORDER BY id`)
}
