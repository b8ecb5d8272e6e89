package form

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
)

// SampleFile is a small true file that the question takes, and its name: a PDF where it may be one.
func (q *Question) SampleFile() (name string, content []byte, err error) {
	kind := "pdf"
	if len(q.Accept) > 0 && !slices.Contains(q.Accept, kind) {
		kind = q.Accept[0]
	}
	name = "sample." + kind
	var b bytes.Buffer
	switch kind {
	case "pdf":
		return name, SamplePDF("A sample file."), nil
	case "jpeg":
		err = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil)
	case "png":
		err = png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)))
	default:
		err = archive(&b, sampleParts(kind))
	}
	if err != nil {
		return "", nil, fmt.Errorf("make sample: %w", err)
	}
	return name, b.Bytes(), nil
}

// SamplePDF is one page of a few short lines in the Latin script; what it cannot write is a question mark.
func SamplePDF(lines ...string) []byte {
	var text strings.Builder
	text.WriteString("BT /F1 12 Tf 18 TL 72 700 Td")
	for _, l := range lines {
		text.WriteString(" (" + latin(l) + ") Tj T*")
	}
	text.WriteString(" ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// latin is a line in the encoding of the PDF's font, with what its syntax reserves escaped.
func latin(line string) string {
	var b []byte
	for _, r := range line {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b = append(b, '\\', byte(r))
		case r >= 0x20 && r < 0x7f, r >= 0xa0 && r <= 0xff:
			b = append(b, byte(r))
		default:
			b = append(b, '?')
		}
	}
	return string(b)
}

// entry is one file inside a document that is an archive.
type entry struct{ name, text string }

// archive writes the parts uncompressed and in order, as an OpenDocument's type has to come first.
func archive(b *bytes.Buffer, parts []entry) error {
	z := zip.NewWriter(b)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Store})
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte(p.text)); err != nil {
			return err
		}
	}
	return z.Close()
}

const (
	office  = "http://schemas.openxmlformats.org/"
	opened  = "urn:oasis:names:tc:opendocument:xmlns:"
	textODT = "application/vnd.oasis.opendocument.text"
)

// sampleParts are the least that a word processor or a spreadsheet opens.
func sampleParts(kind string) []entry {
	switch kind {
	case "docx":
		return openXML("word/document.xml", "wordprocessingml.document", entry{
			"word/document.xml", `<w:document xmlns:w="` + office + `wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>A sample file.</w:t></w:r></w:p></w:body></w:document>`,
		})
	case "xlsx":
		return openXML("xl/workbook.xml", "spreadsheetml.sheet", entry{
			"xl/workbook.xml", `<workbook xmlns="` + office + `spreadsheetml/2006/main" xmlns:r="` + office + `officeDocument/2006/relationships"><sheets><sheet name="Sample" sheetId="1" r:id="r1"/></sheets></workbook>`,
		}, entry{
			"xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml"),
		}, entry{
			"xl/worksheets/sheet1.xml", `<worksheet xmlns="` + office + `spreadsheetml/2006/main"><sheetData/></worksheet>`,
		})
	default:
		return []entry{
			{"mimetype", textODT},
			{"content.xml", `<office:document-content xmlns:office="` + opened + `office:1.0" xmlns:text="` + opened + `text:1.0" office:version="1.3"><office:body><office:text><text:p>A sample file.</text:p></office:text></office:body></office:document-content>`},
			{"META-INF/manifest.xml", `<m:manifest xmlns:m="` + opened + `manifest:1.0" m:version="1.3"><m:file-entry m:full-path="/" m:media-type="` + textODT + `"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>`},
		}
	}
}

func openXML(main, kind string, parts ...entry) []entry {
	types := `<Types xmlns="` + office + `package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
	types += `<Override PartName="/` + main + `" ContentType="application/vnd.openxmlformats-officedocument.` + kind + `.main+xml"/>`
	if kind == "spreadsheetml.sheet" {
		types += `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`
	}
	return append([]entry{{"[Content_Types].xml", types + `</Types>`}, {"_rels/.rels", relation("officeDocument", main)}}, parts...)
}

func relation(kind, target string) string {
	return `<Relationships xmlns="` + office + `package/2006/relationships"><Relationship Id="r1" Type="` + office + `officeDocument/2006/relationships/` + kind + `" Target="` + target + `"/></Relationships>`
}
