package view

// BudgetTable is a budget by category and source; Editable cells are inputs.
type BudgetTable struct {
	Caption  string
	Currency string
	Columns  []string // the sources: grant US, grant partner, cost share ...
	Lines    []BudgetLine
	Totals   []BudgetCell // one for each column, then the total of totals
	Editable bool
}

// BudgetLine is one category with a cell for each column and its total.
type BudgetLine struct {
	Label string
	Hint  string
	Cells []BudgetCell
	Total string
}

// BudgetCell is an amount: Text to read, or Name and Value to edit.
type BudgetCell struct {
	Text  string
	Name  string
	Value string // decimal text such as 1234.50
	Error string
}

func (c BudgetCell) error(p Page) string {
	if c.Error != "" || c.Name == "" {
		return c.Error
	}
	return p.Error(c.Name)
}
