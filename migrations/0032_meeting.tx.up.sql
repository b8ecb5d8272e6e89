-- A panel's meeting is a log that is only added to; what a meeting is now follows from it.
CREATE TABLE meetings (
    id uuid PRIMARY KEY,
    panel_id uuid NOT NULL REFERENCES panels,
    state text NOT NULL DEFAULT 'open',
    agenda_order text NOT NULL,
    seed bigint NOT NULL,
    quorum_percent integer NOT NULL DEFAULT 50,
    roll_call boolean NOT NULL DEFAULT false,
    opened_by uuid NOT NULL REFERENCES people,
    opened_at timestamptz NOT NULL,
    last_seq integer NOT NULL DEFAULT 0,
    item_id uuid,
    CONSTRAINT meetings_state_known CHECK (state IN ('open', 'closed', 'signed')),
    CONSTRAINT meetings_order_known CHECK (agenda_order IN ('preliminary', 'random')),
    CONSTRAINT meetings_quorum_range CHECK (quorum_percent BETWEEN 0 AND 99),
    CONSTRAINT meetings_item_while_open CHECK (item_id IS NULL OR state = 'open')
);
CREATE UNIQUE INDEX meetings_one_open ON meetings (panel_id) WHERE state = 'open';
CREATE INDEX meetings_by_panel ON meetings (panel_id, opened_at DESC, id DESC);

CREATE TABLE meeting_items (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meetings,
    ordinal integer NOT NULL,
    application_id uuid NOT NULL REFERENCES applications,
    CONSTRAINT meeting_items_ordinal_positive CHECK (ordinal > 0)
);
CREATE UNIQUE INDEX meeting_items_in_order ON meeting_items (meeting_id, ordinal);
CREATE UNIQUE INDEX meeting_items_once ON meeting_items (meeting_id, application_id);
CREATE INDEX meeting_items_by_application ON meeting_items (application_id);
CREATE TRIGGER meeting_items_append_only BEFORE UPDATE OR DELETE ON meeting_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE meetings ADD CONSTRAINT meetings_item_id_fkey FOREIGN KEY (item_id) REFERENCES meeting_items;

CREATE TABLE meeting_events (
    meeting_id uuid NOT NULL REFERENCES meetings,
    seq integer NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    by_id uuid REFERENCES people,
    person_id uuid REFERENCES people,
    item_id uuid REFERENCES meeting_items,
    words text NOT NULL DEFAULT '',
    minuted boolean NOT NULL DEFAULT false,
    vote text NOT NULL DEFAULT '',
    tally jsonb,
    scores jsonb,
    PRIMARY KEY (meeting_id, seq),
    CONSTRAINT meeting_events_kind_known CHECK (kind IN ('opened', 'joined', 'left', 'deputy_named', 'item_added', 'item_called', 'recused_left', 'note', 'revealed', 'rescore_opened', 'scored',
        'motion', 'seconded', 'motion_dropped', 'vote_opened', 'vote_cast', 'vote_closed', 'item_closed', 'closed', 'minute_corrected', 'signed')),
    CONSTRAINT meeting_events_vote_known CHECK ((kind = 'vote_cast') = (vote <> '') AND vote IN ('', 'yes', 'no', 'abstain')),
    CONSTRAINT meeting_events_tally_given CHECK ((kind = 'vote_closed') = (tally IS NOT NULL)),
    CONSTRAINT meeting_events_scores_given CHECK ((kind = 'revealed') = (scores IS NOT NULL)),
    CONSTRAINT meeting_events_words_length CHECK (length(words) <= 4000),
    CONSTRAINT meeting_events_of_item CHECK (kind = 'minute_corrected' OR (item_id IS NULL) = (kind IN ('opened', 'joined', 'left', 'deputy_named', 'closed', 'signed')))
);
CREATE TRIGGER meeting_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON meeting_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- When somebody's page was last heard of; no part of the log.
CREATE TABLE meeting_seen (
    meeting_id uuid NOT NULL REFERENCES meetings,
    person_id uuid NOT NULL REFERENCES people,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (meeting_id, person_id)
);

-- A panel meets while it discusses or rescores, on applications of its own cycle.
CREATE FUNCTION guard_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM panels WHERE id = NEW.panel_id AND state IN ('discussion', 'rescoring')) THEN
        PERFORM refuse_rule('meetings_while_discussing', 'a panel meets while it discusses or rescores');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meetings_guard BEFORE INSERT ON meetings FOR EACH ROW EXECUTE FUNCTION guard_meeting();

CREATE FUNCTION guard_meeting_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM meetings m JOIN assignments s ON s.panel_id = m.panel_id WHERE m.id = NEW.meeting_id AND s.application_id = NEW.application_id) THEN
        PERFORM refuse_rule('meeting_items_of_panel', 'a panel discusses what it reads');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_items_guard BEFORE INSERT ON meeting_items FOR EACH ROW EXECUTE FUNCTION guard_meeting_item();

-- Numbers an event under the meeting's row lock, so that no number is missing or given twice, and keeps what follows from it.
CREATE FUNCTION number_meeting_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    m meetings;
BEGIN
    SELECT * INTO m FROM meetings WHERE id = NEW.meeting_id FOR UPDATE;
    IF m.state <> 'open' AND NEW.kind NOT IN ('minute_corrected', 'signed', 'deputy_named') OR m.state = 'signed' THEN
        PERFORM refuse_rule('meeting_events_while_open', 'nothing is added to a meeting that is over');
    END IF;
    IF m.state = 'open' AND NEW.kind IN ('minute_corrected', 'signed') THEN
        PERFORM refuse_rule('meeting_events_after_closing', 'minutes are corrected and signed after the meeting');
    END IF;
    IF NEW.kind IN ('item_called', 'closed') AND m.item_id IS NOT NULL THEN
        PERFORM refuse_rule('meeting_events_one_item', 'one item is discussed at a time');
    END IF;
    IF NEW.item_id IS NOT NULL AND NEW.kind NOT IN ('item_added', 'item_called', 'minute_corrected') AND NEW.item_id IS DISTINCT FROM m.item_id THEN
        PERFORM refuse_rule('meeting_events_item_on', 'this item is not being discussed');
    END IF;
    IF NEW.item_id IS NOT NULL AND NOT EXISTS (SELECT FROM meeting_items WHERE id = NEW.item_id AND meeting_id = NEW.meeting_id) THEN
        PERFORM refuse_rule('meeting_events_own_item', 'the item is of another meeting');
    END IF;
    -- Invariant 15, in the room: who has a conflict does nothing to the item.
    IF NEW.item_id IS NOT NULL AND NEW.by_id IS NOT NULL AND EXISTS (SELECT FROM meeting_items i JOIN conflicts k ON k.application_id = i.application_id
               WHERE i.id = NEW.item_id AND k.person_id = NEW.by_id AND k.lifted_at IS NULL) THEN
        PERFORM refuse_rule('meeting_events_not_recused', 'a person with a conflict takes no part');
    END IF;
    IF NEW.kind IN ('joined', 'note', 'motion', 'seconded', 'vote_cast')
       AND NOT EXISTS (SELECT FROM panel_members WHERE panel_id = m.panel_id AND person_id = NEW.by_id AND left_at IS NULL) THEN
        PERFORM refuse_rule('meeting_events_by_member', 'only members of the panel take part');
    END IF;
    IF NEW.kind = 'seconded' AND NEW.by_id = (SELECT by_id FROM meeting_events WHERE meeting_id = NEW.meeting_id AND kind = 'motion' ORDER BY seq DESC LIMIT 1) THEN
        PERFORM refuse_rule('meeting_events_second_by_another', 'another member seconds a motion');
    END IF;
    NEW.seq := m.last_seq + 1;
    UPDATE meetings SET last_seq = NEW.seq,
        item_id = CASE NEW.kind WHEN 'item_called' THEN NEW.item_id WHEN 'item_closed' THEN NULL ELSE item_id END,
        state = CASE WHEN NEW.kind = 'closed' THEN 'closed' WHEN NEW.kind = 'signed' AND NEW.minuted THEN 'signed' ELSE state END
     WHERE id = NEW.meeting_id;
    PERFORM pg_notify('vitrine', 'room ' || m.panel_id);
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_events_number BEFORE INSERT ON meeting_events FOR EACH ROW EXECUTE FUNCTION number_meeting_event();

-- A review handed in while its application is discussed is an event of the meeting: who, never how.
CREATE FUNCTION tell_room_scored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO meeting_events (meeting_id, seq, kind, at, by_id, item_id)
    SELECT m.id, 0, 'scored', NEW.submitted_at, NEW.reviewer_id, i.id
      FROM meetings m JOIN meeting_items i ON i.id = m.item_id
     WHERE m.panel_id = NEW.panel_id AND m.state = 'open' AND i.application_id = NEW.application_id;
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_scored_in_room AFTER UPDATE ON reviews FOR EACH ROW
    WHEN (OLD.state = 'draft' AND NEW.state = 'submitted' AND NEW.submitted_at IS NOT NULL) EXECUTE FUNCTION tell_room_scored();

-- A conflict found in the middle of an item is written down at once, and open pages look again.
CREATE FUNCTION tell_room_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.lifted_at IS NULL THEN
        INSERT INTO meeting_events (meeting_id, seq, kind, at, person_id, item_id)
        SELECT m.id, 0, 'recused_left', NEW.found_at, NEW.person_id, i.id
          FROM meetings m JOIN meeting_items i ON i.id = m.item_id
          JOIN panel_members p ON p.panel_id = m.panel_id AND p.person_id = NEW.person_id AND p.left_at IS NULL
         WHERE m.state = 'open' AND i.application_id = NEW.application_id;
    END IF;
    PERFORM pg_notify('vitrine', 'room ' || m.panel_id) FROM meetings m JOIN meeting_items i ON i.meeting_id = m.id
      WHERE i.application_id = NEW.application_id;
    RETURN NULL;
END $$;
CREATE TRIGGER conflicts_told_to_room AFTER INSERT OR UPDATE ON conflicts FOR EACH ROW EXECUTE FUNCTION tell_room_conflict();
