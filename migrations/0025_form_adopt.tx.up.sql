-- Which cycle an answer belongs to, and whether it is still a draft that a new version of its form may take.
CREATE VIEW response_cycles AS
SELECT id, cycle_id, state = 'draft' AS movable FROM applications
UNION ALL
SELECT id, cycle_id, state = 'draft' FROM statements
UNION ALL
SELECT id, cycle_id, state = 'draft' FROM profiles;
