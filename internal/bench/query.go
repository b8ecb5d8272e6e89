package bench

// The operations, as a program that shows what the pages show would send them.
const (
	queueQuery = `query Queue($first: Int!) { reviewQueue(first: $first) {
  nodes { id panelName panelState state step readingOrder due number title leadName leadCity leadState partners { name country } scored criteria ownBaseMilli submittedAt }
  pageInfo { hasNextPage endCursor } } }`

	directoryQuery = `query Museums($filter: OrganizationFilter, $first: Int!) { organizations(filter: $filter, first: $first) {
  nodes { id name city state country discipline }
  pageInfo { hasNextPage endCursor } } }`

	listQuery = `query List($filter: ApplicationFilter, $first: Int!) { applications(filter: $filter, first: $first) {
  nodes { id number title state cycleTitle leadName leadCity leadState partnerName partnerCity partnerCountry partnerCount themeTitle
    requested { amount currency } costShare { amount currency } submittedAt }
  pageInfo { hasNextPage endCursor } } }`

	detailQuery = `query Detail($id: ID!) {
  application(id: $id) { id number kind state title abstract themeTitle requested { amount currency } costShare { amount currency } submittedAt version
    answers { key text }
    lines { id category side funding description unit quantity rate { amount currency } amount { amount currency } justification }
    budget { total { grant { amount } share { amount } total { amount } } } }
  reviews(application: $id) { id phase state baseMilli recommendation overall submittedAt scores { criterion halfPoints comment at } } }`

	rankingQuery = `query Order($panel: ID!) { draftRanking(panel: $panel, method: normalized) {
  panelMeanMilli panelSDMilli places { place number title leadName counted rawMilli normalizedMilli why } } }`

	reportQuery = `query Report($id: ID!) { report(id: $id) { id title state asOf figures { key part unit value formula } } }`

	assembleMutation = `mutation Assemble($cycle: ID!) { assembleReport(input: {cycle: $cycle, kind: cycle}) { report { id figures { key part value } } } }`

	scoreMutation = `mutation Score($in: SaveScoreInput!) { saveScore(input: $in) { criterion halfPoints version at scored of } }`
)
