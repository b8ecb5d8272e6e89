package ident

// AgreementKind is the kind of Agreement ids.
type AgreementKind struct{}

// Agreement identifies the implementation agreement of an award.
type Agreement = ID[AgreementKind]

// Prefix is agr.
func (AgreementKind) Prefix() string { return "agr" }

// NewAgreement makes a new id of its kind.
func NewAgreement() Agreement { return New[AgreementKind]() }

// AgreementSignatureKind is the kind of AgreementSignature ids.
type AgreementSignatureKind struct{}

// AgreementSignature identifies one signature under an agreement.
type AgreementSignature = ID[AgreementSignatureKind]

// Prefix is ags.
func (AgreementSignatureKind) Prefix() string { return "ags" }

// NewAgreementSignature makes a new id of its kind.
func NewAgreementSignature() AgreementSignature { return New[AgreementSignatureKind]() }

// ConditionKind is the kind of Condition ids.
type ConditionKind struct{}

// Condition identifies a specific condition on an award.
type Condition = ID[ConditionKind]

// Prefix is cdn.
func (ConditionKind) Prefix() string { return "cdn" }

// NewCondition makes a new id of its kind.
func NewCondition() Condition { return New[ConditionKind]() }

// RiskKind is the kind of Risk ids.
type RiskKind struct{}

// Risk identifies one review of the risk an award carries.
type Risk = ID[RiskKind]

// Prefix is rsk.
func (RiskKind) Prefix() string { return "rsk" }

// NewRisk makes a new id of its kind.
func NewRisk() Risk { return New[RiskKind]() }
