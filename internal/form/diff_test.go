package form_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vitrine-grants/vitrine/internal/form"
)

func TestVersionsAreComparedByQuestion(t *testing.T) {
	t.Parallel()
	was, now := form.MuseumsConnectProposal(), form.MuseumsConnectProposal()
	if got := form.Compare(&was, &now); len(got) > 0 {
		t.Fatalf("a form differs from itself: %+v", got)
	}
	concept := &now.Sections[3].Questions[0]
	concept.MaxWords, concept.When = 500, "awarded_before"
	travel := now.Sections[4].Questions[1]
	now.Sections[4].Questions = append(now.Sections[4].Questions[:1:1], now.Sections[4].Questions[2:]...)
	now.Sections[0].Questions = append(now.Sections[0].Questions, travel)
	now.Sections[1].Questions = now.Sections[1].Questions[1:]
	now.Sections = append(now.Sections, form.Section{Key: "more", Title: map[string]string{"en": "More"}, Owner: form.Shared})
	var got []string
	for _, d := range form.Compare(&was, &now) {
		line := d.Section + "/" + d.Key + " " + string(d.What)
		for _, p := range d.Parts {
			line += " " + p.Name + ":" + p.Was + ">" + p.Now
		}
		got = append(got, line)
	}
	want := []string{
		"face_sheet/travel moved section:structure>face_sheet", "community/concept changed maxWords:600>500 when:>awarded_before",
		"more/ added", "lead_museum/lead_type removed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOptionsAndColumnsAreTypedAsLines(t *testing.T) {
	t.Parallel()
	profile := form.MuseumsConnectProfile()
	_, sought, _ := profile.Find("sought")
	columns, err := form.ParseColumns(form.ColumnLines(sought.Columns), sought.Columns)
	if diff := cmp.Diff(sought.Columns, columns); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	_, themes, _ := profile.Find("themes")
	if diff := cmp.Diff(themes.Options, form.ParseOptions("\n"+strings.ReplaceAll(form.OptionLines(themes.Options), "\n", "\r\n \r\n"))); diff != "" {
		t.Error(diff)
	}
	if _, err := form.ParseColumns("a | number | A | | | many", nil); err == nil {
		t.Error("a limit in words passed")
	}
}
