package partnership

import (
	"context"
	"math"
	"net/mail"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// PostKind says what a post is.
type PostKind string

// The kinds of posts.
const (
	EmbassyPost PostKind = "embassy"
	Consulate   PostKind = "consulate"
	OtherPost   PostKind = "office"
)

// Post is an embassy or consulate of the United States, with the address a link goes to.
type Post struct {
	ID      ident.Post    `bun:"id,pk"`
	Name    string        `bun:"name"`
	Kind    PostKind      `bun:"kind"`
	Country place.Country `bun:"country"` // where it stands
	City    string        `bun:"city"`
	Lat     float64       `bun:"lat"`
	Lon     float64       `bun:"lon"`
	Serves  string        `bun:"serves"` // other countries it answers for, codes between spaces
	Email   string        `bun:"email"`  // empty until the office knows it
	Version int           `bun:"version"`
}

// Answers tells whether the post speaks for a country.
func (p *Post) Answers(c place.Country) bool {
	return p.Country == c || slices.Contains(strings.Fields(p.Serves), string(c))
}

// Near is a post with its distance from a museum, in kilometers along the earth.
type Near struct {
	*Post
	Kilometers int
	Own        bool // it answers for the museum's country
}

// Nearest are the posts in the order in which one asks them for a museum: those that answer for its country first,
// each group by distance. A museum whose place is not known stands in its capital.
func Nearest(posts []*Post, o *people.Organization) []Near {
	at, known := whereabouts(o)
	out := make([]Near, len(posts))
	for i, p := range posts {
		out[i] = Near{Post: p, Own: p.Answers(o.Country)}
		if known {
			out[i].Kilometers = int(math.Round(distance(at, place.Point{Lat: p.Lat, Lon: p.Lon})))
		}
	}
	slices.SortStableFunc(out, func(a, b Near) int {
		switch {
		case a.Own != b.Own:
			if a.Own {
				return -1
			}
			return 1
		case a.Kilometers != b.Kilometers:
			return a.Kilometers - b.Kilometers
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

func whereabouts(o *people.Organization) (place.Point, bool) {
	if o.Lat != nil && o.Lon != nil {
		return place.Point{Lat: *o.Lat, Lon: *o.Lon}, true
	}
	return o.Country.Capital()
}

// distance is along a great circle of a sphere of the earth's mean radius, in kilometers.
func distance(a, b place.Point) float64 {
	const radius = 6371.0
	rad := func(deg float64) float64 { return deg * math.Pi / 180 }
	dLat, dLon := rad(b.Lat-a.Lat), rad(b.Lon-a.Lon)
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*math.Pow(math.Sin(dLon/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Posts are the directory of posts by country and name, for the office.
func (s *Service) Posts(ctx context.Context) ([]*Post, error) {
	if err := auth.Require(ctx, auth.RecordEndorsement, auth.Target{}); err != nil {
		return nil, err
	}
	return s.Store.Posts(ctx)
}

// KeepPostInput is a post of the directory as the office knows it; without an id it is a new one.
type KeepPostInput struct {
	Post            ident.Post
	Name            string
	Kind            PostKind
	Country         place.Country
	City            string
	Lat             float64
	Lon             float64
	Serves          string
	Email           string
	ExpectedVersion *int
}

// KeepPost adds a post to the directory or changes one; only officers do, and an address looks like one.
func (s *Service) KeepPost(ctx context.Context, in KeepPostInput) (*Post, error) {
	if err := auth.Require(ctx, auth.RecordEndorsement, auth.Target{}); err != nil {
		return nil, err
	}
	p := &Post{
		ID: in.Post, Name: strings.TrimSpace(in.Name), Kind: in.Kind, Country: in.Country, City: strings.TrimSpace(in.City), Lat: in.Lat, Lon: in.Lon,
		Serves: strings.ToUpper(strings.Join(strings.Fields(in.Serves), " ")), Email: tidy(in.Email), Version: 1,
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		isNew, expected := in.Post.IsZero(), 0
		if isNew {
			p.ID = ident.NewPost()
		} else {
			all, err := s.Store.Posts(ctx)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(all, func(x *Post) bool { return x.ID == in.Post })
			if i < 0 {
				return fault.Missing("post")
			}
			if err := fault.Expected(in.ExpectedVersion, all[i].Version); err != nil {
				return err
			}
			expected = all[i].Version
		}
		if err := s.Store.KeepPost(ctx, p, isNew, expected); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "partnership.keep_post", p.ID, "", map[string]any{"name": p.Name, "email": p.Email})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Post) check() error {
	var c fault.Check
	c.That(p.Name != "" && len(p.Name) <= 300, "name", "bad_name", "A name has between 1 and 300 characters.")
	c.That(slices.Contains([]PostKind{EmbassyPost, Consulate, OtherPost}, p.Kind), "kind", "bad_kind", "There is no such kind of post.")
	c.That(p.Country.Valid(), "country", "bad_country", "There is no such country.")
	c.That(p.City != "" && len(p.City) <= 200, "city", "required", "Say in which city it is.")
	c.That(math.Abs(p.Lat) <= 90, "lat", "bad_place", "A latitude is between -90 and 90.")
	c.That(math.Abs(p.Lon) <= 180, "lon", "bad_place", "A longitude is between -180 and 180.")
	for _, code := range strings.Fields(p.Serves) {
		c.That(place.Country(code).Valid(), "serves", "bad_country", "There is no such country.")
	}
	c.That(p.Email == "" || goodAddress(p.Email), "email", "bad_email", "This is not an e-mail address.")
	return c.Err()
}

func tidy(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// goodAddress takes a bare address only, such as one types it; no name, no list.
func goodAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && len(s) <= 254 && !strings.ContainsAny(s, "<>,; \t\r\n")
}
