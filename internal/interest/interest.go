// Package interest finds conflicts of interest between people and proposals as paths through what is on record:
// who works, sits, earns or is kin where, and who is named, wrote or endorsed what. It is rules alone, without store or clock.
package interest

import (
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Bond is what ties a person to an organization or to another person (domain rules 8.2).
type Bond string

// The bonds; family covers the household.
const (
	Employment Bond = "employment"
	Board      Bond = "board"
	PaidWork   Bond = "paid_work"
	Financial  Bond = "financial"
	Family     Bond = "family"
	CoAuthor   Bond = "co_author"
	Teaching   Bond = "teaching"
)

// Bonds are all bonds in the order a form offers them.
func Bonds() []Bond {
	return []Bond{Employment, Board, PaidWork, Financial, Family, CoAuthor, Teaching}
}

// ToPerson tells whether the bond is with a person rather than with an organization.
func (b Bond) ToPerson() bool { return b == Family || b == CoAuthor || b == Teaching }

// Kind is of what kind a conflict is: a bond's name, or one of the kinds that are no bond by themselves.
type Kind string

// The kinds beside the bonds.
const (
	OwnProposal Kind = "own_proposal"
	Endorsed    Kind = "endorsed"
	Named       Kind = "named_in_proposal"
	PastPartner Kind = "past_partner"
)

// Tie is one bond of a person: to a museum of the register, to one typed by name, or to a person typed by name or address.
type Tie struct {
	Bond
	Museum ident.Organization // what stands for it in the register; zero when typed by name
	Name   string             // of the museum or the person
	Email  string             // of the person, lower case
	Until  calendar.Date      // absent is until now
	Member bool               // held as a role here, not declared
}

// Someone is a person with what is known of them.
type Someone struct {
	ID     ident.Person
	Given  string
	Family string
	Email  string
	Ties   []Tie
}

// Name is how a path calls the person.
func (p Someone) Name() string {
	if p.Given != "" && p.Family != "" {
		return p.Given + " " + p.Family
	}
	return p.Given + p.Family
}

// Museum is a partner of a proposal.
type Museum struct {
	ID     ident.Organization
	Name   string
	Domain string // of its website
}

// Parent is that a museum is part of another organization: a university, a city, a trust.
type Parent struct {
	Of     ident.Organization
	Parent Museum
}

// Hand is somebody who made a proposal: wrote it, handed it in, applies with it or signed it.
type Hand struct {
	Person ident.Person
	Did    Relation
}

// Text is something written in a proposal, and where.
type Text struct {
	Where string
	Words string
}

// Endorser is who spoke for a museum abroad at a post, as they signed.
type Endorser struct {
	Name  string
	Email string
	Post  string
}

// Proposal is all of an application that a bond can lead to.
type Proposal struct {
	ID        ident.Application
	Number    string
	Museums   []Museum
	Hands     []Hand
	Texts     []Text
	Endorsers []Endorser
}

// Past is a partnership of an earlier cycle that was awarded, with when it ended.
type Past struct {
	Number  string
	Ended   calendar.Date
	Museums []Museum
}

// Facts are what conflicts are found from.
type Facts struct {
	On        calendar.Date
	Months    int // how far back a bond that ended still counts
	People    []Someone
	Others    []Someone // whom ties of the people lead to, or who have ties to them
	Proposals []Proposal
	Past      []Past
	Parents   []Parent // of the partners and of whatever the people are tied to, all the way up
}

// Relation is how one thing of a path leads to the next.
type Relation string

// The relations: the bonds under their own names, then what leads on and what was done.
const (
	WorksAt    Relation = "employment"
	OnBoardOf  Relation = "board"
	PaidBy     Relation = "paid_work"
	InvestedIn Relation = "financial"
	KinOf      Relation = "family"
	WroteWith  Relation = "co_author"
	TaughtOf   Relation = "teaching"
	PartnerIn  Relation = "partner_in"
	PartnerOf  Relation = "past_partner"
	ParentOf   Relation = "parent_of"
	PartOf     Relation = "part_of"
	Wrote      Relation = "wrote"
	HandedIn   Relation = "handed_in"
	Applies    Relation = "applies"
	Signed     Relation = "signed"
	Spoke      Relation = "endorsed"
	NamedIn    Relation = "named_in"
	MailIn     Relation = "mail_in"
	MailOf     Relation = "mail_of"
	DomainIn   Relation = "domain_in"
)

// Step is one relation of a path and what it leads to.
type Step struct {
	Is    Relation      `json:"is"`
	To    string        `json:"to"`              // the name of what it leads to
	Where string        `json:"where,omitempty"` // in the proposal, or by which earlier one
	Until calendar.Date `json:"until,omitzero"`  // when the bond ended
}

// Edge is a conflict found: of what kind, and by which path from the person to the proposal.
type Edge struct {
	Person      ident.Person
	Application ident.Application
	Kind        Kind
	Path        []Step
}
