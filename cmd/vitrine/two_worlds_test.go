package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/graph"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/web"
)

// forgetful is a session that holds nothing: who asks is in the request already.
type forgetful struct{ web.Sessions }

func (forgetful) Note(context.Context, string)        {}
func (forgetful) Notice(context.Context) string       { return "" }
func (forgetful) Put(context.Context, string, string) {}
func (forgetful) Take(context.Context, string) string { return "" }
func (forgetful) Peek(context.Context, string) string { return "" }

// half is one of two worlds that differ in what is hidden from most.
type half struct {
	t     *testing.T
	world *pgtest.World
	*office.Office
	pages, api http.Handler
}

func (s *scenery) half(t *testing.T) *half {
	w := s.world.Clone(t)
	o := s.office(w, quiet(), "http://vitrine.example.org")
	return &half{
		t: t, world: w, Office: o, pages: (&web.Site{Office: o, Sessions: forgetful{}, Log: quiet(), Now: s.clock.Now}).Handler(),
		api: graph.Handler(o, graph.Options{Log: quiet(), Now: s.clock.Now, CostPerMinute: -1}),
	}
}

// hide changes facts past every guard of the database; one that changes nothing is no fact.
func (h *half) hide(facts ...string) {
	h.t.Helper()
	c, err := h.world.DB.Pool.Acquire(pgtest.Context(h.t))
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.Release()
	for _, text := range append([]string{`SET session_replication_role = replica`}, facts...) {
		tag, err := c.Exec(pgtest.Context(h.t), text)
		if err != nil || strings.HasPrefix(text, "UPDATE") && tag.RowsAffected() == 0 {
			h.t.Fatalf("%s: %d rows, %v", text, tag.RowsAffected(), err)
		}
	}
	if _, err := c.Exec(pgtest.Context(h.t), `SET session_replication_role = origin`); err != nil {
		h.t.Fatal(err)
	}
}

func (h *half) id(text string) uuid.UUID {
	h.t.Helper()
	var id uuid.UUID
	if err := h.world.DB.Pool.QueryRow(pgtest.Context(h.t), text).Scan(&id); err != nil {
		h.t.Fatalf("%s: %v", text, err)
	}
	return id
}

// as is the context of whoever has an address; nobody for none.
func (h *half) as(email string) context.Context {
	h.t.Helper()
	ctx := pgtest.Context(h.t)
	if email == "" {
		return ctx
	}
	a, err := h.Account.Actor(ctx, ident.From[ident.PersonKind](h.id(`SELECT id FROM people WHERE email = '`+email+`'`)), true, "web")
	if err != nil {
		h.t.Fatal(err)
	}
	return auth.As(ctx, a)
}

// reads is a page, or the answer to a query, as somebody gets it.
func (h *half) reads(ctx context.Context, what string) (int, string) {
	w := httptest.NewRecorder()
	if strings.HasPrefix(what, "{") {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(`{"query": "`+strings.ReplaceAll(what, `"`, `\"`)+`"}`))
		r.Header.Set("Content-Type", "application/json")
		h.api.ServeHTTP(w, r)
	} else {
		h.pages.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, what, nil))
	}
	return w.Code, w.Body.String()
}

// kept are the ids of what is hidden.
type kept struct{ statement, profile, meeting, application, partnership, member, call string }

func (h *half) kept() kept {
	const of = ` JOIN cycles c ON c.id = x.cycle_id AND c.year = 2027 `
	app := h.id(`SELECT x.id FROM applications x` + of + `JOIN organizations o ON o.id = x.lead_organization_id WHERE o.name = 'Prairie Museum of Letters'`)
	pps := h.id(`SELECT partnership_id FROM applications WHERE id = '` + app.String() + `'`)
	return kept{
		statement:   ident.From[ident.StatementKind](h.id(`SELECT x.id FROM statements x` + of + `WHERE x.state = 'submitted'`)).String(),
		profile:     ident.From[ident.ProfileKind](h.id(`SELECT x.id FROM profiles x` + of + `WHERE x.state = 'submitted'`)).String(),
		meeting:     ident.From[ident.IntroductionKind](h.id(`SELECT id FROM introductions WHERE state = 'accepted'`)).String(),
		application: ident.From[ident.ApplicationKind](app).String(),
		partnership: ident.From[ident.PartnershipKind](pps).String(),
		member:      ident.From[ident.MemberKind](h.id(`SELECT id FROM partnership_members WHERE NOT lead AND partnership_id = '` + pps.String() + `'`)).String(),
		call:        ident.From[ident.CycleKind](h.id(`SELECT id FROM cycles WHERE state = 'draft'`)).String(),
	}
}

// places are where anything of it could show: its own pages, the lists around it, feeds, and what the API answers.
func (k kept) places() []string {
	app, sip, pro, pps := "/applications/"+k.application, "/statements/"+k.statement, "/profiles/"+k.profile, "/partnerships/"+k.partnership
	out := []string{
		"/", "/calls", "/calls/" + k.call, "/feeds/calls.atom", "/museums?q=letters", "/partners", "/projects", "/eligibility", "/applicant", "/office", "/office/applications",
		"/office/partnerships", "/office/statements", "/office/profiles", "/office/alone", "/account/notices", "/introductions", "/introductions/" + k.meeting, "/introductions/new",
		pps, pps + "/members", pps + "/parts", "/endorsements/" + k.member, "/office/cycles/" + k.call, "/office/cycles/" + k.call + "/compose", "/reviews", "/reviews/offline", "/slates", "/account/ties",
		"/office/cycles/" + k.call + "/blindness", "/office/cycles/" + k.call + "/decision", "/office/cycles/" + k.call + "/slate", "/office/cycles/" + k.call + "/letters",
		sip, sip + "/history", sip + "/print", pro, pro + "/history", pro + "/suggestions",
		app, app + "/history", app + "/sections/narrative", app + "/budget", app + "/budget.csv", app + "/budget/sf424a", app + "/booklet.pdf", app + "/print", app + "/sign", app + "/receipt",
	}
	for _, subject := range []string{k.application, k.statement, k.profile} {
		for _, field := range []string{`response(subject: %) { version }`, `remarks(subject: %) { words }`, `answerHistory(subject: %, first: 20) { nodes { now } }`, `answerFiles(subject: %) { name }`, `present(subject: %) { section }`, `node(id: %) { id }`} {
			out = append(out, `{ `+strings.ReplaceAll(field, "%", `"`+subject+`"`)+` }`)
		}
	}
	return append(
		out, `{ statement(id: "`+k.statement+`") { id } }`, `{ profile(id: "`+k.profile+`") { idea } }`, `{ partnership(id: "`+k.partnership+`") { title } }`, `{ cycle(id: "`+k.call+`") { title } }`,
		`{ budgetSheet(application: "`+k.application+`") { lines { description } } }`, `{ signable(application: "`+k.application+`") { sha256 } }`, `{ partnerSuggestions(profile: "`+k.profile+`", first: 20) { nodes { score } totalCount } }`,
		`{ introduction(id: "`+k.meeting+`") { words messages { text } } }`, `{ introductions(first: 50) { nodes { id words } totalCount } }`, `{ silences { museum } }`,
		`{ myAffiliations { name } }`, `{ myReviewerRecord { assigned lateDays } }`, `{ openCalls { id title } }`, `{ calls { id title awardMin { amount } } }`, `{ statements(first: 20) { nodes { id title } totalCount } }`, `{ applications(first: 50) { nodes { id title } totalCount } }`,
	)
}

// facts are what changes in the second world.
func (h *half) facts() []string {
	const (
		app  = `(SELECT x.id FROM applications x JOIN organizations o ON o.id = x.lead_organization_id WHERE o.name = 'Prairie Museum of Letters')`
		pair = `(SELECT x.partnership_id FROM applications x JOIN organizations o ON o.id = x.lead_organization_id WHERE o.name = 'Prairie Museum of Letters')`
		sip  = `(SELECT x.id FROM statements x JOIN cycles c ON c.id = x.cycle_id AND c.year = 2027 WHERE x.state = 'submitted')`
		pro  = `(SELECT x.id FROM profiles x JOIN cycles c ON c.id = x.cycle_id AND c.year = 2027 WHERE x.state = 'submitted')`
	)
	return []string{
		`UPDATE applications SET title = 'secretword', abstract = 'secretword', version = version + 3 WHERE id = ` + app,
		`UPDATE responses SET answers = answers || '{"title": "secretword"}' WHERE id IN (` + app + `, ` + sip + `)`,
		`UPDATE answer_changes SET now = 'secretword' WHERE response_id IN (` + app + `, ` + sip + `, ` + pro + `)`,
		`UPDATE budget_lines SET description = 'secretword' WHERE application_id = ` + app,
		`UPDATE signatures SET note = 'secretword' WHERE application_id = ` + app,
		`UPDATE partnerships SET title = 'secretword', version = version + 3 WHERE id = ` + pair,
		`UPDATE partnership_members SET part = 'secretword', confirmed_words = 'secretword' WHERE partnership_id = ` + pair,
		`UPDATE statement_submissions SET content = content || '{"title": "secretword"}' WHERE statement_id = ` + sip,
		`UPDATE partnerships SET title = 'secretword' WHERE id = (SELECT partnership_id FROM statements WHERE id = ` + sip + `)`,
		`UPDATE profiles SET idea = 'secretword', seeking = NOT seeking, version = version + 3 WHERE id = ` + pro,
		`UPDATE responses SET answers = answers || '{"idea": "secretword"}' WHERE id = ` + pro,
		`UPDATE introductions SET words = 'secretword' WHERE state = 'accepted'`,
		`UPDATE introduction_messages SET text = 'secretword'`,
		`UPDATE cycles SET title = 'secretword', appropriation_minor = 12345600 WHERE state = 'draft'`,
	}
}

// TestPagesOfTwoWorldsAreTheSameToWhomItIsHidden reads every page, feed and stored question around what museums write
// for themselves in two worlds that differ in it, as those it is hidden from: the bytes are the same.
func TestPagesOfTwoWorldsAreTheSameToWhomItIsHidden(t *testing.T) {
	t.Parallel()
	s := newScenery(t)
	here, there := s.half(t), s.half(t)
	there.hide(there.facts()...)
	places := here.kept().places()
	for _, who := range []string{"", "applicant@example.org", "partner@example.org", "reviewer@example.org", "chair@example.org", "fellow@example.org"} {
		a, b := here.as(who), there.as(who)
		for _, place := range places {
			status, was := here.reads(a, place)
			other, now := there.reads(b, place)
			if status != other || was != now {
				t.Errorf("%q learns of it at %s: %d and %d, %s", who, place, status, other, apart(was, now))
			}
			if status >= http.StatusInternalServerError || strings.Contains(now, "secretword") || strings.Contains(now, "GRAPHQL_VALIDATION_FAILED") {
				t.Errorf("%q is answered %d at %s", who, status, place)
			}
		}
	}
	for who, most := range map[string]int{"officer@example.org": 12, "official@example.org": 10} {
		differ, a, b := 0, here.as(who), there.as(who)
		for _, place := range places {
			if _, was := here.reads(a, place); was != "" {
				if _, now := there.reads(b, place); now != was {
					differ++
				}
			}
		}
		if differ < most {
			t.Errorf("%s, who may know, sees a difference in %d places only", who, differ)
		}
	}
	if code, body := there.reads(there.as("officer@example.org"), "/introductions/"+here.kept().meeting); code == http.StatusOK || strings.Contains(body, "secretword") {
		t.Error("the office reads what two museums write that it did not introduce")
	}
}

// apart is where two texts begin to differ.
func apart(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(i-60, 0)
	return "…" + a[from:min(i+60, len(a))] + "… and …" + b[from:min(i+60, len(b))] + "…"
}
