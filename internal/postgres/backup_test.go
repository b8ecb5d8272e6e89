package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

const keyOfTheHouse = "the thirty-two bytes of a house!"

// ruin is an empty, migrated house with an empty folder, as after the worst day.
type ruin struct {
	*office.Office
	ctx   context.Context
	blobs *blob.Folder
	key   []byte
}

func newRuin(t *testing.T) *ruin {
	t.Helper()
	w := pgtest.New(t)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	return &ruin{Office: office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Seal: pgtest.Ring(), Demo: true}), ctx: pgtest.Context(t), blobs: blobs}
}

func (r *ruin) restore(b []byte) error {
	return r.DB.Restore(r.ctx, bytes.NewReader(b), r.blobs, func(k []byte) error { r.key = bytes.Clone(k); return nil })
}

func backup(t *testing.T, o *office.Office, ctx context.Context) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := o.DB.Backup(ctx, &b, o.Blobs, []byte(keyOfTheHouse)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rows are a hash and a count of every table's rows; nothing but the queue's own tables is left out.
func rows(t *testing.T, o *office.Office, ctx context.Context) map[string]string {
	t.Helper()
	out := map[string]string{}
	var tables []struct {
		Name string `bun:"name"`
	}
	if err := o.DB.ReadInto(ctx, &tables, `SELECT relname::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'river\_%' AND relname NOT LIKE 'schema\_migration%'`); err != nil {
		t.Fatal(err)
	}
	for _, x := range tables {
		var sum []struct {
			What string `bun:"what"`
		}
		if err := o.DB.ReadInto(ctx, &sum, "SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(x::text, E'\\n' ORDER BY x::text)), '') AS what FROM "+x.Name+" x"); err != nil {
			t.Fatal(err)
		}
		out[x.Name] = sum[0].What
	}
	return out
}

func stored(t *testing.T, b postgres.Blobs) (keys []string) {
	t.Helper()
	if err := b.Keys(func(k string) error { keys = append(keys, k); return nil }); err != nil {
		t.Fatal(err)
	}
	return keys
}

// waiting are the jobs of the queue, as kind and arguments.
func waiting(t *testing.T, o *office.Office, ctx context.Context) map[string]int {
	t.Helper()
	var jobs []struct {
		What string `bun:"what"`
	}
	if err := o.DB.ReadInto(ctx, &jobs, "SELECT kind || ' ' || args::text AS what FROM river_job"); err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, j := range jobs {
		out[j.What]++
	}
	return out
}

func TestABackupBringsEverythingBack(t *testing.T) {
	t.Parallel()
	o, ctx := lived(t)
	ctx = auth.As(ctx, auth.System("test"))
	person, err := o.Account.Store.PersonByEmail(ctx, "officer@example.org")
	if err != nil {
		t.Fatal(err)
	}
	tell := func(ctx context.Context) error {
		return o.DB.Desk().Outbox.Tell(ctx, "application.received", "app_x", map[string]any{"title": "é"}, person.ID, person.ID)
	}
	if err := errors.Join(tell(ctx), tell(ctx)); err != nil {
		t.Fatal(err)
	}
	unsend := func(ctx context.Context) error {
		return o.DB.Harm(ctx, "UPDATE letters SET state = 'queued', sent_at = NULL, sent_by = NULL, document_id = NULL, sha256 = NULL WHERE id = "+firstOf("letters", "state = 'sent'"))
	}
	if err := errors.Join(o.DB.InTx(ctx, unsend), o.DB.Enqueue(ctx, drawBatch(t, o, ctx))); err != nil {
		t.Fatal(err)
	}
	r := newRuin(t)
	if err := r.restore(backup(t, o, ctx)); err != nil {
		t.Fatal(err)
	}
	if string(r.key) != keyOfTheHouse {
		t.Errorf("the key came back as %q", r.key)
	}
	if diff := cmp.Diff(rows(t, o, ctx), rows(t, r.Office, ctx)); diff != "" {
		t.Errorf("rows (-was +is):\n%s", diff)
	}
	if diff := cmp.Diff(stored(t, o.Blobs), stored(t, r.blobs)); diff != "" {
		t.Errorf("files (-was +is):\n%s", diff)
	}
	if diff := cmp.Diff(waiting(t, o, ctx), waiting(t, r.Office, ctx)); diff != "" {
		t.Errorf("what waits to leave (-was +is):\n%s", diff)
	}
	if _, what := off(t, r.Office, r.ctx); what != "" {
		t.Errorf("the restored house is off:\n%s", what)
	}
	// Numbers that count by themselves go on behind the last.
	if err := r.DB.Desk().Log.Record(ctx, "cycle.publish", ident.NewCycle(), "after", nil); err != nil {
		t.Errorf("the restored log does not grow: %v", err)
	}
	if err := r.restore(backup(t, o, ctx)); !fault.HasCode(err, "backup.not_empty") {
		t.Errorf("a second restore into the same place: %v", err)
	}
}

func drawBatch(t *testing.T, o *office.Office, ctx context.Context) job {
	t.Helper()
	var cycles []struct {
		ID ident.Cycle `bun:"cycle_id"`
	}
	if err := o.DB.ReadInto(ctx, &cycles, "SELECT cycle_id FROM letters ORDER BY id LIMIT 1"); err != nil {
		t.Fatal(err)
	}
	return job{Cycle: cycles[0].ID}
}

// job is award.DrawBatch as the queue spells it.
type job struct {
	Cycle ident.Cycle `json:"cycle"`
}

// Kind names the job in the queue.
func (job) Kind() string { return "award.draw_letters" }

// small is a house with a person, two files and a sent message: every kind of thing a backup holds.
func small(t *testing.T) []byte {
	t.Helper()
	r := newRuin(t)
	ctx := auth.As(r.ctx, auth.System("test"))
	for i := range 40 {
		if _, err := r.Vault.File(ctx, document.Attachment, "a.txt", "text/plain", "app_x", strings.NewReader(strings.Repeat(fmt.Sprint(i*7919), 50))); err != nil {
			t.Fatal(err)
		}
		if err := r.DB.Exec(ctx, "INSERT INTO people (id, email, created_at) VALUES (gen_random_uuid(), $1, now())", fmt.Sprintf("p%d@example.org", i)); err != nil {
			t.Fatal(err)
		}
	}
	return backup(t, r.Office, ctx)
}

func TestADamagedOrForeignArchiveIsRefusedAndNothingOfItStays(t *testing.T) {
	t.Parallel()
	whole := small(t)
	cut := func(of int) []byte { return whole[:len(whole)*of/100] }
	flipped := func(at int) []byte {
		b := bytes.Clone(whole)
		b[len(b)*at/100] ^= 0x10
		return b
	}
	swap := func(name, was, is string) []byte {
		return altered(t, whole, func(m member) []member {
			if m.name == name {
				m.body = bytes.ReplaceAll(m.body, []byte(was), []byte(is))
			}
			return []member{m}
		})
	}
	drop := func(prefix string) []byte {
		return altered(t, whole, func(m member) []member {
			if strings.HasPrefix(m.name, prefix) {
				return nil
			}
			return []member{m}
		})
	}
	r := newRuin(t)
	pristine := rows(t, r.Office, r.ctx)
	for name, is := range map[string]struct {
		archive []byte
		code    string
	}{
		"an empty file":                   {nil, "backup.damaged"},
		"some text":                       {[]byte("Dear Madam or Sir"), "backup.damaged"},
		"an archive of something else":    {pack(t, []member{{"holiday.jpg", []byte("x")}}), "backup.damaged"},
		"a manifest that is no JSON":      {pack(t, []member{{"manifest.json", []byte("[1,")}}), "backup.damaged"},
		"a tenth of a backup":             {cut(10), "backup.damaged"},
		"half a backup":                   {cut(50), "backup.damaged"},
		"nearly all of a backup":          {cut(99), "backup.damaged"},
		"all but the sum at its end":      {whole[:len(whole)-8], "backup.damaged"},
		"a bit changed early":             {flipped(20), "backup.damaged"},
		"a bit changed in the middle":     {flipped(50), "backup.damaged"},
		"a bit changed in its sum":        {flipped(100 - 1), "backup.damaged"},
		"another schema":                  {swap("manifest.json", postgres.SchemaHash(), "0123456789ab"), "backup.schema"},
		"a table the schema lacks":        {swap("manifest.json", `"people"`, `"pupils"`), "backup.damaged"},
		"a table that is not in it":       {drop("tables/people"), "backup.damaged"},
		"no key":                          {drop("secret.key"), "backup.damaged"},
		"a file that is not what it was":  {altered(t, whole, spoil), "backup.damaged"},
		"a file under a path":             {altered(t, whole, stray("blobs/../../etc/passwd")), "backup.damaged"},
		"something that belongs to none":  {altered(t, whole, stray("readme.txt")), "backup.damaged"},
		"a table twice":                   {altered(t, whole, twice), "backup.damaged"},
		"a row of too few columns":        {swap("tables/people", "\ten\t", "\n"), "backup.damaged"},
		"a row that breaks a rule":        {swap("tables/people", "p7@example.org", "P7@example.org"), "backup.damaged"},
		"two rows where there may be one": {swap("tables/people", "p7@example.org", "p8@example.org"), "backup.damaged"},
	} {
		err := r.restore(is.archive)
		if !fault.HasCode(err, is.code) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(pristine, rows(t, r.Office, r.ctx)); diff != "" {
			t.Errorf("%s left rows:\n%s", name, diff)
		}
		if left := stored(t, r.blobs); len(left) > 0 {
			t.Errorf("%s left %d files", name, len(left))
		}
		if r.key != nil {
			t.Fatalf("%s left its key", name)
		}
	}
	if err := r.restore(whole); err != nil {
		t.Errorf("after all that, the whole one: %v", err)
	}
	if n := len(stored(t, r.blobs)); n != 40 {
		t.Errorf("%d files of 40 came back", n)
	}
}

func TestAPlaceInUseIsNotRestoredOver(t *testing.T) {
	t.Parallel()
	whole, r := small(t), newRuin(t)
	ctx := auth.As(r.ctx, auth.System("test"))
	if err := r.DB.Desk().Log.Record(ctx, "cycle.publish", ident.NewCycle(), "", nil); err != nil {
		t.Fatal(err)
	}
	if err := r.restore(whole); !fault.HasCode(err, "backup.not_empty") || len(stored(t, r.blobs)) > 0 {
		t.Errorf("a place with one event: %v", err)
	}
	seeded := newRuin(t)
	if err := seeded.Fund.Seed(auth.As(seeded.ctx, auth.System("test"))); err != nil {
		t.Fatal(err)
	}
	if err := seeded.restore(whole); err != nil {
		t.Errorf("a place with nothing but the facts of every house: %v", err)
	}
}

func TestAKeyThatCannotBeKeptUndoesTheRestore(t *testing.T) {
	t.Parallel()
	whole, r := small(t), newRuin(t)
	pristine, full := rows(t, r.Office, r.ctx), errors.New("disk full")
	err := r.DB.Restore(r.ctx, bytes.NewReader(whole), r.blobs, func([]byte) error { return full })
	if !errors.Is(err, full) || !maps.Equal(pristine, rows(t, r.Office, r.ctx)) || len(stored(t, r.blobs)) > 0 {
		t.Errorf("%v, and %d files stayed", err, len(stored(t, r.blobs)))
	}
}

// TestABackupAmongWritersIsOfOneInstant writes files, money and mail, each together, while the backup is taken.
func TestABackupAmongWritersIsOfOneInstant(t *testing.T) {
	t.Parallel()
	r := newRuin(t)
	ctx := auth.As(r.ctx, auth.System("test"))
	var written atomic.Int64
	stop, ended := make(chan struct{}), make(chan error, 1)
	funder, pot := ledger.OfFunder(ident.NewFunder()), ledger.FreeOf(ident.NewCycle())
	write := func(ctx context.Context) error {
		n := written.Load()
		if _, err := r.Vault.File(ctx, document.Attachment, "a.txt", "text/plain", "app_x", strings.NewReader(fmt.Sprint("file ", n))); err != nil {
			return err
		}
		return r.Book.Post(ctx, ledger.Move(ledger.Appropriate, "given", "x", money.Dollars(1), funder, pot))
	}
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := r.DB.InTx(ctx, write); err != nil {
				ended <- err
				return
			}
			written.Add(1)
		}
	}()
	for written.Load() < 20 {
		if err := ctx.Err(); err != nil {
			t.Fatal(err)
		}
	}
	before := written.Load()
	b := backup(t, r.Office, ctx)
	after := written.Load()
	close(stop)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	back := newRuin(t)
	if err := back.restore(b); err != nil {
		t.Fatal(err)
	}
	if _, what := off(t, back.Office, back.ctx); what != "" {
		t.Errorf("a backup among writers is off:\n%s", what)
	}
	var n []struct {
		Files   int64 `bun:"files"`
		Entries int64 `bun:"entries"`
	}
	if err := back.DB.ReadInto(ctx, &n, "SELECT (SELECT count(*) FROM documents) AS files, (SELECT count(*) FROM ledger_entries) AS entries"); err != nil {
		t.Fatal(err)
	}
	if n[0].Files != n[0].Entries || n[0].Files < before || n[0].Files > after+1 {
		t.Errorf("%d files and %d entries, of %d to %d writes", n[0].Files, n[0].Entries, before, after)
	}
}
