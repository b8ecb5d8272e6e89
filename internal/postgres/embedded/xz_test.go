//go:build unix

package embedded

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sample has what a compressor reacts to: prose, counting, noise, and all of it again from afar.
func sample() []byte {
	var b bytes.Buffer
	for i := range 400 {
		b.WriteString("Museum " + strconv.Itoa(i*i) + " and its partner signed the agreement of " + strconv.Itoa(2008+i%9) + ".\n")
	}
	noise := uint32(1)
	for range 6000 {
		noise = noise*1664525 + 1013904223
		b.WriteByte(byte(noise >> 24))
	}
	once := bytes.Clone(b.Bytes())
	b.Write(make([]byte, 200_000))
	b.Write(once)
	b.Write(once[1000:20_000])
	return b.Bytes()
}

// The files were made with the xz program from what sample answers.
func TestReadsWhatXZWrites(t *testing.T) {
	t.Parallel()
	want := sample()
	files, err := filepath.Glob("testdata/*.xz")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			packed, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r := newXZ(bytes.NewReader(packed))
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d bytes, %v; want %d", len(got), err, len(want))
			}
			if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Error("after the end:", n, err)
			}
			for _, n := range []int{0, 5, 12, 30, len(packed) / 2, len(packed) - 30, len(packed) - 1} {
				if _, err := io.ReadAll(newXZ(bytes.NewReader(packed[:n]))); !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("cut at %d: %v", n, err)
				}
			}
		})
	}
}

func TestDamagedXZIsNoticed(t *testing.T) {
	t.Parallel()
	packed, err := os.ReadFile("testdata/default.xz")
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	rapid.Check(t, func(t *rapid.T) {
		bad := bytes.Clone(packed)
		at := rapid.IntRange(0, len(bad)-1).Draw(t, "at")
		bad[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		got, err := io.ReadAll(newXZ(bytes.NewReader(bad)))
		if err == nil && !bytes.Equal(got, want) {
			t.Fatalf("damage at %d passed", at)
		}
	})
}

func TestStoredXZ(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "data"), rapid.IntRange(1, 600).Draw(t, "times"))
		got, err := io.ReadAll(newXZ(bytes.NewReader(storeXZ(data))))
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%d bytes, %v; want %d", len(got), err, len(data))
		}
	})
}

func TestXZRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	good := storeXZ([]byte("hello"))
	for name, bad := range map[string][]byte{
		"gzip":          []byte("\x1f\x8b\x08 and so on, long enough"),
		"a huge window": storeXZWith(good, 40),
	} {
		_, err := io.ReadAll(newXZ(bytes.NewReader(bad)))
		if err == nil || !strings.HasPrefix(err.Error(), "read xz: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzXZ(f *testing.F) {
	f.Add(storeXZ([]byte("hello")))
	for _, name := range []string{"default", "crc32"} {
		packed, err := os.ReadFile("testdata/" + name + ".xz")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		// Any answer will do, as long as there is one and it is bounded.
		_, _ = io.Copy(io.Discard, io.LimitReader(newXZ(bytes.NewReader(packed)), 8<<20))
	})
}
