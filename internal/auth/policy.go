package auth

import "strings"

// Permission names one thing that can be done, as area.verb.
type Permission string

// Area is the part before the point, which is also a token's scope.
func (p Permission) Area() string {
	a, _, _ := strings.Cut(string(p), ".")
	return a
}

// The permissions, in the order of a grant's life.
const (
	ViewPeople         Permission = "people.view"
	AddOrganization    Permission = "people.add"
	EditOrganization   Permission = "people.edit"
	AddMember          Permission = "people.member"
	ImportMuseums      Permission = "people.import"
	ClaimOrganization  Permission = "people.claim"
	AnswerClaim        Permission = "people.claim_answer"
	DecideClaim        Permission = "people.claim_decide"
	CheckExclusions    Permission = "people.exclusions"
	MergeOrganizations Permission = "people.merge"
	RelateOrganization Permission = "people.parent"
	GrantRole          Permission = "account.grant"
	ManageOwnAccount   Permission = "account.own"
	ViewFunds          Permission = "fund.view"
	ComposeProgram     Permission = "program.compose"
	EditProgram        Permission = "program.edit"
	MoveDeadline       Permission = "program.deadline"
	ViewPartnership    Permission = "partnership.view"
	EditPartnership    Permission = "partnership.edit"
	ConfirmPartnership Permission = "partnership.confirm"
	ExceptEligibility  Permission = "partnership.except"
	RecordEndorsement  Permission = "partnership.endorse"
	CheckEligibility   Permission = "partnership.would_be"
	ViewProfile        Permission = "profile.view"
	EditProfile        Permission = "profile.edit"
	ListProfile        Permission = "profile.list"
	ViewIntroduction   Permission = "matching.view"
	SeekPartner        Permission = "matching.seek"
	IntroduceMuseums   Permission = "matching.introduce"
	ViewStatement      Permission = "statement.view"
	EditStatement      Permission = "statement.edit"
	SubmitStatement    Permission = "statement.submit"
	AdviseStatement    Permission = "statement.advise"
	ViewApplication    Permission = "application.view"
	EditApplication    Permission = "application.edit"
	SubmitApplication  Permission = "application.submit"
	SignApplication    Permission = "application.sign"
	CheckApplication   Permission = "application.check"
	ExtendDeadline     Permission = "application.extend"
	ViewPanel          Permission = "review.panel_view"
	FormPanel          Permission = "review.panel_form"
	Assign             Permission = "review.assign"
	DeclareConflict    Permission = "review.declare"
	RecordConflict     Permission = "review.record_conflict"
	ViewConflicts      Permission = "review.conflicts_view"
	WriteReview        Permission = "review.write"
	ReadReviews        Permission = "review.read"
	LockPanel          Permission = "review.lock"
	FreezeRanking      Permission = "review.rank"
	ViewRanking        Permission = "review.ranking_view"
	ViewPool           Permission = "review.pool_view"
	KeepPool           Permission = "review.pool_keep"
	KeepStatement      Permission = "review.statement_keep"
	ViewHonoraria      Permission = "review.honoraria_view"
	SettleHonoraria    Permission = "review.honoraria_settle"
	ViewBlindness      Permission = "review.blindness_view"
	AcceptBlindness    Permission = "review.blindness_accept"
	WatchMeeting       Permission = "review.meeting_watch"
	TakePart           Permission = "review.meeting_take_part"
	RunMeeting         Permission = "review.meeting_run"
	NameDeputy         Permission = "review.meeting_deputy"
	UpdateAgenda       Permission = "review.meeting_agenda"
	ProposeSlate       Permission = "award.propose"
	RecommendSlate     Permission = "award.recommend"
	SetDecision        Permission = "award.rule"
	SetReasons         Permission = "award.reasons"
	ApproveSlate       Permission = "award.approve"
	ConcurSlate        Permission = "award.concur"
	RecordConcurrence  Permission = "award.concur_record"
	ViewSlate          Permission = "award.slate_view"
	ViewLine           Permission = "award.line_view"
	ModelLine          Permission = "award.line_model"
	OfferAward         Permission = "award.offer"
	ViewAward          Permission = "award.view"
	ViewAgreement      Permission = "agreement.view"
	PrepareAgreement   Permission = "agreement.prepare"
	AnswerAgreement    Permission = "agreement.answer"
	SignAgreement      Permission = "agreement.sign"
	Countersign        Permission = "agreement.countersign"
	AssessRisk         Permission = "agreement.risk"
	ViewExpenses       Permission = "expense.view"
	RecordExpense      Permission = "expense.record"
	AcceptExpense      Permission = "expense.accept"
	VerifyShare        Permission = "expense.verify"
	ApproveCosts       Permission = "expense.approve"
	ViewPayment        Permission = "payment.view"
	AskPayment         Permission = "payment.ask"
	CertifyPayment     Permission = "payment.certify"
	CheckPayment       Permission = "payment.check"
	ApprovePayment     Permission = "payment.approve"
	ReleasePayment     Permission = "payment.release"
	ViewBatch          Permission = "payment.batch_view"
	ForwardPayment     Permission = "payment.forward"
	ConfirmForward     Permission = "payment.confirm"
	ViewFiling         Permission = "filing.view"
	WriteFiling        Permission = "filing.write"
	CertifyFiling      Permission = "filing.certify"
	ReviewFiling       Permission = "filing.review"
	ExcuseFiling       Permission = "filing.excuse"
	ViewDueRules       Permission = "filing.rules_view"
	SetDueRules        Permission = "filing.rules_set"
	ViewAmendment      Permission = "amendment.view"
	DraftAmendment     Permission = "amendment.draft"
	SubmitAmendment    Permission = "amendment.submit"
	ReviewAmendment    Permission = "amendment.review"
	DecideAmendment    Permission = "amendment.decide"
	ViewTravel         Permission = "travel.view"
	PlanTravel         Permission = "travel.plan"
	ApproveTravel      Permission = "travel.approve"
	CancelTravel       Permission = "travel.cancel"
	ReadTravelers      Permission = "travel.traveler_read"
	KeepTravelers      Permission = "travel.traveler_keep"
	ViewLooks          Permission = "travel.looks_view"
	ViewVisas          Permission = "travel.visas_view"
	SendVisas          Permission = "travel.visa_send"
	TellVisas          Permission = "travel.visa_tell"
	ViewOutreach       Permission = "outreach.view"
	EnterOutreach      Permission = "outreach.enter"
	KeepIndicators     Permission = "outreach.indicators"
	ApproveStory       Permission = "outreach.story_approve"
	ReadStories        Permission = "outreach.stories_view"
	PrepareLetters     Permission = "award.letters_prepare"
	SendLetters        Permission = "award.letters_send"
	ReadComments       Permission = "award.comments_view"
	EditComments       Permission = "award.comments_edit"
	ReleaseComments    Permission = "award.comments_release"
	FileMinority       Permission = "award.minority_file"
	ReadMinority       Permission = "award.minority_view"
	ViewLetter         Permission = "award.letter_view"
	AssembleReport     Permission = "report.assemble"
	FreezeReport       Permission = "report.freeze"
	ReviewReport       Permission = "report.review"
	SendReport         Permission = "report.send"
	ViewReport         Permission = "report.view"
	ViewDashboard      Permission = "program.dashboard_view"
	ReadAudit          Permission = "audit.read"
	ViewJobs           Permission = "jobs.view"
)

// Rule is who may: the roles, where they are held, and whether one's own thing is enough.
type Rule struct {
	Roles []Role
	Own   bool
}

// Policy is the whole table of who may do what; nothing else decides.
var Policy = map[Permission]Rule{
	ViewPeople:         {Roles: []Role{Officer, Grants, Director, Finance, Auditor, Admin}, Own: true},
	AddOrganization:    {Own: true},
	AddMember:          {Roles: []Role{Officer, Admin}},
	EditOrganization:   {Roles: []Role{Coordinator, PartnerCoordinator, Official, Officer, Admin}},
	ImportMuseums:      {Roles: []Role{Admin}},
	ClaimOrganization:  {Own: true},
	AnswerClaim:        {Roles: []Role{Coordinator, PartnerCoordinator, Official}},
	DecideClaim:        {Roles: []Role{Officer}},
	CheckExclusions:    {Roles: []Role{Officer}},
	MergeOrganizations: {Roles: []Role{Officer}},
	RelateOrganization: {Roles: []Role{Officer}},
	GrantRole:          {Roles: []Role{Admin}},
	ManageOwnAccount:   {Own: true},
	ViewFunds:          {Roles: []Role{Officer, Grants, Director, Finance, FunderReader, Auditor}},
	ComposeProgram:     {Roles: []Role{Officer, Director}}, // drafts only; publishing is the director's
	EditProgram:        {Roles: []Role{Director}},
	MoveDeadline:       {Roles: []Role{Director}},
	ViewPartnership:    {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Auditor}},
	EditPartnership:    {Roles: []Role{Coordinator, Official}},
	ConfirmPartnership: {Roles: []Role{Coordinator, Official, PartnerCoordinator}},
	ExceptEligibility:  {Roles: []Role{Director}},
	RecordEndorsement:  {Roles: []Role{Officer}},
	CheckEligibility:   {Own: true},
	ViewProfile:        {Roles: []Role{Coordinator, Official, PartnerCoordinator, Officer, Grants, Director, Auditor}},
	EditProfile:        {Roles: []Role{Coordinator, Official, PartnerCoordinator}},
	ListProfile:        {Roles: []Role{Officer}},
	ViewIntroduction:   {Roles: []Role{Coordinator, Official, PartnerCoordinator, Officer}},
	SeekPartner:        {Roles: []Role{Coordinator, Official, PartnerCoordinator}},
	IntroduceMuseums:   {Roles: []Role{Officer}},
	ViewStatement:      {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Auditor}},
	EditStatement:      {Roles: []Role{Coordinator, Official, PartnerCoordinator}},
	SubmitStatement:    {Roles: []Role{Coordinator, Official}},
	AdviseStatement:    {Roles: []Role{Officer}},
	ViewApplication:    {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Reviewer, Chair, Officer, Grants, Director, Auditor}, Own: true},
	EditApplication:    {Roles: []Role{Coordinator, Official, PartnerCoordinator}, Own: true},
	SubmitApplication:  {Roles: []Role{Coordinator, Official}, Own: true},
	SignApplication:    {Roles: []Role{Official}},
	CheckApplication:   {Roles: []Role{Officer}},
	ExtendDeadline:     {Roles: []Role{Officer, Director}},
	ViewPanel:          {Roles: []Role{Reviewer, Chair, Officer, Grants, Director, Auditor}},
	FormPanel:          {Roles: []Role{Officer}},
	Assign:             {Roles: []Role{Officer}},
	DeclareConflict:    {Own: true},
	RecordConflict:     {Roles: []Role{Officer}},
	ViewConflicts:      {Roles: []Role{Officer, Grants, Director, Auditor}},
	WriteReview:        {Own: true},
	ReadReviews:        {Roles: []Role{Chair, Officer, Grants, Director, Auditor}, Own: true},
	LockPanel:          {Roles: []Role{Chair}},
	FreezeRanking:      {Roles: []Role{Grants}},
	ViewPool:           {Roles: []Role{Officer, Grants, Director, Auditor}},
	KeepPool:           {Roles: []Role{Officer}},
	KeepStatement:      {Roles: []Role{Officer, Director}},
	ViewHonoraria:      {Roles: []Role{Officer, Grants, Director, Finance, Auditor}},
	SettleHonoraria:    {Roles: []Role{Officer, Finance}},
	ViewBlindness:      {Roles: []Role{Officer, Grants, Director, Auditor}},
	AcceptBlindness:    {Roles: []Role{Officer, Director}},
	ViewRanking:        {Roles: []Role{Chair, Officer, Grants, Director, Auditor}},
	WatchMeeting:       {Roles: []Role{Reviewer, Chair, Officer, Auditor}},
	TakePart:           {Roles: []Role{Reviewer, Chair}},
	RunMeeting:         {Roles: []Role{Chair}, Own: true}, // the deputy's, for what the chair is bound to
	NameDeputy:         {Roles: []Role{Chair, Officer}},
	UpdateAgenda:       {Roles: []Role{Chair, Officer}},
	ProposeSlate:       {Roles: []Role{Officer}},
	RecommendSlate:     {Roles: []Role{Chair, Officer}, Own: true}, // the deputy's, where the chair is bound
	SetDecision:        {Roles: []Role{Director}},
	SetReasons:         {Roles: []Role{Officer, Director}},
	ApproveSlate:       {Roles: []Role{Director}},
	ConcurSlate:        {Roles: []Role{FunderReader}},
	RecordConcurrence:  {Roles: []Role{Officer, Grants}},
	ViewSlate:          {Roles: []Role{Officer, Grants, Director, Finance, Auditor}},
	ViewLine:           {Roles: []Role{Officer, Grants, Director, Auditor}},
	ModelLine:          {Roles: []Role{Officer, Grants, Director}},
	OfferAward:         {Roles: []Role{Grants, Director}},
	ViewAward:          {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	ViewAgreement:      {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	PrepareAgreement:   {Roles: []Role{Grants}},
	AnswerAgreement:    {Roles: []Role{Coordinator, Official, FiscalAgent}},
	SignAgreement:      {Roles: []Role{Official}},
	Countersign:        {Roles: []Role{Director}},
	AssessRisk:         {Roles: []Role{Officer, Grants}},
	ViewExpenses:       {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	RecordExpense:      {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent}},
	AcceptExpense:      {Roles: []Role{Officer, Grants}},
	VerifyShare:        {Roles: []Role{Officer, Grants}},
	ApproveCosts:       {Roles: []Role{Officer, Grants}},
	ViewPayment:        {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	AskPayment:         {Roles: []Role{Coordinator, Official, FiscalAgent}},
	CertifyPayment:     {Roles: []Role{Official}},
	CheckPayment:       {Roles: []Role{Officer}},
	ApprovePayment:     {Roles: []Role{Grants}},
	ReleasePayment:     {Roles: []Role{Finance}},
	ViewBatch:          {Roles: []Role{Grants, Director, Finance, Auditor}},
	ForwardPayment:     {Roles: []Role{Coordinator, Official, FiscalAgent}},
	ConfirmForward:     {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent}},
	ViewFiling:         {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	WriteFiling:        {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent}},
	CertifyFiling:      {Roles: []Role{Official}},
	ReviewFiling:       {Roles: []Role{Officer}},
	ExcuseFiling:       {Roles: []Role{Grants}}, // a later date, or none
	ViewDueRules:       {Roles: []Role{Officer, Grants, Director, Finance, Auditor}},
	SetDueRules:        {Roles: []Role{Officer, Grants}},
	ViewAmendment:      {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	DraftAmendment:     {Roles: []Role{Coordinator, Official, Officer, Grants}},
	SubmitAmendment:    {Roles: []Role{Official, Officer, Grants}},
	ReviewAmendment:    {Roles: []Role{Officer}},
	DecideAmendment:    {Roles: []Role{Grants}},
	ViewTravel:         {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	PlanTravel:         {Roles: []Role{Coordinator, Official, PartnerCoordinator}},
	ApproveTravel:      {Roles: []Role{Officer}},
	CancelTravel:       {Roles: []Role{Coordinator, Official, PartnerCoordinator, Officer}},
	ReadTravelers:      {Roles: []Role{Coordinator, PartnerCoordinator, Officer}}, // who somebody is: their own museum, and the office for a purpose
	KeepTravelers:      {Roles: []Role{Coordinator, PartnerCoordinator, Officer}},
	ViewLooks:          {Roles: []Role{Coordinator, PartnerCoordinator, Officer, Director, Auditor}},
	ViewVisas:          {Roles: []Role{Officer, Grants, Director, Auditor}},
	SendVisas:          {Roles: []Role{Officer}},
	TellVisas:          {Roles: []Role{Coordinator, PartnerCoordinator}},
	ViewOutreach:       {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, FunderReader, Auditor}},
	EnterOutreach:      {Roles: []Role{Coordinator, Official, PartnerCoordinator}},
	KeepIndicators:     {Roles: []Role{Officer, Director}},
	ApproveStory:       {Roles: []Role{Officer}},
	ReadStories:        {Roles: []Role{Coordinator, Official, PartnerCoordinator, FiscalAgent, Officer, Grants, Director, Finance, Auditor}},
	PrepareLetters:     {Roles: []Role{Officer, Grants}},
	SendLetters:        {Roles: []Role{Grants}},
	ReadComments:       {Roles: []Role{Officer, Grants, Director, Auditor}},
	EditComments:       {Roles: []Role{Officer, Grants}},
	ReleaseComments:    {Roles: []Role{Grants, Director}},
	FileMinority:       {Own: true},
	ReadMinority:       {Roles: []Role{Officer, Grants, Director, Auditor}},
	ViewLetter:         {Roles: []Role{Coordinator, Official, PartnerCoordinator, Officer, Grants, Director, Auditor}},
	AssembleReport:     {Roles: []Role{Officer, Grants}},
	FreezeReport:       {Roles: []Role{Grants, Director}},
	ReviewReport:       {Roles: []Role{Director}},
	SendReport:         {Roles: []Role{Grants, Director}},
	ViewReport:         {Roles: []Role{Officer, Grants, Director, Finance, FunderReader, Auditor}},
	ViewDashboard:      {Roles: []Role{Officer, Grants, Director, Finance, FunderReader, Auditor}},
	ReadAudit:          {Roles: []Role{Auditor, Director}},
	ViewJobs:           {Roles: []Role{Officer, Grants, Director, Finance, Admin, Auditor}},
}
