//go:build unix

package embedded

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
)

// xzReader decompresses one .xz stream of LZMA2 blocks; other filters are refused.
type xzReader struct {
	in     *countedReader
	check  byte
	opened bool
	block  *lzma2
	start  int64
	size   uint64
	sum    hash.Hash
	blocks uint64
	err    error
}

type countedReader struct {
	*bufio.Reader
	n int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *countedReader) ReadByte() (byte, error) {
	b, err := c.Reader.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

func newXZ(r io.Reader) *xzReader {
	return &xzReader{in: &countedReader{Reader: bufio.NewReaderSize(r, 1<<16)}}
}

func (x *xzReader) Read(p []byte) (int, error) {
	for x.err == nil {
		if x.block == nil {
			x.err = x.nextBlock()
			continue
		}
		n, err := x.block.Read(p)
		x.sum.Write(p[:n])
		x.size += uint64(n)
		if err == io.EOF {
			err = x.endBlock()
		}
		x.err = broken(err)
		if n > 0 || len(p) == 0 {
			return n, nil
		}
	}
	return 0, x.err
}

// broken keeps a cut stream from passing for a finished one.
func broken(err error) error {
	if err == io.EOF {
		return fmt.Errorf("read xz: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// nextBlock answers io.EOF only after a whole index and footer.
func (x *xzReader) nextBlock() error {
	if !x.opened {
		if err := x.streamHeader(); err != nil {
			return broken(err)
		}
		x.opened = true
	}
	x.start = x.in.n
	first, err := x.in.ReadByte()
	if err != nil {
		return broken(err)
	}
	if first == 0 {
		if err := x.index(); err != nil {
			return broken(err)
		}
		return io.EOF
	}
	dict, err := x.blockHeader(first)
	if err != nil {
		return broken(err)
	}
	x.block, x.size = newLZMA2(x.in, dict), 0
	x.sum = newCheck(x.check)
	x.blocks++
	return nil
}

func newCheck(kind byte) hash.Hash {
	switch kind {
	case 1:
		return crc32.NewIEEE()
	case 4:
		return crc64.New(crc64.MakeTable(crc64.ECMA))
	default:
		return sha256.New()
	}
}

func (x *xzReader) streamHeader() error {
	head := make([]byte, 12)
	if _, err := io.ReadFull(x.in, head); err != nil {
		return err
	}
	if !bytes.Equal(head[:6], []byte("\xfd7zXZ\x00")) || crc32.ChecksumIEEE(head[6:8]) != binary.LittleEndian.Uint32(head[8:]) {
		return errors.New("read xz: not an xz stream")
	}
	x.check = head[7]
	if head[6] != 0 || (x.check != 0 && x.check != 1 && x.check != 4 && x.check != 10) {
		return errors.New("read xz: an unknown kind of check")
	}
	return nil
}

// blockHeader answers the dictionary size of the block's only filter.
func (x *xzReader) blockHeader(first byte) (int, error) {
	head := make([]byte, (int(first)+1)*4)
	head[0] = first
	if _, err := io.ReadFull(x.in, head[1:]); err != nil {
		return 0, err
	}
	body := head[:len(head)-4]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(head[len(body):]) {
		return 0, errors.New("read xz: a block header is damaged")
	}
	flags, r := body[1], bytes.NewReader(body[2:])
	for _, present := range []byte{0x40, 0x80} {
		if flags&present != 0 {
			if _, err := binary.ReadUvarint(r); err != nil {
				return 0, errors.New("read xz: a block size is damaged")
			}
		}
	}
	filter := make([]byte, 3)
	if _, err := io.ReadFull(r, filter); err != nil || flags&0x3f != 0 || filter[0] != 0x21 || filter[1] != 1 {
		return 0, errors.New("read xz: a filter other than LZMA2")
	}
	return dictSize(filter[2])
}

func (x *xzReader) endBlock() error {
	x.block = nil
	if err := x.zeros((x.in.n - x.start) % 4); err != nil {
		return err
	}
	if x.check == 0 {
		return nil
	}
	want := x.sum.Sum(nil)
	if x.check != 10 {
		// Sums are stored little-endian, unlike what the hash package answers.
		for i, j := 0, len(want)-1; i < j; i, j = i+1, j-1 {
			want[i], want[j] = want[j], want[i]
		}
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(x.in, got); err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return errors.New("read xz: a block does not match its check")
	}
	return nil
}

func (x *xzReader) zeros(over int64) error {
	if over == 0 {
		return nil
	}
	pad := make([]byte, 4-over)
	if _, err := io.ReadFull(x.in, pad); err != nil {
		return err
	}
	if !bytes.Equal(pad, make([]byte, len(pad))) {
		return errors.New("read xz: padding is damaged")
	}
	return nil
}

// index skips the table of blocks but for their number: each block was checked itself.
func (x *xzReader) index() error {
	records, err := binary.ReadUvarint(x.in)
	if err != nil || records != x.blocks {
		return errors.New("read xz: the index is damaged")
	}
	for range 2 * records {
		if _, err := binary.ReadUvarint(x.in); err != nil {
			return broken(err)
		}
	}
	if err := x.zeros((x.in.n - x.start) % 4); err != nil {
		return err
	}
	end := make([]byte, 4+12)
	if _, err := io.ReadFull(x.in, end); err != nil {
		return err
	}
	if !bytes.Equal(end[14:], []byte("YZ")) || crc32.ChecksumIEEE(end[8:14]) != binary.LittleEndian.Uint32(end[4:]) {
		return errors.New("read xz: the footer is damaged")
	}
	return nil
}
