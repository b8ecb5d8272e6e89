package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// witness remembers whose session was last written.
type witness struct {
	*memstore.MemStore
	owner ident.Person
}

// Commit reads the owner as the store of the house does.
func (w *witness) Commit(token string, data []byte, expiry time.Time) error {
	w.owner = PersonOf(data)
	return w.MemStore.Commit(token, data, expiry)
}

func TestAKeptSessionTellsWhoseItIs(t *testing.T) {
	t.Parallel()
	store := &witness{MemStore: memstore.New()}
	sessions := NewSessions(store, false)
	person := ident.NewPerson()
	begin := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := sessions.Begin(r.Context(), person, false); err != nil {
			t.Error(err)
		}
	})
	sessions.m.LoadAndSave(begin).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	if store.owner != person {
		t.Errorf("the session is kept as %s's, not %s's", store.owner, person)
	}
	if !PersonOf([]byte("damaged")).IsZero() {
		t.Error("a damaged session is somebody's")
	}
}

func TestWhoIsAwaitedIsNobodyUntilTheSecondFactor(t *testing.T) {
	t.Parallel()
	store := &witness{MemStore: memstore.New()}
	sessions := NewSessions(store, false)
	person := ident.NewPerson()
	steps := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if err := sessions.Await(ctx, person); err != nil {
			t.Error(err)
		}
		if p, _ := sessions.Person(ctx); !p.IsZero() || sessions.Awaited(ctx) != person {
			t.Errorf("awaited %s, signed in %s", sessions.Awaited(ctx), p)
		}
		if r.URL.Path == "/await" {
			return
		}
		if err := sessions.Prove(ctx); err != nil {
			t.Error(err)
		}
		if p, proved := sessions.Person(ctx); p != person || !proved || !sessions.Awaited(ctx).IsZero() {
			t.Errorf("signed in %s, proved %t, awaited %s", p, proved, sessions.Awaited(ctx))
		}
	})
	for _, path := range []string{"/await", "/prove"} {
		store.owner = ident.Person{}
		sessions.m.LoadAndSave(steps).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
		if store.owner != person {
			t.Errorf("%s: the session is kept as %s's, not %s's", path, store.owner, person)
		}
	}
}
