package application

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Canonical writes JSON in the one form that is hashed: keys sorted, no spaces, numbers as they were.
func Canonical(raw []byte) ([]byte, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	var v any
	if err := in.Decode(&v); err != nil {
		return nil, fmt.Errorf("read submission: %w", err)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("write submission: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Hash is the SHA-256 of what was submitted, in hexadecimal.
func (x *Submission) Hash() string { return hex.EncodeToString(x.SHA256) }

// Intact recomputes the hash over what is kept.
func (x *Submission) Intact() bool {
	c, err := Canonical(x.Content)
	if err != nil {
		return false
	}
	sum := sha256.Sum256(c)
	return bytes.Equal(sum[:], x.SHA256)
}

// newSubmission freezes what a proposal says at this moment, with who signed it and when it came in.
func newSubmission(p *Proposed) (*Submission, error) {
	d := p.Detail
	what := content(p)
	what["contents"] = contents(p)
	what["submittedAt"] = d.SubmittedAt.Format(time.RFC3339Nano)
	if until := d.neededExtension(*d.SubmittedAt); until != nil {
		what["extendedUntil"] = until.UTC().Format(time.RFC3339Nano)
	}
	if g := d.Signature; p.signed() {
		what["signature"] = map[string]any{"name": g.Name, "title": g.Title, "at": g.SignedAt.UTC().Format(time.RFC3339Nano), "sha256": g.Hash()}
	}
	raw, err := json.Marshal(what)
	if err != nil {
		return nil, fmt.Errorf("write submission: %w", err)
	}
	if raw, err = Canonical(raw); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	version := 1
	if d.ReturnedUntil != nil { // it was returned once, so it comes in a second time
		version = 2
	}
	x := &Submission{
		ID: ident.NewSubmission(), Application: d.ID, Version: version, Content: raw, SHA256: sum[:],
		SubmittedBy: d.SubmittedBy, SubmittedAt: *d.SubmittedAt,
	}
	x.ReceiptCode = receiptCode(x)
	return x, nil
}

// content is everything reviewers will read, in words that stay readable without this program.
func content(p *Proposed) map[string]any {
	d := p.Detail
	museums := []any{}
	for _, m := range d.Partners.Museums {
		one := map[string]any{
			"id": m.Organization.ID.String(), "name": m.Organization.Name, "nameLocal": m.Organization.NameLocal,
			"country": string(m.Organization.Country), "state": string(m.Organization.State), "city": m.Organization.City,
			"side": string(m.Member.Side), "lead": m.Member.Lead, "part": m.Member.Part, "confirmed": m.Member.ConfirmedWords,
		}
		if m.Site != "" {
			one["site"] = m.Site
		}
		museums = append(museums, one)
	}
	return map[string]any{
		"number": d.Number, "cycle": d.CycleTitle, "year": d.CycleYear, "title": d.Title, "theme": d.ThemeTitle.In("en"),
		"museums": museums, "form": d.Form.String(), "answers": d.Answers, "budget": budgeted(p), "currency": string(d.Currency),
		"budgetNarrative": narrated(p.Sheet), "indirectRates": rated(p.Sheet), "ruleSet": p.Sheet.Rules.Key,
		"requested": d.Requested().Decimal(), "costShare": d.CostShare().Decimal(), "attachments": filed(p.Files),
	}
}

func filed(files []Attached) []any {
	out := []any{}
	for _, f := range files {
		out = append(out, map[string]any{"name": f.Name, "size": f.Size, "sha256": f.SHA256})
	}
	return out
}

func budgeted(p *Proposed) []any {
	lines := []any{}
	for _, l := range p.Detail.Lines {
		line := map[string]any{
			"category": string(l.Category), "item": string(l.Item), "side": string(l.Side), "funding": string(l.Funding), "description": l.Description,
			"unit": l.Unit, "quantity": l.Quantity(), "rate": l.Rate().Decimal(), "amount": l.Amount().Decimal(), "justification": l.Justification,
			"participantSupport": l.Participant,
		}
		if !l.Organization.IsZero() {
			line["museum"] = l.Organization.String()
		}
		if l.Converted() {
			line["rateCurrency"], line["exchange"] = string(l.RateCurrency), l.Exchange()
			line["exchangeOn"], line["exchangeSource"] = l.ExchangeOn.String(), l.ExchangeSource
		}
		lines = append(lines, line)
	}
	return lines
}

func narrated(s *budget.Sheet) map[string]string {
	out := map[string]string{}
	for _, n := range s.Notes {
		if n.Words != "" {
			out[string(n.Category)] = n.Words
		}
	}
	return out
}

func rated(s *budget.Sheet) []any {
	out := []any{}
	for _, r := range s.Rates {
		out = append(out, map[string]any{
			"museum": r.Organization.String(), "kind": string(r.Kind), "basisPoints": int64(r.Rate), "agreement": r.Agreement,
			"validUntil": r.ValidUntil.String(), "capitalization": money.New(r.CapitalizationMinor, s.Currency).Decimal(),
		})
	}
	return out
}

var codes = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// receiptCode is short enough to read out and long enough that nobody guesses one.
func receiptCode(x *Submission) string {
	sum := sha256.Sum256(append([]byte(x.ID.String()), x.SHA256...))
	s := codes.EncodeToString(sum[:])
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16]
}

// Receipt is what an applicant holds in hand after submitting.
type Receipt struct {
	Submission *Submission
	Number     string
	Title      string
	CycleTitle string
	Zone       string
	Museums    []string // lead first
	Requested  money.Money
	CostShare  money.Money
	Contents   []string  // what was in it, in a few lines
	Signature  *SignedBy // nil where nobody signed
	// ExtendedUntil is the extension by which a late submission was in time; nil where none was needed.
	ExtendedUntil *time.Time
}

// SignedBy is who signed what was submitted, as it was frozen.
type SignedBy struct {
	Name   string    `json:"name"`
	Title  string    `json:"title"`
	At     time.Time `json:"at"`
	SHA256 string    `json:"sha256"` // of what was signed
}

func receiptOf(d *Detail, x *Submission) *Receipt {
	r := &Receipt{Submission: x, Number: d.Number, Title: d.Title, CycleTitle: d.CycleTitle, Zone: d.Zone, Requested: d.Requested(), CostShare: d.CostShare()}
	r.ExtendedUntil = d.neededExtension(x.SubmittedAt)
	var frozen struct {
		Contents  []string  `json:"contents"`
		Signature *SignedBy `json:"signature"`
	}
	if json.Unmarshal(x.Content, &frozen) == nil { // what an older version froze has neither
		r.Contents, r.Signature = frozen.Contents, frozen.Signature
	}
	if d.Partners != nil {
		for _, m := range d.Partners.Museums {
			r.Museums = append(r.Museums, m.Named())
		}
	}
	return r
}

// Receipt is the receipt of the latest submission; a draft has none.
func (s *Service) Receipt(ctx context.Context, id ident.Application) (*Receipt, error) {
	d, err := s.Application(ctx, id)
	if err != nil {
		return nil, err
	}
	x, err := s.Store.LatestSubmission(ctx, id)
	if err != nil {
		return nil, err
	}
	return receiptOf(d, x), nil
}

// Verified is what anyone who holds a receipt's code may learn.
type Verified struct {
	Number      string
	SubmittedAt time.Time
	SHA256      string
	Intact      bool
}

// VerifyReceipt answers whether a code is that of a receipt and the content is as it was; no sign-in is needed.
func (s *Service) VerifyReceipt(ctx context.Context, code string) (*Verified, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) != 19 || strings.Trim(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-") != "" {
		return nil, fault.Missing("receipt")
	}
	x, err := s.Store.SubmissionByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	number, err := s.Store.NumberOf(ctx, x.Application)
	if err != nil {
		return nil, err
	}
	return &Verified{Number: number, SubmittedAt: x.SubmittedAt, SHA256: x.Hash(), Intact: x.Intact()}, nil
}
