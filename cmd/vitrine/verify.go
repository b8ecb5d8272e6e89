package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// verdict is an exit status that says by itself what a paper is.
type verdict int

// What vitrine verify answers besides 0, 1 for a failure of ours and 2 for a command that was not understood.
const (
	wasAmended verdict = 3 // genuine; a later paper changes what it says
	wasRevoked verdict = 4 // genuine; taken back
	wasAltered verdict = 5 // or cut short
	ofStranger verdict = 6 // signed with a key that is not ours, or was not at that time
	isNotOurs  verdict = 7 // no PDF, no record in it, or a code nobody gave out
)

// Error is the answer in words, as the last line of all.
func (v verdict) Error() string {
	switch v {
	case wasAmended:
		return "genuine, and amended since"
	case wasRevoked:
		return "genuine, and revoked since"
	case wasAltered:
		return "do not rely on it"
	case ofStranger:
		return "not signed by this house"
	}
	return "no paper of this house"
}

// mostPaper bounds the file that is read.
const mostPaper = 64 << 20

type verifyCmd struct {
	Paper string `arg:"" help:"A paper's PDF, or the code on it."`
	Keys  string `type:"existingfile" help:"Public keys of the house (vitrine signing public): verifies a PDF without its database."`
}

// Run tells what a paper is. With the data of the house it also tells what became of it; the exit status is 0 for one
// that stands, 3 amended, 4 revoked, 5 altered or cut, 6 a stranger's key, 7 not ours.
func (c verifyCmd) Run(w *world) error {
	raw, err := readPaper(c.Paper)
	if err != nil {
		return err
	}
	if c.Keys != "" {
		return c.offline(w, raw)
	}
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	if raw == nil {
		return byCode(w, h, c.Paper)
	}
	p, err := h.Signing.File(cli(w.ctx), raw)
	if errors.Is(err, signing.ErrNone) {
		return unsigned(w, h, raw, err)
	}
	if fault.Is(err, fault.NotFound) {
		return errors.Join(fmt.Errorf("%s is signed by this house, but was not sent", c.Paper), isNotOurs)
	}
	if err != nil {
		return amiss(c.Paper, err)
	}
	fmt.Fprintln(w.stdout, "file     as it was signed, byte for byte")
	return describe(w.stdout, &p.Record, p.Key)
}

// offline verifies with the keys of a file; what became of the paper since is for its house to say.
func (c verifyCmd) offline(w *world, raw []byte) error {
	if raw == nil {
		return errors.New("a code is verified with the data of its house; with --keys give the PDF")
	}
	text, err := os.ReadFile(c.Keys)
	if err != nil {
		return err
	}
	keys, err := signing.ReadLines(string(text))
	if err != nil {
		return fmt.Errorf("read %s: %w", c.Keys, err)
	}
	e, err := signing.Carried(raw)
	if err != nil {
		return amiss(c.Paper, err)
	}
	r, err := e.Open(keys)
	if err != nil {
		return amiss(c.Paper, err)
	}
	var key *signing.Public
	for _, k := range keys {
		if k.Fingerprint == e.Key {
			key = k
		}
	}
	fmt.Fprintln(w.stdout, "file     as it was signed, byte for byte")
	err = describe(w.stdout, r, key)
	fmt.Fprintln(w.stdout, "offline  whether it was amended or revoked since:", r.Verify)
	return err
}

// readPaper is the file of that name, or nothing where there is none and a code was meant.
func readPaper(name string) ([]byte, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(name, `./\`) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(f, mostPaper+1)); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if b.Len() > mostPaper {
		return nil, fmt.Errorf("read %s: it is larger than %d MiB, as no paper is", name, mostPaper>>20)
	}
	return append([]byte{}, b.Bytes()...), nil
}

// byCode answers the code of a signed paper, or of a letter that left before the house signed.
func byCode(w *world, h *house, typed string) error {
	ctx := cli(w.ctx)
	code, err := award.ParseCode(typed)
	if err != nil {
		return errors.Join(err, isNotOurs)
	}
	p, err := h.Signing.Paper(ctx, code)
	if err == nil {
		return describe(w.stdout, &p.Record, p.Key)
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	v, err := h.Award.Verify(ctx, code)
	if fault.Is(err, fault.NotFound) {
		return errors.Join(err, isNotOurs)
	}
	if err != nil {
		return err
	}
	return describeLetter(w.stdout, v)
}

// unsigned finds a letter that left before the house signed by the hash of its file.
func unsigned(w *world, h *house, raw []byte, why error) error {
	sum := sha256.Sum256(raw)
	v, err := h.Award.VerifyFile(cli(w.ctx), sum[:])
	if fault.Is(err, fault.NotFound) {
		return amiss("the file", why)
	}
	if err != nil {
		return err
	}
	return describeLetter(w.stdout, v)
}

func describeLetter(out io.Writer, v *award.Verification) error {
	fmt.Fprintf(out, "kind     %s\nprogram  %s %d\nto       %s\nissued   %s\nstate    %s\nsha256   %s\nsigned   no; it left before this house signed its papers\n",
		v.Word(), v.Program, v.Year, v.Organization, v.Date, v.State, hex.EncodeToString(v.SHA256))
	if v.State == award.LetterRevoked {
		return wasRevoked
	}
	return nil
}

func describe(out io.Writer, r *signing.Record, key *signing.Public) error {
	fmt.Fprintf(out, "kind     %s\nnumber   %s\nprogram  %s\nfrom     %s\nto       %s\nissued   %s\n",
		strings.ReplaceAll(string(r.Kind), "_", " "), r.Number, r.Program, r.Issuer, strings.Join(r.Parties, "; "), r.Issued)
	for _, a := range r.Amounts {
		fmt.Fprintf(out, "%-8s %s %s\n", strings.ReplaceAll(a.Name, "_", " "), a.Value, a.Currency)
	}
	fmt.Fprintf(out, "signed   %s\nkey      %s\nsha256   %s\n", r.SignedAt.Format("2006-01-02 15:04:05 UTC"), key.Spaced(), r.File.SHA256)
	switch r.State() {
	case signing.Amended:
		fmt.Fprintf(out, "state    amended by %s (%s)\n", r.SupersededBy.Number, award.CodeText(r.SupersededBy.Code))
		return wasAmended
	case signing.Revoked:
		fmt.Fprintf(out, "state    revoked on %s\n", r.Revoked)
		return wasRevoked
	}
	fmt.Fprintln(out, "state    valid")
	return nil
}

// amiss says what is wrong with a file, with the status for it.
func amiss(name string, err error) error {
	v := verdict(0)
	switch {
	case errors.Is(err, signing.ErrCut), errors.Is(err, signing.ErrAltered):
		v = wasAltered
	case errors.Is(err, signing.ErrKey), errors.Is(err, signing.ErrTime):
		v = ofStranger
	case errors.Is(err, signing.ErrNotPDF), errors.Is(err, signing.ErrNone):
		v = isNotOurs
	default:
		return err
	}
	return errors.Join(fmt.Errorf("%s: %w", name, err), v)
}
