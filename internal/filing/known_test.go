package filing_test

import (
	"fmt"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
)

// spend records a cost on the grant, past the use cases, as handed in.
func (w *world) spend(name, category, on string, minor int64, state string) {
	w.t.Helper()
	w.SQL(fmt.Sprintf(`INSERT INTO expenses (id, award_id, organization_id, spent_on, category, description, paid_minor, paid_currency, amount_minor, currency, vendor, state, recorded_by, recorded_at, submitted_by, submitted_at)
SELECT md5('%[1]s')::uuid, md5('award1')::uuid, md5('us1')::uuid, '%[3]s', '%[2]s', 'Cost %[1]s', %[4]d, 'USD', %[4]d, 'USD', 'Vendor of %[1]s', '%[5]s', md5('coordinator1')::uuid, now(), p, CASE WHEN p IS NOT NULL THEN now() END
FROM (SELECT CASE WHEN '%[5]s' <> 'draft' THEN md5('coordinator1')::uuid END) x (p)`, name, category, on, minor, state))
}

// give records a contribution that is claimed.
func (w *world) give(name, category, on string, minor int64) {
	w.t.Helper()
	w.SQL(fmt.Sprintf(`INSERT INTO contributions (id, award_id, organization_id, donor, side, funding, category, given_on, valuation, description, quantity_milli, unit_minor, unit_currency, amount_minor, worth_minor, currency, state, claimed_by, claimed_at)
VALUES (md5('%[1]s')::uuid, md5('award1')::uuid, md5('us1')::uuid, 'Donor of %[1]s', 'us', 'cash', '%[2]s', '%[3]s', 'paid_cost', 'Gift %[1]s', 1000, %[4]d, 'USD', %[4]d, %[4]d, 'USD', 'claimed', md5('coordinator1')::uuid, now())`,
		name, category, on, minor))
}

func rowsOf(t *testing.T, d *filing.Detail, p duty.Part, key string) []form.Row {
	t.Helper()
	rows, fine := (&form.Question{Kind: form.Table}).Rows(d.PartOf(p).Answers[key])
	if !fine {
		t.Fatalf("%s is %q", key, d.PartOf(p).Answers[key])
	}
	return rows
}

func TestAReportBeginsWithWhatTheMuseumsEntered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.spend("flight", "travel", "2027-08-10", 12_000_00, "submitted")
	w.spend("sketch", "travel", "2027-08-11", 99_00, "draft")
	w.spend("later", "travel", "2027-10-01", 500_00, "submitted")
	w.give("curator", "personnel", "2027-09-30", 5_000_00)
	w.SQL(`INSERT INTO participants (id, award_id, row_number, mark, country, gender, role, side, age_band, joined_on, added_by, added_at)
SELECT md5('p' || n)::uuid, md5('award1')::uuid, n, sha256(n::text::bytea), 'US', 'female', 'community', CASE WHEN n < 4 THEN 'us' ELSE 'non_us' END, '18_24', '2027-09-01', md5('coordinator1')::uuid, now() FROM generate_series(1, 5) n`)
	w.SQL(`INSERT INTO trips (id, award_id, from_place, to_place, starts_on, ends_on, purpose, direction, method, federal, state, planned_by, planned_at)
VALUES (md5('trip')::uuid, md5('award1')::uuid, 'Newark', 'Nairobi', '2027-09-05', '2027-09-12', 'To meet', 'us_partner', 'actual', true, 'travelled', md5('coordinator1')::uuid, now());
INSERT INTO travelers (id, trip_id, organization_id, ordinal, community) SELECT md5('t' || n)::uuid, md5('trip')::uuid, md5('us1')::uuid, n, true FROM generate_series(1, 3) n`)
	w.SQL(`INSERT INTO audience_counts (id, award_id, reach, place, counted_on, contacts, method, recorded_by, recorded_at)
VALUES (md5('a')::uuid, md5('award1')::uuid, 'attendance', 'us', '2027-09-03', 340, 'counted', md5('coordinator1')::uuid, now());
INSERT INTO media_hits (id, award_id, medium, outlet, title, country, published_on, recorded_by, recorded_at)
VALUES (md5('m')::uuid, md5('award1')::uuid, 'media_web', 'The Daily', 'Two museums, one river', 'US', '2027-09-04', md5('coordinator1')::uuid, now())`)
	d := w.first()
	for _, x := range []struct {
		part duty.Part
		key  string
		want string
	}{
		{duty.Financial, form.ReportLines, "[map[category:personnel grant_now:0.00 grant_total:0.00 share_now:5000.00 share_total:5000.00] map[category:travel grant_now:12000.00 grant_total:12000.00 share_now:0.00 share_total:0.00]]"},
		{duty.Financial, form.ReportReceipts, "[map[amount:12000.00 category:travel funding:grant on:2027-08-10 payee:Vendor of flight what:Cost flight] map[amount:5000.00 category:personnel funding:share on:2027-09-30 payee:Donor of curator what:Gift curator]]"},
		{duty.Narrative, form.ReportParticipants, "[map[group:Community participants people:2 side:abroad] map[group:Community participants people:3 side:us]]"},
		{duty.Narrative, form.ReportTrips, "[map[begins:2027-09-05 ends:2027-09-12 from:Newark people:3 to:Nairobi]]"},
		{duty.Narrative, form.ReportMedia, "[map[on:2027-09-04 what:Two museums, one river where:The Daily]]"},
	} {
		var got []form.Row
		for _, r := range rowsOf(t, d, x.part, x.key) {
			if x.key != form.ReportLines || r["grant_total"] != "0.00" || r["share_total"] != "0.00" {
				got = append(got, r)
			}
		}
		if fmt.Sprint(got) != x.want {
			t.Errorf("%s begins with\n%v, want\n%v", x.key, got, x.want)
		}
	}
	if got := d.PartOf(duty.Narrative).Answers[form.ReportAudience]; got != "340" {
		t.Errorf("the audience begins with %q", got)
	}
}

func TestMoreReceiptsThanTheFormTakesAreLeftToTheMuseum(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 201 {
		w.spend(fmt.Sprintf("small%d", i), "supplies", "2027-08-10", 100, "submitted")
	}
	d := w.first()
	if got := d.PartOf(duty.Financial).Answers[form.ReportReceipts]; got != "" {
		t.Errorf("receipts begin with %d characters", len(got))
	}
	rows := rowsOf(t, d, duty.Financial, form.ReportLines)
	if fmt.Sprint(rows) == "" || rows[len(rows)-1]["grant_total"] == "" {
		t.Errorf("figures begin with %v", rows)
	}
}
