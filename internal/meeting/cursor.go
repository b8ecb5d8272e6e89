package meeting

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// cursor is where a viewer's events end: how many they were told, and by which knowledge of what they may not see.
// It counts what was told and nothing else, so that no gap tells of what was not.
func cursor(told int, hidden map[ident.MeetingItem]bool) string {
	var ids []string
	for id := range hidden {
		ids = append(ids, id.String())
	}
	slices.Sort(ids)
	sum := sha256.Sum256([]byte(strings.Join(ids, " ")))
	return strconv.Itoa(told) + "." + hex.EncodeToString(sum[:6])
}

// Update is what is new to a viewer since a cursor, and the room as it is now.
type Update struct {
	Room   *Room
	Events []*Told // not told before
	Reset  bool    // what was told before no longer holds; the events are all there are
}

// Since is what a viewer has not been told. An empty cursor asks for everything; one that was given before a conflict
// was found or lifted, or in another meeting, asks for everything anew.
func (r *Room) Since(after string) *Update {
	told, mark, _ := strings.Cut(after, ".")
	_, now, _ := strings.Cut(r.Cursor, ".")
	n, err := strconv.Atoi(told)
	if after == "" {
		return &Update{Room: r, Events: r.Events}
	}
	if err != nil || mark != now || n < 0 || n > len(r.Events) {
		return &Update{Room: r, Events: r.Events, Reset: true}
	}
	return &Update{Room: r, Events: r.Events[n:]}
}
