package registry_test

import (
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/people/registry"
	"pgregory.net/rapid"
)

func TestReadableName(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ why, state, raw, want string }{
		{"small words inside a name are small", "NY", "THE MUSEUM OF THE CITY OF NEW YORK", "The Museum of the City of New York"},
		{"a small word at the start is large", "CA", "OF TIME AND PLACE", "Of Time and Place"},
		{"a small word after a colon is large", "MA", "EMILY DICKINSON: THE HOMESTEAD", "Emily Dickinson: The Homestead"},
		{"ships keep USS", "SC", "USS YORKTOWN CV-10 ASSOCIATION", "USS Yorktown CV-10 Association"},
		{"agencies keep their letters", "TX", "NASA JOHNSON SPACE CENTER", "NASA Johnson Space Center"},
		{"clubs keep their letters", "NY", "YMCA ARCHIVES", "YMCA Archives"},
		{"universities keep their letters", "CA", "UCLA FOWLER MUSEUM", "UCLA Fowler Museum"},
		{"initials without a vowel are large", "MA", "JFK LIBRARY", "JFK Library"},
		{"abbreviations without a vowel are words", "MO", "ST LOUIS HSTRCL FDN LTD", "St Louis Hstrcl Fdn Ltd"},
		{"companies keep LLC", "FL", "WAX MUSEUM LLC", "Wax Museum LLC"},
		{"kings and wars keep numerals", "LA", "NATIONAL WORLD WAR II MUSEUM", "National World War II Museum"},
		{"a long numeral", "IL", "LOUIS XIV SOCIETY", "Louis XIV Society"},
		{"Civic is no numeral", "OH", "CIVIC MIX MUSEUM", "Civic Mix Museum"},
		{"Mc names", "OH", "MCKINLEY MUSEUM", "McKinley Museum"},
		{"Mc torn off its name", "OK", "MC ALESTER SCOTTISH RITE", "McAlester Scottish Rite"},
		{"MC of a motorcycle club", "MD", "NAM KNIGHTS OF AMERICA MC BATTLEFIELD CHAPTER", "Nam Knights of America MC Battlefield Chapter"},
		{"Mac names", "VA", "MACARTHUR MEMORIAL", "MacArthur Memorial"},
		{"Mac torn off its name", "VA", "GENERAL DOUGLAS MAC ARTHUR MEMORIAL", "General Douglas MacArthur Memorial"},
		{"words that only begin with Mac", "GA", "MACON MACHINE MUSEUM OF MACEDONIA", "Macon Machine Museum of Macedonia"},
		{"a college that only begins with Mac", "MN", "MACALESTER COLLEGE", "Macalester College"},
		{"Irish names", "NM", "GEORGIA O'KEEFFE MUSEUM", "Georgia O'Keeffe Museum"},
		{"Irish names torn apart", "IL", "O FALLON HISTORICAL SOCIETY", "O'Fallon Historical Society"},
		{"French names", "NY", "D'YOUVILLE COLLEGE", "D'Youville College"},
		{"French names inside", "ID", "MUSEUM OF COEUR D ALENE", "Museum of Coeur d'Alene"},
		{"Hawaiian o is no O'", "HI", "HUI MALAMA O KOLOA", "Hui Malama O Koloa"},
		{"possessives stay small", "IN", "CHILDREN'S MUSEUM OF INDIANAPOLIS", "Children's Museum of Indianapolis"},
		{"typographic apostrophes too", "IN", "CHILDREN’S MUSEUM", "Children’s Museum"},
		{"plural possessives", "VA", "FARMERS' MUSEUM", "Farmers' Museum"},
		{"Hebrew names", "DC", "B'NAI B'RITH KLUTZNICK MUSEUM", "B'nai B'rith Klutznick Museum"},
		{"hyphens", "NY", "CROTON-ON-HUDSON HISTORICAL SOCIETY", "Croton-on-Hudson Historical Society"},
		{"hands-on ends large", "AL", "CHILDREN'S HANDS-ON MUSEUM", "Children's Hands-On Museum"},
		{"ordinals", "TX", "19TH CENTURY AND 82ND AIRBORNE MUSEUM", "19th Century and 82nd Airborne Museum"},
		{"decades", "CA", "1930S AND 60'S MUSEUM", "1930s and 60's Museum"},
		{"aircraft", "TX", "OV-10 AND B-29 MUSEUM", "OV-10 and B-29 Museum"},
		{"initials with dots", "NY", "J. P. MORGAN LIBRARY", "J. P. Morgan Library"},
		{"the initial A", "IL", "JOHN A LOGAN MUSEUM", "John A Logan Museum"},
		{"the article a", "MO", "SAVE A CONNIE INC", "Save a Connie Inc"},
		{"dotted initials", "AL", "U.S. SPACE & ROCKET CENTER", "U.S. Space & Rocket Center"},
		{"hours", "NY", "6 A.M. CLUB", "6 A.M. Club"},
		{"saints and mounts", "CA", "ST. MARY'S AND MT. SHASTA MUSEUM", "St. Mary's and Mt. Shasta Museum"},
		{"Spanish small words", "CA", "GALERIA DE LA RAZA", "Galeria de la Raza"},
		{"La begins an English place name", "CA", "MUSEUM OF LA JOLLA", "Museum of La Jolla"},
		{"French places", "WI", "FOND DU LAC COUNTY MUSEUM", "Fond du Lac County Museum"},
		{"Des Moines", "IA", "WEST DES MOINES MUSEUM", "West Des Moines Museum"},
		{"brackets", "CO", "PIKES PEAK MUSEUM (UTE PASS)", "Pikes Peak Museum (Ute Pass)"},
		{"initialism in brackets", "CA", "LOS ANGELES CONTEMPORARY EXHIBITIONS (LACE)", "Los Angeles Contemporary Exhibitions (LACE)"},
		{"lace is a textile otherwise", "CA", "LACE MUSEUM INC", "Lace Museum Inc"},
		{"slashes", "CO", "LOVELAND MUSEUM/GALLERY", "Loveland Museum/Gallery"},
		{"the own state's code at the end", "OH", "HISTORICAL SOCIETY OF GRAND RAPIDS OH", "Historical Society of Grand Rapids OH"},
		{"the same letters elsewhere are a word", "NY", "OH WOW MUSEUM", "Oh Wow Museum"},
		{"Co is a company", "CO", "ROCKY MOUNTAIN ANTLER CO.", "Rocky Mountain Antler Co."},
		{"SEAL of the Navy", "FL", "NAVY UDT-SEAL MUSEUM", "Navy UDT-SEAL Museum"},
		{"seal of the sea", "CA", "SEAL BEACH HISTORICAL SOCIETY", "Seal Beach Historical Society"},
		{"domains", "NY", "POSTERMUSEUM.COM", "Postermuseum.com"},
		{"a mailing tail is cut", "MI", "MECOSTA COUNTY HISTORICAL SOCIETY C/O JUDY IRVIN", "Mecosta County Historical Society"},
		{"a mailing tail by sign is cut", "MT", "SKY CENTER INC % SHIRLE NORQUIST", "Sky Center Inc"},
		{"broken spacing", "AL", "  MUSEUM   OF\tART , INC. ", "Museum of Art, Inc."},
		{"mixed case is left", "CA", "deYoung museum OF ART", "deYoung museum OF ART"},
		{"only small letters are cased", "CA", "museum of art", "Museum of Art"},
		{"accents", "PR", "MUSEO DE ARTE DE MAYAGÜEZ", "Museo de Arte de Mayagüez"},
		{"an article moved to the end", "NH", "FELLS, THE", "Fells, The"},
		{"nothing", "CA", " \t ", ""},
		{"only signs", "CA", "-&-", ""},
	} {
		t.Run(tc.why, func(t *testing.T) {
			t.Parallel()
			if got := registry.ReadableName(tc.raw, tc.state); got != tc.want {
				t.Errorf("%q in %s became %q, want %q", tc.raw, tc.state, got, tc.want)
			}
		})
	}
}

func TestCity(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ raw, state, want string }{
		{"NEW YORK", "NY", "New York"},
		{"COEUR D ALENE", "ID", "Coeur d'Alene"},
		{"O FALLON", "MO", "O'Fallon"},
		{"O'NEILL", "NE", "O'Neill"},
		{"LAND O LAKES", "FL", "Land O' Lakes"},
		{"BIRD-IN-HAND", "PA", "Bird-in-Hand"},
		{"HO-HO-KUS", "NJ", "Ho-Ho-Kus"},
		{"MC LEAN", "VA", "McLean"},
		{"LA CROSSE", "WI", "La Crosse"},
		{"HAVRE DE GRACE", "MD", "Havre de Grace"},
		{"DE PERE", "WI", "De Pere"},
		{"TRUTH OR CONSEQUENCES", "NM", "Truth or Consequences"},
		{"MYRTLE BCH", "SC", "Myrtle Bch"},
		{"EGLIN AFB", "FL", "Eglin AFB"},
		{"ADA", "MI", "Ada"},
		{"WASHINGTON DC", "DC", "Washington DC"},
		{"ST. LOUIS", "MO", "St. Louis"},
		{"Winston-Salem", "NC", "Winston-Salem"},
		{"", "NC", ""},
	} {
		if got := registry.City(tc.raw, tc.state); got != tc.want {
			t.Errorf("%q became %q, want %q", tc.raw, got, tc.want)
		}
	}
}

func TestStreets(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"8316 MOUNTBATTEN RD NE":        "8316 Mountbatten Rd NE",
		"PO BOX 127":                    "PO Box 127",
		"12450 E US HIGHWAY 70":         "12450 E US Highway 70",
		"9TH AVE. AT LINCOLN WAY":       "9th Ave. at Lincoln Way",
		"C/O H SHELTON - 1721 MCKINLEY": "c/o H Shelton - 1721 McKinley",
	} {
		if got := registry.Readable(raw, ""); got != want {
			t.Errorf("%q became %q, want %q", raw, got, want)
		}
	}
}

func TestReadableNamesHoldStill(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`([A-Z]{1,7}|MC|MAC|O|D|A|DE LA|[0-9]{1,3}(TH)?|THE|U\.S\.|C/O)(([ \-/.,'&(]| % )([A-Z]{1,7}|OF|A|INC|NE|II))*`),
		).Draw(t, "raw")
		state := rapid.SampledFrom([]string{"NE", "CA", "OH", ""}).Draw(t, "state")
		once := registry.ReadableName(raw, state)
		if twice := registry.ReadableName(once, state); twice != once {
			t.Fatalf("%q became %q, then %q", raw, once, twice)
		}
		if strings.TrimSpace(once) != once || strings.Contains(once, "  ") {
			t.Fatalf("%q became %q with loose spaces", raw, once)
		}
	})
}

func TestCasingChangesOnlyCaseWhereNothingIsTorn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[A-Z]{4,9}('S)?`), 1, 6).Draw(t, "words")
		raw := strings.Join(words, " ")
		if got := registry.Readable(raw, ""); !strings.EqualFold(got, raw) {
			t.Fatalf("%q became %q", raw, got)
		}
	})
}
