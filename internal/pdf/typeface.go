package pdf

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"sync"
)

//go:embed fonts/*.ttf.gz
var fontFiles embed.FS

// style is a way of setting text; the zero style is plain sans.
type style int

const (
	sans style = iota
	sansBold
	sansItalic
	serif
	serifBold
	styles
)

// source is a font that is read when first needed and kept.
type source struct {
	load func() (*face, error)
	page func() (*codePage, error) // nil: never set as a single-byte font
	faux bool                      // has no bold of its own: thicken the strokes
}

// typefaces holds, for each style, the fonts to try in order.
type typefaces [styles][]source

// faces is shared by all documents: fonts are read-only once loaded.
var faces = sync.OnceValue(func() *typefaces {
	var t typefaces
	plain := func(name string) source { return source{load: loader(name)} }
	naskh, naskhBold := source{load: larger("NotoNaskhArabic-Regular")}, source{load: larger("NotoNaskhArabic-Bold")}
	others := []source{
		plain("NotoSansHebrew-Regular"), plain("NotoSansArmenian-Regular"), plain("NotoSansGeorgian-Regular"),
		plain("NotoSansEthiopic-Regular"),
		{load: sync.OnceValues(simplified)},
	}
	for i, name := range []string{"NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSerif-Regular", "NotoSerif-Bold"} {
		primary := plain(name)
		primary.page = sync.OnceValues(func() (*codePage, error) {
			f, err := primary.load()
			if err != nil {
				return nil, err
			}
			return newCodePage(f)
		})
		bold := style(i) == sansBold || style(i) == serifBold
		arabic := naskh
		if bold {
			arabic = naskhBold
		}
		t[i] = []source{primary, arabic}
		for _, o := range others {
			o.faux = bold
			t[i] = append(t[i], o)
		}
	}
	return &t
})

func loader(name string) func() (*face, error) {
	return sync.OnceValues(func() (*face, error) {
		packed, err := fontFiles.ReadFile("fonts/" + name + ".ttf.gz")
		if err != nil {
			return nil, fmt.Errorf("open font: %w", err)
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, fmt.Errorf("unpack font %s: %w", name, err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("unpack font %s: %w", name, err)
		}
		return parseFace(name, data)
	})
}

// simplified is the Chinese font with its stops and brackets moved to where
// readers of simplified characters expect them; the font centers them.
func simplified() (*face, error) {
	f, err := loader("DroidSansFallback")()
	if err != nil {
		return nil, err
	}
	f.nudge = map[rune]int{'，': -330, '；': -310, '：': -310, '！': -310, '？': -180, '（': 170, '）': -170}
	return f, nil
}

// larger evens out a Naskh, whose letters are small for their size.
func larger(name string) func() (*face, error) {
	return sync.OnceValues(func() (*face, error) {
		f, err := loader(name)()
		if err != nil {
			return nil, err
		}
		f.zoom = 1.18
		return f, nil
	})
}
