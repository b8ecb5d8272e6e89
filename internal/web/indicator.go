package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// indicatorRoutes are how an exchange measures itself, and the surveys that ask its participants.
func (s *Site) indicatorRoutes(r chi.Router) {
	r.Get("/awards/{award}/indicators", s.do(s.indicatorsPage))
	r.Post("/awards/{award}/indicators/{verb}", s.do(s.indicatorPost))
	r.Get("/awards/{award}/surveys/{survey}", s.do(s.surveyLinks))
	r.Get("/programs/{program}/indicators", s.do(s.frameworkPage))
	r.Post("/programs/{program}/indicators", s.do(s.addIndicator))
	r.Get("/s/{code}", s.do(s.sheetPage))
	r.Post("/s/{code}", s.do(s.answerSheet))
}

// measuring is what an award measures itself by.
type measuring struct {
	reaching
	rows      []outreach.IndicatorRow
	taken     []*outreach.TakenUp
	catalogue []*outreach.Indicator
	surveys   []*outreach.Survey
	keeps     bool // keeps the program's catalogue
}

func (s *Site) indicatorsPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawIndicators(w, r, again{})
}

func (s *Site) drawIndicators(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	var d measuring
	var err error
	if d.reaching, err = s.reachingOf(r, a); err != nil {
		return err
	}
	if d.rows, err = s.Outreach.IndicatorTable(ctx, outreach.TablesInput{Award: d.Award}); err != nil {
		return err
	}
	if d.taken, err = s.Outreach.Targets(ctx, d.Award); err != nil {
		return err
	}
	if d.catalogue, err = s.Outreach.Indicators(ctx, d.Program); err != nil {
		return err
	}
	if d.surveys, err = s.Outreach.Surveys(ctx, d.Award); err != nil {
		return err
	}
	d.keeps = auth.May(ctx, auth.KeepIndicators, auth.Target{Program: d.Program})
	p := s.reachingView(r, d.reaching, "indicator.title", "indicator.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return indicatorsPage(p, d) })
}

func (s *Site) indicatorPost(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	verb := chi.URLParam(r, "verb")
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		err := s.doIndicator(r, id, verb, bare(q, verb+"."))
		return outreachURL(id, "indicators"), s.page(r, "indicator.title").Choice("indicator.did", verb), under(err, verb+".")
	}, func(a again) error { return s.drawIndicators(w, r, a) })
}

func (s *Site) doIndicator(r *http.Request, id ident.Award, verb string, q url.Values) error {
	ctx := r.Context()
	switch verb {
	case "target":
		return s.setTarget(r, id, q)
	case "measure":
		return s.measure(r, id, q)
	case "survey":
		return s.openSurvey(r, id, q)
	case "close":
		x, err := idOf[ident.SurveyKind](q, "survey")
		if err != nil {
			return fault.Missing("survey")
		}
		_, err = s.Outreach.CloseSurvey(ctx, outreach.CloseSurveyInput{Survey: x})
		return err
	}
	return fault.Missing("page")
}

func (s *Site) setTarget(r *http.Request, id ident.Award, q url.Values) error {
	i, err := idOf[ident.IndicatorKind](q, "indicator")
	if err != nil {
		return err
	}
	unit, err := s.unitOf(r, id, i)
	if err != nil {
		return err
	}
	in := outreach.SetTargetInput{Award: id, Indicator: i}
	if in.Baseline, err = unitTyped(q, "baseline", unit); err != nil {
		return err
	}
	if in.Target, err = unitTyped(q, "target", unit); err != nil {
		return err
	}
	_, err = s.Outreach.SetTarget(r.Context(), in)
	return err
}

// unitOf is what an indicator of the award's program counts in.
func (s *Site) unitOf(r *http.Request, id ident.Award, i ident.Indicator) (exchange.Unit, error) {
	f, err := s.Agreement.Running(r.Context(), id, false)
	if err != nil {
		return "", err
	}
	all, err := s.Outreach.Indicators(r.Context(), f.Program)
	if err != nil {
		return "", err
	}
	for _, x := range all {
		if x.ID == i {
			return x.Unit, nil
		}
	}
	return "", fault.Missing("indicator")
}

// unitTyped reads a whole number, a percentage for shares, or whole dollars; empty is nought.
func unitTyped(q url.Values, name string, unit exchange.Unit) (int, error) {
	n, err := wholeNumber(q, name)
	if err != nil {
		return 0, err
	}
	if unit == exchange.UnitShare || unit == exchange.UnitMoney {
		if orNought(n) > 1_000_000_000_000 || orNought(n) < 0 {
			return 0, fault.BadField(name, "out_of_range", "Not less than nothing.")
		}
		return orNought(n) * 100, nil // percent to basis points, dollars to cents
	}
	return orNought(n), nil
}

func (s *Site) measure(r *http.Request, id ident.Award, q url.Values) error {
	i, err := idOf[ident.IndicatorKind](q, "indicator")
	if err != nil {
		return err
	}
	day, err := dayTyped(q, "measuredOn")
	if err != nil {
		return err
	}
	unit, err := s.unitOf(r, id, i)
	if err != nil {
		return err
	}
	if unit == exchange.UnitShare {
		unit = exchange.UnitCount // so many of so many
	}
	in := outreach.MeasureInput{Award: id, Indicator: i, MeasuredOn: day, Part: q.Get("part"), Method: q.Get("method")}
	if in.Value, err = unitTyped(q, "value", unit); err != nil {
		return err
	}
	if in.Whole, err = unitTyped(q, "whole", unit); err != nil {
		return err
	}
	_, err = s.Outreach.RecordMeasure(r.Context(), in)
	return err
}

func (s *Site) openSurvey(r *http.Request, id ident.Award, q url.Values) error {
	day, err := dayTyped(q, "closesOn")
	if err != nil {
		return err
	}
	n, err := wholeNumber(q, "slips")
	if err != nil {
		return err
	}
	in := outreach.OpenSurveyInput{Award: id, Title: q.Get("title"), ClosesOn: day, Slips: orNought(n)}
	for _, text := range q["indicators"] {
		i, err := ident.Parse[ident.IndicatorKind](text)
		if err != nil {
			return fault.BadField("indicators", "bad_choice", "Choose one of those offered.")
		}
		in.Indicators = append(in.Indicators, i)
	}
	_, err = s.Outreach.OpenSurvey(r.Context(), in)
	return err
}

// surveyOf is a survey with the links that lead to it.
type surveyOf struct {
	reaching
	*outreach.Survey
	links   []string
	drawing string // of the open link
}

func (s *Site) surveyLinks(w http.ResponseWriter, r *http.Request) error {
	var d surveyOf
	var err error
	if d.reaching, err = s.reachingOf(r, again{}); err != nil {
		return err
	}
	id, err := param[ident.SurveyKind](r, "survey")
	if err != nil {
		return err
	}
	all, err := s.Outreach.Surveys(r.Context(), d.reaching.Award)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID == id {
			d.Survey = x
		}
	}
	if d.Survey == nil {
		return fault.Missing("page")
	}
	codes, err := s.Outreach.SurveyCodes(r.Context(), id)
	if err != nil {
		return err
	}
	for _, c := range codes {
		d.links = append(d.links, s.BaseURL+"/s/"+c)
	}
	if d.Slips == 0 {
		if d.drawing, err = qrSVG(d.links[0]); err != nil {
			return err
		}
	}
	secretly(w)
	p := s.reachingView(r, d.reaching, "indicator.links", "indicator.links.lead")
	p.Title = d.Survey.Title
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.T("indicator.title"), URL: d.url("indicators")})
	return s.show(w, r, http.StatusOK, p, surveyLinksPage(p, d))
}

// framework is a program's catalogue of indicators.
type framework struct {
	id   ident.Program
	rows []*outreach.Indicator
	may  bool
	again
}

func (s *Site) frameworkPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawFramework(w, r, again{})
}

func (s *Site) drawFramework(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	id, err := param[ident.ProgramKind](r, "program")
	if err != nil {
		return err
	}
	d := framework{id: id, again: a, may: auth.May(ctx, auth.KeepIndicators, auth.Target{Program: id})}
	names, err := s.Program.ProgramsByID(ctx, []ident.Program{id})
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fault.Missing("page")
	}
	if d.rows, err = s.Outreach.Indicators(ctx, id); err != nil {
		return err
	}
	p := s.page(r, "indicator.framework")
	p.Eyebrow, p.Lead = names[0].Name, p.T("indicator.framework.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return frameworkPage(p, d) })
}

func (s *Site) addIndicator(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ProgramKind](r, "program")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Outreach.AddIndicator(r.Context(), outreach.AddIndicatorInput{
			Program: id, Framework: q.Get("framework"), Version: q.Get("frameworkVersion"), Code: q.Get("code"),
			NameEn: q.Get("nameEn"), NameEs: q.Get("nameEs"), NameZh: q.Get("nameZh"), DefinitionEn: q.Get("definitionEn"),
			QuestionEn: q.Get("questionEn"), QuestionEs: q.Get("questionEs"), QuestionZh: q.Get("questionZh"),
			Unit: exchange.Unit(q.Get("unit")), Source: outreach.Source(q.Get("source")), Parts: outreach.Parts(q.Get("parts")),
		})
		return "/programs/" + id.String() + "/indicators", s.page(r, "indicator.framework").T("indicator.added"), renamed(err, func(path string) string {
			if path == "version" {
				return "frameworkVersion"
			}
			return path
		})
	}, func(a again) error { return s.drawFramework(w, r, a) })
}

// sheetPage is what a participant answers, behind the link of a survey; it needs no account and no script.
func (s *Site) sheetPage(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	return s.drawSheet(w, r, again{})
}

func (s *Site) drawSheet(w http.ResponseWriter, r *http.Request, a again) error {
	code := chi.URLParam(r, "code")
	x, err := s.Outreach.Sheet(r.Context(), code)
	if err != nil {
		return err
	}
	p := s.page(r, "indicator.survey")
	p.Eyebrow, p.Title, p.Lead = x.Project, x.Title, p.T("indicator.survey.lead")
	open := x.Open(dayOf(s.Now(), "UTC"))
	return s.draw(w, r, p, a, func(p view.Page) templ.Component {
		return sheetPage(p, x, "/s/"+code, a.value("entry", uuid.NewString()), open, a)
	})
}

func (s *Site) answerSheet(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	code := chi.URLParam(r, "code")
	if err := parse(w, r); err != nil {
		return s.drawSheet(w, r, after(r, err))
	}
	in := outreach.AnswerSurveyInput{Code: code, Entry: r.PostForm.Get("entry"), Gender: r.PostForm.Get("gender"), Age: r.PostForm.Get("age"), Side: r.PostForm.Get("side")}
	for name, values := range r.PostForm {
		text, is := strings.CutPrefix(name, "q.")
		if !is || values[0] == "" {
			continue
		}
		i, err := ident.Parse[ident.IndicatorKind](text)
		if err != nil {
			return fault.Missing("page")
		}
		n, err := strconv.Atoi(values[0])
		if err != nil {
			return s.drawSheet(w, r, after(r, fault.BadField(name, "bad_choice", "Choose one of those offered.")))
		}
		in.Answers = append(in.Answers, outreach.Answer{Indicator: i, Agrees: n})
	}
	x, err := s.Outreach.AnswerSurvey(r.Context(), in)
	switch {
	case fault.HasCode(err, "link_used") || fault.HasCode(err, "survey_closed"):
		return s.drawSheet(w, r, again{})
	case fault.Is(err, fault.NotFound) || fault.Is(err, fault.Internal):
		return err
	case err != nil:
		return s.drawSheet(w, r, after(r, err))
	}
	p := s.page(r, "indicator.survey")
	p.Eyebrow, p.Title = x.Project, p.T("indicator.thanks")
	return s.show(w, r, http.StatusOK, p, thanksPage(p))
}
