package sample

// topic is what a proposal is about, in words that hold for any two museums of its kind.
type topic struct {
	titles     [2]string // of the decided cycle and of the live one
	theme      int       // which of the cycle's themes, from 1
	audiences  string
	group      string // who takes part on each side
	making     string // what they make together
	skill      string // what they learn
	tool       string // what the money is mostly for, besides travel
	abstract   string
	concept    string
	activities string
}

// topics are in the order of the pairs of museums that propose them.
func topics() []topic { return append(firstTopics(), laterTopics()...) }

func firstTopics() []topic {
	return []topic{
		{
			[2]string{"One River, Two Mouths", "Asking the Water"},
			2, "youth,underserved", "students aged 14 to 17",
			"a traveling exhibition built around two hundred water samples", "how to measure water and defend what they measured", "field kits and laboratory time",
			`In {ustown} and in {town} the water has always come from next door, and in both towns people have stopped trusting it. {us} and {abroad} bring together twenty students on each side who live on the banks and have never been asked what they see there. Over a school year they learn to take samples, to keep a log that a laboratory accepts, and to interview those who fish, wash, pump and pray at the water. The teams compare results each month by video and travel once in each direction to sample the other river with its own guides. They build one exhibition in two languages, shown at the same time in both museums and on a barge, and hand the cities a public record of what they found.`,
			`Water quality is usually explained to a neighborhood by people who do not live in it. Here the neighborhood does the explaining. The two museums hold the old maps, pump ledgers and oral histories that show how each town once argued about its water and won. Neither community can see its own habits alone: {town} measures daily and publishes nothing, {ustown} publishes everything and measures twice a year. Working across the border turns this difference into the subject.`,
			`October to December: recruitment through schools and a rowing club, training by the city laboratory, first samples. January to March: monthly sampling, video meetings, interviews with river workers. April: the US team travels to {town} for ten days. May and June: the exhibition is written and built in both workshops. July: the team from {town} visits {ustown} and opens the exhibition. August: the record goes to both city councils. We foresee delays in laboratory results and keep a second laboratory under contract.`,
		},
		{
			[2]string{"Threads of Work", "What the Loom Remembers"},
			1, "women,underserved", "women weavers and daughters who do not weave",
			"one cloth woven in two workshops, and a film of its making", "pricing, pattern drawing and public speaking", "yarn, looms and a filmmaker",
			`Weaving paid for houses in {ustown} and for schooling in {town}, and in both places the women who did it are seldom named on a label. {us} and {abroad} invite sixteen weavers on each side, half of them young women who never learned, to make one cloth together: each workshop weaves a panel, sends it across, and answers the panel that comes back. Between panels they record how work was paid, taught and lost. A master weaver and a bookkeeper teach side by side, because a pattern without a price keeps nobody at the loom. The cloth, a film of thirty minutes and a pattern book in three languages are shown in both museums, and both collections are labeled again with the names that the women found.`,
			`Both museums own hundreds of textiles recorded as "maker unknown". The makers' granddaughters live within an hour of each building. The project starts from this plain injustice, and from a need the women named in four meetings last year: a market that pays for hours. It takes two countries because the trade is one: the same wool merchants bought from both, and set the price of one against the other.`,
			`September: two meetings in each town choose the weavers. October to January: first panels, lessons in pattern drawing and in pricing. February: eight women from {ustown} travel to {town}; the second panels are begun at one loom. March to May: filming, labels rewritten with families. June: eight women from {town} come to {ustown}; the panels are joined in public. July: film and pattern book appear. Visas are asked for in October, because two earlier visits failed for want of time.`,
		},
		{
			[2]string{"Letters from the Quay", "Who Came by This Harbor"},
			4, "youth,minorities", "newcomer and native-born students in mixed pairs",
			"sixty letters read aloud at the quay, in sound and in print", "interviewing, editing and reading aloud", "recording equipment and translators",
			`Everyone in {ustown} came from somewhere, and from {town} somebody has left in every family. {us} and {abroad} hold the two halves of that story: arrival books on one side, farewell letters on the other. Eighteen students in each city, newcomers and native-born in pairs, trace thirty families across both archives, write to the descendants they find, and answer the letters that nobody answered at the time. They learn to ask, to listen, to edit without taking a voice away, and to read in public. In spring each group walks the other's harbor. The letters are read aloud on both quays on one evening, printed as a book for schools, and kept with the sound recordings in both collections, under terms that the families themselves decide.`,
			`Migration is discussed in both cities as if it had begun last year. The archives show otherwise, but they were kept by ports, not by people. The students' own families are part of the record: in a survey of four schools, two of three had a relative who had crossed this water in one direction or the other. A museum on one shore can only tell half; the other half is a day's flight away.`,
			`October: pairs are formed by lot in six schools. November to January: archive training, thirty families chosen, first letters. February: visit to {town}. March and April: answers arrive, editing week with both groups on one screen. May: return visit to {ustown}; readings on both quays the same evening. June to August: book, recordings and consent forms are filed. If a family withdraws its consent the letter leaves the book; we plan for five more than we print.`,
		},
		{
			[2]string{"Hands That Tell", "Seen and Said"},
			4, "special_needs,youth", "deaf and hearing teenagers",
			"forty signed tours in two sign languages, on screens and in person", "guiding visitors and filming in sign", "interpreters and a video studio",
			`Deaf teenagers in {ustown} and {town} visit museums less than any other group, and when they come somebody else is asked to speak for them. {us} and {abroad} turn this round: fifteen deaf and hearing students on each side become guides, in their own sign languages, to rooms they choose themselves. They learn each other's signs, film forty short tours, and find that the two languages describe a thing in ways no label does. Deaf educators teach on both sides; interpreters serve the hearing. Each group travels once and guides visitors in the other museum. The tours stay on screens in both buildings and online under an open license, and both museums commit to pay two deaf guides from their own budgets for three years after the award.`,
			`Access is mostly built for deaf visitors rather than by them. In five workshops last spring deaf students said the same in both cities: they wanted to show, not to be shown. The two sign languages are unrelated, so the hearing and the deaf stand on the same side of the difference when the groups meet. That equality cannot be made inside one country.`,
			`September: deaf clubs and schools name participants. October to December: guiding and filming are taught by deaf educators. January: the first ten tours are tried out on visitors. February: the US group travels to {town}. March to May: thirty more tours, captions in both written languages. June: the group from {town} guides in {ustown}. July and August: screens are installed and the online tours open. The risk is fatigue of interpreters; four are engaged where two would do.`,
		},
		{
			[2]string{"Whose Sky", "Girls Who Map the Dark"},
			1, "women,youth", "girls aged 13 to 16",
			"a planetarium program of twenty-five minutes in three languages", "programming a dome and reading star catalogs", "planetarium software and two telescopes",
			`The stars over {ustown} and {town} have other names, and the same few girls in each class who know any of them. {us} and {abroad} bring together twenty girls on each side to make a planetarium program of their own. They collect sky stories from grandmothers and sailors, check them against catalogs old and new, learn to program a dome, and argue by video about what a constellation is for. Women astronomers and women storytellers teach in pairs. Each team travels once, to observe from the other's desert or roof and to stage the half-finished program before strangers. The result, in three languages, plays in both domes for at least two years and is given without charge to any planetarium that asks; six have asked already.`,
			`Both regions train astronomers and lose the girls before they are fifteen. Teachers on both sides named the reason: science comes without people in it. The sky is the one exhibit both museums share, and neither tradition is older or truer than the other. Programming a dome is hard enough to earn respect and short enough to finish in a year.`,
			`October: forty girls are chosen by their schools, half from families without a car. November to January: story collecting, first lessons in dome programming. February: the team from {town} observes in {ustown}. March to May: scenes are written in pairs across the two towns. June: the US team travels; test showing before two hundred visitors. July: corrections. August: opening in both domes. Software licenses are bought early, because customs took nine weeks last time.`,
		},
		{
			[2]string{"A Garden in Two Climates", "Seeds in the Post"},
			2, "youth,underserved", "school gardeners and their grandparents",
			"two teaching gardens, a seed library and a cookbook", "growing, saving seed and cooking in public", "garden building and kitchen equipment",
			`What grew in every yard of {ustown} and {town} a generation ago is now in neither's shops. {us} and {abroad} set out two teaching gardens, one crop list, and a question: what happens to a dish when its seed changes country? Twenty students and ten grandparents on each side plant the same twelve crops, keep the same diary, and cook for each other's visitors. Botanists and cooks teach together; the museums open their tools, recipes and account books. Each group travels for the other's harvest. In the end there are two gardens in the hands of schools, a seed library that lends across the border within the plant health rules, and a cookbook that says who taught whom, in the languages of those who cook.`,
			`Diet-related illness is the leading cause of death in both counties, and both have forgotten a kitchen that prevented it. Lectures have not helped. Growing and cooking with someone from elsewhere does: in a trial season of eight families, seven still cooked the exchanged dishes a year later. The gardens need two climates, because the point is what must change and what can stay.`,
			`October: sites are prepared with the parks departments. November to February: diaries, seed saving, kitchen lessons, oral histories. March: planting in {ustown}; visit from {town} at first harvest in June. July to September: planting and harvest in {town}, with eight travelers from {ustown}. October: cookbook and seed library open. Plant health certificates are the main difficulty; where seed may not cross, the recipe crosses and the seed is grown locally.`,
		},
	}
}
