//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// choose takes the installed programs that fit the cluster, or downloads some that do.
func choose(ctx context.Context, o Options, l layout) (Programs, error) {
	want, err := l.major()
	if err != nil {
		return Programs{}, err
	}
	if want != 0 && want < oldestMajor {
		return Programs{}, fmt.Errorf("%s was written by PostgreSQL %d, and %d is the oldest that works: upgrade it with pg_upgrade, or name another directory with --data", l.data, want, oldestMajor)
	}
	var installed []string
	for _, p := range o.find(ctx) {
		if l.as.drop && !l.as.reaches(p.Dir) {
			continue
		}
		if p.Major == want || (want == 0 && p.Major >= oldestMajor) {
			return p, nil
		}
		installed = append(installed, p.Version)
	}
	release, ok := pinned(want)
	if !ok {
		return Programs{}, mismatch(l, want, installed, errors.New("none is offered for download"))
	}
	cache, err := cacheFor(o.CacheDir, l.as)
	if err != nil {
		return Programs{}, unavailable(err)
	}
	p, err := o.download(ctx, release, cache)
	switch {
	case err == nil:
		return p, nil
	case want != 0 && len(installed) > 0:
		return Programs{}, mismatch(l, want, installed, err)
	default:
		return Programs{}, unavailable(err)
	}
}

func mismatch(l layout, want int, installed []string, cause error) error {
	have := "nothing"
	if len(installed) > 0 {
		have = "PostgreSQL " + strings.Join(installed, ", ")
	}
	return fmt.Errorf("%s was written by PostgreSQL %d, but %s is installed (%w): install PostgreSQL %d, or restore a backup into another directory named with --data",
		l.data, want, have, cause, want)
}

// pinned lists releases known to be published for every platform, by cluster version.
func pinned(major int) (string, bool) {
	switch major {
	case 15:
		return "15.17.0", true
	case 16:
		return "16.4.0", true
	case 0, 17:
		return "17.6.0", true
	case 18:
		return "18.1.0", true
	default:
		return "", false
	}
}

// cacheFor falls back to the machine's cache where the server's user cannot enter root's own.
func cacheFor(dir string, as account) (string, error) {
	for _, try := range []string{dir, "/var/cache/vitrine"} {
		if err := os.MkdirAll(try, 0o755); err != nil {
			return "", fmt.Errorf("make cache: %w", err)
		}
		real, err := filepath.EvalSymlinks(try)
		if err != nil {
			return "", fmt.Errorf("resolve cache: %w", err)
		}
		if !as.drop || as.reaches(real) {
			return real, nil
		}
	}
	return "", fmt.Errorf("the server's user cannot enter %s, where downloads would go", dir)
}
