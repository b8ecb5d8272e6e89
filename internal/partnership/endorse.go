package partnership

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// MostFile is the largest file an answer is recorded with, in bytes.
const MostFile = 10 << 20

// EndorseInput records how an embassy's or consulate's word on a museum abroad stands, when it came another way than
// by the link; the answer as it came can be kept with it as a file.
type EndorseInput struct {
	Member       ident.Member
	Post         string
	State        EndorsementState
	Reason       string
	OfficerName  string // who answered at the post
	OfficerTitle string
	FileName     string
	File         []byte // PDF, PNG or JPEG
}

// Endorse records an endorsement asked for or answered; a US museum needs none, and a refusal has its reason.
// A link on its way is void from then on.
func (s *Service) Endorse(ctx context.Context, in EndorseInput) (*Detail, error) {
	return s.endorsing(ctx, in.Member, func(ctx context.Context, d *Detail, m *Museum) error {
		e, isNew, err := s.endorsement(ctx, m, in)
		if err != nil {
			return err
		}
		if len(in.File) > 0 {
			if err := s.keepFile(ctx, e, in); err != nil {
				return err
			}
		}
		if err := s.Store.KeepEndorsement(ctx, e, isNew); err != nil {
			return err
		}
		if err := s.Store.VoidLinks(ctx, d.ID, in.Member, s.Desk.Now()); err != nil {
			return err
		}
		m.Endorsement = e
		if err := s.note(ctx, d, EndorsementRecorded, m, e.Post+": "+string(e.State)); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "partnership.endorse", d.ID, e.Reason, endorsementDetail(m, e)); err != nil {
			return err
		}
		if !e.answered() {
			return nil
		}
		return s.tellAnswer(ctx, d, m)
	})
}

func endorsementDetail(m *Museum, e *Endorsement) map[string]any {
	return map[string]any{"organization": m.Organization.ID.String(), "post": e.Post, "state": string(e.State)}
}

// endorsing locks the partnership of a member for the office; what may not be seen is not found.
func (s *Service) endorsing(ctx context.Context, member ident.Member, do func(context.Context, *Detail, *Museum) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		id, err := s.Store.OfMember(ctx, member)
		if err != nil {
			return err
		}
		if d, err = s.forUpdate(ctx, id); fault.Is(err, fault.NotFound) {
			return fault.Missing("member") // what may not be seen answers like what there is not
		} else if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.RecordEndorsement, auth.Target{Program: d.Program, Organizations: d.Organizations()}); err != nil {
			return err
		}
		i := slices.IndexFunc(d.Museums, func(m Museum) bool { return m.Member.ID == member })
		if i < 0 {
			return fault.Missing("member")
		}
		if d.State == Dissolved {
			return fault.New(fault.Conflict, "state", "A partnership that is %s does not take this step.", d.State).With("state", string(d.State))
		}
		return do(ctx, d, &d.Museums[i])
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Service) endorsement(ctx context.Context, m *Museum, in EndorseInput) (*Endorsement, bool, error) {
	now, by := s.Desk.Now(), auth.Who(ctx).Person
	e, was := m.asked()
	isNew := e == nil
	if isNew {
		e = &Endorsement{ID: ident.NewEndorsement(), Member: m.Member.ID, RequestedBy: by, RequestedAt: now}
	}
	var c fault.Check
	c.That(m.Member.Side == NonUS, "member", "us_museum", "Only a museum abroad is endorsed by an embassy.")
	c.That(strings.TrimSpace(in.Post) != "" && len(in.Post) <= 300, "post", "required", "Name the embassy or consulate.")
	moved := endorsementMay(was, in.State, VerbRequest, VerbSend, VerbRecord, VerbExpire)
	c.That(moved == nil, "state", "state", "An endorsement does not go there from here.")
	reason := strings.TrimSpace(in.Reason)
	c.That(in.State != EndorsementDeclined || reason != "", "reason", "required", "A refusal has a reason.")
	c.That(len(reason) <= mostWords, "reason", "too_long", "At most %d characters.", mostWords)
	c.That(len(in.OfficerName) <= 200, "officerName", "too_long", "At most %d characters.", 200)
	c.That(len(in.OfficerTitle) <= 200, "officerTitle", "too_long", "At most %d characters.", 200)
	if err := c.Err(); err != nil {
		return nil, false, err
	}
	e.Post, e.State, e.Reason = strings.TrimSpace(in.Post), in.State, reason
	if e.answered() {
		e.AnsweredAt, e.RecordedBy = &now, by
		e.OfficerName, e.OfficerTitle = strings.TrimSpace(in.OfficerName), strings.TrimSpace(in.OfficerTitle)
	}
	return e, isNew, nil
}

// asked is a copy of the endorsement under way and where it is; an expired one is over, and the next is new.
func (m *Museum) asked() (*Endorsement, EndorsementState) {
	if m.Endorsement == nil {
		return nil, ""
	}
	if m.Endorsement.State == EndorsementExpired {
		return nil, EndorsementExpired
	}
	e := *m.Endorsement
	return &e, e.State
}

// keepFile stores the answer as it came; what it is shows in its first bytes, not in its name.
func (s *Service) keepFile(ctx context.Context, e *Endorsement, in EndorseInput) error {
	if len(in.File) > MostFile {
		return fault.BadField("file", "file_too_large", "A file has at most %d MB.", MostFile>>20)
	}
	media := mediaOf(in.File)
	if media == "" {
		return fault.BadField("file", "bad_file_type", "Only a PDF, a PNG or a JPEG is kept; the file is none, whatever its name says.")
	}
	name := path.Base(strings.ReplaceAll(strings.TrimSpace(in.FileName), `\`, "/"))
	if name == "." || name == "/" || len(name) > 200 {
		name = "endorsement"
	}
	d, err := s.Vault.File(ctx, document.Attachment, name, media, e.ID.String(), bytes.NewReader(in.File))
	if err != nil {
		return err
	}
	e.Document = d.ID
	return nil
}

func mediaOf(b []byte) string {
	for _, x := range []struct{ begins, media string }{
		{"%PDF-", "application/pdf"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"\xff\xd8\xff", "image/jpeg"},
	} {
		if bytes.HasPrefix(b, []byte(x.begins)) {
			return x.media
		}
	}
	return ""
}

// tellAnswer tells the partnership and whoever asked what the post has said.
func (s *Service) tellAnswer(ctx context.Context, d *Detail, m *Museum) error {
	e := m.Endorsement
	data := map[string]any{"Title": d.Title, "Museum": m.Organization.Name, "Post": e.Post, "All": e.State == Endorsed, "Reason": e.Reason}
	to, err := s.Store.Speakers(ctx, d.Organizations())
	if err != nil {
		return err
	}
	if !e.RequestedBy.IsZero() && e.RequestedBy != e.RecordedBy {
		to = append(to, e.RequestedBy)
	}
	return s.Desk.Outbox.Tell(ctx, "partnership.endorsed", d.ID.String(), data, to...)
}
