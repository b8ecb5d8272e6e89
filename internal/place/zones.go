package place

import (
	"maps"
	"slices"
)

// Zones are the main zones of all countries and US states by IANA name, each once, for a reader to choose from.
func Zones() []string {
	return slices.Compact(slices.Sorted(maps.Values(zoneNames())))
}
