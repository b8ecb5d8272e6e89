package partnership

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// How many days a link to a post lives: as long as the office says within these, or the usual.
const (
	FewestDays = 3
	UsualDays  = 21
	MostDays   = 60
)

// SendEndorsementInput asks a post for its word on a museum abroad, by a link that works once.
type SendEndorsementInput struct {
	Member ident.Member
	Post   ident.Post
	Email  string // empty takes the address of the directory
	Note   string // what the office writes to the post
	Days   int    // until the link expires; 0 is the usual
}

// SendEndorsement mails the post a single-use link. Sent again, the new link takes the place of the old one, which then
// no longer works. It refuses a US museum, a post without an address, and a word that has been given.
func (s *Service) SendEndorsement(ctx context.Context, in SendEndorsementInput) (*Detail, error) {
	return s.endorsing(ctx, in.Member, func(ctx context.Context, d *Detail, m *Museum) error {
		post, err := s.postToAsk(ctx, m, &in)
		if err != nil {
			return err
		}
		e, was := m.asked()
		if err := endorsementMay(was, SentToPost, VerbSend); err != nil {
			return err
		}
		now := s.Desk.Now()
		isNew := e == nil
		if isNew {
			e = &Endorsement{ID: ident.NewEndorsement(), Member: m.Member.ID, RequestedAt: now}
		}
		expires := now.AddDate(0, 0, in.Days)
		e.RequestedBy, e.PostID, e.Post, e.Email, e.Note = auth.Who(ctx).Person, post.ID, post.Name, in.Email, in.Note
		e.State, e.SentAt, e.ExpiresAt, e.RemindedAt = SentToPost, &now, &expires, nil
		if err := s.Store.KeepEndorsement(ctx, e, isNew); err != nil {
			return err
		}
		m.Endorsement = e
		if err := s.sendLink(ctx, d, m); err != nil {
			return err
		}
		if err := s.note(ctx, d, EndorsementSent, m, e.Post); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "partnership.send_endorsement", d.ID, in.Note, endorsementDetail(m, e)); err != nil {
			return err
		}
		data := map[string]any{"Museum": m.Organization.Name, "Post": e.Post}
		return s.tell(ctx, "partnership.endorsement_sent", &d.Partnership, data, d.Organizations())
	})
}

// postToAsk is the post the office chose; an address typed for a post that had none stays in the directory.
func (s *Service) postToAsk(ctx context.Context, m *Museum, in *SendEndorsementInput) (*Post, error) {
	if m.Member.Side != NonUS {
		return nil, fault.BadField("member", "us_museum", "Only a museum abroad is endorsed by an embassy.")
	}
	all, err := s.Store.Posts(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(p *Post) bool { return p.ID == in.Post })
	if i < 0 {
		return nil, fault.BadField("post", "required", "Name the embassy or consulate.")
	}
	post := all[i]
	in.Note = strings.TrimSpace(in.Note)
	if in.Email = tidy(in.Email); in.Email == "" {
		in.Email = post.Email
	}
	if in.Days == 0 {
		in.Days = UsualDays
	}
	var c fault.Check
	c.That(in.Email != "", "email", "post_without_address", "The directory has no address of this post yet; type it in.")
	c.That(in.Email == "" || goodAddress(in.Email), "email", "bad_email", "This is not an e-mail address.")
	c.That(len(in.Note) <= mostWords, "note", "too_long", "At most %d characters.", mostWords)
	c.That(in.Days >= FewestDays && in.Days <= MostDays, "days", "bad_days", "A link lives between %d and %d days.", FewestDays, MostDays)
	if err := c.Err(); err != nil {
		return nil, err
	}
	if post.Email == "" {
		post.Email = in.Email
		return post, s.Store.KeepPost(ctx, post, false, post.Version)
	}
	return post, nil
}

// sendLink makes a new link, voids those before it, and mails it to the post.
func (s *Service) sendLink(ctx context.Context, d *Detail, m *Museum) error {
	e, now := m.Endorsement, s.Desk.Now()
	if err := s.Store.VoidLinks(ctx, d.ID, m.Member.ID, now); err != nil {
		return err
	}
	id := uuid.New()
	l := &EndorsementLink{TokenHash: s.digest(s.Key.LinkToken(id)), Endorsement: e.ID, Link: id.String(), MadeAt: now, ExpiresAt: *e.ExpiresAt}
	if err := s.Store.AddLink(ctx, l); err != nil {
		return err
	}
	return s.outside(e.Email).tell(ctx, "endorsement.asked", e.ID.String(), s.postData(ctx, d, m, l))
}

// digest is what the tables hold of a token.
func (s *Service) digest(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// postData is what a mail to a post says: whose project, and until when the link works; the link itself is made when it is sent.
func (s *Service) postData(ctx context.Context, d *Detail, m *Museum, l *EndorsementLink) map[string]any {
	zone := "America/New_York"
	if cycle, err := s.Cycles.Cycle(ctx, d.Cycle); err == nil {
		zone = cycle.Zone
	}
	return map[string]any{
		"link": l.Link, "Title": d.Title, "Museum": m.Organization.Name, "Lead": d.leadName(), "Post": m.Endorsement.Post,
		"Until": l.ExpiresAt.UTC().Format(time.RFC3339), "Zone": zone,
	}
}

func (d *Detail) leadName() string {
	for _, m := range d.Museums {
		if m.Member.Lead {
			return m.Organization.Name
		}
	}
	return ""
}

// address is somebody without an account, such as a post or a museum that is asked for the first time.
type address struct {
	s     *Service
	email string
}

func (s *Service) outside(email string) address { return address{s, email} }

func (a address) tell(ctx context.Context, template, subject string, data map[string]any) error {
	return a.s.Store.Write(ctx, a.email, "en", template, subject, data)
}
