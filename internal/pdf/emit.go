package pdf

import (
	"fmt"
	"io"
	"slices"

	"github.com/go-pdf/fpdf"
)

// emit replays the sheets with fonts cut to the characters that were used.
func emit(w io.Writer, m Meta, sheets []*sheet) error {
	width, height := m.size()
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	f.SetCatalogSort(true)
	f.SetCreationDate(m.Made.UTC())
	f.SetModificationDate(m.Made.UTC())
	f.SetProducer("Vitrine", true)
	f.SetTitle(plain(m.Title), true)
	f.SetAuthor(plain(m.Author), true)
	f.SetSubject(plain(m.Subject), true)
	if m.Locale != "" {
		f.SetLang(m.Locale)
	}
	addFonts(f, sheets)
	for _, s := range sheets {
		f.AddPageFormat("P", fpdf.SizeType{Wd: s.w, Ht: s.h})
		for _, o := range s.ops {
			if o.text != nil {
				o.text.draw(f)
				continue
			}
			o.draw(f)
		}
	}
	if err := f.Output(w); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	return nil
}

// addFonts embeds each font once, in order of name.
func addFonts(f *fpdf.Fpdf, sheets []*sheet) {
	pages, used, fonts := map[string]*codePage{}, map[string]map[rune]bool{}, map[string]*face{}
	for _, s := range sheets {
		for _, o := range s.ops {
			switch t := o.text; {
			case t == nil:
			case t.page != nil:
				pages[t.page.family] = t.page
			default:
				if used[t.face.name] == nil {
					used[t.face.name], fonts[t.face.name] = map[rune]bool{}, t.face
				}
				for _, r := range t.runes {
					used[t.face.name][r] = true
				}
			}
		}
	}
	for _, name := range sorted(pages) {
		f.AddFontFromBytes(name, "", pages[name].definition, pages[name].packed)
	}
	for _, name := range sorted(fonts) {
		f.AddUTF8FontFromBytes(wideFamily(name), "", fonts[name].subset(sorted(used[name])))
	}
}

func wideFamily(name string) string { return name + "-wide" }

func (t *textOp) draw(f *fpdf.Fpdf) {
	f.SetTextColor(t.color.r, t.color.g, t.color.b)
	if t.page != nil {
		f.SetFont(t.page.family, "", t.size)
		f.Text(t.x, t.y, encodeNarrow(t.runes))
		return
	}
	f.SetFont(wideFamily(t.face.name), "", t.size)
	if t.faux {
		f.SetDrawColor(t.color.r, t.color.g, t.color.b)
		f.SetLineWidth(t.size * 0.03)
		f.SetTextRenderingMode(2)
	}
	f.Text(t.x, t.y, string(t.runes))
	if t.faux {
		f.SetTextRenderingMode(0)
	}
}

// plain drops what would break a document's own description.
func plain(s string) string {
	return string(slices.DeleteFunc([]rune(s), func(r rune) bool { return r < 0x20 || r > 0xFFFF }))
}

func sorted[K interface{ ~string | ~int32 }, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
