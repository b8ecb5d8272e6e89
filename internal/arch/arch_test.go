package arch_test

import (
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// house lists every package in the order of who may import whom: only what stands above.
// Beside each: the libraries that have their one home there.
var house = []struct{ path, home string }{
	{"migrations", ""},
	{"internal/arch", ""},
	{"internal/fault", ""},
	{"internal/ident", ""},
	{"internal/money", "github.com/bojanz/currency"},
	{"internal/calendar", ""},
	{"internal/place", ""},
	{"internal/page", ""},
	{"internal/seal", ""},
	{"internal/config", ""},
	{"internal/auth", ""},
	{"internal/audit", ""},
	{"internal/ledger", ""},
	{"internal/notify", ""},
	{"internal/document", ""},
	{"internal/strip", ""},
	{"internal/desk", ""},
	{"internal/signing", ""},
	{"internal/people", ""},
	{"internal/people/registry", ""},
	{"internal/account", "golang.org/x/crypto github.com/pquerna/otp"},
	{"internal/notice", ""},
	{"internal/fund", ""},
	{"internal/program", ""},
	{"internal/form", ""},
	{"internal/blind", ""},
	{"internal/response", ""},
	{"internal/profile", ""},
	{"internal/matching", ""},
	{"internal/partnership", ""},
	{"internal/statement", ""},
	{"internal/budget", ""},
	{"internal/lifecycle", ""},
	{"internal/ruleset", ""},
	{"internal/duty", ""},
	{"internal/federalform", ""},
	{"internal/exchange", ""},
	{"internal/application", ""},
	{"internal/assignment", ""},
	{"internal/fundline", ""},
	{"internal/calibration", ""},
	{"internal/interest", ""},
	{"internal/review", ""},
	{"internal/meeting", ""},
	{"internal/award", ""},
	{"internal/agreement", ""},
	{"internal/standard", ""},
	{"internal/expense", ""},
	{"internal/payment", ""},
	{"internal/filing", ""},
	{"internal/amendment", ""},
	{"internal/travel", ""},
	{"internal/outreach", ""},
	{"internal/dashboard", ""},
	{"internal/closeout", ""},
	{"internal/report", ""},
	{"internal/postgres/embedded", ""},
	{"internal/postgres", "github.com/uptrace/bun github.com/jackc/pgx database/sql github.com/riverqueue/river"},
	{"internal/sheet", ""},
	{"internal/chart", ""},
	{"internal/pdf", "github.com/go-pdf/fpdf github.com/boombuler/barcode"},
	{"internal/paper", ""},
	{"internal/ical", "github.com/arran4/golang-ical"},
	{"internal/mail", "github.com/wneessen/go-mail"},
	{"internal/blob", ""},
	{"internal/office", ""},
	{"internal/jobs", "github.com/riverqueue/river database/sql"},
	{"internal/rehearsal", ""},
	{"internal/sample", ""},
	{"internal/golden", ""},
	{"internal/pgtest", ""},
	{"internal/web/catalog", "github.com/nicksnyder/go-i18n"},
	{"internal/web/static", ""},
	{"internal/web/view", "github.com/a-h/templ"},
	{"internal/web/preference", ""},
	{"internal/web/browsertest", "github.com/chromedp"},
	{"internal/web", "github.com/go-chi/chi github.com/a-h/templ"},
	{"internal/wire", "github.com/99designs/gqlgen github.com/coder/websocket"},
	{"graph/contract", "github.com/99designs/gqlgen"},
	{"graph/generated", "github.com/99designs/gqlgen"},
	{"graph", "github.com/99designs/gqlgen"},
	{"internal/server", "github.com/go-chi/chi github.com/alexedwards/scs github.com/prometheus"},
	{"internal/bench", ""},
	{"cmd/vitrine", "github.com/alecthomas/kong"},
}

// edges may speak HTTP; every other package may not.
var edges = []string{"internal/web", "internal/web/static", "internal/web/view", "internal/web/catalog", "internal/web/preference", "internal/web/browsertest", "internal/wire", "graph", "graph/contract", "graph/generated", "internal/bench", "internal/server", "internal/mail", "internal/postgres/embedded", "cmd/vitrine"}

// pure packages are the rules: no clock, files, network or database.
var pure = []string{"internal/people", "internal/account", "internal/notice", "internal/fund", "internal/program", "internal/form", "internal/response", "internal/profile", "internal/matching", "internal/partnership", "internal/statement", "internal/budget", "internal/lifecycle", "internal/ruleset", "internal/duty", "internal/federalform", "internal/exchange", "internal/application", "internal/assignment", "internal/fundline", "internal/calibration", "internal/interest", "internal/review", "internal/meeting", "internal/award", "internal/agreement", "internal/payment", "internal/filing", "internal/amendment", "internal/report", "internal/outreach", "internal/dashboard", "internal/closeout"}

const module = "github.com/vitrine-grants/vitrine/"

func packages(t *testing.T) map[string]*build.Package {
	t.Helper()
	found := map[string]*build.Package{}
	for _, top := range []string{"cmd", "graph", "internal", "migrations"} {
		err := filepath.WalkDir(filepath.Join("..", "..", top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" || d.Name() == "node_modules" {
				return fs.SkipDir
			}
			p, err := build.ImportDir(path, 0)
			if err == nil && len(p.GoFiles) > 0 {
				rel, _ := filepath.Rel(filepath.Join("..", ".."), path)
				found[filepath.ToSlash(rel)] = p
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return found
}

func position(path string) int {
	for i, r := range house {
		if r.path == path {
			return i
		}
	}
	return -1
}

func TestEveryPackageIsListedAndImportsOnlyWhatStandsAbove(t *testing.T) {
	t.Parallel()
	found := packages(t)
	for _, r := range house {
		if found[r.path] == nil {
			t.Errorf("%s is listed but has vanished", r.path)
		}
	}
	for path, p := range found {
		at := position(path)
		if at < 0 {
			t.Errorf("%s is not in the table of the house", path)
			continue
		}
		for _, imp := range p.Imports {
			rel, ours := strings.CutPrefix(imp, module)
			if ours && (position(rel) < 0 || position(rel) >= at) {
				t.Errorf("%s imports %s, which does not stand above it", path, rel)
			}
		}
	}
}

func TestEveryLibraryHasItsHome(t *testing.T) {
	t.Parallel()
	homes := map[string][]string{}
	for _, r := range house {
		for lib := range strings.FieldsSeq(r.home) {
			homes[lib] = append(homes[lib], r.path)
		}
	}
	for path, p := range packages(t) {
		for _, imp := range p.Imports {
			for lib, rooms := range homes {
				if imp == "database/sql/driver" {
					continue // values know how they are stored, not where
				}
				if (imp == lib || strings.HasPrefix(imp, lib+"/")) && !slices.Contains(rooms, path) {
					t.Errorf("%s imports %s, whose home is %s", path, imp, strings.Join(rooms, ", "))
				}
			}
			if imp == "net/http" && !slices.Contains(edges, path) {
				t.Errorf("%s imports net/http but is no edge", path)
			}
		}
	}
}

func TestAreasHaveNoClockNoFilesAndNoGlobals(t *testing.T) {
	t.Parallel()
	for path, p := range packages(t) {
		if !slices.Contains(pure, path) {
			continue
		}
		for _, imp := range p.Imports {
			if slices.Contains([]string{"os", "net/http", "database/sql", "math/rand", "log", "log/slog"}, imp) {
				t.Errorf("%s imports %s", path, imp)
			}
		}
	}
	eachFile(t, func(path string, body string) {
		if strings.Contains(body, "time.Now(") && !strings.HasPrefix(path, "cmd/") {
			t.Errorf("%s asks time.Now: a clock is handed in", path)
		}
		if strings.Contains(body, "\nfunc init()") {
			t.Errorf("%s has an init", path)
		}
		if strings.Contains(body, "TODO") || strings.Contains(body, "FIXME") {
			t.Errorf("%s leaves something open", path)
		}
	})
}

func TestFilesStayShort(t *testing.T) {
	t.Parallel()
	eachFile(t, func(path, body string) {
		if n := strings.Count(body, "\n"); n > 400 {
			t.Errorf("%s has %d lines; split it by meaning", path, n)
		}
	})
	if _, err := os.Stat("../../graph/models_gen.go"); err == nil {
		t.Error("gqlgen made models of its own: bind the type to an area's")
	}
}

func eachFile(t *testing.T, do func(path, body string)) {
	t.Helper()
	for path, p := range packages(t) {
		if path == "graph/generated" {
			continue
		}
		for _, f := range p.GoFiles {
			if strings.HasSuffix(f, "_templ.go") {
				continue
			}
			b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(path), f))
			if err != nil {
				t.Fatal(err)
			}
			do(path+"/"+f, string(b))
		}
	}
}
