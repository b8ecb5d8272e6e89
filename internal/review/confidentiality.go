package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// ConfidentialityStatement is one version of what panel members promise before anything opens; it never changes.
type ConfidentialityStatement struct {
	ID          ident.ConfidentialityStatement `bun:"id,pk"` // zero for the standard words before anybody signed them
	Program     ident.Program                  `bun:"program_id"`
	Cycle       ident.Cycle                    `bun:"cycle_id"` // zero for the program's own, which every cycle without its own goes by
	Version     int                            `bun:"version"`
	Words       program.Text                   `bun:"words,type:jsonb"` // in every language of the house
	SHA256      []byte                         `bun:"sha256"`
	Reason      string                         `bun:"reason"`
	PublishedBy ident.Person                   `bun:"published_by"` // nobody for the standard words
	PublishedAt time.Time                      `bun:"published_at"`
	Signed      int                            `bun:"signed,scanonly"` // members who signed this version
}

// Hash is the SHA-256 of the words in all languages, in hex.
func (t *ConfidentialityStatement) Hash() string { return hex.EncodeToString(t.SHA256) }

// En is the words in English.
func (t *ConfidentialityStatement) En() string { return t.Words["en"] }

// Es is the words in Spanish.
func (t *ConfidentialityStatement) Es() string { return t.Words["es"] }

// Zh is the words in Simplified Chinese.
func (t *ConfidentialityStatement) Zh() string { return t.Words["zh-Hans"] }

// languages are the languages a statement is written in, in the order it is hashed in.
func languages() []string { return []string{"en", "es", "zh-Hans"} }

func hashWords(words program.Text) []byte {
	var b strings.Builder
	for _, l := range languages() {
		b.WriteString(l + "\n" + words[l] + "\n")
	}
	sum := sha256.Sum256([]byte(b.String()))
	return sum[:]
}

// ConfidentialitySignature is what a member of a panel signed, and when.
type ConfidentialitySignature struct {
	Member    ident.PanelMember              `bun:"member_id,pk"`
	Statement ident.ConfidentialityStatement `bun:"statement_id,pk"`
	SHA256    []byte                         `bun:"sha256"`
	Locale    string                         `bun:"locale"` // the language it was read in
	SignedAt  time.Time                      `bun:"signed_at"`
	Person    ident.Person                   `bun:"person_id,scanonly"`
	Name      string                         `bun:"name,scanonly"`
	Version   int                            `bun:"version,scanonly"`
	OfCycle   bool                           `bun:"of_cycle,scanonly"` // the cycle's own words, not the program's
	InForce   bool                           `bun:"in_force,scanonly"`
}

// Hash is the SHA-256 of what was signed, in hex.
func (g *ConfidentialitySignature) Hash() string { return hex.EncodeToString(g.SHA256) }

// Unsigned is a panel whose statement the actor has not signed, as it is now.
type Unsigned struct {
	Panel     ident.Panel
	PanelName string
	Cycle     ident.Cycle
	Anew      bool // an earlier version was signed
	Statement *ConfidentialityStatement
}

// StatementFor is what members of a panel are asked to sign; for all who see the panel.
func (s *Service) StatementFor(ctx context.Context, id ident.Panel) (*ConfidentialityStatement, error) {
	f, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewPanel))
	if err != nil {
		return nil, err
	}
	return s.inForce(ctx, f.Cycle, f.Program)
}

func (s *Service) inForce(ctx context.Context, c ident.Cycle, p ident.Program) (*ConfidentialityStatement, error) {
	t, err := s.Store.StatementInForce(ctx, c)
	if err != nil || t != nil {
		return t, err
	}
	return StandardStatement(p), nil
}

// MyUnsigned are the panels one sits on whose statement, or whose newest version of it, waits for one's signature.
func (s *Service) MyUnsigned(ctx context.Context) ([]*Unsigned, error) {
	me := auth.Scope(ctx, auth.DeclareConflict).Person
	if me.IsZero() {
		return nil, nil
	}
	return s.Store.Unsigned(ctx, me)
}

// SignConfidentialityInput is the actor's own signature on a panel's statement; the hash is of the words that were read.
type SignConfidentialityInput struct {
	Panel  ident.Panel
	SHA256 string // hex; empty signs what is in force without saying what was read
}

// SignConfidentiality is needed before anything of the panel's applications shows; signing twice keeps the first.
// Words that changed since they were read are CONFLICT.
func (s *Service) SignConfidentiality(ctx context.Context, in SignConfidentialityInput) (*Panel, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		seat, err := s.Store.SeatToSign(ctx, in.Panel, me)
		if err != nil || seat.SignedAt != nil {
			return err
		}
		t, err := s.statementToSign(ctx, seat)
		if err != nil {
			return err
		}
		if in.SHA256 != "" && !strings.EqualFold(in.SHA256, t.Hash()) {
			return fault.New(fault.Conflict, "statement_changed", "The statement has changed since you read it. Read the new version.").With("version", t.Version)
		}
		g := &ConfidentialitySignature{Member: seat.Member, Statement: t.ID, SHA256: t.SHA256, Locale: auth.Who(ctx).Locale, SignedAt: s.Desk.Now()}
		if err := s.Store.AddSignature(ctx, g); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.sign_confidentiality", in.Panel, "", map[string]any{"statement": t.ID, "version": t.Version, "sha256": t.Hash()})
	})
	if err != nil {
		return nil, err
	}
	return s.Panel(ctx, in.Panel)
}

// SeatToSign is a member's place on a panel as it is signed for.
type SeatToSign struct {
	Member   ident.PanelMember `bun:"id"`
	Cycle    ident.Cycle       `bun:"cycle_id"`
	Program  ident.Program     `bun:"program_id"`
	SignedAt *time.Time        `bun:"confidentiality_at"`
}

// statementToSign is what is in force; the standard words become the program's first version when somebody signs them first.
func (s *Service) statementToSign(ctx context.Context, seat *SeatToSign) (*ConfidentialityStatement, error) {
	t, err := s.Store.StatementInForce(ctx, seat.Cycle)
	if err != nil || t != nil {
		return t, err
	}
	t = StandardStatement(seat.Program)
	t.ID, t.PublishedAt = ident.NewConfidentialityStatement(), s.Desk.Now()
	if err := s.Store.AddStatement(ctx, t, true); err != nil {
		return nil, err
	}
	return s.Store.StatementInForce(ctx, seat.Cycle)
}

// PublishStatementInput is a new version of the words, in three languages, for one cycle or for the whole program.
type PublishStatementInput struct {
	Cycle        ident.Cycle
	WholeProgram bool // for every cycle of the program that has no words of its own
	En           string
	Es           string
	Zh           string
	Reason       string // told to those who sign again
}

const mostStatement = 20_000

// PublishStatement puts new words in force. Members who had signed sign again before anything opens to them, and are told;
// panels that are ranked already keep what was signed.
func (s *Service) PublishStatement(ctx context.Context, in PublishStatementInput) (*ConfidentialityStatement, error) {
	words := program.Text{"en": strings.TrimSpace(in.En), "es": strings.TrimSpace(in.Es), "zh-Hans": strings.TrimSpace(in.Zh)}
	t := &ConfidentialityStatement{
		ID: ident.NewConfidentialityStatement(), Words: words, SHA256: hashWords(words), Reason: strings.TrimSpace(in.Reason),
		PublishedBy: auth.Who(ctx).Person, PublishedAt: s.Desk.Now(),
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if t.Program, err = s.Store.CycleProgram(ctx, in.Cycle); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.KeepStatement, auth.Target{Program: t.Program}); err != nil {
			return err
		}
		if err := t.check(); err != nil {
			return err
		}
		if err := s.Store.LockStatements(ctx, t.Program); err != nil {
			return err
		}
		now, err := s.inForce(ctx, in.Cycle, t.Program)
		if err != nil {
			return err
		}
		if now.Hash() == t.Hash() {
			return fault.New(fault.Conflict, "same_words", "These are the words in force already.")
		}
		if !in.WholeProgram {
			t.Cycle = in.Cycle
		}
		if err := s.Store.AddStatement(ctx, t, false); err != nil {
			return err
		}
		return s.askAgain(ctx, t)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// askAgain voids what was signed before on panels at work, and tells each member once.
func (s *Service) askAgain(ctx context.Context, t *ConfidentialityStatement) error {
	again, err := s.Store.AskAgain(ctx, t)
	if err != nil {
		return err
	}
	for _, m := range again {
		if err := s.Desk.Outbox.Tell(ctx, "review.statement_changed", m.Panel.String(), map[string]any{"panel": m.PanelName, "Reason": t.Reason}, m.Person); err != nil {
			return err
		}
	}
	return s.Desk.Log.Record(ctx, "review.publish_statement", t.ID, t.Reason, map[string]any{
		"program": t.Program, "cycle": t.Cycle, "version": t.Version, "sha256": t.Hash(), "again": len(again),
	})
}

func (t *ConfidentialityStatement) check() error {
	var c fault.Check
	for _, l := range []struct{ path, locale string }{{"en", "en"}, {"es", "es"}, {"zh", "zh-Hans"}} {
		c.That(t.Words[l.locale] != "", l.path, "required", "The statement is written in every language of the house.")
		c.That(utf8.RuneCountInString(t.Words[l.locale]) <= mostStatement, l.path, "too_long", "At most %d characters.", mostStatement)
	}
	c.That(t.Reason != "", "reason", "required", "Say why the words change.")
	c.That(utf8.RuneCountInString(t.Reason) <= mostReason, "reason", "too_long", "At most %d characters.", mostReason)
	return c.Err()
}

// AgainToSign is a member who is asked to sign again.
type AgainToSign struct {
	Panel     ident.Panel  `bun:"panel_id"`
	PanelName string       `bun:"panel_name"`
	Person    ident.Person `bun:"person_id"`
}

// Statements are the versions that a cycle has gone by or could, its own first, newest first; for the office.
func (s *Service) Statements(ctx context.Context, c ident.Cycle) ([]*ConfidentialityStatement, error) {
	v := sight(ctx, auth.ViewPool)
	if v.Nothing() {
		return nil, fault.Missing("cycle")
	}
	p, err := s.Store.CycleProgram(ctx, c)
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ViewPool, auth.Target{Program: p}) {
		return nil, fault.Missing("cycle")
	}
	out, err := s.Store.Statements(ctx, c)
	if err == nil && len(out) == 0 {
		out = []*ConfidentialityStatement{StandardStatement(p)}
	}
	return out, err
}

// Signatures are who of a panel signed which version and when, newest first; for the office.
func (s *Service) Signatures(ctx context.Context, id ident.Panel) ([]*ConfidentialitySignature, error) {
	if _, err := s.peoplePanel(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Signatures(ctx, id)
}

// peoplePanel is a panel for those of the office who see who is asked to sit on it.
func (s *Service) peoplePanel(ctx context.Context, id ident.Panel) (*File, error) {
	f, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewPool))
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ViewPool, auth.Target{Program: f.Program}) {
		return nil, fault.Missing("panel")
	}
	return f, nil
}

func signFirst() error {
	return fault.New(fault.Forbidden, "sign_first", "Sign the confidentiality statement of the panel first.")
}
