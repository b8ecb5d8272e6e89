package review_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func (b *bench) member(i int) ident.PanelMember {
	for _, m := range b.panel.Members {
		if m.Person == b.members[i] {
			return m.ID
		}
	}
	b.t.Fatal("no such member")
	return ident.PanelMember{}
}

func owed(t *testing.T, list []*review.Honorarium) map[ident.Person]string {
	t.Helper()
	out := map[ident.Person]string{}
	for _, h := range list {
		out[h.Person] = "unknown"
		if m := h.Owed(); m != nil {
			out[h.Person] = m.String()
		}
	}
	return out
}

func TestHonorariaAreOwedForReviewsThatCountAndPaidOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	tasks := b.assign()
	terms, err := b.review.SetPanelTerms(h.asOfficer(), review.SetPanelTermsInput{Panel: b.panel.ID, Fee: "125.50", FeePer: review.PerReview, Currency: "eur"})
	if err != nil || terms.Fee().String() != "125.50 EUR" || terms.Version != 1 {
		t.Fatalf("%+v, %v", terms, err)
	}
	for i := range 3 {
		ctx := b.ready(i, tasks[i]...)
		b.submit(ctx, tasks[i][0], 8)
		if i > 0 {
			b.submit(ctx, tasks[i][1], 6)
		}
	}
	// A conflict found late voids the second review of the last reader: it is kept, and not counted.
	if _, err := b.review.RecordConflict(h.asOfficer(), review.RecordConflictInput{Application: h.apps[1], Person: b.members[2], Kind: review.Board}); err != nil {
		t.Fatal(err)
	}
	pay := review.PayHonorariumInput{Member: b.member(1), On: calendar.Of(h.Clock.Now(), time.UTC), Reference: "ACH 4711"}
	want(t, second(b.review.PayHonorarium(h.asOfficer(), pay)), "panel_at_work")
	b.lock()
	list, err := b.review.Honoraria(h.asOfficer(), b.panel.ID)
	if err != nil {
		t.Fatal(err)
	}
	sums := owed(t, list)
	if sums[b.members[0]] != "125.50 EUR" || sums[b.members[1]] != "251.00 EUR" || sums[b.members[2]] != "125.50 EUR" {
		t.Errorf("owed: %v", sums)
	}
	want(t, second(b.review.PayHonorarium(h.asGrants(), pay)), "forbidden")
	bad := pay
	bad.Reference, bad.On, bad.Amount = " ", calendar.Of(h.Clock.Now(), time.UTC).AddDays(5), "200"
	refused := second(b.review.PayHonorarium(h.asOfficer(), bad))
	for _, code := range []string{"required", "bad_paid_day"} {
		want(t, refused, code)
	}
	paid, err := b.review.PayHonorarium(h.asOfficer(), pay)
	if err != nil || paid.Settlement.Paid().String() != "251.00 EUR" || paid.Outstanding() {
		t.Fatalf("%+v, %v", paid, err)
	}
	want(t, second(b.review.PayHonorarium(h.asOfficer(), pay)), "paid_already")
	want(t, second(b.review.LeaveHonorarium(h.asOfficer(), review.LeaveHonorariumInput{Member: b.member(1), Reason: "No."})), "paid_already")
	want(t, second(b.review.LeaveHonorarium(h.asOfficer(), review.LeaveHonorariumInput{Member: b.member(2)})), "required")
	if x, err := b.review.LeaveHonorarium(h.asOfficer(), review.LeaveHonorariumInput{Member: b.member(2), Reason: "Her employer does not let her take it."}); err != nil || x.Settlement.Outcome != review.HonorariumLeft {
		t.Errorf("%+v, %v", x, err)
	}
	want(t, second(b.review.SetPanelTerms(h.asOfficer(), review.SetPanelTermsInput{Panel: b.panel.ID, Fee: "99", FeePer: review.PerReview, Currency: "EUR"})), "paid_already")

	mine, err := b.review.MyHonoraria(b.reader(1))
	if err != nil || len(mine) != 1 || mine[0].Person != b.members[1] || mine[0].Settlement.Reference != "ACH 4711" {
		t.Errorf("one's own: %+v, %v", mine, err)
	}
	for i := range 2 {
		if _, err := b.review.Honoraria(b.reader(i), b.panel.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a member reads what others are owed: %v", err)
		}
		want(t, second(b.review.PayHonorarium(b.reader(i), review.PayHonorariumInput{Member: b.member(0), On: pay.On, Reference: "x"})), "not_found")
	}
	if list, err := b.review.FeePanels(h.as(h.person("Fay Finance"), auth.Grant{Role: auth.Finance})); err != nil || len(list) != 1 || list[0].Settled != 2 || list[0].Members != 3 {
		t.Errorf("finance sees %+v, %v", list, err)
	}
	if list, err := b.review.FeePanels(b.reader(0)); err != nil || len(list) != 0 {
		t.Errorf("the chair sees %+v, %v", list, err)
	}
}

func TestWhoIsBoundCountsNoReviews(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	tasks := b.assign()
	if _, err := b.review.SetPanelTerms(h.asOfficer(), review.SetPanelTermsInput{Panel: b.panel.ID, Fee: "100", FeePer: review.PerReview}); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		b.submit(b.ready(i, tasks[i]...), tasks[i][0], 8)
	}
	b.exec(`UPDATE assignments SET state = 'voided' WHERE state NOT IN ('submitted')`)
	b.lock()
	other := h.person("Other Officer")
	if _, err := h.review.RecordConflict(h.as(other, auth.Grant{Role: auth.Officer, Program: h.program}), review.RecordConflictInput{Application: h.apps[1], Person: h.officer, Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	list, err := b.review.Honoraria(h.asOfficer(), b.panel.ID)
	if err != nil || owed(t, list)[b.members[0]] != "unknown" {
		t.Errorf("an officer bound to something of the cycle reads %v, %v", owed(t, list), err)
	}
	pay := review.PayHonorariumInput{Member: b.member(1), On: calendar.Of(h.Clock.Now(), time.UTC), Reference: "ACH 1"}
	want(t, second(b.review.PayHonorarium(h.asOfficer(), pay)), "conflicted")
	if x, err := b.review.PayHonorarium(h.as(other, auth.Grant{Role: auth.Finance}), pay); err != nil || x.Settlement.Paid().String() != "100.00 USD" {
		t.Errorf("finance pays %+v, %v", x, err)
	}
	// Who pays is never who is paid.
	want(t, second(b.review.PayHonorarium(h.as(b.members[0], auth.Grant{Role: auth.Finance}), review.PayHonorariumInput{Member: b.member(0), On: pay.On, Reference: "x"})), "same_person")
}

func TestAPanelIsPaidAsAWholeToWhoSitsOnItAtItsEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(4)
	if _, err := b.review.SetPanelTerms(h.asOfficer(), review.SetPanelTermsInput{Panel: b.panel.ID, Fee: "500"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.review.RemoveMember(h.asOfficer(), review.RemoveMemberInput{Panel: b.panel.ID, Person: b.members[3], Reason: "Moved away."}); err != nil {
		t.Fatal(err)
	}
	list, err := b.review.Honoraria(h.asOfficer(), b.panel.ID)
	if err != nil {
		t.Fatal(err)
	}
	if sums := owed(t, list); sums[b.members[0]] != "500.00 USD" || sums[b.members[3]] != "0.00 USD" {
		t.Errorf("owed %v", sums)
	}
	for _, x := range list {
		if x.Due() || x.Outstanding() {
			t.Errorf("%s is due while the panel reads", x.Name)
		}
	}
	for field, in := range map[string]review.SetPanelTermsInput{
		"bad_amount": {Fee: "-5"}, "bad_currency": {Fee: "5", Currency: "dollars"}, "bad_fee_per": {Fee: "5", FeePer: "hour"},
	} {
		in.Panel = b.panel.ID
		want(t, second(b.review.SetPanelTerms(h.asOfficer(), in)), field)
	}
}
