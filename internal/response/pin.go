package response

import (
	"sync"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// mostPins bounds what is remembered; a subject that was forgotten costs its next save one statement more.
const mostPins = 20_000

// pins remember which form a subject answers. They are a guess: the statement that writes makes sure of it.
type pins struct {
	mu    sync.Mutex
	forms map[string]ident.Form
}

func (p *pins) of(subject string) (ident.Form, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, ok := p.forms[subject]
	return id, ok
}

func (p *pins) set(subject string, id ident.Form) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.forms == nil || len(p.forms) >= mostPins {
		p.forms = map[string]ident.Form{}
	}
	p.forms[subject] = id
}

func (p *pins) forget(subject string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.forms, subject)
}
