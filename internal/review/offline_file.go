package review

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// kitFile is the scores file that a kit saves.
type kitFile struct {
	Format  string      `json:"format"`
	Form    string      `json:"form"`
	SavedAt string      `json:"savedAt"`
	Reviews []kitReview `json:"reviews"`
}

// kitReview is what was written of one review; parts that are not there change nothing.
type kitReview struct {
	Assignment     string     `json:"assignment"`
	Number         string     `json:"number"`
	Seal           string     `json:"seal"`
	HandIn         bool       `json:"handIn"`
	Recommendation *string    `json:"recommendation"`
	Overall        *string    `json:"overall"`
	Scores         []kitScore `json:"scores"`
}

// kitScore is what was written of one criterion.
type kitScore struct {
	Criterion string  `json:"criterion"`
	Key       string  `json:"key"`
	Mark      *string `json:"mark"`
	Comment   *string `json:"comment"`
}

var (
	kitNumber = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,39}$`)
	kitKey    = regexp.MustCompile(`^[a-z0-9_-]{1,60}$`)
)

// aKit tells whether a text is a kit's scores file rather than a plain form.
func aKit(text string) bool { return strings.HasPrefix(strings.TrimLeft(text, "\ufeff \t\r\n"), "{") }

// parseKit reads a kit's scores file; what cannot be is named as reviews.NUMBER or reviews.NUMBER.KEY.
func parseKit(text string) (*filled, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal([]byte(text), &head); err != nil {
		return nil, fault.BadField("text", "bad_kit", "The file is cut off, or is not the scores file of a kit.")
	}
	if head.Format != KitFormat {
		return nil, fault.BadField("text", "kit_format", "The file is not of the format %s.", KitFormat)
	}
	var f kitFile
	strict := json.NewDecoder(strings.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&f); err != nil {
		return nil, fault.BadField("text", "bad_kit", "The file is cut off, or is not the scores file of a kit.")
	}
	var c fault.Check
	p := &kitParser{check: &c, out: &filled{Kit: true}}
	id, err := ident.Parse[ident.OfflineFormKind](f.Form)
	c.That(err == nil, "text", "no_kit", "The file does not say which kit it belongs to.")
	p.out.Form = id
	for i := range f.Reviews {
		p.review(i, &f.Reviews[i])
	}
	return p.out, c.Err()
}

type kitParser struct {
	check *fault.Check
	out   *filled
}

func (p *kitParser) review(i int, k *kitReview) {
	name := strconv.Itoa(i + 1)
	if kitNumber.MatchString(k.Number) {
		name = k.Number
	}
	r := &filledReview{spot: spot{Path: "reviews." + name}, Number: name, Seal: k.Seal, HandIn: k.HandIn, Parts: map[string]*filledPart{}, Criteria: map[string]ident.Criterion{}}
	var err error
	r.Assignment, err = ident.Parse[ident.AssignmentKind](k.Assignment)
	p.check.That(err == nil, r.Path, "bad_review_line", "This names no review.")
	for _, other := range p.out.Reviews {
		p.check.That(other.Assignment != r.Assignment, r.Path, "line_twice", "This stands in the form twice.")
	}
	p.out.Reviews = append(p.out.Reviews, r)
	for j := range k.Scores {
		p.score(r, j, &k.Scores[j])
	}
	p.part(r, r.Path, "recommendation", k.Recommendation)
	p.part(r, r.Path, "overall", k.Overall)
}

func (p *kitParser) score(r *filledReview, j int, k *kitScore) {
	name := strconv.Itoa(j + 1)
	if kitKey.MatchString(k.Key) {
		name = k.Key
	}
	path := r.Path + "." + name
	id, err := ident.Parse[ident.CriterionKind](k.Criterion)
	p.check.That(err == nil, path, "not_in_kit", "The kit was handed out without this.")
	_, twice := r.Criteria[k.Key]
	p.check.That(!twice, path, "line_twice", "This stands in the form twice.")
	r.Criteria[k.Key] = id
	p.part(r, path, "score "+k.Key, k.Mark)
	p.part(r, path, "comment "+k.Key, k.Comment)
}

func (p *kitParser) part(r *filledReview, path, name string, text *string) {
	if text == nil {
		return
	}
	p.check.That(!strings.ContainsRune(*text, 0), path, "bad_text", "The text has a character that cannot be kept.")
	r.Parts[name] = &filledPart{spot: spot{Path: path}, Text: carried(*text)}
}

// fits tells whether a review of a kit is one the kit was handed out with, by the criteria it had, and refuses another.
func (r *filledReview) fits(c *fault.Check, base *OfflineReview) bool {
	if base == nil {
		c.Refuse(r.Path, "not_in_kit", "The kit was handed out without this.")
		return false
	}
	if r.Seal != base.Seal {
		c.Refuse(r.Path, "broken_seal", "The seal is not the one this review was handed out with: proposal or criteria were changed in the file.")
		return false
	}
	fits := true
	for key, id := range r.Criteria {
		if l := base.line(key); l == nil || l.Criterion != id {
			c.Refuse(r.Path+"."+key, "not_in_kit", "The kit was handed out without this.")
			fits = false
		}
	}
	return fits
}
