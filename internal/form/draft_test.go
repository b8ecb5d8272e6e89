package form_test

import (
	"errors"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

func TestARefusedDefinitionNamesItsPlaceInTheInput(t *testing.T) {
	t.Parallel()
	director := auth.As(pgtest.Context(t), auth.Actor{Person: ident.NewPerson(), Grants: []auth.Grant{{Role: auth.Director}}})
	in := form.DraftInput{Key: "k", Title: map[string]string{"en": "T"}, Definition: form.MuseumsConnectProposal()}
	in.Definition.Sections[1].Questions[0].Label = nil
	_, err := new(form.Service).Draft(director, in)
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Path != "definition.sections.1.questions.0.label" {
		t.Errorf("answered %v", err)
	}
}
