package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

func TestMain(m *testing.M) {
	testscript.Main(shared{m}, map[string]func(){"vitrine": main})
}

// shared runs the tests and then stops the one database server and the one browser they shared.
type shared struct{ tests *testing.M }

// Run answers with the exit code of the tests.
func (s shared) Run() int {
	defer pgtest.Close()
	return browsertest.Run(s.tests)
}

// TestScripts runs the program as people do at a terminal; each script has a data directory of its own.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata", UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_DATA_HOME", "")
			e.Setenv("DATABASE_URL", "")
			e.Setenv("VITRINE_LOG", "warn")
			return os.MkdirAll(filepath.Join(e.WorkDir, "home"), 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"answers": answers, "await": await},
	})
}

// await waits until a file is there and has something in it: await FILE.
func await(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: await FILE")
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if b, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && len(b) > 0 {
			return
		}
	}
	ts.Fatalf("%s never came", args[0])
}

// answers asks the server whose address is in a file: answers FILE PATH STATUS [TEXT].
func answers(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: answers FILE PATH STATUS [TEXT]")
	}
	want, err := strconv.Atoi(args[2])
	ts.Check(err)
	var status int
	var body []byte
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		a, err := http.Get("http://" + strings.TrimSpace(ts.ReadFile(args[0])) + args[1])
		if neg {
			if err == nil {
				_ = a.Body.Close()
				ts.Fatalf("%s is answered with %s", args[1], a.Status)
			}
			return
		}
		if err != nil {
			continue // it listens before it serves
		}
		status = a.StatusCode
		body, err = io.ReadAll(a.Body)
		_ = a.Body.Close()
		ts.Check(err)
		if status == want && strings.Contains(string(body), strings.Join(args[3:], " ")) {
			return
		}
		break
	}
	ts.Fatalf("%s: %d %s", args[1], status, body)
}
