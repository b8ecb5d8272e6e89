package wire

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// library finds the document of a request: sent, registered or persisted; it reads and checks each once.
type library struct {
	schema     *ast.Schema
	limits     Limits
	rules      *rules.Rules
	registered func(ctx context.Context, hash string) (string, bool)
	parsed     *store[*ast.QueryDocument]
	persisted  *store[string]
}

func newLibrary(schema *ast.Schema, limits Limits, registered func(context.Context, string) (string, bool)) *library {
	return &library{
		schema: schema, limits: limits, rules: ruleSet(limits.Errors), registered: registered,
		parsed: newStore[*ast.QueryDocument](1 << 20), persisted: newStore[string](4 << 20),
	}
}

// ruleSet is the specification's rules without suggestions, which name what was not asked about. The
// rule on introspection depth is left out because it is exponential in fragments; inspector has its own.
func ruleSet(most int) *rules.Rules {
	set := rules.NewRules()
	for _, r := range []core.Rule{
		rules.FieldsOnCorrectTypeRuleWithoutSuggestions, rules.FragmentsOnCompositeTypesRule,
		rules.KnownArgumentNamesRuleWithoutSuggestions, rules.KnownDirectivesRule, rules.KnownFragmentNamesRule,
		rules.KnownRootTypeRule, rules.KnownTypeNamesRuleWithoutSuggestions, rules.LoneAnonymousOperationRule,
		rules.NoFragmentCyclesRule, rules.NoUndefinedVariablesRule, rules.NoUnusedFragmentsRule,
		rules.NoUnusedVariablesRule, rules.OverlappingFieldsCanBeMergedRule, rules.PossibleFragmentSpreadsRule,
		rules.ProvidedRequiredArgumentsRule, rules.ScalarLeafsRuleWithoutSuggestions, rules.SingleFieldSubscriptionsRule,
		rules.UniqueArgumentNamesRule, rules.UniqueDirectivesPerLocationRule, rules.UniqueFragmentNamesRule,
		rules.UniqueInputFieldNamesRule, rules.UniqueOperationNamesRule, rules.UniqueVariableNamesRule,
		rules.ValuesOfCorrectTypeRuleWithoutSuggestions, rules.VariablesAreInputTypesRule,
		rules.VariablesInAllowedPositionRule,
	} {
		set.AddRule(r.Name, capped(r.RuleFunc, most))
	}
	return set
}

// capped drops the errors of one rule beyond the most an answer may hold.
func capped(rule core.RuleFunc, most int) core.RuleFunc {
	return func(events *core.Events, report core.AddErrFunc) {
		n := 0
		rule(events, func(options ...core.ErrorOption) {
			if n++; n <= most {
				report(options...)
			}
		})
	}
}

// find gives the text of a request's document and the hash to keep it under, if any.
func (l *library) find(ctx context.Context, params *graphql.RawParams) (query, keep string, problem *Problem) {
	hash, problem := hashOf(params.Extensions)
	if problem != nil || hash == "" {
		return params.Query, "", problem
	}
	if params.Query == "" {
		if l.registered != nil {
			if q, ok := l.registered(ctx, hash); ok {
				return q, "", nil
			}
		}
		if q, ok := l.persisted.get(hash); ok {
			return q, "", nil
		}
		// this message is what clients of persisted queries look for
		return "", "", &Problem{Code: PersistedQueryNotFound, Message: "PersistedQueryNotFound"}
	}
	sum := sha256.Sum256([]byte(params.Query))
	if hex.EncodeToString(sum[:]) != hash {
		return "", "", &Problem{Code: BadUserInput, Message: "The hash of the persisted query is not that of the query."}
	}
	return params.Query, hash, nil
}

// hashOf reads extensions.persistedQuery, version 1.
func hashOf(extensions map[string]any) (string, *Problem) {
	v, ok := extensions["persistedQuery"]
	if !ok || v == nil {
		return "", nil
	}
	pq, _ := v.(map[string]any)
	hash, _ := pq["sha256Hash"].(string)
	if version, _ := pq["version"].(json.Number); version != "1" || len(hash) != 2*sha256.Size {
		return "", &Problem{Code: BadUserInput, Message: "extensions.persistedQuery must have version 1 and a sha256Hash."}
	}
	return strings.ToLower(hash), nil
}

// read parses, limits and validates a document, in that order, and keeps what passed.
func (l *library) read(query, keep string) (*ast.QueryDocument, gqlerror.List) {
	doc, ok := l.parsed.get(query)
	if !ok {
		var errs gqlerror.List
		if doc, errs = l.check(query); errs != nil {
			return nil, errs
		}
		l.parsed.put(query, doc, len(query))
	}
	if keep != "" {
		l.persisted.put(keep, query, len(query))
	}
	return doc, nil
}

func (l *library) check(query string) (*ast.QueryDocument, gqlerror.List) {
	if !utf8.ValidString(query) {
		return nil, (&Problem{Code: BadUserInput, Message: "The query is not valid UTF-8."}).list()
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, l.limits.Tokens)
	if err != nil {
		return nil, parseProblem(err, l.limits.Tokens).list()
	}
	if len(doc.Operations) == 0 {
		return nil, (&Problem{Code: ParseFailed, Message: "The document holds no operation."}).list()
	}
	if problem := inspect(doc, l.limits); problem != nil {
		return nil, problem.list()
	}
	var out gqlerror.List
	for _, e := range validator.ValidateWithRules(l.schema, doc, l.rules) {
		if len(out) == l.limits.Errors {
			break
		}
		out = append(out, (&Problem{Code: ValidationFailed, Message: e.Message, locations: e.Locations}).gql())
	}
	if len(out) > 0 {
		return nil, out
	}
	return doc, nil
}

func parseProblem(err error, tokens int) *Problem {
	p := &Problem{Code: ParseFailed, Message: "The document cannot be parsed."}
	var g *gqlerror.Error
	if errors.As(err, &g) {
		p.Message, p.locations = g.Message, g.Locations
	}
	if strings.HasPrefix(p.Message, "exceeded token limit") {
		p.Code, p.Extra = ComplexityExceeded, map[string]any{"limit": tokens}
		p.Message = "The document has too many tokens."
	}
	return p
}
