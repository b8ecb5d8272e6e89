package pdf

import (
	"fmt"
	"image/color"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"github.com/go-pdf/fpdf"
)

// code draws a QR code as boxes, which print sharp at any size.
func (s *sheet) code(content string, x, y, side float64) error {
	b, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("encode QR code: %w", err)
	}
	n := b.Bounds().Dx()
	module := side / float64(n)
	s.draw(func(f *fpdf.Fpdf) {
		c := black()
		f.SetFillColor(c.r, c.g, c.b)
		for row := range n {
			for from := 0; from < n; {
				to := from
				for to < n && dark(b, to, row) {
					to++
				}
				if to > from {
					f.Rect(x+float64(from)*module, y+float64(row)*module, float64(to-from)*module, module, "F")
				}
				from = to + 1
			}
		}
	})
	return nil
}

func dark(b barcode.Barcode, x, y int) bool { return b.At(x, y) == color.Black }

// QR is the pattern of a QR code by rows, true where it is dark, for drawing elsewhere than on paper.
func QR(content string) ([][]bool, error) {
	b, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("encode QR code: %w", err)
	}
	n := b.Bounds().Dx()
	rows := make([][]bool, n)
	for y := range rows {
		rows[y] = make([]bool, n)
		for x := range rows[y] {
			rows[y][x] = dark(b, x, y)
		}
	}
	return rows, nil
}
