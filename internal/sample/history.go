package sample

import "github.com/vitrine-grants/vitrine/internal/people"

// museum is an organization of the past, as public records name it.
type museum struct {
	name    string
	city    string
	state   string // of US museums
	country string
	lat     float64
	lon     float64
	kind    people.Kind
}

// project is a past partnership; the amount is zero where no public record names it.
type project struct {
	year     int
	title    string
	us       string
	partners []string
	subject  string
	dollars  int64
	renewal  bool
}

// pastMuseums are the museums of the real partnerships; a partner need not be called a museum.
func pastMuseums() map[string]museum {
	return map[string]museum{
		"msu":          {"Michigan State University Museum", "East Lansing", "MI", "US", 42.73, -84.48, people.Museum},
		"mandela":      {"Nelson Mandela Museum", "Mthatha", "", "ZA", -31.59, 28.78, people.Museum},
		"kennesaw":     {"Museum of History and Holocaust Education", "Kennesaw", "GA", "US", 34.04, -84.58, people.Museum},
		"benmsik":      {"Ben M'sik Community Museum", "Casablanca", "", "MA", 33.55, -7.58, people.Museum},
		"constitution": {"National Constitution Center", "Philadelphia", "PA", "US", 39.95, -75.15, people.CulturalCenter},
		"afghanistan":  {"National Museum of Afghanistan", "Kabul", "", "AF", 34.46, 69.12, people.Museum},
		"cincinnati":   {"Cincinnati Museum Center", "Cincinnati", "OH", "US", 39.11, -84.54, people.Museum},
		"kenya":        {"National Museums of Kenya", "Nairobi", "", "KE", -1.27, 36.81, people.Museum},
		"birmingham":   {"Birmingham Civil Rights Institute", "Birmingham", "AL", "US", 33.52, -86.81, people.CulturalCenter},
		"apartheid":    {"Apartheid Museum", "Johannesburg", "", "ZA", -26.24, 28.01, people.Museum},
		"mandelahouse": {"Mandela House", "Soweto", "", "ZA", -26.24, 27.91, people.HistoricSite},
		"lincolnpark":  {"Lincoln Park Zoo", "Chicago", "IL", "US", 41.92, -87.63, people.ZooAquarium},
		"boubou":       {"National Museum of Niger Boubou Hama", "Niamey", "", "NE", 13.51, 2.11, people.Museum},
		"brooklyn":     {"Brooklyn Children's Museum", "Brooklyn", "NY", "US", 40.67, -73.94, people.Museum},
		"imagination":  {"ImagiNationAfrika", "Dakar", "", "SN", 14.72, -17.47, people.CulturalCenter},
		"imow":         {"International Museum of Women", "San Francisco", "CA", "US", 37.77, -122.42, people.Museum},
		"aarhus":       {"Women's Museum", "Aarhus", "", "DK", 56.16, 10.21, people.Museum},
		"ayala":        {"Ayala Museum", "Manila", "", "PH", 14.55, 121.02, people.Museum},
		"sharjah":      {"Museum of Islamic Civilization", "Sharjah", "", "AE", 25.36, 55.38, people.Museum},
		"phipps":       {"Phipps Conservatory", "Pittsburgh", "PA", "US", 40.44, -79.95, people.BotanicalGarden},
		"gidan":        {"Gidan Makama Museum", "Kano", "", "NG", 11.99, 8.51, people.Museum},
		"minnesota":    {"Minnesota Historical Society", "Saint Paul", "MN", "US", 44.95, -93.10, people.Museum},
		"palestinian":  {"Palestinian Heritage Museum", "Jerusalem", "", "PS", 31.79, 35.23, people.Museum},
		"queens":       {"Queens Museum", "Queens", "NY", "US", 40.75, -73.85, people.Museum},
		"ico":          {"Museo ICO", "Madrid", "", "ES", 40.42, -3.70, people.Museum},
		"fabric":       {"The Fabric Workshop and Museum", "Philadelphia", "PA", "US", 39.95, -75.16, people.Museum},
		"talim":        {"Tangier American Legation Institute for Moroccan Studies", "Tangier", "", "MA", 35.78, -5.81, people.CulturalCenter},
		"hullhouse":    {"Jane Addams Hull-House Museum", "Chicago", "IL", "US", 41.87, -87.65, people.Museum},
		"kraing":       {"Kraing Ta Chan Community Peace Learning Center", "Takeo", "", "KH", 10.98, 104.78, people.CulturalCenter},
		"drexel":       {"Academy of Natural Sciences of Drexel University", "Philadelphia", "PA", "US", 39.96, -75.17, people.Museum},
		"mongolia":     {"National Museum of Mongolia", "Ulaanbaatar", "", "MN", 47.92, 106.92, people.Museum},
		"houston":      {"Space Center Houston", "Houston", "TX", "US", 29.55, -95.10, people.ScienceCenter},
		"toulouse":     {"Cité de l'espace", "Toulouse", "", "FR", 43.59, 1.49, people.ScienceCenter},
		"singapore":    {"Science Centre Singapore", "Singapore", "", "SG", 1.33, 103.74, people.ScienceCenter},
		"cccadi":       {"Caribbean Cultural Center African Diaspora Institute", "New York", "NY", "US", 40.80, -73.94, people.CulturalCenter},
		"jamaica":      {"National Museum Jamaica", "Kingston", "", "JM", 17.97, -76.79, people.Museum},
		"mcasd":        {"Museum of Contemporary Art San Diego", "La Jolla", "CA", "US", 32.84, -117.28, people.Museum},
		"tamayo":       {"Museo Tamayo", "Mexico City", "", "MX", 19.43, -99.18, people.Museum},
		"mia":          {"Minneapolis Institute of Arts", "Minneapolis", "MN", "US", 44.96, -93.27, people.Museum},
		"as220":        {"AS220", "Providence", "RI", "US", 41.82, -71.41, people.CulturalCenter},
		"izolyatsia":   {"IZOLYATSIA", "Kyiv", "", "UA", 50.45, 30.52, people.CulturalCenter},
		"newbedford":   {"New Bedford Whaling Museum", "New Bedford", "MA", "US", 41.64, -70.92, people.Museum},
		"husavik":      {"Húsavík Whale Museum", "Húsavík", "", "IS", 66.05, -17.34, people.Museum},
		"aanm":         {"Arab American National Museum", "Dearborn", "MI", "US", 42.32, -83.18, people.Museum},
	}
}

// pastProjects are real partnerships of 2008 to 2016, in the order they were awarded. Two more are known only
// by a part of their names and are left out: nothing is filled in that no record says.
func pastProjects() []project {
	return []project{
		{2008, "Dear Mr. Mandela, Dear Ms. Parks", "msu", []string{"mandela"}, "Civil rights in children's letters", 0, false},
		{2009, "Creating Community Collaboration", "kennesaw", []string{"benmsik"}, "Oral history and Muslim life", 72_000, false},
		{2009, "Being “We the People”: Afghanistan, America and the Minority Imprint", "constitution", []string{"afghanistan"}, "Youth photography and citizenship", 0, false},
		{2010, "In Their Own Voices", "cincinnati", []string{"kenya"}, "Children document oral history", 0, false},
		{2010, "International Legacy Youth Leadership Project", "birmingham", []string{"apartheid", "mandelahouse"}, "Youth and social change", 0, false},
		{2011, "Community of Conservation", "lincolnpark", []string{"boubou"}, "Field science in middle schools", 85_000, false},
		{2011, "Identities: Understanding Islam in a Cross-Cultural Context", "kennesaw", []string{"benmsik"}, "Identity and migration", 78_000, true},
		{2012, "Next Stop: Brooklyn/Dakar", "brooklyn", []string{"imagination"}, "Migration", 0, false},
		{2012, "Muslim Women's Art and Voices", "imow", []string{"aarhus", "ayala", "sharjah"}, "Women and expression", 0, false},
		{2013, "From the Ground Up: Nutritional Values and Cultural Connections", "phipps", []string{"gidan"}, "Food culture and nutrition", 0, false},
		{2013, "Design Diaries International", "minnesota", []string{"palestinian"}, "Young women and clothing design", 0, false},
		{2013, "Empower Parents", "queens", []string{"ico"}, "Autism and disability rights", 0, false},
		{2014, "By the Work of Her Hands", "fabric", []string{"talim"}, "Women textile artists", 0, false},
		{2014, "Cities of Peace: Chicago and Phnom Penh", "hullhouse", []string{"kraing"}, "Youth peace-building", 0, false},
		{2014, "Cultural Repercussions of Climate Change in Two Communities", "drexel", []string{"mongolia"}, "Girls in science and the climate", 0, false},
		{2015, "Youth Mission to Mars", "houston", []string{"toulouse", "singapore"}, "Science, technology and sustainability", 0, false},
		{2015, "Dialogues in the African Diaspora", "cccadi", []string{"jamaica"}, "Community history", 0, false},
		{2015, "Youth Empowerment through Social Practice Art", "mcasd", []string{"tamayo"}, "Coping with violence", 0, false},
		{2015, "Girls Design the World: Supporting Green Communities with STEAM", "mia", []string{"kenya"}, "Girls and the environment", 0, false},
		{2015, "Confronting Violence through Youth-Oriented Media", "as220", []string{"izolyatsia"}, "Displaced youth and media", 0, false},
		{2015, "Connecting Coastal Communities", "newbedford", []string{"husavik"}, "Ocean conservation", 0, false},
		{2016, "Reel Stories", "aanm", []string{"palestinian"}, "Young women and film", 0, false},
	}
}
