package ident

// NewPerson makes a new id of its kind.
func NewPerson() Person { return New[PersonKind]() }

// NewOrganization makes a new id of its kind.
func NewOrganization() Organization { return New[OrganizationKind]() }

// NewSite makes a new id of its kind.
func NewSite() Site { return New[SiteKind]() }

// NewMembership makes a new id of its kind.
func NewMembership() Membership { return New[MembershipKind]() }

// NewSession makes a new id of its kind.
func NewSession() Session { return New[SessionKind]() }

// NewToken makes a new id of its kind.
func NewToken() Token { return New[TokenKind]() }

// NewRoleGrant makes a new id of its kind.
func NewRoleGrant() RoleGrant { return New[RoleGrantKind]() }

// NewFunder makes a new id of its kind.
func NewFunder() Funder { return New[FunderKind]() }

// NewFunderAward makes a new id of its kind.
func NewFunderAward() FunderAward { return New[FunderAwardKind]() }

// NewProgram makes a new id of its kind.
func NewProgram() Program { return New[ProgramKind]() }

// NewCycle makes a new id of its kind.
func NewCycle() Cycle { return New[CycleKind]() }

// NewPhase makes a new id of its kind.
func NewPhase() Phase { return New[PhaseKind]() }

// NewTheme makes a new id of its kind.
func NewTheme() Theme { return New[ThemeKind]() }

// NewCriterion makes a new id of its kind.
func NewCriterion() Criterion { return New[CriterionKind]() }

// NewForm makes a new id of its kind.
func NewForm() Form { return New[FormKind]() }

// NewPartnership makes a new id of its kind.
func NewPartnership() Partnership { return New[PartnershipKind]() }

// NewMember makes a new id of its kind.
func NewMember() Member { return New[MemberKind]() }

// NewEndorsement makes a new id of its kind.
func NewEndorsement() Endorsement { return New[EndorsementKind]() }

// NewApplication makes a new id of its kind.
func NewApplication() Application { return New[ApplicationKind]() }

// NewBudgetLine makes a new id of its kind.
func NewBudgetLine() BudgetLine { return New[BudgetLineKind]() }

// NewSignature makes a new id of its kind.
func NewSignature() Signature { return New[SignatureKind]() }

// NewSubmission makes a new id of its kind.
func NewSubmission() Submission { return New[SubmissionKind]() }

// NewPanel makes a new id of its kind.
func NewPanel() Panel { return New[PanelKind]() }

// NewPanelMember makes a new id of its kind.
func NewPanelMember() PanelMember { return New[PanelMemberKind]() }

// NewAssignment makes a new id of its kind.
func NewAssignment() Assignment { return New[AssignmentKind]() }

// NewConflict makes a new id of its kind.
func NewConflict() Conflict { return New[ConflictKind]() }

// NewReview makes a new id of its kind.
func NewReview() Review { return New[ReviewKind]() }

// NewRanking makes a new id of its kind.
func NewRanking() Ranking { return New[RankingKind]() }

// NewSlate makes a new id of its kind.
func NewSlate() Slate { return New[SlateKind]() }

// NewSlateLine makes a new id of its kind.
func NewSlateLine() SlateLine { return New[SlateLineKind]() }

// NewAward makes a new id of its kind.
func NewAward() Award { return New[AwardKind]() }

// NewLetter makes a new id of its kind.
func NewLetter() Letter { return New[LetterKind]() }

// NewReport makes a new id of its kind.
func NewReport() Report { return New[ReportKind]() }

// NewFigure makes a new id of its kind.
func NewFigure() Figure { return New[FigureKind]() }

// NewDocument makes a new id of its kind.
func NewDocument() Document { return New[DocumentKind]() }

// NewMessage makes a new id of its kind.
func NewMessage() Message { return New[MessageKind]() }

// NewEntry makes a new id of its kind.
func NewEntry() Entry { return New[EntryKind]() }

// NewEvent makes a new id of its kind.
func NewEvent() Event { return New[EventKind]() }

// NewImport makes a new id of its kind.
func NewImport() Import { return New[ImportKind]() }

// NewResponse makes a new id of its kind.
func NewResponse() Response { return New[ResponseKind]() }

// NewChange makes a new id of its kind.
func NewChange() Change { return New[ChangeKind]() }

// NewComment makes a new id of its kind.
func NewComment() Comment { return New[CommentKind]() }

// NewUpload makes a new id of its kind.
func NewUpload() Upload { return New[UploadKind]() }

// NewPost makes a new id of its kind.
func NewPost() Post { return New[PostKind]() }

// NewInvitation makes a new id of its kind.
func NewInvitation() Invitation { return New[InvitationKind]() }

// NewClaim makes a new id of its kind.
func NewClaim() Claim { return New[ClaimKind]() }

// NewMerge makes a new id of its kind.
func NewMerge() Merge { return New[MergeKind]() }

// NewStanding makes a new id of its kind.
func NewStanding() Standing { return New[StandingKind]() }

// NewExclusion makes a new id of its kind.
func NewExclusion() Exclusion { return New[ExclusionKind]() }

// NewStatement makes a new id of its kind.
func NewStatement() Statement { return New[StatementKind]() }

// NewStatementCall makes a new id of its kind.
func NewStatementCall() StatementCall { return New[StatementCallKind]() }

// NewIntroduction makes a new id of its kind.
func NewIntroduction() Introduction { return New[IntroductionKind]() }

// NewIntroductionMessage makes a new id of its kind.
func NewIntroductionMessage() IntroductionMessage { return New[IntroductionMessageKind]() }

// NewExtension makes a new id of its kind.
func NewExtension() Extension { return New[ExtensionKind]() }

// NewProfile makes a new id of its kind.
func NewProfile() Profile { return New[ProfileKind]() }
