package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

var storyFaults = map[string]faultOf{
	"stories_country_code":    {fault.Invalid, "bad_country", "That is not a country.", "country"},
	"stories_consented":       {fault.Invalid, "story_consent", "The person's written consent has to be there; of a minor, a guardian's.", "consent"},
	"stories_two_people":      {fault.Forbidden, "own_story", "Who handed a story in does not approve it.", ""},
	"stories_explained":       {fault.Invalid, "required", "Say why.", "reason"},
	"stories_withdrawn_empty": {fault.Conflict, "story_withdrawn", "Of a withdrawn story nothing is kept.", ""},
	"stories_kept":            {fault.Conflict, "append_only", "A story is told as it was approved, or not at all.", ""},
}

const (
	storyShown = ` WHERE award_id = $1 AND ($2 OR state <> 'draft') AND (NOT $3 OR (state = 'approved' AND for_whom IN ('funder', 'public')))`
	storyAfter = `SELECT * FROM stories` + storyShown + ` AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`
	storyUntil = `SELECT * FROM stories` + storyShown + ` AND ($4::uuid IS NULL OR id > $4) ORDER BY id LIMIT $5`

	storyTold = `SELECT s.id, s.award_id, s.title, s.words, s.quote, s.told_as, s.country, s.theme, s.happened_on, s.photo_media, s.photo_alt, s.photo_credit, s.photo_license, s.version FROM stories s`

	// What is told of an award that is no longer in force stays told; a provisional one has no stories.
	storiesPublic = storyTold + ` WHERE s.award_id = $1 AND s.state = 'approved' AND s.for_whom = 'public' ORDER BY s.happened_on DESC, s.id DESC LIMIT 20`

	storiesApproved = storyTold + ` WHERE s.award_id = ANY($1::uuid[]) AND s.state = 'approved' AND s.happened_on BETWEEN $2::date AND $3::date
	AND s.decided_at <= coalesce($4::timestamptz, 'infinity') AND s.for_whom = ANY($5::text[]) ORDER BY s.happened_on DESC, s.id DESC LIMIT 100`

	storyFilesMissing = `SELECT s.id || ' ' || k.kind AS off FROM stories s CROSS JOIN LATERAL (VALUES ('photo', s.photo_media <> ''), ('consent', s.consent_at IS NOT NULL)) k(kind, told)
LEFT JOIN story_files f ON f.story_id = s.id AND f.kind = k.kind WHERE k.told <> (f.story_id IS NOT NULL) ORDER BY 1`

	putStoryFile = `INSERT INTO story_files (story_id, kind, media, key_id, sealed, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (story_id, kind) DO UPDATE SET media = $3, key_id = $4, sealed = $5, saved_by = $6, saved_at = $7`
)

// Stories are a page of an award's stories that somebody sees, the newest first.
func (s Outreach) Stories(ctx context.Context, id ident.Award, w outreach.Shown, c page.Cut) ([]*outreach.Story, error) {
	beside, err := besideOf[ident.StoryKind](c, 0)
	if err != nil {
		return nil, err
	}
	text := storyAfter
	if c.Backward {
		text = storyUntil
	}
	return query[*outreach.Story](ctx, s.DB, text, id, w.Drafts, w.Approved, beside, c.Limit+1)
}

// CountStories counts the stories of an award that somebody sees.
func (s Outreach) CountStories(ctx context.Context, id ident.Award, w outreach.Shown) (int, error) {
	n, err := s.count(ctx, `SELECT count(*) AS n FROM stories`+storyShown, id, w.Drafts, w.Approved)
	return int(n), err
}

// Story is one story; lock keeps others from it.
func (s Outreach) Story(ctx context.Context, id ident.Story, lock bool) (*outreach.Story, error) {
	text := `SELECT * FROM stories WHERE id = $1`
	if lock {
		text += ` FOR UPDATE`
	}
	return one[outreach.Story](ctx, s.DB, "story", text, id)
}

// AddStory keeps a new story.
func (s Outreach) AddStory(ctx context.Context, x *outreach.Story) error {
	return s.insert(ctx, "stories", x)
}

// KeepStory writes a story under its version.
func (s Outreach) KeepStory(ctx context.Context, x *outreach.Story, expected int) error {
	return s.updateVersioned(ctx, "stories", x, expected, "state", "title", "words", "quote", "told_as", "pseudonym", "minor", "country", "theme", "indicator_id", "happened_on",
		"photo_media", "photo_alt", "photo_credit", "photo_license", "consent_at", "by_guardian", "for_whom", "reason",
		"submitted_by", "submitted_at", "decided_by", "decided_at", "withdrawn_by", "withdrawn_at")
}

// PutStoryFile writes a sealed file over what was there.
func (s Outreach) PutStoryFile(ctx context.Context, f *outreach.StoryFile) error {
	_, err := s.exec(ctx, putStoryFile, f.Story, string(f.Kind), f.Media, f.Key, f.Sealed, f.SavedBy, f.SavedAt)
	return err
}

// StoryFile is a sealed file of a story.
func (s Outreach) StoryFile(ctx context.Context, id ident.Story, k outreach.FileKind) (*outreach.StoryFile, error) {
	return one[outreach.StoryFile](ctx, s.DB, "story", `SELECT * FROM story_files WHERE story_id = $1 AND kind = $2`, id, string(k))
}

// DropStoryFile takes a sealed file away for good.
func (s Outreach) DropStoryFile(ctx context.Context, id ident.Story, k outreach.FileKind) error {
	_, err := s.exec(ctx, `DELETE FROM story_files WHERE story_id = $1 AND kind = $2`, id, string(k))
	return err
}

// StoryFilesBeside are files under another key than the named, at most n, locked until the transaction ends.
func (s Outreach) StoryFilesBeside(ctx context.Context, key string, n int) ([]*outreach.StoryFile, error) {
	return query[*outreach.StoryFile](ctx, s.DB, `SELECT * FROM story_files WHERE key_id <> $1 ORDER BY story_id, kind LIMIT $2 FOR UPDATE`, key, n)
}

// StoryFiles are all sealed files, for the doctor.
func (s Outreach) StoryFiles(ctx context.Context) ([]*outreach.StoryFile, error) {
	return query[*outreach.StoryFile](ctx, s.DB, `SELECT * FROM story_files ORDER BY story_id, kind`)
}

// StoryFilesMissing are stories whose record tells of a file that is not kept, or keeps one it does not tell of.
func (s Outreach) StoryFilesMissing(ctx context.Context) ([]string, error) {
	rows, err := query[struct {
		Off string `bun:"off"`
	}](ctx, s.DB, storyFilesMissing)
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Off
	}
	return out, err
}

// Told are the stories of a project that everybody may read.
func (s Outreach) Told(ctx context.Context, id ident.Award) ([]*outreach.Told, error) {
	return query[*outreach.Told](ctx, s.DB, storiesPublic, id)
}

// ApprovedStories are stories approved for readers, in one statement.
func (s Outreach) ApprovedStories(ctx context.Context, a outreach.Asked, r outreach.Readers) ([]*outreach.Told, error) {
	var readers []string
	for _, x := range outreach.ReadersKnown() {
		if y := (&outreach.Story{State: outreach.StoryApproved, For: x}); y.Stands(r) {
			readers = append(readers, string(x))
		}
	}
	return query[*outreach.Told](ctx, s.DB, storiesApproved, append(askedArgs(a), readers)...)
}
