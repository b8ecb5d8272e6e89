package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// mostRows is the longest list of themes or criteria a form is read for.
const mostRows = 60

// phasesTyped are the phases that are ticked, with the name of each one's place on the page.
func phasesTyped(q url.Values) (list []program.PhaseInput, at []string) {
	for _, k := range program.PhaseKinds() {
		name := "phases." + string(k) + "."
		if q.Get(name+"on") != "on" {
			continue
		}
		x := program.PhaseInput{Kind: k, OpensAt: q.Get(name + "opensAt"), ClosesAt: q.Get(name + "closesAt")}
		x.GraceSeconds = whole(q.Get(name+"graceSeconds"), -1)
		list, at = append(list, x), append(at, string(k))
	}
	return list, at
}

// whole reads a whole number; nothing typed is 0, and what is none is otherwise.
func whole(text string, otherwise int) int {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	n, ok := number(text)
	if !ok {
		return otherwise
	}
	return n
}

func formTyped(q url.Values, name string) *ident.Form {
	id, err := ident.Parse[ident.FormKind](q.Get(name))
	if err != nil {
		return nil
	}
	return &id
}

// composedRows are the places of a list's rows that are not empty, in the order their place numbers say.
func composedRows(q url.Values, list, first string) []string {
	var at []string
	for i := range mostRows {
		n := strconv.Itoa(i)
		if strings.TrimSpace(q.Get(list+"."+n+"."+first)) != "" {
			at = append(at, n)
		}
	}
	slices.SortStableFunc(at, func(a, b string) int {
		return whole(q.Get(list+"."+a+".place"), mostRows) - whole(q.Get(list+"."+b+".place"), mostRows)
	})
	return at
}

func themesTyped(q url.Values) (list []program.ThemeInput, at []string) {
	at = composedRows(q, "themes", "en")
	for _, n := range at {
		name := "themes." + n + "."
		list = append(list, program.ThemeInput{En: q.Get(name + "en"), Es: q.Get(name + "es"), Zh: q.Get(name + "zh"), Master: q.Get("master") == n})
	}
	return list, at
}

func criteriaTyped(q url.Values) (list []program.CriterionInput, at []string) {
	at = composedRows(q, "criteria", "titleEn")
	for _, n := range at {
		name := "criteria." + n + "."
		x := program.CriterionInput{
			Key: q.Get(name + "key"), TitleEn: q.Get(name + "titleEn"), TitleEs: q.Get(name + "titleEs"), TitleZh: q.Get(name + "titleZh"),
			MeaningEn: q.Get(name + "meaningEn"), MeaningEs: q.Get(name + "meaningEs"), MeaningZh: q.Get(name + "meaningZh"),
			Weight: whole(q.Get(name+"weight"), -1), TieBreak: whole(q.Get(name+"tieBreak"), -1),
			AnchorsEn: anchorLines(q.Get(name + "anchorsEn")), AnchorsEs: anchorLines(q.Get(name + "anchorsEs")), AnchorsZh: anchorLines(q.Get(name + "anchorsZh")),
		}
		if kind := program.CriterionKind(q.Get(name + "kind")); kind != "" {
			x.Kind = &kind
		}
		bonus := q.Get(name+"bonus") == "on"
		x.Bonus = &bonus
		if strings.TrimSpace(q.Get(name+"commentMinChars")) != "" {
			least := whole(q.Get(name+"commentMinChars"), -1)
			x.CommentMinChars = &least
		}
		if strings.TrimSpace(x.Key) == "" {
			x.Key = keyFrom(x.TitleEn)
		}
		list = append(list, x)
	}
	return list, at
}

// anchorLines are the lines of a text, one for each point; an empty one between others keeps its place.
func anchorLines(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	var out []string
	for l := range strings.Lines(strings.TrimRight(text, " \t\r\n")) {
		out = append(out, strings.TrimSpace(l))
	}
	return out
}

// rubricTyped is what the page of criteria asks of reviewers on the whole, with the criteria.
func rubricTyped(q url.Values, id ident.Cycle, version *int) (in program.SetCriteriaInput, at []string) {
	in = program.SetCriteriaInput{Cycle: id, ExpectedVersion: version}
	in.Criteria, at = criteriaTyped(q)
	if !q.Has("reviewKind") {
		return in, at
	}
	kind, half, asked := program.ReviewKind(q.Get("reviewKind")), q.Get("halfPoints") == "on", q.Get("overallAsked") == "on"
	lowest, highest, least := whole(q.Get("scaleLowest"), -1), whole(q.Get("scaleHighest"), -1), whole(q.Get("commentMinChars"), -1)
	in.ReviewKind, in.HalfPoints, in.OverallAsked, in.ScaleLowest, in.ScaleHighest, in.CommentMinChars = &kind, &half, &asked, &lowest, &highest, &least
	return in, at
}

// keyFrom makes a key of a title's first words.
func keyFrom(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	key := b.String()
	return strings.Trim(key[:min(len(key), 40)], "_")
}

func composedRules(q url.Values, id ident.Cycle, version *int) program.SetRulesInput {
	return program.SetRulesInput{
		Cycle: id, YearsOpenMin: whole(q.Get("yearsOpenMin"), -1), ReapplyGapYears: whole(q.Get("reapplyGapYears"), -1), RenewalsAllowed: q.Get("renewalsAllowed") == "on",
		Currency: q.Get("currency"), AwardMin: q.Get("awardMin"), AwardMax: q.Get("awardMax"), CostSharePercent: q.Get("costSharePercent"),
		ReviewsNeeded: whole(q.Get("reviewsNeeded"), -1), HalfPoints: q.Get("halfPoints") == "on", CommentMinChars: whole(q.Get("commentMinChars"), -1),
		ConflictMonths: whole(q.Get("conflictMonths"), -1), ConflictStrict: q.Get("conflictStrict") == "on", ReturnsBarred: q.Get("returnsAllowed") != "on", SignatureRequired: q.Get("signatureRequired") == "on",
		ExpectedVersion: version,
	}
}

// eligibilityTyped are the rules of the page, on or off with what was written about each.
func eligibilityTyped(q url.Values, id ident.Cycle, version *int) partnership.SetCycleRulesInput {
	in := partnership.SetCycleRulesInput{Cycle: id, ExpectedVersion: version}
	for _, r := range partnership.AllRules() {
		in.Rules = append(in.Rules, partnership.CycleRuleInput{Rule: r, Holds: r.Structural() || q.Get(string(r)+".holds") == "on", Note: q.Get(string(r))})
	}
	return in
}

// dayTyped reads a date that may be left out.
func dayTyped(q url.Values, name string) (calendar.Date, error) {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.Parse(text)
	if err != nil {
		return d, fault.BadField(name, "bad_date", "A date looks like 2027-08-01.")
	}
	return d, nil
}
