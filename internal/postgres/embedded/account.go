//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the system user the server runs as; drop means it is not us.
type account struct {
	uid, gid int
	drop     bool
}

// pickAccount keeps the owner of an existing cluster, so that root can serve a user's data.
func pickAccount(data string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	if info, err := os.Stat(data); err == nil {
		if uid, gid := owner(info); uid != 0 {
			return account{uid: uid, gid: gid, drop: true}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(u.Uid)
		gid, errGID := strconv.Atoi(u.Gid)
		if errUID == nil && errGID == nil && uid > 0 {
			return account{uid: uid, gid: gid, drop: true}, nil
		}
	}
	return account{}, errors.New("start postgres: PostgreSQL refuses to run as root and there is neither a user postgres nor nobody; start as an ordinary user or set DATABASE_URL")
}

func owner(info fs.FileInfo) (uid, gid int) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(st.Uid), int(st.Gid)
	}
	return -1, -1
}

// take hands a path to the account; without root it already is ours or refused earlier.
func (a account) take(path string) error {
	if !a.drop {
		return nil
	}
	if err := os.Lchown(path, a.uid, a.gid); err != nil {
		return fmt.Errorf("hand over to the server's user: %w", err)
	}
	return nil
}

// takeAll repairs a cluster that root copied back from somewhere.
func (a account) takeAll(root string) error {
	info, err := os.Lstat(root)
	if err != nil || !a.drop {
		return nil
	}
	if uid, _ := owner(info); uid == a.uid {
		return nil
	}
	return filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("walk cluster: %w", err)
		}
		return a.take(path)
	})
}

// reaches tells whether the account may walk down to and into dir.
func (a account) reaches(dir string) bool {
	for path := dir; ; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil || !a.enters(info) {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
	}
}

func (a account) enters(info fs.FileInfo) bool {
	uid, gid := owner(info)
	switch {
	case uid == a.uid:
		return info.Mode()&0o100 != 0
	case gid == a.gid:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}
