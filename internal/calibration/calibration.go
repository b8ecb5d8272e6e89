// Package calibration tells how strict and how steady each reviewer of a panel is, how far the panel
// agrees, and what the proposals' scores are once strictness is taken out; raw scores are never touched.
//
// The model is main effects: score = proposal + reviewer + error (domain 8.1). Reviewers are draws from
// one population (Mixed), which pulls those who read little toward the panel, or have effects of their
// own that sum to nought (LeastSquares). A reviewer's part is always told against the panel's average
// reviewer, and so is a proposal's score: what that average reviewer would give. Figures are whole
// numbers cut or rounded at the end, sums run in the order of ids, products are never fused: the same
// scores in any order give the same bytes on any machine. What cannot be said is nil, with a reason.
package calibration

// Method is how the model treats reviewers.
type Method string

// The methods; an empty one is Mixed.
const (
	Mixed        Method = "mixed"         // draws from a population, variances by Henderson's method III
	LeastSquares Method = "least_squares" // fixed effects, summing to nought in each connected part
)

// Input is the counted reviews of one panel, in any order.
type Input struct {
	Scores   []Score
	Criteria []string // ids, in the order of every Score's Marks
	Method   Method
	// Needed is the readings below which a proposal informs the model but has no place; nought is one.
	Needed int
}

// Score is what a reviewer gave a proposal, in thousandths of a point of 100.
type Score struct {
	Proposal string
	Reviewer string
	Points   int64
	Marks    []int // by criterion, half points as given; nought is not given
	Position int   // in the reviewer's own reading order, from 1; nought is not known
}

// Reason explains by a code and figures; words are the reader's.
type Reason struct {
	Code    string
	Figures []Figure
}

// Figure is a named number of a reason: a count, thousandths of a point or millionths.
type Figure struct {
	Name  string
	Value int64
}

// Calibration is what the scores of a panel tell; lists stand in the order of ids.
type Calibration struct {
	Method       Method
	Scores       int
	MeanMilli    *int64 // of all scores, thousandths of a point
	SpreadMilli  *int64 // population standard deviation
	Agreement    Agreement
	Criteria     []Criterion
	Variance     Variance
	Order        *Slope // how scores move with the reading order of all reviewers
	Components   []Component
	Proposals    []Proposal
	Reviewers    []Reviewer
	Reasons      []Reason
	needed       int
	table        *table
	model        *fit
	exactErr     float64 // error variance, thousandths squared
	exactReviews float64 // variance between reviewers
}

// Agreement is how far the panel's reviewers agree, in millionths; 1,000,000 is wholly.
type Agreement struct {
	AlphaMicro *int64 // Krippendorff's alpha, interval metric
	// ICC1Micro is ICC(1): one reader's score, each proposal read by whoever; may be negative.
	ICC1Micro *int64
	// ICCAbsoluteMicro is ICC(A,1): leniency counts as disagreement.
	ICCAbsoluteMicro *int64
	// ICCConsistentMicro is ICC(C,1): leniency is forgiven.
	ICCConsistentMicro *int64
	Pairable           int // scores on proposals read at least twice
}

// Criterion is the agreement on one criterion, Krippendorff's alpha with the ordinal metric.
type Criterion struct {
	ID         string
	AlphaMicro *int64
	Pairable   int
}

// Variance is where scores differ, as standard deviations in thousandths of a point.
type Variance struct {
	ProposalMilli *int64
	ReviewerMilli *int64
	ErrorMilli    *int64
	Degrees       int // of freedom of the error
}

// Slope is the change of score by one place later in the reading order, in millionths of a point, with 95 %.
type Slope struct {
	PerPlaceMicro       int64
	LowMicro, HighMicro int64
	Readings            int
}

// Component is a part of the panel that no common reading links with the rest.
type Component struct{ Proposals, Reviewers []string }

// Proposal is one proposal's scores side by side, thousandths of a point of 100.
type Proposal struct {
	ID              string
	Readings        int
	RawMilli        int64
	ZMicro          *int64 // mean over reviewers, domain 8.3; nil with one reviewer
	NormalizedMilli int64
	ModelMilli      int64
	EffectMilli     int64  // the model score above the mean of all proposals'
	ErrorMilli      *int64 // standard error of the model score
	LowMilli        *int64 // 95 % interval of the model score
	HighMilli       *int64
	Component       int // index into Components
	// Places by each figure; equal figures share the better place, nought is too few readings.
	RawPlace, NormalizedPlace, ModelPlace int
	Reasons                               []Reason
}

// Reviewer is one reviewer's habits; points are thousandths of a point of 100.
type Reviewer struct {
	ID          string
	Count       int
	MeanMilli   int64
	SpreadMilli int64 // population standard deviation
	// LeniencyMilli is how much more than the panel's average reviewer they give, by the model.
	LeniencyMilli int64
	LowMilli      *int64
	HighMilli     *int64
	// KeptMicro is the share of their own evidence the model keeps; the rest is pulled to the panel.
	KeptMicro int64
	// CorrelationMicro is with the mean of the proposal's other readers.
	CorrelationMicro *int64
	// DistanceMilli is the mean absolute distance from the other readers' mean.
	DistanceMilli *int64
	// ResidualMilli is the root mean square of what the model leaves unexplained.
	ResidualMilli int64
	Order         *Slope
	Component     int
	Reasons       []Reason
}

// Calibrate computes everything but draws and advice. It refuses empty ids, a pair twice, scores
// outside 0 to 100 points and marks that do not fit the criteria; no scores at all are no error.
func Calibrate(in Input) (*Calibration, error) {
	t, err := in.table()
	if err != nil {
		return nil, err
	}
	c := &Calibration{Method: in.Method, Scores: len(t.points), needed: max(in.Needed, 1), table: t}
	if c.Method == "" {
		c.Method = Mixed
	}
	if len(t.points) == 0 {
		c.Reasons = []Reason{{Code: "no_scores"}}
		return c, nil
	}
	whole := t.whole()
	c.MeanMilli, c.SpreadMilli = known(cut(whole.mean())), known(cut(whole.deviation()))
	free := t.solve(t.reduced(), 0)
	c.variance(free)
	c.model = c.choose(free)
	c.agree(in.Criteria)
	c.components()
	c.reviewers(free)
	c.proposals()
	c.notes()
	return c, nil
}
