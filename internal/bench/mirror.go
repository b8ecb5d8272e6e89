package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// The mirror is what one would write without a house: the same statements, prepared, scanned by hand into
// the answer and written as JSON. What Postgres made as JSON passes through, and no word is looked at twice.

type cash struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

func dollars(minor int64, currency string) cash {
	return cash{fmt.Sprintf("%d.%02d", minor/100, minor%100), currency}
}

// plainApplication is an application in a list, or a whole one.
type plainApplication struct {
	ID             uuid.UUID       `json:"id"`
	Number         string          `json:"number"`
	Title          string          `json:"title"`
	Abstract       string          `json:"abstract,omitempty"`
	State          string          `json:"state"`
	CycleTitle     string          `json:"cycleTitle"`
	LeadName       string          `json:"leadName,omitempty"`
	LeadCity       string          `json:"leadCity,omitempty"`
	LeadState      string          `json:"leadState,omitempty"`
	PartnerName    string          `json:"partnerName,omitempty"`
	PartnerCity    string          `json:"partnerCity,omitempty"`
	PartnerCountry string          `json:"partnerCountry,omitempty"`
	PartnerCount   int             `json:"partnerCount,omitempty"`
	ThemeTitle     json.RawMessage `json:"themeTitle"`
	Requested      cash            `json:"requested"`
	CostShare      cash            `json:"costShare"`
	SubmittedAt    *time.Time      `json:"submittedAt"`
	Answers        json.RawMessage `json:"answers,omitempty"`
	Lines          json.RawMessage `json:"lines,omitempty"`
	Reviews        []*plainReview  `json:"reviews,omitempty"`
	requested      int64
	share          int64
	currency       string
}

func (a *plainApplication) places() map[string]any {
	return map[string]any{
		"id": &a.ID, "number": &a.Number, "title": &a.Title, "abstract": &a.Abstract, "state": &a.State, "cycle_title": &a.CycleTitle,
		"lead_name": &a.LeadName, "lead_city": &a.LeadCity, "lead_state": &a.LeadState, "partner_name": &a.PartnerName, "partner_city": &a.PartnerCity,
		"partner_country": &a.PartnerCountry, "partner_count": &a.PartnerCount, "theme_title": &a.ThemeTitle, "requested_minor": &a.requested,
		"cost_share_minor": &a.share, "currency": &a.currency, "submitted_at": &a.SubmittedAt, "answers": &a.Answers, "lines_json": &a.Lines,
	}
}

// plainReview is a review with its scores.
type plainReview struct {
	ID             uuid.UUID       `json:"id"`
	Phase          *string         `json:"phase"`
	State          *string         `json:"state"`
	BaseMilli      *int            `json:"baseMilli"`
	Recommendation *string         `json:"recommendation"`
	Overall        *string         `json:"overall"`
	SubmittedAt    *time.Time      `json:"submittedAt"`
	Scores         json.RawMessage `json:"scores"`
}

func (v *plainReview) places() map[string]any {
	return map[string]any{
		"id": &v.ID, "phase": &v.Phase, "state": &v.State, "base_milli": &v.BaseMilli, "recommendation": &v.Recommendation,
		"overall": &v.Overall, "submitted_at": &v.SubmittedAt, "newest": &v.Scores,
	}
}

// plain reads one statement; a column that has no place is not even decoded.
func plain[T any](ctx context.Context, b *bench, s postgres.Statement, places func(*T) map[string]any) ([]*T, error) {
	rows, err := b.Office.DB.Pool.Query(ctx, s.Text, s.Args...)
	if err != nil {
		return nil, fmt.Errorf("mirror: %w", err)
	}
	defer rows.Close()
	fields := rows.FieldDescriptions()
	into, row := make([]any, len(fields)), new(T)
	by := places(row)
	for i, f := range fields {
		into[i] = by[f.Name]
	}
	var out []*T
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("mirror: %w", err)
		}
		kept := *row
		out = append(out, &kept)
	}
	return out, rows.Err()
}

// applications read a list, or an application and then its reviews.
func (b *bench) applications(ctx context.Context, sent []postgres.Statement) ([]*plainApplication, error) {
	out, err := plain(ctx, b, sent[0], (*plainApplication).places)
	if err != nil {
		return nil, err
	}
	for _, a := range out {
		a.Requested, a.CostShare = dollars(a.requested, a.currency), dollars(a.share, a.currency)
		if len(sent) > 1 {
			if a.Reviews, err = plain(ctx, b, sent[1], (*plainReview).places); err != nil {
				return nil, err
			}
			a.Reviews = slices.DeleteFunc(a.Reviews, func(v *plainReview) bool { return v.ID == uuid.Nil }) // an application without one is a row of nothing
		}
	}
	return out, nil
}

// mirror answers with the statements that the use case sends for the subject of the request's number.
func (b *bench) mirror(sent [][]postgres.Statement) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var which int
		if err := json.NewDecoder(r.Body).Decode(&which); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		found, err := b.applications(r.Context(), sent[which])
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(found)
	})
}
