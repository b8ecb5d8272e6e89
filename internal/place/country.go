package place

import (
	"fmt"
	"slices"
	"strings"
)

// Country is an ISO 3166-1 alpha-2 code in capitals; XK is Kosovo.
type Country string

// UnitedStates is the country whose museums lead every partnership.
const UnitedStates Country = "US"

// ParseCountry reads a two- or three-letter code in any case and refuses unknown ones.
func ParseCountry(s string) (Country, error) {
	code := strings.ToUpper(strings.TrimSpace(s))
	if c, ok := countries().iso3[code]; ok {
		return c, nil
	}
	c := Country(code)
	if !c.Valid() {
		return "", fmt.Errorf("country %q: %w", clip(s), ErrUnknown)
	}
	return c, nil
}

// All lists every country in the order of its code; the slice is the caller's.
func All() []Country { return slices.Clone(countries().order) }

// Valid reports whether the code names a country; the empty code does not.
func (c Country) Valid() bool {
	_, ok := countries().facts[c]
	return ok
}

// Name is the country in the language of a BCP 47 locale, English where
// the language is not en, es or zh, the code itself where it is unknown.
func (c Country) Name(locale string) string {
	f, ok := countries().facts[c]
	if !ok {
		return string(c)
	}
	return f.names[languageColumn(locale)]
}

func languageColumn(locale string) int {
	language, _, _ := strings.Cut(strings.ReplaceAll(locale, "_", "-"), "-")
	switch strings.ToLower(language) {
	case "es":
		return 1
	case "zh":
		return 2
	}
	return 0
}

// ISO3 is the ISO 3166-1 alpha-3 code, XKX for Kosovo, empty when unknown.
func (c Country) ISO3() string { return countries().facts[c].iso3 }

// Region is the State Department bureau that covers the country, empty when unknown.
func (c Country) Region() Region { return countries().facts[c].region }

// Capital is roughly where the capital or main settlement lies; false when unknown.
func (c Country) Capital() (Point, bool) {
	f, ok := countries().facts[c]
	return f.capital, ok
}

// String is the code.
func (c Country) String() string { return string(c) }

// MarshalText writes the code; unset is empty and an unknown code is refused.
func (c Country) MarshalText() ([]byte, error) {
	if c != "" && !c.Valid() {
		return nil, fmt.Errorf("country %q: %w", clip(string(c)), ErrUnknown)
	}
	return []byte(c), nil
}

// UnmarshalText reads what MarshalText writes and refuses unknown codes.
func (c *Country) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = ""
		return nil
	}
	parsed, err := ParseCountry(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// clip keeps a stranger's ten-megabyte code out of messages and logs.
func clip(s string) string {
	if len(s) > 12 {
		return s[:12] + "..."
	}
	return s
}
