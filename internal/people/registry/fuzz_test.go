package registry_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/people/registry"
)

func FuzzReader(f *testing.F) {
	f.Add([]byte(header + goodRow))
	f.Add([]byte(header + "8400100001,\"A\n\nB,,\n\"\"\",\xff\x00\n" + goodRow))
	f.Add([]byte("\"" + header))
	f.Add([]byte(header + "MC,\"\"\"\"\r\n,O'\n"))
	f.Add(zipped(f, map[string]string{"m.csv": header + goodRow}))
	f.Fuzz(func(t *testing.T, data []byte) {
		rd, err := registry.Open("fuzz", bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		last := 1
		keys := map[string]bool{}
		for {
			m, err := rd.Next()
			var rejected *registry.RejectedError
			line := m.Line
			switch {
			case errors.As(err, &rejected):
				line = rejected.Line
			case err != nil:
				if errors.Is(err, io.EOF) && bytes.HasPrefix(data, []byte(header)) && bytes.HasSuffix(data, []byte("\n"+goodRow)) && !keys["8400100001"] {
					t.Fatal("a good last row was lost")
				}
				return
			case m.Name == "" || !utf8.ValidString(m.Name) || strings.ContainsRune(m.Name, 0):
				t.Fatalf("name %q", m.Name)
			case keys[m.Key]:
				t.Fatalf("key %s came twice", m.Key)
			default:
				keys[m.Key] = true
			}
			if line <= last {
				t.Fatalf("line %d after line %d", line, last)
			}
			last = line
		}
	})
}

// BenchmarkReader reads as many rows as the 2014 registry has.
func BenchmarkReader(b *testing.B) {
	const rows = 35_144
	names := []string{"MUSEUM OF THE CITY OF NEW YORK", "ST LOUIS HISTORICAL SOCIETY INC", "MCKINLEY CHILDREN'S MUSEUM", "USS IOWA MUSEUM ASSOCIATION"}
	var text strings.Builder
	text.WriteString(header)
	for n := range rows {
		fmt.Fprintf(&text, "84001%05d,%s NO %d,OLD MILL,%d N MAIN ST,MONTGOMERY,AL,35%03d,2053434540,http://www.example%d.org,HSC,%09d,33.29,-87.50\n",
			n, names[n%len(names)], n, n, n%1000, n, 630000000+n)
	}
	data := text.String()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		rd, err := openText(b, data)
		if err != nil {
			b.Fatal(err)
		}
		if good, bad := readAll(b, rd); len(good) != rows || len(bad) != 0 {
			b.Fatalf("%d good, %d rejected", len(good), len(bad))
		}
	}
}
