package office_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// byID are the reads asked of one id after another, an unknown one first.
func (h *house) byID() map[string][]call {
	out := map[string][]call{}
	for name, calls := range h.asked(ident.Person{}) {
		if len(calls) > 1 && len(calls[0]) > 0 && calls[0][0] == any(nothing) {
			out[name] = calls
		}
	}
	return out
}

func forbiddenAsUnknown(t *testing.T, h *house) {
	bind(h, chosen, "officer", "director")
	h.sql(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, 'stranger@example.org', 'Stranger', now())`, ident.NewPerson().UUID())
	asked := h.byID()
	refused := 0
	for _, who := range []string{"", "stranger", "fellow", "applicant", "partner", lead(readFirstOfAll), "reviewer", "otherreader", "chair", "otherchair", "funder", "finance", "admin", "officer", "director"} {
		as := h.as(who)
		for name, calls := range asked {
			answers := h.ask(as, name, calls)
			unknown := answers["0 "+nothing.String()]
			for key, a := range answers {
				text, _ := a.(string)
				if strings.HasPrefix(text, "INTERNAL") {
					t.Errorf("%s of %s by %q: %s", name, key, who, text)
				}
				if !strings.HasPrefix(text, string(fault.NotFound)) || name == "Application.Receipt" && strings.Contains(text, "submission") {
					continue // one's own draft has no receipt yet, and says so
				}
				refused++
				if d := differ("", unknown, a); d != "" {
					t.Errorf("%s of %s by %q answers %v, an unknown id %v", name, key, who, a, unknown)
				}
			}
		}
	}
	if refused < 1000 {
		t.Errorf("only %d answers were refusals", refused)
	}
}

// readFirstOfAll is the first application of the live cycle, however far it is.
const readFirstOfAll = `SELECT a.id FROM applications a JOIN cycles c ON c.id = a.cycle_id AND c.year = 2027 ORDER BY a.number LIMIT 1`

func noRoleReadsWhatEveryoneReads(t *testing.T, h *house) {
	h.sql(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, 'stranger@example.org', 'Stranger', now())`, ident.NewPerson().UUID())
	asked, byID := h.asked(h.actor("officer").Person), h.byID()
	for _, who := range []string{"", "stranger", "otherreader", "fellow"} {
		for name, calls := range byID {
			if public(name) || ofPublic(name) || name == "People.Person" && who != "" || name == "Review.Panel" && who == "otherreader" || name == "Review.Panels" && who == "otherreader" ||
				who == "otherreader" && slices.Contains([]string{"Review.PhasesOf", "Review.StatementFor", "Review.PanelTitles", "Review.Agenda", "Award.MyMinorityReports"}, name) { // of the panel they sit on
				continue
			}
			answers := h.ask(h.as(who), name, calls)
			for key, a := range answers {
				if d := differ("", answers["0 "+nothing.String()], a); d != "" {
					t.Errorf("%s of %s tells %q more than of nothing: %s", name, key, who, d)
				}
			}
		}
		for name, calls := range asked {
			if _, one := byID[name]; one || name == "Messages.MessagesTo" || public(name) || ofPublic(name) {
				continue
			}
			for key, a := range h.ask(h.as(who), name, calls) {
				if !empty(a) && name != "People.PeopleByID" && (name != "Partnership.WouldBeEligible" || who == "") && (name != "Review.PanelsByID" || who != "otherreader") {
					t.Errorf("%s %s tells %q %.200v", name, key, who, a)
				}
			}
		}
	}
}

// empty tells whether an answer holds nothing: a refusal, or a list without rows.
func empty(a any) bool {
	switch a := a.(type) {
	case nil:
		return true
	case string:
		return !strings.HasPrefix(a, "INTERNAL")
	case []any:
		return len(a) == 0
	case map[string]any:
		list, _ := a["list"].(map[string]any)
		return list != nil && list["Nodes"] == nil && a["count"] == 0.0
	}
	return false
}

// typed is what people and programs put into a search box.
func typed() []string {
	return []string{
		`'`, `''`, `"`, `\`, `\\`, `'; DROP TABLE people; --`, `%`, `_`, `%%`, `|`, `&`, `!`, `!!`, `:`, `:*`, `*`, `(`, `)`, `(((`, `<->`, `<2>`, `<`, `a & | b`, `a:*b`, `a:ABCD`,
		`-`, `--`, `- -`, `"unclosed`, `or`, `OR OR`, `and not`, `$1`, `?`, `{}`, `[]`, "\x00", "a\x00b", "\xff\xfe", "\n\t\r", "é̈", "الفن", "博物馆", "👩🏽‍🎨", strings.Repeat("a ", 90), strings.Repeat("(", 150),
	}
}

func noTextBreaksASearch(t *testing.T, h *house) {
	all := page.First(10)
	fine := func(who, what, text string, err error) {
		var known bool
		for _, k := range []fault.Kind{fault.Invalid, fault.Forbidden, fault.Unauthenticated, fault.NotFound} {
			known = known || fault.Is(err, k)
		}
		if err != nil && !known {
			t.Errorf("%s by %q, %q: %v", what, who, text, err)
		}
	}
	for _, who := range []string{"", "applicant", "reviewer", "officer", "admin"} {
		as := h.as(who)
		for _, text := range typed() {
			apps, err := h.Application.Applications(as, application.Filter{Search: text}, all)
			fine(who, "applications", text, err)
			if err == nil {
				_, err = apps.TotalCount(as)
				fine(who, "applications counted", text, err)
			}
			museums, err := h.People.Organizations(as, people.Filter{Text: text}, all)
			fine(who, "organizations", text, err)
			if err == nil {
				_, err = museums.TotalCount(as)
				fine(who, "organizations counted", text, err)
			}
			_, err = h.People.FindPeople(as, text, all)
			fine(who, "people", text, err)
			_ = award.ProjectFilter{Text: text}.Lets(&award.Project{Title: "a"})
			for what, ask := range map[string]func() error{
				"verify a letter":  func() error { _, err := h.Award.Verify(as, text); return err },
				"verify a receipt": func() error { _, err := h.Application.VerifyReceipt(as, text); return err },
				"thresholds":       func() error { _, err := h.Fund.ThresholdsOf(as, text); return err },
				"audit":            func() error { _, err := h.Audit.Events(as, text); return err },
				"filter": func() error {
					_, err := h.Award.Awards(as, award.Filter{State: award.State(text)}, all)
					return err
				},
			} {
				fine(who, what, text, ask())
			}
		}
	}
	for _, pattern := range []string{"%", "_", "%a%"} {
		if found, err := h.People.FindPeople(h.as("admin"), pattern, all); err != nil || len(found.Nodes) != 0 {
			t.Errorf("%q finds %d people: %v", pattern, len(found.Nodes), err)
		}
	}
	if found, err := h.People.FindPeople(h.as("admin"), "raman", all); err != nil || len(found.Nodes) != 1 {
		t.Errorf("a name finds nobody: %v", err)
	}
}

func tokensReadTheirScopes(t *testing.T, h *house) {
	var scoped []context.Context
	for _, who := range []string{"applicant", "partner", "reviewer", "chair", "officer", "director", "finance", "funder", "auditor", "admin"} {
		a := h.actor(who)
		a.Via, a.Scopes = "api", []string{"jobs"}
		scoped = append(scoped, auth.As(h.ctx, a))
	}
	for name, calls := range h.asked(ident.Person{}) {
		if public(name) || strings.HasPrefix(name, "People.Pe") || name == "Messages.MessagesTo" {
			continue
		}
		nobody := h.ask(h.ctx, name, calls)
		for _, as := range scoped {
			for key, got := range h.ask(as, name, calls) {
				if text, refused := got.(string); refused && (strings.HasPrefix(text, string(fault.Forbidden)) || strings.HasPrefix(text, string(fault.NotFound))) {
					continue
				}
				if d := differ("", nobody[key], got); d != "" {
					t.Errorf("%s of %s through a token for jobs tells %s: %s", name, key, auth.Who(as).Name, d)
				}
			}
		}
	}
}

func suspendedGetNothing(t *testing.T, h *house) {
	made, err := h.Account.CreateToken(h.as("officer"), account.CreateTokenInput{Name: "script", Scopes: []string{"all"}, Days: 7})
	if err != nil {
		t.Fatal(err)
	}
	who, err := h.Account.ActorByToken(h.ctx, made.Secret)
	if err != nil || who.Person != h.actor("officer").Person || len(who.Grants) == 0 {
		t.Fatalf("%+v, %v", who, err)
	}
	id := who.Person
	h.sql(`UPDATE credentials SET suspended_at = now() WHERE person_id = $1`, id.UUID())
	_, unknown := h.Account.ActorByToken(h.ctx, "vtr_unknown")
	_, err = h.Account.ActorByToken(h.ctx, made.Secret)
	if err == nil || fmt.Sprint(err) != fmt.Sprint(unknown) || !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("their token answers %v, an unknown one %v", err, unknown)
	}
	if _, err := h.Account.Actor(h.ctx, id, true, "web"); !fault.Is(err, fault.NotFound) {
		t.Errorf("their session answers %v", err)
	}
	if _, err := h.Account.SignIn(h.ctx, "officer@example.org", "vitrine-demo-2027"); !fault.HasCode(err, "bad_credentials") {
		t.Errorf("signing in answers %v", err)
	}
}
