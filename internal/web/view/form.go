package view

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/web/catalog"
)

// Field is one question of a form; only Name and Label are needed.
// Its error comes from Page.Errors under the same name, unless Error is set.
type Field struct {
	Name, Label  string
	Hint         string
	Value        string
	Error        string
	Type         string // an input type; empty is text
	Autocomplete string // a WCAG 1.3.5 token such as email, name, current-password
	InputMode    string
	Lang         string // the language the answer is written in, empty when unknown
	Required     bool
	Optional     bool // says "optional" beside the label
	ReadOnly     bool
	Disabled     bool
	Short        bool // a narrow input, for years, codes and amounts
	Limit        int  // most words; shows a counter
	Rows         int  // lines of a TextArea, 8 when zero
	Options      []Option
	Values       []string // the chosen options of Checks
	Attrs        templ.Attributes
}

// Option is one answer to choose.
type Option struct {
	Value, Label string
	Hint         string
	Lang         string
	Disabled     bool
}

// FormSpec is where a form goes and whether it saves itself.
type FormSpec struct {
	Action    string
	Method    string // post when empty
	Multipart bool   // carries files
	Label     string // names the form to assistive technology
	Autosave  string // address that takes the same fields by POST and answers {"version": "..."}
	Version   string // the version read, sent back as "version" so that a later one is not lost
	Class     string
}

func (f Field) id() string { return id(f.Name) }

func (f Field) error(p Page) string {
	if f.Error != "" {
		return f.Error
	}
	return p.Error(f.Name)
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "8"
	}
	return strconv.Itoa(f.Rows)
}

// has tells whether an option of Checks or Radios is chosen.
func (f Field) has(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return f.Values == nil && f.Value == value
}

// attrs are the attributes that every control shares.
func (f Field) attrs(p Page) templ.Attributes {
	a := templ.Attributes{"id": f.id(), "name": f.Name}
	described := ""
	if f.Hint != "" {
		described = f.id() + "-hint"
	}
	if f.error(p) != "" {
		a["aria-invalid"] = "true"
		described = join(described, f.id()+"-error")
	}
	if f.Limit > 0 {
		described = join(described, f.id()+"-count")
		a["data-count-words"] = f.id() + "-count"
		a["data-limit"] = strconv.Itoa(f.Limit)
	}
	set(a, "aria-describedby", described)
	set(a, "autocomplete", f.Autocomplete)
	set(a, "inputmode", f.InputMode)
	set(a, "lang", f.Lang)
	if f.Lang != "" {
		a["dir"] = catalog.Dir(f.Lang)
	} else if f.kind() == "text" {
		a["dir"] = "auto"
	}
	a["required"], a["readonly"], a["disabled"] = f.Required, f.ReadOnly, f.Disabled
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

func set(a templ.Attributes, name, value string) {
	if value != "" {
		a[name] = value
	}
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

func (s FormSpec) method() string {
	if s.Method == "" {
		return "post"
	}
	return s.Method
}

func (s FormSpec) attrs(p Page) templ.Attributes {
	a := templ.Attributes{"method": s.method(), "novalidate": true}
	set(a, "aria-label", s.Label)
	set(a, "class", s.Class)
	set(a, "data-autosave", s.Autosave)
	if s.Autosave != "" {
		a["data-autosave-key"] = p.Viewer.Key
	}
	if s.Multipart {
		a["enctype"] = "multipart/form-data"
	}
	return a
}

func choiceID(f Field, i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i)
}

// withLanguages offers the product's languages and whatever was chosen before.
func (f Field) withLanguages(p Page, offered []catalog.Language) Field {
	f.Options = append([]Option{{Value: "", Label: p.T("form.language.unsaid")}}, f.Options...)
	for _, l := range offered {
		f.Options = append(f.Options, Option{Value: l.Tag, Label: l.Name})
	}
	return f
}
