package sample

import (
	"bytes"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// paper is a small true PDF that one side attaches to its proposal.
type paper struct {
	key, by, name string
	lines         []string
}

// papers are those without which a proposal is not whole: a letter of each director, and who the team is.
func (p *proposal) papers() []paper {
	letter := func(key, by string, h host, part string) paper {
		return paper{key, by, "Letter of support, " + h.name + ".pdf", []string{
			h.name, h.city, "", "To the committee of Museums Connect:", "", "Our museum " + part + " the project", p.title + ".", "We give it our staff, our rooms and our name.", "", h.director, "Director",
		}}
	}
	return []paper{
		letter("lead_letter", p.lead, p.us, "leads"),
		letter("partner_letter", p.partner, p.abroad, "carries its half of"),
		{"cvs", p.lead, "Curricula vitae of the team.pdf", []string{
			"Curricula vitae of the team", "", p.us.given + " " + p.us.family + ", " + p.us.name, "Project coordinator; fifteen years of work with schools and neighbors.",
			"", p.abroad.given + " " + p.abroad.family + ", " + p.abroad.name, "Project coordinator; leads the museum's community programs.",
		}},
	}
}

// enclose attaches them, each by its own side.
func (t *telling) enclose(p *proposal) error {
	for _, x := range p.papers() {
		pdf := form.SamplePDF(x.lines...)
		in := response.AttachInput{Subject: p.id.String(), Key: x.key, Name: x.name, Size: int64(len(pdf)), Bytes: bytes.NewReader(pdf)}
		if _, err := t.o.Response.Attach(t.as(x.by), in); err != nil {
			return fmt.Errorf("attach %s: %w", x.key, err)
		}
	}
	return nil
}
