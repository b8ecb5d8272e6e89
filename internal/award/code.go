package award

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// crockford leaves out I, L, O and U, which people misread or misspell.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 12

// NewCode is eleven random characters and one that checks them, bare; no reader is the machine's own randomness.
func NewCode(random io.Reader) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	b := make([]byte, codeLength-1)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("draw letter code: %w", err)
	}
	for i, x := range b {
		b[i] = crockford[x&31]
	}
	return string(b) + string(crockford[checksum(string(b))]), nil
}

// checksum is a polynomial over the field of 32 elements: one wrong character,
// or any two exchanged, always change it.
func checksum(body string) byte {
	var sum byte
	for i := range len(body) {
		sum = doubled(sum ^ byte(strings.IndexByte(crockford, body[i])))
	}
	return sum
}

// doubled multiplies by x modulo x^5 + x^2 + 1.
func doubled(v byte) byte {
	v <<= 1
	if v&32 != 0 {
		v ^= 0b100101
	}
	return v
}

// CodeText spaces a bare code in fours, as letters print it.
func CodeText(bare string) string {
	if len(bare) != codeLength {
		return bare
	}
	return bare[:4] + "-" + bare[4:8] + "-" + bare[8:]
}

// ParseCode reads a code as people type it: any case, with or without hyphens and
// spaces, O for 0, I or L for 1. A code that was mistyped is NotFound with code bad_code.
func ParseCode(typed string) (string, error) {
	var b strings.Builder
	for _, r := range strings.ToUpper(typed[:min(len(typed), 64)]) {
		switch r {
		case '-', ' ', '\t', '\u00a0', '\u2010', '\u2011', '\u2013':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		b.WriteRune(r)
	}
	code := b.String()
	known := func(r rune) bool { return strings.ContainsRune(crockford, r) }
	if len(code) != codeLength || strings.IndexFunc(code, func(r rune) bool { return !known(r) }) >= 0 ||
		crockford[checksum(code[:codeLength-1])] != code[codeLength-1] {
		return "", fault.New(fault.NotFound, "bad_code", "This is not a code of ours. A code has twelve letters and digits in groups of four; please look again at what you typed.")
	}
	return code, nil
}
