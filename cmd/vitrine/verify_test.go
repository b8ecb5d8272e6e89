package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// signedLetter is a letter and the public key it verifies with, as the house would hand them out.
func signedLetter(t *testing.T, k *signing.Key, change func(*signing.Record)) (file []byte, keys string) {
	t.Helper()
	pdf := pgtest.PDF("a letter")
	r := signing.Record{
		Format: signing.Format, Edition: 1, Code: "7HX2M0QD93KT", Kind: signing.AwardLetter, Number: "MC-2027-A01", Program: "Museums Connect", Issuer: "AAM", Parties: []string{"Museo"},
		Issued: calendar.On(2027, 2, 10), SignedAt: pgtest.Today.Truncate(time.Second), File: signing.Measure(pdf), Verify: "https://grants.example.org/verify/7HX2M0QD93KT",
	}
	change(&r)
	e, err := k.Sign(&r)
	if err != nil {
		t.Fatal(err)
	}
	out, err := signing.Attach(pdf, e)
	if err != nil {
		t.Fatal(err)
	}
	p := k.Public()
	p.From = pgtest.Today.AddDate(0, -1, 0)
	return out, signing.Lines([]*signing.Public{&p})
}

func TestVerifyTellsOfflineWhatAFileIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	as := func(*signing.Record) {}
	good, keys := signedLetter(t, pgtest.SigningKey(), as)
	theirs, _ := signedLetter(t, signing.KeyOf([32]byte{9}), as)
	amended, _ := signedLetter(t, pgtest.SigningKey(), func(r *signing.Record) {
		r.SupersededBy = &signing.Reference{Code: "8HX2M0QD93KT", Number: "MC-2027-A01-M1"}
	})
	revoked, _ := signedLetter(t, pgtest.SigningKey(), func(r *signing.Record) {
		day := calendar.On(2027, 3, 1)
		r.Revoked = &day
	})
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	public := write("keys", []byte(keys))
	for _, x := range []struct {
		name   string
		file   []byte
		status int
		says   string
	}{
		{"good.pdf", good, 0, "state    valid"},
		{"amended.pdf", amended, 3, "amended by MC-2027-A01-M1"},
		{"revoked.pdf", revoked, 4, "revoked on 2027-03-01"},
		{"altered.pdf", bytes.Replace(good, []byte("a letter"), []byte("b letter"), 1), 5, "changed after it was signed"},
		{"cut.pdf", good[:len(good)/3], 5, "cut short"},
		{"theirs.pdf", theirs, 6, "a key that is not known here"},
		{"plain.pdf", pgtest.PDF("x"), 7, "no record of ours"},
		{"text.pdf", []byte("Dear museum"), 7, "no PDF"},
	} {
		var out bytes.Buffer
		path := write(x.name, x.file)
		got := run(t.Context(), []string{"verify", path, "--keys", public, "--data", dir}, func(string) string { return "" }, strings.NewReader(""), &out, &out)
		if got != x.status || !strings.Contains(out.String(), x.says) {
			t.Errorf("%s: status %d, want %d\n%s", x.name, got, x.status, out.String())
		}
	}
	var out bytes.Buffer
	if got := run(t.Context(), []string{"verify", "7HX2M0QD93KT", "--keys", public, "--data", dir}, func(string) string { return "" }, strings.NewReader(""), &out, &out); got != 1 || !strings.Contains(out.String(), "give the PDF") {
		t.Errorf("a code offline: %d\n%s", got, out.String())
	}
}
