package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Sender takes a mail to where it goes; an error that is ErrRefused stays one however often it is tried.
type Sender interface {
	Send(ctx context.Context, m *Mail) error
}

// ErrRefused marks a mail that its server will never take, such as to a mailbox that is not there.
var ErrRefused = errors.New("refused for good")

// patience is how long a mail server may take for one mail.
const patience = 30 * time.Second

func (m *Mail) message() *gomail.Msg {
	g := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	g.FromMailAddress(m.From)
	g.AddToMailAddress(m.To)
	g.Subject(m.Subject)
	g.SetMessageIDWithValue(m.ID)
	g.SetDateWithValue(m.At)
	g.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Leave != "" {
		g.SetGenHeader("List-Unsubscribe", "<"+m.Leave+">")
		g.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	g.SetBodyString(gomail.TypeTextPlain, m.Text)
	g.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	if m.Calendar != "" {
		g.AddAlternativeString(gomail.ContentType("text/calendar; method="+m.CalendarMethod), m.Calendar)
		_ = g.AttachReader("invitation.ics", strings.NewReader(m.Calendar), gomail.WithFileContentType(gomail.ContentType("application/ics")))
	}
	return g
}

// SMTP hands mails to a server.
type SMTP struct {
	host    string
	options []gomail.Option
}

// NewSMTP reads smtp://user:password@host:587, which insists on STARTTLS except on this machine,
// or smtps://host:465, which begins with TLS.
func NewSMTP(address string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, errors.New("read mail server: not an address such as smtp://user:password@host:587")
	}
	ip := net.ParseIP(u.Hostname())
	near := u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
	port := 587
	policy := gomail.TLSMandatory
	if near {
		policy = gomail.TLSOpportunistic
	}
	o := []gomail.Option{gomail.WithTimeout(patience), gomail.WithTLSConfig(&tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12})}
	if u.Scheme == "smtps" {
		port = 465
		o = append(o, gomail.WithSSL())
	} else {
		o = append(o, gomail.WithTLSPolicy(policy))
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("read mail server: %w", err)
		}
	}
	o = append(o, gomail.WithPort(port))
	if name := u.User.Username(); name != "" {
		password, _ := u.User.Password()
		o = append(o, gomail.WithUsername(name), gomail.WithPassword(password), gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover))
	}
	return &SMTP{u.Hostname(), o}, nil
}

// Send speaks with the server once; what it had accepted before a later complaint counts as sent.
func (s *SMTP) Send(ctx context.Context, m *Mail) error {
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	g := m.message()
	err = client.DialAndSendWithContext(ctx, g)
	if err == nil || g.IsDelivered() {
		return nil
	}
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.Reason == gomail.ErrSMTPRcptTo && !refused.IsTemp() {
		return fmt.Errorf("send mail: %w: %w", ErrRefused, err)
	}
	return fmt.Errorf("send mail: %w", err)
}

// Folder writes each mail into a directory instead, for a demo and where no server is named.
type Folder struct{ Dir string }

// Send writes a file named by the message, so that a repeat replaces it.
func (f Folder) Send(_ context.Context, m *Mail) (err error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	out, err := os.CreateTemp(f.Dir, ".mail-")
	if err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("keep mail: %w", err), os.Remove(out.Name()))
		}
	}()
	_, err = m.message().WriteTo(out)
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	name, _, _ := strings.Cut(filepath.Base(m.ID), "@")
	return os.Rename(out.Name(), filepath.Join(f.Dir, name+".eml"))
}

// New is the SMTP server of an address, or a folder where there is none.
func New(address, dir string) (Sender, error) {
	if address == "" {
		return Folder{dir}, nil
	}
	return NewSMTP(address)
}
