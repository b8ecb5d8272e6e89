package people

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestNameKey(t *testing.T) {
	t.Parallel()
	for name, same := range map[string][2]string{
		"case does not count":               {"MUSEUM OF ART", "Museum of Art"},
		"accents do not count":              {"Musée d'Orsay", "MUSEE DORSAY"},
		"precomposed and decomposed":        {"Mus\u00e9e", "Muse\u0301e"},
		"punctuation does not count":        {"St. Louis Zoo", "St Louis - Zoo"},
		"the does not count":                {"The Met", "Met"},
		"an ampersand is and":               {"Arts & Sciences", "arts and sciences"},
		"letters that never decompose fold": {"Łódź Øresund Straße", "lodz oresund strasse"},
		"the okina is no letter":            {"Museum of Hawaiʻi", "Museum of Hawai'i"},
		"full width folds":                  {"ＡＢＣ　Museum", "abc museum"},
	} {
		if a, b := NameKey(same[0]), NameKey(same[1]); a != b || a == "" {
			t.Errorf("%s: %q and %q", name, a, b)
		}
	}
	for name, other := range map[string][2]string{
		"order counts":           {"Museum of Art", "Art Museum"},
		"figures count":          {"Museum 1", "Museum 2"},
		"Chinese characters do":  {"故宫博物院", "首都博物馆"},
		"Devanagari vowels do":   {"कि", "कु"},
		"a name of only the has": {"The The", "Other"},
	} {
		if a, b := NameKey(other[0]), NameKey(other[1]); a == b {
			t.Errorf("%s: both are %q", name, a)
		}
	}
	if NameKey("The") != "the" {
		t.Error("a name that is only an article has lost its key")
	}
}

func TestANameKeyIsItsOwnKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := NameKey(rapid.String().Draw(t, "name"))
		if again := NameKey(key); again != key {
			t.Fatalf("%q has the key %q", key, again)
		}
	})
}

func TestSearchQueryIsAlwaysPrefixesJoined(t *testing.T) {
	t.Parallel()
	if got := searchQuery("  Musée d'Art (Lyon)!"); got != "musee:* & d:* & art:* & lyon:*" {
		t.Errorf("%q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := searchQuery(rapid.String().Draw(t, "typed"))
		if q == "" {
			return
		}
		parts := strings.Split(q, " & ")
		if len(parts) > mostWords {
			t.Fatalf("%d words", len(parts))
		}
		for _, p := range parts {
			for _, r := range strings.TrimSuffix(p, ":*") {
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
					t.Fatalf("%q reaches the database as an operator", r)
				}
			}
		}
	})
}
