package ident

// PaymentKind is the kind of Payment ids.
type PaymentKind struct{}

// Payment identifies one request for payment of an award, and what became of it.
type Payment = ID[PaymentKind]

// Prefix is pay.
func (PaymentKind) Prefix() string { return "pay" }

// NewPayment makes a new id of its kind.
func NewPayment() Payment { return New[PaymentKind]() }

// ForwardKind is the kind of Forward ids.
type ForwardKind struct{}

// Forward identifies one sum that a lead museum passed on to a partner.
type Forward = ID[ForwardKind]

// Prefix is pfw.
func (ForwardKind) Prefix() string { return "pfw" }

// NewForward makes a new id of its kind.
func NewForward() Forward { return New[ForwardKind]() }

// PaymentBatchKind is the kind of PaymentBatch ids.
type PaymentBatchKind struct{}

// PaymentBatch identifies one file of payments for the bank.
type PaymentBatch = ID[PaymentBatchKind]

// Prefix is pbt.
func (PaymentBatchKind) Prefix() string { return "pbt" }

// NewPaymentBatch makes a new id of its kind.
func NewPaymentBatch() PaymentBatch { return New[PaymentBatchKind]() }
