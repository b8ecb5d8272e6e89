package sample

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// told is what an invented museum says of itself, and how far the office is with it.
type told struct {
	host
	tags, tongues, collection, audience, idea, themes, project, country string
	end                                                                 profile.State
	words                                                               string
	partner                                                             string // whom it has found; empty seeks one
}

// profileHosts are a museum in Minneapolis and one in Nairobi that look for each other, one that waits for the office and
// one that was asked for more.
func profileHosts() []told {
	return []told{
		{
			host{"Mill Bend Museum", "", "", "Minneapolis", "MN", "US", 44.98, -93.26, people.Museum, "Ingrid", "Halvorson", "en", "Paul OJIBWAY"},
			"en,so", "English, Somali", "Tools, maps and voices of the people who worked at the falls of the Mississippi.", "Schools of the city and families who came from East Africa.",
			"Young people in two river cities measure their water, draw its map and show each other what they found. We know the mills; we would like to learn how a river is kept where it is young.",
			"environment,youth", "science,youth_program", "KE", profile.Listed, "", "",
		},
		{
			host{"Nairobi River Museum", "Makumbusho ya Mto Nairobi", "sw", "Nairobi", "", "KE", -1.28, 36.83, people.Museum, "Wanjiru", "Kamau", "en", "Peter OMONDI"},
			"en,sw", "English, Swahili", "Objects found along the river, and the memories of those who live beside it.", "Pupils of the eastern quarters and the artisans of the river bank.",
			"The children of our quarter clean a stretch of the river each month and write down what they find. We look for a museum of another river city whose young people would do the same.",
			"environment,youth", "science,exhibition", "US", profile.Listed, "", "",
		},
		{
			host{"House of the Loom", "Casa del Telar", "es", "Cuenca", "", "EC", -2.90, -79.00, people.Museum, "Rosa", "Quizhpe", "es", "Manuel GUAMÁN"},
			"es,en", "Spanish, English", "Looms, dyes and four generations of pattern books.", "Weavers' families and the visitors of the old town.",
			"Women who weave tell each other by film how they learned, and sell together what they make.", "women,entrepreneurship", "media,training", "US", profile.Submitted, "", "",
		},
		{
			host{"Gulf Lantern Museum", "", "", "Galveston", "TX", "US", 29.30, -94.80, people.Museum, "Dale", "Fontenot", "en", "Ruth ABERNATHY"},
			"en", "English", "Lamps, logs and letters of the harbor.", "Travelers and schools of the island.", "Something about lighthouses.",
			"other", "exhibition", "PH", profile.Returned, "Please say with whom you would work and what they would do: other museums cannot answer one line about lighthouses.", "",
		},
	}
}

// profiles tells what museums say of themselves in the cycle of these days.
func (t *telling) profiles(c *program.Detail) error {
	for i, x := range profileHosts() {
		if err := t.profile(c, x, 18-3*i); err != nil {
			return fmt.Errorf("describe %s: %w", x.name, err)
		}
	}
	return nil
}

func (t *telling) profile(c *program.Detail, x told, ago int) error {
	t.ago(ago, 9)
	key := x.slug()
	if err := t.speaker(x.host, key); err != nil {
		return err
	}
	museum := t.museums[x.name]
	if err := t.describe(museum, 1890+int(x.number()%110), 9+int(x.number()%60), strings.Split(x.tags, ",")...); err != nil {
		return err
	}
	d, err := t.o.Profile.Start(t.as(key), profile.StartInput{Cycle: c.ID, Organization: museum.ID})
	if err != nil {
		return err
	}
	in := response.SaveInput{Subject: d.ID.String()}
	for q, text := range x.profile() {
		if text != d.Answers[q] {
			in.Answers = append(in.Answers, response.AnswerInput{Key: q, Text: text, Saw: response.Stamp(d.Answers[q])})
		}
	}
	t.pass(40)
	if _, err := t.o.Response.Save(t.as(key), in); err != nil {
		return err
	}
	t.pass(20)
	if _, err := t.o.Profile.Submit(t.as(key), profile.SubmitInput{Profile: d.ID}); err != nil {
		return err
	}
	t.ago(ago-2, 14)
	switch x.end {
	case profile.Listed:
		_, err = t.o.Profile.List(t.as("officer"), profile.ListOneInput{Profile: d.ID})
	case profile.Returned:
		_, err = t.o.Profile.Return(t.as("officer"), profile.ReturnInput{Profile: d.ID, Words: x.words})
	}
	return err
}

// profile is what the museum answers to the profile's form.
func (x told) profile() form.Answers {
	contact := func(given, family, title string) string {
		b, _ := json.Marshal(map[string]string{"given": given, "family": family, "title": title, "email": x.email(), "phone": x.phone()})
		return string(b)
	}
	sought, _ := json.Marshal([]map[string]string{{"country": x.country, "why": "A museum whose young people would answer ours."}})
	out := form.Answers{
		"director": contact("The", x.director, "Director"), "contact": contact(x.given, x.family, "Project coordinator"), "founded": x.founded(), "employees": x.employees(),
		"languages": x.tongues, "collection": x.collection, "audience": x.audience, profile.IdeaKey: x.idea, profile.ThemesKey: x.themes, "theme_other": x.otherTheme(),
		profile.ProjectKey: x.project, profile.SeeksKey: "yes", profile.SoughtKey: string(sought), "had_award": "no",
	}
	if x.partner != "" {
		out[profile.SeeksKey], out["partner"] = "no", x.partner
		delete(out, profile.SoughtKey)
	}
	return out
}

// otherTheme is named only where the theme is another one.
func (x told) otherTheme() string {
	if x.themes == "other" {
		return "Light at sea"
	}
	return ""
}
