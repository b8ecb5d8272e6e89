package ident

// The kinds of ids around a decision.
type (
	// ConcurrenceKind is the kind of Concurrence ids.
	ConcurrenceKind struct{}
	// ReleaseKind is the kind of Release ids.
	ReleaseKind struct{}
	// MinorityReportKind is the kind of MinorityReport ids.
	MinorityReportKind struct{}
	// CommentEditKind is the kind of CommentEdit ids.
	CommentEditKind struct{}
)

type (
	// Concurrence identifies a funder's answer to a slate.
	Concurrence = ID[ConcurrenceKind]
	// Release identifies the letters of a cycle that leave in one act.
	Release = ID[ReleaseKind]
	// MinorityReport identifies what a panel member holds against the ranking.
	MinorityReport = ID[MinorityReportKind]
	// CommentEdit identifies a comment's wording as a letter quotes it.
	CommentEdit = ID[CommentEditKind]
)

// Prefix is ccr.
func (ConcurrenceKind) Prefix() string { return "ccr" }

// Prefix is rls.
func (ReleaseKind) Prefix() string { return "rls" }

// Prefix is mrp.
func (MinorityReportKind) Prefix() string { return "mrp" }

// Prefix is ced.
func (CommentEditKind) Prefix() string { return "ced" }

// NewConcurrence makes a new id of its kind.
func NewConcurrence() Concurrence { return New[ConcurrenceKind]() }

// NewRelease makes a new id of its kind.
func NewRelease() Release { return New[ReleaseKind]() }

// NewMinorityReport makes a new id of its kind.
func NewMinorityReport() MinorityReport { return New[MinorityReportKind]() }

// NewCommentEdit makes a new id of its kind.
func NewCommentEdit() CommentEdit { return New[CommentEditKind]() }
