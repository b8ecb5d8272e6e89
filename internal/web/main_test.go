package web

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// withBrowser closes the browser that tests share before the database stops.
type withBrowser struct{ *testing.M }

func (m withBrowser) Run() int { return browsertest.Run(m.M) }

func TestMain(m *testing.M) { pgtest.Main(withBrowser{m}) }
