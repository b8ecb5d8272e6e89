package response

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// The limits of files on their way in.
const (
	MostBytes   = 50 << 20           // of one file
	MostChunk   = 8 << 20            // of one piece of it
	MostUploads = 20                 // unfinished ones of a person
	KeptUploads = 7 * 24 * time.Hour // how long an unfinished one waits for its next piece
)

// Upload is a file on its way in, piece by piece; its pieces lie in the database until it is whole.
type Upload struct {
	ID        ident.Upload   `bun:"id,pk"`
	Response  ident.Response `bun:"response_id"`
	Subject   string         `bun:"subject"`
	Key       string         `bun:"key"` // of the question it answers
	Name      string         `bun:"name"`
	Size      int64          `bun:"size"`     // as announced
	SHA256    []byte         `bun:"sha256"`   // as announced; empty where nobody said
	Received  int64          `bun:"received"` // where the next piece begins
	Person    ident.Person   `bun:"person_id"`
	CreatedAt time.Time      `bun:"created_at"`
	UpdatedAt time.Time      `bun:"updated_at"`
	Document  ident.Document `bun:"document_id"` // once it is whole
}

// UploadStore keeps files on their way in.
type UploadStore interface {
	AddUpload(ctx context.Context, u *Upload) error
	Unfinished(ctx context.Context, p ident.Person) (int, error)
	LockUpload(ctx context.Context, id ident.Upload) (*Upload, error)
	AddPiece(ctx context.Context, u *Upload, piece []byte) error
	Pieces(ctx context.Context, id ident.Upload) io.Reader
	FinishUpload(ctx context.Context, u *Upload) error
	DropUpload(ctx context.Context, id ident.Upload) error
	Documents(ctx context.Context, subject string, ids []ident.Document) ([]*document.Document, error)
}

// BeginUploadInput announces a file for a question.
type BeginUploadInput struct {
	Subject string
	Key     string
	Name    string
	Size    int64  // bytes
	SHA256  string // hexadecimal; checked when the file is whole; may be left out
}

// BeginUpload makes room for a file that comes in pieces. It refuses a question that takes no file, one more than it
// takes, a name of another type, an empty file and one over 50 MiB.
func (s *Service) BeginUpload(ctx context.Context, in BeginUploadInput) (*Upload, error) {
	x, q, err := s.fileQuestion(ctx, in.Subject, in.Key)
	if err != nil {
		return nil, err
	}
	now := s.Desk.Now().UTC().Truncate(time.Microsecond)
	u := &Upload{
		ID: ident.NewUpload(), Response: x.ID, Subject: x.Name, Key: q.Key, Name: fileName(in.Name), Size: in.Size,
		Person: auth.Who(ctx).Person, CreatedAt: now, UpdatedAt: now,
	}
	var c fault.Check
	c.That(in.Size > 0, "size", "empty_file", "The file is empty.")
	c.That(in.Size <= MostBytes, "size", "file_too_large", "A file has at most %d MiB.", MostBytes>>20)
	c.That(u.Name != "", "name", "required", "A file has a name.")
	c.That(accepts(q, typeOfName(u.Name)), "name", "wrong_type", "This question takes %s.", strings.Join(accepted(q), ", "))
	if in.SHA256 != "" {
		u.SHA256, err = hex.DecodeString(in.SHA256)
		c.That(err == nil && len(u.SHA256) == 32, "sha256", "bad_hash", "A SHA-256 has 64 hexadecimal digits.")
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := s.roomFor(ctx, x, q); err != nil {
		return nil, err
	}
	return u, s.Uploads.AddUpload(ctx, u)
}

// fileQuestion finds a question for files that the actor may answer now.
func (s *Service) fileQuestion(ctx context.Context, subject, key string) (*Subject, *form.Question, error) {
	x, err := s.Subject(ctx, subject)
	if err != nil {
		return nil, nil, err
	}
	if err := x.Open(ctx); err != nil {
		return nil, nil, err
	}
	f, err := s.Forms.Form(ctx, x.Form)
	if err != nil {
		return nil, nil, err
	}
	section, q, ok := f.Definition.Find(key)
	if !ok || q.Kind != form.File {
		return nil, nil, fault.BadField("key", "unknown_question", "The form asks for no file here.")
	}
	return x, q, x.Owns(ctx, section)
}

func (s *Service) roomFor(ctx context.Context, x *Subject, q *form.Question) error {
	r, err := s.Store.Response(ctx, x.ID)
	if err != nil {
		return err
	}
	if n := len(form.Chosen(r.Answers[q.Key])); n >= q.MostFiles() {
		return fault.New(fault.Conflict, "too_many_files", "This question takes %d files; take one away first.", q.MostFiles()).With("most", q.MostFiles())
	}
	n, err := s.Uploads.Unfinished(ctx, auth.Who(ctx).Person)
	if err == nil && n >= MostUploads {
		return fault.New(fault.RateLimited, "too_many_uploads", "You have %d files on their way; finish some first.", n)
	}
	return err
}

// Upload is a file of one's own on its way in; its Received says where to go on.
func (s *Service) Upload(ctx context.Context, id ident.Upload) (u *Upload, err error) {
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		u, err = s.mine(ctx, id)
		return err
	})
	return u, err
}

func (s *Service) mine(ctx context.Context, id ident.Upload) (*Upload, error) {
	u, err := s.Uploads.LockUpload(ctx, id)
	if err != nil {
		return nil, err
	}
	if u.Person != auth.Who(ctx).Person {
		return nil, fault.Missing("upload")
	}
	return u, nil
}

// AppendInput is the next piece of a file.
type AppendInput struct {
	Upload ident.Upload
	Offset int64
	Bytes  []byte
}

// Append keeps the next piece of a file. A piece that does not begin where the last one ended is CONFLICT "offset"
// with the place to go on from. The last piece files the whole: its hash and type are checked and the question answered.
func (s *Service) Append(ctx context.Context, in AppendInput) (*Upload, error) {
	var u *Upload
	var refused error
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if u, err = s.mine(ctx, in.Upload); err != nil {
			return err
		}
		if _, _, err := s.fileQuestion(ctx, u.Subject, u.Key); err != nil {
			return err
		}
		if in.Offset != u.Received || !u.Document.IsZero() {
			return fault.New(fault.Conflict, "offset", "Go on at byte %d.", u.Received).With("offset", u.Received)
		}
		if len(in.Bytes) > MostChunk || u.Received+int64(len(in.Bytes)) > u.Size {
			return fault.BadField("bytes", "too_large", "The piece is larger than what is left, or than %d MiB.", MostChunk>>20)
		}
		if err := s.keepPiece(ctx, u, in.Bytes); err != nil || u.Received < u.Size {
			return err
		}
		if refused = s.finish(ctx, u); fault.Is(refused, fault.Invalid) {
			return s.Uploads.DropUpload(ctx, u.ID) // it will never be taken, so its bytes go
		}
		return refused
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return nil, err
	}
	return u, nil
}

func (s *Service) keepPiece(ctx context.Context, u *Upload, piece []byte) error {
	if len(piece) == 0 {
		return nil
	}
	u.UpdatedAt = s.Desk.Now().UTC().Truncate(time.Microsecond)
	if err := s.Uploads.AddPiece(ctx, u, piece); err != nil {
		return err
	}
	u.Received += int64(len(piece))
	return nil
}

// finish looks at the whole file, files it and answers the question with it.
func (s *Service) finish(ctx context.Context, u *Upload) error {
	look, err := inspect(s.Uploads.Pieces(ctx, u.ID))
	if err != nil {
		return err
	}
	if len(u.SHA256) > 0 && !bytes.Equal(look.sum, u.SHA256) {
		return fault.BadField("sha256", "hash_differs", "What arrived is not what was announced; send it again.")
	}
	kind := look.kind()
	_, q, err := s.fileQuestion(ctx, u.Subject, u.Key)
	if err != nil {
		return err
	}
	if says := typeOfName(u.Name); kind != says {
		e := fault.BadField("file", "type_differs", "The file says %s and is %s.", strings.ToUpper(says), nameOf(kind))
		return e
	}
	if !accepts(q, kind) {
		return fault.BadField("file", "wrong_type", "This question takes %s.", strings.Join(accepted(q), ", "))
	}
	d, err := s.Vault.File(ctx, document.Attachment, u.Name, mediaTypes()[kind], u.Subject, s.Uploads.Pieces(ctx, u.ID))
	if err != nil {
		return err
	}
	u.Document = d.ID
	if err := s.Uploads.FinishUpload(ctx, u); err != nil {
		return err
	}
	return s.withFile(ctx, u.Subject, u.Key, func(ids []string) []string { return append(ids, d.ID.String()) })
}

// withFile changes the list of files that answers a question.
func (s *Service) withFile(ctx context.Context, subject, key string, change func([]string) []string) error {
	x, q, err := s.fileQuestion(ctx, subject, key)
	if err != nil {
		return err
	}
	r, err := s.Store.Response(ctx, x.ID)
	if err != nil {
		return err
	}
	was := r.Answers[key]
	ids := change(form.Chosen(was))
	if len(ids) > q.MostFiles() {
		return fault.New(fault.Conflict, "too_many_files", "This question takes %d files; take one away first.", q.MostFiles()).With("most", q.MostFiles())
	}
	_, err = s.Save(ctx, SaveInput{Subject: subject, Answers: []AnswerInput{{Key: key, Text: strings.Join(ids, ","), Saw: Stamp(was)}}})
	return err
}

// AttachInput is a whole file, as a plain form sends it.
type AttachInput struct {
	Subject string
	Key     string
	Name    string
	Size    int64
	Bytes   io.Reader
}

// Attach takes a whole file at once, with the same checks as one that comes in pieces.
func (s *Service) Attach(ctx context.Context, in AttachInput) (*Upload, error) {
	u, err := s.BeginUpload(ctx, BeginUploadInput{Subject: in.Subject, Key: in.Key, Name: in.Name, Size: in.Size})
	if err != nil {
		return nil, err
	}
	piece := make([]byte, 4<<20)
	for u.Received < u.Size {
		n, err := io.ReadFull(in.Bytes, piece[:min(int64(len(piece)), u.Size-u.Received)])
		if err != nil {
			return nil, fmt.Errorf("read file: %w", err)
		}
		if u, err = s.Append(ctx, AppendInput{Upload: u.ID, Offset: u.Received, Bytes: piece[:n]}); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// DetachInput names a file that no longer answers a question.
type DetachInput struct {
	Subject  string
	Key      string
	Document ident.Document
}

// Detach takes a file out of an answer before it is submitted; the history keeps it.
func (s *Service) Detach(ctx context.Context, in DetachInput) error {
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		return s.withFile(ctx, in.Subject, in.Key, func(ids []string) []string {
			return slices.DeleteFunc(ids, func(id string) bool { return id == in.Document.String() })
		})
	})
}
