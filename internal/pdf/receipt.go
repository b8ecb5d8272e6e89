package pdf

import "io"

// Receipt confirms that something arrived: rows of what and when, and a hash
// of the content, with a code to check it by.
type Receipt struct {
	Meta
	Letterhead   Letterhead
	Heading      string
	Intro        string
	Rows         []Fact
	HashLabel    string // such as "SHA-256 of what was submitted"
	Hash         string
	Verification Verification
}

// WriteReceipt writes a receipt on the letter's paper.
func WriteReceipt(w io.Writer, r Receipt) (Result, error) {
	l := Letter{Meta: r.Meta, Letterhead: r.Letterhead, Subject: r.Heading, Verification: r.Verification}
	if r.Intro != "" {
		l.Body = append(l.Body, Paragraph(r.Intro))
	}
	l.Body = append(l.Body, Facts(r.Rows))
	if r.Hash != "" {
		l.Body = append(l.Body, Note(r.HashLabel+"\n"+r.Hash))
	}
	return WriteLetter(w, l)
}
