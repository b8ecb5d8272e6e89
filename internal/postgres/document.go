package postgres

import (
	"context"
	"fmt"
	"io"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const documentRead = `SELECT d.*, e.at AS erased_at FROM documents d LEFT JOIN erasures e ON e.document_id = d.id`

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
	if err := s.insert(ctx, "documents", d); err != nil {
		return nil, err
	}
	// The same bytes may have been erased with another file just before; from the record on they stay.
	kept, err := s.Blobs.Open(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", name, err)
	}
	return d, kept.Close()
}

// Document is the record of a file.
func (s Documents) Document(ctx context.Context, id ident.Document) (*document.Document, error) {
	return one[document.Document](ctx, s.DB, "document", documentRead+` WHERE d.id = $1`, id)
}

// Open reads the bytes of a file; of one that was erased nothing is there.
func (s Documents) Open(ctx context.Context, id ident.Document) (io.ReadCloser, error) {
	d, err := s.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.ErasedAt != nil {
		return nil, fault.New(fault.NotFound, "file_erased", "This file was erased when the time to keep it was over.")
	}
	return s.Blobs.Open(ctx, d.BlobKey)
}

// All are the records of every file, erased ones too, for the doctor.
func (s Documents) All(ctx context.Context) ([]*document.Document, error) {
	return query[*document.Document](ctx, s.DB, documentRead+` ORDER BY d.id`)
}
