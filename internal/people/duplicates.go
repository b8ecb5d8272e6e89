package people

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// DuplicateStore finds records that may be of one museum.
type DuplicateStore interface {
	// Candidates are the records that share a key with this one, at most a few hundred, by constant SQL over indexes.
	Candidates(ctx context.Context, o *Organization) ([]*Organization, error)
	// RegisterKeys is the whole register with the fields that Alike compares and no others.
	RegisterKeys(ctx context.Context) ([]*Organization, error)
	// ReplacePairs puts a new batch in place of the last; dismissed pairs stay dismissed.
	ReplacePairs(ctx context.Context, pairs []*Pair) error
	Pairs(ctx context.Context, c page.Cut) ([]*PairRow, error)
	CountPairs(ctx context.Context) (int, error)
	DismissPair(ctx context.Context, p *Pair) error
}

// Pair is two records that the batch takes for one museum; the smaller id comes first.
type Pair struct {
	First     ident.Organization `bun:"first_id,pk"`
	Second    ident.Organization `bun:"second_id,pk"`
	Score     int                `bun:"score"`
	Reasons   []Reason           `bun:"reasons,type:jsonb"`
	FoundAt   time.Time          `bun:"found_at"`
	Dismissed ident.Person       `bun:"dismissed_by"` // who said that they are two museums
	At        *time.Time         `bun:"dismissed_at"`
	Reason    string             `bun:"dismissed_reason"`
}

// PairRow is a pair with what tells its two records apart.
type PairRow struct {
	Pair
	FirstName    string `bun:"first_name"`
	FirstPlace   string `bun:"first_place"`
	FirstPeople  int    `bun:"first_people"` // roles held there today
	SecondName   string `bun:"second_name"`
	SecondPlace  string `bun:"second_place"`
	SecondPeople int    `bun:"second_people"`
}

// refuseLike refuses a record of a museum that is in the register; with anotherOne it answers what it looks like.
func (s *Service) refuseLike(ctx context.Context, o *Organization, anotherOne bool) ([]string, error) {
	// The lock on the name holds two who add the same museum at once apart.
	namesakes, err := s.Store.Namesakes(ctx, o.NameKey, o.Country, o.State)
	if err != nil {
		return nil, err
	}
	candidates, err := s.Store.Candidates(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := refuseNumbers(o, candidates); err != nil || anotherOne {
		return told(alikeOf(o, candidates, likelySame)), err
	}
	for _, other := range namesakes {
		if NameKey(other.City) == NameKey(o.City) {
			return nil, duplicateOf(other)
		}
	}
	if like := alikeOf(o, candidates, likelySame); len(like) > 0 {
		return nil, duplicateOf(like[0].Organization)
	}
	return nil, nil
}

// refuseNumbers refuses a UEI or EIN that another record has: it is that one, which can be claimed.
func refuseNumbers(o *Organization, candidates []*Organization) error {
	for _, c := range candidates {
		code, field := "", ""
		switch {
		case c.ID == o.ID:
		case equalText(c.UEI, o.UEI):
			code, field = "uei_taken", "uei"
		case equalText(c.EIN, o.EIN):
			code, field = "ein_taken", "ein"
		}
		if code == "" {
			continue
		}
		e := fault.New(fault.Conflict, code, "%s has this number already. If you work there, claim its record.", c.Name).With("organization", c.ID.String())
		e.Fields = []fault.Field{{Path: field, Code: code, Message: e.Message}}
		return e
	}
	return nil
}

func told(like []*Duplicate) []string {
	out := make([]string, len(like))
	for i, d := range like {
		out[i] = d.ID.String()
	}
	return out
}

// mostShown is how many possible duplicates a form shows.
const mostShown = 10

// Duplicates are the records that what is about to be added looks like, most first, at most ten.
func (s *Service) Duplicates(ctx context.Context, in OrganizationInput) ([]*Duplicate, error) {
	if err := auth.Require(ctx, auth.AddOrganization, auth.Target{Person: auth.Who(ctx).Person}); err != nil {
		return nil, err
	}
	in, err := in.trimmed(s.today())
	if err != nil {
		return nil, err
	}
	var o Organization
	in.write(&o)
	candidates, err := s.Store.Candidates(ctx, &o)
	if err != nil {
		return nil, err
	}
	like := alikeOf(&o, candidates, likelySame)
	return like[:min(len(like), mostShown)], nil
}

// FindDuplicates is the job that looks through the whole register.
type FindDuplicates struct{}

// Kind names the job in the queue.
func (FindDuplicates) Kind() string { return "people.find_duplicates" }

// mostPairs bounds what a batch keeps, and mostPerKey how many records of one key are compared with each other:
// a domain or number of hundreds belongs to a parent, and says nothing.
const (
	mostPairs  = 5000
	mostPerKey = 60
)

// FindAllDuplicates looks through the whole register and keeps the pairs that may be one museum; it answers how many.
func (s *Service) FindAllDuplicates(ctx context.Context) (int, error) {
	var pairs []*Pair
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := auth.Require(ctx, auth.MergeOrganizations, auth.Target{}); err != nil {
			return err
		}
		all, err := s.Store.RegisterKeys(ctx)
		if err != nil {
			return err
		}
		pairs = pairsOf(all, s.Desk.Now())
		if err := s.Store.ReplacePairs(ctx, pairs); err != nil {
			return err
		}
		return nil
	})
	return len(pairs), err
}

// pairsOf compares the records that share a key, each two once, and keeps the strongest.
func pairsOf(all []*Organization, at time.Time) []*Pair {
	groups := map[string][]*Organization{}
	for _, o := range all {
		for _, k := range keysOf(o) {
			groups[k] = append(groups[k], o)
		}
	}
	seen := map[[2]ident.Organization]bool{}
	var out []*Pair
	for _, g := range groups {
		if len(g) > mostPerKey {
			continue
		}
		for i, a := range g {
			for _, b := range g[:i] {
				p := pairOf(a, b, at)
				if key := [2]ident.Organization{p.First, p.Second}; p.Score >= listedInBulk && !seen[key] {
					seen[key] = true
					out = append(out, p)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b *Pair) int {
		return cmp.Or(b.Score-a.Score, compareIDs(a.First, b.First), compareIDs(a.Second, b.Second))
	})
	return out[:min(len(out), mostPairs)]
}

func keysOf(o *Organization) []string {
	place := string(o.Country) + "/" + string(o.State) + "/"
	var out []string
	for _, k := range []struct{ kind, key string }{
		{"uei ", orEmpty(o.UEI)},
		{"ein ", orEmpty(o.EIN)},
		{"domain ", o.Domain},
		{"phone ", o.PhoneKey},
		{"local ", o.LocalKey},
		{"local ", o.NameKey},
		{"words " + place, o.StemKey},
	} {
		if k.key != "" {
			out = append(out, k.kind+k.key)
		}
	}
	return out
}

func compareIDs(a, b ident.Organization) int {
	x, y := a.UUID(), b.UUID()
	return bytes.Compare(x[:], y[:])
}

func pairOf(a, b *Organization, at time.Time) *Pair {
	l := Alike(a, b)
	first, second := ordered(a.ID, b.ID)
	return &Pair{First: first, Second: second, Score: l.Score, Reasons: l.Reasons, FoundAt: at}
}

func ordered(a, b ident.Organization) (first, second ident.Organization) {
	if compareIDs(a, b) > 0 {
		return b, a
	}
	return a, b
}

// PossibleDuplicates are the pairs of the last batch that nobody has dismissed, strongest first; for officers.
func (s *Service) PossibleDuplicates(ctx context.Context, a page.Args) (*page.Connection[*PairRow], error) {
	cut, err := a.Check(3)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.MergeOrganizations, auth.Target{}); err != nil {
		return nil, err
	}
	if err := checkPairKey(cut); err != nil {
		return nil, err
	}
	rows, err := s.Store.Pairs(ctx, cut)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, pairKey, s.Store.CountPairs), nil
}

// DismissDuplicateInput says that two records are two museums.
type DismissDuplicateInput struct {
	First  ident.Organization
	Second ident.Organization
	Reason string
}

// DismissDuplicate takes a pair off the list for good.
func (s *Service) DismissDuplicate(ctx context.Context, in DismissDuplicateInput) error {
	in.Reason = strings.TrimSpace(in.Reason)
	now := s.Desk.Now()
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := auth.Require(ctx, auth.MergeOrganizations, auth.Target{Organizations: []ident.Organization{in.First, in.Second}}); err != nil {
			return err
		}
		if err := reasonGiven(in.Reason); err != nil {
			return err
		}
		p := &Pair{Dismissed: auth.Who(ctx).Person, At: &now, Reason: in.Reason}
		p.First, p.Second = ordered(in.First, in.Second)
		if err := s.Store.DismissPair(ctx, p); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.dismiss_duplicate", p.First, in.Reason, map[string]any{"other": p.Second})
	})
}

// reasonGiven refuses an empty or endless reason.
func reasonGiven(reason string) error {
	var c fault.Check
	c.That(reason != "", "reason", "required", "Say why.")
	c.That(utf8.RuneCountInString(reason) <= 2000, "reason", "too_long", "At most %d characters.", 2000)
	return c.Err()
}

func pairKey(p *PairRow) []string {
	return []string{strconv.Itoa(p.Score), p.First.String(), p.Second.String()}
}

func checkPairKey(c page.Cut) error {
	if c.Key == nil {
		return nil
	}
	_, err := strconv.Atoi(c.Key[0])
	_, first := ident.Parse[ident.OrganizationKind](c.Key[1])
	_, second := ident.Parse[ident.OrganizationKind](c.Key[2])
	if err != nil || first != nil || second != nil {
		return fault.BadField("after", "bad_cursor", "This is not a cursor of this list.")
	}
	return nil
}
