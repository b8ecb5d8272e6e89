package web

import (
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func reviewKindOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, k := range program.ReviewKinds() {
		out = append(out, view.Option{Value: string(k), Label: p.Choice("compose.review.kind", string(k)), Hint: p.Choice("review.kind.lead", string(k))})
	}
	return out
}

func criterionKindOptions(p view.Page) []view.Option {
	return worded(p, "review.criterion.kind", program.CriterionKinds())
}

// leastText is how long a comment on the criterion itself is asked to be, empty where the cycle says it.
func leastText(k *program.Criterion) string {
	if k.Least == nil {
		return ""
	}
	return strconv.Itoa(*k.Least)
}
