package agreement

import (
	"bytes"
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// SignInput is a name under the agreement, as typed; the hash is that of what was read.
type SignInput struct {
	Award ident.Award
	Name  string
	Title string
	Hash  string
}

// Sign puts the name of the lead museum's authorized official under the agreement. What changed since it was read is
// CONFLICT, because nobody signs what they have not read; signed twice is signed once.
func (s *Service) Sign(ctx context.Context, in SignInput) (*File, error) {
	return s.change(ctx, in.Award, auth.SignAgreement, nil, func(ctx context.Context, f *File) error {
		if f.Signed(Museum) != nil {
			return nil
		}
		g, err := s.signature(ctx, f, Museum, "sign", in)
		if err != nil {
			return err
		}
		return s.keepSignature(ctx, f, g, "sign")
	})
}

// Countersign puts the administrator's name under what the museum has signed and keeps the signed copy.
// Who issued the agreement does not countersign it.
func (s *Service) Countersign(ctx context.Context, in SignInput) (*File, error) {
	return s.change(ctx, in.Award, auth.Countersign, nil, func(ctx context.Context, f *File) error {
		if f.Signed(Administrator) != nil {
			return nil
		}
		if f.Agreement != nil && f.Agreement.IssuedBy == auth.Who(ctx).Person {
			return fault.New(fault.Forbidden, "same_person", "Who gave the agreement out does not sign it too.")
		}
		g, err := s.signature(ctx, f, Administrator, "countersign", in)
		if err != nil {
			return err
		}
		if f.Signed(Museum) == nil {
			return fault.New(fault.Conflict, "museum_first", "The museum signs first.")
		}
		f.Signatures = append(f.Signatures, g)
		if g.Document, err = s.copied(ctx, f); err != nil {
			return err
		}
		if err := s.keepSignature(ctx, f, g, "countersign"); err != nil {
			return err
		}
		return s.tell(ctx, f, "agreement.signed", map[string]any{}, auth.Coordinator, auth.Official)
	})
}

// PaperInput is the museum's signature that came on paper, with the signed copy.
type PaperInput struct {
	Award ident.Award
	Name  string // who signed, as the paper says
	Title string
	Hash  string // of the agreement that was sent out
	File  []byte // the signed copy, a PDF of at most 10 MB
}

// SignedOnPaper records the museum's signature from a signed copy; the file is kept and is no other than a PDF.
func (s *Service) SignedOnPaper(ctx context.Context, in PaperInput) (*File, error) {
	return s.change(ctx, in.Award, auth.PrepareAgreement, nil, func(ctx context.Context, f *File) error {
		if f.Signed(Museum) != nil {
			return fault.New(fault.Conflict, "signed_already", "The museum has signed already.")
		}
		var c fault.Check
		c.That(len(in.File) <= 10<<20, "file", "too_large", "At most 10 MB.")
		c.That(bytes.HasPrefix(in.File, []byte("%PDF-")), "file", "bad_file", "The signed copy is a PDF.")
		if err := c.Err(); err != nil {
			return err
		}
		g, err := s.signature(ctx, f, Museum, "sign", SignInput{Award: in.Award, Name: in.Name, Title: in.Title, Hash: in.Hash})
		if err != nil {
			return err
		}
		d, err := s.Vault.File(ctx, document.Agreement, f.Number+"-agreement-on-paper.pdf", "application/pdf", f.Award.String(), bytes.NewReader(in.File))
		if err != nil {
			return err
		}
		g.Document = d.ID
		return s.keepSignature(ctx, f, g, "sign")
	})
}

// signature is a name under what is out to be signed; a hash of something else is refused.
func (s *Service) signature(ctx context.Context, f *File, side Side, verb string, in SignInput) (*Signature, error) {
	if err := opened(f, verb); err != nil {
		return nil, err
	}
	if f.Agreement.IssuedAt == nil {
		return nil, fault.New(fault.Conflict, "not_issued", "It is not out to be signed.")
	}
	var c fault.Check
	name, title := plain(&c, "name", in.Name, 200), plain(&c, "title", in.Title, 200)
	c.That(name != "", "name", "required", "Type your name.")
	c.That(title != "", "title", "required", "Type the title by which you sign.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	if in.Hash != f.Agreement.Hash() {
		return nil, fault.New(fault.Conflict, "version", "Something changed since you read it. Read it again, then sign.").With("hash", f.Agreement.Hash())
	}
	who := auth.Who(ctx)
	return &Signature{
		ID: ident.NewAgreementSignature(), Agreement: f.Agreement.ID, Side: side, SignedBy: who.Person, Name: name, Title: title,
		SignedAt: s.now(), SHA256: f.Agreement.SHA256, Proved: who.SecondFactor,
	}, nil
}

func (s *Service) keepSignature(ctx context.Context, f *File, g *Signature, verb string) error {
	if err := s.Store.AddSignature(ctx, g); err != nil {
		return err
	}
	if f.Signed(g.Side) == nil {
		f.Signatures = append(f.Signatures, g)
	}
	detail := map[string]any{"side": g.Side, "name": g.Name, "title": g.Title, "sha256": f.Agreement.Hash(), "document": g.Document}
	if err := s.Desk.Log.Record(ctx, "agreement."+verb, f.Award, "", detail); err != nil {
		return err
	}
	return s.move(ctx, f, verb)
}

// record is what is signed of the copy both sides keep.
func (s *Service) record(f *File) (signing.Record, error) {
	code, err := award.NewCode(nil)
	r := signing.Record{
		Code: code, Kind: signing.AgreementCopy, Number: f.Number, Award: f.Number, Program: f.ProgramName, Issuer: f.Administrator,
		Amounts: []signing.Amount{signing.Sum("award", f.Amount), signing.Sum("cost_share", f.CostShare)},
		Dates:   []signing.Day{{Name: "starts_on", On: f.Agreement.StartsOn}, {Name: "ends_on", On: f.Agreement.EndsOn}},
		Issued:  s.today(),
	}
	for _, m := range f.Museums {
		r.Parties = append(r.Parties, m.Name)
	}
	return r, err
}

// copied keeps the signed copy as it was drawn.
func (s *Service) copied(ctx context.Context, f *File) (ident.Document, error) {
	drawn, err := s.Printer.Agreement(ctx, f)
	if err != nil {
		return ident.Document{}, err
	}
	r, err := s.record(f)
	if err != nil {
		return ident.Document{}, err
	}
	if drawn, err = s.Signing.Seal(ctx, r, drawn); err != nil {
		return ident.Document{}, err
	}
	d, err := s.Vault.File(ctx, document.Agreement, f.Number+"-agreement.pdf", "application/pdf", f.Award.String(), bytes.NewReader(drawn))
	if err != nil {
		return ident.Document{}, err
	}
	return d.ID, nil
}
