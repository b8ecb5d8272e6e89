package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// Doctor recomputes every total, state, hash and balance and lists what is off.
func (f *Office) Doctor(ctx context.Context) ([]postgres.Finding, error) {
	out, err := f.DB.Examine(ctx)
	if err != nil {
		return nil, err
	}
	for _, check := range []func(context.Context) (postgres.Finding, error){f.DB.ExamineAudit, f.files, f.erased, f.sealed, f.sealedStories, f.signed, f.DB.ExamineSubmissions, f.DB.ExamineRankings, f.DB.ExaminePlans, f.DB.ExamineReleases, f.DB.ExamineReports, f.DB.ExamineReferences} {
		found, err := check(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, found)
	}
	return out, nil
}

// files reads every stored file again and compares hash and size with its record; one that was erased is no loss.
func (f *Office) files(ctx context.Context) (postgres.Finding, error) {
	out := postgres.Finding{Check: "every file is there and is what it was"}
	docs, err := f.Vault.All(ctx)
	if err != nil {
		return out, err
	}
	for _, d := range docs {
		if d.ErasedAt != nil {
			continue
		}
		out.Looked++
		r, err := f.Vault.Blobs.Open(ctx, d.BlobKey)
		if err != nil {
			out.Off = append(out.Off, fmt.Sprintf("%s %s: %v", d.ID, d.Name, err))
			continue
		}
		h := sha256.New()
		n, err := io.Copy(h, r)
		if err = errors.Join(err, r.Close()); err != nil || n != d.Size || !bytes.Equal(h.Sum(nil), d.SHA256) {
			out.Off = append(out.Off, fmt.Sprintf("%s %s: its bytes are not those that were stored", d.ID, d.Name))
		}
	}
	return out, nil
}

// erased looks for bytes that should be gone and can still be read.
func (f *Office) erased(ctx context.Context) (postgres.Finding, error) {
	out := postgres.Finding{Check: "what was erased is gone"}
	list, err := f.Vault.Erasures(ctx)
	for _, e := range list {
		out.Looked++
		if e.BytesGoneAt == nil || e.Shared {
			continue
		}
		if r, err := f.Vault.Blobs.Open(ctx, e.BlobKey); err == nil {
			out.Off = append(out.Off, fmt.Sprintf("%s %s: its bytes can still be read", e.Document, e.Name))
			_ = r.Close()
		}
	}
	return out, err
}

// sealed opens what is sealed of travelers, and forgets it: what does not open can never be read or rekeyed.
func (f *Office) sealed(ctx context.Context) (postgres.Finding, error) {
	out := postgres.Finding{Check: "what is sealed of travelers opens under the keys of the house"}
	all, err := postgres.Travels{DB: f.DB}.Secrets(ctx)
	if err != nil {
		return out, err
	}
	out.Looked, out.Off = int64(len(all)), f.Travel.Unopened(all)
	return out, nil
}

// sealedStories opens the photos and consents of stories, and forgets them.
func (f *Office) sealedStories(ctx context.Context) (postgres.Finding, error) {
	out := postgres.Finding{Check: "photos and consents of stories open under the keys of the house, and each that is told of is there"}
	all, err := postgres.Outreach{DB: f.DB}.StoryFiles(ctx)
	if err != nil {
		return out, err
	}
	missing, err := postgres.Outreach{DB: f.DB}.StoryFilesMissing(ctx)
	if err != nil {
		return out, err
	}
	out.Looked, out.Off = int64(len(all)), append(f.Outreach.UnopenedStories(all), missing...)
	return out, nil
}
