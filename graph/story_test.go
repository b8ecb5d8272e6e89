package graph_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

var update = flag.Bool("update", false, "write what stories answer")

// step is one operation of a story: lines that begin with # say who asks, what to remember under which name
// (# save: cycle data.publishCycle.cycle.id), whose mailed secret to keep (# mailed: secret_link endorsement.asked)
// and how many statements it runs; then, between lines of three dashes, the operation, its variables and its answer.
type step struct {
	name  string
	meta  map[string][]string
	query string
	vars  string
	want  string
}

func parseStep(f txtar.File) step {
	s := step{name: f.Name, meta: map[string][]string{}}
	parts := strings.SplitN(strings.Replace(string(f.Data), "\n---\n---\n", "\n---\n\n---\n", 1), "\n---\n", 3)
	var query []string
	for _, line := range strings.Split(parts[0], "\n") {
		if key, value, ok := strings.Cut(strings.TrimPrefix(line, "# "), ": "); ok && strings.HasPrefix(line, "# ") {
			s.meta[key] = append(s.meta[key], value)
			continue
		}
		query = append(query, line)
	}
	s.query = strings.TrimSpace(strings.Join(query, "\n"))
	if len(parts) > 1 {
		s.vars = strings.TrimSpace(parts[1])
	}
	if len(parts) > 2 {
		s.want = strings.TrimSpace(parts[2])
	}
	return s
}

func (s step) file(statements int64, got string) txtar.File {
	var b strings.Builder
	for _, key := range []string{"as", "at", "job", "save", "mailed"} {
		for _, v := range s.meta[key] {
			fmt.Fprintf(&b, "# %s: %s\n", key, v)
		}
	}
	if s.first("statements") == "any" {
		b.WriteString("# statements: any\n")
	}
	if s.counts() {
		fmt.Fprintf(&b, "# statements: %d\n", statements)
	}
	fmt.Fprintf(&b, "%s\n---\n%s\n---\n%s\n", s.query, s.vars, got)
	return txtar.File{Name: s.name, Data: []byte(b.String())}
}

// counts tells whether the step runs as many statements each time; a change may wake the queue once or twice, and a
// step that says "# statements: any" asks every table there is.
func (s step) counts() bool {
	return !strings.HasPrefix(s.query, "mutation") && s.first("statements") != "any"
}

func (s step) first(key string) string {
	if v := s.meta[key]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, path := range files {
		t.Run(strings.TrimPrefix(path, "testdata/"), func(t *testing.T) {
			t.Parallel()
			story(t, path)
		})
	}
}

func story(t *testing.T, path string) {
	w := newWorld(t)
	raw, err := os.ReadFile(path)
	w.must(err)
	a := txtar.Parse(raw)
	if after, ok := comesAfter(a); ok {
		w.replay(after)
	}
	if *update {
		defer func() { w.must(os.WriteFile(path, txtar.Format(a), 0o644)) }()
	}
	for i, f := range a.Files {
		s := parseStep(f)
		got := w.play(s)
		text := w.normal(got.raw)
		if *update {
			a.Files[i] = s.file(got.statements, text)
			continue
		}
		if text != s.want {
			t.Errorf("%s: %s\ngot\n%s\nwant\n%s", path, s.name, text, s.want)
		}
		if n := strconv.FormatInt(got.statements, 10); s.counts() && n != s.first("statements") {
			t.Errorf("%s: %s: %s statements, want %s", path, s.name, n, s.first("statements"))
		}
	}
	if strings.Contains(w.log.String(), "error_id") {
		t.Errorf("something of ours broke:\n%s", w.log.String())
	}
}

// comesAfter is the story, up to a step, that is told first.
func comesAfter(a *txtar.Archive) (string, bool) {
	first, _, _ := strings.Cut(string(a.Comment), "\n")
	return strings.CutPrefix(strings.TrimSpace(first), "after: ")
}

// replay plays another story up to and with a step, such as review/panel.txtar lock, without checking it.
func (w *world) replay(after string) {
	w.t.Helper()
	path, last, _ := strings.Cut(after, " ")
	raw, err := os.ReadFile(filepath.Join("testdata", path))
	w.must(err)
	a := txtar.Parse(raw)
	if before, ok := comesAfter(a); ok {
		w.replay(before)
	}
	for _, f := range a.Files {
		s := parseStep(f)
		w.play(s)
		if s.name == last {
			return
		}
	}
	w.t.Fatalf("%s has no step %s", path, last)
}

func (w *world) play(s step) answer {
	w.t.Helper()
	if at := s.first("at"); at != "" {
		now, err := time.Parse(time.RFC3339, at)
		w.must(err)
		w.Clock.Set(now)
	}
	if s.first("job") == "draw letters" {
		w.must(w.o.Award.DrawLetters(auth.As(w.system(), auth.System("job")), award.DrawBatch{Cycle: w.cycle}))
	}
	if s.first("job") == "leave" {
		w.must(w.o.Award.LeaveDue(auth.As(w.system(), auth.System("job")), award.LeaveDue{}))
	}
	vars := map[string]any{}
	if s.vars != "" {
		text := placeholder.ReplaceAllStringFunc(s.vars, func(m string) string {
			id, ok := w.ids[m[1:len(m)-1]]
			if !ok {
				w.t.Fatalf("%s: nothing is called %s", s.name, m)
			}
			return id
		})
		w.must(json.Unmarshal([]byte(text), &vars))
	}
	got := w.ask(w.as(s.first("as")), s.query, vars)
	for _, save := range s.meta["save"] {
		name, path, _ := strings.Cut(save, " ")
		w.ids[name] = dig(w.t, got.raw, path)
	}
	for _, mailed := range s.meta["mailed"] {
		name, template, _ := strings.Cut(mailed, " ")
		w.ids[name] = w.mailed(template)
	}
	return got
}

// mailed is the secret of the link in the newest mail of a template, made as the mail makes it.
func (w *world) mailed(template string) string {
	w.t.Helper()
	var link string
	w.must(w.DB.Pool.QueryRow(pgtest.Context(w.t), `SELECT data->>'link' FROM messages WHERE template = $1 ORDER BY queued_at DESC, id DESC LIMIT 1`, template).Scan(&link))
	return w.o.Partnership.Key.LinkToken(uuid.MustParse(link))
}

var placeholder = regexp.MustCompile(`<\w+>`)

// dig reads the text at a dotted path, such as data.panel.members.0.id.
func dig(t testing.TB, raw []byte, path string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			if i, err := strconv.Atoi(key); err == nil && i < len(x) {
				v = x[i]
			}
		}
	}
	s, ok := v.(string)
	if !ok {
		t.Fatalf("no text at %s of\n%s", path, raw)
	}
	return s
}

var (
	anyID   = regexp.MustCompile(`\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}\b`)
	anyHash = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
	cursors = regexp.MustCompile(`("(?:cursor|endCursor|startCursor)": )"[^"]+"`)
)

type storyError struct {
	Message    string          `json:"message"`
	Path       []any           `json:"path,omitempty"`
	Extensions json.RawMessage `json:"extensions"`
}

// normal is the answer without what differs from run to run: ids by the names they have, hashes, costs.
func (w *world) normal(raw []byte) string {
	w.t.Helper()
	var v map[string]json.RawMessage
	w.must(json.Unmarshal(raw, &v))
	delete(v, "extensions")
	if list, ok := v["errors"]; ok { // root fields run side by side, so their errors come in any order
		var errs []storyError
		w.must(json.Unmarshal(list, &errs))
		slices.SortFunc(errs, func(a, b storyError) int { return strings.Compare(fmt.Sprint(a.Path...), fmt.Sprint(b.Path...)) })
		sorted, err := json.Marshal(errs)
		w.must(err)
		v["errors"] = sorted
	}
	b, err := json.Marshal(v)
	w.must(err)
	var out bytes.Buffer
	w.must(json.Indent(&out, b, "", " "))
	names := map[string]string{}
	for name, id := range w.ids {
		if old, ok := names[id]; !ok || name < old {
			names[id] = name
		}
	}
	text := anyID.ReplaceAllStringFunc(out.String(), func(id string) string {
		if name, ok := names[id]; ok {
			return "<" + name + ">"
		}
		return id[:3] + "_..."
	})
	for name, value := range w.ids {
		if strings.HasPrefix(name, "secret") {
			text = strings.ReplaceAll(text, value, "<"+name+">")
		}
	}
	text = cursors.ReplaceAllString(text, `$1"(cursor)"`)
	return anyHash.ReplaceAllString(text, "(hash)")
}
