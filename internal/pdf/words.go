package pdf

import (
	"fmt"
	"strings"
)

// words are the few of our own; all others come from the caller.
type words struct {
	page, verify, code, contents, notes, snapshot string
}

func wordsFor(locale string) words {
	switch {
	case strings.HasPrefix(locale, "es"):
		return words{
			page: "Página %d de %d", verify: "Verifique esta carta en", code: "Código de verificación",
			contents: "Contenido", notes: "Cómo se contó", snapshot: "Corte de datos",
		}
	case strings.HasPrefix(locale, "zh"):
		return words{
			page: "第 %d 页，共 %d 页", verify: "查验网址", code: "查验码",
			contents: "目录", notes: "统计口径", snapshot: "数据快照",
		}
	}
	return words{
		page: "Page %d of %d", verify: "Verify this letter at", code: "Verification code",
		contents: "Contents", notes: "How this was counted", snapshot: "Snapshot",
	}
}

func (w words) pageOf(n, of int) string { return fmt.Sprintf(w.page, n, of) }
