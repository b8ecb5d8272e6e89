package notice_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// stage is one house and the people told in it.
type stage struct {
	*pgtest.World
	ctx      context.Context
	notices  *notice.Service
	messages postgres.Messages
	key      account.Key
}

func setUp(t *testing.T) stage {
	t.Helper()
	w := pgtest.New(t)
	key := account.Key{9}
	return stage{w, pgtest.Context(t), &notice.Service{Desk: w.Desk(), Store: postgres.Notices{DB: w.DB}, Key: key}, postgres.Messages{DB: w.DB}, key}
}

func (s stage) person(t *testing.T, email string) (ident.Person, context.Context) {
	t.Helper()
	id := ident.NewPerson()
	if _, err := s.DB.Pool.Exec(s.ctx, "INSERT INTO people (id, email, zone, created_at) VALUES ($1, $2, 'Africa/Nairobi', now())", id, email); err != nil {
		t.Fatal(err)
	}
	return id, auth.As(s.ctx, auth.Actor{Person: id, Email: email})
}

func (s stage) tell(t *testing.T, template string, to ...ident.Person) {
	t.Helper()
	data := map[string]any{"Title": "Water", "Number": "MC-2027-001", "Cycle": "Museums Connect 2027", "Reason": "R", "Receipt": "R7", "Hash": "h", "At": "2027-02-10T14:59:07Z", "Zone": "UTC"}
	if err := s.Desk().Tx(s.ctx, func(ctx context.Context) error { return s.Desk().Outbox.Tell(ctx, template, "app_x", data, to...) }); err != nil {
		t.Fatal(err)
	}
}

func (s stage) states(t *testing.T, p ident.Person) []string {
	t.Helper()
	rows, err := s.DB.Pool.Query(s.ctx, "SELECT template || ' ' || state FROM messages WHERE person_id = $1 ORDER BY queued_at, id", p)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var x string
		if err := rows.Scan(&x); err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

func (s stage) gather(t *testing.T) int {
	t.Helper()
	n, err := s.notices.Gather(auth.As(s.ctx, auth.System("timetable")))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneMailADayCarriesWhatCameBeforeTheMorning(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, acts := s.person(t, "ann@example.org")
	if _, err := s.notices.Choose(acts, notice.ChooseInput{Choices: []notice.Choice{{Kind: "application", Cadence: notify.Daily}}}); err != nil {
		t.Fatal(err)
	}
	s.Clock.Set(time.Date(2027, 2, 10, 15, 0, 0, 0, time.UTC))
	s.tell(t, "application.eligible", ann)
	s.tell(t, "application.received", ann) // a receipt never waits
	s.Clock.Set(time.Date(2027, 2, 10, 16, 0, 0, 0, time.UTC))
	s.tell(t, "application.withdrawn", ann)
	if got := s.states(t, ann); !slices.Equal(got, []string{"application.eligible gathered", "application.received queued", "application.withdrawn gathered"}) {
		t.Fatalf("queued: %v", got)
	}
	if n := s.gather(t); n != 0 {
		t.Errorf("%d mails before the morning", n)
	}
	s.Clock.Set(time.Date(2027, 2, 11, 4, 0, 0, 0, time.UTC)) // seven in Nairobi
	if n := s.gather(t); n != 1 {
		t.Fatalf("%d mails in the morning", n)
	}
	if n := s.gather(t); n != 0 {
		t.Errorf("%d mails when asked again", n)
	}
	var id ident.Message
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT id FROM messages WHERE template = 'notice.digest'").Scan(&id); err != nil {
		t.Fatal(err)
	}
	m, err := s.messages.Message(s.ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	house := mail.House{Name: "Vitrine", BaseURL: "https://grants.example.org", From: "office@example.org", Key: s.key}
	out, err := house.Render(m)
	if err != nil {
		t.Fatal(err)
	}
	first, second := strings.Index(out.Text, "Eligible: Water"), strings.Index(out.Text, "Withdrawn: Water")
	if out.Subject != "2 notices" || first < 0 || second < first || out.Leave != "" || strings.Contains(out.Text, "R7") {
		t.Errorf("%s\n%s", out.Subject, out.Text)
	}
	if err := s.messages.Delivered(s.ctx, id); err != nil {
		t.Fatal(err)
	}
	if got := s.states(t, ann); !slices.Equal(got, []string{"application.eligible sent", "application.received queued", "application.withdrawn sent", "notice.digest sent"}) {
		t.Errorf("after it left: %v", got)
	}
}

func TestOneClickInAMailStopsItsKind(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, acts := s.person(t, "ann@example.org")
	bob, _ := s.person(t, "bob@example.org")
	s.tell(t, "application.eligible", ann)
	var id ident.Message
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT id FROM messages").Scan(&id); err != nil {
		t.Fatal(err)
	}
	m, err := s.messages.Message(s.ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	out, err := mail.House{Name: "Vitrine", BaseURL: "https://grants.example.org", From: "office@example.org", Key: s.key}.Render(m)
	if err != nil {
		t.Fatal(err)
	}
	token, ok := strings.CutPrefix(out.Leave, "https://grants.example.org/notices/leave/")
	if !ok {
		t.Fatalf("no way to leave: %q", out.Leave)
	}
	for name, forged := range map[string]string{"nothing": "", "half of it": token[:20], "another's": account.Key{1}.LeaveToken(ann.UUID(), "application"), "a kind that is always mailed": s.key.LeaveToken(ann.UUID(), "account")} {
		if _, err := s.notices.Leave(s.ctx, forged); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s was answered with %v", name, err)
		}
	}
	if kind, err := s.notices.Leave(s.ctx, token); err != nil || kind != "application" {
		t.Fatalf("%s, %v", kind, err)
	}
	s.tell(t, "application.withdrawn", ann, bob)
	if got := s.states(t, ann); !slices.Equal(got, []string{"application.eligible queued", "application.withdrawn on_site"}) {
		t.Errorf("ann: %v", got)
	}
	if got := s.states(t, bob); !slices.Equal(got, []string{"application.withdrawn queued"}) {
		t.Errorf("bob: %v", got)
	}
	choices, err := s.notices.Choices(acts)
	if err != nil || !slices.Contains(choices, notice.Choice{Kind: "application", Cadence: notify.Never}) || !slices.Contains(choices, notice.Choice{Kind: "program", Cadence: notify.AtOnce}) {
		t.Errorf("%v, %v", choices, err)
	}
}

func TestNoticesAreReadByTheirOwnReaderOnly(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, acts := s.person(t, "ann@example.org")
	bob, bobs := s.person(t, "bob@example.org")
	s.tell(t, "application.eligible", ann, bob)
	var of ident.Message
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT id FROM messages WHERE person_id = $1", bob).Scan(&of); err != nil {
		t.Fatal(err)
	}
	if n, err := s.notices.MarkRead(acts, notice.MarkReadInput{Messages: []ident.Message{of}}); err != nil || n != 1 {
		t.Errorf("%d unread, %v", n, err)
	}
	if n, err := s.notices.Unread(bobs); err != nil || n != 1 {
		t.Errorf("another read bob's: %d, %v", n, err)
	}
	if n, err := s.notices.MarkRead(acts, notice.MarkReadInput{}); err != nil || n != 0 {
		t.Errorf("%d unread, %v", n, err)
	}
	if _, err := s.notices.Unread(s.ctx); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody was answered with %v", err)
	}
	if _, err := s.notices.Choose(acts, notice.ChooseInput{Choices: []notice.Choice{{Kind: "magic", Cadence: notify.Daily}}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown kind was answered with %v", err)
	}
	if _, err := s.notices.Choose(acts, notice.ChooseInput{Choices: []notice.Choice{{Kind: "program", Cadence: "hourly"}}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown cadence was answered with %v", err)
	}
	if _, err := s.notices.Gather(acts); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a person gathered: %v", err)
	}
}

func TestAPrivateCalendarLivesUntilItIsReplacedOrEnded(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, acts := s.person(t, "ann@example.org")
	if _, err := s.notices.Calendar(s.ctx, "anything"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a guess was answered with %v", err)
	}
	first, err := s.notices.RenewCalendarLink(acts)
	if err != nil {
		t.Fatal(err)
	}
	if dates, err := s.notices.Calendar(s.ctx, first.Secret); err != nil || len(dates) != 0 {
		t.Errorf("the address: %v, %v", dates, err)
	}
	second, err := s.notices.RenewCalendarLink(acts)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.notices.Calendar(s.ctx, first.Secret); !fault.Is(err, fault.NotFound) {
		t.Errorf("a replaced address was answered with %v", err)
	}
	if _, err := s.notices.Calendar(s.ctx, second.Secret); err != nil {
		t.Errorf("the new address: %v", err)
	}
	link, err := s.notices.MyCalendarLink(acts)
	if err != nil || link == nil || link.LastUsedOn == nil || strings.Contains(string(link.TokenHash), second.Secret) {
		t.Errorf("%+v, %v", link, err)
	}
	if err := s.notices.RevokeCalendarLink(acts); err != nil {
		t.Fatal(err)
	}
	if _, err := s.notices.Calendar(s.ctx, second.Secret); !fault.Is(err, fault.NotFound) {
		t.Errorf("an ended address was answered with %v", err)
	}
}
