package view

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// label is the viewer's name, or the address of someone who gave none.
func (v Viewer) label() string {
	if v.Name != "" {
		return v.Name
	}
	return v.Email
}
