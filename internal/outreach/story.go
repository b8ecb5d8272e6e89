package outreach

import (
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// StoryState is where a success story is.
type StoryState string

// The states; a story whose person takes their consent back stays withdrawn.
const (
	StoryDraft     StoryState = "draft"
	StorySubmitted StoryState = "submitted"
	StoryReturned  StoryState = "returned"
	StoryApproved  StoryState = "approved"
	StoryWithdrawn StoryState = "withdrawn"
)

// Readers are for whom a story is approved; each includes those before.
type Readers string

// The readers: the office alone, the funder too, or everybody.
const (
	ForOffice Readers = "internal"
	ForFunder Readers = "funder"
	ForPublic Readers = "public"
)

// ReadersKnown are those a story is approved for in the order of forms.
func ReadersKnown() []Readers { return []Readers{ForOffice, ForFunder, ForPublic} }

// Story is what the exchange meant to one person, told by a museum with that person's consent. The name it is told
// under is the only one kept outside the consent.
type Story struct {
	ID         ident.Story     `bun:"id,pk"`
	Award      ident.Award     `bun:"award_id"`
	State      StoryState      `bun:"state"`
	Title      string          `bun:"title"`
	Words      string          `bun:"words"`
	Quote      string          `bun:"quote"`
	ToldAs     string          `bun:"told_as"`
	Pseudonym  bool            `bun:"pseudonym"`
	Minor      bool            `bun:"minor"`
	Country    place.Country   `bun:"country"`
	Theme      string          `bun:"theme"`
	Indicator  ident.Indicator `bun:"indicator_id"` // the outcome it shows; zero is none
	HappenedOn calendar.Date   `bun:"happened_on"`

	PhotoMedia   string     `bun:"photo_media"` // empty where there is no photo
	PhotoAlt     string     `bun:"photo_alt"`
	PhotoCredit  string     `bun:"photo_credit"`
	PhotoLicense string     `bun:"photo_license"`
	ConsentAt    *time.Time `bun:"consent_at"`
	ByGuardian   bool       `bun:"by_guardian"` // who consented

	For         Readers      `bun:"for_whom"` // empty until it is approved
	Reason      string       `bun:"reason"`   // why it came back or was withdrawn
	Version     int          `bun:"version"`
	AddedBy     ident.Person `bun:"added_by"`
	AddedAt     time.Time    `bun:"added_at"`
	SubmittedBy ident.Person `bun:"submitted_by"`
	SubmittedAt *time.Time   `bun:"submitted_at"`
	DecidedBy   ident.Person `bun:"decided_by"`
	DecidedAt   *time.Time   `bun:"decided_at"`
	WithdrawnBy ident.Person `bun:"withdrawn_by"`
	WithdrawnAt *time.Time   `bun:"withdrawn_at"`
}

// Length is how many words the story has; a Chinese character is one.
func (x *Story) Length() int { return form.Words(x.Words) }

// Written tells whether its museums still write it.
func (x *Story) Written() bool { return x.State == StoryDraft || x.State == StoryReturned }

// ApprovedFor is for whom it is approved; nil where it is not.
func (x *Story) ApprovedFor() *Readers {
	if x.State != StoryApproved {
		return nil
	}
	return &x.For
}

// Stands tells whether it is approved for these readers.
func (x *Story) Stands(r Readers) bool {
	return x.State == StoryApproved && slices.Index(ReadersKnown(), x.For) >= slices.Index(ReadersKnown(), r)
}

// Gaps are what it lacks to be handed in, each by its field: 150 to 300 words, a quote, consent, by a guardian for a
// minor, and of a photo its description, credit and license.
func (x *Story) Gaps() []fault.Field {
	var c fault.Check
	n := x.Length()
	c.That(n >= leastWords && n <= mostWords, "words", "story_length", "A story has %d to %d words; this has %d.", leastWords, mostWords, n)
	c.That(x.Quote != "", "quote", "required", "Fill this in.")
	c.That(x.ToldAs != "", "toldAs", "required", "Fill this in.")
	c.That(x.Theme != "", "theme", "required", "Fill this in.")
	c.That(x.ConsentAt != nil, "consent", "story_consent", "The person's written consent has to be there; of a minor, a guardian's.")
	c.That(x.ConsentAt == nil || !x.Minor || x.ByGuardian, "consent", "story_guardian", "For a minor the consent is a guardian's.")
	return c.Fields()
}

// StoryMove is one change of a story's state.
type StoryMove struct {
	From, To StoryState
	Verb     string
	Who      string
}

// StoryMoves are all changes of a story's state; nothing leads out of withdrawn.
func StoryMoves() []StoryMove {
	return []StoryMove{
		{StoryDraft, StorySubmitted, "submit", "museum"},
		{StoryReturned, StorySubmitted, "submit", "museum"},
		{StorySubmitted, StoryApproved, "approve", "program_officer, another than who handed it in"},
		{StorySubmitted, StoryReturned, "return", "program_officer"},
		{StoryApproved, StoryApproved, "approve", "program_officer, for other readers"},
		{StoryDraft, StoryWithdrawn, "withdraw", "museum or program_officer"},
		{StorySubmitted, StoryWithdrawn, "withdraw", "museum or program_officer"},
		{StoryReturned, StoryWithdrawn, "withdraw", "museum or program_officer"},
		{StoryApproved, StoryWithdrawn, "withdraw", "museum or program_officer"},
	}
}

func moves(x *Story, verb string) error {
	for _, m := range StoryMoves() {
		if m.From == x.State && m.Verb == verb {
			return nil
		}
	}
	return fault.New(fault.Conflict, "story_state", "The story is %s; that cannot be done to it now.", x.State).With("state", string(x.State))
}

// Told is a story as its readers see it: nothing of who decided, of the consent, or whether the name is one.
type Told struct {
	ID           ident.Story   `bun:"id"`
	Award        ident.Award   `bun:"award_id"`
	Title        string        `bun:"title"`
	Words        string        `bun:"words"`
	Quote        string        `bun:"quote"`
	ToldAs       string        `bun:"told_as"`
	Country      place.Country `bun:"country"`
	Theme        string        `bun:"theme"`
	HappenedOn   calendar.Date `bun:"happened_on"`
	PhotoMedia   string        `bun:"photo_media"`
	PhotoAlt     string        `bun:"photo_alt"`
	PhotoCredit  string        `bun:"photo_credit"`
	PhotoLicense string        `bun:"photo_license"`
	Version      int           `bun:"version"`
}

// PhotoURL is the address of its photo on this site, or empty.
func (x *Told) PhotoURL() string {
	if x.PhotoMedia == "" {
		return ""
	}
	return "/projects/" + x.Award.String() + "/stories/" + x.ID.String() + "/photo"
}

// StoryFile is sealed bytes of a story.
type StoryFile struct {
	Story   ident.Story  `bun:"story_id,pk"`
	Kind    FileKind     `bun:"kind,pk"`
	Media   string       `bun:"media"`
	Key     string       `bun:"key_id"`
	Sealed  []byte       `bun:"sealed"`
	SavedBy ident.Person `bun:"saved_by"`
	SavedAt time.Time    `bun:"saved_at"`
}

// FileKind is what a file of a story is.
type FileKind string

// The files of a story.
const (
	PhotoFile   FileKind = "photo"
	ConsentFile FileKind = "consent"
)

// place is where a file belongs; it opens nowhere else.
func (f *StoryFile) place() string {
	return "story/" + f.Story.String() + "/" + string(f.Kind) + "/1"
}

const (
	leastWords = 150
	mostWords  = 300
	// mostStoryFile is the largest photo or consent in bytes.
	mostStoryFile = 5 << 20
)
