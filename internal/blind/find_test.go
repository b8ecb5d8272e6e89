package blind

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/strip"
)

func TestNamesAreFoundHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	maria := &Name{Hidden: Person, Given: "María José", Family: "Pérez-Gómez"}
	obrien := &Name{Hidden: Reviewer, Given: "Seán", Family: "O'Brien"}
	museum := &Name{Hidden: Museum, Family: "Prairie Museum of Letters"}
	shanghai := &Name{Hidden: Museum, Family: "Shanghai Museum", Local: "上海博物馆"}
	soren := &Name{Hidden: Person, Given: "Søren", Family: "Łuczak"}
	s := newSeeker([]*Name{maria, obrien, museum, shanghai, soren})
	for text, want := range map[string]*Name{
		"written by María José Pérez-Gómez.":      maria,
		"MARIA JOSE PEREZ GOMEZ":                  maria,
		"Pérez Gómez, María José":                 maria,
		"Mari\u0301a Pe\u0301rez-Go\u0301mez":     maria,
		"M. Pérez Gómez led it":                   maria,
		"Dra. Pérez-Gómez led it":                 maria,
		"María\n  José\tPérez\u00ad-Gómez":        maria,
		"Sean O’Brien":                            obrien,
		"sean obrien's idea":                      obrien,
		"sean obriens":                            nil,
		"Prof. O'Brien":                           obrien,
		"the prairie museum of letters' house":    museum,
		"the Prairie Museum of Letters in Kansas": museum,
		"我们与上海博物馆合作":                              shanghai,
		"Soren Luczak":                            soren,
		"Maria Perez":                             nil,
		"Gomez alone":                             nil,
		"a museum of letters on the prairie":      nil,
		"":                                        nil,
	} {
		got := s.seek(text, false)
		switch {
		case want == nil && len(got) > 0:
			t.Errorf("%q names %s", text, got[0].name.Called())
		case want != nil && (len(got) != 1 || got[0].name != want):
			t.Errorf("%q names %v", text, got)
		}
	}
	if got := s.seek("P r a i r i e M useum of Let ters", true); len(got) != 1 || got[0].name != museum || !strings.HasPrefix(got[0].around, "P r a") {
		t.Errorf("letters set apart hide a name: %v", got)
	}
}

// TestAPlantedNameIsFoundAndNothingElse plants a name anywhere in a text of other words.
func TestAPlantedNameIsFoundAndNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[bcdfg]{3,9}`)
		words := rapid.SliceOfN(word, 0, 40).Draw(t, "words")
		n := &Name{Hidden: Person, Given: rapid.SampledFrom([]string{"Amélie", "Nguyễn", "Ana Luísa", "Ξένια"}).Draw(t, "given"), Family: rapid.SampledFrom([]string{"Ōta", "Vázquez-Ruiz", "d'Entremont", "Ivanović"}).Draw(t, "family")}
		s := newSeeker([]*Name{n})
		gap := rapid.SampledFrom([]string{" ", "\n", " \t", "\u00a0", ", "})
		if got := s.seek(strings.Join(words, " "), true); len(got) > 0 {
			t.Fatalf("found %v in %v", got, words)
		}
		name := n.Given + gap.Draw(t, "gap") + n.Family
		switch rapid.IntRange(0, 3).Draw(t, "way") {
		case 1:
			name = strings.ToUpper(name)
		case 2:
			name = n.Family + gap.Draw(t, "other gap") + n.Given
		case 3:
			name = strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, strings.ToLower(name))
		}
		at := rapid.IntRange(0, len(words)).Draw(t, "at")
		text := strings.Join(words[:at], " ") + " (" + name + ") " + strings.Join(words[at:], " ")
		got := s.seek(text, rapid.Bool().Draw(t, "loose"))
		if len(got) != 1 || got[0].name != n || got[0].times != 1 {
			t.Fatalf("%q names %v", text, got)
		}
		if want := strings.Join(strings.Fields(name), " "); !strings.Contains(got[0].around, want) {
			t.Fatalf("%q does not stand in %q", want, got[0].around)
		}
	})
}

func application(n byte) ident.Application {
	return ident.From[ident.ApplicationKind]([16]byte{15: n})
}

// world is a cycle of three with a reviewer and applicants named in it.
func world() Input {
	a, b, c := application(1), application(2), application(3)
	file := ident.From[ident.DocumentKind]([16]byte{15: 9})
	return Input{
		Names: []*Name{
			{Hidden: Reviewer, Given: "Rita", Family: "Reader", Email: "rita@reader.example", Domain: "reader.example"},
			{Hidden: Reviewer, Given: "Raul", Family: "Roe", Email: "raul@glass.example", Domain: "glass.example"},
			{Application: a, Hidden: Person, Given: "Ana", Family: "Author", Email: "ana@glass.example", Domain: "glass.example"},
			{Application: a, Hidden: Museum, Family: "Museum of Glass"},
			{Application: b, Hidden: Person, Given: "Bo", Family: "Bailey"},
		},
		Sources: []Source{
			{
				Application: a, Number: "1", Countries: []place.Country{"PE", "CO"}, State: "KS", Theme: "Youth",
				Passages: []Passage{{Section: "idea", Question: "what", Text: "Ana Author and Rita Reader met. Rita Reader agreed; write to ana@glass.example, raul@glass.example or rita@mail.reader.example."}},
				Files:    []Filed{{Section: "papers", Question: "letters", Document: file, Name: "CV_ana-author.pdf", Seen: &Examined{Document: file, Marks: []strip.Mark{{Name: "Author", Value: "Ana Author"}}, Pages: []strip.Page{{Number: 1, Text: "Museum of Glass"}, {Number: 2, Unclear: true}, {Number: 3, Unclear: true}, {Number: 5, Unclear: true}}}}},
			},
			{Application: b, Number: "2", Countries: []place.Country{"CO"}, State: "KS", Theme: "Water", Passages: []Passage{{Question: "what", Text: "Ana Author is of another application."}}},
			{Application: c, Number: "3", Countries: []place.Country{"CO"}, State: "NY", Theme: "Youth", Files: []Filed{{Question: "letters", Document: ident.From[ident.DocumentKind]([16]byte{15: 8}), Name: "x.pdf"}}},
		},
		Circles: []*Circle{{Name: "B", Members: 1}, {Name: "A", Members: 3, Criterion: "Reach"}},
	}
}

func kinds(list []*Finding) string {
	var out []string
	for _, f := range list {
		out = append(out, strings.TrimSpace(f.Number+" "+string(f.Kind)+" "+f.What))
	}
	return strings.Join(out, "\n")
}

func TestAReportSaysWhereAndWhat(t *testing.T) {
	t.Parallel()
	in := world()
	want := `1 name_in_text Rita Reader
1 email_address raul@glass.example
1 email_address rita@mail.reader.example
3 file_not_examined
1 not_readable_by_machine 2–3, 5
1 only_one_of_country PE
3 only_one_of_state NY
2 only_one_of_theme Water
panel_of_one B
criterion_scored_by_one Reach
1 metadata_removed Author: Ana Author`
	list := Compose(in)
	if got := kinds(list); got != want {
		t.Errorf("with applicants' names shown:\n%s\nwant\n%s", got, want)
	}
	if list[0].Times != 2 || list[0].Section != "idea" || OpenOf(list) != len(list)-1 {
		t.Errorf("%+v, %d open", list[0], OpenOf(list))
	}
	in.Applicants = true
	want = `1 name_in_text Ana Author
1 name_in_text Rita Reader
1 name_in_file Museum of Glass
1 name_in_file_name Ana Author
1 email_address ana@glass.example
1 email_address raul@glass.example
1 email_address rita@mail.reader.example`
	if got := kinds(Compose(in)); !strings.HasPrefix(got, want+"\n3 file_not_examined") {
		t.Errorf("with applicants' names hidden:\n%s", got)
	}
	in.Accepted = []*Acceptance{{Finding: list[0].Key, Reason: "a public event"}}
	if again := Compose(in); OpenOf(again) != OpenOf(Compose(Input{Names: in.Names, Sources: in.Sources, Applicants: true, Circles: in.Circles}))-1 {
		t.Error("what was accepted stays open, or more than that is settled")
	}
}

// TestAFindingIsTheSameWhateverStandsBesideIt: applications one may not see change nothing of the findings on others but what
// counts alone can tell, which are counted among those one may see.
func TestAFindingIsTheSameWhateverStandsBesideIt(t *testing.T) {
	t.Parallel()
	all := world()
	keys := map[string]bool{}
	for _, f := range Compose(all) {
		if keys[f.Key] {
			t.Errorf("two findings have one key: %+v", f)
		}
		keys[f.Key] = true
	}
	fewer := all
	fewer.Sources = all.Sources[:1]
	for _, f := range Compose(fewer) {
		if !keys[f.Key] {
			t.Errorf("alone it is another finding: %+v", f)
		}
	}
	for _, f := range Compose(fewer) {
		if f.Number != "1" && !f.Application.IsZero() {
			t.Errorf("a report speaks of what is not in it: %+v", f)
		}
	}
}

func TestACycleOfOneHasNoCountsOfOne(t *testing.T) {
	t.Parallel()
	in := world()
	in.Sources = in.Sources[1:2]
	for _, f := range Compose(in) {
		if f.Kind == LoneCountry || f.Kind == LoneState || f.Kind == LoneTheme {
			t.Errorf("%+v", f)
		}
	}
	if got := Compose(Input{}); len(got) != 0 {
		t.Errorf("an empty cycle has findings: %v", got)
	}
}
