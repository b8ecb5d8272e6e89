package signing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// attachment names the record among a document's attached files.
const attachment = "vitrine-record.json"

// mark begins what is added to a document; nothing before it is touched.
const mark = "\n% signed record\n"

var (
	trailerRoot = regexp.MustCompile(`/Root (\d+) 0 R`)
	trailerSize = regexp.MustCompile(`/Size (\d+)`)
	trailerInfo = regexp.MustCompile(`/Info (\d+ 0 R)`)
	startXref   = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
)

// Measure is what a record says of a file before it is attached.
func Measure(pdf []byte) File {
	sum := sha256.Sum256(pdf)
	return File{SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(pdf))}
}

// Attach adds an envelope to a document as an attached file, in an update after its own end: every byte before stays,
// and readers of PDF list the record among the attachments. The same document and envelope give the same bytes.
func Attach(pdf []byte, e *Envelope) ([]byte, error) {
	carried, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	update, err := updateOf(pdf, carried)
	if err != nil {
		return nil, err
	}
	return append(bytes.Clone(pdf), update...), nil
}

// tail is what the end of a document says of itself.
type tail struct {
	root, size int
	info       string
	xref       int
	catalog    []byte // the inside of its dictionary
}

func updateOf(pdf, carried []byte) ([]byte, error) {
	t, err := tailOf(pdf)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	at := func() int { return len(pdf) + b.Len() }
	b.WriteString(mark)
	rootAt := at()
	fmt.Fprintf(&b, "%d 0 obj\n<<%s/AF [%d 0 R]\n/Names << /EmbeddedFiles << /Names [(%s) %d 0 R] >> >>\n>>\nendobj\n", t.root, t.catalog, t.size+1, attachment, t.size+1)
	fileAt := at()
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fjson /Length %d >>\nstream\n%s\nendstream\nendobj\n", t.size, len(carried), carried)
	specAt := at()
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Data /EF << /F %d 0 R >> >>\nendobj\n", t.size+1, attachment, attachment, t.size)
	xrefAt := at()
	fmt.Fprintf(&b, "xref\n%d 1\n%010d 00000 n \n%d 2\n%010d 00000 n \n%010d 00000 n \n", t.root, rootAt, t.size, fileAt, specAt)
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root %d 0 R%s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", t.size+2, t.root, t.info, t.xref, xrefAt)
	return b.Bytes(), nil
}

func tailOf(pdf []byte) (t tail, err error) {
	end := pdf[max(0, len(pdf)-1024):]
	cut := bytes.LastIndex(end, []byte("trailer"))
	start := startXref.FindSubmatch(end)
	if cut < 0 || start == nil {
		return t, ErrCut
	}
	root, size := trailerRoot.FindSubmatch(end[cut:]), trailerSize.FindSubmatch(end[cut:])
	if root == nil || size == nil {
		return t, ErrCut
	}
	t.root, t.size, t.xref = number(root[1]), number(size[1]), number(start[1])
	if info := trailerInfo.FindSubmatch(end[cut:]); info != nil {
		t.info = " /Info " + string(info[1])
	}
	head := fmt.Appendf(nil, "\n%d 0 obj\n<<", t.root)
	from := bytes.LastIndex(pdf, head)
	if from < 0 {
		return t, errors.New("attach record: the document has no catalog")
	}
	body := pdf[from+len(head):]
	to := bytes.Index(body, []byte(">>\nendobj"))
	if to < 0 {
		return t, errors.New("attach record: the document's catalog has no end")
	}
	t.catalog = body[:to]
	names := bytes.Index(t.catalog, []byte("/Names"))
	if names < 0 {
		return t, nil
	}
	if bytes.Contains(t.catalog[names:], []byte(" R")) {
		return t, errors.New("attach record: the document has attachments of its own")
	}
	t.catalog = t.catalog[:names] // an empty list of them
	return t, nil
}

func number(digits []byte) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return -1 // longer than any file
	}
	return n
}

// Carried takes the envelope out of a document and checks that the document is, byte for byte, the one it was put into;
// whether the signature is ours is asked of the envelope.
func Carried(pdf []byte) (*Envelope, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	at := bytes.LastIndex(pdf, []byte(mark))
	if at < 0 {
		if !bytes.Contains(pdf[max(0, len(pdf)-1024):], []byte("%%EOF")) {
			return nil, ErrCut
		}
		return nil, ErrNone
	}
	update := pdf[at:]
	if !bytes.Contains(update, []byte("\n%%EOF\n")) {
		return nil, ErrCut
	}
	from := bytes.Index(update, []byte("\nstream\n"))
	to := bytes.Index(update, []byte("\nendstream\n"))
	if from < 0 || to < from+len("\nstream\n") {
		return nil, ErrAltered
	}
	e, err := ReadEnvelope(update[from+len("\nstream\n") : to])
	if err != nil {
		return nil, err
	}
	r, err := e.read()
	if err != nil {
		return nil, err
	}
	same, err := Attach(pdf[:at], e)
	if err != nil || !bytes.Equal(same, pdf) || r.File != Measure(pdf[:at]) {
		return e, ErrAltered
	}
	return e, nil
}
