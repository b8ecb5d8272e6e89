package place

import (
	_ "embed"
	"strings"
	"sync"
	"time"
)

//go:embed zones.tsv
var zoneFile string

// Main zones: a country's is its capital's, a US state's is where most of it lives; names are IANA's.
var zoneNames = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(zoneFile) {
		code, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out[code] = name
	}
	return out
})

// Zone is the main time zone of a country, or of a state within the United States; nil where the lists name none.
func Zone(c Country, s State) *time.Location {
	name := zoneNames()[string(c)]
	if of := zoneNames()[string(c)+"-"+string(s)]; s != "" && of != "" {
		name = of
	}
	if name == "" {
		return nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return z
}
