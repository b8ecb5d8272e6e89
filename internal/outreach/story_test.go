package outreach_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func TestStatesOfStories(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range outreach.StoryMoves() {
		fmt.Fprintf(&b, "%-10s %-10s %-10s %s\n", m.From, m.Verb, m.To, m.Who)
	}
	if *update {
		ok(t, os.WriteFile("testdata/stories.golden", []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile("testdata/stories.golden")
	if err != nil || string(want) != b.String() {
		t.Errorf("%v\n%s", err, b.String())
	}
}

var update = flag.Bool("update", false, "write the table of states")

var pdf = []byte("%PDF-1.7 I agree that my story is told. Rosa Example")

// photo is a JPEG in which a camera wrote where it was taken, lying on its side.
func photo(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 8, 6))
	m.Set(2, 2, color.White)
	var b bytes.Buffer
	ok(t, jpeg.Encode(&b, m, nil))
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00GPS 33.5731 N 7.5898 W")
	segment := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	comment := append([]byte{0xff, 0xfe, 0, 14}, "Rosa Example"...)
	return bytes.Join([][]byte{b.Bytes()[:2], segment, exif, comment, b.Bytes()[2:]}, nil)
}

func (w *world) told(change func(*outreach.StoryInput)) *outreach.Story {
	w.t.Helper()
	in := outreach.StoryInput{
		Award: w.Award, Title: "The song of the two rivers", Words: strings.Repeat("They sang at the river. ", 40), Quote: "I had not known that they sing it too.", ToldAs: "Amal", Pseudonym: true,
		Country: "MA", Theme: "Music", HappenedOn: calendar.On(2027, 9, 20),
	}
	if change != nil {
		change(&in)
	}
	x, err := w.s.WriteStory(w.coordinator(), in)
	ok(w.t, err)
	return x
}

func (w *world) consented(x *outreach.Story, guardian bool) {
	w.t.Helper()
	_, err := w.s.GiveStoryConsent(w.coordinator(), outreach.StoryConsentInput{Story: x.ID, File: pdf, ByGuardian: guardian})
	ok(w.t, err)
}

func (w *world) approved(x *outreach.Story, r outreach.Readers) {
	w.t.Helper()
	w.consented(x, x.Minor)
	_, err := w.s.GiveStoryPhoto(w.coordinator(), outreach.StoryPhotoInput{Story: x.ID, File: photo(w.t), Alt: "A choir", Credit: "Ana Example", License: "CC BY 4.0"})
	ok(w.t, err)
	_, err = w.s.SubmitStory(w.coordinator(), outreach.SubmitStoryInput{Story: x.ID})
	ok(w.t, err)
	_, err = w.s.ApproveStory(w.officer(), outreach.ApproveStoryInput{Story: x.ID, For: r})
	ok(w.t, err)
}

func (w *world) funder() context.Context { return w.Staff("funder", auth.FunderReader) }

func TestAStoryIsHandedInWholeAndWithConsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.told(func(in *outreach.StoryInput) { in.Words, in.Quote, in.Minor = "Short.", "", true })
	submit := func() error {
		_, err := w.s.SubmitStory(w.coordinator(), outreach.SubmitStoryInput{Story: x.ID})
		return err
	}
	for _, code := range []string{"story_length", "required", "story_consent"} {
		refused(t, submit(), fault.Invalid, code)
	}
	_, err := w.s.GiveStoryConsent(w.coordinator(), outreach.StoryConsentInput{Story: x.ID, File: pdf})
	refused(t, err, fault.Invalid, "story_guardian")
	_, err = w.s.GiveStoryConsent(w.coordinator(), outreach.StoryConsentInput{Story: x.ID, File: []byte("MZ a program"), ByGuardian: true})
	refused(t, err, fault.Invalid, "bad_consent")
	_, err = w.s.GiveStoryPhoto(w.coordinator(), outreach.StoryPhotoInput{Story: x.ID, File: pdf, Alt: "x", Credit: "x", License: "x"})
	refused(t, err, fault.Invalid, "bad_photo")
	_, err = w.s.GiveStoryPhoto(w.coordinator(), outreach.StoryPhotoInput{Story: x.ID, File: photo(t)[:60], Alt: "x", Credit: "x", License: "x"})
	refused(t, err, fault.Invalid, "bad_photo")
	_, err = w.s.GiveStoryPhoto(w.coordinator(), outreach.StoryPhotoInput{Story: x.ID, File: photo(t)})
	refused(t, err, fault.Invalid, "required")

	// Consent of an adult that turns out to be a child's does not count.
	adult := w.told(nil)
	w.consented(adult, false)
	again := w.told(func(in *outreach.StoryInput) { in.Story, in.Minor = adult.ID, true })
	if again.ConsentAt != nil {
		t.Error("a child's own consent counts")
	}
	_, err = w.s.ReadConsent(w.coordinator(), outreach.ReadConsentInput{Story: adult.ID, Purpose: "Is it still there?"})
	refused(t, err, fault.NotFound, "not_found")
	old := 1
	_, err = w.s.WriteStory(w.coordinator(), outreach.StoryInput{Award: w.Award, Story: adult.ID, Title: "x", Country: "MA", HappenedOn: calendar.On(2027, 9, 20), ExpectedVersion: &old})
	refused(t, err, fault.Conflict, "version")
	_, err = w.s.WriteStory(w.coordinator(), outreach.StoryInput{Award: w.Award, Title: "x", Country: "Atlantis", HappenedOn: calendar.On(2029, 9, 20)})
	refused(t, err, fault.Invalid, "bad_country")
	refused(t, err, fault.Invalid, "in_future")
}

func TestAStoryIsApprovedForItsReadersAndTakenDownAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.told(nil)
	nobody := pgContext(t)
	if _, err := w.s.Story(w.officer(), x.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the office reads a draft: %v", err)
	}
	w.consented(x, false)
	_, err := w.s.SubmitStory(w.coordinator(), outreach.SubmitStoryInput{Story: x.ID})
	ok(t, err)
	_, err = w.s.WriteStory(w.coordinator(), outreach.StoryInput{Award: w.Award, Story: x.ID, Title: "Other", Country: "MA", HappenedOn: calendar.On(2027, 9, 20)})
	refused(t, err, fault.Conflict, "story_state")
	_, err = w.s.ReturnStory(w.officer(), outreach.ReturnStoryInput{Story: x.ID})
	refused(t, err, fault.Invalid, "required")
	_, err = w.s.ReturnStory(w.officer(), outreach.ReturnStoryInput{Story: x.ID, Reason: "Who sang?"})
	ok(t, err)
	w.approved(w.told(func(in *outreach.StoryInput) { in.Story = x.ID }), outreach.ForOffice)
	if w.Try(`UPDATE stories SET decided_by = submitted_by`) == nil || w.Try(`UPDATE stories SET words = 'x'`) == nil || w.Try(`DELETE FROM stories`) == nil {
		t.Error("an approved story is rewritten")
	}
	asked := outreach.Asked{Awards: []ident.Award{w.Award}, From: calendar.On(2027, 7, 1), Through: calendar.On(2027, 9, 30)}
	seen := func() (funder bool, reports, public int) {
		_, err := w.s.Story(w.funder(), x.ID)
		list, bad := w.s.Stories(w.funder(), w.Award, page.First(10))
		ok(t, bad)
		if (err == nil) != (len(list.Nodes) == 1) {
			t.Errorf("the funder lists %d and finds %v", len(list.Nodes), err)
		}
		all, bad := w.s.ApprovedStories(nobody, asked, outreach.ForFunder)
		ok(t, bad)
		told, bad := w.s.PublicStories(nobody, w.Award)
		ok(t, bad)
		return err == nil, len(all), len(told)
	}
	for _, step := range []struct {
		r       outreach.Readers
		funder  bool
		reports int
		public  int
	}{{outreach.ForOffice, false, 0, 0}, {outreach.ForFunder, true, 1, 0}, {outreach.ForPublic, true, 1, 1}} {
		_, err := w.s.ApproveStory(w.officer(), outreach.ApproveStoryInput{Story: x.ID, For: step.r})
		ok(t, err)
		if f, n, p := seen(); f != step.funder || n != step.reports || p != step.public {
			t.Errorf("%s: funder %v, reports %d, public %d", step.r, f, n, p)
		}
		if _, err := w.s.PublicPhoto(nobody, x.ID); (err == nil) != (step.public == 1) {
			t.Errorf("%s: the photo: %v", step.r, err)
		}
	}
	p, err := w.s.PublicPhoto(nobody, x.ID)
	ok(t, err)
	if m, _, err := image.Decode(bytes.NewReader(p.Bytes)); err != nil || m.Bounds().Dx() != 8 || p.Media != "image/jpeg" {
		t.Errorf("the photo is %s, %v", p.Media, err)
	}
	if bytes.Contains(p.Bytes, []byte("GPS")) || bytes.Contains(p.Bytes, []byte("Rosa")) || !bytes.Contains(p.Bytes, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
		t.Error("a photo says where it was taken, or no longer which way is up")
	}
	_, err = w.s.WithdrawStory(w.coordinator(), outreach.WithdrawStoryInput{Story: x.ID})
	refused(t, err, fault.Invalid, "required")
	w.SQL(`SET session_replication_role = replica; UPDATE awards SET state = 'closed'; SET session_replication_role = origin`)
	_, err = w.s.WithdrawStory(w.Museum("coordinator2", auth.Coordinator, "us2"), outreach.WithdrawStoryInput{Story: x.ID, Reason: "Asked us."})
	refused(t, err, fault.NotFound, "not_found")
	gone, err := w.s.WithdrawStory(w.coordinator(), outreach.WithdrawStoryInput{Story: x.ID, Reason: "Asked us to."})
	ok(t, err)
	if f, n, p := seen(); f || n != 0 || p != 0 || gone.Words != "" || gone.ToldAs != "" {
		t.Errorf("a withdrawn story is told: %v %d %d %+v", f, n, p, gone)
	}
	for _, err := range []error{w.last(w.s.PublicPhoto(nobody, x.ID)), w.last(w.s.StoryPhoto(w.coordinator(), x.ID))} {
		refused(t, err, fault.NotFound, "not_found")
	}
	if w.Try(`UPDATE stories SET state = 'approved', withdrawn_at = NULL, withdrawn_by = NULL`) == nil {
		t.Error("a withdrawn story comes back")
	}
}

func (w *world) last(_ *outreach.Opened, err error) error { return err }

func TestAConsentIsSealedAndEachLookIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.told(nil)
	w.approved(x, outreach.ForPublic)
	_, err := w.s.ReadConsent(w.officer(), outreach.ReadConsentInput{Story: x.ID, Purpose: "?"})
	refused(t, err, fault.Invalid, "no_purpose")
	for _, who := range []context.Context{w.funder(), w.Staff("auditor", auth.Auditor)} {
		_, err = w.s.ReadConsent(who, outreach.ReadConsentInput{Story: x.ID, Purpose: "Only looking."})
		refused(t, err, fault.Forbidden, "forbidden")
	}
	f, err := w.s.ReadConsent(w.officer(), outreach.ReadConsentInput{Story: x.ID, Purpose: "Before it is printed."})
	ok(t, err)
	if !bytes.Equal(f.Bytes, pdf) || f.Media != "application/pdf" {
		t.Errorf("%s %q", f.Media, f.Bytes)
	}
	var kept, looks int
	ok(t, w.DB.Pool.QueryRow(pgtest.Context(t), `SELECT count(*) FILTER (WHERE position('Rosa'::bytea IN sealed) > 0 OR position('\xffd8ff'::bytea IN sealed) > 0),
		(SELECT count(*) FROM audit_events WHERE action = 'outreach.story.consent_read' AND reason = 'Before it is printed.') FROM story_files`).Scan(&kept, &looks))
	if kept != 0 || looks != 1 {
		t.Errorf("%d files in clear, %d looks kept", kept, looks)
	}
	if _, err := w.s.RekeyStories(w.officer()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an officer changes keys: %v", err)
	}
	w.SQL(`UPDATE story_files SET sealed = (SELECT sealed FROM story_files WHERE kind = 'photo') WHERE kind = 'consent'`)
	all, err := postgresOutreach(w).StoryFiles(pgtest.Context(t))
	ok(t, err)
	if off := w.s.UnopenedStories(all); len(off) != 1 || !strings.Contains(off[0], "consent") {
		t.Errorf("%q", off)
	}
	w.s.Seal = nil
	_, err = w.s.GiveStoryConsent(w.coordinator(), outreach.StoryConsentInput{Story: w.told(nil).ID, File: pdf})
	refused(t, err, fault.Conflict, "no_key")
}

func TestPhotosAreWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.told(nil)
	var b bytes.Buffer
	ok(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 3))))
	raw := b.Bytes()
	text := append([]byte{0, 0, 0, 12}, "tEXtRosa Example????"...)
	with := bytes.Join([][]byte{raw[:33], text, raw[33:]}, nil)
	_, err := w.s.GiveStoryPhoto(w.coordinator(), outreach.StoryPhotoInput{Story: x.ID, File: with, Alt: "x", Credit: "x", License: "x"})
	ok(t, err)
	p, err := w.s.StoryPhoto(w.coordinator(), x.ID)
	ok(t, err)
	if !bytes.Equal(p.Bytes, raw) {
		t.Errorf("%q", p.Bytes)
	}
	_, err = w.s.GiveStoryPhoto(w.coordinator(), outreach.StoryPhotoInput{Story: x.ID, File: raw[:len(raw)-13], Alt: "x", Credit: "x", License: "x"})
	refused(t, err, fault.Invalid, "bad_photo")
}
