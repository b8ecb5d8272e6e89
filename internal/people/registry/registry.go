// Package registry reads the federal registry of museums, the Museum
// Universe Data File of the Institute of Museum and Library Services, as CSV
// or as the zip it is published in, and cleans each row for people to read.
//
// Good rows come out as Museum; a bad row comes out as a RejectedError with
// its line and reason and reading goes on. What is stored is left to others.
package registry

import (
	"errors"
	"fmt"
)

// Museum is one row of the registry, cleaned; unusable optional values are empty.
type Museum struct {
	Line       int    // in the CSV, the header being line 1
	Key        string // stable registry id, unique in the file
	Name       string // readable
	RawName    string // as the registry has it
	AltName    string // readable second name, often empty
	Street     string
	City       string
	State      string // postal code
	Zip        string // 12345 or 12345-6789
	Phone      string // +1 205-343-4540
	Website    string // absolute http or https address
	Discipline string // one of Disciplines
	EIN        string // nine digits
	Lat, Lon   float64
	Located    bool     // Lat and Lon are known and lie in the United States
	Dropped    []string // columns whose value made no sense and was left out
}

// RejectedError is a row that could not be taken; reading continues after it.
type RejectedError struct {
	Line   int
	Reason string
	Fields []string // as read, or the whole line when it could not be split
}

// Error says which line and why.
func (e *RejectedError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// ErrNotRegistry marks a file that as a whole is not a museum registry.
var ErrNotRegistry = errors.New("not a museum registry file")

// Disciplines lists the values of Museum.Discipline in the order of their codes.
func Disciplines() []string {
	return []string{
		"art", "botanical", "childrens", "general", "historical_society",
		"history", "natural_history", "science", "zoo_aquarium",
	}
}

// discipline maps the registry's code to its value.
func discipline(code string) (string, bool) {
	switch code {
	case "ART":
		return "art", true
	case "BOT":
		return "botanical", true
	case "CMU":
		return "childrens", true
	case "GMU":
		return "general", true
	case "HSC":
		return "historical_society", true
	case "HST":
		return "history", true
	case "NAT":
		return "natural_history", true
	case "SCI":
		return "science", true
	case "ZAW":
		return "zoo_aquarium", true
	}
	return "", false
}
