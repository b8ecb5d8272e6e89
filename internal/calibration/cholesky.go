package calibration

import "math"

// matrix is square, row by row.
type matrix struct {
	n  int
	at []float64
}

func square(n int) *matrix { return &matrix{n, make([]float64, n*n)} }

func (m *matrix) row(i int) []float64 { return m.at[i*m.n : i*m.n+m.n] }

func (m *matrix) clone() *matrix {
	out := square(m.n)
	copy(out.at, m.at)
	return out
}

// dot adds products in a fixed order, none of them fused; four sums side by side are what a processor likes.
func dot(a, b []float64) float64 {
	var s, u, v, w float64
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s += float64(a[i] * b[i])
		u += float64(a[i+1] * b[i+1])
		v += float64(a[i+2] * b[i+2])
		w += float64(a[i+3] * b[i+3])
	}
	for ; i < len(a); i++ {
		s += float64(a[i] * b[i])
	}
	return (s + u) + (v + w)
}

// factor is the lower Cholesky factor of a symmetric matrix; false when it is not safely positive definite.
func factor(m *matrix) (*matrix, bool) {
	l := square(m.n)
	for i := range m.n {
		row := l.row(i)
		for j := range i {
			other := l.row(j)
			row[j] = (m.at[i*m.n+j] - dot(row[:j], other[:j])) / other[j]
		}
		whole := m.at[i*m.n+i]
		pivot := whole - dot(row[:i], row[:i])
		if !(pivot > float64(whole*1e-13)) {
			return nil, false
		}
		row[i] = math.Sqrt(pivot)
	}
	return l, true
}

// solve overwrites b with the solution for a lower factor l of the matrix.
func (l *matrix) solve(b []float64) {
	for i := range l.n {
		row := l.row(i)
		b[i] = (b[i] - dot(row[:i], b[:i])) / row[i]
	}
	for i := l.n - 1; i >= 0; i-- {
		row := l.row(i)
		b[i] /= row[i]
		for j := range i {
			b[j] -= float64(row[j] * b[i])
		}
	}
}

// inverse of the matrix whose lower factor l is; symmetric to the bit.
func (l *matrix) inverse() *matrix {
	n := l.n
	low := square(n) // transpose of the inverse of l: row j holds column j
	for j := range n {
		col := low.row(j)
		col[j] = 1 / l.at[j*n+j]
		for i := j + 1; i < n; i++ {
			col[i] = -dot(l.at[i*n+j:i*n+i], col[j:i]) / l.at[i*n+i]
		}
	}
	out := square(n)
	for i := range n {
		for j := range i + 1 {
			x := dot(low.row(i)[i:], low.row(j)[i:])
			out.at[i*n+j], out.at[j*n+i] = x, x
		}
	}
	return out
}
