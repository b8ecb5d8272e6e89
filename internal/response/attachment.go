package response

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Files are the records of the files that answer a subject's questions now, for who may see it.
func (s *Service) Files(ctx context.Context, subject string) ([]*document.Document, error) {
	x, err := s.Subject(ctx, subject)
	if err != nil {
		return nil, err
	}
	f, err := s.Forms.Form(ctx, x.Form)
	if err != nil {
		return nil, err
	}
	r, err := s.Store.Response(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	var ids []ident.Document
	for _, section := range f.Definition.Sections {
		for _, q := range section.Questions {
			if q.Kind != form.File {
				continue
			}
			for _, text := range form.Chosen(r.Answers[q.Key]) {
				if id, err := ident.Parse[ident.DocumentKind](text); err == nil {
					ids = append(ids, id)
				}
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Uploads.Documents(ctx, x.Name, ids)
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
	r, err := s.Vault.Open(ctx, id)
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
