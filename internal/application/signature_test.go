package application_test

import (
	"context"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// asks is a cycle in which an official signs, and that official.
func (w *world) asks() context.Context {
	w.t.Helper()
	w.exec(`UPDATE cycles SET signature_required = true WHERE id = $1`, w.cycle.ID.UUID())
	return w.person("Official", w.at(auth.Official, w.lead))
}

func signature(checks []application.Check) string {
	for _, c := range checks {
		if c.Path == "signature" {
			return c.Code
		}
	}
	return ""
}

func TestTheOfficialSignsWhatIsHandedIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	official := w.asks()
	d := w.ready()
	says := func(want string) {
		t.Helper()
		checks, err := w.applications.Checks(w.coordinator, d.ID)
		if got := signature(checks); err != nil || got != want {
			t.Fatalf("the check says %q, want %q: %v", got, want, err)
		}
	}
	says("signature_missing")
	if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); !fault.HasCode(err, "signature_missing") {
		t.Fatalf("unsigned it is answered %v", err)
	}
	d = must[*application.Detail](t)(w.applications.AskSignature(w.coordinator, application.AskSignatureInput{Application: d.ID, Note: "By Friday, please."}))
	if d.Signature.Given() || d.Signature.Note != "By Friday, please." || w.told(official, "application.signature_asked") != 1 {
		t.Fatalf("%+v", d.Signature)
	}
	read := must[*application.Signable](t)(w.applications.Signable(official, d.ID))
	in := application.SignInput{Application: d.ID, Name: "Ruth Okafor", Title: "Director", Hash: read.SHA256}
	t.Run("nobody else signs, and nobody without a name", func(t *testing.T) {
		for _, who := range []context.Context{w.coordinator, w.abroad, w.officer} {
			if _, err := w.applications.Sign(who, in); !fault.Is(err, fault.Forbidden) {
				t.Errorf("answered %v", err)
			}
		}
		if _, err := w.applications.Sign(w.stranger, in); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger is answered %v", err)
		}
		if _, err := w.applications.Sign(official, application.SignInput{Application: d.ID, Name: " ", Title: "x\x00", Hash: read.SHA256}); !fault.HasCode(err, "required") || !fault.HasCode(err, "bad_text") {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("what changed since it was read is not signed", func(t *testing.T) {
		must[*budget.Note](t)(w.budgets.SaveNote(w.abroad, budget.SaveNoteInput{Application: d.ID, Category: budget.Personnel, Words: "Half a year."}))
		if _, err := w.applications.Sign(official, in); !fault.HasCode(err, "version") {
			t.Errorf("answered %v", err)
		}
	})
	in.Hash = must[*application.Signable](t)(w.applications.Signable(official, d.ID)).SHA256
	d = must[*application.Detail](t)(w.applications.Sign(official, in))
	if d.State != application.Signed || d.Signature.Name != "Ruth Okafor" || d.Signature.Hash() != in.Hash || w.told(w.coordinator, "application.signed") != 1 {
		t.Fatalf("%s %+v", d.State, d.Signature)
	}
	says("signed")
	t.Run("any change takes it back", func(t *testing.T) {
		l := must[*budget.Line](t)(w.budgets.AddLine(w.coordinator, budget.AddLineInput{Application: d.ID, Line: lines("1", "1")[1]}))
		says("signature_missing")
		got := must[*application.Detail](t)(w.applications.Application(w.coordinator, d.ID))
		if got.State != application.Draft || got.Signature != nil {
			t.Fatalf("%s %+v", got.State, got.Signature)
		}
		must[*budget.Sheet](t)(w.budgets.RemoveLine(w.coordinator, budget.RemoveLineInput{Application: d.ID, ID: l.ID}))
	})
	w.exec(`WITH t AS (INSERT INTO sites (id, organization_id, name, country, created_at)
		SELECT gen_random_uuid(), o.id, 'Harbor annex', o.country, now() FROM organizations o JOIN partnership_members m ON m.organization_id = o.id WHERE m.lead AND m.partnership_id = $1
		RETURNING id, organization_id) UPDATE partnership_members m SET site_id = t.id FROM t WHERE m.organization_id = t.organization_id`, d.Partnership)
	in.Hash = must[*application.Signable](t)(w.applications.Signable(official, d.ID)).SHA256
	must[*application.Detail](t)(w.applications.Sign(official, in))
	must[*application.Submission](t)(w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}))
	r := must[*application.Receipt](t)(w.applications.Receipt(w.coordinator, d.ID))
	if r.Signature == nil || r.Signature.Name != "Ruth Okafor" || r.Signature.SHA256 != in.Hash || len(r.Contents) == 0 || !r.Submission.Intact() {
		t.Errorf("the receipt says %+v, %v", r.Signature, r.Contents)
	}
	if !strings.HasSuffix(r.Museums[0], " (Harbor annex)") || strings.Contains(r.Museums[1], "(") {
		t.Errorf("the receipt names %q", r.Museums)
	}
	if _, err := w.applications.Sign(official, in); !fault.HasCode(err, "content_frozen") {
		t.Errorf("what was handed in is signed: %v", err)
	}
}

func TestAskingWhereNobodyMaySign(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	if _, err := w.applications.AskSignature(w.coordinator, application.AskSignatureInput{Application: d.ID}); !fault.HasCode(err, "no_official") {
		t.Errorf("answered %v", err)
	}
	if _, err := w.applications.AskSignature(w.abroad, application.AskSignatureInput{Application: d.ID}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the partner is answered %v", err)
	}
	must[*application.Submission](t)(w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID})) // this cycle asks for none
}

func TestTwoMuseumsWriteTheBudgetAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	x := must[*budget.Sheet](t)(w.budgets.Sheet(w.coordinator, d.ID))
	if len(x.Museums) != 2 || x.Rules.Key == "" || x.Lines[1].Organization != w.partner.ID || x.Listing != "19.415" {
		t.Fatalf("%+v", x)
	}
	one, two := x.Lines[0], x.Lines[1]
	first := 1
	done := make(chan error, 2)
	go func() {
		in := one.Input()
		in.Rate = "70000"
		_, err := w.budgets.ChangeLine(w.coordinator, budget.ChangeLineInput{Application: d.ID, ID: one.ID, Line: in, ExpectedVersion: &first})
		done <- err
	}()
	go func() {
		in := two.Input()
		in.Rate, in.Currency, in.Exchange, in.ExchangeOn, in.ExchangeSource = "730000", "MXN", "18.25", one.ExchangeOn, "Banco de México"
		if err := in.ExchangeOn.UnmarshalText([]byte("2027-02-01")); err != nil {
			done <- err
			return
		}
		_, err := w.budgets.ChangeLine(w.abroad, budget.ChangeLineInput{Application: d.ID, ID: two.ID, Line: in, ExpectedVersion: &first})
		done <- err
	}()
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	got := must[*application.Detail](t)(w.applications.Application(w.coordinator, d.ID))
	if got.Requested().Decimal() != "70000.00" || got.CostShare().Decimal() != "40000.00" || !got.Lines[1].Recomputes() {
		t.Errorf("%s and %s, %+v", got.Requested(), got.CostShare(), got.Lines[1])
	}
	t.Run("the same line changed by two is a conflict for the second", func(t *testing.T) {
		_, err := w.budgets.ChangeLine(w.abroad, budget.ChangeLineInput{Application: d.ID, ID: one.ID, Line: one.Input(), ExpectedVersion: &first})
		if !fault.HasCode(err, "version") {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("the database holds amount, rate and source together", func(t *testing.T) {
		for _, s := range []string{
			`UPDATE budget_lines SET amount_minor = amount_minor + 1 WHERE id = $1`, `UPDATE budget_lines SET exchange_source = '' WHERE id = $1`,
			`UPDATE budget_lines SET exchange_micro = exchange_micro + 100000 WHERE id = $1`, `UPDATE budget_lines SET item = 'outreach' WHERE id = $1`,
		} {
			if _, err := w.DB.Pool.Exec(context.Background(), s, two.ID.UUID()); err == nil {
				t.Errorf("%s is kept", s)
			}
		}
	})
	t.Run("strangers and officers write nothing, and nobody after it is handed in", func(t *testing.T) {
		add := budget.AddLineInput{Application: d.ID, Line: lines("1", "1")[0]}
		if _, err := w.budgets.AddLine(w.stranger, add); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger is answered %v", err)
		}
		if _, err := w.budgets.AddLine(w.officer, add); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer is answered %v", err)
		}
		if _, err := w.budgets.RemoveLine(w.coordinator, budget.RemoveLineInput{Application: d.ID, ID: ident.NewBudgetLine()}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a line that is not there is answered %v", err)
		}
		must[*application.Submission](t)(w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}))
		if _, err := w.budgets.AddLine(w.coordinator, add); !fault.HasCode(err, "content_frozen") {
			t.Errorf("after it was handed in it is answered %v", err)
		}
		if _, err := w.budgets.SetRate(w.coordinator, budget.SetRateInput{Application: d.ID, Organization: w.lead.ID, Kind: budget.NoRate}); !fault.HasCode(err, "content_frozen") {
			t.Errorf("a rate is answered %v", err)
		}
	})
}
