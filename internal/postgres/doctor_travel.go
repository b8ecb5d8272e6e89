package postgres

// travelRules recompute what the law asks of trips, and that what was erased is gone.
var travelRules = []rule{
	{
		"who travels has what the law and the program ask for", "SELECT count(*) FROM trips WHERE state IN ('cleared', 'travelled', 'reconciled')",
		`SELECT w.number || ': traveler ' || v.ordinal || ' of the trip on ' || t.starts_on FROM trips t JOIN awards w ON w.id = t.award_id
JOIN travelers v ON v.trip_id = t.id AND v.left_at IS NULL JOIN organizations o ON o.id = v.organization_id
WHERE t.state IN ('cleared', 'travelled', 'reconciled') AND (v.minor AND v.consent_at IS NULL
	OR t.state <> 'cleared' AND t.direction = 'partner_us' AND t.federal AND o.country <> 'US' AND v.country <> 'US'
		AND (v.insured_from IS NULL OR v.insured_from > t.starts_on OR v.insured_to < t.ends_on OR v.medical_minor < 10000000 OR v.evacuation_minor < 5000000
			OR v.repatriation_minor < 2500000 OR v.deductible_minor > 50000
			OR NOT EXISTS (SELECT FROM visa_cases x WHERE x.traveler_id = v.id AND x.state IN ('issued', 'entered', 'departed'))))`,
	},
	{
		"a traveler's personal data is there until it is erased, and gone then", "SELECT count(*) FROM travelers",
		`SELECT w.number || ': traveler ' || v.ordinal || ' of the trip on ' || t.starts_on FROM travelers v JOIN trips t ON t.id = v.trip_id JOIN awards w ON w.id = t.award_id
WHERE (v.erased_at IS NOT NULL) <> NOT EXISTS (SELECT FROM traveler_secrets s WHERE s.traveler_id = v.id) AND (v.erased_at IS NOT NULL OR v.known_at IS NOT NULL)`,
	},
	{
		"a trip was planned, approved and cleared by two people", "SELECT count(*) FROM trips WHERE state <> 'planned'",
		`SELECT w.number || ': the trip on ' || t.starts_on FROM trips t JOIN awards w ON w.id = t.award_id
WHERE t.state NOT IN ('planned', 'cancelled') AND (t.approved_by IS NULL OR t.state IN ('cleared', 'travelled', 'reconciled') AND t.cleared_by IS NULL)`,
	},
	{
		"an exception of Fly America on a cleared trip has its evidence", "SELECT count(*) FROM trip_segments WHERE exception <> ''",
		`SELECT w.number || ': ' || s.from_airport || ' to ' || s.to_airport FROM trip_segments s JOIN trips t ON t.id = s.trip_id JOIN awards w ON w.id = t.award_id
WHERE t.federal AND t.state IN ('cleared', 'travelled', 'reconciled') AND s.exception <> '' AND s.document_id IS NULL`,
	},
}
