package web

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// planned tells whether any share of the money was written down.
func (v partnershipView) planned() bool {
	grant, share := v.Shares()
	return grant > 0 || share > 0
}

// invitationsOf are the open invitations of one member, newest first.
func (v partnershipView) invitationsOf(m partnership.Museum) []*partnership.Invitation {
	out := slices.Clone(v.Invitations)
	return slices.DeleteFunc(out, func(i *partnership.Invitation) bool {
		return i.Organization != m.Member.Organization || i.State == partnership.InvitationVoid
	})
}

func endorsementLabel(p view.Page, v partnershipView, m partnership.Museum) string {
	if !v.Office {
		return p.T("partnership.endorsement.see", "museum", m.Organization.Name)
	}
	return p.T("partnership.endorsement.ask", "museum", m.Organization.Name)
}

// historySteps are what happened, newest first, with who did it and in which words.
func historySteps(p view.Page, changes []*partnership.Change) []view.Step {
	out := make([]view.Step, 0, len(changes))
	for _, c := range slices.Backward(changes) {
		title := p.Choice("partnership.change", string(c.Kind))
		if c.OrganizationName != "" {
			title += " · " + c.OrganizationName
		}
		text := c.PersonName
		if c.Words != "" && text != "" {
			text += ": "
		}
		out = append(out, view.Step{Title: title, When: view.Moment(p, c.At, nil), State: "done", Text: text + c.Words})
	}
	return out
}

// exceptable are the rules a director may let pass.
func exceptable(p view.Page) []view.Option {
	var out []view.Option
	for _, r := range partnership.Exceptable() {
		out = append(out, view.Option{Value: string(r), Label: string(r) + " · " + p.Choice("applicant.rule", string(r))})
	}
	return out
}
