-- Who follows something is told by NOTIFY in the writer's own transaction: what changed by its id and nothing else.
-- What it is now each listener reads with its own rights. Statement by statement, so that loading thousands costs one.
CREATE FUNCTION tell_panels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vitrine', 'panel ' || x.panel_id) FROM (SELECT DISTINCT panel_id FROM changed) x;
    RETURN NULL;
END $$;

CREATE FUNCTION tell_panel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vitrine', 'panel ' || NEW.panel_id);
    RETURN NULL;
END $$;

CREATE TRIGGER assignments_made_told AFTER INSERT ON assignments REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_panels();
CREATE TRIGGER assignments_gone_told AFTER DELETE ON assignments REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_panels();
CREATE TRIGGER assignments_moved_told AFTER UPDATE ON assignments FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION tell_panel();
CREATE TRIGGER reviews_moved_told AFTER UPDATE ON reviews FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION tell_panel();
CREATE TRIGGER panel_members_made_told AFTER INSERT ON panel_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_panels();
CREATE TRIGGER panel_members_changed_told AFTER UPDATE ON panel_members REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_panels();

CREATE FUNCTION tell_cycles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vitrine', 'cycle ' || x.cycle_id) FROM (SELECT DISTINCT cycle_id FROM changed) x;
    RETURN NULL;
END $$;

CREATE TRIGGER letters_made_told AFTER INSERT ON letters REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_cycles();
CREATE TRIGGER letters_moved_told AFTER UPDATE ON letters REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_cycles();

-- Whose rights may have changed: their open streams look again at once.
CREATE FUNCTION tell_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vitrine', 'person ' || x.person_id) FROM (SELECT DISTINCT person_id FROM changed WHERE person_id IS NOT NULL) x;
    RETURN NULL;
END $$;

CREATE FUNCTION tell_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vitrine', 'person ' || NEW.person_id);
    RETURN NULL;
END $$;

CREATE TRIGGER role_grants_told AFTER UPDATE ON role_grants REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_people();
CREATE TRIGGER sessions_gone_told AFTER DELETE ON sessions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_people();
CREATE TRIGGER tokens_revoked_told AFTER UPDATE ON tokens FOR EACH ROW WHEN (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) EXECUTE FUNCTION tell_person();
