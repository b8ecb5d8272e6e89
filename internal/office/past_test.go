package office_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// past is a history told once: secrets change copies of it, and what it answers itself is asked once.
type past struct {
	still   *house // is copied, so nobody is connected to it
	read    *house // answers, and nobody changes it
	mu      sync.Mutex
	answers map[string]func() any
}

// pastOf keeps a world as it stands.
func pastOf(t *testing.T, still *house) *past {
	return &past{still: still, read: still.twin(t), answers: map[string]func() any{}}
}

// ask is what the past answers somebody; what was asked before is not asked again.
func (p *past) ask(h *house, as auth.Actor, name string, calls []call) map[string]any {
	return answers(calls, func(c call) any {
		h.t.Helper()
		told, err := json.Marshal(c)
		if err != nil {
			h.t.Fatal(err)
		}
		key := as.Person.String() + " " + name + " " + string(told)
		p.mu.Lock()
		once, ok := p.answers[key]
		if !ok {
			once = sync.OnceValue(func() any { return h.answer(auth.As(h.ctx, as), name, c) })
			p.answers[key] = once
		}
		p.mu.Unlock()
		return once()
	})
}

// in is the same world for a part of a test, asked in its time.
func (h *house) in(t *testing.T) *house {
	x := *h
	x.t, x.ctx = t, pgtest.Context(t)
	return &x
}

// worlds are the two that differ in a secret, and how the first answers.
func (p *past) worlds(t *testing.T, s secret) (here, there *house, asks func(auth.Actor, string, []call) map[string]any) {
	if s.given == nil {
		here = p.read.in(t)
		return here, p.still.twin(t), func(as auth.Actor, name string, calls []call) map[string]any { return p.ask(here, as, name, calls) }
	}
	here = p.still.twin(t)
	s.given(here)
	return here, here.twin(t), func(as auth.Actor, name string, calls []call) map[string]any {
		return here.ask(auth.As(here.ctx, as), name, calls)
	}
}
