package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// Reviews keeps panels, conflicts, scores and rankings.
type Reviews struct{ *DB }

var reviewFaults = map[string]faultOf{
	"panels_cycle_id_fkey":                   {fault.NotFound, "not_found", "There is no such cycle.", "cycle"},
	"panels_name_given":                      {fault.Invalid, "bad_name", "A panel has a name of at most 200 characters.", "name"},
	"panels_locked_when":                     {fault.Conflict, "state", "A panel is locked at an instant, and only then.", ""},
	"panel_members_once":                     {fault.Conflict, "already_member", "This person is on the panel already.", "person"},
	"panel_members_one_chair":                {fault.Conflict, "one_chair", "A panel has one chair.", "chair"},
	"panel_members_load_positive":            {fault.Invalid, "bad_load", "A load limit is at least one.", "loadLimit"},
	"panel_members_not_staff":                {fault.Conflict, "staff", "Staff of the program do not review in it.", "members"},
	"panel_members_person_id_fkey":           {fault.NotFound, "not_found", "There is no such person.", "person"},
	"panel_phases_reads_known":               {fault.Invalid, "bad_reach", "Members read what is assigned to them or all.", "reads"},
	"panel_phases_others_known":              {fault.Invalid, "bad_others", "Others' reviews show never, after one's own, or always.", "others"},
	"panel_phase_changes_reason_given":       {fault.Invalid, "required", "Say why the rules of the phase change.", "reason"},
	"panel_phase_changes_append_only":        {fault.Conflict, "append_only", "What was changed stays told.", ""},
	"panel_declarations_application_id_fkey": {fault.NotFound, "not_found", "There is no such application.", "application"},
	"call_ups_reason_short":                  {fault.Invalid, "too_long", "A reason has at most 2,000 characters.", "reason"},
	"assignment_plans_append_only":           {fault.Conflict, "append_only", "What an assignment was asked stays kept.", ""},
	"call_ups_append_only":                   {fault.Conflict, "append_only", "Who called an application up stays told.", ""},
	"conflicts_person_id_fkey":               {fault.NotFound, "not_found", "There is no such person.", "person"},
	"conflicts_kind_known":                   {fault.Invalid, "bad_kind", "There is no such kind of conflict.", "kind"},
	"conflicts_lifted_why":                   {fault.Invalid, "required", "Say why the conflict no longer binds.", "reason"},
	"conflicts_not_lifted_by_oneself":        {fault.Forbidden, "same_person", "Another person lifts a conflict.", ""},
	"members_no_conflict":                    {fault.Conflict, "conflicted", "A person with a conflict of interest takes no part.", ""},
	"affiliations_bond_known":                {fault.Invalid, "bad_bond", "There is no such tie.", "bond"},
	"affiliations_to_someone":                {fault.Invalid, "required", "Say who or what it is.", "name"},
	"affiliations_to_person":                 {fault.Invalid, "to_person", "This is a tie to a person.", "organization"},
	"affiliations_length":                    {fault.Invalid, "too_long", "A name has at most 300 characters.", "name"},
	"affiliations_in_order":                  {fault.Invalid, "before_start", "It ended before it began.", "until"},
	"affiliations_organization_id_fkey":      {fault.NotFound, "not_found", "There is no such organization.", "organization"},
	"conflicts_once":                         {fault.Conflict, "conflict_known", "This conflict is known already.", ""},
	"assignments_once":                       {fault.Conflict, "already_assigned", "This reviewer has the application already.", "pairs"},
	"assignments_of_member":                  {fault.Invalid, "not_member", "Only members of the panel read for it.", "pairs"},
	"assignments_of_cycle":                   {fault.Invalid, "other_cycle", "A panel reads the applications of its cycle.", "pairs"},
	"assignments_no_conflict":                {fault.Conflict, "conflicted", "A person with a conflict of interest is not assigned.", "pairs"},
	"reviews_one_live":                       {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"reviews_no_conflict":                    {fault.NotFound, "not_found", "There is no such assignment.", ""},
	"reviews_locked":                         {fault.Conflict, "locked", "A locked review does not change; the chair can open it again.", ""},
	"reviews_begin_as_draft":                 {fault.Conflict, "state", "A review begins as a draft.", ""},
	"reviews_of_assignment":                  {fault.Invalid, "other_assignment", "A review is by the reviewer of its assignment.", "assignment"},
	"reviews_submitted_whole":                {fault.Invalid, "incomplete", "A review handed in says when.", ""},
	"reviews_all_scored":                     {fault.Invalid, "unscored", "A review handed in has every criterion scored.", "scores"},
	"reviews_all_commented":                  {fault.Invalid, "comment_short", "A review handed in has a comment on every criterion.", "scores"},
	"reviews_base_adds_up":                   {fault.Conflict, "base", "The base score is not the weighted sum of the scores.", ""},
	"reviews_recommendation_known":           {fault.Invalid, "bad_recommendation", "There is no such recommendation.", "recommendation"},
	"scores_half_points_range":               {fault.Invalid, "out_of_range", "A score is on the scale of its criterion.", "halfPoints"},
	"scores_on_scale":                        {fault.Invalid, "out_of_range", "A score is on the scale of its criterion.", "halfPoints"},
	"reviews_recommended":                    {fault.Invalid, "required", "Say whether to fund it.", "recommendation"},
	"scores_whole_points":                    {fault.Invalid, "whole_points", "This cycle is scored in whole points.", "halfPoints"},
	"scores_of_cycle":                        {fault.Invalid, "not_found", "The cycle has no such criterion.", "criterion"},
	"scores_criterion_id_fkey":               {fault.Invalid, "not_found", "The cycle has no such criterion.", "criterion"},
	"scores_pkey":                            {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"scores_while_draft":                     {fault.Conflict, "submitted", "This review was handed in; the chair can open it again.", ""},
	"scores_while_open":                      {fault.Conflict, "panel_closed", "The panel no longer takes scores.", ""},
	"offline_forms_append_only":              {fault.Conflict, "append_only", "A form taken along does not change.", ""},
	"scores_append_only":                     {fault.Conflict, "append_only", "A score is never changed, only given anew.", ""},
	"rankings_of_locked_panel":               {fault.Conflict, "state", "A panel is locked before it is ranked.", ""},
	"rankings_append_only":                   {fault.Conflict, "append_only", "A frozen ranking does not change.", ""},
	"ranking_places_append_only":             {fault.Conflict, "append_only", "A frozen ranking does not change.", ""},
	"ranking_places_reviewed_enough":         {fault.Conflict, "too_few_reviews", "An application needs three counted reviews for a place.", ""},
}

// panelSeen is what a sight reaches of panels p in cycles y: everything, its programs, its panels.
const panelSeen = `($1::boolean OR y.program_id = ANY($2::uuid[]) OR p.id = ANY($3::uuid[]))`

func sightArgs(s review.Sight, more ...any) []any {
	return append([]any{s.Everything, uuids(s.Programs), uuids(s.Panels)}, more...)
}

const (
	assignmentEnds   = `('declined', 'conflicted', 'recused', 'voided')`
	panelColumns     = `p.id, p.cycle_id, p.name, p.state, p.formed_by, p.formed_at, p.locked_by, p.locked_at, p.due_at, p.version`
	ruleColumns      = `y.program_id, y.reviews_needed, y.half_points, y.comment_min_chars, y.review_kind, y.scale_lowest, y.scale_highest, y.overall_skipped, y.review_opened_at`
	assignmentFields = `s.id, s.panel_id, s.application_id, s.reviewer_id, s.state, s.reading_order, s.assigned_by, s.assigned_at, s.cleared_at, s.ended_reason`
	nameOfPerson     = `coalesce(nullif(btrim(h.given_name || ' ' || h.family_name), ''), h.email)`
)

const (
	panelProgram    = `SELECT program_id FROM cycles WHERE id = $1`
	panelCandidates = `SELECT h.id, ` + nameOfPerson + ` AS name, h.email, EXISTS (SELECT FROM role_grants g WHERE g.person_id = h.id AND g.revoked_at IS NULL
	AND g.role IN ('program_officer', 'grants_manager', 'program_director') AND (g.program_id IS NULL OR g.program_id = $1)) AS staff
FROM people h WHERE h.id = ANY($2::uuid[])`
	putMember = `INSERT INTO panel_members (id, panel_id, person_id, chair, load_limit, skills) VALUES ($1, $2, $3, $4, $5, $6::jsonb)
ON CONFLICT (panel_id, person_id) DO UPDATE SET chair = EXCLUDED.chair, load_limit = EXCLUDED.load_limit, left_at = NULL,
	skills = CASE WHEN panel_members.skills = '[]' THEN EXCLUDED.skills ELSE panel_members.skills END`
	panelMembersOf = `SELECT m.id, m.panel_id, m.person_id, m.chair, m.confidentiality_at, m.load_limit, m.left_at, m.skills, ` + nameOfPerson + ` AS name
FROM panel_members m JOIN people h ON h.id = m.person_id
WHERE m.panel_id = ANY($1::uuid[]) AND m.left_at IS NULL ORDER BY m.panel_id, m.chair DESC, ` + nameOfPerson + ` COLLATE "und-x-icu", m.id`
	panelRead = `SELECT ` + panelColumns + `, ` + ruleColumns + ` FROM panels p JOIN cycles y ON y.id = p.cycle_id WHERE ` + panelSeen + ` AND p.id = $4`
	panelList = `SELECT ` + panelColumns + ` FROM panels p JOIN cycles y ON y.id = p.cycle_id
WHERE ` + panelSeen + ` AND ($4::uuid IS NULL OR p.cycle_id = $4) AND ($5::uuid[] IS NULL OR p.id = ANY($5::uuid[])) ORDER BY p.name, p.id LIMIT 500`
)

// CycleProgram is the program a cycle belongs to.
func (s Reviews) CycleProgram(ctx context.Context, id ident.Cycle) (ident.Program, error) {
	row, err := one[struct {
		Program ident.Program `bun:"program_id"`
	}](ctx, s.DB, "cycle", panelProgram, id)
	if err != nil {
		return ident.Program{}, err
	}
	return row.Program, nil
}

// Candidates are the known people among the ids, and which are staff of the program.
func (s Reviews) Candidates(ctx context.Context, p ident.Program, ids []ident.Person) ([]review.Candidate, error) {
	return query[review.Candidate](ctx, s.DB, panelCandidates, p, uuids(ids))
}

// AddPanel keeps a new panel with its members.
func (s Reviews) AddPanel(ctx context.Context, p *review.Panel, members []*review.PanelMember) error {
	if err := s.insert(ctx, "panels", p); err != nil {
		return err
	}
	return s.insert(ctx, "panel_members", &members)
}

// PutMember puts a person on a panel, back on it, or changes their part.
func (s Reviews) PutMember(ctx context.Context, m *review.PanelMember) error {
	skills, err := json.Marshal(append([]assignment.Skill{}, m.Skills...))
	if err != nil {
		return fmt.Errorf("write skills: %w", err)
	}
	_, err = s.exec(ctx, putMember, m.ID, m.Panel, m.Person, m.Chair, m.LoadLimit, string(skills))
	return err
}

// ClearChair leaves the panel without a chair, for the next one.
func (s Reviews) ClearChair(ctx context.Context, id ident.Panel) error {
	_, err := s.exec(ctx, `UPDATE panel_members SET chair = false WHERE panel_id = $1 AND chair`, id)
	return err
}

// MembersOf are the people on the panels now, each panel's chair first.
func (s Reviews) MembersOf(ctx context.Context, ids []ident.Panel) ([]*review.PanelMember, error) {
	return query[*review.PanelMember](ctx, s.DB, panelMembersOf, uuids(ids))
}

// LeaveMember notes when a member left.
func (s Reviews) LeaveMember(ctx context.Context, id ident.PanelMember, at time.Time) error {
	_, err := s.exec(ctx, `UPDATE panel_members SET left_at = $2, chair = false WHERE id = $1`, id, at)
	return err
}

// PanelForUpdate locks a panel for a change.
func (s Reviews) PanelForUpdate(ctx context.Context, id ident.Panel, v review.Sight) (*review.File, error) {
	return one[review.File](ctx, s.DB, "panel", panelRead+` FOR UPDATE OF p`, sightArgs(v, id)...)
}

// PanelFile reads a panel with its cycle's rules.
func (s Reviews) PanelFile(ctx context.Context, id ident.Panel, v review.Sight) (*review.File, error) {
	return one[review.File](ctx, s.DB, "panel", panelRead, sightArgs(v, id)...)
}

// KeepPanel keeps a panel's state under the next version.
func (s Reviews) KeepPanel(ctx context.Context, p *review.Panel) error {
	return s.updateVersioned(ctx, "panels", p, p.Version, "state", "locked_by", "locked_at")
}

// Panels are the panels of a cycle, or those of the ids, as far as the sight reaches.
func (s Reviews) Panels(ctx context.Context, c ident.Cycle, ids []ident.Panel, v review.Sight) ([]*review.Panel, error) {
	return query[*review.Panel](ctx, s.DB, panelList, sightArgs(v, c, optional(ids))...)
}
