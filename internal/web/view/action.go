package view

// ButtonSpec is one submit button; only Label is needed.
type ButtonSpec struct {
	Label       string
	Kind        string // primary (default), secondary, danger, plain
	Name, Value string // sent with the form, so that a handler knows which button it was
	Action      string // sends the form elsewhere than the form's own address
	Confirm     string // asked first where script runs; use Confirm for what cannot be undone
	Disabled    bool
}

func (b ButtonSpec) kind() string {
	if b.Kind == "" {
		return "primary"
	}
	return b.Kind
}

// ConfirmSpec is an act that says what it will do before it does it.
type ConfirmSpec struct {
	Label       string // the first button: "Send letters…"
	Consequence string // in numbers: "143 letters go to 143 people."
	Undo        string // how it can be held or undone
	Do          string // the second button: "Send 143 letters"
	Action      string // where it is posted
	Danger      bool
	Open        bool    // drawn open, because a field in it was refused
	Hidden      []Field // names and values that travel with it
}
