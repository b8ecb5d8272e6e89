//go:build unix

package embedded

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// storeXZ writes a valid .xz whose chunks are stored, which needs no compressor.
func storeXZ(data []byte) []byte {
	out := append([]byte("\xfd7zXZ\x00"), 0, 1)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(out[6:8]))
	head := []byte{2, 0, 0x21, 1, 22, 0, 0, 0}
	block := binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(head))
	for control, rest := byte(1), data; len(rest) > 0; control = 2 {
		n := min(len(rest), 1<<16)
		block = append(block, control, byte((n-1)>>8), byte(n-1))
		block = append(block, rest[:n]...)
		rest = rest[n:]
	}
	block = append(block, 0)
	unpadded := len(block) + 4
	for len(block)%4 != 0 {
		block = append(block, 0)
	}
	block = binary.LittleEndian.AppendUint32(block, crc32.ChecksumIEEE(data))
	index := binary.AppendUvarint([]byte{0, 1}, uint64(unpadded))
	index = binary.AppendUvarint(index, uint64(len(data)))
	for len(index)%4 != 0 {
		index = append(index, 0)
	}
	index = binary.LittleEndian.AppendUint32(index, crc32.ChecksumIEEE(index))
	foot := binary.LittleEndian.AppendUint32(nil, uint32(len(index)/4-1))
	foot = append(foot, 0, 1)
	out = append(append(out, block...), index...)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(foot))
	return append(append(out, foot...), "YZ"...)
}

type entry struct {
	name, body, link string
	mode             int64
}

func tarOf(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		head := &tar.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.body)), Typeflag: tar.TypeReg}
		if e.link != "" {
			head.Typeflag, head.Linkname = tar.TypeSymlink, e.link
		}
		if err := w.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func jarOf(t *testing.T, name string, body []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// repository stands in for a Maven repository with one jar, whatever release is asked for.
func repository(t *testing.T, jar []byte, sum string) (base string, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/maven2/io/zonky/test/postgres/embedded-postgres-binaries-") {
			http.NotFound(w, r)
			return
		}
		if strings.HasSuffix(r.URL.Path, ".jar.sha256") {
			_, _ = w.Write([]byte(sum))
			return
		}
		asked.Add(1)
		_, _ = w.Write(jar)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/maven2/", asked
}

func sumOf(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// forward is a program that stands in the archive for the one installed here.
func forward(program string) string { return "#!/bin/sh\nexec " + program + " \"$@\"\n" }

func TestDownloadedProgramsServe(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	stop(t, start(t, dir))
	installed := Find(bounded(t))[0]
	if _, ok := pinned(installed.Major); !ok {
		t.Skip("no release is pinned for the version installed here")
	}
	jar := jarOf(t, "postgres-any.txz", storeXZ(tarOf(t,
		entry{name: "share/postgresql/filler", body: strings.Repeat("filler ", 50_000), mode: 0o600},
		entry{name: "bin/postgres", body: forward(filepath.Join(installed.Dir, "postgres")), mode: 0o700},
		entry{name: "./bin/initdb", body: forward(filepath.Join(installed.Dir, "initdb")), mode: 0o755},
		entry{name: "lib/libx.so.1", body: "x", mode: 0o644},
		entry{name: "lib/libx.so", link: "libx.so.1"},
	)))
	base, asked := repository(t, jar, sumOf(jar)+"  postgres.jar\n")
	cache := reachable(t)
	for range 2 {
		s, err := Start(bounded(t), Options{Dir: dir, Fast: true, DownloadBase: base, CacheDir: cache, find: nothingInstalled})
		if err != nil {
			t.Fatal(err)
		}
		ask(t, s, "SELECT 'up'")
		stop(t, s)
	}
	if asked.Load() != 1 {
		t.Errorf("downloaded %d times", asked.Load())
	}
	left, err := os.ReadDir(cache)
	if err != nil || len(left) != 1 {
		t.Errorf("the cache holds %v, %v", left, err)
	}
}

func TestDownloadRefusals(t *testing.T) {
	t.Parallel()
	good := jarOf(t, "x.txz", storeXZ(tarOf(t, entry{name: "bin/postgres", body: "#!/bin/sh\nexit 1\n", mode: 0o755})))
	noXZ := jarOf(t, "readme.txt", []byte("hello"))
	cut := jarOf(t, "x.txz", storeXZ(tarOf(t, entry{name: "a", body: "b"}))[:500])
	for name, c := range map[string]struct {
		jar  []byte
		sum  string
		want string
	}{
		"another sum than published":   {good, sumOf(noXZ), "is published: it was changed or cut"},
		"no sum published":             {good, "<html>not here</html>", "holds no SHA-256"},
		"a jar that is no zip":         {[]byte("hello"), sumOf([]byte("hello")), "open jar"},
		"a jar without an archive":     {noXZ, sumOf(noXZ), "holds no .txz"},
		"an archive cut short":         {cut, sumOf(cut), "unexpected EOF"},
		"programs that do not run":     {good, sumOf(good), "do not run on this system"},
		"a sum in capitals is as good": {noXZ, strings.ToUpper(sumOf(noXZ)), "holds no .txz"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, _ := repository(t, c.jar, c.sum)
			cache := reachable(t)
			_, err := Start(bounded(t), Options{Dir: newDir(t), DownloadBase: base, CacheDir: cache, find: nothingInstalled})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "sudo apt install") {
				t.Errorf("want %q in: %v", c.want, err)
			}
		})
	}
	t.Run("a repository that does not have it", func(t *testing.T) {
		t.Parallel()
		base, _ := repository(t, good, sumOf(good))
		_, err := Start(bounded(t), Options{Dir: newDir(t), DownloadBase: base + "elsewhere", CacheDir: reachable(t), find: nothingInstalled})
		if err == nil || !strings.Contains(err.Error(), "404 Not Found") {
			t.Error(err)
		}
	})
}

func TestUnpackStaysInside(t *testing.T) {
	t.Parallel()
	for name, entries := range map[string][]entry{
		"a path upwards":                 {{name: "../evil", body: "x"}},
		"a path upwards after a folder":  {{name: "a/../../evil", body: "x"}},
		"an absolute path":               {{name: "/tmp/evil-embedded", body: "x"}},
		"a link upwards":                 {{name: "l", link: "../outside"}},
		"an absolute link":               {{name: "l", link: "/etc"}},
		"a file through a link, rewound": {{name: "d/l", link: "../d2"}, {name: "d2", link: "."}, {name: "d2/../../evil", body: "x"}},
		"the same file twice":            {{name: "a", body: "x"}, {name: "a", body: "y"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			if err := unpackTar(bytes.NewReader(tarOf(t, entries...)), filepath.Join(parent, "in"), unpackedLimit); err == nil {
				t.Error("unpacked")
			}
			if left, err := os.ReadDir(parent); err != nil || len(left) != 1 {
				t.Errorf("outside there is %v, %v", left, err)
			}
		})
	}
}

func TestUnpackIsBounded(t *testing.T) {
	t.Parallel()
	t.Run("by the number of entries", func(t *testing.T) {
		t.Parallel()
		many := make([]entry, entriesLimit+1)
		for i := range many {
			many[i] = entry{name: "d/" + strconv.Itoa(i), link: "other"}
		}
		err := unpackTar(bytes.NewReader(tarOf(t, many...)), newDir(t), unpackedLimit)
		if err == nil || !strings.Contains(err.Error(), "larger than any") {
			t.Error(err)
		}
	})
	t.Run("by the size announced", func(t *testing.T) {
		t.Parallel()
		var head bytes.Buffer
		w := tar.NewWriter(&head)
		if err := w.WriteHeader(&tar.Header{Name: "big", Size: 1 << 40, Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		endless := &zeros{head: head.Bytes()}
		if err := unpackTar(endless, filepath.Join(t.TempDir(), "in"), 1<<20); err == nil || !strings.Contains(err.Error(), "larger than any") {
			t.Error(err)
		}
	})
}

type zeros struct{ head []byte }

func (z *zeros) Read(p []byte) (int, error) {
	if len(z.head) > 0 {
		n := copy(p, z.head)
		z.head = z.head[n:]
		return n, nil
	}
	clear(p)
	return len(p), nil
}

// storeXZWith repeats a stored stream with another dictionary size in its block header.
func storeXZWith(stream []byte, dict byte) []byte {
	out := bytes.Clone(stream)
	out[12+4] = dict
	binary.LittleEndian.PutUint32(out[12+8:], crc32.ChecksumIEEE(out[12:12+8]))
	return out
}
