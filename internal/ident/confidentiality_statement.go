package ident

// ConfidentialityStatementKind is the kind of ConfidentialityStatement ids.
type ConfidentialityStatementKind struct{}

// ConfidentialityStatement identifies one version of what reviewers promise.
type ConfidentialityStatement = ID[ConfidentialityStatementKind]

// Prefix is cst.
func (ConfidentialityStatementKind) Prefix() string { return "cst" }

// NewConfidentialityStatement makes a new id of its kind.
func NewConfidentialityStatement() ConfidentialityStatement {
	return New[ConfidentialityStatementKind]()
}
