package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

// lived is a house with the whole history of the sample world in it.
func lived(t *testing.T) (*office.Office, context.Context) {
	t.Helper()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	clock := sample.NewClock(func() time.Time { return pgtest.Today })
	w.DB.Now = clock.Now
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	o := office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Seal: pgtest.Ring(), Demo: true, BaseURL: "https://vitrine.example.org"})
	if err := sample.Fill(ctx, o, clock, pgtest.Today); err != nil {
		t.Fatal(err)
	}
	return o, ctx
}

// off are the checks that find something, with what they find.
func off(t *testing.T, o *office.Office, ctx context.Context) (names []string, what string) {
	t.Helper()
	found, err := o.Doctor(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if len(f.Off) > 0 {
			names = append(names, f.Check)
			what += f.Check + ": " + strings.Join(f.Off, "; ") + "\n"
		}
	}
	return names, what
}

// harm is a change no use case makes, and the checks that must tell of it.
type harm struct {
	what   string
	change string
	told   []string
}

const (
	sums         = "every account holds the sum of its lines"
	balanced     = "every ledger entry sums to zero"
	months       = "every account's months sum to its lines of each month"
	spentIs      = "an award's expenditure in the ledger is its accepted expenses less what was disallowed, by category"
	sharedIs     = "an award's cost share in the ledger is its verified contributions, cash and in kind and sides apart"
	claimedIs    = "a receipt line is claimed by what lives and says so, and once"
	overdrawn    = "no account is overdrawn that holds money, and no museum spent more than it is owed"
	cycles       = "a cycle's free money, reserve and commitments make its appropriation"
	committed    = "an offered award's commitment, or what it is obligated once official, paid and spent or not, is its amount"
	lists        = "a pasted list has the participants it loaded, and none once it is undone"
	surveyed     = "a survey counts each who answered once, and nobody more at any statement"
	framed       = "an award measures itself by indicators of its own program"
	doors        = "the audience of an activity is what was counted at its door"
	deals        = "an agreement's signatures are under what it says, and an award signed by both has two"
	budgets      = "a budget's lines sum to the request and the cost share"
	limits       = "a submitted proposal has enough cost share and is within the limits"
	checkers     = "who submitted is not who checked"
	pairs        = "a partnership of a submitted proposal has a US lead and a museum abroad, on their own sides"
	bases        = "a review's base score is what its scores and the weights make"
	means        = "an application's count and mean are those of its counted reviews"
	conflicts    = "nobody with a conflict has a review that counts"
	weights      = "weights of an opened review sum to 100"
	enough       = "nothing is ranked with fewer than three counted reviews"
	twoHands     = "a slate is approved by another than who proposed it"
	departs      = "a decision out of rank order says why"
	paidFor      = "a funder's award covers the cycles it pays for"
	leads        = "every reference leads to a row"
	decided      = "an award is what the slate decided"
	letters      = "a letter says what the slate decided and is kept as drawn"
	messages     = "a sent message was sent once and says when"
	figures      = "a figure is the sum of its rows where it counts them"
	events       = "every audited event has its hash"
	files        = "every file is there and is what it was"
	gone         = "what was erased is gone"
	handedIn     = "every submission is what was handed in"
	rankings     = "every ranking comes out of its inputs again"
	gapless      = "a meeting's log has no gap and begins with its opening"
	stands       = "a meeting stands where its log leads"
	phases       = "a panel has its five phases, each as its last change left it"
	copies       = "a reviewer's copy is of the file that was handed in"
	signed       = "a member counts as having signed by a signature on the words in force"
	promised     = "a confidentiality statement is what its hash says, and what was signed is a statement"
	seated       = "who accepted an invitation sits or sat on its panel"
	honored      = "an honorarium is settled after its panel is locked, by another than whom it is for"
	plans        = "every assignment plan comes out of its problem and seed again"
	reports      = "every frozen report has its hash"
	asTold       = "the text of a frozen report is what was frozen"
	alike        = "a frozen report counts persons alike by country, gender, age and role"
	steps        = "a slate on its way has taken every step its cycle asks for"
	released     = "letters are released once their slate has taken its last step"
	announced    = "what is announced left with its release"
	second       = "a decision out of rank order has a second person"
	disbursed    = "what was released and not sent back left the obligation of its award"
	stepped      = "a payment stands where its last step led"
	three        = "who asks for a payment, who approves and who releases it are three people"
	batched      = "a batch for the bank is the sum of its payments"
	passedOn     = "no more is passed on than was paid"
	owes         = "an award that runs has its reports planned, the final one to its last day"
	stood        = "a report that stands was handed in, accepted by another person, and has its hash"
	granted      = "a later date of a report stands on an extension that was granted"
	shut         = "what of a report was handed in takes no more answers"
	leaves       = "released letters leave when their time has come"
	chained      = "the terms of an award are numbered without a gap, and each that an amendment made holds from its day"
	amendStep    = "an amendment stands where its last step led, and was not approved by who handed it in"
	undone       = "an amendment that was taken back held, and its taking back is of the same award"
	shutBy       = "an award that was made here is closed where its closeout is, and by it"
	endStep      = "a closeout and an award in force stand where their last step led"
	endTwo       = "who certified or asked for the end of an award did not confirm it"
	endMoney     = "a closed award has nothing left of its obligation, and holds what is still to come back"
	endKept      = "the records of a closed award are kept for their time, and while somebody holds them"
	travels      = "who travels has what the law and the program ask for"
	forgotten    = "a traveler's personal data is there until it is erased, and gone then"
	excepted     = "an exception of Fly America on a cleared trip has its evidence"
	sealed       = "what is sealed of travelers opens under the keys of the house"
	twoTravel    = "a trip was planned, approved and cleared by two people"
	editioned    = "the editions of a signed paper are numbered without a gap"
	storied      = "photos and consents of stories open under the keys of the house, and each that is told of is there"
	signedNow    = "the newest edition of a signed letter says whether it was revoked, and of an amended one that it was amended"
	letterSigned = "a letter that was sent is signed where its house signs"
	sealedBy     = "every signature verifies with its key"
)

// The first row of a table in the order of its ids, so that each run harms the same one.
func firstOf(table, where string) string {
	return "(SELECT id FROM " + table + " WHERE " + where + " ORDER BY id LIMIT 1)"
}

func harms() []harm {
	submitted := firstOf("applications", "state = 'in_review'")
	counted := firstOf("reviews", "state = 'locked'")
	offered := firstOf("awards", "slate_line_id IS NOT NULL")
	ranked := "(SELECT application_id FROM ranking_places WHERE place = 2 LIMIT 1)"
	return []harm{
		{"a balance is raised", "UPDATE ledger_accounts SET balance_minor = balance_minor + 1 WHERE kind = 'funder_award'", []string{sums}},
		{"an account of nobody is overdrawn", "INSERT INTO ledger_accounts (id, kind, owner, currency, balance_minor) VALUES (gen_random_uuid(), 'interest', gen_random_uuid(), 'USD', 0); ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_never_overdrawn; UPDATE ledger_accounts SET balance_minor = -5 WHERE kind = 'interest' AND balance_minor = 0", []string{sums, overdrawn}},
		{"a museum nothing was obligated to spent money", "INSERT INTO ledger_accounts (id, kind, owner, currency, balance_minor) VALUES (gen_random_uuid(), 'disbursement', gen_random_uuid(), 'USD', -7)", []string{sums, overdrawn}},
		{"a month of an account is raised", "UPDATE ledger_months SET moved_minor = moved_minor + 1 WHERE (account_id, month) = (SELECT account_id, month FROM ledger_months ORDER BY 1, 2 LIMIT 1)", []string{months}},
		{"an accepted expense is raised", "UPDATE expenses SET amount_minor = amount_minor + 1, paid_minor = paid_minor + 1 WHERE id = " + firstOf("expenses", "state = 'accepted' AND paid_currency = currency"), []string{spentIs}},
		{"a verified contribution is moved to cash", "UPDATE contributions SET funding = CASE funding WHEN 'cash' THEN 'in_kind' ELSE 'cash' END WHERE id = " + firstOf("contributions", "state = 'verified'"), []string{sharedIs}},
		{"a receipt loses its claim", "DELETE FROM evidence_claims WHERE (evidence, subject) = (SELECT evidence, subject FROM evidence_claims ORDER BY 1, 2 LIMIT 1)", []string{claimedIs}},
		{"a line of an entry is changed", "UPDATE ledger_lines SET amount_minor = amount_minor + 1 WHERE (entry_id, ordinal) = (SELECT entry_id, ordinal FROM ledger_lines ORDER BY 1, 2 LIMIT 1)", []string{sums, balanced, months}},
		{"an appropriation is raised without money", "UPDATE cycles SET appropriation_minor = appropriation_minor + 100 WHERE id = (SELECT cycle_id FROM awards WHERE slate_line_id IS NOT NULL LIMIT 1)", []string{cycles}},
		{"an award is ended and its money kept", "UPDATE awards SET state = 'rescinded', ended_reason = 'x' WHERE id = " + offered, []string{committed}},
		{"an official award's agreement forgets that it is", "UPDATE agreements SET official_at = NULL, official_by = NULL WHERE official_at IS NOT NULL", []string{committed}},
		{"an agreement says something else than was signed", "UPDATE agreements SET content = content || ' '::bytea, sha256 = sha256(content || ' '::bytea) WHERE official_at IS NOT NULL", []string{deals}},
		{"a paid amount is raised", "UPDATE payments SET amount_minor = amount_minor + 1 WHERE state = 'paid'", []string{disbursed, batched}},
		{"a payment moves by itself", "UPDATE payments SET state = 'checked' WHERE state = 'approved'", []string{stepped}},
		{"who asked also approved", "UPDATE payment_steps a SET taken_by = b.taken_by FROM payment_steps b WHERE a.verb = 'approve' AND b.verb = 'certify' AND b.payment_id = a.payment_id", []string{three}},
		{"a batch asks the bank for more", "UPDATE payment_batches SET total_minor = total_minor + 1", []string{batched}},
		{"more is passed on than was paid", "UPDATE payment_forwards SET amount_minor = 100000000", []string{passedOn}},
		{"a signature is gone", "DELETE FROM agreement_signatures WHERE id = (SELECT s.id FROM agreement_signatures s JOIN agreements g ON g.id = s.agreement_id WHERE g.official_at IS NOT NULL ORDER BY s.id LIMIT 1)", []string{deals}},
		{"an award loses its final report", "UPDATE filings SET dropped_at = now() WHERE final AND state = 'scheduled'", []string{owes}},
		{"the award's last day moves and its reports do not", "UPDATE award_terms SET ends_on = ends_on + 30", []string{owes}},
		{"an accepted report says another thing under its hash", "ALTER TABLE filing_versions DROP CONSTRAINT filing_versions_hash_of_content; UPDATE filing_versions SET content = convert_to(replace(convert_from(content, 'UTF8'), '\"award\":\"', '\"award\":\"X'), 'UTF8')", []string{stood}},
		{"a report is accepted by who handed it in", "UPDATE filing_reviews r SET reviewed_by = v.submitted_by FROM filing_versions v WHERE v.filing_id = r.filing_id AND v.round = r.round AND r.verdict = 'accepted'", []string{stood}},
		{"a report is given a later date by nobody", "UPDATE filings SET extended_on = due_on + 5 WHERE id = (SELECT id FROM filings WHERE state = 'scheduled' AND due_on IS NOT NULL ORDER BY id LIMIT 1)", []string{granted}},
		{"the answers of an accepted report are opened", "UPDATE responses SET frozen = false WHERE id IN (SELECT p.id FROM filing_parts p JOIN filings f ON f.id = p.filing_id WHERE f.state = 'accepted')", []string{shut}},
		{"an award is raised without a decision", "UPDATE awards SET amount_minor = amount_minor + 100 WHERE id = " + firstOf("awards", "state = 'provisional' AND slate_line_id IS NOT NULL"), []string{committed, decided}},
		{"an edition of a signed paper is lost", "UPDATE paper_signatures SET edition = 3 WHERE edition = 2", []string{editioned, sealedBy}},
		{"a letter is revoked and its signature is not told", "UPDATE letters SET state = 'revoked', revoked_at = now(), revoked_reason = 'x' WHERE id = " + firstOf("letters", "state = 'sent' AND decision = 'decline'"), []string{signedNow}},
		{"a letter loses its signature", "DELETE FROM paper_signatures WHERE code = (SELECT code FROM letters WHERE state = 'sent' AND decision = 'decline' ORDER BY id LIMIT 1)", []string{letterSigned}},
		{"a signed record is changed", "UPDATE paper_signatures SET record = convert_to(replace(convert_from(record, 'UTF8'), '\"kind\":\"declination_letter\"', '\"kind\":\"award_letter\"'), 'UTF8') WHERE kind = 'declination_letter'", []string{sealedBy}},
		{"an amendment's terms lose their number", "UPDATE amendments SET terms_number = 1 WHERE state = 'applied'; UPDATE award_terms SET number = 9 WHERE number = 2; UPDATE award_term_lines SET number = 9 WHERE number = 2", []string{chained}},
		{"an amendment is moved without a step", "UPDATE amendments SET state = 'submitted' WHERE state = 'aam_review'", []string{amendStep}},
		{"an amendment takes back what never held", "UPDATE amendments SET undoes_id = " + firstOf("amendments", "state = 'applied'") + " WHERE state = 'aam_review'", []string{undone}},
		{"an award is closed by nobody", "UPDATE awards SET state = 'closed' WHERE id = " + ranAward, []string{shutBy}},
		{"a closeout is opened by no step", ends("open", "NULL, NULL, NULL, NULL"), []string{endStep}},
		{
			"one person asks for the end and confirms it", ends("closed_unilaterally", "'2028-08-01', (SELECT id FROM people ORDER BY id LIMIT 1), now(), '2031-08-01'") +
				"; INSERT INTO closeout_steps (award_id, ordinal, verb, from_state, to_state, taken_by, taken_at, reason) SELECT award_id, n, verb, 'open', CASE n WHEN 1 THEN 'open' ELSE 'closed_unilaterally' END, closed_by, now(), 'x' FROM closeouts, (VALUES (1, 'ask_unilateral'), (2, 'close_unilaterally')) v (n, verb)",
			[]string{shutBy, endTwo, endMoney},
		},
		{
			"the files of a closed award are let go early", ends("closed_unilaterally", "'2028-08-01', (SELECT id FROM people ORDER BY id LIMIT 1), now(), '2031-08-01'") +
				"; INSERT INTO retentions (application_id, subject, ground, since, keep_until, set_at) SELECT w.application_id, 'x', 'final_report', '2028-08-01', '2029-01-01', now() FROM awards w JOIN closeouts c ON c.award_id = w.id",
			[]string{shutBy, endStep, endMoney, endKept},
		},
		{"a minor went without consent", "UPDATE travelers SET minor = true WHERE id = (SELECT v.id FROM travelers v JOIN trips t ON t.id = v.trip_id WHERE t.state = 'reconciled' ORDER BY v.id LIMIT 1)", []string{travels}},
		{"a visitor came without visa and insurance", "UPDATE trips SET state = 'travelled' WHERE state = 'cleared'", []string{travels}},
		{"a traveler is called erased and is not", "UPDATE travelers SET erased_at = now(), passport_expires = NULL WHERE id = " + firstOf("travelers", "erased_at IS NULL"), []string{forgotten}},
		{"a traveler's data is lost", "DELETE FROM traveler_secrets WHERE traveler_id = " + firstOf("travelers", "erased_at IS NULL AND known_at IS NOT NULL"), []string{forgotten}},
		{"what is sealed of a story is cut", "UPDATE story_files SET sealed = substr(sealed, 1, 20)", []string{storied}},
		{"what is sealed is moved to another traveler", "UPDATE traveler_secrets s SET sealed = o.sealed FROM traveler_secrets o WHERE o.traveler_id <> s.traveler_id", []string{sealed}},
		{"an exception loses its evidence", "UPDATE trip_segments SET document_id = NULL WHERE exception <> ''", []string{excepted}},
		{"a trip went that nobody approved", "UPDATE trips SET approved_by = NULL WHERE state = 'reconciled'", []string{twoTravel}},
		{"a budget line is raised after submission", "UPDATE budget_lines SET rate_minor = 100, quantity_milli = 1000, amount_minor = 100 WHERE id = " + firstOf("budget_lines", "application_id = "+submitted), []string{budgets}},
		{"a submitted draft loses its budget", "DELETE FROM budget_lines WHERE application_id = " + submitted, []string{budgets}},
		{"the cycle's share is raised over a submitted budget", "UPDATE cycles SET cost_share_bp = 100000 WHERE id = (SELECT cycle_id FROM applications WHERE id = " + submitted + ")", []string{limits}},
		{"the limits move over a submitted request", "UPDATE cycles SET award_max_minor = award_min_minor WHERE id = (SELECT cycle_id FROM applications WHERE id = " + submitted + ")", []string{limits}},
		{"an applicant checks their own", "ALTER TABLE applications DROP CONSTRAINT applications_checker_not_submitter; UPDATE applications SET checked_by = submitted_by WHERE id = " + submitted, []string{checkers}},
		{"a museum moves abroad", "UPDATE organizations SET country = 'FR', state = '' WHERE id = (SELECT lead_organization_id FROM applications WHERE id = " + submitted + ")", []string{pairs}},
		{"a proposal loses its partner abroad", "DELETE FROM partnership_members WHERE side = 'non_us' AND partnership_id = (SELECT partnership_id FROM applications WHERE id = " + submitted + ")", []string{pairs, leads}},
		{"a proposal loses its lead", "UPDATE partnership_members SET lead = false WHERE partnership_id = (SELECT partnership_id FROM applications WHERE id = " + submitted + ")", []string{pairs}},
		{"a base is rounded up", "UPDATE reviews SET base_milli = base_milli + 1 WHERE id = " + counted, []string{bases}},
		{"the scores behind a base are gone", "DELETE FROM scores WHERE review_id = " + counted, []string{bases}},
		{"a newer score is slipped in", "INSERT INTO scores SELECT review_id, criterion_id, version + 1, CASE half_points WHEN 10 THEN 8 ELSE 10 END, comment, at FROM scores WHERE review_id = " + counted + " LIMIT 1", []string{bases}},
		{"a weight moves after review", "UPDATE criteria SET weight = weight + 1 WHERE cycle_id = (SELECT cycle_id FROM cycles c JOIN awards w ON w.cycle_id = c.id AND w.slate_line_id IS NOT NULL LIMIT 1)", []string{bases, weights}},
		{"a review is counted twice", "UPDATE applications SET review_count = review_count + 1 WHERE id = " + ranked, []string{means}},
		{"a mean is forgotten", "UPDATE applications SET review_mean_milli = NULL WHERE id = " + ranked, []string{means}},
		{"a reader turns out to be kin", "INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) SELECT gen_random_uuid(), reviewer_id, application_id, 'family', 'recorded', now() FROM reviews WHERE id = " + counted, []string{conflicts}},
		{"a ranking counts too few", "ALTER TABLE ranking_places DROP CONSTRAINT ranking_places_reviewed_enough; UPDATE ranking_places SET counted = 2 WHERE place = 1", []string{enough, rankings}},
		{"two places of a ranking change hands", "UPDATE ranking_places SET place = 90 WHERE place = 1; UPDATE ranking_places SET place = 1 WHERE place = 2; UPDATE ranking_places SET place = 2 WHERE place = 90", []string{rankings}},
		{"an unranked application is added to a ranking", "DELETE FROM ranking_places WHERE place = 1", []string{rankings}},
		{"a score behind a ranking is changed", `UPDATE rankings SET inputs = replace(inputs::text, '100000', '99999')::jsonb, sha256 = sha256('x')`, []string{rankings}},
		{"who proposed a slate approves it", "ALTER TABLE slates DROP CONSTRAINT slates_two_persons; UPDATE slates SET approved_by = proposed_by", []string{twoHands}},
		{"a funder was asked and nobody answered", "INSERT INTO decision_rules (cycle_id, concurrence, set_at) SELECT cycle_id, true, now() FROM slates WHERE state = 'announced'", []string{steps, released}},
		{"a panel was asked and nobody recommended", "INSERT INTO decision_rules (cycle_id, recommendation, set_at) SELECT cycle_id, true, now() FROM slates WHERE state = 'announced'", []string{steps, released}},
		{"letters were released before the director had approved", "UPDATE letter_releases SET released_at = '2001-01-01'", []string{released}},
		{"what was announced is said not to have left", "UPDATE letter_releases SET state = 'waiting', left_at = NULL, leaves_at = '2999-01-01'", []string{announced}},
		{"a letter left without a release", "UPDATE letters SET release_id = NULL WHERE id = " + firstOf("letters", "state = 'sent'"), []string{announced}},
		{"released letters never left", "UPDATE letter_releases SET state = 'waiting', left_at = NULL", []string{announced, leaves}},
		{"one person departs from the rank order and approves it", "UPDATE slate_lines l SET departs = true, promoted = false, reason = 'x', edited_by = s.approved_by FROM slates s WHERE s.id = l.slate_id AND l.id = " + firstOf("slate_lines", "decision = 'decline' AND place IS NOT NULL"), []string{second}},
		{"a decision passes over a better place", "UPDATE slate_lines SET place = -1, reason = '' WHERE id = (SELECT id FROM slate_lines WHERE decision = 'decline' AND place IS NOT NULL ORDER BY id LIMIT 1)", []string{departs}},
		{"a funder's award is cut below its cycles", "UPDATE funder_awards SET amount_minor = 1 WHERE id = (SELECT funder_award_id FROM cycles WHERE funder_award_id IS NOT NULL LIMIT 1)", []string{paidFor}},
		{"a theme is gone from under its proposals", "DELETE FROM themes WHERE id = (SELECT theme_id FROM applications WHERE theme_id IS NOT NULL LIMIT 1)", []string{leads}},
		{"a person is gone and was a member", "DELETE FROM people WHERE id = (SELECT person_id FROM memberships LIMIT 1)", []string{leads}},
		{"a line is decided otherwise afterwards", "UPDATE slate_lines SET amount_minor = amount_minor + 100 WHERE id = (SELECT slate_line_id FROM awards WHERE id = " + offered + ")", []string{decided}},
		{"a letter says another decision", "ALTER TABLE letters DROP CONSTRAINT letters_award_named; UPDATE letters SET decision = 'decline' WHERE id = " + firstOf("letters", "decision = 'award' AND state = 'sent'"), []string{letters, leads}},
		{"a letter is of another file", "UPDATE letters SET sha256 = sha256('forged') WHERE id = " + firstOf("letters", "state = 'sent'"), []string{letters}},
		{"a sent letter has lost its file", "DELETE FROM documents WHERE id = (SELECT document_id FROM letters WHERE state = 'sent' LIMIT 1)", []string{letters, leads}},
		{"a message forgets when it left", "ALTER TABLE messages DROP CONSTRAINT messages_sent_when; UPDATE messages SET sent_at = NULL WHERE id = " + firstOf("messages", "state = 'sent'"), []string{messages}},
		{"a figure is embellished", "UPDATE report_figures SET value = value + 1 WHERE id = " + firstOf("report_figures", "unit = 'count'"), []string{figures}},
		{"a row behind a figure is gone", "DELETE FROM report_figure_rows WHERE figure_id = " + firstOf("report_figures f", "unit = 'minor_usd' AND value > 0") + " AND value > 0", []string{figures}},
		{"a frozen report is edited", `UPDATE reports SET snapshot = jsonb_set(snapshot, '{year}', '1999') WHERE frozen_at IS NOT NULL`, []string{reports}},
		{"the text of a frozen report is mended", "UPDATE report_sections SET text = text || '.' WHERE report_id IN (SELECT id FROM reports WHERE frozen_at IS NOT NULL)", []string{asTold}},
		{"the text of a frozen report is gone", "DELETE FROM report_sections WHERE key = 'summary' AND report_id IN (SELECT id FROM reports WHERE frozen_at IS NOT NULL)", []string{asTold}},
		{"a frozen report counts one person more", "UPDATE report_figures SET value = value + 1 WHERE key = 'participants' AND report_id IN (SELECT id FROM reports WHERE frozen_at IS NOT NULL)", []string{alike, figures}},
		{"an event of a meeting is gone", "DELETE FROM meeting_events WHERE (meeting_id, seq) = (SELECT meeting_id, seq FROM meeting_events WHERE kind = 'joined' ORDER BY 1, 2 LIMIT 1)", []string{gapless}},
		{"a meeting forgets its last event", "UPDATE meetings SET last_seq = last_seq - 1", []string{gapless}},
		{"the opening of a meeting becomes something else", "UPDATE meeting_events SET kind = 'joined' WHERE kind = 'opened'", []string{gapless}},
		{"a meeting is closed past its log", "UPDATE meetings SET state = CASE state WHEN 'closed' THEN 'signed' ELSE 'closed' END, item_id = NULL", []string{stands}},
		{"a phase shows more without a change", "UPDATE panel_phases SET others = CASE others WHEN 'always' THEN 'never' ELSE 'always' END, version = version + 1 WHERE (panel_id, kind) = (SELECT panel_id, kind FROM panel_phases ORDER BY 1, 2 LIMIT 1)", []string{phases}},
		{"a panel loses a phase", "DELETE FROM panel_phases WHERE (panel_id, kind) = (SELECT h.panel_id, h.kind FROM panel_phases h WHERE NOT EXISTS (SELECT FROM panel_phase_changes c WHERE (c.panel_id, c.kind) = (h.panel_id, h.kind)) ORDER BY 1, 2 LIMIT 1)", []string{phases}},
		{"a change of a phase tells of another before", `INSERT INTO panel_phase_changes (panel_id, kind, version, was, becomes, reason, at) SELECT h.panel_id, h.kind, v, '{"reads": "all", "others": "never", "names": true}', jsonb_build_object('reads', h.reads, 'others', h.others, 'names', h.names), 'x', now() FROM (SELECT * FROM panel_phases WHERE version = 1 ORDER BY panel_id, kind LIMIT 1) h, generate_series(2, 3) v; UPDATE panel_phases SET version = 3 WHERE (panel_id, kind) = (SELECT panel_id, kind FROM panel_phase_changes WHERE reason = 'x' AND version = 3)`, []string{phases}},
		{"a copy was made of other bytes", "UPDATE reviewer_copies SET sha256 = sha256('other') WHERE document_id = (SELECT document_id FROM reviewer_copies ORDER BY 1 LIMIT 1)", []string{copies}},
		{"a copy is another file altogether", "UPDATE reviewer_copies c SET copy_id = (SELECT d.id FROM documents d WHERE d.kind = 'receipt' ORDER BY d.id LIMIT 1) WHERE document_id = (SELECT document_id FROM reviewer_copies ORDER BY 1 LIMIT 1)", []string{copies}},
		{"a member signed at another instant", "UPDATE panel_members SET confidentiality_at = confidentiality_at + interval '1 minute' WHERE id = " + firstOf("panel_members", "confidentiality_at IS NOT NULL"), []string{signed}},
		{"new words come and nobody is asked again", "INSERT INTO confidentiality_statements (id, program_id, version, words, sha256, published_at) SELECT gen_random_uuid(), program_id, version + 1, words, sha256, now() FROM confidentiality_statements WHERE cycle_id IS NULL ORDER BY version DESC LIMIT 1", []string{signed}},
		{"a statement is reworded", `UPDATE confidentiality_statements SET words = jsonb_set(words, '{en}', '"Tell everybody."')`, []string{promised}},
		{"a signature is on other words", "UPDATE confidentiality_signatures SET sha256 = sha256('x')", []string{promised}},
		{"another sat down than accepted", "UPDATE panel_invitations SET person_id = (SELECT id FROM people WHERE email = 'finance@example.org') WHERE state = 'accepted'", []string{seated}},
		{"a reader pays themselves", "UPDATE honoraria x SET settled_by = m.person_id FROM panel_members m WHERE m.id = x.member_id", []string{honored}},
		{"a plan was never handed out", `INSERT INTO assignment_plans (id, panel_id, problem, planned_at) SELECT gen_random_uuid(), id, '{"Proposals": [{"ID": "app_x", "Target": 1}], "Reviewers": [{"ID": "per_y"}], "Seed": 1}', now() FROM panels ORDER BY id LIMIT 1`, []string{plans}},
		{"an event gets another reason", "UPDATE audit_events SET reason = 'another' WHERE seq = (SELECT min(seq) FROM audit_events)", []string{events}},
		{"an event gets another actor", "UPDATE audit_events SET actor_id = gen_random_uuid() WHERE seq = (SELECT max(seq) FROM audit_events)", []string{events}},
		{"an event's details change", `UPDATE audit_events SET detail = '{"a": 1}' WHERE seq = (SELECT max(seq) FROM audit_events)`, []string{events}},
		{"a submission is edited", `UPDATE submissions SET content = jsonb_set(content, '{title}', '"A better title"') WHERE id = ` + firstOf("submissions", "true"), []string{handedIn}},
		{"a participant of a list is gone", "DELETE FROM participants WHERE id = " + firstOf("participants", "paste_id IS NOT NULL"), []string{lists}},
		{"who came with an undone list counts again", "UPDATE participants SET removed_at = NULL, removed_by = NULL WHERE removed_at IS NOT NULL", []string{lists}},
		{"an audience is not what was counted", "UPDATE audience_counts SET contacts = contacts + 1 WHERE method = 'checked_in'", []string{doors}},
		{"a survey counts somebody twice", "UPDATE surveys SET answers = answers + 1 WHERE id = " + firstOf("surveys", "answers > 0"), []string{surveyed}},
		{"a statement has more answers than people", "UPDATE survey_tallies SET answered = answered + 1 WHERE survey_id = " + firstOf("surveys", "answers > 0"), []string{surveyed}},
		{"an indicator is another program's", "UPDATE indicators SET program_id = (SELECT p.id FROM programs p WHERE p.id <> program_id ORDER BY p.id LIMIT 1) WHERE id = (SELECT indicator_id FROM award_indicators ORDER BY 1 LIMIT 1)", []string{framed}},
		{"a file's record lies about its size", "UPDATE documents SET size = size + 1 WHERE id = " + firstOf("documents", "true"), []string{files}},
		{"an erased file can still be read", "INSERT INTO erasures SELECT id, 'declined', current_date, now(), now() FROM documents d WHERE NOT EXISTS (SELECT FROM documents o WHERE o.blob_key = d.blob_key AND o.id <> d.id) ORDER BY id LIMIT 1", []string{gone}},
		{"a file is gone", "UPDATE documents SET blob_key = repeat('0', 64) WHERE id = " + firstOf("documents", "true"), []string{files}},
	}
}

var errUndo = errors.New("undo")

// TestTheDoctorFindsEachHarmAndOnlyIt does each harm in a transaction that is undone, with every guard asleep.
func TestTheDoctorFindsEachHarmAndOnlyIt(t *testing.T) {
	t.Parallel()
	o, ctx := lived(t)
	if _, what := off(t, o, ctx); what != "" {
		t.Fatalf("an unharmed world is off:\n%s", what)
	}
	proved := map[string]bool{}
	for _, h := range harms() {
		err := o.DB.InTx(ctx, func(ctx context.Context) error {
			if err := o.DB.Harm(ctx, h.change); err != nil {
				t.Errorf("%s: %v", h.what, err)
				return errUndo
			}
			names, what := off(t, o, ctx)
			slices.Sort(names)
			slices.Sort(h.told)
			if !slices.Equal(names, h.told) {
				t.Errorf("%s: told by %q, want %q\n%s", h.what, names, h.told, what)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatalf("%s: %v", h.what, err)
		}
		for _, c := range h.told {
			proved[c] = true
		}
	}
	found, err := o.Doctor(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if !proved[f.Check] {
			t.Errorf("no harm shows that %q is looked at", f.Check)
		}
		if len(f.Off) > 0 {
			t.Errorf("a harm was not undone: %s: %s", f.Check, f.Off)
		}
	}
}

// ranAward is the first award with terms.
const ranAward = "(SELECT award_id FROM award_terms ORDER BY award_id LIMIT 1)"

// ends opens a closeout in a state past the product; closing is its last day, who and when closed it, and until when its records are kept.
func ends(state, closing string) string {
	return "INSERT INTO closeouts (award_id, state, currency, ended_on, due_on, funder_due_on, unilateral_from, opened_at, closed_on, closed_by, closed_at, keep_until) SELECT " + ranAward +
		", '" + state + "', 'USD', '2027-07-31', '2027-10-29', '2027-11-28', '2028-08-01', now(), " + closing
}
