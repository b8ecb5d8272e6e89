package place

import (
	"fmt"
	"slices"
	"strings"
)

// State is the two-letter postal code of a US state, district or territory.
type State string

// StateKind tells states from the district and the territories.
type StateKind string

// The three kinds of places with a US postal code.
const (
	KindState     StateKind = "state"
	KindDistrict  StateKind = "district"
	KindTerritory StateKind = "territory"
)

// ParseState reads a postal code or an English name in any case and refuses others.
func ParseState(s string) (State, error) {
	trimmed := strings.TrimSpace(s)
	code := State(strings.ToUpper(trimmed))
	if code.Valid() {
		return code, nil
	}
	t := states()
	for _, st := range t.order {
		if strings.EqualFold(t.facts[st].name, trimmed) {
			return st, nil
		}
	}
	return "", fmt.Errorf("state %q: %w", clip(s), ErrUnknown)
}

// States lists the states, the district and the territories in FIPS order.
func States() []State { return slices.Clone(states().order) }

// Valid reports whether the code is a state, the district or a territory.
func (s State) Valid() bool {
	_, ok := states().facts[s]
	return ok
}

// Name is the English name, the code itself when unknown.
func (s State) Name() string {
	if f, ok := states().facts[s]; ok {
		return f.name
	}
	return string(s)
}

// Kind is state, district or territory, empty when unknown.
func (s State) Kind() StateKind { return states().facts[s].kind }

// FIPS is the two-digit Federal Information Processing code, empty when unknown.
func (s State) FIPS() string { return states().facts[s].fips }

// Center is roughly the middle of the state; false when unknown.
func (s State) Center() (Point, bool) {
	f, ok := states().facts[s]
	return f.center, ok
}

// String is the postal code.
func (s State) String() string { return string(s) }

// MarshalText writes the code; unset is empty and an unknown code is refused.
func (s State) MarshalText() ([]byte, error) {
	if s != "" && !s.Valid() {
		return nil, fmt.Errorf("state %q: %w", clip(string(s)), ErrUnknown)
	}
	return []byte(s), nil
}

// UnmarshalText reads what MarshalText writes and refuses unknown codes.
func (s *State) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = ""
		return nil
	}
	parsed, err := ParseState(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}
