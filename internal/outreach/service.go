package outreach

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/seal"
)

// Awards answers for the award in force.
type Awards interface {
	// Running is an award that is official or later, for who may see it; lock keeps others from it.
	Running(ctx context.Context, id ident.Award, lock bool) (*agreement.File, error)
}

// Store keeps what an exchange does.
type Store interface {
	// Marked are those of the marks that stand among the award's participants.
	Marked(ctx context.Context, id ident.Award, marks [][]byte) ([][]byte, error)
	AddPaste(ctx context.Context, p *Paste) error
	// AddParticipants keeps all of them in one statement.
	AddParticipants(ctx context.Context, all []*Participant) error
	Participant(ctx context.Context, id ident.Participant) (*Participant, error)
	RemoveParticipant(ctx context.Context, p *Participant) error
	Participants(ctx context.Context, id ident.Award, c page.Cut) ([]*Participant, error)
	CountParticipants(ctx context.Context, id ident.Award) (int, error)
	Pastes(ctx context.Context, id ident.Award) ([]*Paste, error)
	Paste(ctx context.Context, id ident.ParticipantPaste) (*Paste, error)
	// UndoPaste takes off who came with a list and still stands, and says how many.
	UndoPaste(ctx context.Context, p *Paste) (int, error)

	Activities(ctx context.Context, id ident.Award, c page.Cut) ([]*ActivityRow, error)
	CountActivities(ctx context.Context, id ident.Award) (int, error)
	Activity(ctx context.Context, id ident.Activity, lock bool) (*Activity, error)
	ActivityByCode(ctx context.Context, hash []byte) (*Door, error)
	AddActivity(ctx context.Context, a *Activity) error
	KeepActivity(ctx context.Context, a *Activity, expected int) error
	// CheckIn keeps an entry once and answers the sum at the door; an id that another activity has is a conflict.
	CheckIn(ctx context.Context, c *CheckIn) (int64, error)
	Arrived(ctx context.Context, id ident.Activity) (int64, error)

	AddAudience(ctx context.Context, a *Audience) error
	AddMediaHit(ctx context.Context, m *MediaHit) error
	AddOutput(ctx context.Context, o *Output) error
	// Log is one page of what was counted, of one kind, newest first.
	Log(ctx context.Context, id ident.Award, what Entry, c page.Cut) ([]*LogRow, error)
	CountLog(ctx context.Context, id ident.Award, what Entry) (int, error)
	// TakeOff removes one entry of the award; what is gone or of another award is not found.
	TakeOff(ctx context.Context, id ident.Award, what Entry, key string, by ident.Person, at time.Time) error

	AddIndicator(ctx context.Context, i *Indicator) error
	Indicators(ctx context.Context, id ident.Program) ([]*Indicator, error)
	Indicator(ctx context.Context, id ident.Indicator) (*Indicator, error)
	// KeepTarget takes an indicator up or sets its target anew, under its version where one is expected.
	KeepTarget(ctx context.Context, t *Target, expected *int) error
	Targets(ctx context.Context, id ident.Award) ([]*TakenUp, error)
	TakenUp(ctx context.Context, ids []ident.Award) ([]*TakenUp, error)
	AddMeasure(ctx context.Context, m *Measure) error
	AddSurvey(ctx context.Context, x *Survey, asked []*Question, slips []*Slip) error
	Survey(ctx context.Context, id ident.Survey) (*Survey, error)
	Surveys(ctx context.Context, id ident.Award) ([]*Survey, error)
	CloseSurvey(ctx context.Context, x *Survey) error
	// Sheet is the survey behind a code; lock keeps others from answering it meanwhile.
	Sheet(ctx context.Context, hash []byte, lock bool) (*Sheet, error)
	// Answer adds somebody's answers to the sums and uses their link up.
	Answer(ctx context.Context, x *Sheet, hash []byte, e *Entrance, all []*Tally) error
	// Answered tells whether an entry counts already; one of another survey is a conflict.
	Answered(ctx context.Context, id ident.Survey, entry ident.SurveyEntry) (bool, error)
	IndicatorCounts(ctx context.Context, a Asked) ([]IndicatorCount, error)

	Stories(ctx context.Context, id ident.Award, w Shown, c page.Cut) ([]*Story, error)
	CountStories(ctx context.Context, id ident.Award, w Shown) (int, error)
	Story(ctx context.Context, id ident.Story, lock bool) (*Story, error)
	AddStory(ctx context.Context, x *Story) error
	KeepStory(ctx context.Context, x *Story, expected int) error
	PutStoryFile(ctx context.Context, f *StoryFile) error
	StoryFile(ctx context.Context, id ident.Story, k FileKind) (*StoryFile, error)
	DropStoryFile(ctx context.Context, id ident.Story, k FileKind) error
	// StoryFilesBeside are files under another key than the named, at most n, locked until the transaction ends.
	StoryFilesBeside(ctx context.Context, key string, n int) ([]*StoryFile, error)
	Told(ctx context.Context, id ident.Award) ([]*Told, error)
	ApprovedStories(ctx context.Context, a Asked, r Readers) ([]*Told, error)

	ParticipantCounts(ctx context.Context, a Asked) ([]ParticipantCount, error)
	ReachCounts(ctx context.Context, a Asked) ([]ReachCount, error)
	// Behind are the ids of the rows behind one figure.
	Behind(ctx context.Context, a Asked, f FigureKey) ([]string, error)
}

// Service is what museums, the office and hosts do with an exchange.
type Service struct {
	Desk   desk.Desk
	Store  Store
	Awards Awards
	// Mark is a keyed hash with the key of the house, which is not in the database.
	Mark func(about, text string) []byte
	Seal *seal.Ring // of photos and consents of stories; nil where the house has no key, and then keeps none
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }

// see is the award, for who may read what its exchange does.
func (s *Service) see(ctx context.Context, id ident.Award) (*agreement.File, error) {
	f, err := s.Awards.Running(ctx, id, false)
	if err != nil {
		return nil, err
	}
	return f, auth.Require(ctx, auth.ViewOutreach, f.Target())
}

// change lets do change what an award's exchange keeps, under the award's lock; a closed award changes no more.
func (s *Service) change(ctx context.Context, id ident.Award, p auth.Permission, do func(context.Context, *agreement.File) error) error {
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Awards.Running(ctx, id, true)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, p, f.Target()); err != nil {
			return err
		}
		if !open(f.State) {
			return fault.New(fault.Conflict, "award_closed", "The award is closed: what its exchange did stays as it is.")
		}
		return do(ctx, f)
	})
}

// open tells whether an award in this state still takes what its exchange does.
func open(s award.State) bool {
	return slices.Contains([]award.State{award.Official, award.Active, award.Suspended, award.PeriodEnded, award.Closing}, s)
}

// inPeriod refuses a day outside the period of performance or in the future.
func (s *Service) inPeriod(c *fault.Check, f *agreement.File, path string, day calendar.Date) {
	switch {
	case day.IsZero():
		c.Refuse(path, "required", "Say on which day.")
	case day.After(s.today()):
		c.Refuse(path, "in_future", "That day has not come yet.")
	default:
		withinAward(c, f, path, day)
	}
}

func withinAward(c *fault.Check, f *agreement.File, path string, day calendar.Date) {
	from, to := period(f)
	c.That(from.IsZero() || !day.Before(from), path, "outside_award", "The project begins on %s.", from)
	c.That(to.IsZero() || !day.After(to), path, "outside_award", "The project ends on %s.", to)
}

// words trims a line or text and refuses what is no text, missing or too long.
func words(c *fault.Check, path, text string, most int, asked bool) string {
	text = strings.TrimSpace(text)
	c.That(!asked || text != "", path, "required", "Fill this in.")
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}

// link refuses what is no address of the web; empty is none.
func link(c *fault.Check, path, text string) string {
	text = words(c, path, text, 500, false)
	if text != "" {
		u, err := url.Parse(text)
		c.That(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "", path, "bad_link", "An address begins with https://.")
	}
	return text
}

func oneOf[T ~string](c *fault.Check, path string, v T, known []T) {
	c.That(slices.Contains(known, v), path, "bad_choice", "Choose one of those offered.")
}
