package outreach

import (
	"bytes"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/strip"
)

// mediaOf is what a file is by how it begins; empty is none that is taken.
func mediaOf(raw []byte) string {
	for _, k := range []struct{ begins, media string }{{"%PDF-", "application/pdf"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"\xff\xd8\xff", "image/jpeg"}} {
		if bytes.HasPrefix(raw, []byte(k.begins)) {
			return k.media
		}
	}
	return ""
}

// bare is a photo without what a camera writes into it, such as where it was taken; what is no whole JPEG or PNG is refused.
func bare(raw []byte) ([]byte, string, error) {
	media := mediaOf(raw)
	if media == "image/jpeg" || media == "image/png" {
		if c := strip.Make(media, raw); c.Bytes != nil {
			return c.Bytes, media, nil
		}
	}
	return nil, "", fault.BadField("file", "bad_photo", "A photo is a whole JPEG or PNG of at most 5 MB.")
}
