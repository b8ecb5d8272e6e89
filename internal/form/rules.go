package form

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// The bounds of an expression: its length, its depth, and what one evaluation may cost.
const (
	MostExprChars = 2_000
	mostExprDepth = 40
	mostExprCost  = 100_000
)

// Context is what rules know beside the answers: where the museums are, the cycle, the budget so far.
type Context struct {
	LeadCountry      string
	PartnerCountries []string
	CycleYear        int
	Requested        money.Money
	CostShare        money.Money
	AwardedBefore    bool // a member museum has had an award of the program, E9
}

// program is a definition's compiled expressions, safe for use by many at once.
type program struct {
	order []string                 // question keys, those asked about before those asking
	when  map[string][]cel.Program // all must hold for the question to be asked
	rules map[string][]compiledRule
}

type compiledRule struct {
	Rule
	run cel.Program
}

// Compile type-checks every expression of the definition and keeps the programs. It refuses by path:
// what does not type-check, is too long or too costly, fails on sound answers, or waits for itself.
func (d *Definition) Compile() error {
	p, err := compiled(d)
	if err != nil {
		return err
	}
	d.rules = p
	return nil
}

// ExprError is what is wrong with one expression of the definition, in CEL's words; empty when sound.
// The expression is checked as a condition over the definition's questions.
func (d *Definition) ExprError(expr string) string {
	env, err := environment(d)
	if err != nil {
		return err.Error()
	}
	if _, _, err := compile(env, expr); err != nil {
		return err.Error()
	}
	return ""
}

type compiler struct {
	c       fault.Check
	env     *cel.Env
	program *program
	asks    map[string][]string // question -> questions its conditions speak of
	at      map[string]string   // question -> path of the condition to blame
	all     map[string]cel.Program
}

func compiled(d *Definition) (*program, error) {
	p := &program{when: map[string][]cel.Program{}, rules: map[string][]compiledRule{}}
	if !d.ruled() {
		return p, nil
	}
	env, err := environment(d)
	if err != nil {
		return nil, fmt.Errorf("declare questions: %w", err)
	}
	c := &compiler{env: env, program: p, asks: map[string][]string{}, at: map[string]string{}, all: map[string]cel.Program{}}
	for i := range d.Sections {
		c.section(&d.Sections[i], fmt.Sprintf("sections.%d", i))
	}
	if len(c.c.Fields()) == 0 {
		c.sort(d)
	}
	if len(c.c.Fields()) == 0 {
		c.try(d)
	}
	if err := c.c.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Conditional tells whether some question is asked only of some.
func (d *Definition) Conditional() bool {
	return slices.ContainsFunc(d.Sections, func(s Section) bool {
		return s.When != "" || slices.ContainsFunc(s.Questions, func(q Question) bool { return q.When != "" })
	})
}

// ruled tells whether the definition has any expression at all.
func (d *Definition) ruled() bool {
	for _, s := range d.Sections {
		if s.When != "" || slices.ContainsFunc(s.Questions, func(q Question) bool { return q.When != "" || len(q.Rules) > 0 }) {
			return true
		}
	}
	return false
}

func (c *compiler) section(s *Section, at string) {
	whole, names := c.expr(s.When, at+".when")
	for j := range s.Questions {
		q := &s.Questions[j]
		qat := fmt.Sprintf("%s.questions.%d", at, j)
		if whole != nil {
			c.program.when[q.Key] = append(c.program.when[q.Key], whole)
			c.asks[q.Key], c.at[q.Key] = append(c.asks[q.Key], names...), at+".when"
		}
		if own, names := c.expr(q.When, qat+".when"); own != nil {
			c.program.when[q.Key] = append(c.program.when[q.Key], own)
			c.asks[q.Key], c.at[q.Key] = append(c.asks[q.Key], names...), qat+".when"
		}
		for k, r := range q.Rules {
			if run, _ := c.expr(r.Expr, fmt.Sprintf("%s.rules.%d.expr", qat, k)); run != nil {
				c.program.rules[q.Key] = append(c.program.rules[q.Key], compiledRule{r, run})
			}
		}
	}
}

func (c *compiler) expr(text, at string) (cel.Program, []string) {
	if text == "" {
		return nil, nil
	}
	run, names, err := compile(c.env, text)
	if err != nil {
		c.c.Refuse(at, "bad_expression", "%s", err)
		return nil, nil
	}
	c.all[at] = run
	return run, names
}

func compile(env *cel.Env, text string) (cel.Program, []string, error) {
	if n := Chars(text); n > MostExprChars {
		return nil, nil, fmt.Errorf("an expression has at most %d characters; this one has %d", MostExprChars, n)
	}
	tree, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, nil, inLine(issues)
	}
	if tree.OutputType() != cel.BoolType {
		return nil, nil, fmt.Errorf("this is a %s; a condition is true or false", tree.OutputType())
	}
	run, err := env.Program(tree, cel.CostLimit(mostExprCost), cel.CostTracking(costs{}))
	if err != nil {
		return nil, nil, err
	}
	return run, names(tree), nil
}

// inLine is CEL's complaint in one line, with the column where there is one line to count in.
func inLine(issues *cel.Issues) error {
	var out []string
	for _, e := range issues.Errors() {
		at := fmt.Sprintf("column %d", e.Location.Column()+1)
		if e.Location.Line() > 1 {
			at = fmt.Sprintf("line %d, column %d", e.Location.Line(), e.Location.Column()+1)
		}
		out = append(out, at+": "+e.Message)
	}
	if len(out) == 0 {
		return issues.Err()
	}
	return errors.New(strings.Join(out[:min(3, len(out))], "; "))
}

// names are the identifiers an expression speaks of, those inside filled(x) too.
func names(tree *cel.Ast) []string {
	found := map[string]bool{}
	ast.PreOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			found[e.AsIdent()] = true
		case ast.LiteralKind:
			if s, ok := e.AsLiteral().Value().(string); ok {
				found[s] = true // filled(x) has become "x" in @answered
			}
		}
	}))
	return slices.Sorted(maps.Keys(found))
}

// sort puts questions after those their conditions speak of, and refuses a circle.
func (c *compiler) sort(d *Definition) {
	state := map[string]int{} // 1 in progress, 2 done
	var visit func(key string)
	visit = func(key string) {
		switch state[key] {
		case 2:
			return
		case 1:
			c.c.Refuse(c.at[key], "when_cycle", "Whether %s is asked depends on its own answer.", key)
			return
		}
		state[key] = 1
		for _, other := range c.asks[key] {
			if _, _, ok := d.Find(other); ok {
				visit(other)
			}
		}
		state[key] = 2
		c.program.order = append(c.program.order, key)
	}
	for _, s := range d.Sections {
		for _, q := range s.Questions {
			visit(q.Key)
		}
	}
}

// try runs every expression on no answers and on sample answers, so that what only fails
// in the hands of an applicant is found by its author.
func (c *compiler) try(d *Definition) {
	for _, at := range slices.Sorted(maps.Keys(c.all)) {
		for _, a := range []Answers{{}, d.Sample()} {
			if _, err := truth(c.all[at], newVars(d, a, Context{}, nil)); err != nil {
				c.c.Refuse(at, "bad_expression", "%s", err)
				break
			}
		}
	}
}

func truth(run cel.Program, in *vars) (bool, error) {
	out, _, err := run.Eval(in)
	if err != nil {
		return false, err
	}
	b, ok := out.Value().(bool)
	if !ok {
		return false, errors.New("a condition is true or false")
	}
	return b, nil
}

// seen is which questions are asked of these answers, and what rules read.
type seen struct {
	shown  map[string]bool
	rules  *program
	broken bool // the definition does not compile: everything is asked, rules cannot be held
	vars   *vars
}

func (d *Definition) evaluate(a Answers, in Context) seen {
	p := d.rules
	s := seen{shown: map[string]bool{}}
	if p == nil {
		var err error
		if p, err = compiled(d); err != nil {
			p, s.broken = &program{}, true
		}
	}
	for _, section := range d.Sections {
		for _, q := range section.Questions {
			s.shown[q.Key] = true
		}
	}
	s.rules, s.vars = p, newVars(d, a, in, s.shown)
	for _, key := range p.order {
		for _, run := range p.when[key] {
			// A condition that fails asks the question: an answer too many harms less than one too few.
			if ok, err := truth(run, s.vars); err == nil && !ok {
				s.shown[key] = false
				s.vars.forget(key)
			}
		}
	}
	return s
}

// Shown tells for each question whether it is asked, given these answers. The answer of a
// hidden question counts as not given.
func (d *Definition) Shown(a Answers, in Context) map[string]bool { return d.evaluate(a, in).shown }

// Asked is the definition without what is hidden by these answers; sections left empty are gone.
func (d *Definition) Asked(a Answers, in Context) Definition {
	shown := d.Shown(a, in)
	out := Definition{}
	for _, s := range d.Sections {
		s.Questions = slices.DeleteFunc(slices.Clone(s.Questions), func(q Question) bool { return !shown[q.Key] })
		if len(s.Questions) > 0 {
			out.Sections = append(out.Sections, s)
		}
	}
	return out
}

// hold refuses an answer that breaks a rule of its question.
func (s seen) hold(c *fault.Check, q *Question) {
	if s.broken && len(q.Rules) > 0 {
		c.Refuse(path(q.Key), "rule_unchecked", "%s: a rule could not be checked; please tell the office.", q.Label["en"])
		return
	}
	for _, r := range s.rules.rules[q.Key] {
		ok, err := truth(r.run, s.vars)
		switch {
		case err != nil:
			c.Refuse(path(q.Key), "rule_unchecked", "%s: a rule could not be checked; please tell the office.", q.Label["en"])
		case !ok:
			c.Refuse(path(q.Key), r.Code, "%s", r.Message["en"])
		}
	}
}

// RuleMessage is what a question's own rule says in a locale, English where it has none;
// empty when the refusal comes from no rule of the form.
func (d *Definition) RuleMessage(f fault.Field, locale string) string {
	key, _ := KeyOf(f.Path)
	_, q, ok := d.Find(key)
	if !ok {
		return ""
	}
	for _, r := range q.Rules {
		if r.Code == f.Code && strings.TrimSpace(r.Message["en"]) == strings.TrimSpace(f.Message) {
			if s := r.Message[locale]; s != "" {
				return s
			}
			return r.Message["en"]
		}
	}
	return ""
}
