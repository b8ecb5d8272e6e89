package blind_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }
