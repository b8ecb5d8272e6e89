package jobs_test

import (
	"context"
	"errors"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/jobs"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

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

func (s session) Reset()                               {}
func (s session) Logout() error                        { return nil }
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

type stage struct {
	*pgtest.World
	ctx context.Context
}

func setUp(t *testing.T) stage {
	t.Helper()
	return stage{pgtest.New(t), auth.As(pgtest.Context(t), auth.System("test"))}
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

// work begins to work the plan until the test ends.
func (s stage) work(t *testing.T, p *jobs.Plan) {
	t.Helper()
	crew, err := jobs.New(s.DB, p, jobs.Options{Backoff: func(int) time.Duration { return 20 * time.Millisecond }})
	if err != nil {
		t.Fatal(err)
	}
	if err := crew.Start(s.ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := crew.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
}

// until waits for the database to answer true.
func (s stage) until(t *testing.T, question string, args ...any) {
	t.Helper()
	for {
		var yes bool
		if err := s.DB.Pool.QueryRow(s.ctx, question, args...).Scan(&yes); err != nil {
			t.Fatalf("%s: %v", question, err)
		}
		if yes {
			return
		}
		select {
		case <-s.ctx.Done():
			t.Fatalf("never: %s", question)
		case <-time.After(10 * time.Millisecond):
		}
	}
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

type errand struct {
	How string `json:"how"`
}

// Kind names the job in the queue.
func (errand) Kind() string { return "test.errand" }

func TestOnlyWhatARepeatCanMendIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	var tries, strangers atomic.Int64
	p := jobs.NewPlan()
	jobs.Handle(p, func(ctx context.Context, e errand) error {
		if who := auth.Who(ctx); !who.IsSystem() || who.Name != "test.errand" || who.Via != "job" {
			strangers.Add(1)
		}
		switch e.How {
		case "missing":
			return fault.Missing("thing")
		case "forbidden":
			return fault.New(fault.Forbidden, "x", "no")
		case "sent":
			return fault.New(fault.Conflict, "already_sent", "This message has left already.")
		case "busy":
			if tries.Add(1) < 3 {
				return fault.New(fault.Conflict, "busy", "Try again.")
			}
		case "panic":
			panic("by mistake")
		}
		return nil
	})
	for _, how := range []string{"missing", "forbidden", "sent", "busy", "fine", "panic"} {
		if err := s.Desk().Enqueue(s.ctx, errand{how}); err != nil {
			t.Fatal(err)
		}
	}
	s.work(t, p)
	for how, state := range map[string]string{"missing": "cancelled", "forbidden": "cancelled", "sent": "completed", "busy": "completed", "fine": "completed"} {
		s.until(t, "SELECT bool_and(state::text = $2) FROM river_job WHERE args->>'how' = $1", how, state)
	}
	s.until(t, "SELECT max(attempt) >= 2 FROM river_job WHERE args->>'how' = 'panic'")
	if tries.Load() != 3 || strangers.Load() != 0 {
		t.Errorf("%d tries, %d by strangers", tries.Load(), strangers.Load())
	}
}

func TestAKindHasOneHandler(t *testing.T) {
	t.Parallel()
	p := jobs.NewPlan()
	for range 2 {
		jobs.Handle(p, func(context.Context, errand) error { return nil })
	}
	if _, err := jobs.New(nil, p, jobs.Options{}); err == nil {
		t.Error("a kind handled twice was taken")
	}
}

func TestTheTimetableBeginsAtOnce(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	if _, err := s.DB.Pool.Exec(s.ctx, "INSERT INTO sessions (token, data, expires_at) VALUES ('old', '', $1), ('new', '', $2)",
		s.Clock.Now().Add(-time.Second), s.Clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	p := jobs.NewPlan()
	jobs.Keep(p, postgres.Sessions{DB: s.DB})
	s.work(t, p)
	s.until(t, "SELECT count(*) = 1 FROM sessions")
}

func TestStaffSeeHowTheQueueGetsOn(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	for range 2 {
		if err := s.Desk().Enqueue(s.ctx, errand{"x"}); err != nil {
			t.Fatal(err)
		}
	}
	board := jobs.Board{Queue: postgres.Queue{DB: s.DB}}
	counts, err := board.Counts(s.ctx)
	if err != nil || len(counts) != 1 || counts[0] != (postgres.JobCount{Kind: "test.errand", State: "available", Count: 2}) {
		t.Errorf("%+v, %v", counts, err)
	}
	nobody := auth.As(s.ctx, auth.Actor{Person: ident.NewPerson()})
	if _, err := board.Counts(nobody); !fault.Is(err, fault.Forbidden) {
		t.Errorf("anybody sees the queue: %v", err)
	}
}

func TestARefusedUseCaseLeavesNoJob(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	no := errors.New("no")
	err := s.Desk().Tx(s.ctx, func(ctx context.Context) error {
		if err := s.Desk().Enqueue(ctx, desk.Job(errand{"x"})); err != nil {
			return err
		}
		return no
	})
	if !errors.Is(err, no) {
		t.Fatal(err)
	}
	s.until(t, "SELECT count(*) = 0 FROM river_job")
}
