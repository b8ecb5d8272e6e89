package registry

import "strings"

// City writes an ALL CAPS city as on a map: the Postal Service leaves out
// the apostrophes of "Coeur d'Alene" and "O'Fallon".
func City(raw, state string) string {
	text := tidySpace(raw)
	if !oneCase(text) {
		return text
	}
	upper := strings.ToUpper(text)
	switch upper {
	case "LAND O LAKES":
		return "Land O' Lakes"
	case "D HANIS", "D IBERVILLE", "D LO":
		upper = upper[:1] + "'" + upper[2:]
	case "HO HO KUS", "HO-HO-KUS":
		return "Ho-Ho-Kus"
	case "WA KEENEY":
		return "WaKeeney"
	case "ST MARY S CITY":
		return "St Mary's City"
	}
	return readable(upper, state, true)
}
