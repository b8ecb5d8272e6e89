package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

// statementAct is one button of the statement's page.
func (s *Site) statementAct(w http.ResponseWriter, r *http.Request, words string, act func(ctx context.Context, id ident.Statement, q url.Values) error) error {
	id, err := param[ident.StatementKind](r, "statement")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		if err := act(r.Context(), id, q); err != nil {
			return "", "", err
		}
		return statementURL(id), words, nil
	}, s.statementBack(w, r))
}

func (s *Site) startStatement(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	d, err := s.Statement.Start(r.Context(), statement.StartInput{Partnership: id})
	if fault.HasCode(err, "statement_taken") {
		live, err := s.Statement.StatementOf(r.Context(), id)
		if err != nil || live == nil {
			return err
		}
		return s.goTo(w, r, statementURL(live.ID), "")
	}
	if err != nil {
		return err
	}
	return s.goTo(w, r, statementURL(d.ID), s.page(r, "statement.title").T("statement.started"))
}

func (s *Site) submitStatement(w http.ResponseWriter, r *http.Request) error {
	return s.statementAct(w, r, s.page(r, "statement.title").T("statement.submitted"), func(ctx context.Context, id ident.Statement, _ url.Values) error {
		_, err := s.Statement.Submit(ctx, statement.SubmitInput{Statement: id})
		return err
	})
}

func (s *Site) withdrawStatement(w http.ResponseWriter, r *http.Request) error {
	return s.statementAct(w, r, s.page(r, "statement.title").T("statement.withdrawn"), func(ctx context.Context, id ident.Statement, q url.Values) error {
		_, err := s.Statement.Withdraw(ctx, statement.WithdrawInput{Statement: id, Reason: q.Get("reason")})
		return err
	})
}

func (s *Site) bookCall(w http.ResponseWriter, r *http.Request) error {
	return s.statementAct(w, r, s.page(r, "statement.title").T("statement.call.booked"), func(ctx context.Context, _ ident.Statement, q url.Values) error {
		id, err := idOf[ident.StatementCallKind](q, "call")
		if err != nil {
			return err
		}
		at, err := time.Parse(time.RFC3339, q.Get("at"))
		if err != nil {
			return fault.BadField("at", "not_offered", "Choose one of the times that are offered and still to come.")
		}
		_, err = s.Statement.BookCall(ctx, statement.BookCallInput{Call: id, At: at})
		return err
	})
}

func (s *Site) cancelCall(w http.ResponseWriter, r *http.Request) error {
	return s.statementAct(w, r, s.page(r, "statement.title").T("statement.call.cancelled"), func(ctx context.Context, _ ident.Statement, q url.Values) error {
		id, err := idOf[ident.StatementCallKind](q, "call")
		if err != nil {
			return err
		}
		_, err = s.Statement.CancelCall(ctx, statement.CancelCallInput{Call: id, Reason: q.Get("reason")})
		return err
	})
}

// writeFeedback keeps what staff wrote, and sends it where the button says so.
func (s *Site) writeFeedback(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.StatementKind](r, "statement")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		p, ctx := s.page(r, "statement.title"), r.Context()
		in := statement.WriteFeedbackInput{Statement: id}
		for name := range q {
			if section, ok := strings.CutPrefix(name, "sections."); ok {
				in.Sections = append(in.Sections, statement.SectionWords{Section: section, Words: q.Get(name)})
			}
		}
		if _, err := s.Statement.WriteFeedback(ctx, in); err != nil || q.Get("do") != "send" {
			return statementURL(id), p.T("statement.feedback.kept"), err
		}
		_, err := s.Statement.SendFeedback(ctx, statement.SendFeedbackInput{Statement: id})
		return statementURL(id), p.T("statement.feedback.sent"), err
	}, s.statementBack(w, r))
}

func (s *Site) inviteToPropose(w http.ResponseWriter, r *http.Request) error {
	return s.statementAct(w, r, s.page(r, "statement.title").T("statement.invited"), func(ctx context.Context, id ident.Statement, q url.Values) error {
		_, err := s.Statement.Invite(ctx, statement.InviteInput{Statement: id, Words: q.Get("words")})
		return err
	})
}

// offeredTimes is how many inputs for times the office gets at once.
const offeredTimes = 4

// offerCall reads times as clocks in the program's zone show them.
func (s *Site) offerCall(w http.ResponseWriter, r *http.Request) error {
	return s.statementAct(w, r, s.page(r, "statement.title").T("statement.call.offered"), func(ctx context.Context, id ident.Statement, q url.Values) error {
		d, err := s.Statement.Statement(ctx, id)
		if err != nil {
			return err
		}
		in := statement.OfferCallInput{Statement: id, Place: q.Get("place")}
		in.Minutes, _ = number(q.Get("minutes"))
		for i := range offeredTimes {
			name := fmt.Sprintf("times.%d", i)
			if q.Get(name) == "" {
				continue
			}
			at, err := time.ParseInLocation("2006-01-02T15:04", q.Get(name), zoneOf(d.Zone))
			if err != nil {
				return fault.BadField(name, "bad_time", "A time looks like 2027-03-31 15:00.")
			}
			in.Times = append(in.Times, at)
		}
		_, err = s.Statement.OfferCall(ctx, in)
		return renamed(err, func(path string) string {
			if path == "times" {
				return "times.0"
			}
			return path
		})
	})
}
