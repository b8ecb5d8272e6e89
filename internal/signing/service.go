package signing

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Service signs papers and tells what became of them.
type Service struct {
	Desk   desk.Desk
	Store  Store
	Key    *Key   // nil where the house has none, and then signs nothing
	Origin string // scheme and host of the site, where papers are verified
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC() }

// Store keeps public keys and signatures; neither is ever changed but for the end of a key.
type Store interface {
	// CurrentKey is the key that signs now, locked against its end; nil before the first.
	CurrentKey(ctx context.Context) (*Public, error)
	// AddKey keeps a key that signs from now on; of two at once the first stays.
	AddKey(ctx context.Context, k *Public) error
	EndKey(ctx context.Context, fingerprint string, at time.Time) error
	Keys(ctx context.Context) ([]*Public, error)
	AddSignature(ctx context.Context, s *Signature) error
	// Editions are the editions of a code, the first first; of a paper that has not left there are none.
	Editions(ctx context.Context, code string) ([]*Signature, error)
	// Standing are the newest editions of an award's papers that are neither revoked nor a declination, locked.
	Standing(ctx context.Context, award string) ([]*Signature, error)
	// NewestOf is the newest edition of a code, one that has not left too, locked; nil where there is none.
	NewestOf(ctx context.Context, code string) (*Signature, error)
}

// Signature is one edition of a paper's record as it is kept.
type Signature struct {
	Code      string    `bun:"code,pk"`
	Edition   int       `bun:"edition,pk"`
	Award     string    `bun:"award_number"`
	Kind      Kind      `bun:"kind"`
	State     State     `bun:"state"`
	Record    []byte    `bun:"record"` // canonical, byte for byte
	Key       string    `bun:"key"`
	Signature []byte    `bun:"signature"`
	SignedAt  time.Time `bun:"signed_at"`
}

// Envelope is the signature as a file carries it.
func (s *Signature) Envelope() *Envelope {
	return &Envelope{Record: s.Record, Key: s.Key, Signature: base64.StdEncoding.EncodeToString(s.Signature)}
}

// Seal signs the record of a finished paper, keeps the signature and answers the paper with the record in it.
// It belongs into the transaction that keeps the paper.
func (s *Service) Seal(ctx context.Context, r Record, pdf []byte) ([]byte, error) {
	r.Edition, r.File, r.Verify = 1, Measure(pdf), s.Origin+"/verify/"+r.Code
	e, err := s.sign(ctx, &r)
	if err != nil {
		return nil, err
	}
	return Attach(pdf, e)
}

func (s *Service) sign(ctx context.Context, r *Record) (*Envelope, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	r.Format, r.SignedAt = Format, s.now().Truncate(time.Second)
	if err := r.Complete(); err != nil {
		return nil, fmt.Errorf("sign %s: %w", r.Number, err)
	}
	e, err := s.Key.Sign(r)
	if err != nil {
		return nil, err
	}
	sig, err := base64.StdEncoding.DecodeString(e.Signature)
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", r.Number, err)
	}
	kept := &Signature{
		Code: r.Code, Edition: r.Edition, Award: r.Award, Kind: r.Kind, State: r.State(), Record: e.Record, Key: e.Key, Signature: sig, SignedAt: r.SignedAt,
	}
	return e, s.Store.AddSignature(ctx, kept)
}

// ready makes the house's key known the first time it signs; a key that is not the one in use is refused.
func (s *Service) ready(ctx context.Context) error {
	if s.Key == nil {
		return fault.New(fault.Conflict, "no_signing_key", "This house has no key to sign with; put its file in place.")
	}
	now, err := s.Store.CurrentKey(ctx)
	if err != nil {
		return err
	}
	mine := s.Key.Public()
	if now == nil {
		mine.From = s.now()
		if err := s.Store.AddKey(ctx, &mine); err != nil {
			return err
		}
		if now, err = s.Store.CurrentKey(ctx); err != nil {
			return err
		}
	}
	if now == nil || now.Fingerprint != mine.Fingerprint {
		return fault.New(fault.Conflict, "another_signing_key", "The key to sign with is not the one in use; put the right file back, or rotate the key.").With("fingerprint", mine.Fingerprint)
	}
	return nil
}

// Revoke adds the edition that says a paper was taken back; a paper that was never signed stays as it is.
func (s *Service) Revoke(ctx context.Context, code string, on calendar.Date) error {
	was, err := s.Store.NewestOf(ctx, code)
	if err != nil || was == nil {
		return err
	}
	return s.again(ctx, was, func(r *Record) { r.Revoked = &on })
}

// Supersede adds to each standing paper of an award the edition that says which paper amended it.
func (s *Service) Supersede(ctx context.Context, award string, by Reference) error {
	all, err := s.Store.Standing(ctx, award)
	if err != nil {
		return err
	}
	for _, was := range all {
		if was.Code == by.Code {
			continue
		}
		if err := s.again(ctx, was, func(r *Record) { r.SupersededBy = &by }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) again(ctx context.Context, was *Signature, change func(*Record)) error {
	r, err := was.Envelope().read()
	if err != nil {
		return fmt.Errorf("read signature of %s: %w", was.Code, err)
	}
	r.Edition = was.Edition + 1
	change(r)
	_, err = s.sign(ctx, r)
	return err
}

// Paper is what anyone who holds a code or a file learns of a signed paper.
type Paper struct {
	Record         // as it stands now
	First  *Record // as its file carries it
	Key    *Public // of the newest edition
	Signed *Envelope
}

// Statement is the newest edition with its signature, as JSON that anyone verifies.
func (p *Paper) Statement() (string, error) {
	b, err := p.Signed.Bytes()
	return string(b), err
}

// Paper answers a bare code; one that is unknown, never signed or has not left is NotFound.
func (s *Service) Paper(ctx context.Context, code string) (*Paper, error) {
	all, err := s.Store.Editions(ctx, code)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.Missing("letter")
	}
	keys, err := s.Store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	out := &Paper{}
	for i, x := range all {
		r, err := x.Envelope().Open(keys)
		if err != nil {
			return nil, fmt.Errorf("open signature of %s: %w", code, err)
		}
		if i == 0 {
			out.First = r
		}
		out.Record, out.Signed = *r, x.Envelope()
	}
	for _, k := range keys {
		if k.Fingerprint == out.Signed.Key {
			out.Key = k
		}
	}
	return out, nil
}

// Keys are all keys that ever signed here, the newest first.
func (s *Service) Keys(ctx context.Context) ([]*Public, error) { return s.Store.Keys(ctx) }

// Rotate ends the key in use and begins the given one; what was signed before still verifies. Only the house itself does.
func (s *Service) Rotate(ctx context.Context, next *Key) error {
	if !auth.Who(ctx).IsSystem() {
		return fault.New(fault.Forbidden, "forbidden", "Keys are replaced on the machine of the house.")
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		now, err := s.Store.CurrentKey(ctx)
		if err != nil {
			return err
		}
		p, at := next.Public(), s.now()
		detail := map[string]string{}
		if now != nil {
			detail["ended"] = now.Fingerprint
			if err := s.Store.EndKey(ctx, now.Fingerprint, at); err != nil {
				return err
			}
		}
		p.From = at
		if err := s.Store.AddKey(ctx, &p); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "signing.rotate", &p, "", detail)
	})
}

// File tells what a PDF is: its record is opened with the keys known here and compared with what became of it.
// A genuine file of a paper that has not left is NotFound.
func (s *Service) File(ctx context.Context, pdf []byte) (*Paper, error) {
	e, err := Carried(pdf)
	if err != nil {
		return nil, err
	}
	keys, err := s.Store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	r, err := e.Open(keys)
	if err != nil {
		return nil, err
	}
	return s.Paper(ctx, r.Code)
}
