package pgtest

import (
	"encoding/base64"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/seal"
)

// Ring is the key of travelers' personal data in every test: the same each time, so that a copied world opens.
func Ring() *seal.Ring {
	r, err := seal.Read("test " + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))))
	if err != nil {
		panic(err)
	}
	return r
}
