package mail_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

var update = flag.Bool("update", false, "write golden files")

var (
	house = mail.House{Name: "Vitrine", BaseURL: "https://grants.example.org", From: "Vitrine <office@example.org>", Key: account.Key{7}}
	id    = ident.From[ident.MessageKind](uuid.MustParse("01900000-0000-7000-8000-000000000001"))
	link  = uuid.MustParse("01900000-0000-7000-8000-000000000002")
)

// message is one of a template, with every datum any template speaks of.
func message(template, locale string) *notify.Message {
	return &notify.Message{
		ID: id, Email: "ann@example.org", Locale: locale, Template: template, Subject: "cyc_x", QueuedAt: time.Date(2027, 2, 10, 15, 0, 0, 0, time.UTC),
		Data: map[string]any{
			"link": link.String(), "Title": "Objects & Memory", "Number": "MC-2027-0042", "Cycle": "Museums Connect 2027", "Receipt": "R7KD-22QX",
			"Hash": strings.Repeat("0123456789abcdef", 4), "At": "2027-02-10T14:59:07Z", "Zone": "America/New_York", "What": "Train to the port", "Reason": "A storm closed the coast.", "Missing": "The letter of the partner.",
			"Until": "2027-02-20T22:00:00Z", "Was": "2027-02-10T22:00:00Z", "Now": "2027-02-17T22:00:00Z", "Who": "Ann Doe", "Lead": "Museum of One", "Museum": "Museo Dos", "Post": "U.S. Embassy Nairobi",
			"All": true, "panel": "Panel A", "phase": "discussion", "count": float64(12), "due": "2027-03-01T22:00:00Z", "reason": "Two scores were swapped.",
			"number": "MC-2027-0042", "title": "Objects & Memory", "program": "Museums Connect", "year": float64(2027),
			"Note": "Please sign by Friday.", "Fee": "500.00 USD", "Name": "Ann Doe", "Office": true, "Words": "Go on.", "Place": "+1 202 555 0100", "Minutes": float64(30), "Count": float64(2),
			"Sections": []any{map[string]any{"Title": map[string]any{"en": "Lead museum", "es": "Museo principal", "zh-Hans": "牵头博物馆"}, "Answers": float64(8)}}, "Lines": float64(14), "Condition": "Paid by reimbursement only.", "From": "2027-08-01", "To": "2027-09-30", "Due": "2027-10-15", "Days": float64(7), "Ended": "2028-07-31", "Spent": "$90,000.00", "Final": false, "Hold": true, "Program": "Museums Connect", "Request": float64(2), "Amount": "$12,500.00", "Day": "2027-08-02", "Reference": "ACH-77", "Starts": "2027-08-01", "Ends": "2028-07-31", "On": "2027-09-01", "Traveler": float64(2), "Files": []any{"letter.pdf (0123456789abcdef)"},
		},
	}
}

// told are the templates that the source of the house queues.
func told(t *testing.T) []string {
	t.Helper()
	key := regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)
	var keys []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || len(call.Args) < 2 || !slices.Contains([]string{"Tell", "TellAt", "tell", "tellAt", "mailLink"}, fun.Sel.Name) {
				return true
			}
			known := false
			for _, arg := range call.Args {
				switch x := arg.(type) {
				case *ast.BasicLit:
					if s, err := strconv.Unquote(x.Value); err == nil && key.MatchString(s) {
						keys, known = append(keys, s), true
					}
				case *ast.Ident:
					known = known || x.Name == "template"
				case *ast.BinaryExpr: // "account." + the purpose of a link
					keys, known = append(keys, "account."+string(account.SignInLink), "account."+string(account.ResetLink)), true
				}
			}
			if !known {
				t.Errorf("%s tells a template that this test cannot read", path)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func TestEveryMessageTheHouseTellsIsWrittenInEveryLanguage(t *testing.T) {
	t.Parallel()
	keys := told(t)
	if !slices.Contains(keys, "account.verify") || !slices.Contains(keys, "account.reset") || !slices.Contains(keys, "program.deadline_moved") {
		t.Fatalf("the scan lost its way: %v", keys)
	}
	for _, key := range keys {
		subjects := map[string]bool{}
		for _, l := range mail.Locales() {
			m, err := house.Render(message(key, l))
			if err != nil {
				t.Error(err)
				continue
			}
			subjects[m.Subject] = true
			if m.Subject == "" || strings.ContainsAny(m.Subject, "\r\n") {
				t.Errorf("%s in %s: subject %q", key, l, m.Subject)
			}
			for _, text := range []string{m.Text, m.HTML} {
				if strings.Contains(text, "{{") || strings.Contains(text, "<no value>") || !strings.Contains(text, house.BaseURL+"/") {
					t.Errorf("%s in %s:\n%s", key, l, text)
				}
			}
			if strings.Contains(m.HTML, "Objects & Memory") || !strings.Contains(m.HTML, `<html lang="`+l+`">`) {
				t.Errorf("%s in %s is not good HTML:\n%s", key, l, m.HTML)
			}
		}
		if len(subjects) != len(mail.Locales()) {
			t.Errorf("%s has the same subject in two languages: %v", key, subjects)
		}
	}
}

func TestMailsReadAsBefore(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"account.verify", "application.received", "program.deadline_moved"} {
		for _, l := range mail.Locales() {
			m, err := house.Render(message(key, l))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", key+"."+l+".golden")
			got := "Subject: " + m.Subject + "\n\n" + m.Text
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil || string(want) != got {
				t.Errorf("%s is now:\n%s\n%v", path, got, err)
			}
		}
	}
}

func TestALinkIsMadeWhenTheMailIsWritten(t *testing.T) {
	t.Parallel()
	m, err := house.Render(message("account.sign_in", "en"))
	if err != nil {
		t.Fatal(err)
	}
	want := "https://grants.example.org/sign-in/link/" + house.Key.LinkToken(link)
	if !strings.Contains(m.Text, want+"\n") || !strings.Contains(m.HTML, `href="`+want+`"`) {
		t.Errorf("%s is not in\n%s\n%s", want, m.Text, m.HTML)
	}
	broken := message("account.sign_in", "en")
	broken.Data["link"] = "no"
	if _, err := house.Render(broken); err == nil {
		t.Error("a mail without its link was written")
	}
	if _, err := house.Render(message("nothing.known", "en")); err == nil {
		t.Error("an unknown template was written")
	}
	missing := message("application.withdrawn", "en")
	delete(missing.Data, "Reason")
	if _, err := house.Render(missing); err == nil {
		t.Error("a mail without its reason was written")
	}
}

func sent(t *testing.T, m *notify.Message) *netmail.Message {
	t.Helper()
	rendered, err := house.Render(m)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for range 2 {
		if err := (mail.Folder{Dir: dir}).Send(t.Context(), rendered); err != nil {
			t.Fatal(err)
		}
	}
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(found) != 1 || filepath.Base(found[0]) != m.ID.String()+".eml" {
		t.Fatalf("a mail sent twice left %v, %v", found, err)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	read, err := netmail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestHeadersCannotBeInjected(t *testing.T) {
	t.Parallel()
	m := message("application.eligible", "en")
	m.Data["Title"] = "Calm\r\nBcc: spy@example.org\r\n\r\nMore\x00" + strings.Repeat("long ", 100)
	read := sent(t, m)
	if read.Header.Get("Bcc") != "" || len(read.Header["Subject"]) != 1 {
		t.Errorf("headers: %v", read.Header)
	}
	if got := read.Header.Get("Message-ID"); got != "<"+m.ID.String()+"@example.org>" {
		t.Errorf("message id %s", got)
	}
	if date, err := read.Header.Date(); err != nil || !date.Equal(m.QueuedAt) {
		t.Errorf("dated %v, %v", date, err)
	}
	if got := read.Header.Get("Auto-Submitted"); got != "auto-generated" {
		t.Errorf("auto-submitted %q", got)
	}
	body, err := io.ReadAll(read.Body)
	if err != nil || !strings.Contains(string(body), "text/plain") || !strings.Contains(string(body), "text/html") {
		t.Errorf("%s, %v", body, err)
	}
}

func TestABadRecipientIsNotWritten(t *testing.T) {
	t.Parallel()
	m := message("application.eligible", "en")
	m.Email = "ann@example.org\r\nBcc: spy@example.org"
	if _, err := house.Render(m); err == nil {
		t.Error("an address with a line end was taken")
	}
}

func TestAMailLeadsToThePageOfWhatItTells(t *testing.T) {
	t.Parallel()
	for template, page := range map[string]string{
		"application.received": "/applications/cyc_x", "application.signature_asked": "/applications/cyc_x/sign", "profile.to_list": "/profiles/cyc_x",
		"profile.listed": "/profiles/cyc_x", "statement.invited": "/statements/cyc_x", "partnership.proposed": "/partnerships/cyc_x",
		"program.deadline_moved": "/calls/cyc_x", "matching.asked": "/introductions/cyc_x", "letter.sent": "/letters/cyc_x", "people.claim_asked": "/museums/cyc_x/claims",
	} {
		m, err := house.Render(message(template, "en"))
		if err != nil {
			t.Errorf("%s: %v", template, err)
			continue
		}
		if !strings.Contains(m.Text, "\nhttps://grants.example.org"+page+"\n") {
			t.Errorf("%s does not lead to %s:\n%s", template, page, m.Text)
		}
	}
}
