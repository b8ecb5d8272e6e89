-- What was answered under an idempotency key: the same key and input get the same answer once.
CREATE TABLE idempotency_keys (
	person_id  uuid NOT NULL REFERENCES people (id),
	key        text NOT NULL,
	operation  text NOT NULL,
	input_hash bytea NOT NULL,
	answer     json, -- not jsonb: the same bytes again
	at         timestamptz NOT NULL,
	PRIMARY KEY (person_id, key),
	CONSTRAINT idempotency_keys_key_length CHECK (octet_length(key) BETWEEN 1 AND 200),
	CONSTRAINT idempotency_keys_hash_length CHECK (octet_length(input_hash) = 32)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);
