-- The first award of the cycle, official under signed terms: 100,000 dollars, half of it again as cost share.
INSERT INTO people (id, email, given_name, family_name, locale, created_at)
SELECT md5(x)::uuid, x || '@example.org', initcap(x), 'Example', 'en', now() FROM unnest(ARRAY['official1', 'fiscal1', 'partner1', 'finance', 'auditor', 'funder']) x;
INSERT INTO memberships (id, person_id, organization_id, role) VALUES
	(md5('mo1')::uuid, md5('official1')::uuid, md5('us1')::uuid, 'authorized_official'), (md5('mf1')::uuid, md5('fiscal1')::uuid, md5('us1')::uuid, 'fiscal_agent'),
	(md5('mp1')::uuid, md5('partner1')::uuid, md5('abroad1')::uuid, 'partner_coordinator');
UPDATE organizations SET uei = 'ABCDEFGH1234' WHERE id = md5('us1')::uuid;
INSERT INTO rule_sets (key, effective_from, title) VALUES ('2cfr200-2025', '2025-10-01', '2 CFR 200');
INSERT INTO thresholds VALUES ('2cfr200-2025', 'subaward_reported', 3000000, 'minor_usd', '2 CFR 170');
UPDATE funder_awards SET rule_set = '2cfr200-2025', assistance_listing = '19.415';
SET session_replication_role = replica;
INSERT INTO budget_lines (id, application_id, ordinal, category, item, side, funding, description, quantity_milli, rate_minor, amount_minor) VALUES
	(md5('b1')::uuid, md5('app1')::uuid, 1, 'travel', 'colloquium', 'us', 'grant', 'Flights', 1000, 6000000, 6000000),
	(md5('b2')::uuid, md5('app1')::uuid, 2, 'supplies', 'materials', 'us', 'grant', 'Paper', 1000, 1000000, 1000000),
	(md5('b3')::uuid, md5('app1')::uuid, 3, 'other', 'other_direct', 'us', 'grant', 'Printing', 1000, 2000000, 2000000),
	(md5('b4')::uuid, md5('app1')::uuid, 4, 'indirect', 'indirect_costs', 'us', 'grant', 'Indirect', 1000, 1000000, 1000000),
	(md5('b5')::uuid, md5('app1')::uuid, 5, 'personnel', 'salaries', 'us', 'cash', 'Staff', 1000, 3000000, 3000000),
	(md5('b6')::uuid, md5('app1')::uuid, 6, 'other', 'other_direct', 'non_us', 'in_kind', 'Rooms', 1000, 2000000, 2000000);
INSERT INTO budget_rates (application_id, organization_id, kind, rate_bp) VALUES (md5('app1')::uuid, md5('us1')::uuid, 'de_minimis', 1500);
UPDATE applications SET state = 'awarded' WHERE id = md5('app1')::uuid;
UPDATE cycles SET state = 'active';
INSERT INTO awards (id, number, cycle_id, partnership_id, application_id, title, amount_minor, requested_minor, cost_share_minor, starts_on, ends_on, state, offered_by, offered_at)
VALUES (md5('award1')::uuid, 'MC-2027-A01', md5('cycle')::uuid, md5('p1')::uuid, md5('app1')::uuid, 'Project 1', 10000000, 10000000, 5000000, '2027-08-01', '2028-07-31', 'official', md5('grants')::uuid, '2027-02-01');
INSERT INTO agreements (id, award_id, starts_on, ends_on, rule_set, funder_awarded_on, contact_name, contact_email, listing_title, description, requirements, access, closeout, payee, payment,
	first_need_minor, tickets, version, prepared_by, prepared_at, issued_by, issued_at, content, sha256, official_by, official_at)
VALUES (md5('agreement1')::uuid, md5('award1')::uuid, '2027-08-01', '2028-07-31', '2cfr200-2025', '2026-09-28', 'Greta Grants', 'grants@example.org', 'Citizen Exchanges', 'Two museums.', 'The funder''s terms.',
	'Records are open.', 'Reports within 90 days.', 'US Museum 1', 'advance', 1250000, 'A US carrier.', 5, md5('grants')::uuid, '2027-02-04', md5('grants')::uuid, '2027-02-05', '{}', sha256('{}'), md5('grants2')::uuid, '2027-02-08');
INSERT INTO agreement_signatures (id, agreement_id, side, signed_by, name, title, signed_at, sha256, proved) VALUES
	(md5('sig1')::uuid, md5('agreement1')::uuid, 'museum', md5('official1')::uuid, 'Official1 Example', 'Director', '2027-02-06', sha256('{}'), true),
	(md5('sig2')::uuid, md5('agreement1')::uuid, 'administrator', md5('director')::uuid, 'Director Example', 'Director', '2027-02-07', sha256('{}'), true);
INSERT INTO exclusion_checks (id, organization_id, checked_on, result, note, checked_by, recorded_at)
SELECT md5('x' || o)::uuid, md5(o)::uuid, '2027-02-01', 'clear', '', md5('officer')::uuid, '2027-02-01' FROM unnest(ARRAY['us1', 'abroad1']) o;
SET session_replication_role = origin;
INSERT INTO award_terms VALUES (md5('award1')::uuid, 1, '2027-08-01', '2028-07-31', 10000000, 5000000, '2027-08-01', '2027-02-08', md5('grants2')::uuid, 'agr_fixture');
INSERT INTO award_term_lines VALUES (md5('award1')::uuid, 1, 'travel', 6000000, 0), (md5('award1')::uuid, 1, 'supplies', 1000000, 0), (md5('award1')::uuid, 1, 'other', 2000000, 2000000),
	(md5('award1')::uuid, 1, 'indirect', 1000000, 0), (md5('award1')::uuid, 1, 'personnel', 0, 3000000);
