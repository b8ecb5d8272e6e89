package registry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// only reads one row whose column, by its place, holds the value.
func only(t *testing.T, column, value string) (got string, dropped []string) {
	t.Helper()
	cells := map[string]string{"MID": "8400100001", "NAME": "X", "STATE": "AL", "DISCIPL": "ART", column: `"` + strings.ReplaceAll(value, `"`, `""`) + `"`}
	var line []string
	for name := range strings.SplitSeq(strings.TrimSpace(header), ",") {
		line = append(line, cells[name])
	}
	rd, err := openText(t, header+strings.Join(line, ",")+"\n")
	if err != nil {
		t.Fatal(err)
	}
	m, err := rd.Next()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"ZIP": m.Zip, "PHONE": m.Phone, "WEBURL": m.Website, "EIN": m.EIN}[column], m.Dropped
}

func TestContactValuesAreCleanedOrDropped(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ column, raw, want string }{
		{"ZIP", "02840", "02840"},
		{"ZIP", "2840", "02840"},
		{"ZIP", "06040-5922", "06040-5922"},
		{"ZIP", "6040-592", "06040-0592"},
		{"ZIP", "060405922", "06040-5922"},
		{"ZIP", "35401-0000", "35401"},
		{"ZIP", "00000", ""},
		{"ZIP", "ABCDE", ""},
		{"ZIP", "123456", ""},
		{"PHONE", "2053434540", "+1 205-343-4540"},
		{"PHONE", "(205) 343-4540", "+1 205-343-4540"},
		{"PHONE", "1-205-343-4540", "+1 205-343-4540"},
		{"PHONE", "3434540", ""},
		{"PHONE", "10015576066", ""},
		{"PHONE", "1205343454", ""},
		{"PHONE", "205-343-4540 x2", ""},
		{"EIN", "061091869", "061091869"},
		{"EIN", "06-1091869", "061091869"},
		{"EIN", "94-313650", ""},
		{"EIN", "000000000", ""},
		{"EIN", "71421868?", ""},
		{"WEBURL", "www.example.org", "http://www.example.org"},
		{"WEBURL", "HTTP://WWW.EXAMPLE.ORG/", "http://www.example.org"},
		{"WEBURL", "https://www.Example.org/Path/A.htm", "https://www.example.org/Path/A.htm"},
		{"WEBURL", "http//www.example.org", "http://www.example.org"},
		{"WEBURL", "htttp://www.example.com", "http://www.example.com"},
		{"WEBURL", "http;//example.org", "http://example.org"},
		{"WEBURL", `http:\\example.org`, "http://example.org"},
		{"WEBURL", "www,example.org", "http://www.example.org"},
		{"WEBURL", "www/example.org", "http://www.example.org"},
		{"WEBURL", "www.example.net/?", "http://www.example.net"},
		{"WEBURL", "NA", ""},
		{"WEBURL", "http://Museum", ""},
		{"WEBURL", "www.com", ""},
		{"WEBURL", "director@example.org", ""},
		{"WEBURL", "www.example..com", ""},
		{"WEBURL", "example.0RG", ""},
		{"WEBURL", "javascript:alert(1)", ""},
		{"WEBURL", "javascript://example.org/%0aalert(1)", ""},
		{"WEBURL", `example.org/"onload=`, ""},
		{"WEBURL", "http://user:pass@example.org", ""},
		{"WEBURL", "www.longtownshiphistoricalsociety.co", ""},
		{"WEBURL", "http://www.altadistricthistoricalsociety.o", ""},
		{"WEBURL", "example.co", "http://example.co"},
		{"WEBURL", "America'sMuseum.org", ""},
	} {
		t.Run(tc.column+" "+tc.raw, func(t *testing.T) {
			t.Parallel()
			var wantDropped []string
			if tc.want == "" {
				wantDropped = []string{tc.column}
			}
			got, dropped := only(t, tc.column, tc.raw)
			if got != tc.want {
				t.Errorf("became %q, want %q", got, tc.want)
			}
			if diff := cmp.Diff(wantDropped, dropped); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPositionsOutsideTheUnitedStatesAreDropped(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]bool{
		"33.5,-86.8": true, "13.4,144.8": true, "-14.3,-170.7": true, "70.2,-148.5": true,
		"0,0": false, "33.5,86.8": false, "-33.5,-86.8": false, "x,-86.8": false, "33.5,": false, "NaN,-86.8": false, "33.5,-Inf": false,
	} {
		rd, err := openText(t, header+"8400100001,X,,,,AL,,,,ART,,"+at+"\n")
		if err != nil {
			t.Fatal(err)
		}
		m, err := rd.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Located != want || (len(m.Dropped) == 0) != want || (!want && (m.Lat != 0 || m.Lon != 0)) {
			t.Errorf("%s: located %v at %v, %v, dropped %v", at, m.Located, m.Lat, m.Lon, m.Dropped)
		}
	}
}
