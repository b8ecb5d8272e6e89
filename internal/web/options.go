package web

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// worded are the values of a field with their words in the reader's language, after those that stand before them all.
func worded[T ~string](p view.Page, family catalog.Key, all []T, before ...view.Option) []view.Option {
	out := slices.Clone(before)
	for _, v := range all {
		out = append(out, view.Option{Value: string(v), Label: p.Choice(family, string(v))})
	}
	return out
}

// museumOptions are museums of an award to choose from.
func museumOptions(all []*agreement.Party) []view.Option {
	out := make([]view.Option, len(all))
	for i, m := range all {
		out[i] = view.Option{Value: m.Organization.String(), Label: m.Name}
	}
	return out
}
