package form_test

import (
	"archive/zip"
	"bytes"
	"image"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/form"
)

func TestSampleFilesAreWhatTheirNamesSay(t *testing.T) {
	t.Parallel()
	for _, kind := range form.FileTypes() {
		q := form.Question{Key: "f", Kind: form.File, Accept: []string{kind}}
		name, content, err := q.SampleFile()
		if err != nil || name != "sample."+kind {
			t.Fatalf("%s, %v", name, err)
		}
		switch kind {
		case "pdf":
			wholePDF(t, content)
		case "jpeg", "png":
			if _, is, err := image.Decode(bytes.NewReader(content)); err != nil || is != kind {
				t.Errorf("%s is %s, %v", kind, is, err)
			}
		default:
			z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
			if err != nil || len(z.File) < 3 {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
	if name, _, err := (&form.Question{Kind: form.File, Accept: []string{"docx", "pdf"}}).SampleFile(); err != nil || name != "sample.pdf" {
		t.Errorf("a PDF is taken, and %s was made, %v", name, err)
	}
}

// wholePDF holds that each entry of the table of objects is where the object begins.
func wholePDF(t *testing.T, content []byte) {
	t.Helper()
	_, table, ok := strings.Cut(string(content), "xref\n0 6\n0000000000 65535 f \n")
	if !ok {
		t.Fatal("there is no table of objects")
	}
	for i, row := range strings.SplitN(table, "\n", 6)[:5] {
		var at int
		for _, digit := range row[:10] {
			at = at*10 + int(digit-'0')
		}
		if begins := string(rune('1'+i)) + " 0 obj\n"; !bytes.HasPrefix(content[at:], []byte(begins)) {
			t.Errorf("object %d is not at %d", i+1, at)
		}
	}
}

func TestASamplePDFEscapesItsSyntax(t *testing.T) {
	t.Parallel()
	pdf := form.SamplePDF(`A (b) \ é 博`)
	wholePDF(t, pdf)
	if !bytes.Contains(pdf, []byte("(A \\(b\\) \\\\ \xe9 ?) Tj")) {
		t.Errorf("%q", pdf)
	}
}
