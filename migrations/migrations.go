// Package migrations carries the SQL that makes and unmakes the database, one subject a file.
package migrations

import "embed"

// Files are the migrations, named so that they run in the order of a grant's life.
//
//go:embed *.sql
var Files embed.FS
