//go:build unix

package embedded

import (
	"encoding/binary"
	"errors"
	"io"
)

const (
	dictLimit = 64 << 20
	chunkMax  = 2 << 20
)

// lzma2 decodes the chunks of one block; the window keeps what matches may reach back to.
type lzma2 struct {
	in        io.Reader
	window    []byte
	dict      int
	out       int
	needDict  bool
	needProps bool
	packed    []byte
	coder     lzma
	done      bool
}

func newLZMA2(in io.Reader, dict int) *lzma2 {
	return &lzma2{in: in, dict: dict, needDict: true, needProps: true, packed: make([]byte, 1<<16)}
}

func dictSize(code byte) (int, error) {
	if code > 40 {
		return 0, errors.New("read xz: an impossible dictionary size")
	}
	size := int64(2|code&1) << (code/2 + 11)
	if size > dictLimit {
		return 0, errors.New("read xz: a larger dictionary than a PostgreSQL build needs")
	}
	return int(size), nil
}

func (z *lzma2) Read(p []byte) (int, error) {
	for z.out == len(z.window) {
		if z.done {
			return 0, io.EOF
		}
		if err := z.chunk(); err != nil {
			return 0, err
		}
	}
	n := copy(p, z.window[z.out:])
	z.out += n
	return n, nil
}

func damaged() error { return errors.New("read xz: compressed data is damaged") }

func (z *lzma2) chunk() error {
	head := make([]byte, 5)
	if _, err := io.ReadFull(z.in, head[:1]); err != nil {
		return broken(err)
	}
	control := head[0]
	if control == 0 {
		z.done = true
		return nil
	}
	if control >= 0xe0 || control == 1 {
		z.needDict, z.needProps = false, true
		z.window, z.out = z.window[:0], 0
		z.coder.pos = 0
	}
	if z.needDict || (control > 2 && control < 0x80) {
		return damaged()
	}
	if control < 0x80 {
		return z.plain(head[1:3])
	}
	if _, err := io.ReadFull(z.in, head[1:5]); err != nil {
		return broken(err)
	}
	size := int(control&0x1f)<<16 + int(binary.BigEndian.Uint16(head[1:])) + 1
	return z.compressed(control, size, int(binary.BigEndian.Uint16(head[3:]))+1)
}

func (z *lzma2) plain(head []byte) error {
	if _, err := io.ReadFull(z.in, head); err != nil {
		return broken(err)
	}
	size := int(binary.BigEndian.Uint16(head)) + 1
	z.room(size)
	at := len(z.window)
	z.window = z.window[:at+size]
	if _, err := io.ReadFull(z.in, z.window[at:]); err != nil {
		return broken(err)
	}
	z.coder.pos += uint32(size)
	return nil
}

func (z *lzma2) compressed(control byte, size, packed int) error {
	if control >= 0xc0 {
		props := make([]byte, 1)
		if _, err := io.ReadFull(z.in, props); err != nil {
			return broken(err)
		}
		if err := z.coder.properties(props[0]); err != nil {
			return err
		}
		z.needProps = false
	}
	if z.needProps {
		return damaged()
	}
	if control >= 0xa0 {
		z.coder.reset()
	}
	if _, err := io.ReadFull(z.in, z.packed[:packed]); err != nil {
		return broken(err)
	}
	z.room(size)
	window, err := z.coder.decode(z.packed[:packed], z.window, size, z.dict)
	z.window = window
	return err
}

// room slides the window once it holds two dictionaries, so that a byte moves once on average.
func (z *lzma2) room(size int) {
	if len(z.window)+size > 2*z.dict+chunkMax {
		keep := min(z.dict, len(z.window))
		copy(z.window, z.window[len(z.window)-keep:])
		z.window, z.out = z.window[:keep], keep
	}
	if need := len(z.window) + size; need > cap(z.window) {
		grown := make([]byte, len(z.window), min(max(2*need, 1<<20), 2*z.dict+2*chunkMax))
		copy(grown, z.window)
		z.window = grown
	}
}
