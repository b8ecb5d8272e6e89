package embedded

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Programs is a folder that holds postgres and initdb of one version.
type Programs struct {
	Dir     string
	Version string
	Major   int
}

type finder func(context.Context) []Programs

// Find lists the server programs installed on this machine, newest version first.
func Find(ctx context.Context) []Programs {
	var found []Programs
	seen := map[string]bool{}
	for _, dir := range candidates() {
		real, err := filepath.EvalSymlinks(filepath.Join(dir, program("postgres")))
		if err != nil || seen[filepath.Dir(real)] {
			continue
		}
		seen[filepath.Dir(real)] = true
		if p, ok := inspect(ctx, filepath.Dir(real)); ok {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b Programs) int {
		return cmp.Or(cmp.Compare(b.Major, a.Major), cmp.Compare(minor(b.Version), minor(a.Version)))
	})
	return found
}

func candidates() []string {
	var dirs []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/lib/postgresql*/bin",
		"/usr/pgsql-*/bin",
		"/usr/libexec/postgresql*",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		matches, err := filepath.Glob(pattern)
		if err == nil {
			dirs = append(dirs, matches...)
		}
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if filepath.IsAbs(dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// inspect asks the program itself: folder names lie after an upgrade in place.
func inspect(ctx context.Context, dir string) (Programs, bool) {
	if _, err := os.Stat(filepath.Join(dir, program("initdb"))); err != nil {
		return Programs{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, program("postgres")), "--version")
	cmd.Env = environment()
	cmd.Dir = "/"
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return Programs{}, false
	}
	version, major, ok := parseVersion(string(out))
	return Programs{Dir: dir, Version: version, Major: major}, ok
}

func parseVersion(line string) (string, int, bool) {
	m := regexp.MustCompile(`\(PostgreSQL\) ((\d+)[.0-9a-z]*)`).FindStringSubmatch(line)
	if m == nil {
		return "", 0, false
	}
	major, err := strconv.Atoi(m[2])
	return m[1], major, err == nil
}

func minor(version string) int {
	_, rest, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(rest)
	if err != nil {
		return -1
	}
	return n
}

func program(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

// environment leaves out every PG* setting and locale of whoever started us.
func environment(extra ...string) []string {
	env := []string{"LC_ALL=C", "LANG=C", "TZ=UTC", "PATH=/usr/local/bin:/usr/bin:/bin"}
	if root := os.Getenv("SystemRoot"); root != "" {
		env = append(env, "SystemRoot="+root)
	}
	return append(env, extra...)
}
