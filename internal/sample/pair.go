package sample

import (
	"hash/fnv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// host is an invented museum of the sample world with the person who speaks for it.
type host struct {
	name, local, lang string // the local name and its language, where it has another
	city, state       string
	country           place.Country
	lat, lon          float64
	kind              people.Kind
	given, family     string // the coordinator
	locale            string // the coordinator's
	director          string
}

// pair is a US lead and its partner.
type pair struct{ us, abroad host }

func (h host) number() uint32 {
	f := fnv.New32a()
	_, _ = f.Write([]byte(h.name))
	return f.Sum32()
}

// slug is the part of addresses before the at sign.
func (h host) slug() string {
	return strings.ReplaceAll(people.NameKey(h.given+" "+h.family), " ", ".")
}

func (h host) email() string     { return h.slug() + "@example.org" }
func (h host) founded() string   { return itoa(1890 + int(h.number()%110)) }
func (h host) employees() string { return itoa(9 + int(h.number()%60)) }

func (h host) phone() string {
	if h.country == "US" {
		return "+1 202 555 01" + itoa(10+int(h.number()%90))
	}
	return "+999 555 0" + itoa(100+int(h.number()%900)) // a country code that nobody has
}

// uei is made of the name, in the alphabet of such identifiers.
func (h host) uei() string {
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
	n := uint64(h.number())*2654435761 + 97
	out := []byte("VT")
	for range 10 {
		out = append(out, alphabet[n%34])
		n = n/34 + uint64(h.number())<<7
	}
	return string(out)
}

func (h host) side() partnership.Side { return sideOf(h.country != "US") }

func sideOf(abroad bool) partnership.Side {
	if abroad {
		return partnership.NonUS
	}
	return partnership.US
}

// decidedPairs are those of the cycle before, in the order of the topics.
func decidedPairs() []pair {
	return []pair{
		{
			host{"Chattahoochee River Museum", "", "", "Columbus", "GA", "US", 32.46, -84.99, people.Museum, "Denise", "Whitaker", "en", "Paul WHITFIELD"},
			host{"River Museum of Saint-Louis", "Musée du Fleuve de Saint-Louis", "fr", "Saint-Louis", "", "SN", 16.03, -16.49, people.Museum, "Aïssatou", "Diop", "en", "Mamadou FALL"},
		},
		{
			host{"Blackstone Valley Museum of Work", "", "", "Pawtucket", "RI", "US", 41.88, -71.38, people.Museum, "Carol", "Medeiros", "en", "Anne FERREIRA"},
			host{"Museum of Yarn", "Muzeum Przędzy", "pl", "Łódź", "", "PL", 51.76, 19.46, people.Museum, "Agnieszka", "Wójcik", "en", "Zbigniew ŻÓŁTOWSKI"},
		},
		{
			host{"Museum of the Gulf Passage", "", "", "Galveston", "TX", "US", 29.30, -94.79, people.Museum, "Marisol", "Treviño", "es", "Henry BOUDREAUX"},
			host{"Aqaba Harbor Museum", "متحف ميناء العقبة", "ar", "Aqaba", "", "JO", 29.53, 35.01, people.Museum, "Rania", "Haddad", "en", "Khalil MASARWEH"},
		},
		{
			host{"Genesee Museum of Language", "", "", "Rochester", "NY", "US", 43.16, -77.61, people.Museum, "Nathan", "Brandt", "en", "Ruth ABELSON"},
			host{"Museum of Gesture", "Museo del Gesto", "es", "Oaxaca", "", "MX", 17.06, -96.72, people.Museum, "Itzel", "Hernández", "es", "Tomás CRUZ RUIZ"},
		},
		{
			host{"High Plains Planetarium and Museum", "", "", "Lubbock", "TX", "US", 33.58, -101.86, people.ScienceCenter, "Xiu", "Liang", "zh-Hans", "Wayne HOLLOWAY"},
			host{"Chengdu Museum of the Night Sky", "成都夜空博物馆", "zh-Hans", "Chengdu", "", "CN", 30.57, 104.07, people.ScienceCenter, "Li", "Wen", "zh-Hans", "Wei ZHANG"},
		},
		{
			host{"Delta Foodways Museum", "", "", "Greenville", "MS", "US", 33.41, -91.06, people.Museum, "Loretta", "Gaines", "en", "James TOLBERT"},
			host{"Museum of the Highland Garden", "Museo de la Chacra", "es", "Cusco", "", "PE", -13.53, -71.97, people.Museum, "Yolanda", "Quispe", "es", "Efraín MAMANI"},
		},
		{
			host{"Casco Bay Museum of Photography", "", "", "Portland", "ME", "US", 43.66, -70.26, people.Museum, "Ian", "Thibodeau", "en", "Sarah LUNT"},
			host{"Street Museum of Plzeň", "Muzeum ulice", "cs", "Plzeň", "", "CZ", 49.75, 13.38, people.Museum, "Kateřina", "Dvořáková", "en", "Jiří ŠŤASTNÝ"},
		},
		{
			host{"Bluestone House of Song", "", "", "Charleston", "WV", "US", 38.35, -81.63, people.CulturalCenter, "Wade", "Hensley", "en", "Ruby ADKINS"},
			host{"Museum of Song", "Музей пісні", "uk", "Chernivtsi", "", "UA", 48.29, 25.94, people.Museum, "Oksana", "Melnyk", "en", "Andrii KOVALCHUK"},
		},
		{
			host{"Museum of Civic Life", "", "", "Toledo", "OH", "US", 41.65, -83.54, people.Museum, "Yasmin", "Farhat", "en", "Peter KOWALSKI"},
			host{"Museum of Encounters", "Muzej susreta", "bs", "Mostar", "", "BA", 43.34, 17.81, people.Museum, "Amira", "Hadžić", "en", "Dragan MARIĆ"},
		},
		{
			host{"Outer Banks Museum of Tides", "", "", "Manteo", "NC", "US", 35.91, -75.67, people.Museum, "Beth", "Midgett", "en", "Calvin O'NEAL"},
			host{"Hội An Museum of the Shore", "Bảo tàng Bờ biển Hội An", "vi", "Hội An", "", "VN", 15.88, 108.33, people.Museum, "Thị Lan", "Nguyễn", "en", "Văn Hải TRẦN"},
		},
	}
}

// livePairs are those of the cycle in review, in the order of the topics.
func livePairs() []pair {
	return []pair{
		{
			host{"Headwaters Museum", "", "", "Bemidji", "MN", "US", 47.47, -94.88, people.Museum, "Joan", "Lindstrom", "en", "Carl BELLECOURT"},
			host{"Source of the Nile Community Museum", "", "", "Jinja", "", "UG", 0.44, 33.20, people.Museum, "Prossy", "Nakato", "en", "Moses WAISWA"},
		},
		{
			host{"Taos Weaving House Museum", "", "", "Taos", "NM", "US", 36.41, -105.57, people.Museum, "Elena", "Archuleta", "es", "Frank TRUJILLO"},
			host{"Museum of Weaving", "متحف النسيج", "ar", "Fès", "", "MA", 34.03, -5.00, people.Museum, "Fatima", "El Idrissi", "en", "Youssef BENNANI"},
		},
		{
			host{"Locust Point Museum of Arrivals", "", "", "Baltimore", "MD", "US", 39.27, -76.59, people.Museum, "Theresa", "Novak", "en", "Marcus GREENE"},
			host{"Museum of the Crossing", "Museu da Travessia", "pt", "Salvador", "", "BR", -12.97, -38.51, people.Museum, "Luciana", "Conceição", "en", "Antônio SANTANA"},
		},
		{
			host{"Museum of Silent Stories", "", "", "Sioux Falls", "SD", "US", 43.55, -96.73, people.Museum, "Mark", "Anderson", "en", "Lois PETERSEN"},
			host{"Museum of Silence", "Museo del Silencio", "es", "Valparaíso", "", "CL", -33.05, -71.61, people.Museum, "Camila", "Rojas", "es", "Hernán MUÑOZ"},
		},
		{
			host{"Dark Sky Museum of Flagstaff", "", "", "Flagstaff", "AZ", "US", 35.20, -111.65, people.ScienceCenter, "Shandiin", "Begay", "en", "Robert OLSEN"},
			host{"Nizwa Museum of Astronomy", "متحف نزوى للفلك", "ar", "Nizwa", "", "OM", 22.93, 57.53, people.ScienceCenter, "Maryam", "Al Riyami", "en", "Said AL KINDI"},
		},
		{
			host{"Three Sisters Garden Museum", "", "", "Ithaca", "NY", "US", 42.44, -76.50, people.BotanicalGarden, "Hannah", "Sutton", "en", "George HILL"},
			host{"Kumasi Museum of Food and Farming", "", "", "Kumasi", "", "GH", 6.69, -1.62, people.Museum, "Abena", "Osei", "en", "Kwame BOATENG"},
		},
		{
			host{"Museum of the Neighborhood", "", "", "Oakland", "CA", "US", 37.80, -122.27, people.Museum, "Mei", "Tran", "zh-Hans", "Darnell PRICE"},
			host{"Izmir Street Museum", "İzmir Sokak Müzesi", "tr", "İzmir", "", "TR", 38.42, 27.14, people.Museum, "Elif", "Şahin", "en", "Murat ÖZTÜRK"},
		},
		{
			host{"Holston House of Music", "", "", "Bristol", "TN", "US", 36.60, -82.19, people.CulturalCenter, "Sadie", "Combs", "en", "Roy VANCE"},
			host{"House of Andean Music", "Casa de la Música Andina", "es", "Cuenca", "", "EC", -2.90, -79.00, people.CulturalCenter, "Gabriela", "Peñafiel", "es", "Luis GUAMÁN"},
		},
		{
			host{"Museum of Common Ground", "", "", "Springfield", "IL", "US", 39.78, -89.65, people.Museum, "Andre", "Collins", "en", "Judith WEISS"},
			host{"Museum of Shared Memory", "Ingoro y'Urwibutso Rusange", "rw", "Huye", "", "RW", -2.60, 29.74, people.Museum, "Claudine", "Uwase", "en", "Jean-Bosco HABIMANA"},
		},
		{
			host{"Chesapeake Shore Museum", "", "", "Cambridge", "MD", "US", 38.56, -76.08, people.Museum, "Tom", "Parks", "en", "Ellen TRAVERS"},
			host{"Xiamen Museum of the Shore", "厦门海岸博物馆", "zh-Hans", "Xiamen", "", "CN", 24.48, 118.09, people.Museum, "Jing", "Chen", "zh-Hans", "Guoqiang LIN"},
		},
		{
			host{"Made Here Museum of Craft", "", "", "Asheville", "NC", "US", 35.60, -82.55, people.Museum, "Laurel", "Pruett", "en", "David YANCEY"},
			host{"Jaipur Bench Museum", "", "", "Jaipur", "", "IN", 26.91, 75.79, people.Museum, "Kavita", "Sharma", "en", "Mahendra SINGH"},
		},
		{
			host{"Treasure Valley Children's Museum", "", "", "Boise", "ID", "US", 43.62, -116.20, people.Museum, "Amy", "Larsen", "en", "Kenneth DOYLE"},
			host{"Children's Museum of Brno", "Dětské muzeum Brno", "cs", "Brno", "", "CZ", 49.20, 16.61, people.Museum, "Tereza", "Nováková", "en", "Pavel HORÁK"},
		},
	}
}

// ownPair is the museums of the applicant and the partner whom anyone may sign in as.
func ownPair() pair {
	return pair{
		host{"Minneapolis Museum of Work and River", "", "", "Minneapolis", "MN", "US", 44.98, -93.26, people.Museum, "Ada", "Lundgren", "en", "Grace OLUFSEN"},
		host{"Nairobi Museum of City Life", "Makumbusho ya Maisha ya Jiji", "sw", "Nairobi", "", "KE", -1.29, 36.82, people.Museum, "Wanjiru", "Kamau", "en", "Peter OTIENO"},
	}
}

// suitor is the US museum that waits for the partner's yes.
func suitor() host {
	return host{"Anchorage Museum of Northern Roads", "", "", "Anchorage", "AK", "US", 61.22, -149.90, people.Museum, "Nora", "Ivanoff", "en", "Steven HALE"}
}
