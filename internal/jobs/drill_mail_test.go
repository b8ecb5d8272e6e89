//go:build drill

package jobs_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/jobs"
)

// second is one second of the drill's hour, so that the hour and the growing waits between tries take moments.
const second = time.Millisecond

// TestDrillMailServerDown lets mails gather for an hour of the house's clock while their server is down; afterwards each
// must leave once, each person's in order.
func TestDrillMailServerDown(t *testing.T) {
	s, box := setUp(t), open(t)
	box.down.Store(true)
	var to []ident.Person
	for i := range 20 {
		to = append(to, s.person(t, fmt.Sprintf("person%02d@example.org", i)))
	}
	plan := jobs.NewPlan()
	jobs.Handle(plan, s.postman(t, box).Deliver)
	// The queue's own waits: the fourth power of the try, in seconds, which reach an hour with the eighth.
	crew, err := jobs.New(s.DB, plan, jobs.Options{Backoff: func(try int) time.Duration { return time.Duration(try*try*try*try) * second }})
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
	begun := s.Clock.Now()
	for minute := range 60 {
		s.Clock.Set(begun.Add(time.Duration(minute) * time.Minute))
		for i := range 5 {
			s.tell(t, "application.eligible", to[(minute+7*i)%len(to)])
		}
		time.Sleep(60 * second)
	}
	s.Clock.Set(begun.Add(time.Hour))
	tried := box.tried.Load()
	if tried == 0 || len(box.mails()) != 0 {
		t.Fatalf("a server that is down was tried %d times and took %v", tried, box.mails())
	}
	box.down.Store(false)
	s.until(t, "SELECT bool_and(state = 'sent' AND sent_at IS NOT NULL) FROM messages")
	s.until(t, "SELECT bool_and(state = 'completed') FROM river_job")
	mails := s.inOrder(t, box)
	t.Logf("VERDICT %d mails to %d people gathered in an hour, %d tries in vain; afterwards each left once, each person's in order", mails, len(to), tried)
}

// inOrder holds that the mailbox took every message once, and each person's in the order they were queued.
func (s stage) inOrder(t *testing.T, box *mailbox) (mails int) {
	t.Helper()
	rows, err := s.DB.Pool.Query(s.ctx, "SELECT id, email FROM messages ORDER BY queued_at, id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	want, got := map[string][]string{}, map[string][]string{}
	for rows.Next() {
		var id ident.Message
		var email string
		if err := rows.Scan(&id, &email); err != nil {
			t.Fatal(err)
		}
		want[email] = append(want[email], "<"+email+"> <"+id.String()+"@example.org>")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, m := range box.mails() {
		email := strings.Trim(strings.Fields(m)[0], "<>")
		got[email] = append(got[email], m)
		mails++
	}
	if len(got) != len(want) {
		t.Errorf("%d people got mails, not %d", len(got), len(want))
	}
	for email := range want {
		if strings.Join(got[email], ", ") != strings.Join(want[email], ", ") {
			t.Errorf("%s got %v, want %v", email, got[email], want[email])
		}
	}
	return mails
}
