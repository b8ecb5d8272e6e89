package profile_test

import (
	"context"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func TestAMuseumHasOneProfileACycle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := profile.StartInput{Cycle: w.cycle, Organization: w.us}
	if _, err := w.profiles.Start(w.stranger, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger was answered with %v", err)
	}
	d, err := w.profiles.Start(w.lead, in)
	if err != nil || d.State != profile.Draft || d.Museum != "Minneapolis" {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := w.profiles.Start(w.lead, in); !fault.HasCode(err, "profile_taken") {
		t.Errorf("a second one was answered with %v", err)
	}
	if _, err := w.profiles.Profile(w.stranger, d.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger read a draft: %v", err)
	}
	if of, err := w.profiles.ProfileOf(w.stranger, w.cycle, w.us); err != nil || of != nil {
		t.Errorf("a stranger found a draft: %v, %v", of, err)
	}
}

func TestARecordWithoutACountryBeginsNoProfile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec(`UPDATE organizations SET country = 'ZZ' WHERE id = $1`, w.us)
	if _, err := w.profiles.Start(w.lead, profile.StartInput{Cycle: w.cycle, Organization: w.us}); !fault.HasCode(err, "invalid") && !fault.Is(err, fault.Invalid) {
		t.Errorf("a country that is none was answered with %v", err)
	}
}

func TestAProfileBeginsWithWhatIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec(`UPDATE organizations SET founded_year = 1907, languages = '{en,es}' WHERE id = $1`, w.us)
	d := w.handedIn("yes")
	if d.Answers["founded"] != "1907" || d.Answers["languages"] != "en, es" {
		t.Errorf("the record gave %v", d.Answers)
	}
	w.Clock.Set(pgtest.Today.Add(365 * 24 * time.Hour))
	again, err := w.profiles.Start(w.lead, profile.StartInput{Cycle: w.next, Organization: w.us})
	if err != nil || again.Answers[profile.IdeaKey] != "Two rivers." || again.State != profile.Draft {
		t.Errorf("the next cycle begins with %+v, %v", again, err)
	}
}

func TestAProfileIsHandedInWholeAndInTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		seeks string
		after func(*world) time.Time
		late  bool
	}{
		"alone, at the last instant":               {"yes", func(w *world) time.Time { return w.alone }, false},
		"alone, late by a second":                  {"yes", func(w *world) time.Time { return w.alone.Add(time.Second) }, true},
		"with a partner, after the earlier one":    {"no", func(w *world) time.Time { return w.alone.Add(time.Second) }, false},
		"with a partner, late by a second":         {"no", func(w *world) time.Time { return w.with.Add(time.Second) }, true},
		"with a partner, at the very last instant": {"no", func(w *world) time.Time { return w.with }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			d := w.written(c.seeks)
			w.Clock.Set(c.after(w))
			_, err := w.profiles.Submit(w.lead, profile.SubmitInput{Profile: d.ID})
			if fault.Is(err, fault.DeadlinePassed) != c.late || !c.late && err != nil {
				t.Errorf("answered with %v", err)
			}
			if kept, err := w.profiles.Profile(w.lead, d.ID); err != nil || kept.Answers[profile.IdeaKey] != "Two rivers." || (kept.State == profile.Draft) != c.late {
				t.Errorf("kept %+v, %v", kept, err)
			}
		})
	}
}

func TestALateProfileCountsForTheNextCycleWhereTheCallSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec(`UPDATE cycles SET profile_rollover = true`)
	d := w.written("no")
	w.Clock.Set(w.with.Add(time.Second))
	d, err := w.profiles.Submit(w.lead, profile.SubmitInput{Profile: d.ID})
	if err != nil || d.Cycle != w.next || d.RolledFrom != w.cycle || d.State != profile.Submitted {
		t.Fatalf("%+v, %v", d, err)
	}
	other, err := w.profiles.Start(w.partner, profile.StartInput{Cycle: w.cycle, Organization: w.abroad})
	if err != nil || other.Cycle != w.next || other.RolledFrom != w.cycle {
		t.Errorf("begun late: %+v, %v", other, err)
	}
}

func TestWhatIsMissingIsNamedAnswerByAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, err := w.profiles.Start(w.lead, profile.StartInput{Cycle: w.cycle, Organization: w.us})
	if err != nil {
		t.Fatal(err)
	}
	missing, err := w.profiles.Missing(w.lead, d.ID)
	if err != nil || len(missing) != 2 {
		t.Errorf("%v, %v", missing, err)
	}
	if _, err := w.profiles.Submit(w.lead, profile.SubmitInput{Profile: d.ID}); !fault.HasCode(err, "unfinished") {
		t.Errorf("an unfinished one was answered with %v", err)
	}
	if err := w.write(w.officer, d.ID, profile.IdeaKey, "Mine."); err == nil {
		t.Error("the office wrote for the museum")
	}
}

func TestTheOfficeListsAndReturnsWithWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.handedIn("yes")
	for range 2 { // handing in twice is once
		if again, err := w.profiles.Submit(w.lead, profile.SubmitInput{Profile: d.ID}); err != nil || again.Version != d.Version {
			t.Fatalf("%+v, %v", again, err)
		}
	}
	if !d.Seeking || len(d.Themes) != 1 || d.Idea != "Two rivers." || w.told("profile.to_list") == 0 {
		t.Errorf("%+v, told %d", d.Profile, w.told("profile.to_list"))
	}
	if err := w.write(w.lead, d.ID, profile.IdeaKey, "Changed."); !fault.HasCode(err, "content_frozen") {
		t.Errorf("what was submitted changed: %v", err)
	}
	if _, err := w.profiles.List(w.lead, profile.ListOneInput{Profile: d.ID}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the museum listed itself: %v", err)
	}
	if _, err := w.profiles.List(w.ownOfficer, profile.ListOneInput{Profile: d.ID}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("staff of the museum listed it: %v", err)
	}
	if _, err := w.profiles.Return(w.officer, profile.ReturnInput{Profile: d.ID}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without words it was answered with %v", err)
	}
	d, err := w.profiles.Return(w.officer, profile.ReturnInput{Profile: d.ID, Words: "Whom do you seek?"})
	if err != nil || d.State != profile.Returned || w.told("profile.returned") == 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	if err := w.write(w.lead, d.ID, profile.IdeaKey, "Two rivers and their fishers."); err != nil {
		t.Fatal(err)
	}
	if _, err := w.profiles.Submit(w.lead, profile.SubmitInput{Profile: d.ID}); err != nil {
		t.Fatal(err)
	}
	if d, err = w.profiles.List(w.officer, profile.ListOneInput{Profile: d.ID}); err != nil || d.State != profile.Listed || w.told("profile.listed") == 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	if seen, err := w.profiles.Profile(w.stranger, d.ID); err != nil || seen.Idea != "Two rivers and their fishers." {
		t.Errorf("what is listed is everybody's: %+v, %v", seen, err)
	} else if seen.Answers["contact"] != "" || !seen.SubmittedBy.IsZero() {
		t.Errorf("a stranger reads addresses: %+v", seen)
	}
	if seen, err := w.profiles.Profile(w.officer, d.ID); err != nil || seen.Answers["contact"] == "" {
		t.Errorf("the office misses the contact: %+v, %v", seen, err)
	}
	if _, err := w.answers.Response(w.stranger, d.ID.String()); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger reached the answers themselves: %v", err)
	}
	if d, err = w.profiles.Reopen(w.lead, profile.ReopenInput{Profile: d.ID}); err != nil || d.State != profile.Draft {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := w.profiles.Profile(w.stranger, d.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger read what is changed: %v", err)
	}
}

func TestTheDirectoryIsNarrowedAndReadInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.handedIn("yes")
	if _, err := w.profiles.List(w.officer, profile.ListOneInput{Profile: d.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.profiles.Start(w.partner, profile.StartInput{Cycle: w.cycle, Organization: w.abroad}); err != nil {
		t.Fatal(err)
	}
	us, abroad := true, false
	for name, c := range map[string]struct {
		in   profile.ListInput
		want int
	}{
		"all":                 {profile.ListInput{}, 1},
		"of the cycle":        {profile.ListInput{Cycle: w.cycle}, 1},
		"of another":          {profile.ListInput{Cycle: w.next}, 0},
		"in the US":           {profile.ListInput{US: &us}, 1},
		"abroad":              {profile.ListInput{US: &abroad}, 0},
		"of a theme":          {profile.ListInput{Theme: "water", Seeking: true}, 1},
		"of another theme":    {profile.ListInput{Theme: "youth"}, 0},
		"by words":            {profile.ListInput{Words: "rivers"}, 1},
		"by name":             {profile.ListInput{Words: "minneapolis"}, 1},
		"by words not there":  {profile.ListInput{Words: "glaciers"}, 0},
		"by bytes of no text": {profile.ListInput{Words: "\x00\xff"}, 1},
	} {
		got, err := w.profiles.Profiles(w.stranger, c.in, page.First(5))
		if err != nil || len(got.Nodes) != c.want {
			t.Errorf("%s: %d rows, %v", name, len(got.Nodes), err)
		}
	}
	all, err := w.profiles.Profiles(w.officer, profile.ListInput{}, page.First(1))
	if err != nil || len(all.Nodes) != 1 || !all.PageInfo.HasNextPage {
		t.Fatalf("%+v, %v", all, err)
	}
	one := 1
	rest, err := w.profiles.Profiles(w.officer, profile.ListInput{}, page.Args{First: &one, After: all.PageInfo.EndCursor})
	if err != nil || len(rest.Nodes) != 1 || rest.Nodes[0].ID == all.Nodes[0].ID {
		t.Errorf("%+v, %v", rest, err)
	}
	if n, err := all.TotalCount(w.officer); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	if found, err := w.profiles.ProfilesByID(w.stranger, []ident.Profile{all.Nodes[0].ID, rest.Nodes[0].ID}); err != nil || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
}

func TestTheTimetablePutsProfilesOfEndedCyclesAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.written("no")
	if _, err := w.profiles.ArchiveEnded(w.officer); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a person archived: %v", err)
	}
	clock := auth.As(pgtest.Context(t), auth.System("timetable"))
	if n, err := w.profiles.ArchiveEnded(clock); err != nil || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	w.exec(`UPDATE cycles SET state = 'closed' WHERE id = $1`, w.cycle)
	for _, want := range []int{1, 0} {
		if n, err := w.profiles.ArchiveEnded(clock); err != nil || n != want {
			t.Errorf("%d, %v", n, err)
		}
	}
	if kept, err := w.profiles.Profile(w.lead, d.ID); err != nil || kept.State != profile.Archived {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestAnAutosaveIsOneStatementAndItsAuditRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, err := w.profiles.Start(w.lead, profile.StartInput{Cycle: w.cycle, Organization: w.us})
	if err != nil {
		t.Fatal(err)
	}
	save := func(as context.Context, text string) error {
		_, err := w.answers.Save(as, response.SaveInput{Subject: d.ID.String(), Answers: []response.AnswerInput{{Key: profile.IdeaKey, Text: text}}})
		return err
	}
	for n, text := range []string{"Rivers.", "Two rivers."} {
		ctx, sent := postgres.Counting(w.lead)
		if err := save(ctx, text); err != nil {
			t.Fatal(err)
		}
		if n > 0 && sent() != 4 { // begin, save, audit, commit
			t.Errorf("%d statements were sent", sent())
		}
	}
	w.exec(`UPDATE profiles SET state = 'listed', submitted_at = now() WHERE id = $1`, d.ID)
	if err := save(w.lead, "Three."); !fault.HasCode(err, "content_frozen") {
		t.Errorf("what is listed was written: %v", err)
	}
	if err := save(w.stranger, "Theirs."); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger, who reads the listed page, is answered %v", err)
	}
	if now, err := w.profiles.Profile(w.lead, d.ID); err != nil || now.Answers[profile.IdeaKey] != "Two rivers." {
		t.Errorf("kept %q, %v", now.Answers[profile.IdeaKey], err)
	}
}
