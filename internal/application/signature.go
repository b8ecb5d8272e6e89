package application

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Signature is an authorized official's word under a proposal: asked for, then given over the hash of what
// was read. Any change of the proposal takes it back; what was given is kept.
type Signature struct {
	ID          ident.Signature   `bun:"id,pk"`
	Application ident.Application `bun:"application_id"`
	AskedBy     ident.Person      `bun:"asked_by"`
	AskedAt     *time.Time        `bun:"asked_at"`
	Note        string            `bun:"note"` // what the coordinator wrote when asking
	SignedBy    ident.Person      `bun:"signed_by"`
	Name        string            `bun:"name"`  // as typed by the official
	Title       string            `bun:"title"` // as typed by the official
	SignedAt    *time.Time        `bun:"signed_at"`
	SHA256      []byte            `bun:"sha256"`
	TakenBackAt *time.Time        `bun:"taken_back_at"`
}

// Given tells whether somebody signed, and not only was asked to.
func (g *Signature) Given() bool { return g != nil && g.SignedAt != nil }

// Hash is the SHA-256 of what was signed, in hexadecimal.
func (g *Signature) Hash() string { return hex.EncodeToString(g.SHA256) }

// signable is what an official signs: all of the content, whenever it is handed in.
func signable(p *Proposed) ([]byte, error) {
	raw, err := json.Marshal(content(p))
	if err != nil {
		return nil, fmt.Errorf("write content: %w", err)
	}
	return Canonical(raw)
}

// signed tells whether the signature there is stands under what is written now.
func (p *Proposed) signed() bool {
	if !p.Detail.Signature.Given() {
		return false
	}
	raw, err := signable(p)
	if err != nil {
		return false
	}
	sum := sha256.Sum256(raw)
	return bytes.Equal(sum[:], p.Detail.Signature.SHA256)
}

// signature is the check of the official's signature; a cycle that asks for none has none.
func (p *Proposed) signature() []Check {
	c := Check{Path: "signature", Code: "signed", Outcome: partnership.True}
	g := p.Detail.Signature
	switch {
	case p.signed():
		c.Message = "Signed by " + g.Name + ", " + g.Title + "."
		c.Facts = []partnership.Fact{{Name: "name", Value: g.Name}, {Name: "title", Value: g.Title}, {Name: "hash", Value: g.Hash()}}
		return []Check{c}
	case !p.Cycle.SignatureRequired:
		return nil
	case g.Given():
		c.Code, c.Message = "signature_outdated", "Something changed since it was signed; the official signs again."
	default:
		c.Code, c.Message = "signature_missing", "An authorized official of the lead museum signs before it is handed in."
	}
	c.Outcome = partnership.False
	return []Check{c}
}

// Signable is what an official reads before signing, with the hash that is signed.
type Signable struct {
	SHA256    string
	Signature *Signature // the live one, asked for or given; nil while there is none
	Stands    bool       // the signature is under what is written now
	Blocking  []Check    // what stands in the way of signing
}

// Signable tells what would be signed now and by which hash.
func (s *Service) Signable(ctx context.Context, id ident.Application) (*Signable, error) {
	d, err := s.Application(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Partners == nil {
		return nil, fault.Missing("proposal")
	}
	p, err := s.proposed(ctx, d)
	if err != nil {
		return nil, err
	}
	raw, err := signable(p)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	return &Signable{SHA256: hex.EncodeToString(sum[:]), Signature: d.Signature, Stands: p.signed(), Blocking: unsigned(Blocking(Checks(*p)))}, nil
}

// unsigned are the checks that an official cannot mend by signing.
func unsigned(checks []Check) []Check {
	return slices.DeleteFunc(checks, func(c Check) bool { return c.Path == "signature" })
}

// AskSignatureInput asks the lead museum's authorized officials to sign.
type AskSignatureInput struct {
	Application ident.Application
	Note        string
}

// AskSignature asks the authorized officials of the lead museum for their signature; where nobody may
// sign for it, it is refused, and so it is where the signature stands already.
func (s *Service) AskSignature(ctx context.Context, in AskSignatureInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.EditApplication, auth.Target{Organizations: d.lead(), Person: d.Person}); err != nil {
			return err
		}
		p, err := s.signing(ctx, d)
		if err != nil {
			return err
		}
		if p.signed() {
			return fault.New(fault.Conflict, "signed_already", "It is signed, and nothing has changed since.")
		}
		note, err := plainText(in.Note, "note")
		if err != nil {
			return err
		}
		officials, err := s.Store.Officials(ctx, d.lead())
		if err != nil {
			return err
		}
		if len(officials) == 0 {
			return fault.New(fault.Conflict, "no_official", "Nobody at the lead museum may sign for it yet; ask the office to name its authorized official.")
		}
		now := s.Desk.Now()
		g := fresh(d)
		g.AskedBy, g.AskedAt, g.Note = auth.Who(ctx).Person, &now, note
		if err := s.keepSignature(ctx, d, g); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "application.ask_signature", d.ID, note, nil); err != nil {
			return err
		}
		return s.Desk.Outbox.Tell(ctx, "application.signature_asked", d.ID.String(), map[string]any{
			"Number": d.Number, "Title": d.Title, "Cycle": d.CycleTitle, "Note": note,
		}, officials...)
	})
}

// fresh is the signature that is asked for, or a new one in the place of one that no longer stands.
func fresh(d *Detail) *Signature {
	if g := d.Signature; g != nil && !g.Given() {
		return g
	}
	return &Signature{ID: ident.NewSignature(), Application: d.ID}
}

// signing refuses what nobody signs: what is no proposal, or was handed in.
func (s *Service) signing(ctx context.Context, d *Detail) (*Proposed, error) {
	if d.Partners == nil {
		return nil, fault.Missing("proposal")
	}
	if err := frozen(&d.Application); err != nil {
		return nil, err
	}
	return s.proposed(ctx, d)
}

func (s *Service) keepSignature(ctx context.Context, d *Detail, g *Signature) error {
	if old := d.Signature; old != nil && old.ID != g.ID {
		now := s.Desk.Now()
		old.TakenBackAt = &now
		if err := s.Store.KeepSignature(ctx, old); err != nil {
			return err
		}
	}
	d.Signature = g
	return s.Store.KeepSignature(ctx, g)
}

// SignInput is an official's signature, as typed; the hash is that of what they read.
type SignInput struct {
	Application ident.Application
	Name        string
	Title       string
	Hash        string // as Signable told it
}

// Sign puts an authorized official's name under what is written now. What is not ready is refused part by
// part; what changed since the official read it is CONFLICT, because nobody signs what they have not read.
func (s *Service) Sign(ctx context.Context, in SignInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.SignApplication, auth.Target{Organizations: d.lead()}); err != nil {
			return err
		}
		p, err := s.signing(ctx, d)
		if err != nil {
			return err
		}
		if p.signed() {
			return nil // signed twice is signed once
		}
		g, err := s.sign(ctx, p, in)
		if err != nil {
			return err
		}
		if err := s.keepSignature(ctx, d, g); err != nil {
			return err
		}
		detail := map[string]any{"name": g.Name, "title": g.Title, "sha256": g.Hash()}
		if d.State == Draft {
			if d.State, err = d.After(VerbSign); err != nil {
				return err
			}
			d.UpdatedAt = *g.SignedAt
			if err := s.Store.KeepState(ctx, &d.Application); err != nil {
				return err
			}
		}
		if err := s.Desk.Log.Record(ctx, "application.sign", d.ID, "", detail); err != nil {
			return err
		}
		return s.tell(ctx, "application.signed", d, map[string]any{"Name": g.Name, "Office": g.Title, "At": *g.SignedAt, "Zone": d.Zone, "Hash": g.Hash()})
	})
}

func (s *Service) sign(ctx context.Context, p *Proposed, in SignInput) (*Signature, error) {
	var c fault.Check
	name, title := plain(&c, "name", in.Name, 200), plain(&c, "title", in.Title, 200)
	c.That(name != "", "name", "required", "Type your name.")
	c.That(title != "", "title", "required", "Type the title by which you sign.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := p.open(); err != nil {
		return nil, err
	}
	if blocking := unsigned(Blocking(Checks(*p))); len(blocking) > 0 {
		return nil, refusal(blocking)
	}
	raw, err := signable(p)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	if in.Hash != hex.EncodeToString(sum[:]) {
		return nil, fault.New(fault.Conflict, "version", "Something changed since you read it. Read it again, then sign.").With("hash", hex.EncodeToString(sum[:]))
	}
	now := s.Desk.Now().UTC().Truncate(time.Microsecond)
	g := fresh(p.Detail)
	g.SignedBy, g.Name, g.Title, g.SignedAt, g.SHA256 = auth.Who(ctx).Person, name, title, &now, sum[:]
	return g, nil
}
