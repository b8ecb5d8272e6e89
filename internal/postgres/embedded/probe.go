package embedded

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"
)

type answer int

const (
	silent answer = iota
	busy
	up
)

// probe says hello as a client would: a socket that accepts may still refuse every session.
func probe(ctx context.Context, socketDir string) answer {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", socketFile(socketDir))
	if err != nil {
		return silent
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return silent
		}
	}
	if _, err := conn.Write(hello()); err != nil {
		return silent
	}
	return listen(conn)
}

func listen(conn io.ReadWriter) answer {
	head := make([]byte, 5)
	if _, err := io.ReadFull(conn, head); err != nil {
		return silent
	}
	size := int64(binary.BigEndian.Uint32(head[1:])) - 4
	if size < 0 || size > 1<<16 {
		return silent
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(conn, body); err != nil {
		return silent
	}
	switch {
	case head[0] == 'R':
		// A goodbye keeps the server's log free of "connection reset" lines.
		_, err := conn.Write([]byte{'X', 0, 0, 0, 4})
		if err != nil {
			return silent
		}
		return up
	case head[0] != 'E':
		return silent
	case strings.Contains(string(body), "\x00C57P03\x00"):
		return busy
	default:
		return up
	}
}

func hello() []byte {
	const protocol3 = 196608
	words := "user\x00" + superuser + "\x00database\x00postgres\x00application_name\x00vitrine-probe\x00\x00"
	packet := binary.BigEndian.AppendUint32(nil, uint32(8+len(words)))
	packet = binary.BigEndian.AppendUint32(packet, protocol3)
	return append(packet, words...)
}

func socketFile(dir string) string {
	return filepath.Join(dir, ".s.PGSQL."+port)
}
