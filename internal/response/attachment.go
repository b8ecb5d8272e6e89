package response

import (
	"context"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Files are the records of the files that answer a subject's questions now, for who may see it. Reviewers get copies
// without metadata, named by their question; one that is held back has no size and no hash.
func (s *Service) Files(ctx context.Context, subject string) ([]*document.Document, error) {
	x, err := s.Subject(ctx, subject)
	if err != nil {
		return nil, err
	}
	files, keys, err := s.filesOf(ctx, x)
	if err != nil || !x.Copies {
		return files, err
	}
	copies, err := s.Copies.Copies(ctx, files)
	if err != nil {
		return nil, err
	}
	for i, c := range copies {
		files[i] = shownToReviewers(files[i], c, keys[files[i].ID])
	}
	return files, nil
}

// filesOf are the files that answer a subject's questions, with the key of the question of each.
func (s *Service) filesOf(ctx context.Context, x *Subject) (files []*document.Document, keys map[ident.Document]string, err error) {
	f, err := s.Forms.Form(ctx, x.Form)
	if err != nil {
		return nil, nil, err
	}
	r, err := s.Store.Response(ctx, x.ID)
	if err != nil {
		return nil, nil, err
	}
	var ids []ident.Document
	keys = map[ident.Document]string{}
	for _, section := range f.Definition.Sections {
		for _, q := range section.Questions {
			if q.Kind != form.File {
				continue
			}
			for i, text := range form.Chosen(r.Answers[q.Key]) {
				if id, err := ident.Parse[ident.DocumentKind](text); err == nil {
					ids = append(ids, id)
					keys[id] = q.Key + "-" + strconv.Itoa(i+1)
				}
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	files, err = s.Uploads.Documents(ctx, x.Name, ids)
	return files, keys, err
}

// shownToReviewers is the record of a copy under the id of its file; nothing in it is the writers' own words or time.
func shownToReviewers(d *document.Document, c blind.Copy, called string) *document.Document {
	out := &document.Document{ID: d.ID, Kind: d.Kind, Name: called + path.Ext(strings.ToLower(d.Name)), MediaType: d.MediaType, Subject: d.Subject, CreatedAt: c.MadeAt}
	if c.Document != nil {
		out.Size, out.SHA256, out.BlobKey = c.Document.Size, c.Document.SHA256, c.Document.BlobKey
	}
	return out
}

// FilesByID are files that answer or once answered a subject's questions, for who writes it.
func (s *Service) FilesByID(ctx context.Context, subject string, ids []ident.Document) ([]*document.Document, error) {
	x, err := s.within(ctx, subject)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return s.Uploads.Documents(ctx, x.Name, ids)
}

// OpenFile reads a file of a subject: one that answers it now, for who may see it; an earlier one for who writes it.
// Reviewers read the copy; a file without one is CONFLICT "held_back".
func (s *Service) OpenFile(ctx context.Context, subject string, id ident.Document) (*document.Document, io.ReadCloser, error) {
	x, err := s.Subject(ctx, subject)
	if err != nil {
		return nil, nil, err
	}
	var found []*document.Document
	if x.Within(ctx) {
		found, err = s.Uploads.Documents(ctx, x.Name, []ident.Document{id})
	} else {
		found, err = s.Files(ctx, subject)
	}
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(found, func(d *document.Document) bool { return d.ID == id })
	if i < 0 {
		return nil, nil, fault.Missing("file")
	}
	if !x.Copies {
		r, err := s.Vault.Open(ctx, id)
		return found[i], r, err
	}
	copies, err := s.Copies.Copies(ctx, found[i:i+1])
	if err != nil {
		return nil, nil, err
	}
	if copies[0].Document == nil {
		return nil, nil, fault.New(fault.Conflict, "held_back", "The office holds this file back: what would tell who made it cannot be taken out of it.").With("held", string(copies[0].Held))
	}
	r, err := s.Vault.Open(ctx, copies[0].Document.ID)
	return found[i], r, err
}

// fileName is the last part of a name as a person reads it, without what could mislead a header or a folder.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), "\\", "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>|:*?`, r) {
			return -1
		}
		return r
	}, name))
	if name == "." || name == "/" {
		return ""
	}
	for utf8.RuneCountInString(name) > 120 {
		ext := path.Ext(name)
		r := []rune(strings.TrimSuffix(name, ext))
		if len([]rune(ext)) > 10 || len(r) == 0 {
			return string([]rune(name)[:120])
		}
		name = string(r[:min(len(r)-1, 110)]) + ext
	}
	return name
}
