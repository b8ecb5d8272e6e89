package office_test

import (
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// expenseReads are the reads of what is spent of awards and given beside them.
func expenseReads() []read {
	all := page.First(100)
	return []read{
		{"Expense.Expense", each("expenses ORDER BY id")},
		{"Expense.Expenses", and(with(expense.Filter{}, expense.Filter{State: expense.Submitted}), all)},
		{"Expense.File", each("expenses ORDER BY id")},
		{"Expense.Contribution", each("contributions ORDER BY id")},
		{"Expense.Contributions", and(with(expense.ShareFilter{}, expense.ShareFilter{State: expense.Verified}), all)},
		{"Expense.ShareFile", each("contributions ORDER BY id")},
		{"Expense.JudgeContribution", each("contributions ORDER BY id")},
		{"Expense.Approvals", each("awards" + lately)},
		{"Expense.Postings", and(postingsOfAwards, all)},
	}
}

func postingsOfAwards(h *house) []call {
	var out []call
	for _, id := range h.any(`SELECT id FROM awards` + lately) {
		out = append(out, call{expense.PostingFilter{Award: ident.From[ident.AwardKind](id)}})
	}
	return out
}
