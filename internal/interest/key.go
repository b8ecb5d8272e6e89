package interest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/people"
)

// strength orders kinds, what binds most first.
func strength(k Kind) int {
	return slices.Index([]Kind{
		OwnProposal, Kind(Employment), Kind(Board), Kind(PaidWork), Kind(Financial), Kind(Family), Endorsed, Named, Kind(Teaching), Kind(CoAuthor), PastPartner,
	}, k)
}

// Key tells a path from every other of the pair, whatever dates stand on it: what was lifted is known by it.
func (e Edge) Key() string {
	var b strings.Builder
	b.WriteString(string(e.Kind))
	for _, s := range e.Path {
		b.WriteString("|" + string(s.Is) + "|" + people.NameKey(s.To) + "|" + s.Where)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// Words is the path in plain English, for records and programs; pages say it in the reader's language.
func Words(path []Step) string {
	out := make([]string, len(path))
	for i, s := range path {
		out[i] = s.words()
	}
	return strings.Join(out, " - ")
}

func (s Step) words() string {
	until := ""
	if !s.Until.IsZero() {
		until = " until " + s.Until.String()
	}
	switch s.Is {
	case WorksAt:
		return "works at " + s.To + until
	case OnBoardOf:
		return "on the board of " + s.To + until
	case PaidBy:
		return "paid by " + s.To + until
	case InvestedIn:
		return "financial interest in " + s.To + until
	case KinOf:
		return "family of " + s.To + until
	case WroteWith:
		return "co-author of " + s.To + until
	case TaughtOf:
		return "teacher or student of " + s.To + until
	case PartnerOf:
		return "partner of " + s.To + " in " + s.Where + until
	case MailOf:
		return "address of " + s.To
	case ParentOf:
		return "which runs " + s.To
	case PartOf:
		return "part of " + s.To
	}
	return s.deed()
}

// deed is the last step of a path, at the proposal itself.
func (s Step) deed() string {
	verb := map[Relation]string{
		PartnerIn: "partner in ", Wrote: "wrote ", HandedIn: "handed in ", Applies: "applies with ", Signed: "signed ", Spoke: "endorsed ",
		NamedIn: "named in ", MailIn: "address written in ", DomainIn: "address of the same institution in ",
	}[s.Is]
	if s.Where != "" {
		return verb + s.To + " (" + s.Where + ")"
	}
	return verb + s.To
}

// sorted puts the edges of each pair together, the strongest first, and leaves out the same path found twice.
func sorted(edges []Edge) []Edge {
	slices.SortStableFunc(edges, func(a, b Edge) int {
		return cmp.Or(
			strings.Compare(a.Person.String(), b.Person.String()), strings.Compare(a.Application.String(), b.Application.String()),
			cmp.Compare(strength(a.Kind), strength(b.Kind)), cmp.Compare(len(a.Path), len(b.Path)),
			strings.Compare(Words(a.Path), Words(b.Path)),
		)
	})
	return slices.CompactFunc(edges, func(a, b Edge) bool {
		return a.Person == b.Person && a.Application == b.Application && a.Key() == b.Key()
	})
}
