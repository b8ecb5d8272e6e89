package graph_test

import (
	"context"
	"testing"

	"github.com/vitrine-grants/vitrine/graph"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
)

func TestRefusalsAreToldInTheReadersWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.h = graph.Handler(w.o, graph.Options{Now: w.Clock.Now, Words: func(_ context.Context, f *fault.Error) *fault.Error { return catalog.For(catalog.Spanish).Tell(f) }})
	got := w.ask(w.as("nobody"), `mutation { revokeToken(input: {token: "tok_x"}) { id } }`, nil)
	if len(got.Errors) != 1 || got.Errors[0].Message != "Inicie sesión primero." || got.code() != "UNAUTHENTICATED" {
		t.Errorf("%s", got.raw)
	}
	got = w.ask(w.as("director"), `mutation { draftForm(input: {key: "k", title: {en: "T"}, definition: {sections: []}}) { form { id } } }`, nil)
	if len(got.Errors) != 1 {
		t.Fatalf("%s", got.raw)
	}
	fields, _ := got.Errors[0].Extensions["fields"].([]any)
	if len(fields) != 1 || fields[0].(map[string]any)["message"] != "Falta la respuesta." || fields[0].(map[string]any)["path"] != "input.definition.sections" {
		t.Errorf("%s", got.raw)
	}
}
