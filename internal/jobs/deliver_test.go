package jobs_test

import (
	"context"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/jobs"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// mailbox is a mail server on loopback that can be down.
type mailbox struct {
	net.Listener
	down  atomic.Bool
	tried atomic.Int64
	mu    sync.Mutex
	taken []string // To and Message-ID, in the order taken
}

// Accept hangs up at once while the server is down.
func (b *mailbox) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil || !b.down.Load() {
			return c, err
		}
		b.tried.Add(1)
		_ = c.Close()
	}
}

func (b *mailbox) mails() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.taken...)
}

type session struct{ box *mailbox }

func (s session) Reset() {}

func (s session) Logout() error { return nil }

func (s session) Mail(string, *smtp.MailOptions) error { return nil }

func (s session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "gone@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	return nil
}

func (s session) Data(r io.Reader) error {
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.taken = append(s.box.taken, m.Header.Get("To")+" "+m.Header.Get("Message-ID"))
	return nil
}

func open(t *testing.T) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box := &mailbox{Listener: l}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return session{box}, nil }))
	server.Domain = "localhost"
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(box)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return box
}

func (s stage) person(t *testing.T, email string) ident.Person {
	t.Helper()
	id := ident.NewPerson()
	if _, err := s.DB.Pool.Exec(s.ctx, "INSERT INTO people (id, email, created_at) VALUES ($1, $2, now())", id, email); err != nil {
		t.Fatal(err)
	}
	return id
}

func (s stage) tell(t *testing.T, template string, to ident.Person) {
	t.Helper()
	data := map[string]any{"Title": "T", "Number": "N", "Cycle": "C", "Reason": "R"}
	err := s.Desk().Tx(s.ctx, func(ctx context.Context) error { return s.Desk().Outbox.Tell(ctx, template, "app_x", data, to) })
	if err != nil {
		t.Fatal(err)
	}
}

func (s stage) postman(t *testing.T, box *mailbox) jobs.Postman {
	t.Helper()
	sender, err := mail.NewSMTP("smtp://" + box.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	house := mail.House{Name: "Vitrine", BaseURL: "http://localhost", From: "office@example.org", Key: account.Key{1}}
	return jobs.Postman{Messages: postgres.Messages{DB: s.DB}, House: house, Sender: sender}
}

func TestMailsWaitForTheirServerAndThenLeaveOnceAndInOrder(t *testing.T) {
	t.Parallel()
	s, box := setUp(t), open(t)
	box.down.Store(true)
	ann, bob := s.person(t, "ann@example.org"), s.person(t, "bob@example.org")
	for range 3 {
		s.tell(t, "application.eligible", ann)
		s.tell(t, "application.withdrawn", bob)
	}
	p := jobs.NewPlan()
	jobs.Handle(p, s.postman(t, box).Deliver)
	s.work(t, p)
	s.until(t, "SELECT bool_or(attempts >= 2 AND last_error <> '') FROM messages")
	if box.tried.Load() == 0 || len(box.mails()) != 0 {
		t.Fatalf("a server that is down took %v", box.mails())
	}
	box.down.Store(false)
	s.until(t, "SELECT bool_and(state = 'sent' AND sent_at IS NOT NULL AND last_error = '') FROM messages")
	s.until(t, "SELECT bool_and(state = 'completed') FROM river_job")
	rows, err := s.DB.Pool.Query(s.ctx, "SELECT id, email FROM messages ORDER BY queued_at, id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	want := map[string][]string{}
	for rows.Next() {
		var id ident.Message
		var email string
		if err := rows.Scan(&id, &email); err != nil {
			t.Fatal(err)
		}
		want[email] = append(want[email], "<"+email+"> <"+id.String()+"@example.org>")
	}
	got := map[string][]string{}
	for _, m := range box.mails() {
		email := strings.Trim(strings.Fields(m)[0], "<>")
		got[email] = append(got[email], m)
	}
	for email := range want {
		if strings.Join(got[email], ", ") != strings.Join(want[email], ", ") {
			t.Errorf("%s got %v, want %v", email, got[email], want[email])
		}
	}
}

func TestAMessageThatCannotLeaveDoesNotHoldUpTheNext(t *testing.T) {
	t.Parallel()
	s, box := setUp(t), open(t)
	ann, gone := s.person(t, "ann@example.org"), s.person(t, "gone@example.org")
	s.tell(t, "nobody.wrote_this", ann)
	s.tell(t, "application.eligible", ann)
	s.tell(t, "application.eligible", gone)
	post := s.postman(t, box)
	p := jobs.NewPlan()
	jobs.Handle(p, post.Deliver)
	s.work(t, p)
	s.until(t, "SELECT count(*) = 3 FROM messages WHERE state IN ('sent', 'failed')")
	s.until(t, "SELECT count(*) = 2 FROM messages WHERE state = 'failed' AND last_error <> ''")
	if got := box.mails(); len(got) != 1 || !strings.HasPrefix(got[0], "<ann@") {
		t.Errorf("taken: %v", got)
	}
	var id ident.Message
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT id FROM messages WHERE state = 'sent'").Scan(&id); err != nil {
		t.Fatal(err)
	}
	if err := post.Deliver(s.ctx, notify.Deliver{Message: id}); err != nil || len(box.mails()) != 1 {
		t.Errorf("a repeated job sent again: %v, %v", box.mails(), err)
	}
}

func TestOneMailLeavesOnceHoweverManyDeliverIt(t *testing.T) {
	t.Parallel()
	s, box := setUp(t), open(t)
	s.tell(t, "application.eligible", s.person(t, "ann@example.org"))
	var id ident.Message
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT id FROM messages").Scan(&id); err != nil {
		t.Fatal(err)
	}
	post := s.postman(t, box)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := post.Deliver(s.ctx, notify.Deliver{Message: id}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := box.mails(); len(got) != 1 {
		t.Errorf("taken: %v", got)
	}
}
