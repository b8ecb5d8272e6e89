package main

import (
	"regexp"
	"strings"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// around finds the ids of each kind that stand around an application, by prefix: what hangs on it first, then some other.
// X is the application's id, C its cycle, P its partnership.
func around() map[string]string {
	return map[string]string{
		"app": `SELECT X UNION ALL (SELECT id FROM applications WHERE id <> X AND cycle_id = C AND state <> 'draft' ORDER BY number LIMIT 1)`,
		"pps": `SELECT P`,
		"pmb": `SELECT id FROM partnership_members WHERE partnership_id = P ORDER BY id`,
		"org": `SELECT organization_id FROM partnership_members WHERE partnership_id = P ORDER BY 1`,
		"per": `(SELECT reviewer_id FROM assignments WHERE application_id = X ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM people WHERE email IN ('reviewer@example.org', 'chair@example.org') ORDER BY email)`,
		"asg": `(SELECT id FROM assignments WHERE application_id = X ORDER BY id) UNION ALL (SELECT s.id FROM assignments s JOIN people p ON p.id = s.reviewer_id
			WHERE p.email IN ('reviewer@example.org', 'chair@example.org') AND s.application_id <> X ORDER BY s.id DESC LIMIT 2)`,
		"rev": `SELECT id FROM reviews WHERE application_id = X ORDER BY id LIMIT 1`,
		"coi": `SELECT id FROM conflicts WHERE application_id = X ORDER BY id LIMIT 2`,
		"sub": `SELECT id FROM submissions WHERE application_id = X`,
		"bdl": `SELECT id FROM budget_lines WHERE application_id = X ORDER BY ordinal LIMIT 1`,
		"doc": `WITH d AS (SELECT document_id AS id FROM uploads WHERE response_id = X ORDER BY document_id LIMIT 1) SELECT id FROM d UNION ALL SELECT copy_id FROM reviewer_copies JOIN d ON d.id = document_id
			UNION ALL SELECT document_id FROM letters WHERE application_id = X UNION ALL (SELECT document_id FROM uploads WHERE response_id <> X ORDER BY 1 LIMIT 1)`,
		"sig": `SELECT id FROM signatures ORDER BY id LIMIT 1`,
		"pnl": `SELECT id FROM panels WHERE cycle_id = C ORDER BY id`,
		"mtg": `SELECT id FROM meetings LIMIT 1`,
		"mti": `SELECT id FROM meeting_items ORDER BY (application_id = X) DESC, id`,
		"rnk": `SELECT id FROM rankings ORDER BY (cycle_id = C) DESC, id LIMIT 1`,
		"lsc": `SELECT id FROM line_scenarios ORDER BY (cycle_id = C) DESC, id LIMIT 1`,
		"apl": `SELECT id FROM assignment_plans LIMIT 1`,
		"slt": `SELECT id FROM slates ORDER BY (cycle_id = C) DESC, id LIMIT 1`,
		"sll": `SELECT id FROM slate_lines ORDER BY (application_id = X) DESC, id LIMIT 1`,
		"awd": `SELECT id FROM awards ORDER BY (application_id = X) IS TRUE DESC, id DESC LIMIT 2`,
		"ltr": `SELECT id FROM letters ORDER BY (application_id = X) DESC, id LIMIT 2`,
		"exp": `SELECT id FROM expenses ORDER BY id DESC LIMIT 2`,
		"csh": `SELECT id FROM contributions ORDER BY id DESC LIMIT 2`,
		"agr": `SELECT id FROM agreements ORDER BY id DESC LIMIT 1`,
		"amd": `SELECT id FROM amendments ORDER BY id DESC LIMIT 2`,
		"hld": `SELECT id FROM record_holds ORDER BY id DESC LIMIT 1`,
		"adj": `SELECT id FROM adjustments ORDER BY id DESC LIMIT 1`,
		"kpn": `SELECT id FROM key_persons ORDER BY id DESC LIMIT 1`,
		"ags": `SELECT id FROM agreement_signatures ORDER BY id DESC LIMIT 1`,
		"pay": `SELECT id FROM payments ORDER BY id`,
		"pbt": `SELECT id FROM payment_batches LIMIT 1`,
		"pfw": `SELECT id FROM payment_forwards LIMIT 1`,
		"fil": `SELECT id FROM filings ORDER BY round DESC, id LIMIT 1`,
		"fld": `SELECT id FROM filing_dates ORDER BY id LIMIT 1`,
		"flp": `SELECT id FROM filing_parts ORDER BY part DESC, id LIMIT 1`,
		"trp": `SELECT id FROM trips ORDER BY id LIMIT 2`,
		"tsg": `SELECT id FROM trip_segments ORDER BY id LIMIT 1`,
		"trv": `SELECT id FROM travelers ORDER BY id LIMIT 2`,
		"vsa": `SELECT id FROM visa_cases ORDER BY id LIMIT 1`,
		"tlk": `SELECT id FROM traveler_looks ORDER BY id LIMIT 1`,
		"ptc": `SELECT id FROM participants ORDER BY id DESC LIMIT 1`,
		"ppa": `SELECT id FROM participant_pastes ORDER BY id DESC LIMIT 1`,
		"act": `SELECT id FROM activities ORDER BY id DESC LIMIT 1`,
		"aud": `SELECT id FROM audience_counts ORDER BY id DESC LIMIT 1`,
		"mda": `SELECT id FROM media_hits ORDER BY id DESC LIMIT 1`,
		"out": `SELECT id FROM outputs ORDER BY id DESC LIMIT 1`,
		"ind": `SELECT id FROM indicators ORDER BY id DESC LIMIT 2`,
		"mea": `SELECT id FROM indicator_measures ORDER BY id DESC LIMIT 1`,
		"sto": `SELECT id FROM stories ORDER BY id DESC LIMIT 2`,
		"sve": `SELECT id FROM survey_entries ORDER BY id DESC LIMIT 1`,
		"svy": `SELECT id FROM surveys ORDER BY id DESC LIMIT 1`,
		"chk": `SELECT id FROM check_ins ORDER BY id DESC LIMIT 1`,
		"ced": `SELECT id FROM comment_edits LIMIT 1`,
		"mrp": `SELECT id FROM minority_reports LIMIT 1`,
		"rls": `SELECT id FROM letter_releases LIMIT 1`,
		"rpt": `SELECT id FROM reports LIMIT 1`,
		"fig": `SELECT id FROM report_figures ORDER BY id LIMIT 1`,
		"cyc": `SELECT C UNION ALL (SELECT id FROM cycles WHERE state = 'draft' LIMIT 1)`,
		"prg": `SELECT program_id FROM cycles WHERE id = C`,
		"phs": `SELECT id FROM phases WHERE cycle_id = C ORDER BY id LIMIT 1`,
		"crt": `SELECT id FROM criteria WHERE cycle_id = C ORDER BY ordinal LIMIT 1`,
		"thm": `SELECT id FROM themes WHERE cycle_id = C ORDER BY ordinal LIMIT 1`,
		"frm": `SELECT form_id FROM applications WHERE id = X`,
		"fnr": `SELECT id FROM funders ORDER BY id LIMIT 1`,
		"fwd": `SELECT id FROM funder_awards LIMIT 1`,
		"sip": `SELECT id FROM statements ORDER BY (partnership_id = P) DESC, state = 'submitted' DESC, id LIMIT 1`,
		"sca": `SELECT id FROM statement_calls LIMIT 1`,
		"pro": `SELECT id FROM profiles ORDER BY (organization_id IN (SELECT organization_id FROM partnership_members WHERE partnership_id = P)) DESC, state = 'submitted' DESC, id LIMIT 1`,
		"itr": `SELECT id FROM introductions ORDER BY state = 'accepted' DESC, id LIMIT 1`,
		"itm": `SELECT id FROM introduction_messages ORDER BY id LIMIT 1`,
		"chg": `SELECT id FROM answer_changes ORDER BY (response_id = X) DESC, id LIMIT 2`,
		"cmt": `SELECT id FROM answer_comments ORDER BY (response_id = X) DESC, id LIMIT 1`,
		"upl": `SELECT id FROM uploads ORDER BY (response_id = X) DESC, id LIMIT 1`,
		"clm": `SELECT id FROM claims LIMIT 1`,
		"pst": `SELECT id FROM posts ORDER BY id LIMIT 1`,
		"end": `SELECT e.id FROM endorsements e JOIN partnership_members m ON m.id = e.member_id ORDER BY (m.partnership_id = P) DESC, e.id LIMIT 1`,
		"rol": `SELECT id FROM role_grants ORDER BY id LIMIT 1`,
		"mem": `SELECT id FROM memberships ORDER BY (organization_id IN (SELECT organization_id FROM partnership_members WHERE partnership_id = P)) DESC, id LIMIT 1`,
		"sit": `SELECT id FROM sites ORDER BY id LIMIT 1`,
		"std": `SELECT id FROM standing_signals ORDER BY id LIMIT 1`,
		"exc": `SELECT id FROM exclusion_checks ORDER BY id LIMIT 1`,
		"msg": `SELECT id FROM messages ORDER BY id DESC LIMIT 1`,
		"evt": `SELECT id FROM audit_events ORDER BY seq DESC LIMIT 1`,
		"pnm": `SELECT id FROM panel_members ORDER BY id DESC LIMIT 1`,
		"piv": `SELECT id FROM panel_invitations ORDER BY state = 'sent' DESC, id LIMIT 2`,
		"cst": `SELECT id FROM confidentiality_statements ORDER BY id LIMIT 1`,
		"ent": `SELECT id FROM ledger_entries ORDER BY id LIMIT 1`,
	}
}

// unheld are kinds of which the demonstration holds nothing: an id of nobody's stands for them.
func unheld() map[string]string {
	return map[string]string{
		"mrg": "no museums are merged", "cdn": "no award has a condition", "rsk": "no museum's risk was assessed", "inv": "every invitation was taken", "ext": "nobody was given more time", "tok": "tokens are one's own", "afl": "nobody declared a tie",
		"imp": "nothing was imported", "off": "nobody took reviews along", "ccr": "the funder was not asked", "ses": "sessions have no page", "rsp": "a response is named by what it answers",
	}
}

// ids are public ids of every kind around an application.
func (h *half) ids(app uuid.UUID) map[string][]string {
	h.t.Helper()
	out := h.found(around(), app, uuid.Nil)
	for prefix := range around() {
		if len(out[prefix]) == 0 {
			out[prefix] = []string{nobodys(prefix)}
		}
	}
	for prefix := range unheld() {
		out[prefix] = []string{nobodys(prefix)}
	}
	return out
}

// found are the ids that statements find around an application; kinds of which there is none are left out.
func (h *half) found(statements map[string]string, app, me uuid.UUID) map[string][]string {
	h.t.Helper()
	of := `FROM applications WHERE id = '` + app.String() + `'`
	names := map[string]uuid.UUID{"X": app, "C": h.id(`SELECT cycle_id ` + of), "P": h.id(`SELECT partnership_id ` + of), "M": me}
	out := map[string][]string{}
	for prefix, statement := range statements {
		statement = single.ReplaceAllStringFunc(statement, func(name string) string { return `'` + names[name].String() + `'::uuid` })
		rows, err := h.world.DB.Pool.Query(pgtest.Context(h.t), statement)
		if err != nil {
			h.t.Fatalf("%s: %v", statement, err)
		}
		for rows.Next() {
			var id uuid.UUID
			if err := rows.Scan(&id); err != nil {
				h.t.Fatal(err)
			}
			out[prefix] = append(out[prefix], public(prefix, id))
		}
		if rows.Close(); rows.Err() != nil {
			h.t.Fatalf("%s: %v", statement, rows.Err())
		}
	}
	return out
}

// public is an id as it stands in addresses.
func public(prefix string, id uuid.UUID) string {
	return prefix + strings.TrimPrefix(ident.From[ident.ApplicationKind](id).String(), ident.ApplicationKind{}.Prefix())
}

// nobodys is an id that nothing has.
func nobodys(prefix string) string {
	return public(prefix, uuid.MustParse("01a1ffca-0000-7000-8000-0123456789ab"))
}

// single are the letters that stand for the application, its cycle, its partnership and who asks.
var single = regexp.MustCompile(`\b[XCPM]\b`)
