package people_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/people"
)

func TestTheTellingWordsOfANameAreItsStem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, same string }{
		{"The Museum of Kennesaw History", "Kennesaw History Museum"},
		{"Musée de la Carte à Jouer", "Musee Carte a jouer"},
		{"St. Louis Art Museum", "Saint Louis Museum, Art"},
		{"Putnam Co. Hist. Soc.", "Putnam County Historical Society"},
		{"Museo Nacional del Prado", "Prado Nacional"},
		{"Science Centre Singapore", "Singapore Science Center"},
	} {
		if a, b := people.StemKey(c.name), people.StemKey(c.same); a != b || a == "" {
			t.Errorf("%q is %q, %q is %q", c.name, a, c.same, b)
		}
	}
	for _, c := range []struct{ name, other string }{{"Museum of One", "Museum of Two"}, {"The Museum", "Art Museum"}, {"Женский музей", "Музей хлеба"}} {
		if people.StemKey(c.name) == people.StemKey(c.other) {
			t.Errorf("%q is taken for %q", c.name, c.other)
		}
	}
}

func TestADomainIsWhatSomebodyRegistered(t *testing.T) {
	t.Parallel()
	for website, want := range map[string]string{
		"https://www.museum.org/visit": "museum.org", "http://visit.museum.co.ke": "museum.co.ke", "museums.or.ke": "museums.or.ke",
		"https://shop.art.museum": "art.museum", "https://ours.weebly.com": "", "https://ours.blogspot.com/x": "ours.blogspot.com", "https://www.facebook.com/ours": "",
		"https://sites.google.com/ours": "", "https://127.0.0.1/": "", "https://localhost": "", "": "", "https://gmail.com": "", "https://WWW.Museum.ORG.": "museum.org",
		"https://co.uk": "", "::": "",
	} {
		if got := people.SiteDomain(website); got != want {
			t.Errorf("%q is at %q, not %q", website, got, want)
		}
	}
	for email, want := range map[string]string{
		"ann@museum.org": "museum.org", "ann@mail.museum.org": "museum.org", "ann@museum.org.evil.com": "evil.com", "ann@notmuseum.org": "notmuseum.org",
		"ann@gmail.com": "", "ann@yahoo.co.uk": "", "ann@hotmail.fr": "", "ann@GMX.de": "", "nobody": "",
	} {
		if got := people.MailDomain(email); got != want {
			t.Errorf("%q is at %q, not %q", email, got, want)
		}
	}
}

func at(lat, lon float64) func(*people.Organization) {
	return func(o *people.Organization) { o.Lat, o.Lon = &lat, &lon }
}

func record(name, city string, more ...func(*people.Organization)) *people.Organization {
	o := &people.Organization{Name: name, Country: "US", State: "NY", City: city}
	for _, m := range more {
		m(o)
	}
	o.Index()
	return o
}

func TestLikenessSaysWhatItRestsOn(t *testing.T) {
	t.Parallel()
	uei, ein := "ABCDEFGH1234", "123456789"
	site := func(o *people.Organization) { o.Website = "https://www.albanymuseum.org" }
	phone := func(o *people.Organization) { o.Phone = "+1 (518) 555-0100" }
	for name, c := range map[string]struct {
		a, b   *people.Organization
		same   bool // shown while one is added
		clues  []people.Clue
		figure string
	}{
		"name and city":          {record("Musée of Art & Science", "Albany"), record("The Musee of Art and Science", "ALBANY"), true, []people.Clue{people.SameName, people.SameCity}, ""},
		"name in another city":   {record("History Museum", "Albany"), record("History Museum", "Troy"), false, []people.Clue{people.SameName, people.OtherCity}, ""},
		"words in another order": {record("Museum of Albany History", "Albany"), record("Albany History Museum", "Albany"), true, []people.Clue{people.SameWords, people.SameCity}, "albany history"},
		"a hundred meters":       {record("Hall of Fame", "Albany", at(42.65, -73.75)), record("Hall of Fame", "Colonie", at(42.651, -73.75)), true, []people.Clue{people.SameName, people.NearPlace}, "0.1"},
		"the other coast":        {record("Hall of Fame", "Albany", at(42.65, -73.75)), record("Hall of Fame", "Oakland", at(37.8, -122.27)), false, []people.Clue{people.SameName, people.FarPlace}, "4"},
		"website and phone":      {record("Albany Institute", "Albany", site, phone), record("Institute of History", "Albany", site, phone), true, []people.Clue{people.SameDomain, people.SamePhone, people.SameCity}, "albanymuseum.org"},
		"an EIN of a parent":     {record("One House", "Albany", func(o *people.Organization) { o.EIN = &ein }), record("Two Farm", "Troy", func(o *people.Organization) { o.EIN = &ein }), false, []people.Clue{people.SameEIN, people.OtherCity}, ein},
		"a UEI is enough":        {record("One", "Albany", func(o *people.Organization) { o.UEI = &uei }), record("Two", "Troy", func(o *people.Organization) { o.UEI = &uei }), true, []people.Clue{people.SameUEI, people.OtherCity}, uei},
		"a local name":           {record("Central Museum", "Albany", func(o *people.Organization) { o.NameLocal = "中央博物馆" }), record("中央博物馆", "Albany"), true, []people.Clue{people.SameLocal, people.SameCity}, ""},
		"nothing":                {record("One", "Albany"), record("Two", "Troy"), false, []people.Clue{people.OtherCity}, ""},
	} {
		l := people.Alike(c.a, c.b)
		clues := map[people.Clue]string{}
		for _, r := range l.Reasons {
			clues[r.Clue] = r.Figure
		}
		for _, want := range c.clues {
			if _, ok := clues[want]; !ok {
				t.Errorf("%s: %s is missing in %+v", name, want, l)
			}
		}
		if len(clues) != len(c.clues) || (l.Score >= 50) != c.same {
			t.Errorf("%s: %+v", name, l)
		}
		if c.figure != "" && len(clues[c.clues[0]]) >= len(c.figure) && clues[c.clues[0]][:len(c.figure)] != c.figure && clues[c.clues[len(c.clues)-1]][:len(c.figure)] != c.figure {
			t.Errorf("%s: the figure is not %s: %+v", name, c.figure, l)
		}
	}
}

func TestLikenessIsTheSameBothWaysAndWithinItsBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) *people.Organization {
			o := record(rapid.SampledFrom([]string{"Art Museum", "Museum of Art", "Hall", "博物馆", "Albany Art Museum"}).Draw(t, label), rapid.SampledFrom([]string{"Albany", "Troy", ""}).Draw(t, label+" city"))
			o.NameLocal = rapid.SampledFrom([]string{"", "博物馆"}).Draw(t, label+" local")
			o.Website = rapid.SampledFrom([]string{"", "https://a.org", "https://b.org"}).Draw(t, label+" site")
			if rapid.Bool().Draw(t, label+" located") {
				at(rapid.Float64Range(-90, 90).Draw(t, label+" lat"), rapid.Float64Range(-180, 180).Draw(t, label+" lon"))(o)
			}
			o.Index()
			return o
		}
		a, b := draw("a"), draw("b")
		x, y := people.Alike(a, b), people.Alike(b, a)
		if x.Score != y.Score || len(x.Reasons) != len(y.Reasons) || x.Score < 0 || x.Score > 100 {
			t.Fatalf("%+v and %+v", x, y)
		}
	})
}
