package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/seal"
)

func TestTheKeysOfTravelersAreReadFromAFileOfTheirOwn(t *testing.T) {
	t.Parallel()
	if r, err := keyRing("", t.TempDir()); r != nil || err != nil {
		t.Errorf("without a file there is %v, %v", r, err)
	}
	dir := t.TempDir()
	if _, err := keyRing(filepath.Join(dir, "none"), dir); err == nil {
		t.Error("a file that is not there is taken")
	}
	path, err := demoKeys(filepath.Join(dir, "demo"))
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := demoKeys(filepath.Join(dir, "demo")); err != nil || again != path {
		t.Errorf("a second time it answers %s, %v", again, err)
	}
	if second, err := os.ReadFile(path); err != nil || string(second) != string(first) {
		t.Error("a second start changes the key")
	}
	for _, named := range []string{path, ""} {
		if r, err := keyRing(named, filepath.Dir(path)); err != nil || r.First() != "demo" {
			t.Errorf("named %q, the demo's keys are %v, %v", named, r, err)
		}
	}
	if runtime.GOOS != "windows" {
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := keyRing(path, dir); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("keys that others may read answer with %v", err)
		}
	}
	broken := filepath.Join(dir, "broken")
	line := seal.Line("a")
	if err := os.WriteFile(broken, []byte(line[:len(line)-9]), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keyRing(broken, dir); err == nil || strings.Contains(err.Error(), line[3:20]) {
		t.Errorf("a broken key answers with %v", err)
	}
}
