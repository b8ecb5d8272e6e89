package registry_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vitrine-grants/vitrine/internal/people/registry"
)

const header = "MID,NAME,ALTNAME,ADDRESS,CITY,STATE,ZIP,PHONE,WEBURL,DISCIPL,EIN,LATITUDE,LONGITUDE\n"

const goodRow = "8400100001,SLOSS FURNACES,,20 32ND ST N,BIRMINGHAM,AL,35222,2053241911,slossfurnaces.com,HST,631234567,33.5207,-86.7914\n"

// row is a good row with its own number.
func row(n int) string { return strings.Replace(goodRow, "8400100001", fmt.Sprintf("84001%05d", n), 1) }

func openText(t testing.TB, text string) (*registry.Reader, error) {
	t.Helper()
	return registry.Open("test.csv", strings.NewReader(text), int64(len(text)))
}

// readAll returns what came through and "line: reason" of what did not.
func readAll(t testing.TB, rd *registry.Reader) (good []registry.Museum, bad []string) {
	t.Helper()
	for {
		m, err := rd.Next()
		var rejected *registry.RejectedError
		switch {
		case errors.Is(err, io.EOF):
			return good, bad
		case errors.As(err, &rejected):
			bad = append(bad, rejected.Error())
		case err != nil:
			t.Fatal(err)
		default:
			good = append(good, m)
		}
	}
}

func TestARowBecomesAMuseum(t *testing.T) {
	t.Parallel()
	rd, err := openText(t, "\ufeff"+header+goodRow)
	if err != nil {
		t.Fatal(err)
	}
	good, bad := readAll(t, rd)
	want := []registry.Museum{{
		Line: 2, Key: "8400100001", Name: "Sloss Furnaces", RawName: "SLOSS FURNACES", Street: "20 32nd St N",
		City: "Birmingham", State: "AL", Zip: "35222", Phone: "+1 205-324-1911", Website: "http://slossfurnaces.com",
		Discipline: "history", EIN: "631234567", Lat: 33.5207, Lon: -86.7914, Located: true,
	}}
	if diff := cmp.Diff(want, good); diff != "" || bad != nil {
		t.Errorf("%s\nrejected: %v", diff, bad)
	}
	if read, total := rd.Progress(); read != total {
		t.Errorf("read %d of %d bytes", read, total)
	}
}

func TestBadLinesAreRejectedAndReadingGoesOn(t *testing.T) {
	t.Parallel()
	replace := func(old, replacement string) string { return strings.Replace(row(1), old, replacement, 1) }
	for _, tc := range []struct{ name, line, want string }{
		{"too few fields", "8400100001,SLOSS\n", "line 2: 2 fields where the first line has 13"},
		{"too many fields", strings.TrimSpace(row(1)) + ",x\n", "line 2: 14 fields where the first line has 13"},
		{"a quote inside a field", replace("SLOSS FURNACES", `SLOSS "CITY" FURNACES`), "line 2: a quote stands inside an unquoted field"},
		{"text after a quote", replace("SLOSS FURNACES", `"SLOSS" FURNACES`), "line 2: text follows a closing quote"},
		{"a quote never closed", replace("SLOSS FURNACES", `"SLOSS FURNACES`), "line 2: a quoted field is not closed"},
		{"a NUL byte", replace("SLOSS", "SL\x00SS"), "line 2: the line holds a NUL byte"},
		{"a byte of no encoding", replace("SLOSS", "SL\x81SS"), "line 2: the line is neither UTF-8 nor Windows-1252"},
		{"an endless line", replace("SLOSS", strings.Repeat("S", 200_000)), "line 2: the line is longer than 64 KB"},
		{"a long name", replace("SLOSS", strings.Repeat("S", 400)), "line 2: NAME is longer than 300 bytes"},
		{"no name", replace("SLOSS FURNACES", " "), "line 2: NAME is empty"},
		{"an unknown state", replace(",AL,", ",ZZ,"), `line 2: STATE "ZZ" is not a US state or territory`},
		{"an unknown discipline", replace("HST", "XYZ"), `line 2: DISCIPL "XYZ" is not a discipline code`},
		{"an id ruined by a spreadsheet", replace("8400100001", "8.4E+09"), `line 2: MID "8.4E+09" is not ten digits`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			rd, err := openText(t, header+tc.line+row(2)+row(3))
			if err != nil {
				t.Fatal(err)
			}
			good, bad := readAll(t, rd)
			if diff := cmp.Diff([]string{tc.want}, bad); diff != "" {
				t.Error(diff)
			}
			if len(good) != 2 || good[0].Line != 3 || good[1].Line != 4 {
				t.Errorf("the two good rows became %+v", good)
			}
		})
	}
}

func TestARepeatedMuseumIsRejected(t *testing.T) {
	t.Parallel()
	rd, err := openText(t, header+row(7)+row(8)+row(7))
	if err != nil {
		t.Fatal(err)
	}
	good, bad := readAll(t, rd)
	want := []string{"line 4: MID 8400100007 in AL is already on line 2"}
	if diff := cmp.Diff(want, bad); diff != "" || len(good) != 2 {
		t.Errorf("%d good\n%s", len(good), diff)
	}
}

func TestOneIdInTwoStatesIsTwoMuseums(t *testing.T) {
	t.Parallel()
	stranger := strings.Replace(row(7), ",AL,", ",GA,", 1)
	for _, text := range []string{row(7) + stranger, stranger + row(7)} {
		rd, err := openText(t, header+text)
		if err != nil {
			t.Fatal(err)
		}
		good, bad := readAll(t, rd)
		keys := map[string]bool{}
		for _, m := range good {
			keys[m.Key] = true
		}
		if len(bad) > 0 || !keys["8400100007"] || !keys["8400100007-GA"] {
			t.Errorf("keys %v, rejected %v", keys, bad)
		}
	}
}

func TestARejectCarriesItsFields(t *testing.T) {
	t.Parallel()
	rd, err := openText(t, header+"1,\"A, B\",c\n")
	if err != nil {
		t.Fatal(err)
	}
	_, err = rd.Next()
	var rejected *registry.RejectedError
	if !errors.As(err, &rejected) {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1", "A, B", "c"}, rejected.Fields); diff != "" {
		t.Error(diff)
	}
	if len(rd.Columns()) != 13 || rd.Columns()[0] != "MID" {
		t.Errorf("columns %q", rd.Columns())
	}
}

func TestQuotedFieldsMayHoldAnything(t *testing.T) {
	t.Parallel()
	text := header + strings.Replace(row(1), "SLOSS FURNACES", "\"SLOSS, \"\"CITY\"\"\r\nFURNACES\"", 1) + "\r\n" + row(2)
	rd, err := openText(t, text)
	if err != nil {
		t.Fatal(err)
	}
	good, bad := readAll(t, rd)
	if len(bad) > 0 || len(good) != 2 {
		t.Fatalf("good %+v, rejected %v", good, bad)
	}
	if good[0].Name != `Sloss, "City" Furnaces` || good[1].Line != 5 {
		t.Errorf("name %q, next line %d", good[0].Name, good[1].Line)
	}
}

func TestAFileWithoutALastLineEndIsWhole(t *testing.T) {
	t.Parallel()
	rd, err := openText(t, header+row(1)+strings.TrimSuffix(row(2), "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if good, bad := readAll(t, rd); len(good) != 2 || len(bad) != 0 {
		t.Errorf("%d good, rejected %v", len(good), bad)
	}
}

func TestOldEncodingIsRead(t *testing.T) {
	t.Parallel()
	rd, err := openText(t, header+strings.Replace(row(1), "SLOSS", "MUS\xc9E D\x92ART", 1)+strings.Replace(row(2), "SLOSS", "MUSÉE", 1))
	if err != nil {
		t.Fatal(err)
	}
	good, _ := readAll(t, rd)
	if len(good) != 2 || good[0].Name != "Musée d’Art Furnaces" || good[1].Name != "Musée Furnaces" {
		t.Errorf("%+v", good)
	}
}

func TestColumnsAreFoundByName(t *testing.T) {
	t.Parallel()
	rd, err := openText(t, "state,extra,mid,name,altname,address,city,zip,phone,weburl,discipl,ein,latitude,longitude\n"+
		"AL,x,8400100001,SLOSS,,,,,,,HST,,,\n")
	if err != nil {
		t.Fatal(err)
	}
	good, bad := readAll(t, rd)
	if len(good) != 1 || good[0].State != "AL" || good[0].Located || good[0].Dropped != nil {
		t.Errorf("good %+v, rejected %v", good, bad)
	}
}

func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestZipIsOpenedByContent(t *testing.T) {
	t.Parallel()
	data := zipped(t, map[string]string{"readme.txt": "x", "__MACOSX/._m.csv": "y", "data/m.CSV": header + row(1) + row(2)})
	rd, err := registry.Open("misnamed.csv", bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if good, bad := readAll(t, rd); len(good) != 2 || len(bad) != 0 {
		t.Errorf("%d good, rejected %v", len(good), bad)
	}
	if read, total := rd.Progress(); read != total {
		t.Errorf("read %d of %d", read, total)
	}
}

func TestFilesThatAreNoRegistry(t *testing.T) {
	t.Parallel()
	whole := string(zipped(t, map[string]string{"m.csv": header + row(1)}))
	for _, tc := range []struct{ name, data, want string }{
		{"an empty file", "", "empty"},
		{"columns are missing", "MID,NAME,CITY\n1,2,3\n", "missing columns ALTNAME, ADDRESS, STATE, ZIP, PHONE, WEBURL, DISCIPL, EIN, LATITUDE, LONGITUDE"},
		{"a column is there twice", "NAME," + header, "column NAME is there twice"},
		{"UTF-16", "\xff\xfeM\x00I\x00D\x00", "UTF-16"},
		{"a broken header", "\"MID,NAME\n", "first line"},
		{"a PDF", "%PDF-1.7\n%\x81\x82\n", "missing columns"},
		{"a zip without a CSV", string(zipped(t, map[string]string{"a.txt": "x"})), "no CSV"},
		{"a zip with two", string(zipped(t, map[string]string{"a.csv": header, "b.csv": header})), "more than one CSV"},
		{"half a zip", whole[:len(whole)/2], "damaged"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := openText(t, tc.data)
			if !errors.Is(err, registry.ErrNotRegistry) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestAZipBombIsStopped(t *testing.T) {
	t.Parallel()
	data := zipped(t, map[string]string{"m.csv": header + strings.Repeat("0", 40<<20)})
	rd, err := registry.Open("bomb.zip", bytes.NewReader(data), int64(len(data)))
	for err == nil || errors.As(err, new(*registry.RejectedError)) {
		_, err = rd.Next()
	}
	if !errors.Is(err, registry.ErrNotRegistry) || !strings.Contains(err.Error(), "times its size") {
		t.Errorf("the bomb ended with %v", err)
	}
}

func TestADamagedZipDoesNotEndQuietly(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(header)
	for n := range 500 {
		text.WriteString(row(n))
	}
	data := zipped(t, map[string]string{"m.csv": text.String()})
	data[len(data)/3] ^= 0xff
	rd, err := registry.Open("damaged.zip", bytes.NewReader(data), int64(len(data)))
	for err == nil || errors.As(err, new(*registry.RejectedError)) {
		_, err = rd.Next()
	}
	if errors.Is(err, io.EOF) {
		t.Error("the damaged file was read to its end as if it were whole")
	}
}
