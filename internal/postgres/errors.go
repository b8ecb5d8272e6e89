package postgres

import (
	"context"
	"errors"
	"maps"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// faultOf is what a broken constraint means to a caller.
type faultOf struct {
	Kind    fault.Kind
	Code    string
	Message string
	Field   string // path of the input, when one is to blame
}

// Each area adds its own table of constraints to the list.
var constraintFaults = sync.OnceValue(func() map[string]faultOf {
	all := map[string]faultOf{}
	for _, m := range faultTables() {
		maps.Copy(all, m)
	}
	return all
})

func faultTables() []map[string]faultOf {
	return []map[string]faultOf{peopleFaults, recordFaults, ledgerFaults, fundFaults, programFaults, partnershipFaults, profileFaults, matchingFaults, statementFaults, budgetFaults, applicationFaults, responseFaults, uploadFaults, blindFaults, awardFaults, agreementFaults, paymentFaults, filingFaults, amendmentFaults, reportFaults, reviewFaults, panelPeopleFaults, meetingFaults, travelFaults, expenseFaults, outreachFaults, indicatorFaults, storyFaults, signingFaults, closeoutFaults}
}

var peopleFaults = map[string]faultOf{
	"people_email_once":          {fault.Conflict, "email_taken", "Someone has this address already.", "email"},
	"people_email_shape":         {fault.Invalid, "bad_email", "This is not an e-mail address.", "email"},
	"organizations_uei_once":     {fault.Conflict, "uei_taken", "Another organization has this UEI.", "uei"},
	"organizations_uei_shape":    {fault.Invalid, "bad_uei", "A UEI has 12 characters, without O and I.", "uei"},
	"organizations_ein_shape":    {fault.Invalid, "bad_ein", "An EIN has 9 digits.", "ein"},
	"organizations_name_given":   {fault.Invalid, "bad_name", "A name has between 1 and 300 characters.", "name"},
	"memberships_once":           {fault.Conflict, "already_member", "This person has that role there already.", ""},
	"role_grants_once":           {fault.Conflict, "already_granted", "This person has that role already.", ""},
	"role_grants_not_to_oneself": {fault.Forbidden, "same_person", "Nobody grants a role to themselves.", ""},

	"people_locale_known":              {fault.Invalid, "bad_locale", "The language is none of en, es and zh-Hans.", "locale"},
	"organizations_source_once":        {fault.Conflict, "source_taken", "The register has this record of its source already.", ""},
	"organizations_kind_known":         {fault.Invalid, "bad_kind", "There is no such kind of organization.", "kind"},
	"organizations_country_shape":      {fault.Invalid, "bad_country", "There is no such country.", "country"},
	"organizations_state_shape":        {fault.Invalid, "bad_state", "Only organizations in the United States have a state.", "state"},
	"memberships_role_known":           {fault.Invalid, "bad_role", "There is no such role at an organization.", "role"},
	"memberships_person_id_fkey":       {fault.NotFound, "not_found", "There is no such person.", "person"},
	"memberships_organization_id_fkey": {fault.NotFound, "not_found", "There is no such organization.", "organization"},
	"role_grants_role_known":           {fault.Invalid, "bad_role", "There is no such staff role.", "role"},
	"role_grants_person_id_fkey":       {fault.NotFound, "not_found", "There is no such person.", "person"},
	"tokens_person_id_fkey":            {fault.NotFound, "not_found", "There is no such person.", "person"},
	"tokens_scopes_given":              {fault.Invalid, "no_scopes", "Say what the token may do.", "scopes"},
}

var ledgerFaults = map[string]faultOf{
	"ledger_accounts_never_overdrawn": {fault.Conflict, "money_short", "There is not enough money left for this.", ""},
	"ledger_accounts_never_overspent": {fault.Conflict, "money_short", "More would be spent than is obligated.", ""},
	"ledger_entries_balanced":         {fault.Invalid, "ledger.unbalanced", "A ledger entry sums to zero.", ""},
	"ledger_lines_currency":           {fault.Invalid, "ledger.currency", "The account is in another currency.", ""},
}

// failure turns what Postgres says into what a caller can do about it.
func failure(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	if known, ok := constraintFaults()[pg.ConstraintName]; ok {
		e := fault.New(known.Kind, known.Code, "%s", known.Message)
		if known.Field != "" {
			e.Fields = []fault.Field{{Path: known.Field, Code: known.Code, Message: known.Message}}
		}
		return e
	}
	return bySQLState(pg, err)
}

func bySQLState(pg *pgconn.PgError, err error) error {
	switch pg.Code {
	case "40001", "40P01", "55P03":
		return fault.New(fault.Conflict, "busy", "Someone else is changing this right now. Try again.")
	case "22021", "22P05": // text Postgres cannot hold, such as NUL
		return fault.New(fault.Invalid, "bad_text", "The text has a character that cannot be kept.")
	case "22003": // out of range
		return fault.New(fault.Invalid, "out_of_range", "A number is larger than any form takes.")
	}
	return err
}
