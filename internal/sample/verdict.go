package sample

import "github.com/vitrine-grants/vitrine/internal/review"

// verdict is a criterion's words for a high, a middling and a low score.
type verdict [3][]string

func verdicts() map[string]verdict {
	return map[string]verdict{
		"concept": {
			{
				"The need is real in both towns and was named by those who have it; I know of no project that has tried this before.",
				"Original without being clever. That it takes two countries is argued, not asserted, and the argument holds.",
				"A concept I could explain to my neighbors in one sentence, and they would want to take part.",
			},
			{
				"A sound idea, though close to what several museums already do; the border-crossing part could carry more of it.",
				"The need is well described on the US side and taken as given on the other; the partner should speak first here.",
				"I like the question better than the answer proposed for it; a narrower project might go deeper.",
			},
			{
				"I do not see why this needs work across borders; each half could be done at home with the same result.",
				"The concept stays general, and the need of the two communities is asserted without any evidence for it.",
			},
		},
		"community": {
			{
				"Participants vote, travel and are paid; this is what equal participation looks like, on both sides of the ocean.",
				"Recruitment through people the families trust is convincing, and the letters show that it has already begun.",
				"The community council can stop an activity. Few museums give that much away, and these two put it in writing.",
			},
			{
				"Good recruitment in the United States; abroad I read numbers where I had hoped to read about people.",
				"The participants are equal in the text of the proposal but not yet in the calendar, where staff decide most steps.",
				"Support from local organizations is listed; I miss a letter from the participants' own side.",
			},
			{
				"The community appears as an audience. Nothing in the plan lets its members change what will be made.",
				"Who exactly takes part remains unclear, and how they are found is left to be settled after the award.",
			},
		},
		"structure": {
			{
				"Month by month, with names and a second plan for visas and weather; I would trust this team with a longer project.",
				"The difficulties foreseen are the right ones, and each has a remedy that is already paid for in the budget.",
				"A clear sequence in which each journey has its work before and after; nothing happens only for show.",
			},
			{
				"The plan is complete but crowded in spring; one delay there would push the opening past the end of the award.",
				"Roles are clear at the lead museum. Who does the same work at the partner's I could not always tell.",
				"Well ordered on the whole; the months between the two journeys are thinner than the rest.",
			},
			{
				"Activities are listed without dates, and the two journeys seem to stand beside the work rather than within it.",
				"Too much for one year; I counted eleven strands of work and found people in charge of four of them.",
			},
		},
		"outputs": {
			{
				"Specific, countable, and wanted: the places that will show them have said yes in writing, in both countries.",
				"Outreach abroad is planned by those who live there and in the language that is spoken there, which is rare.",
				"The products outlast the project, and are given away under terms that let other museums use them.",
			},
			{
				"Good outputs; the outreach in the United States relies on visitors who would have come in any case.",
				"I would give up one of the five products to have the other four finished better.",
				"The website is described at length and the people who should visit it hardly at all.",
			},
			{
				"Outputs are named but not sized, and outreach abroad is a single sentence in the whole proposal.",
				"The main product is an exhibition like any other; participants seem to enter only at its opening.",
			},
		},
		"outcomes": {
			{
				"Baselines, comparison groups and a date six months after the end: this will tell us whether anything changed.",
				"Three outcomes that follow from the activities, with targets that are modest enough to be believed.",
				"The required outcome is measured by what people can say and draw, not by whether they enjoyed themselves.",
			},
			{
				"The outcomes are the right ones; the targets look as if they had been chosen because they are round.",
				"Understanding is measured on the US side only; the same survey in the partner's town would cost very little.",
				"Good indicators, but with twenty participants a change of a quarter may well be chance.",
			},
			{
				"Outputs are presented as outcomes; I cannot find what should be different for anyone afterwards.",
				"There is no baseline, and the evaluator is to be found once the project is under way.",
			},
		},
		"capacity": {
			{
				"Both museums have done work of this size before and show their accounts; the two coordinators know each other.",
				"The team joins educators, a maker and an accountant on both sides; nothing essential hangs on one person.",
				"This is what the two museums are for, and their boards have said so in resolutions that are attached.",
			},
			{
				"The lead is experienced. The partner is younger than the rule of two years allows for by little; it will need help.",
				"Capable people with too little time set aside: a quarter of one post carries most of the project.",
				"Experience with communities is plain; experience with federal reports is not mentioned anywhere.",
			},
			{
				"Neither museum shows that it has worked with this community before, and the key post is not filled yet.",
				"I doubt that a staff of nine can carry this beside its ordinary program without something giving way.",
			},
		},
		"budget": {
			{
				"Prices come from quotes, travel is a third, and the cost share can be checked against payroll. Well done.",
				"A budget that tells the same story as the plan, line by line, on both sides of the partnership.",
				"Lean where it can be and generous to participants; I found nothing I would strike out.",
			},
			{
				"Realistic on the whole; interpreters are budgeted for half of the meetings that will need them.",
				"The partner's share of the money is small for half of the work; the reasons should be given.",
				"Evaluation takes more than I am used to seeing, and printing less than it is going to cost.",
			},
			{
				"Staff costs of the lead crowd out what participants need, and several lines have no justification at all.",
				"Rates do not match the narrative, and flights are priced below anything I could find for those dates.",
			},
		},
		"sustainability": {
			{
				"The posts are in next year's budgets and the boards have voted; this goes on whether we look or not.",
				"What continues is small, named and paid for, which is better than the large promises one usually reads.",
				"The participants' councils stay, with money of their own. That is the best guarantee I can think of.",
			},
			{
				"The teaching kit will last; whether the two museums will still meet in two years I cannot tell.",
				"Good intentions of both directors, without a line in either budget to hold them to it.",
				"Continuation depends on another grant that has been asked for; a smaller fallback would be wise.",
			},
			{
				"Nothing is said about the second year, and the exhibition will be taken down after six weeks.",
				"Sustainability is taken to mean recycling; what stays for the communities is not addressed at all.",
			},
		},
	}
}

// comment picks words that fit the half points; the turn keeps readers of one proposal from saying the same.
func comment(v map[string]verdict, key string, half, turn int) string {
	level := 2
	switch {
	case half >= 8:
		level = 0
	case half >= 6:
		level = 1
	}
	list := v[key][level]
	return list[turn%len(list)]
}

// overall is the recommendation and the closing words that fit a mean of half points.
func overall(sum int) (review.Recommendation, string) {
	switch {
	case sum >= 8*8:
		return review.Fund, "One of the strongest proposals I have read for this program. Fund it as it stands."
	case sum >= 13*8/2:
		return review.FundIfMoney, "Worth funding if the money reaches so far; my remarks could be met before the agreement is signed."
	}
	return review.DoNotFund, "Not this year. With a plainer plan and a stronger part for the community I would gladly read it again."
}
