package exchange

// CountingRule is how something was counted, printed in every report to the funder.
type CountingRule struct {
	Key  string // words are at rule.counting
	Text string // English
}

// CountingRules are those of domain 7.2 and of the tables here.
func CountingRules() []CountingRule {
	return []CountingRule{
		{"state", "A state is where a US museum of an awarded project is that was not withdrawn."},
		{"district", "The District of Columbia is counted apart from the states."},
		{"country", "A country is where a museum abroad is, by its ISO code; the United States is never counted."},
		{"person", "A person is counted once per award, even on several trips."},
		{"identity", "Two entries are one person when the person on record is the same, or else name, birth year and country."},
		{"age", "An age is the year of joining less the birth year; without a birth year it is undisclosed."},
		{"gender", "Who said nothing of gender is shown with others and told beside as undisclosed."},
		{"audience", "Audience is contacts, not unique persons."},
		{"share", "A percentage is all answers of all who answered, never a mean of percentages."},
		{"in_kind", "Contributions in kind are never mixed with cash."},
		{"currency", "Other currencies are converted at the monthly Treasury rate of the expense; the rate is kept."},
		{"trip", "A trip belongs to the period in which it begins."},
	}
}

// Anchor is what the program had reached by an earlier year, as published then.
type Anchor struct {
	Year      int
	States    int // without the District of Columbia
	District  bool
	Countries int
	Projects  int // 0 where it was not said
}

// Anchors are the historic figures a new report continues (domain 7.2).
func Anchors() []Anchor {
	return []Anchor{
		{Year: 2014, States: 26, District: true, Countries: 45},
		{Year: 2016, States: 30, District: true, Countries: 51, Projects: 68},
	}
}
