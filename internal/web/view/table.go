package view

import "github.com/a-h/templ"

// Table is rows that read like print. Cells are components: Text, Link, Cash, Badge or the page's own.
type Table struct {
	Caption     string
	HideCaption bool // when a heading right above says the same
	Columns     []Column
	Rows        []Row
	Foot        []Row // totals
	Stacked     bool  // below 640 px each row becomes a card; otherwise the table scrolls sideways
	Empty       Empty // what to do when there are no rows
}

// Column is one heading; Numeric columns are right-aligned with tabular figures.
type Column struct {
	Title   string
	Numeric bool
	Hidden  bool   // the title is read, not shown, as over a column of actions
	SortURL string // where a click sorts; empty when the column does not sort
	Sorted  string // "ascending" or "descending" when rows are in this order
}

// Row is one line; its first cell names it.
type Row struct {
	Cells []templ.Component
	Key   string // element id, so that links and notices can lead to it
	Mark  Tone   // Warning or Bad set the row off; the row's words must say so too
}

// Empty is an empty state: what is missing and what to do about it.
type Empty struct {
	Title       string
	Text        string
	ActionLabel string
	ActionURL   string
}

// Pager moves through keyset pages; an empty address means there is no such page.
type Pager struct {
	PrevURL, NextURL string
	Showing          string // "51–100 of 340"
}

// Chip is one filter that is on, with the address that takes it off.
type Chip struct {
	Label     string
	RemoveURL string
}

// FilterSpec is a bar of filters sent by GET, so that a list can be linked to.
type FilterSpec struct {
	Action   string
	Chips    []Chip
	ClearURL string
}

// Tab is one view of the same thing, as a link.
type Tab struct {
	Label   string
	URL     string
	Current bool
	Count   int // 0 shows nothing
}

func (t Table) column(i int) Column {
	if i < len(t.Columns) {
		return t.Columns[i]
	}
	return Column{}
}

func (c Column) class() string {
	if c.Numeric {
		return "num"
	}
	return ""
}

func (c Column) arrow() string {
	switch c.Sorted {
	case "ascending":
		return "▲"
	case "descending":
		return "▼"
	}
	return "↕"
}

func (c Column) sort() string {
	if c.Sorted == "" {
		return "none"
	}
	return c.Sorted
}

func (r Row) class() string {
	if r.Mark == "" {
		return ""
	}
	return "row-" + string(r.Mark)
}
