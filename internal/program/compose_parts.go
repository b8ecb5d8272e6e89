package program

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// localTime is how a phase's ends are written: a date and a time of day on the cycle's own clock.
const localTime = "2006-01-02T15:04:05"

// SetPhasesInput is the whole list of a draft cycle's phases.
type SetPhasesInput struct {
	Cycle           ident.Cycle
	Phases          []PhaseInput
	ProfileRollover bool // a profile after its deadline counts for the next cycle
	ExpectedVersion *int
}

// PhaseInput is one phase; times are local to the cycle's zone, such as 2027-03-31T23:59:59.
type PhaseInput struct {
	Kind         PhaseKind
	OpensAt      string
	ClosesAt     string
	GraceSeconds int
}

// SetPhases writes a draft cycle's phases; nobody has read them yet, so nothing is announced.
func (s *Service) SetPhases(ctx context.Context, in SetPhasesInput) (*Detail, error) {
	return s.compose(ctx, in.Cycle, in.ExpectedVersion, PartPhases, func(ctx context.Context, d *Detail) error {
		phases, err := d.phasesOf(in.Phases)
		if err != nil {
			return err
		}
		d.Phases, d.ProfileRollover = phases, in.ProfileRollover
		return s.Store.KeepPhases(ctx, d.ID, phases)
	})
}

func (d *Detail) phasesOf(in []PhaseInput) ([]*Phase, error) {
	var c fault.Check
	var out []*Phase
	z, _ := zone(d.Zone)
	for i, x := range in {
		at := fmt.Sprintf("phases.%d.", i)
		c.That(slices.Contains(PhaseKinds(), x.Kind), at+"kind", "unknown_phase", "There is no such phase.")
		c.That(!slices.ContainsFunc(out, func(p *Phase) bool { return p.Kind == x.Kind }), at+"kind", "phase_taken", "The cycle has this phase already.")
		p := &Phase{ID: ident.NewPhase(), Cycle: d.ID, Kind: x.Kind, GraceSeconds: x.GraceSeconds}
		if was := d.Phase(x.Kind); was != nil {
			p.ID = was.ID
		}
		var first, last bool
		p.OpensAt, first = localInstant(x.OpensAt, z)
		p.ClosesAt, last = localInstant(x.ClosesAt, z)
		c.That(first, at+"opensAt", "bad_instant", "Give a date and a time.")
		c.That(last, at+"closesAt", "bad_instant", "Give a date and a time.")
		c.That(!first || !last || p.ClosesAt.After(p.OpensAt), at+"closesAt", "before_opening", "A phase closes after it opens.")
		c.That(x.GraceSeconds >= 0 && x.GraceSeconds <= 86_400, at+"graceSeconds", "bad_grace", "The grace is at most a day.")
		out = append(out, p)
	}
	return out, c.Err()
}

// localInstant reads a local date and time; seconds may be left out.
func localInstant(text string, z *time.Location) (time.Time, bool) {
	for _, layout := range []string{localTime, "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(text), z); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// PhaseKinds are the phases a cycle may have, in their order.
func PhaseKinds() []PhaseKind {
	return []PhaseKind{ProfileAlone, ProfileWithPartner, StatementPhase, ProposalPhase, FellowshipPhase}
}

// SetThemesInput is a draft cycle's theme rule and its themes in order.
type SetThemesInput struct {
	Cycle           ident.Cycle
	Rule            ThemeRule
	Themes          []ThemeInput
	ExpectedVersion *int
}

// ThemeInput is one theme's title in three languages; a master theme holds for all.
type ThemeInput struct {
	En, Es, Zh string
	Master     bool
}

// SetThemes writes a draft cycle's themes.
func (s *Service) SetThemes(ctx context.Context, in SetThemesInput) (*Detail, error) {
	return s.compose(ctx, in.Cycle, in.ExpectedVersion, PartThemes, func(ctx context.Context, d *Detail) error {
		var c fault.Check
		c.That(slices.Contains([]ThemeRule{ThemesFree, AtLeastOne, MasterAndOther}, in.Rule), "rule", "bad_theme_rule", "There is no such theme rule.")
		d.Themes = nil
		for i, x := range in.Themes {
			t := &Theme{ID: ident.NewTheme(), Cycle: d.ID, Title: textOf(x.En, x.Es, x.Zh), Master: x.Master, Ordinal: i + 1}
			c.That(t.Title["en"] != "", fmt.Sprintf("themes.%d.en", i), "required", "A theme has an English title.")
			c.That(!slices.ContainsFunc(d.Themes, func(o *Theme) bool { return strings.EqualFold(o.Title["en"], t.Title["en"]) }),
				fmt.Sprintf("themes.%d.en", i), "theme_taken", "The cycle has this theme already.")
			d.Themes = append(d.Themes, t)
		}
		if err := c.Err(); err != nil {
			return err
		}
		d.ThemeRule = in.Rule
		return s.Store.KeepThemes(ctx, d.ID, d.Themes)
	})
}

// SetCriteriaInput is what a draft cycle asks of its reviewers; what is nil stays.
type SetCriteriaInput struct {
	Cycle           ident.Cycle
	Criteria        []CriterionInput // all of them, in order
	ReviewKind      *ReviewKind
	ScaleLowest     *int // points, from 0
	ScaleHighest    *int // to 10
	HalfPoints      *bool
	CommentMinChars *int
	OverallAsked    *bool // whether an overall recommendation is asked
	ExpectedVersion *int
}

// CriterionInput is one criterion; anchors say in English, Spanish and Chinese what each whole point means, all or none.
type CriterionInput struct {
	Key   string
	Kind  *CriterionKind // nil is scored
	Bonus *bool
	// CommentMinChars is how long its comment is at least; nil is as long as the cycle asks.
	CommentMinChars *int
	TitleEn         string
	TitleEs         string
	TitleZh         string
	MeaningEn       string
	MeaningEs       string
	MeaningZh       string
	Weight          int
	TieBreak        int
	AnchorsEn       []string
	AnchorsEs       []string
	AnchorsZh       []string
}

// SetCriteria writes a draft cycle's criteria; weights need not sum to 100 until it is published.
func (s *Service) SetCriteria(ctx context.Context, in SetCriteriaInput) (*Detail, error) {
	return s.compose(ctx, in.Cycle, in.ExpectedVersion, PartCriteria, func(ctx context.Context, d *Detail) error {
		if err := d.rubricOf(in); err != nil {
			return err
		}
		list, err := d.criteriaOf(in.Criteria)
		if err != nil {
			return err
		}
		d.Criteria = list
		return s.Store.KeepCriteria(ctx, d.ID, list)
	})
}

func (d *Detail) criteriaOf(in []CriterionInput) ([]*Criterion, error) {
	var c fault.Check
	var out []*Criterion
	for i, x := range in {
		at := fmt.Sprintf("criteria.%d.", i)
		k := &Criterion{
			ID: ident.NewCriterion(), Cycle: d.ID, Key: strings.TrimSpace(x.Key), Title: textOf(x.TitleEn, x.TitleEs, x.TitleZh),
			Meaning: textOf(x.MeaningEn, x.MeaningEs, x.MeaningZh), Weight: x.Weight, TieBreak: x.TieBreak, Ordinal: i + 1,
			Anchors: anchorsOf(x, d.PointsOf()), Kind: ByPoints, Bonus: x.Bonus != nil && *x.Bonus, Least: x.CommentMinChars,
		}
		if x.Kind != nil {
			k.Kind = *x.Kind
		}
		c.That(keyed(k.Key), at+"key", "bad_key", "A key is 2 to 40 lower-case letters, digits and underscores.")
		c.That(!slices.ContainsFunc(out, func(o *Criterion) bool { return o.Key == k.Key }), at+"key", "criterion_taken", "The cycle has this criterion already.")
		c.That(k.Title["en"] != "", at+"titleEn", "required", "A criterion has an English title.")
		c.That(x.Weight >= 0 && x.Weight <= 100, at+"weight", "bad_weight", "A weight is between 0 and 100.")
		c.That(x.TieBreak >= 0 && x.TieBreak <= 100, at+"tieBreak", "bad_tie_break", "A place among tie-breaks is a small number; 0 is none.")
		c.That(k.Kind.Known(), at+"kind", "bad_criterion_kind", "A criterion is scored, passed or not, or commented only.")
		c.That(k.Kind == ByPoints || k.Weight == 0, at+"weight", "weight_unscored", "Only a criterion with points has a weight.")
		c.That(k.Kind == ByPoints || !k.Bonus, at+"bonus", "bonus_unscored", "Only a criterion with points is a bonus.")
		c.That(k.Least == nil || (*k.Least >= 0 && *k.Least <= 2000), at+"commentMinChars", "out_of_range", "A number from %d to %d is asked for.", 0, 2000)
		for i, list := range [][]string{x.AnchorsEn, x.AnchorsEs, x.AnchorsZh} {
			c.That(len(list) <= d.PointsOf(), at+[]string{"anchorsEn", "anchorsEs", "anchorsZh"}[i], "too_many_anchors", "The scale has %d points.", d.PointsOf())
		}
		if k.Kind != ByPoints {
			k.Anchors = []Text{}
		}
		out = append(out, k)
	}
	return out, c.Err()
}

// rubricOf takes over what reviewers are asked on the whole, where the input says it.
func (d *Detail) rubricOf(in SetCriteriaInput) error {
	var c fault.Check
	set(&d.ReviewKind, in.ReviewKind)
	set(&d.ScaleLowest, in.ScaleLowest)
	set(&d.ScaleHighest, in.ScaleHighest)
	set(&d.HalfPoints, in.HalfPoints)
	set(&d.CommentMinChars, in.CommentMinChars)
	if in.OverallAsked != nil {
		d.OverallSkipped = !*in.OverallAsked
	}
	c.That(d.ReviewKind.Known(), "reviewKind", "bad_review_kind", "There is no such kind of review.")
	c.That(d.ScaleLowest >= LowestPoint && d.ScaleHighest <= HighestPoint && d.ScaleLowest < d.ScaleHighest, "scaleHighest", "bad_scale", "A scale runs up within 0 to 10.")
	c.That(d.CommentMinChars >= 0 && d.CommentMinChars <= 2000, "commentMinChars", "out_of_range", "A number from %d to %d is asked for.", 0, 2000)
	c.That(d.ReviewKind != RecommendOnly || !d.OverallSkipped, "overallAsked", "recommend_asked", "A review that only recommends asks for the recommendation.")
	return c.Err()
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// anchorsOf are a text for each of the scale's points, or none where nothing is said at all.
func anchorsOf(x CriterionInput, points int) []Text {
	at := func(list []string, i int) string {
		if i < len(list) {
			return list[i]
		}
		return ""
	}
	out, said := make([]Text, points), false
	for i := range out {
		out[i] = textOf(at(x.AnchorsEn, i), at(x.AnchorsEs, i), at(x.AnchorsZh, i))
		said = said || len(out[i]) > 0
	}
	if !said {
		return []Text{}
	}
	return out
}

// SetRulesInput is who may apply, for how much, and how proposals are read; amounts are decimal text.
type SetRulesInput struct {
	Cycle            ident.Cycle
	YearsOpenMin     int
	ReapplyGapYears  int
	RenewalsAllowed  bool
	Currency         string
	AwardMin         string
	AwardMax         string
	CostSharePercent string // of the request, such as 50 or 33.33
	ReviewsNeeded    int
	HalfPoints       bool
	CommentMinChars  int
	ConflictMonths   int
	ConflictStrict   bool // who is at a museum that applies sits on no panel of the cycle
	ReturnsBarred    bool
	// SignatureRequired has the lead's authorized official sign before a proposal is handed in.
	SignatureRequired bool
	ExpectedVersion   *int
}

// SetRules writes a draft cycle's figures.
func (s *Service) SetRules(ctx context.Context, in SetRulesInput) (*Detail, error) {
	return s.compose(ctx, in.Cycle, in.ExpectedVersion, PartRules, func(_ context.Context, d *Detail) error {
		var c fault.Check
		currency := money.Currency(strings.ToUpper(strings.TrimSpace(in.Currency)))
		c.That(currency.Valid(), "currency", "bad_currency", "A currency has three letters, such as USD.")
		least, most := amount(&c, "awardMin", in.AwardMin, currency), amount(&c, "awardMax", in.AwardMax, currency)
		c.That(least.Minor <= most.Minor, "awardMin", "award_limits", "The smallest award is above the largest.")
		share, ok := basisPoints(in.CostSharePercent)
		c.That(ok, "costSharePercent", "bad_cost_share", "The cost share is between nothing and ten times the request.")
		between := func(n, least, most int, path string) {
			c.That(n >= least && n <= most, path, "out_of_range", "A number from %d to %d is asked for.", least, most)
		}
		between(in.YearsOpenMin, 0, 100, "yearsOpenMin")
		between(in.ReapplyGapYears, 0, 50, "reapplyGapYears")
		between(in.ReviewsNeeded, 1, 20, "reviewsNeeded")
		between(in.CommentMinChars, 0, 2000, "commentMinChars")
		between(in.ConflictMonths, 0, 240, "conflictMonths")
		if err := c.Err(); err != nil {
			return err
		}
		d.YearsOpenMin, d.ReapplyGapYears, d.RenewalsAllowed, d.Currency = in.YearsOpenMin, in.ReapplyGapYears, in.RenewalsAllowed, currency
		d.AwardMinMinor, d.AwardMaxMinor, d.CostShare, d.ReviewsNeeded = least.Minor, most.Minor, share, in.ReviewsNeeded
		d.HalfPoints, d.CommentMinChars, d.ConflictMonths, d.ReturnsBarred = in.HalfPoints, in.CommentMinChars, in.ConflictMonths, in.ReturnsBarred
		d.SignatureRequired, d.ConflictStrict = in.SignatureRequired, in.ConflictStrict
		return nil
	})
}

func amount(c *fault.Check, path, text string, currency money.Currency) money.Money {
	m, err := money.Parse(strings.TrimSpace(text), currency)
	c.That(err == nil && m.Minor >= 0, path, "bad_amount", "An amount is decimal text, such as 50000.00.")
	return m
}

// basisPoints reads a percentage of at most two decimals, from 0 to 1000.
func basisPoints(text string) (money.Ratio, bool) {
	m, err := money.Parse(strings.TrimSpace(text), money.USD)
	if err != nil || m.Minor < 0 || m.Minor > 100_000 {
		return 0, false
	}
	return money.Ratio(m.Minor), true
}

// SetFormsInput is the form of each phase; nil has none.
type SetFormsInput struct {
	Cycle           ident.Cycle
	Profile         *ident.Form
	Statement       *ident.Form
	Proposal        *ident.Form
	ExpectedVersion *int
}

// SetForms writes which form each phase of a draft cycle asks.
func (s *Service) SetForms(ctx context.Context, in SetFormsInput) (*Detail, error) {
	return s.compose(ctx, in.Cycle, in.ExpectedVersion, PartForms, func(_ context.Context, d *Detail) error {
		d.ProfileForm, d.StatementForm, d.ProposalForm = given(in.Profile), given(in.Statement), given(in.Proposal)
		return nil
	})
}

func given(id *ident.Form) ident.Form {
	if id == nil {
		return ident.Form{}
	}
	return *id
}

// SetMoneyInput is where a draft cycle's money comes from; amounts are decimal text in the cycle's currency.
type SetMoneyInput struct {
	Cycle           ident.Cycle
	FunderAward     *ident.FunderAward
	Appropriation   string
	AdminReserve    string
	ExpectedVersion *int
}

// SetMoney writes a draft cycle's appropriation; the book is posted only when it is published.
func (s *Service) SetMoney(ctx context.Context, in SetMoneyInput) (*Detail, error) {
	return s.compose(ctx, in.Cycle, in.ExpectedVersion, PartMoney, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.ViewFunds, auth.Target{Program: d.Program}); err != nil {
			return err
		}
		var c fault.Check
		all, reserve := amount(&c, "appropriation", in.Appropriation, d.Currency), amount(&c, "adminReserve", in.AdminReserve, d.Currency)
		c.That(reserve.Minor <= all.Minor, "adminReserve", "bad_reserve", "The reserve is within the appropriation.")
		c.That(all.Minor == 0 || in.FunderAward != nil, "funderAward", "required", "The money comes from a funder's award.")
		if err := c.Err(); err != nil {
			return err
		}
		d.AppropriationMinor, d.AdminReserveMinor, d.FunderAward = all.Minor, reserve.Minor, ident.FunderAward{}
		if in.FunderAward != nil {
			d.FunderAward = *in.FunderAward
		}
		return nil
	})
}
