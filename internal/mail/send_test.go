package mail_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/vitrine-grants/vitrine/internal/mail"
)

// mailbox is a mail server on loopback that keeps what it takes.
type mailbox struct {
	mu     sync.Mutex
	taken  []string
	refuse *smtp.SMTPError
}

type session struct{ box *mailbox }

func (s session) Reset()                               {}
func (s session) Logout() error                        { return nil }
func (s session) Mail(string, *smtp.MailOptions) error { return nil }

func (s session) Rcpt(string, *smtp.RcptOptions) error {
	if s.box.refuse != nil {
		return s.box.refuse
	}
	return nil
}

func (s session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.taken = append(s.box.taken, string(b))
	return err
}

func open(t *testing.T, box *mailbox) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return session{box}, nil }))
	server.Domain = "localhost"
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return "smtp://" + l.Addr().String()
}

func TestAMailReachesItsServer(t *testing.T) {
	t.Parallel()
	box := &mailbox{}
	sender, err := mail.New(open(t, box), "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := house.Render(message("application.received", "zh-Hans"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if len(box.taken) != 1 || !strings.Contains(box.taken[0], "Message-ID: <"+m.ID+">") || !strings.Contains(box.taken[0], "To: <ann@example.org>") {
		t.Errorf("taken: %v", box.taken)
	}
}

func TestOnlyAMailboxThatIsNotThereIsRefusedForGood(t *testing.T) {
	t.Parallel()
	m, err := house.Render(message("application.received", "en"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		refuse *smtp.SMTPError
		good   bool
	}{
		"no such mailbox": {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}, true},
		"a full mailbox":  {&smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "full"}, false},
	} {
		sender, err := mail.NewSMTP(open(t, &mailbox{refuse: c.refuse}))
		if err != nil {
			t.Fatal(err)
		}
		if err := sender.Send(t.Context(), m); err == nil || errors.Is(err, mail.ErrRefused) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
	down, err := mail.NewSMTP("smtp://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if err := down.Send(t.Context(), m); err == nil || errors.Is(err, mail.ErrRefused) {
		t.Errorf("a server that is down: %v", err)
	}
}

func TestMailServersAreNamedByURL(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"smtp://mail.example.org", "smtps://me:secret@mail.example.org:465"} {
		if _, err := mail.NewSMTP(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"mail.example.org:25", "https://mail.example.org", "smtp://", "smtp://me:hunter2@%zz"} {
		if _, err := mail.NewSMTP(bad); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
