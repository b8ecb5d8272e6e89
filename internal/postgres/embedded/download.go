//go:build unix

package embedded

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

const (
	jarLimit      = 256 << 20
	checksumLimit = 4 << 10
	downloadLimit = 15 * time.Minute
)

// download keeps one checked and unpacked release per platform in the cache.
func (o Options) download(ctx context.Context, release, cache string) (Programs, error) {
	name, err := artifact()
	if err != nil {
		return Programs{}, err
	}
	home := filepath.Join(cache, "postgres-"+release+"-"+strings.TrimPrefix(name, artifactPrefix))
	if p, ok := inspect(ctx, filepath.Join(home, "bin")); ok {
		return p, nil
	}
	ctx, cancel := context.WithTimeout(ctx, downloadLimit)
	defer cancel()
	work, err := os.MkdirTemp(cache, ".unpack-")
	if err != nil {
		return Programs{}, fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(work)
	link := strings.TrimRight(o.DownloadBase, "/") + "/io/zonky/test/postgres/" + name + "/" + release + "/" + name + "-" + release + ".jar"
	o.Log.Info("downloading postgres, once", "url", link)
	jar := filepath.Join(work, "postgres.jar")
	if err := fetchChecked(ctx, link, jar); err != nil {
		return Programs{}, err
	}
	fresh := filepath.Join(work, "postgres")
	if err := unpackJar(jar, fresh); err != nil {
		return Programs{}, fmt.Errorf("unpack %s: %w", link, err)
	}
	// Another process may have been quicker: then its copy serves as well, and is checked below.
	if err := os.Rename(fresh, home); err != nil && !isDir(home) {
		return Programs{}, fmt.Errorf("keep download: %w", err)
	}
	p, ok := inspect(ctx, filepath.Join(home, "bin"))
	if !ok {
		return Programs{}, fmt.Errorf("the programs in %s do not run on this system: remove the folder to download them again", home)
	}
	return p, nil
}

const artifactPrefix = "embedded-postgres-binaries-"

// artifact names the build for this platform as its publisher does.
func artifact() (string, error) {
	arch, ok := map[string]string{
		"amd64": "amd64", "arm64": "arm64v8", "386": "i386", "arm": "arm32v7", "ppc64le": "ppc64le",
	}[runtime.GOARCH]
	if !ok || (runtime.GOOS != "linux" && runtime.GOOS != "darwin") {
		return "", fmt.Errorf("no build is published for %s on %s", runtime.GOOS, runtime.GOARCH)
	}
	name := artifactPrefix + runtime.GOOS + "-" + arch
	if runtime.GOOS == "linux" && musl() {
		name += "-alpine"
	}
	return name, nil
}

func musl() bool {
	has := func(pattern string) bool {
		found, err := filepath.Glob(pattern)
		return err == nil && len(found) > 0
	}
	return has("/lib/ld-musl-*") && !has("/lib*/ld-linux*")
}

// fetchChecked asks for the published sum first: a file without one is not worth its transfer.
func fetchChecked(ctx context.Context, link, path string) error {
	var published strings.Builder
	if err := fetch(ctx, link+".sha256", &published, checksumLimit); err != nil {
		return err
	}
	words := strings.Fields(published.String())
	if len(words) == 0 || len(words[0]) != hex.EncodedLen(sha256.Size) {
		return fmt.Errorf("%s.sha256 holds no SHA-256", link)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	if err := fetch(ctx, link, io.MultiWriter(f, sum), jarLimit); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); !strings.EqualFold(got, words[0]) {
		return fmt.Errorf("%s has SHA-256 %s, but %s is published: it was changed or cut on the way", link, got, words[0])
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return nil
}

func fetch(ctx context.Context, link string, into io.Writer, limit int64) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask for %s: %w", link, err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("download: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("download %s: %s", link, res.Status)
	}
	n, err := io.Copy(into, io.LimitReader(res.Body, limit+1))
	if err != nil {
		return fmt.Errorf("download %s: %w", link, err)
	}
	if n > limit {
		return fmt.Errorf("download %s: %w", link, errTooLarge())
	}
	return nil
}

func errTooLarge() error { return errors.New("larger than any PostgreSQL build") }

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
