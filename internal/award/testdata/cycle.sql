-- A reviewed cycle with a frozen ranking. :n applications; the first three fit the money, the fourth does not,
-- the last but one has a decision ahead without a place, the last is at the end of the ranking.
CREATE FUNCTION pg_temp.idof(text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT md5($1)::uuid $$;
CREATE TEMP TABLE app AS SELECT i, CASE i WHEN 1 THEN 10000000 WHEN 2 THEN 10000000 WHEN 3 THEN 9000000 WHEN 4 THEN 10000000 ELSE 6000000 END AS asks,
	(ARRAY['TX', 'NY', 'NY', 'DC', 'PR', 'CA', 'WA', 'OR'])[1 + (i - 1) % 8] AS state,
	(ARRAY['FR', 'JM', 'JM', 'MX', 'KE', 'UA', 'IS', 'MA'])[1 + (i - 1) % 8] AS country
FROM generate_series(1, :n) i;
INSERT INTO people (id, email, given_name, family_name, locale, created_at)
SELECT pg_temp.idof(x), x || '@example.org', initcap(x), 'Example', CASE x WHEN 'coordinator2' THEN 'es' WHEN 'coordinator3' THEN 'zh-Hans' ELSE 'en' END, now()
FROM (SELECT unnest(ARRAY['officer', 'grants', 'grants2', 'director', 'director2', 'reviewer1', 'reviewer2', 'reviewer3']) AS x
	UNION ALL SELECT 'coordinator' || i FROM app) people;
INSERT INTO funders VALUES (pg_temp.idof('funder'), 'state', 'U.S. Department of State', true);
INSERT INTO funder_awards (id, funder_id, number, title, amount_minor, starts_on, ends_on)
VALUES (pg_temp.idof('fain'), pg_temp.idof('funder'), 'S-ECAGD-27-CA-0001', 'Museums Connect', 60000000, '2026-10-01', '2028-09-30');
INSERT INTO programs VALUES (pg_temp.idof('program'), 'museums_connect', 'Museums Connect', 'American Alliance of Museums', pg_temp.idof('funder'), '{}');
INSERT INTO cycles (id, program_id, year, title, state, funder_award_id, appropriation_minor, admin_reserve_minor, project_starts_on, project_ends_on)
VALUES (pg_temp.idof('cycle'), pg_temp.idof('program'), 2027, 'Museums Connect 2027', 'review', pg_temp.idof('fain'), 40000000, 4000000, '2027-08-01', '2028-07-31');
INSERT INTO themes VALUES (pg_temp.idof('theme1'), pg_temp.idof('cycle'), '{"en": "Science"}', false, 1), (pg_temp.idof('theme2'), pg_temp.idof('cycle'), '{"en": "Community"}', false, 2);
INSERT INTO criteria (id, cycle_id, key, title, meaning, weight, ordinal) VALUES
	(pg_temp.idof('community'), pg_temp.idof('cycle'), 'community', '{"en": "Community", "es": "Comunidad"}', '{}', 60, 1),
	(pg_temp.idof('budget'), pg_temp.idof('cycle'), 'budget', '{"en": "Budget"}', '{}', 40, 2);
UPDATE cycles SET review_opened_at = now(), comment_min_chars = 5;
INSERT INTO forms (id, key, version, title, definition) VALUES (pg_temp.idof('form'), 'proposal', 1, '{}', '{}');
INSERT INTO organizations (id, name, name_key, country, state, city, created_at)
SELECT pg_temp.idof('us' || i), 'US Museum ' || i, 'us' || i, 'US', state, 'Town ' || i, now() FROM app
UNION ALL SELECT pg_temp.idof('abroad' || i), 'Museo ' || i, 'abroad' || i, country, '', 'City ' || i, now() FROM app;
INSERT INTO memberships (id, person_id, organization_id, role)
SELECT pg_temp.idof('m' || i), pg_temp.idof('coordinator' || i), pg_temp.idof('us' || i), 'applicant_coordinator' FROM app;
INSERT INTO partnerships (id, cycle_id, title, state, created_at) SELECT pg_temp.idof('p' || i), pg_temp.idof('cycle'), 'Project ' || i, 'eligible', now() FROM app;
INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead, confirmed_at)
SELECT pg_temp.idof('pu' || i), pg_temp.idof('p' || i), pg_temp.idof('us' || i), 'us', true, now() FROM app
UNION ALL SELECT pg_temp.idof('pa' || i), pg_temp.idof('p' || i), pg_temp.idof('abroad' || i), 'non_us', false, now() FROM app;
INSERT INTO applications (id, cycle_id, number, kind, partnership_id, lead_organization_id, form_id, theme_id, title, state, requested_minor, cost_share_minor, created_by, created_at, updated_at, submitted_by, submitted_at)
SELECT pg_temp.idof('app' || i), pg_temp.idof('cycle'), 'MC-2027-' || lpad(i::text, 3, '0'), 'proposal', pg_temp.idof('p' || i), pg_temp.idof('us' || i), pg_temp.idof('form'),
	CASE WHEN i = 3 THEN NULL ELSE pg_temp.idof('theme' || 1 + i % 2) END, 'Project ' || i, 'discussed', asks, asks / 2, pg_temp.idof('coordinator' || i), now(), now(), pg_temp.idof('coordinator' || i), now() FROM app;
INSERT INTO panels (id, cycle_id, name, state, formed_at) VALUES (pg_temp.idof('panel'), pg_temp.idof('cycle'), 'Panel', 'reading', now());
INSERT INTO panel_members (id, panel_id, person_id) SELECT pg_temp.idof('pm' || r), pg_temp.idof('panel'), pg_temp.idof('reviewer' || r) FROM generate_series(1, 3) r;
CREATE TEMP TABLE reading AS SELECT i, r, 'r' || i || '-' || r AS key FROM app, generate_series(1, 3) r WHERE i <> :n - 1 OR r < 3;
INSERT INTO assignments (id, panel_id, application_id, reviewer_id, assigned_at, cleared_at)
SELECT pg_temp.idof('as' || key), pg_temp.idof('panel'), pg_temp.idof('app' || i), pg_temp.idof('reviewer' || r), now(), now() FROM reading;
INSERT INTO reviews (id, assignment_id, application_id, panel_id, reviewer_id, started_at)
SELECT pg_temp.idof(key), pg_temp.idof('as' || key), pg_temp.idof('app' || i), pg_temp.idof('panel'), pg_temp.idof('reviewer' || r), now() FROM reading;
INSERT INTO scores SELECT pg_temp.idof(key), pg_temp.idof(c), v, 6, 'Comment ' || v || ' of ' || key || ' on ' || c, now()
FROM reading, unnest(ARRAY['community', 'budget']) c, generate_series(1, 2) v;
UPDATE reviews SET state = 'submitted', base_milli = 50000, recommendation = 'fund', submitted_at = now();
UPDATE panels SET state = 'locked', locked_at = now();
INSERT INTO rankings (id, cycle_id, panel_id, method, inputs, sha256, frozen_by, frozen_at)
VALUES (pg_temp.idof('ranking'), pg_temp.idof('cycle'), pg_temp.idof('panel'), 'raw', '{}', sha256('x'), pg_temp.idof('grants'), now());
INSERT INTO ranking_places (ranking_id, application_id, place, counted)
SELECT pg_temp.idof('ranking'), pg_temp.idof('app' || i), CASE WHEN i < :n - 1 THEN i WHEN i = :n THEN :n - 1 END, CASE WHEN i = :n - 1 THEN 2 ELSE 3 END FROM app;
