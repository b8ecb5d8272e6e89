package calibration

import "math"

// exp of nought or less, written out because the library's is fused on some machines.
func exp(x float64) float64 {
	if x < -700 {
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	r := (x - float64(k*6.93147180369123816490e-01)) - float64(k*1.90821492927058770002e-10)
	sum := 1.0
	for n := 14; n > 0; n-- {
		sum = 1 + float64(sum*r)/float64(n)
	}
	return math.Ldexp(sum, int(k))
}

// below is the probability that a standard normal lies below x, by Marsaglia's series
// (Evaluating the normal distribution, 2004).
func below(x float64) float64 {
	if x < -8 || x > 8 {
		return max(0, min(1, math.Copysign(1, x)))
	}
	sum, term, square := x, x, float64(x*x)
	for n := 3.0; sum+term != sum; n += 2 {
		term = float64(term*square) / n
		sum += term
	}
	return 0.5 + float64(sum*density(x))
}

func density(x float64) float64 {
	return float64(exp(float64(-0.5*float64(x*x))) / math.Sqrt(2*math.Pi))
}

// owen is Owen's T for h and a not below nought: the probability that a standard normal pair
// has X > h and 0 < Y < aX (Owen 1956).
func owen(h, a float64) float64 {
	if a > 1 {
		b := float64(a * h)
		return float64(0.5*below(h)) + float64(0.5*below(b)) - float64(below(h)*below(b)) - owen(b, 1/a)
	}
	at := func(x float64) float64 {
		square := 1 + float64(x*x)
		return exp(float64(-0.5*float64(float64(h*h)*square))) / square
	}
	const steps = 64 // of Simpson's rule; the error is below a thousand millionth
	width := a / steps
	sum := at(0) + at(a)
	for n := 1; n < steps; n++ {
		sum += float64(float64(2+2*(n%2)) * at(float64(float64(n)*width)))
	}
	return float64(sum*width) / (6 * math.Pi)
}

// student is the 97.5 % point of Student's t: the usual table, and from 31 degrees on the expansion
// of Cornish and Fisher (Abramowitz and Stegun 26.7.5).
func student(degrees int) float64 {
	table := [...]float64{
		12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
		2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
		2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272,
	}
	if degrees <= len(table) {
		return table[max(degrees, 1)-1]
	}
	const z = 1.959963984540054
	const square = z * z
	const first = z * (square + 1) / 4
	const second = z * ((5*square+16)*square + 3) / 96
	const third = z * (((3*square+19)*square+17)*square - 15) / 384
	const fourth = z * ((((79*square+776)*square+1482)*square-1920)*square - 945) / 92160
	n := 1 / float64(degrees)
	return z + float64(n*(first+float64(n*(second+float64(n*(third+float64(n*fourth)))))))
}
