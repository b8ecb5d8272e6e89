package people

import (
	"reflect"
	"slices"
	"strings"
)

// unsaidChanges follow from other fields, or from the change itself.
var unsaidChanges = []string{"edited_at", "version", "name_key", "stem_key", "local_key", "domain", "phone_key"}

// change is one field as it was and as it is.
type change struct {
	Was any `json:"was"`
	Now any `json:"now"`
}

// changes are the columns in which two records of an organization differ, for the audit log.
func changes(was, now *Organization) map[string]change {
	out := map[string]change{}
	a, b := reflect.ValueOf(was).Elem(), reflect.ValueOf(now).Elem()
	for i := range a.NumField() {
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("bun"), ",")
		if slices.Contains(unsaidChanges, name) {
			continue
		}
		if x, y := a.Field(i).Interface(), b.Field(i).Interface(); !reflect.DeepEqual(x, y) {
			out[name] = change{x, y}
		}
	}
	return out
}
