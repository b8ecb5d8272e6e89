package sample

import (
	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
)

// indicators tells the framework of the program: what is counted anyway, what participants are asked, and what gifts brought.
func (t *telling) indicators() ([]*outreach.Indicator, error) {
	const of, version = "MODE", "2025"
	var out []*outreach.Indicator
	for _, in := range []outreach.AddIndicatorInput{
		{Code: "P1", NameEn: "Participants reached", NameEs: "Participantes alcanzados", NameZh: "参与者人数", Unit: exchange.UnitCount, Source: outreach.FromParticipants, Parts: outreach.ByGender},
		{Code: "P2", NameEn: "Public programs held", NameEs: "Programas públicos celebrados", NameZh: "举办的公众活动", Unit: exchange.UnitCount, Source: outreach.FromPrograms, Parts: outreach.NoParts},
		{Code: "P3", NameEn: "Outputs completed", NameEs: "Productos terminados", NameZh: "完成的成果", Unit: exchange.UnitCount, Source: outreach.FromOutputs, Parts: outreach.NoParts},
		{Code: "P4", NameEn: "Reports in the media", NameEs: "Apariciones en los medios", NameZh: "媒体报道", Unit: exchange.UnitCount, Source: outreach.FromMedia, Parts: outreach.NoParts},
		{
			Code: "U1", NameEn: "Greater understanding of the other culture", NameEs: "Mayor comprensión de la otra cultura", NameZh: "对另一种文化有更深的了解", Unit: exchange.UnitShare, Source: outreach.FromSurvey, Parts: outreach.BySide,
			QuestionEn: "I understand the other community's culture better than before.", QuestionEs: "Comprendo la cultura de la otra comunidad mejor que antes.", QuestionZh: "我比以前更了解对方社区的文化。",
		},
		{
			Code: "U2", NameEn: "New skills", NameEs: "Nuevas habilidades", NameZh: "新技能", Unit: exchange.UnitShare, Source: outreach.FromSurvey, Parts: outreach.ByAge,
			QuestionEn: "I learned a skill that I will use again.", QuestionEs: "Aprendí una habilidad que volveré a usar.", QuestionZh: "我学到了今后会用到的技能。",
		},
		{Code: "L1", NameEn: "Dollars leveraged", NameEs: "Dólares movilizados", NameZh: "带动的资金", Unit: exchange.UnitMoney, Source: outreach.FromEntry, Parts: outreach.NoParts},
	} {
		in.Program, in.Framework, in.Version = t.program, of, version
		i, err := t.o.Outreach.AddIndicator(t.as("officer"), in)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

// measure tells what an exchange measures itself by, and asks its participants after the workshop.
func (r reach) measure(all []*outreach.Indicator) error {
	r.on(r.starts.AddDays(3))
	targets := map[string]int{"P1": 60, "P2": 8, "P3": 3, "P4": 6, "U1": 8000, "U2": 7000, "L1": 2_500_000}
	var asked []ident.Indicator
	for _, i := range all {
		if _, err := r.o.Outreach.SetTarget(r.who, outreach.SetTargetInput{Award: r.award, Indicator: i.ID, Target: targets[i.Code]}); err != nil {
			return err
		}
		if i.Source == outreach.FromSurvey {
			asked = append(asked, i.ID)
		}
	}
	if !r.begun() {
		return nil
	}
	r.on(r.starts.AddDays(23))
	x, err := r.o.Outreach.OpenSurvey(r.who, outreach.OpenSurveyInput{Award: r.award, Title: "After the workshop", Indicators: asked, ClosesOn: r.starts.AddDays(75)})
	if err != nil {
		return err
	}
	codes, err := r.o.Outreach.SurveyCodes(r.who, x.ID)
	if err != nil {
		return err
	}
	for n := range 17 {
		in := outreach.AnswerSurveyInput{Code: codes[0], Entry: uuid.NewSHA1(x.ID.UUID(), []byte{byte(n)}).String(), Side: []string{"us", "non_us", ""}[n%8/3], Age: []string{"13_17", "13_17", "35_54"}[n%3]}
		for k, id := range asked {
			in.Answers = append(in.Answers, outreach.Answer{Indicator: id, Agrees: 3 + (n+k)%3})
		}
		if _, err := r.o.Outreach.AnswerSurvey(r.ctx, in); err != nil {
			return err
		}
	}
	r.on(r.starts.AddDays(74))
	if _, err := r.o.Outreach.CloseSurvey(r.who, outreach.CloseSurveyInput{Survey: x.ID}); err != nil {
		return err
	}
	_, err = r.o.Outreach.RecordMeasure(r.who, outreach.MeasureInput{Award: r.award, Indicator: all[len(all)-1].ID, MeasuredOn: r.starts.AddDays(70), Value: 640_000, Method: "Two gifts to the exhibition."})
	return err
}
