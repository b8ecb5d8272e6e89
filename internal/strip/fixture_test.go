package strip_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

const secret = "Prudencia Salvatierra"

// pdf writes objects with a table of places, then what stands in the trailer.
func pdf(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, start)
	return b.Bytes()
}

func streamed(dict string, data []byte) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflated(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// telltale is a PDF that names its writer wherever a PDF can.
func telltale(t testing.TB) []byte {
	photo := photograph(t)
	return pdf("/Info 7 0 R /ID [<61><62>]",
		"<</Type /Catalog /Pages 2 0 R /Metadata 6 0 R /PieceInfo <</Word <</Private ("+secret+")>>>> /Names <</EmbeddedFiles <</Names []>>>>>>",
		"<</Type /Pages /Kids [3 0 R] /Count 1 /Resources <</Font <</F1 5 0 R>> /XObject <</I 9 0 R>>>>>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Annots [8 0 R]>>",
		streamed("/Filter /FlateDecode", deflated(t, "BT /F1 12 Tf 20 200 Td (The bridge of ) Tj [(gla) 20 (ss and li) -300 (ght)] TJ ET q /I Do Q")),
		"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
		streamed("/Type /Metadata /Subtype /XML", []byte(`<?xpacket begin=""?><x><dc:creator><rdf:Seq><rdf:li>`+secret+`</rdf:li></rdf:Seq></dc:creator></x><?xpacket end="w"?>`)),
		"<</Author ("+secret+") /Producer (Writer 7) /CreationDate (D:20260101)>>",
		"<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /T ("+secret+") /Contents (More on light)>>",
		streamed("/Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode", photo),
		"<</Old (an earlier draft by "+secret+")>>",
	)
}

// packedPDF keeps its objects in a compressed stream, as newer programs do.
func packedPDF(t testing.TB) []byte {
	inner := []string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 6 0 R /Resources <</Font <</F1 4 0 R>>>>>>",
		"<</Type /Font /Subtype /TrueType /BaseFont /Arial /Encoding /WinAnsiEncoding>>", "<</Author (" + secret + ")>>",
	}
	head, body := "", ""
	for i, o := range inner {
		head += fmt.Sprintf("%d %d ", i+1, len(body))
		body += o + " "
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n6 0 obj\n" + streamed("", []byte("BT /F1 9 Tf (Packed words) Tj ET")) + "\nendobj\n")
	b.WriteString("7 0 obj\n" + streamed(fmt.Sprintf("/Type /ObjStm /N 5 /First %d /Filter /FlateDecode", len(head)), deflated(t, head+body)) + "\nendobj\n")
	at := b.Len()
	b.WriteString("8 0 obj\n" + streamed("/Type /XRef /Size 9 /Root 1 0 R /Info 5 0 R /W [1 1 1]", []byte("xxx")) + "\nendobj\n")
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", at)
	return b.Bytes()
}

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 4, 4))
	for i := range 16 {
		m.Set(i%4, i/4, color.RGBA{uint8(i * 16), 90, 30, 255})
	}
	return m
}

// photograph is a JPEG with a writer, a place, a comment, the camera on its side and something after its end.
func photograph(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	tiff = append(tiff, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0)
	tiff = append(tiff, 0x3B, 0x01, 2, 0, byte(len(secret)+1), 0, 0, 0, 38, 0, 0, 0)
	tiff = append(append(tiff, 0, 0, 0, 0), secret+"\x00"...)
	part := func(kind byte, body string) []byte {
		out := []byte{0xFF, kind, 0, 0}
		binary.BigEndian.PutUint16(out[2:], uint16(len(body)+2))
		return append(out, body...)
	}
	out := append([]byte{}, b.Bytes()[:2]...)
	out = append(out, part(0xE1, "Exif\x00\x00"+string(tiff))...)
	out = append(out, part(0xED, "Photoshop 3.0\x00"+secret)...)
	out = append(out, part(0xFE, "by "+secret)...)
	return append(append(out, b.Bytes()[2:]...), "and a film by "+secret...)
}

// drawing is a PNG with its writer in a text, a chunk of its own and after the end.
func drawing(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	chunk := func(kind, body string) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		out = append(append(out, kind...), body...)
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
	}
	at := 8 + 25
	out := append([]byte{}, b.Bytes()[:at]...)
	out = append(out, chunk("tEXt", "Author\x00"+secret)...)
	out = append(out, chunk("vpAg", secret)...)
	return append(append(out, b.Bytes()[at:]...), secret...)
}

func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const head = `<?xml version="1.0" encoding="UTF-8"?>`

func word(t testing.TB, more ...string) []byte {
	return archive(t, append([]string{
		"[Content_Types].xml", head + `<Types><Override PartName="/docProps/core.xml" ContentType="x"/><Override PartName="/customXml/item1.xml" ContentType="x"/></Types>`,
		"_rels/.rels", head + `<Relationships><Relationship Id="r1" Target="docProps/core.xml"/><Relationship Id="r2" Target="docProps/thumbnail.jpeg"/></Relationships>`,
		"docProps/core.xml", head + `<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:creator>` + secret + `</dc:creator><cp:revision>4</cp:revision></cp:coreProperties>`,
		"docProps/app.xml", head + `<Properties xmlns="a"><Company>` + secret + ` House</Company></Properties>`,
		"docProps/thumbnail.jpeg", "not even a picture",
		"customXml/item1.xml", head + `<x>` + secret + `</x>`,
		"word/document.xml", head + `<w:document xmlns:w="a"><w:body><w:p w:rsidR="00AA11"><w:ins w:id="1" w:author="` + secret + `" w:date="2026-01-01T00:00:00Z"><w:r><w:t>A bridge of </w:t></w:r></w:ins><w:r><w:t>glass</w:t></w:r></w:p></w:body></w:document>`,
		"word/comments.xml", head + `<w:comments xmlns:w="a"><w:comment w:id="0" w:author="` + secret + `" w:initials="PS"><w:p><w:r><w:t>Check this</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/people.xml", head + `<w15:people xmlns:w15="a"><w15:person w15:author="` + secret + `"/></w15:people>`,
		"word/media/image1.jpeg", string(photograph(t)),
	}, more...)...)
}

func workbook(t testing.TB) []byte {
	return archive(t,
		"[Content_Types].xml", head+`<Types/>`,
		"docProps/core.xml", head+`<cp:coreProperties xmlns:cp="a"><cp:lastModifiedBy>`+secret+`</cp:lastModifiedBy></cp:coreProperties>`,
		"xl/workbook.xml", head+`<workbook xmlns="a"><x15ac:absPath xmlns:x15ac="b" url="C:\Users\`+secret+`\"/><sheets/></workbook>`,
		"xl/comments1.xml", head+`<comments><authors><author>`+secret+`</author></authors><commentList><comment ref="A1" authorId="0"><text><t>Why?</t></text></comment></commentList></comments>`,
		"xl/persons/person.xml", head+`<personList><person displayName="`+secret+`" id="{1}" userId="`+secret+`" providerId="None"/></personList>`,
		"xl/tables/table1.xml", head+`<table displayName="Costs" name="Costs"/>`,
		"xl/sharedStrings.xml", head+`<sst><si><t>Glass and light</t></si></sst>`,
	)
}

func openText(t testing.TB) []byte {
	return archive(t,
		"mimetype", "application/vnd.oasis.opendocument.text",
		"meta.xml", head+`<office:document-meta xmlns:office="a"><office:meta><meta:initial-creator>`+secret+`</meta:initial-creator></office:meta></office:document-meta>`,
		"content.xml", head+`<office:document-content xmlns:office="a"><office:annotation><dc:creator>`+secret+`</dc:creator><dc:date>2026-01-01T10:00:00</dc:date><text:p>Check</text:p></office:annotation><text:p>A bridge of glass</text:p></office:document-content>`,
		"Thumbnails/thumbnail.png", "x",
		"META-INF/manifest.xml", head+`<manifest:manifest><manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png"/></manifest:manifest>`,
	)
}
