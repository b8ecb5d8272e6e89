package postgres

import (
	"context"
	"io"

	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Uploads keeps files on their way in; any server may take the next piece.
type Uploads struct{ *DB }

var uploadFaults = map[string]faultOf{
	"uploads_within_size":          {fault.Invalid, "too_large", "More arrived than was announced.", "bytes"},
	"uploads_size_range":           {fault.Invalid, "file_too_large", "A file has at most 50 MiB.", "size"},
	"uploads_hash_length":          {fault.Invalid, "bad_hash", "A SHA-256 has 64 hexadecimal digits.", "sha256"},
	"uploads_response_id_fkey":     {fault.NotFound, "not_found", "There is no such response.", ""},
	"uploads_person_id_fkey":       {fault.NotFound, "not_found", "There is no such person.", ""},
	"uploads_document_id_fkey":     {fault.NotFound, "not_found", "There is no such file.", ""},
	"upload_pieces_upload_id_fkey": {fault.NotFound, "not_found", "There is no such upload.", ""},
}

const (
	uploadLock = `SELECT id, response_id, subject, key, name, size, sha256, received, person_id, created_at, updated_at, document_id FROM uploads WHERE id = $1 FOR UPDATE`

	addPiece = `WITH piece AS (INSERT INTO upload_pieces (upload_id, at, bytes) VALUES ($1, $2, $3))
UPDATE uploads SET received = received + octet_length($3), updated_at = $4 WHERE id = $1`

	finishUpload = `WITH gone AS (DELETE FROM upload_pieces WHERE upload_id = $1) UPDATE uploads SET document_id = $2 WHERE id = $1`
)

// AddUpload makes room for a file.
func (s Uploads) AddUpload(ctx context.Context, u *response.Upload) error {
	return s.insert(ctx, "uploads", u)
}

// Unfinished counts a person's files on their way.
func (s Uploads) Unfinished(ctx context.Context, p ident.Person) (int, error) {
	r, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "count", `SELECT count(*) AS n FROM uploads WHERE person_id = $1 AND document_id IS NULL`, p)
	if err != nil {
		return 0, err
	}
	return r.N, nil
}

// LockUpload is one upload, held until the transaction ends.
func (s Uploads) LockUpload(ctx context.Context, id ident.Upload) (*response.Upload, error) {
	return one[response.Upload](ctx, s.DB, "upload", uploadLock, id)
}

// AddPiece keeps the next piece of a file, in one statement.
func (s Uploads) AddPiece(ctx context.Context, u *response.Upload, piece []byte) error {
	_, err := s.exec(ctx, addPiece, u.ID, u.Received, piece, u.UpdatedAt)
	return err
}

// Pieces reads what has arrived of a file, one piece in memory at a time.
func (s Uploads) Pieces(ctx context.Context, id ident.Upload) io.Reader {
	return &pieces{ctx: ctx, db: s.DB, id: id}
}

type pieces struct {
	ctx  context.Context
	db   *DB
	id   ident.Upload
	at   int64
	left []byte
}

// Read gives bytes of the piece at hand, then fetches the next.
func (p *pieces) Read(b []byte) (int, error) {
	if len(p.left) == 0 {
		rows, err := query[struct {
			Bytes []byte `bun:"bytes"`
		}](p.ctx, p.db, `SELECT bytes FROM upload_pieces WHERE upload_id = $1 AND at = $2`, p.id, p.at)
		if err != nil {
			return 0, err
		}
		if len(rows) == 0 {
			return 0, io.EOF
		}
		p.left = rows[0].Bytes
		p.at += int64(len(p.left))
	}
	n := copy(b, p.left)
	p.left = p.left[n:]
	return n, nil
}

// FinishUpload notes the document a file became and forgets its pieces.
func (s Uploads) FinishUpload(ctx context.Context, u *response.Upload) error {
	_, err := s.exec(ctx, finishUpload, u.ID, u.Document)
	return err
}

// DropUpload forgets a file that was refused.
func (s Uploads) DropUpload(ctx context.Context, id ident.Upload) error {
	_, err := s.exec(ctx, `DELETE FROM uploads WHERE id = $1`, id)
	return err
}

// Documents are the records of files, as far as they belong to the subject.
func (s Uploads) Documents(ctx context.Context, subject string, ids []ident.Document) ([]*document.Document, error) {
	return query[*document.Document](ctx, s.DB, documentRead+` WHERE d.subject = $1 AND d.id = ANY($2::uuid[]) AND d.kind = 'attachment' ORDER BY array_position($2::uuid[], d.id)`, subject, uuids(ids))
}
