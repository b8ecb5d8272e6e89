package form_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
)

func TestWordsAreCountedAsPeopleCount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"nothing has no words":                         {" \n\t ", 0},
		"hyphens and apostrophes join":                 {"don't re-open the mid-2000s e-mail", 5},
		"a lone dash is no word":                       {"youth - and women – together", 4},
		"an em dash parts words":                       {"youth—women", 2},
		"accents and combining marks stay in the word": {"Húsavík Cafe\u0301 ICO", 3},
		"each Chinese character counts":                {"博物馆与社区。", 6},
		"Japanese counts by character, Latin by word":  {"東京のMuseum 2027", 5},
		"Korean is spaced and counts by word":          {"박물관 이 공동체", 3},
		"Arabic counts by word":                        {"متحف التراث الفلسطيني", 3},
		"emoji alone is no word":                       {"🎉 🎉", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := form.Words(c.text); got != c.want {
				t.Errorf("Words(%q) = %d, want %d", c.text, got, c.want)
			}
		})
	}
}

func TestWordsOfPartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.String().Draw(t, "a")
		b := rapid.String().Draw(t, "b")
		if got, want := form.Words(a+" \n "+b), form.Words(a)+form.Words(b); got != want {
			t.Fatalf("%d words together, %d apart", got, want)
		}
	})
}

func TestMuseumsConnectFormIsWhole(t *testing.T) {
	t.Parallel()
	d := form.MuseumsConnectProposal()
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	words := func(at string, m map[string]string) {
		for _, l := range []string{"en", "es", "zh-Hans"} {
			if m[l] == "" {
				t.Errorf("%s has no words in %s", at, l)
			}
		}
	}
	owners := map[form.Owner]int{}
	for _, s := range d.Sections {
		words(s.Key, s.Title)
		owners[s.Owner]++
		for _, q := range s.Questions {
			words(q.Key, q.Label)
			if q.Help != nil {
				words(q.Key+" help", q.Help)
			}
			for _, o := range q.Options {
				words(q.Key+"."+o.Key, o.Label)
			}
		}
	}
	if owners[form.ByLead] == 0 || owners[form.ByPartner] == 0 || owners[form.Shared] == 0 {
		t.Errorf("each side writes a section of its own: %v", owners)
	}
	if s := d.BudgetSection(); s == nil || s.Key != "budget" {
		t.Error("the form has no budget")
	}
	if _, q, ok := d.Find(form.AbstractKey); !ok || q.MinWords != 100 || q.MaxWords != 150 {
		t.Error("the abstract has 100 to 150 words")
	}
}

func small() *form.Definition {
	return &form.Definition{Sections: []form.Section{{
		Key: "one", Title: map[string]string{"en": "One"}, Owner: form.ByLead,
		Questions: []form.Question{
			{Key: "abstract", Kind: form.LongText, Label: map[string]string{"en": "Abstract"}, Required: true, MinWords: 3, MaxWords: 5},
			{Key: "name", Kind: form.ShortText, Label: map[string]string{"en": "Name"}, MaxChars: 4},
			{Key: "color", Kind: form.Choice, Label: map[string]string{"en": "Color"}, Options: []form.Option{{Key: "red", Label: map[string]string{"en": "Red"}}, {Key: "blue", Label: map[string]string{"en": "Blue"}}}},
			{Key: "colors", Kind: form.Several, Label: map[string]string{"en": "Colors"}, Options: []form.Option{{Key: "red", Label: map[string]string{"en": "Red"}}}},
			{Key: "on", Kind: form.Day, Label: map[string]string{"en": "On"}},
			{Key: "count", Kind: form.Number, Label: map[string]string{"en": "Count"}},
			{Key: "sure", Kind: form.YesNo, Label: map[string]string{"en": "Sure"}},
		},
	}}}
}

func codes(fields []fault.Field) string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Path+":"+f.Code)
	}
	return strings.Join(out, " ")
}

func TestAnswersAreChecked(t *testing.T) {
	t.Parallel()
	good := "one two three"
	for name, c := range map[string]struct {
		answers  form.Answers
		complete bool
		want     string
	}{
		"a whole form passes":                             {form.Answers{"abstract": good, "color": "red", "colors": "red", "on": "2027-03-31", "count": "-1.5", "sure": "yes"}, true, ""},
		"a draft may be empty":                            {form.Answers{}, false, ""},
		"submitting needs what is required":               {form.Answers{"abstract": " \n"}, true, "answers.abstract:required"},
		"a draft may be short":                            {form.Answers{"abstract": "one"}, false, ""},
		"submitting needs enough words":                   {form.Answers{"abstract": "one"}, true, "answers.abstract:too_few_words"},
		"too many words are named even in a draft":        {form.Answers{"abstract": "1 2 3 4 5 6"}, false, "answers.abstract:too_many_words"},
		"Chinese words are counted by character":          {form.Answers{"abstract": "博物馆与社区"}, true, "answers.abstract:too_many_words"},
		"characters are counted, not bytes":               {form.Answers{"abstract": good, "name": "Húsa"}, true, ""},
		"too many characters":                             {form.Answers{"abstract": good, "name": "Húsav"}, true, "answers.name:too_many_chars"},
		"a line break in one line":                        {form.Answers{"abstract": good, "name": "a\nb"}, true, "answers.name:one_line"},
		"NUL cannot be kept":                              {form.Answers{"abstract": "one two\x00 three"}, true, "answers.abstract:bad_text"},
		"broken UTF-8 cannot be kept":                     {form.Answers{"abstract": "one two \xff\xfe three"}, true, "answers.abstract:bad_text"},
		"a choice that is not offered":                    {form.Answers{"abstract": good, "color": "green"}, true, "answers.color:unknown_choice"},
		"one of several that is not offered":              {form.Answers{"abstract": good, "colors": "red, green"}, true, "answers.colors:unknown_choice"},
		"not a date":                                      {form.Answers{"abstract": good, "on": "2027-02-30"}, true, "answers.on:bad_date"},
		"not a number":                                    {form.Answers{"abstract": good, "count": "1e9"}, true, "answers.count:bad_number"},
		"neither yes nor no":                              {form.Answers{"abstract": good, "sure": "maybe"}, true, "answers.sure:unknown_choice"},
		"an answer that is no longer asked stands":        {form.Answers{"abstract": good, "salary": "1"}, true, ""},
		"a text beyond what is kept, named twice over":    {form.Answers{"abstract": good, "name": strings.Repeat("x", form.MostChars+1)}, false, "answers.name:too_long answers.name:too_many_chars"},
		"right-to-left text is words like any other text": {form.Answers{"abstract": "متحف التراث الفلسطيني"}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := codes(form.Check(small(), c.answers, c.complete, form.Context{})); got != c.want {
				t.Errorf("refused %q, want %q", got, c.want)
			}
		})
	}
}

func TestDraftKeepsWhatOnlySubmittingRefuses(t *testing.T) {
	t.Parallel()
	over := form.Answers{"abstract": "1 2 3 4 5 6", "name": "too long"}
	if got := small().Refuse(over); len(got) > 0 {
		t.Errorf("a draft over its limit was refused: %s", codes(got))
	}
	if got := codes(small().Refuse(form.Answers{"abstract": "a\x00", "salary": "1"})); got != "answers.abstract:bad_text answers.salary:unknown_question" {
		t.Errorf("refused %q", got)
	}
}

func TestDefinitionIsRefusedWhenNobodyCouldFillItIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*form.Definition)
		code  string
	}{
		"no sections":             {func(d *form.Definition) { d.Sections = nil }, "required"},
		"a key used twice":        {func(d *form.Definition) { d.Sections[0].Questions[1].Key = "abstract" }, "key_twice"},
		"a key with a space":      {func(d *form.Definition) { d.Sections[0].Key = "two words" }, "bad_key"},
		"an unknown kind":         {func(d *form.Definition) { d.Sections[0].Questions[0].Kind = "poem" }, "unknown_kind"},
		"an unknown owner":        {func(d *form.Definition) { d.Sections[0].Owner = "embassy" }, "unknown_owner"},
		"a choice of nothing":     {func(d *form.Definition) { d.Sections[0].Questions[2].Options = nil }, "required"},
		"no English label":        {func(d *form.Definition) { d.Sections[0].Questions[0].Label = map[string]string{"es": "Resumen"} }, "english_needed"},
		"least above most words":  {func(d *form.Definition) { d.Sections[0].Questions[0].MinWords = 9 }, "bad_limit"},
		"options of a plain text": {func(d *form.Definition) { d.Sections[0].Questions[0].Options = d.Sections[0].Questions[2].Options }, "no_options"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := small()
			c.spoil(d)
			if err := d.Validate(); !fault.HasCode(err, c.code) {
				t.Errorf("refused with %v, want code %s", err, c.code)
			}
		})
	}
	if err := small().Validate(); err != nil {
		t.Errorf("a sound definition was refused: %v", err)
	}
}
