package server

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Sessions are signed-in browsers, kept in Postgres and named by a cookie.
type Sessions struct{ m *scs.SessionManager }

// Keys of what a session remembers.
const (
	personKey  = "person"
	awaitedKey = "awaited"
	provedKey  = "proved"
	noticeKey  = "notice"
)

// NewSessions names the cookie __Host-vitrine behind TLS, and vitrine without it.
func NewSessions(store scs.Store, secure bool) *Sessions {
	m := scs.New()
	m.Store = store
	m.Lifetime = 12 * time.Hour
	m.HashTokenInStore = true
	m.Cookie.Name = "vitrine"
	if secure {
		m.Cookie.Name = "__Host-vitrine"
	}
	m.Cookie.Secure = secure
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	return &Sessions{m}
}

// PersonOf reads whose a kept session is, for the store; nobody's where it cannot be read.
func PersonOf(data []byte) ident.Person {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return ident.Person{}
	}
	text, _ := values[personKey].(string)
	if awaited, ok := values[awaitedKey].(string); ok {
		text = awaited
	}
	id, _ := ident.Parse[ident.PersonKind](text)
	return id
}

// Begin signs a person in under a new token, so that an old one cannot be fixed beforehand.
func (s *Sessions) Begin(ctx context.Context, p ident.Person, proved bool) error {
	if err := s.m.RenewToken(ctx); err != nil {
		return err
	}
	s.m.Remove(ctx, awaitedKey)
	s.m.Put(ctx, personKey, p.String())
	s.m.Put(ctx, provedKey, proved)
	return nil
}

// Await remembers who showed a password or a link and has a second factor still to show; until then nobody is signed in.
func (s *Sessions) Await(ctx context.Context, p ident.Person) error {
	if err := s.m.RenewToken(ctx); err != nil {
		return err
	}
	s.m.Remove(ctx, personKey)
	s.m.Remove(ctx, provedKey)
	s.m.Put(ctx, awaitedKey, p.String())
	return nil
}

// Awaited is who has a second factor still to show; absent when nobody has.
func (s *Sessions) Awaited(ctx context.Context) ident.Person {
	id, _ := ident.Parse[ident.PersonKind](s.m.GetString(ctx, awaitedKey))
	return id
}

// End forgets everything about the browser.
func (s *Sessions) End(ctx context.Context) error { return s.m.Destroy(ctx) }

// Person is who is signed in and whether a second factor was proved; absent when nobody is.
func (s *Sessions) Person(ctx context.Context) (ident.Person, bool) {
	id, err := ident.Parse[ident.PersonKind](s.m.GetString(ctx, personKey))
	if err != nil {
		return ident.Person{}, false
	}
	return id, s.m.GetBool(ctx, provedKey)
}

// again is Person, read anew from where sessions are kept.
func (s *Sessions) again(ctx context.Context) (ident.Person, bool, error) {
	token := s.m.Token(ctx)
	if token == "" {
		return ident.Person{}, false, nil
	}
	bare, stop := context.WithTimeout(context.Background(), 10*time.Second) // without what this request has read
	defer stop()
	fresh, err := s.m.Load(bare, token)
	if err != nil {
		return ident.Person{}, false, err
	}
	p, proved := s.Person(fresh)
	return p, proved, nil
}

// Prove notes that the second factor was shown, and signs in who was awaited.
func (s *Sessions) Prove(ctx context.Context) error {
	if p := s.Awaited(ctx); !p.IsZero() {
		return s.Begin(ctx, p, true)
	}
	if err := s.m.RenewToken(ctx); err != nil {
		return err
	}
	s.m.Put(ctx, provedKey, true)
	return nil
}

// Note leaves words for the next page.
func (s *Sessions) Note(ctx context.Context, words string) { s.m.Put(ctx, noticeKey, words) }

// Notice takes the words left for this page.
func (s *Sessions) Notice(ctx context.Context) string { return s.m.PopString(ctx, noticeKey) }

// Put remembers a short text for the browser; Take reads it once.
func (s *Sessions) Put(ctx context.Context, key, value string) { s.m.Put(ctx, "x-"+key, value) }

// Take reads a remembered text and forgets it.
func (s *Sessions) Take(ctx context.Context, key string) string { return s.m.PopString(ctx, "x-"+key) }

// Peek reads a remembered text and keeps it.
func (s *Sessions) Peek(ctx context.Context, key string) string { return s.m.GetString(ctx, "x-"+key) }
