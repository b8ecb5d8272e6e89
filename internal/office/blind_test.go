package office_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// secret is one hidden fact: in two worlds that differ in it alone, those it is hidden from read the same.
type secret struct {
	name    string
	decided bool           // the cycle they have in common is decided, and its letters are held
	given   func(h *house) // of both worlds besides
	hidden  func(h *house) // of the second only
	from    map[string]string
	knows   string // somebody who does read the difference, so that it is a fact
}

const (
	inReview = `FROM applications a JOIN cycles c ON c.id = a.cycle_id AND c.year = 2027 WHERE a.state = 'in_review'`
	// waiting are the applications that the reviewer one can be has still to hand in.
	waiting = `SELECT s.application_id FROM assignments s JOIN people p ON p.id = s.reviewer_id AND p.email = '%s@example.org'
		JOIN panels n ON n.id = s.panel_id JOIN cycles c ON c.id = n.cycle_id AND c.year = 2027
		WHERE NOT EXISTS (SELECT FROM reviews r WHERE r.assignment_id = s.id AND r.state IN ('submitted', 'locked')) AND s.state NOT IN ('conflicted', 'recused')`
	// read is the first application in review, its lead's coordinator and its partner's.
	readFirst = `SELECT a.id ` + inReview + ` ORDER BY a.number LIMIT 1`
	speakerOf = `SELECT m.person_id AS id FROM memberships m JOIN partnership_members pm ON pm.organization_id = m.organization_id
		JOIN applications a ON a.partnership_id = pm.partnership_id WHERE m.role IN ('applicant_coordinator', 'partner_coordinator') AND pm.lead = %v AND a.id = (%s) ORDER BY 1`
	// chosen is the award of the live cycle with the smallest number.
	chosen = `SELECT w.application_id FROM awards w JOIN cycles c ON c.id = w.cycle_id AND c.year = 2027 ORDER BY w.number LIMIT 1`
	draft  = `SELECT a.id FROM applications a JOIN cycles c ON c.id = a.cycle_id AND c.year = 2027 WHERE a.state = 'draft' ORDER BY a.number LIMIT 1`
)

func lead(application string) string   { return fmt.Sprintf(speakerOf, true, application) }
func abroad(application string) string { return fmt.Sprintf(speakerOf, false, application) }

// rescore changes what others than one reader gave and wrote on some applications, with the counts kept beside.
func rescore(h *house, applications, except string) {
	others := `SELECT r.id FROM reviews r JOIN people p ON p.id = r.reviewer_id AND p.email <> '` + except + `@example.org' WHERE r.application_id IN (` + applications + `)`
	h.sql(`UPDATE scores SET half_points = 12 - half_points, comment = 'Something else entirely about the secretword of this proposal.' WHERE review_id IN (` + others + `)`)
	h.sql(`UPDATE reviews SET base_milli = 12345, overall = 'secretword', recommendation = 'do_not_fund', version = version + 3 WHERE id IN (` + others + `)`)
	h.sql(`UPDATE applications SET review_mean_milli = 12345, review_count = review_count + 7 WHERE id IN (` + applications + `)`)
}

// rewrite changes what a proposal says, wherever it is kept.
func rewrite(h *house, application string) {
	h.sql(`UPDATE applications SET title = 'secretword', abstract = 'secretword', theme_id = NULL WHERE id = (` + application + `)`)
	h.sql(`UPDATE responses SET answers = '{"title": "secretword"}' WHERE id = (` + application + `)`)
	h.sql(`UPDATE budget_lines SET description = 'secretword' WHERE application_id = (` + application + `)`)
	h.sql(`UPDATE partnerships SET title = 'secretword', version = version + 1 WHERE id = (SELECT partnership_id FROM applications WHERE id = (` + application + `))`)
	rewriteAround(h, application)
	h.sql(`UPDATE partnership_members SET part = 'secretword', confirmed_words = 'secretword' WHERE partnership_id = (SELECT partnership_id FROM applications WHERE id = (` + application + `))`)
}

// rewriteAround changes what was said before and beside a proposal, where anything was.
func rewriteAround(h *house, application string) {
	statements := `SELECT s.id FROM statements s JOIN applications a ON a.partnership_id = s.partnership_id WHERE a.id = (` + application + `)`
	if len(h.any(statements)) > 0 {
		h.sql(`UPDATE responses SET answers = '{"title": "secretword"}' WHERE id IN (` + statements + `)`)
		h.sql(`UPDATE statements SET version = version + 3, withdrawn_reason = 'secretword' WHERE id IN (` + statements + `)`)
	}
}

// turnDown makes a held award a declination, with its money free again.
func turnDown(h *house) {
	h.sql(`CREATE TABLE turned AS SELECT w.id, w.application_id, w.amount_minor, w.cycle_id FROM awards w WHERE w.application_id = (` + chosen + `)`)
	h.sql(`UPDATE ledger_accounts SET balance_minor = balance_minor + (SELECT amount_minor FROM turned) WHERE owner = (SELECT cycle_id FROM turned) AND kind = 'appropriation'`)
	h.sql(`DELETE FROM awards WHERE id = (SELECT id FROM turned)`)
	h.sql(`UPDATE slate_lines SET decision = 'decline', amount_minor = 0 WHERE application_id = (SELECT application_id FROM turned)`)
	h.sql(`UPDATE letters SET decision = 'decline', award_id = NULL, content = '{}', code = 'ZZZZZZZZZZZZ' WHERE application_id = (SELECT application_id FROM turned)`)
	h.sql(`UPDATE applications SET state = 'declined' WHERE id = (SELECT application_id FROM turned)`)
}

// bind gives everybody named a conflict of interest with an application.
func bind(h *house, application string, keys ...string) {
	for _, key := range keys {
		h.sql(`INSERT INTO conflicts (id, person_id, application_id, kind, source, note, found_at) SELECT $1, p.id, (`+application+`), 'family', 'recorded', 'kin', now() FROM people p WHERE p.email = $2`,
			ident.NewConflict().UUID(), key+"@example.org")
	}
}

// reported freezes the funder's report of the live cycle.
func reported(h *house) {
	h.t.Helper()
	r, err := h.Report.Assemble(h.as("officer"), report.AssembleInput{Cycle: ident.From[ident.CycleKind](h.id(liveCycle)), Kind: report.Cycle})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Report.Freeze(h.as("director"), report.FreezeInput{Report: r.ID}); err != nil {
		h.t.Fatal(err)
	}
}

func secrets() []secret {
	everyoneElse := map[string]string{"nobody": "", "the applicant one can be": "applicant", "a reader of another panel": "otherreader", "the funder": "funder", "a fellow": "fellow"}
	museums := map[string]string{"its lead": lead(readFirst), "its partner": abroad(readFirst)}
	bound := map[string]string{"the officer": "officer", "the grants manager": "grants", "the director": "director", "the chair": "chair"}
	return []secret{
		{
			name:   "what others gave and wrote, before the reviewer's own is in",
			given:  func(h *house) { cleared(h, "reviewer") },
			hidden: func(h *house) { rescore(h, fmt.Sprintf(waiting, "reviewer"), "reviewer") },
			from:   map[string]string{"the reviewer": "reviewer", "a reader of another panel": "otherreader", "the other chair": "otherchair"}, knows: "auditor",
		},
		{
			name:   "what others gave and wrote, before the chair's own is in",
			hidden: func(h *house) { rescore(h, fmt.Sprintf(waiting, "chair"), "chair") },
			from:   map[string]string{"the chair": "chair"}, knows: "auditor",
		},
		{
			name:   "what reviewers gave and wrote",
			hidden: func(h *house) { rescore(h, readFirst, "nobody") },
			from:   museums, knows: "auditor",
		},
		{
			name: "what reviewers gave and wrote, to an officer of the museum itself",
			given: func(h *house) {
				h.sql(`INSERT INTO memberships (id, person_id, organization_id, role) SELECT $1, p.id, a.lead_organization_id, 'applicant_coordinator' FROM people p, applications a
					WHERE p.email = 'officer@example.org' AND a.id = (`+readFirst+`)`, ident.NewMembership().UUID())
			},
			hidden: func(h *house) {
				h.sql(`UPDATE reviews SET overall = 'secretword' WHERE application_id = (` + readFirst + `)`)
			},
			from: map[string]string{"the officer": "officer"}, knows: "auditor",
		},
		{
			name: "who reviews",
			hidden: func(h *house) {
				other := `(SELECT id FROM people WHERE email = 'otherreader@example.org')`
				h.sql(`UPDATE reviews SET reviewer_id = ` + other + ` WHERE id = (SELECT id FROM reviews WHERE application_id = (` + readFirst + `) ORDER BY id DESC LIMIT 1)`)
				h.sql(`UPDATE assignments s SET reviewer_id = ` + other + ` FROM reviews r WHERE r.assignment_id = s.id AND r.reviewer_id <> s.reviewer_id`)
			},
			from: museums, knows: "auditor",
		},
		{
			name:   "what the office noted for itself",
			hidden: func(h *house) { h.sql(`UPDATE applications SET check_note = 'secretword' WHERE state = 'in_review'`) },
			from:   merged(museums, map[string]string{"the chair": "chair", "a reader": "susan.delacroix"}), knows: "officer",
		},
		{
			name:   "that it was decided, before the letters leave",
			given:  func(h *house) { h.sql(`UPDATE cycles SET state = 'slate' WHERE year = 2027`) }, // which is public
			hidden: (*house).decide,
			from:   map[string]string{"its lead": lead(readFirst), "its partner": abroad(readFirst), "the applicant one can be": "applicant", "nobody": "", "the funder": "funder"}, knows: "director",
		},
		{
			name:    "what was decided, before the letters leave",
			decided: true, hidden: turnDown,
			from: map[string]string{
				"its lead": lead(chosen), "its partner": abroad(chosen), "the applicant one can be": "applicant", "nobody": "",
				"the reviewer": "reviewer", "the chair": "chair", "another reader": "susan.delacroix", "the funder": "funder",
			}, knows: "director",
		},
		{
			name:    "what a funder's report counts, before the letters leave",
			decided: true,
			hidden:  reported,
			from:    map[string]string{"the funder": "funder", "its lead": lead(chosen), "nobody": ""}, knows: "director",
		},
		{
			name:    "what a proposal says to whom it binds",
			decided: true, given: func(h *house) { bind(h, chosen, "officer", "grants", "director", "chair") },
			hidden: func(h *house) { rewrite(h, chosen) },
			from:   bound, knows: "auditor",
		},
		{
			name:    "what was decided on a proposal, to whom it binds",
			decided: true, given: func(h *house) { bind(h, chosen, "officer", "grants", "director", "chair") },
			hidden: turnDown,
			from:   bound, knows: "auditor",
		},
		{
			name:   "what a reviewer gave a proposal, to whom it binds",
			given:  func(h *house) { bind(h, readFirst, "officer", "grants", "director", "chair") },
			hidden: func(h *house) { rescore(h, readFirst, "nobody") },
			from:   bound, knows: "auditor",
		},
		{
			name:   "another museum's draft",
			hidden: func(h *house) { rewrite(h, draft) },
			from:   map[string]string{"another lead": lead(readFirst), "another partner": abroad(readFirst), "nobody": "", "the reviewer": "reviewer", "the funder": "funder", "finance": "finance"}, knows: "applicant",
		},
		{
			name: "what a proposal says, before the reader has declared",
			hidden: func(h *house) {
				h.sql(`UPDATE applications SET abstract = 'secretword' WHERE id IN (` + fmt.Sprintf(waiting, "reviewer") + `)`)
			},
			from: map[string]string{"the reviewer": "reviewer"}, knows: "chair",
		},
		{
			name:    "what a letter says that is nobody's but the office's",
			decided: true,
			hidden:  func(h *house) { h.sql(`UPDATE letters SET addressee = 'secretword' WHERE state = 'held'`) },
			from:    merged(everyoneElse, map[string]string{"finance": "finance", "the chair": "chair", "its lead": lead(chosen)}), knows: "grants",
		},
	}
}

func merged(maps ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range maps {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

// cleared takes a reader's word that nothing binds them, so that documents open.
func cleared(h *house, key string) {
	h.sql(`UPDATE assignments SET cleared_at = now(), state = 'reading' WHERE state = 'offered' AND reviewer_id = (SELECT id FROM people WHERE email = '` + key + `@example.org')`)
}

// TestWhoReadsWhat tells one history, and how it goes on, and asks everything of copies of them.
func TestWhoReadsWhat(t *testing.T) {
	t.Parallel()
	base := newHouse(t)
	later := base.twin(t)
	later.decide()
	open, decided := pastOf(t, base), pastOf(t, later)
	for name, rule := range map[string]func(*testing.T, *house){
		"a forbidden id answers as an unknown one": forbiddenAsUnknown, "who has no role reads what everyone reads": noRoleReadsWhatEveryoneReads,
		"no text breaks a search and none is a pattern": noTextBreaksASearch, "a token reads no more than its scopes": tokensReadTheirScopes,
		"a suspended person gets nothing": suspendedGetNothing, "an applicant who chairs a panel reads their own as before": applicantsOnPanelsReadTheirOwn,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, decided.still.twin(t))
		})
	}
	for _, s := range slices.Concat(secrets(), ownSecrets(), besideSecrets(), bondSecrets(), peopleSecrets()) {
		t.Run("two worlds differ in "+s.name, func(t *testing.T) {
			t.Parallel()
			if s.decided {
				s.keep(t, decided)
			} else {
				s.keep(t, open)
			}
		})
	}
}

// keep makes the second world and reads both as everyone the secret is kept from, and as who knows it until that shows.
func (s secret) keep(t *testing.T, common *past) {
	here, there, asks := common.worlds(t, s)
	s.hidden(there)
	asked := here.asked(ident.Person{}, there)
	compare := func(key string) string {
		var a auth.Actor
		if key != "" {
			a = here.actor(key)
		}
		asked["Messages.MessagesTo"] = []call{{a.Person}}
		for _, name := range slices.Sorted(maps.Keys(asked)) {
			if d := differ("/"+name, asks(a, name, asked[name]), there.ask(auth.As(there.ctx, a), name, asked[name])); d != "" {
				return d
			}
		}
		return ""
	}
	if compare(s.knows) == "" {
		t.Errorf("the worlds do not differ for %s either", s.knows)
	}
	for who, key := range s.from {
		if d := compare(key); d != "" {
			t.Errorf("%s learns it: %s", who, d)
		}
	}
}
