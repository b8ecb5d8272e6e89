package signing_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

func TestCanonicalJSONIsTheOneOfRFC8785(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, raw, want string }{
		{"keys by UTF-16 units, nothing between", `{ "b" : 1, "a" : [ true , null ] , "é":"x" }`, `{"a":[true,null],"b":1,"é":"x"}`},
		{"a key outside the first plane stands before one at its end", "{\"\ufb33\":1,\"😀\":2}", "{\"😀\":2,\"\ufb33\":1}"},
		{"the shortest escapes", `{"s":"\u0007\u0008\u000a\u002f\u0022\u005c<&\u2028"}`, `{"s":"\u0007\b\n/\"\\<&` + "\u2028" + `"}`},
		{"whole numbers as they are", `[0,-7,9007199254740992]`, `[0,-7,9007199254740992]`},
	} {
		got, err := signing.Canonical([]byte(x.raw))
		if err != nil || string(got) != x.want {
			t.Errorf("%s: %s, %v; want %s", x.name, got, err, x.want)
		}
	}
	for _, raw := range []string{`1.5`, `1e3`, `-0`, `9007199254740993`, `{"a":1}{`, `{`, ``} {
		if got, err := signing.Canonical([]byte(raw)); err == nil {
			t.Errorf("%s was taken as %s", raw, got)
		}
	}
}

func record() signing.Record {
	return signing.Record{
		Format: signing.Format, Edition: 1, Code: "7HX2M0QD93KT", Kind: signing.AwardLetter, Number: "MC-2027-A01", Award: "MC-2027-A01", Program: "Museums Connect", Issuer: "AAM",
		Parties: []string{"Museo de Artes & Letras", "博物馆"}, Amounts: []signing.Amount{signing.Sum("award", money.Dollars(80_000))},
		Issued: calendar.On(2027, 2, 10), SignedAt: time.Date(2027, 2, 10, 15, 0, 0, 0, time.UTC), Verify: "https://grants.example.org/verify/7HX2M0QD93KT",
	}
}

func known(k *signing.Key) []*signing.Public {
	p := k.Public()
	p.From = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	return []*signing.Public{&p}
}

func sealed(t *testing.T, k *signing.Key) []byte {
	t.Helper()
	pdf, r := pgtest.PDF("a letter"), record()
	r.File = signing.Measure(pdf)
	e, err := k.Sign(&r)
	if err != nil {
		t.Fatal(err)
	}
	out, err := signing.Attach(pdf, e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func opened(file []byte, keys []*signing.Public) (*signing.Record, error) {
	e, err := signing.Carried(file)
	if err != nil {
		return nil, err
	}
	return e.Open(keys)
}

func TestAFileSaysWhatItIsOrWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	ours, theirs := pgtest.SigningKey(), signing.KeyOf([32]byte{1})
	file := sealed(t, ours)
	r, err := opened(file, known(ours))
	if err != nil || r.Number != "MC-2027-A01" || r.Parties[0] != "Museo de Artes & Letras" || r.State() != signing.Valid {
		t.Fatalf("%+v, %v", r, err)
	}
	if !bytes.Equal(file, sealed(t, ours)) {
		t.Error("the same letter gives other bytes")
	}
	later := known(ours)
	later[0].From = time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	ended := known(ours)
	ended[0].Until = &later[0].From
	if _, err := opened(file, ended); err != nil {
		t.Errorf("a key that ended since no longer verifies what it signed: %v", err)
	}
	for _, x := range []struct {
		name string
		file []byte
		keys []*signing.Public
		want error
	}{
		{"a text", []byte("Dear museum"), known(ours), signing.ErrNotPDF},
		{"a stranger's PDF", pgtest.PDF("a letter"), known(ours), signing.ErrNone},
		{"a file cut in its pages", file[:60], known(ours), signing.ErrCut},
		{"a file cut in its record", file[:len(file)-40], known(ours), signing.ErrCut},
		{"a page that was changed", bytes.Replace(file, []byte("a letter"), []byte("b letter"), 1), known(ours), signing.ErrAltered},
		{"a record that was changed", bytes.Replace(file, []byte("80000.00"), []byte("90000.00"), 1), known(ours), signing.ErrAltered},
		{"something added at its end", append(bytes.Clone(file), "more"...), known(ours), signing.ErrAltered},
		{"a stranger's key", sealed(t, theirs), known(ours), signing.ErrKey},
		{"a stranger's signature under our key's name", bytes.Replace(sealed(t, theirs), []byte(theirs.Public().Fingerprint), []byte(ours.Public().Fingerprint), 1), known(ours), signing.ErrAltered},
		{"a key that began later", file, later, signing.ErrTime},
	} {
		if _, err := opened(x.file, x.keys); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", x.name, err, x.want)
		}
	}
}

func TestNoByteOfASignedFileMayChange(t *testing.T) {
	t.Parallel()
	file, keys := sealed(t, pgtest.SigningKey()), known(pgtest.SigningKey())
	rapid.Check(t, func(t *rapid.T) {
		at, to := rapid.IntRange(0, len(file)-1).Draw(t, "at"), rapid.Byte().Draw(t, "to")
		if file[at] == to {
			return
		}
		changed := bytes.Clone(file)
		changed[at] = to
		if r, err := opened(changed, keys); err == nil {
			t.Fatalf("byte %d as %q still verifies as %+v", at, to, r)
		}
	})
}

func TestKeysAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	k := signing.NewKey()
	again, err := signing.ReadKey(k.Line())
	if err != nil || again.Public().Fingerprint != k.Public().Fingerprint {
		t.Fatalf("%v, %v", again, err)
	}
	until := time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	keys := known(k)
	keys[0].Until = &until
	text := "# ours\n\n" + signing.Lines(keys)
	got, err := signing.ReadLines(text)
	if err != nil || len(got) != 1 || got[0].String() != keys[0].String() || !got[0].Until.Equal(until) || !got[0].From.Equal(keys[0].From) {
		t.Fatalf("%+v, %v", got, err)
	}
	secret := strings.Fields(k.Line())[1]
	for _, bad := range []string{"", secret, "vitrine-signing-key abc", "other " + secret} {
		if _, err := signing.ReadKey(bad); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	other := signing.NewKey()
	for _, bad := range []string{"", "x", strings.Replace(signing.Lines(keys), keys[0].Fingerprint, other.Public().Fingerprint, 1), strings.Replace(signing.Lines(keys), "2028-01-01T00:00:00Z", "soon", 1)} {
		if _, err := signing.ReadLines(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestARecordWithAGapIsNotSigned(t *testing.T) {
	t.Parallel()
	for name, gap := range map[string]func(*signing.Record){
		"code": func(r *signing.Record) { r.Code = "" }, "number": func(r *signing.Record) { r.Number = " " }, "parties": func(r *signing.Record) { r.Parties = nil },
		"issue": func(r *signing.Record) { r.Issued = calendar.Date{} }, "issuer": func(r *signing.Record) { r.Issuer = "" },
	} {
		r := record()
		gap(&r)
		if err := r.Complete(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without its %s: %v", name, err)
		}
	}
}
