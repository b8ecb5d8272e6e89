package strip_test

import (
	"archive/zip"
	"bytes"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/strip"
)

const (
	docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	odt  = "application/vnd.oasis.opendocument.text"
)

type fixture struct {
	name, media string
	body        []byte
	marks       []string // named at least
	text        string
	unclear     bool
}

func fixtures(t testing.TB) []fixture {
	return []fixture{
		{"a PDF that names its writer everywhere", "application/pdf", telltale(t), []string{"Author", "Producer", "metadata", "dc:creator", "writer of a comment", "private data of a program", "comment"}, "The bridge of glass and li ght", false},
		{"a PDF with packed objects", "application/pdf", packedPDF(t), []string{"Author"}, "Packed words", false},
		{"a photograph", "image/jpeg", photograph(t), []string{"Exif data", "comment", "after the picture"}, "", true},
		{"a drawing", "image/png", drawing(t), []string{"tEXt", "vpAg", "after the picture"}, "", true},
		{"a document with comments and changes", docx, word(t), []string{"creator", "Company", "w:author", "w:initials", "item1.xml", "thumbnail.jpeg"}, "A bridge of glass", false},
		{"a workbook", xlsx, workbook(t), []string{"lastModifiedBy", "folder", "author", "person", "userId"}, "Glass and light", false},
		{"an OpenDocument text", odt, openText(t), []string{"initial-creator", "dc:creator", "thumbnail.png"}, "A bridge of glass", false},
	}
}

// unpacked is a file with the parts of an archive laid open.
func unpacked(t testing.TB, f fixture, b []byte) string {
	t.Helper()
	if !bytes.HasPrefix(b, []byte("PK")) {
		return string(b)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	var out strings.Builder
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(p.Name + "\n" + string(body) + "\n")
	}
	return out.String()
}

func TestACopyDoesNotSayWhoMadeItAndSaysAllTheRest(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		c := strip.Make(f.media, f.body)
		if c.Held != "" || len(c.Bytes) == 0 {
			t.Errorf("%s is held: %s %v", f.name, c.Held, c.Marks)
			continue
		}
		if out := unpacked(t, f, c.Bytes); strings.Contains(out, "Prudencia") || strings.Contains(out, "Salvatierra") || strings.Contains(out, "507275") {
			t.Errorf("%s: the copy names its writer", f.name)
		}
		for _, want := range f.marks {
			found := false
			for _, m := range c.Marks {
				found = found || m.Name == want
			}
			if !found {
				t.Errorf("%s: %q is not among what was taken out: %v", f.name, want, c.Marks)
			}
		}
		if got := c.Pages[0]; !strings.Contains(strings.Join(strings.Fields(got.Text), " "), f.text) || got.Unclear != f.unclear {
			t.Errorf("%s reads %+v", f.name, got)
		}
		again := strip.Make(f.media, c.Bytes)
		if !bytes.Equal(again.Bytes, c.Bytes) || len(again.Marks) > 0 || again.Held != "" || again.Pages[0].Text != c.Pages[0].Text {
			t.Errorf("%s: the copy of the copy is another: %s %v", f.name, again.Held, again.Marks)
		}
	}
}

func TestPicturesOfCopiesAreTheSamePictures(t *testing.T) {
	t.Parallel()
	c := strip.Make("image/jpeg", photograph(t))
	a, err := jpeg.Decode(bytes.NewReader(photograph(t)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := jpeg.Decode(bytes.NewReader(c.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if a.At(1, 2) != b.At(1, 2) || !bytes.Contains(c.Bytes, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
		t.Error("the photograph is another, or no longer says which way is up")
	}
	d, err := png.Decode(bytes.NewReader(strip.Make("image/png", drawing(t)).Bytes))
	if err != nil || d.At(3, 3) != picture().At(3, 3) {
		t.Errorf("the drawing is another: %v", err)
	}
}

func TestATableOfAWorkbookKeepsItsName(t *testing.T) {
	t.Parallel()
	f := fixture{name: "workbook"}
	if out := unpacked(t, f, strip.Make(xlsx, workbook(t)).Bytes); !strings.Contains(out, `displayName="Costs"`) || strings.Contains(out, "Users") {
		t.Error(out)
	}
	if out := unpacked(t, f, strip.Make(docx, word(t)).Bytes); strings.Contains(out, "thumbnail") || strings.Contains(out, "customXml") || !strings.Contains(out, "docProps/core.xml") {
		t.Error("parts that went are still named, or others are not", out)
	}
}

func TestWhatCannotBeStrippedIsHeldAndSaysWhy(t *testing.T) {
	t.Parallel()
	pages := []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page /Parent 2 0 R>>"}
	attached := append([]string{"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [(a) 4 0 R]>>>>>>"}, pages[1:]...)
	for name, c := range map[string]struct {
		media string
		body  []byte
		want  strip.Held
	}{
		"an encrypted PDF":                 {"application/pdf", pdf("/Encrypt <</Filter /Standard>>", pages...), strip.Encrypted},
		"a PDF with a file in it":          {"application/pdf", pdf("", append(attached, "<</Type /Filespec /F (a) /EF <</F 5 0 R>>>>")...), strip.Attached},
		"a PDF without pages":              {"application/pdf", pdf("", "<</Type /Catalog>>"), strip.Broken},
		"bytes that are no PDF":            {"application/pdf", []byte("%PDF-1.4 and nothing"), strip.Broken},
		"half a PNG":                       {"image/png", drawing(t)[:60], strip.Broken},
		"bytes that are no JPEG":           {"image/jpeg", []byte{0xFF, 0xD8, 0xFF, 0xE1, 0xFF}, strip.Broken},
		"bytes that are no archive":        {docx, []byte("PK\x03\x04"), strip.Broken},
		"a document with another file":     {docx, word(t, "word/embeddings/oleObject1.bin", "x"), strip.Attached},
		"a document with a drawing of old": {docx, word(t, "word/media/image2.emf", "…Exif\x00\x00…"), strip.Marked},
		"a text file":                      {"text/plain", []byte("hello"), strip.Foreign},
	} {
		got := strip.Make(c.media, c.body)
		if got.Held != c.want || got.Bytes != nil || len(got.Pages) == 0 {
			t.Errorf("%s: held as %q, %d bytes, %d pages", name, got.Held, len(got.Bytes), len(got.Pages))
		}
	}
}

// TestDamagedFilesAreHeldOrStripped cuts and changes files anywhere: nothing panics, and no copy names the writer in
// the places that were stripped whole.
func TestDamagedFilesAreHeldOrStripped(t *testing.T) {
	t.Parallel()
	all := fixtures(t)
	rapid.Check(t, func(t *rapid.T) {
		f := all[rapid.IntRange(0, len(all)-1).Draw(t, "file")]
		b := bytes.Clone(f.body)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		b = b[:rapid.IntRange(0, len(b)).Draw(t, "cut")]
		c := strip.Make(f.media, b)
		if (c.Held == "") != (c.Bytes != nil) || len(c.Pages) == 0 {
			t.Fatalf("held %q with %d bytes and %d pages", c.Held, len(c.Bytes), len(c.Pages))
		}
		if c.Bytes == nil {
			return
		}
		if again := strip.Make(f.media, c.Bytes); len(again.Marks) > 0 || !bytes.Equal(again.Bytes, c.Bytes) {
			t.Fatalf("the copy of the copy is another: %s %v", again.Held, again.Marks)
		}
	})
}
