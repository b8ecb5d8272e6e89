package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// checking is an application as the office looks into it.
type checking struct {
	proposal
	rules     *partnership.Eligibility
	conflicts []*review.Conflict
	reviews   []*review.Review
	names     map[ident.Person]string
	trail     []*audit.Event
	may       func(auth.Permission) bool
	again
}

func (s *Site) officeApplication(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.drawChecking(w, r, id, again{})
}

func (s *Site) drawChecking(w http.ResponseWriter, r *http.Request, id ident.Application, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	d, err := s.checking(ctx, id)
	if err != nil {
		return err
	}
	d.again = a
	p := s.page(r, "officer.application.title")
	p.Title, p.Eyebrow, p.Wide = titled(p, d.Title), d.Number, true
	p.Crumbs = []view.Crumb{
		{Label: p.T("officer.home"), URL: "/office"},
		{Label: d.CycleTitle, URL: cycleURL(d.Cycle)},
		{Label: p.T("officer.list"), URL: "/office/applications?cycle=" + d.Cycle.String()},
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return checkingPage(p, d) })
}

func (s *Site) checking(ctx context.Context, id ident.Application) (d checking, err error) {
	if d.proposal, err = s.proposal(ctx, id); err != nil {
		return d, err
	}
	target := auth.Target{Program: d.Program}
	if d.Partners != nil {
		target.Organizations = d.Partners.Organizations()
		if d.rules, err = s.Application.Eligibility(ctx, id); err != nil {
			return d, err
		}
	}
	d.may = func(perm auth.Permission) bool { return auth.May(ctx, perm, target) }
	if d.conflicts, err = absent(s.Review.ConflictsOf(ctx, id)); err != nil {
		return d, err
	}
	if d.reviews, err = absent(s.Review.ReviewsOf(ctx, id)); err != nil {
		return d, err
	}
	if d.may(auth.ReadAudit) {
		if d.trail, err = s.Audit.Events(ctx, id.String()); err != nil {
			return d, err
		}
	}
	people := []ident.Person{d.SubmittedBy, d.CheckedBy}
	for _, k := range d.conflicts {
		people = append(people, k.Person, k.FoundBy, k.LiftedBy)
	}
	for _, x := range d.reviews {
		people = append(people, x.Reviewer)
	}
	d.names, err = s.names(ctx, people...)
	return d, err
}

// absent is a list that the reader may not see, as an empty one.
func absent[T any](list []T, err error) ([]T, error) {
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return nil, nil
	}
	return list, err
}

// waits tells whether the technical check is still to be decided.
func (d checking) waits() bool {
	return slices.Contains([]application.State{application.Submitted, application.TechnicalCheck}, d.State)
}

func (s *Site) checkApplication(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		err := s.decide(r.Context(), id, q)
		return "/office/applications/" + id.String(), s.page(r, "officer.application.title").T("officer.done"), atFinding(err, q.Get("find"))
	}, func(a again) error { return s.drawChecking(w, r, id, a) })
}

// decide does what the button of the check says.
func (s *Site) decide(ctx context.Context, id ident.Application, q url.Values) (err error) {
	switch q.Get("find") {
	case "take_up":
		_, err = s.Application.TakeUp(ctx, application.TakeUpInput{Application: id})
	case "eligible":
		_, err = s.Application.MarkEligible(ctx, application.FindInput{Application: id, Note: q.Get("eligible.note")})
	case "ineligible":
		_, err = s.Application.MarkIneligible(ctx, application.FindInput{Application: id, Note: q.Get("ineligible.note")})
	case "return":
		return s.giveBack(ctx, id, q)
	default:
		err = fault.BadField("find", "required", "Choose what you found.")
	}
	return err
}

func (s *Site) giveBack(ctx context.Context, id ident.Application, q url.Values) error {
	d, err := s.Application.Application(ctx, id)
	if err != nil {
		return err
	}
	until, err := instant(q, "return.until", d.Zone)
	if err != nil {
		return renamed(err, func(string) string { return "until" })
	}
	_, err = s.Application.Return(ctx, application.ReturnInput{Application: id, Missing: q.Get("return.missing"), Until: until})
	return err
}

// atFinding puts a refusal at the fields of the finding it answers; a rule has no field and is a notice.
func atFinding(err error, find string) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Code == "not_eligible" {
		told := *f
		for _, x := range f.Fields {
			told.Hint += x.Message + " "
		}
		told.Fields = nil
		return &told
	}
	return under(err, find+".")
}

func (s *Site) recordConflict(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		who, err := s.personTyped(r.Context(), q, "conflict.person")
		if err != nil {
			return "", "", err
		}
		_, err = s.Review.RecordConflict(r.Context(), review.RecordConflictInput{
			Application: id, Person: who, Kind: review.ConflictKind(q.Get("conflict.kind")), Note: q.Get("conflict.note"),
		})
		return "/office/applications/" + id.String(), s.page(r, "officer.application.title").T("officer.conflict.kept"), under(err, "conflict.")
	}, func(a again) error { return s.drawChecking(w, r, id, a) })
}

func (s *Site) liftConflict(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	conflict, err := param[ident.ConflictKind](r, "conflict")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Review.LiftConflict(r.Context(), review.LiftConflictInput{Conflict: conflict, Reason: q.Get("reason." + conflict.String())})
		return "/office/applications/" + id.String(), s.page(r, "officer.application.title").T("officer.conflict.lifted"),
			renamed(err, func(path string) string { return path + "." + conflict.String() })
	}, func(a again) error { return s.drawChecking(w, r, id, a) })
}
