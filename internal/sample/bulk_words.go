package sample

import (
	"math/rand/v2"
	"strings"
)

// town is a place museums of a bulk world stand in.
type town struct {
	name    string
	state   string
	country string
	lat     float64
	lon     float64
}

func usTowns() []town {
	return []town{
		{"Duluth", "MN", "US", 46.79, -92.10},
		{"Galveston", "TX", "US", 29.30, -94.80},
		{"Savannah", "GA", "US", 32.08, -81.09},
		{"Spokane", "WA", "US", 47.66, -117.43},
		{"Toledo", "OH", "US", 41.65, -83.54},
		{"Santa Fe", "NM", "US", 35.69, -105.94},
		{"Portland", "ME", "US", 43.66, -70.26},
		{"Mobile", "AL", "US", 30.69, -88.04},
		{"Boise", "ID", "US", 43.62, -116.20},
		{"Omaha", "NE", "US", 41.26, -95.93},
		{"Tucson", "AZ", "US", 32.22, -110.97},
		{"Rochester", "NY", "US", 43.16, -77.61},
		{"Anchorage", "AK", "US", 61.22, -149.90},
		{"Hilo", "HI", "US", 19.71, -155.08},
		{"Charleston", "WV", "US", 38.35, -81.63},
		{"Baton Rouge", "LA", "US", 30.45, -91.19},
		{"Missoula", "MT", "US", 46.87, -113.99},
		{"Fargo", "ND", "US", 46.88, -96.79},
		{"Providence", "RI", "US", 41.82, -71.41},
		{"Fresno", "CA", "US", 36.74, -119.79},
		{"Ponce", "PR", "US", 18.01, -66.61},
		{"Springfield", "IL", "US", 39.78, -89.65},
		{"Knoxville", "TN", "US", 35.96, -83.92},
		{"Richmond", "VA", "US", 37.54, -77.44},
	}
}

func abroadTowns() []town {
	return []town{
		{"Mombasa", "", "KE", -4.04, 39.67},
		{"Arequipa", "", "PE", -16.40, -71.54},
		{"Gdańsk", "", "PL", 54.35, 18.65},
		{"Chiang Mai", "", "TH", 18.79, 98.98},
		{"Saint-Louis", "", "SN", 16.03, -16.49},
		{"Oaxaca", "", "MX", 17.07, -96.72},
		{"Aqaba", "", "JO", 29.53, 35.01},
		{"Chengdu", "", "CN", 30.57, 104.07},
		{"Kutaisi", "", "GE", 42.27, 42.70},
		{"Salvador", "", "BR", -12.97, -38.50},
		{"Izmir", "", "TR", 38.42, 27.14},
		{"Pune", "", "IN", 18.52, 73.86},
		{"Tromsø", "", "NO", 69.65, 18.96},
		{"Kumasi", "", "GH", 6.69, -1.62},
		{"Valparaíso", "", "CL", -33.05, -71.61},
		{"Fès", "", "MA", 34.03, -5.00},
		{"Hà Nội", "", "VN", 21.03, 105.85},
		{"Plzeň", "", "CZ", 49.75, 13.38},
		{"Cuenca", "", "EC", -2.90, -79.00},
		{"Samarkand", "", "UZ", 39.65, 66.96},
	}
}

func founders() []string {
	return []string{
		"Abbott", "Alvarado", "Bianchi", "Carver", "Delgado", "Ellison", "Farrow", "Guerra", "Hollis", "Ibarra", "Jensen", "Kowal",
		"Lindqvist", "Mbeki", "Navarro", "Okafor", "Prentiss", "Quimby", "Rousseau", "Santos", "Thorpe", "Ueda", "Vasquez", "Whitcomb", "Yoder", "Zamora",
	}
}

func subjects() []string {
	return []string{
		"Rivers and Harbors", "Textiles", "Migration", "Childhood", "Work", "Music", "Natural History", "Printing", "Farming", "Photography",
		"Maritime History", "Science", "Folk Art", "Architecture", "Food", "Railways", "Design", "Oral History", "Astronomy", "Glass",
	}
}

func givenNames() []string {
	return []string{
		"Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Grace", "Hana", "Ingrid", "Jorge", "Kofi", "Lucía", "Mei", "Noor", "Olu", "Petra",
		"Quentin", "Rosa", "Sanjay", "Thandi", "Uma", "Viktor", "Wen", "Ximena", "Yusuf", "Zofia",
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// museumName varies so that a directory of thousands does not read as one name.
func museumName(r *rand.Rand, t town) string {
	switch founder, subject := pick(r, founders()), pick(r, subjects()); r.IntN(4) {
	case 0:
		return t.name + " Museum of " + subject
	case 1:
		return founder + " Museum of " + subject
	case 2:
		return "The " + founder + " House"
	default:
		return t.name + " Center for " + subject
	}
}

// saying is words with places for those who take part.
func saying(r *rand.Rand, list []string, fill *strings.Replacer) string {
	return fill.Replace(pick(r, list))
}

func bulkPeople() []string {
	return []string{
		"high school students", "young women", "retired dock workers", "newcomer families", "deaf teenagers", "market traders", "girls in science clubs",
		"apprentice weavers", "blind visitors and their guides", "young farmers", "neighborhood choirs", "children in hospital schools",
	}
}

func bulkVerbs() []string {
	return []string{"Mapping", "Sharing", "Recording", "Growing", "Building", "Hearing", "Reading", "Mending", "Drawing", "Keeping"}
}

func bulkObjects() []string {
	return []string{
		"the River", "Our Streets", "What We Carry", "the Night Sky", "a Common Garden", "the Harbor", "Stories of Work", "the Table", "Lost Trades",
		"the Shoreline", "Songs of Home", "Water",
	}
}

// abstractParts make an abstract of 100 to 150 words, one of each in turn.
func abstractParts() [][]string {
	return [][]string{
		{
			"{people} in {us} and {abroad} share a question that neither town can answer alone: who decides what is remembered and who is left out of it, now that the old trades close.",
			"{us} and {abroad} have both lived from {subject} and in both places {people} now know the word better than the thing, which this project sets out to change.",
		},
		{
			"Over twelve months, two groups of twenty meet each week at home and each month on screen, learn to interview, to handle collections and to make things that visitors will use.",
			"Two teams of eighteen choose objects from each other's stores, ask their families about them, and write labels together in both languages, with a weekly workshop on each side.",
		},
		{
			"In spring a delegation travels to {abroad}, and in autumn the visit is returned, and participants stay with each other's families.",
			"Participants travel in both directions, eight from each side, to build the exhibition together rather than to look at a finished one.",
		},
		{
			"The results are twin exhibitions opened on the same day, a film of twenty minutes, and a handbook in two languages that other museums can take up at no cost.",
			"The project leaves a traveling exhibition, forty recorded interviews kept by both museums, and a teaching kit tried out in twelve schools before it is published.",
		},
		{
			"An evaluator follows the participants from the first meeting to half a year after the last, and measures what each group knows of the other.",
			"Success is measured by what changes: in knowledge of the other community, in skills that can be shown, and in who comes to both museums afterwards.",
		},
	}
}

// commentWords are reviewers' words, each long enough for any cycle.
func commentWords() []string {
	return []string{
		"The need is argued from both communities and the plan answers it; the roles are plain and the partner is an equal.",
		"Good ideas, but the text stays with the museum staff; I would like to hear how participants shape the work themselves.",
		"A careful plan with named people, dates and a fallback for visas; I have seen few proposals as well prepared as this.",
		"The outcomes are listed but the baseline is missing, so that it will be hard to say afterwards what has changed.",
		"Convincing on recruitment at home, thinner abroad; the partner's letter helps, and the second visit should be longer.",
		"The budget follows the activities and the cost share is real; travel is about a third, which suits a project of this kind.",
		"Ambitious for twelve months. The first quarter carries too much, and a delay there would push the exhibition past the end.",
		"What stays afterwards is thought through: both museums take the program into their own budgets, with a person in charge.",
	}
}
