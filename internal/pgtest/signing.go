package pgtest

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// SigningKey is the key papers are signed with in every test, the same each time.
func SigningKey() *signing.Key { return signing.KeyOf([32]byte{'t', 'e', 's', 't'}) }

// Signing signs papers in the world's database.
func (w *World) Signing() *signing.Service {
	return &signing.Service{Desk: w.Desk(), Store: postgres.Signatures{DB: w.DB}, Key: SigningKey(), Origin: "https://grants.example.org"}
}

// PDF is the smallest document that readers open, with the text where a test finds it again.
func PDF(text string) []byte {
	b := fmt.Appendf(nil, "%%PDF-1.4\n%% %q\n", text)
	at := len(b)
	b = append(b, "1 0 obj\n<<\n/Type /Catalog\n/Pages 2 0 R\n>>\nendobj\n"...)
	pages := len(b)
	b = append(b, "2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"...)
	xref := len(b)
	b = fmt.Appendf(b, "xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n", at, pages)
	return fmt.Appendf(b, "trailer\n<<\n/Size 3\n/Root 1 0 R\n>>\nstartxref\n%d\n%%%%EOF\n", xref)
}
