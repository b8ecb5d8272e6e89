package application_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// sends are the verbs of the statements that a piece of work sends, edges of its transaction aside.
func sends(ctx context.Context, do func(context.Context) error) ([]string, error) {
	ctx, sent := postgres.Recording(ctx)
	err := do(ctx)
	var out []string
	for _, s := range sent() {
		switch text := strings.ToUpper(s.Text); {
		case strings.HasPrefix(text, "BEGIN"), strings.HasPrefix(text, "COMMIT"), strings.HasPrefix(text, "ROLLBACK"):
		case strings.Contains(text, "SAVE_ANSWERS"):
			out = append(out, "save")
		case strings.HasPrefix(text, "INSERT INTO AUDIT_EVENTS"):
			out = append(out, "audit")
		default:
			out = append(out, "other: "+s.Text)
		}
	}
	return out, err
}

func TestAnAutosaveIsOneStatementAndItsAuditRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()
	w.saved(w.coordinator, one(d, "concept", "The first.", "", "")) // which form it answers is known from here on
	save := func(by context.Context, in response.SaveInput) ([]string, error) {
		return sends(by, func(ctx context.Context) error {
			_, err := w.responses.Save(ctx, in)
			return err
		})
	}
	for _, c := range []struct {
		what string
		by   context.Context
		in   response.SaveInput
		code string
		sent []string
	}{
		{"one answer", w.coordinator, one(d, "concept", "The second.", response.Stamp("The first."), "k1"), "", []string{"save", "audit"}},
		{"the same request again", w.coordinator, one(d, "concept", "The second.", response.Stamp("The first."), "k1"), "", []string{"save"}},
		{"what is kept already", w.coordinator, one(d, "concept", "The second.", "", ""), "", []string{"save"}},
		{"the partner's answer", w.abroad, one(d, "partner_role", "We film.", "", ""), "", []string{"save", "audit"}},
		{"the other side's answer", w.abroad, one(d, "concept", "Theirs.", "", ""), "section_owner", []string{"save"}},
		{"what somebody else changed", w.coordinator, one(d, "concept", "The third.", response.Stamp("The first."), ""), "version", []string{"save"}},
		{"a reader", w.officer, one(d, "concept", "Mine.", "", ""), "forbidden", []string{"save"}},
		{"a stranger", w.stranger, one(d, "concept", "Mine.", "", ""), "not_found", []string{"save"}},
	} {
		sent, err := save(c.by, c.in)
		if (c.code == "") != (err == nil) || c.code != "" && !fault.HasCode(err, c.code) || !slices.Equal(sent, c.sent) {
			t.Errorf("%s sent %q and answered %v", c.what, sent, err)
		}
	}
	if got := w.read(d).Answers; got["concept"] != "The second." || got["partner_role"] != "We film." {
		t.Errorf("kept %q and %q", got["concept"], got["partner_role"])
	}
	if n := len(w.history(d, "")); n != 3 {
		t.Errorf("%d changes are kept", n)
	}
}

func TestARefusedSaveLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.draft()
	w.saved(w.coordinator, one(d, "concept", "In time.", "", "k1"))
	before := w.read(d)
	w.Clock.Set(closing.Add(time.Second))
	if _, err := w.responses.Save(w.coordinator, one(d, "concept", "Late.", "", "k2")); !fault.Is(err, fault.DeadlinePassed) {
		t.Errorf("late is answered %v", err)
	}
	if again, err := w.responses.Save(w.coordinator, one(d, "concept", "In time.", "", "k1")); err != nil || !again.Repeated {
		t.Errorf("what was kept in time is answered %+v, %v", again, err)
	}
	if _, err := w.responses.Save(w.abroad, one(d, "concept", "In time.", "", "k1")); !fault.HasCode(err, "section_owner") && !fault.Is(err, fault.DeadlinePassed) {
		t.Errorf("the other side repeats it: %v", err)
	}
	for name, in := range map[string]response.SaveInput{
		"an unknown question": one(d, "salary", "x", "", ""), "NUL": one(d, "concept", "a\x00", "", ""),
	} {
		if _, err := w.responses.Save(w.stranger, in); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s from a stranger is answered %v", name, err)
		}
		if _, err := w.responses.Save(w.officer, in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s from a reader is answered %v", name, err)
		}
		if _, err := w.responses.Save(w.coordinator, in); !fault.Is(err, fault.DeadlinePassed) {
			t.Errorf("%s too late is answered %v", name, err)
		}
	}
	after := w.read(d)
	if after.Answers["concept"] != "In time." || after.Version != before.Version || len(w.history(d, "")) != 1 {
		t.Errorf("kept %q as version %d after %d", after.Answers["concept"], after.Version, before.Version)
	}
}
