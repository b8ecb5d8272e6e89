//go:build unix

package embedded

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

const (
	unpackedLimit = 1 << 30
	entriesLimit  = 20_000
)

// unpackJar takes the one xz-compressed tar out of a jar and lays it out under dir.
func unpackJar(jar, dir string) error {
	archive, err := zip.OpenReader(jar)
	if err != nil {
		return fmt.Errorf("open jar: %w", err)
	}
	defer archive.Close()
	for _, f := range archive.File {
		if !strings.HasSuffix(f.Name, ".txz") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fmt.Errorf("open %s: %w", f.Name, err)
		}
		defer r.Close()
		return unpackTar(newXZ(r), dir, unpackedLimit)
	}
	return errors.New("the jar holds no .txz")
}

func unpackTar(r io.Reader, dir string, limit int64) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	// The root refuses every path and every link that leads out of dir.
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer root.Close()
	bounded := &io.LimitedReader{R: r, N: limit}
	archive := tar.NewReader(bounded)
	for range entriesLimit {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			// The checksums of the compressed stream stand at its end.
			_, err := io.Copy(io.Discard, bounded)
			return err
		}
		if err != nil {
			return tooLargeOr(bounded, err)
		}
		if err := unpackEntry(root, head, archive); err != nil {
			return fmt.Errorf("%s: %w", head.Name, tooLargeOr(bounded, err))
		}
	}
	return errTooLarge()
}

func tooLargeOr(r *io.LimitedReader, err error) error {
	if r.N <= 0 {
		return errTooLarge()
	}
	return err
}

func unpackEntry(root *os.Root, head *tar.Header, body io.Reader) error {
	name := filepath.Clean(head.Name)
	if !filepath.IsLocal(name) {
		return errors.New("a path that leads out of the archive")
	}
	switch head.Typeflag {
	case tar.TypeDir:
		return makeDirs(root, name)
	case tar.TypeReg:
		return unpackFile(root, name, head.FileInfo().Mode(), body)
	case tar.TypeSymlink:
		if path.IsAbs(head.Linkname) || !filepath.IsLocal(path.Join(path.Dir(name), head.Linkname)) {
			return errors.New("a link that leads out of the archive")
		}
		if err := makeDirs(root, path.Dir(name)); err != nil {
			return err
		}
		return root.Symlink(head.Linkname, name)
	case tar.TypeXGlobalHeader:
		return nil
	default:
		return errors.New("neither file, folder nor link")
	}
}

// unpackFile lets every user read: the server's user is not always the one who downloads.
func unpackFile(root *os.Root, name string, mode fs.FileMode, body io.Reader) error {
	if err := makeDirs(root, path.Dir(name)); err != nil {
		return err
	}
	bits := fs.FileMode(0o644)
	if mode&0o111 != 0 {
		bits = 0o755
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, bits)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(f, body); err != nil {
		return err
	}
	if err := f.Chmod(bits); err != nil {
		return err
	}
	return f.Close()
}

func makeDirs(root *os.Root, name string) error {
	if name == "." {
		return nil
	}
	if info, err := root.Stat(name); err == nil && info.IsDir() {
		return nil
	}
	if err := makeDirs(root, path.Dir(name)); err != nil {
		return err
	}
	if err := root.Mkdir(name, 0o755); err != nil {
		return err
	}
	return root.Chmod(name, 0o755)
}
