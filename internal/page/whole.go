package page

import (
	"context"
	"slices"
)

// Of makes a page of a list that is known whole. The key of a row is where it stands: keys, part by part as text, are in
// the order of the list and no two are the same, so a cursor stays good when its own row is gone.
func Of[T any](a Args, rows []T, width int, key func(T) []string) (*Connection[T], error) {
	c, err := a.Check(width)
	if err != nil {
		return nil, err
	}
	from, to := 0, len(rows)
	for i, r := range rows {
		if c.Key == nil {
			break
		}
		switch d := slices.Compare(key(r), c.Key); {
		case c.Backward && d >= 0 && i < to:
			to = i
		case !c.Backward && d <= 0:
			from = i + 1
		}
	}
	total := func(context.Context) (int, error) { return len(rows), nil }
	if c.Backward {
		part := slices.Clone(rows[max(to-c.Limit-1, 0):to])
		slices.Reverse(part)
		return New(c, part, key, total), nil
	}
	return New(c, slices.Clone(rows[from:min(from+c.Limit+1, to)]), key, total), nil
}
