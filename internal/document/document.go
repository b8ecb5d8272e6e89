// Package document keeps uploaded and rendered files: hash, kind, retention, who may see.
package document

import (
	"context"
	"io"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Kind is what a file is to the office.
type Kind string

// The kinds of files kept.
const (
	Receipt      Kind = "receipt"
	AwardLetter  Kind = "award_letter"
	Declination  Kind = "declination_letter"
	FunderReport Kind = "funder_report"
	Attachment   Kind = "attachment"
	ReviewerCopy Kind = "reviewer_copy" // an attachment without what says who made it
	Agreement    Kind = "agreement"     // the signed copy
	Amendment    Kind = "amendment"     // the letter of one that was applied
	// TravelEvidence bears an exception of Fly America; it names nobody.
	TravelEvidence Kind = "travel_evidence"
	Evidence       Kind = "evidence" // of an expense or a cost share
)

// Document is a stored file; its bytes never change until they are erased.
type Document struct {
	ID        ident.Document `bun:"id,pk"`
	Kind      Kind           `bun:"kind"`
	Name      string         `bun:"name"`
	MediaType string         `bun:"media_type"`
	Size      int64          `bun:"size"`
	SHA256    []byte         `bun:"sha256"`
	BlobKey   string         `bun:"blob_key"`
	Subject   string         `bun:"subject"` // public id of what it belongs to
	CreatedBy ident.Person   `bun:"created_by"`
	CreatedAt time.Time      `bun:"created_at"`
	ErasedAt  *time.Time     `bun:"erased_at,scanonly"` // its bytes are gone, its time was over
}

// Blobs store bytes by the hash of their content.
type Blobs interface {
	// Put stores the bytes and answers their key, hash and size; the same bytes are stored once.
	Put(ctx context.Context, r io.Reader) (key string, sha256 []byte, size int64, err error)
	// Open reads stored bytes; a missing key is NotFound.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// Vault keeps files with their records.
type Vault interface {
	// File stores bytes as a document of the subject, in the transaction of the context.
	File(ctx context.Context, k Kind, name, mediaType, subject string, r io.Reader) (*Document, error)
	// Document is the record of a file; the caller has already asked who may see the subject.
	Document(ctx context.Context, id ident.Document) (*Document, error)
	// Open reads the bytes of a file.
	Open(ctx context.Context, id ident.Document) (io.ReadCloser, error)
}
