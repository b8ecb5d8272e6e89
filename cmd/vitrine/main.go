// Command vitrine runs grant programs of museums: one binary over one Postgres.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/vitrine-grants/vitrine/internal/config"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// What lives is small and each answer throws away a megabyte: collecting at twice the
		// little that lives would take as much of the processor as answering does.
		debug.SetGCPercent(400)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// command is the whole command line; every command takes the same --data.
type command struct {
	Data string `help:"Where data lives (default: the user's data directory)." placeholder:"DIR"`

	Demo    demoCmd    `cmd:"" help:"Start a believable world to look around in."`
	Serve   serveCmd   `cmd:"" help:"Serve pages and API, and work the queue."`
	Work    workCmd    `cmd:"" help:"Work the queue only."`
	Migrate migrateCmd `cmd:"" help:"Move the schema: up, down or status."`
	Import  importCmd  `cmd:"" help:"Load records from a file."`
	Export  exportCmd  `cmd:"" help:"Write a list as CSV."`
	Token   tokenCmd   `cmd:"" help:"Print a token of the API for a person."`
	Verify  verifyCmd  `cmd:"" help:"Tell what a paper is, and whether it was altered, amended or revoked."`
	Signing signingCmd `cmd:"" help:"The keys papers are signed with: public or rotate."`
	Doctor  doctorCmd  `cmd:"" help:"Recompute every total, state, hash and balance."`
	Erase   eraseCmd   `cmd:"" help:"Erase attached files and personal data whose time is over; --dry-run counts them."`
	Rekey   rekeyCmd   `cmd:"" help:"Seal travelers' personal data under the first key of VITRINE_KEY_FILE."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one file."`
	Restore restoreCmd `cmd:"" help:"Read a backup into an empty place."`
	Sample  sampleCmd  `cmd:"" help:"Fill a database with sample applications."`
	Bench   benchCmd   `cmd:"" help:"Measure lists, details, rankings and letters side by side."`
}

// world is what a command runs in.
type world struct {
	ctx            context.Context
	config         config.Config
	data           string
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	usualLog       string // level where the environment names none; servers tell more
}

func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c command
	exited := -1
	parser, err := kong.New(&c, kong.Name("vitrine"), kong.Description("Grants for museums, from the open call to the funder's report."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }))
	if err != nil {
		fmt.Fprintln(stderr, "vitrine:", err)
		return 2
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(stderr, "vitrine: %v\nWhat it can do: vitrine --help\n", err)
		return 2
	}
	settings, err := config.Read(getenv)
	if err != nil {
		fmt.Fprintln(stderr, "vitrine:", err)
		return 2
	}
	data, err := dataDir(c.Data, getenv)
	if err != nil {
		fmt.Fprintln(stderr, "vitrine:", err)
		return 2
	}
	w := &world{ctx: ctx, config: settings, data: data, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	if err := parsed.Run(w); err != nil {
		return w.explain(err)
	}
	return 0
}

// explain says what went wrong and what to do, and answers the exit status.
func (w *world) explain(err error) int {
	if errors.Is(err, context.Canceled) && w.ctx.Err() != nil {
		fmt.Fprintln(w.stderr, "vitrine: stopped")
		return 130
	}
	fmt.Fprintln(w.stderr, "vitrine:", err)
	var v verdict
	if errors.As(err, &v) {
		return int(v)
	}
	var f *fault.Error
	if errors.As(err, &f) && f.Hint != "" {
		fmt.Fprintln(w.stderr, f.Hint)
	}
	return 1
}
