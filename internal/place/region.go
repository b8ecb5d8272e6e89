package place

// Region is a regional bureau of the US State Department, by its symbol.
//
// Territories go with the part of the world they lie in, because the reports
// count where exchanges happen; Antarctica, which no bureau covers, is put
// with its gateway in the Pacific.
type Region string

// The six regional bureaus that program reports are grouped by.
const (
	Africa            Region = "AF"
	EastAsiaPacific   Region = "EAP"
	EuropeEurasia     Region = "EUR"
	NearEast          Region = "NEA"
	SouthCentralAsia  Region = "SCA"
	WesternHemisphere Region = "WHA"
)

// Regions lists the six bureaus in the order reports print them.
func Regions() []Region {
	return []Region{Africa, EastAsiaPacific, EuropeEurasia, NearEast, SouthCentralAsia, WesternHemisphere}
}

// Valid reports whether the symbol is one of the six bureaus.
func (r Region) Valid() bool { return r.names() != nil }

// Name is the region in the language of a BCP 47 locale, English by default.
func (r Region) Name(locale string) string {
	names := r.names()
	if names == nil {
		return string(r)
	}
	return names[languageColumn(locale)]
}

// Countries lists the countries the bureau covers, by code.
func (r Region) Countries() []Country {
	var list []Country
	t := countries()
	for _, c := range t.order {
		if t.facts[c].region == r {
			list = append(list, c)
		}
	}
	return list
}

func (r Region) names() []string {
	switch r {
	case Africa:
		return []string{"Africa", "África", "非洲"}
	case EastAsiaPacific:
		return []string{"East Asia and the Pacific", "Asia Oriental y el Pacífico", "东亚和太平洋"}
	case EuropeEurasia:
		return []string{"Europe and Eurasia", "Europa y Eurasia", "欧洲和欧亚"}
	case NearEast:
		return []string{"Middle East and North Africa", "Oriente Medio y Norte de África", "中东和北非"}
	case SouthCentralAsia:
		return []string{"South and Central Asia", "Asia Meridional y Central", "南亚和中亚"}
	case WesternHemisphere:
		return []string{"Western Hemisphere", "Hemisferio Occidental", "西半球"}
	}
	return nil
}
