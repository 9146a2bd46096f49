/**
 * The audit log becomes a chain: each entry gets a sequence number and a SHA-256 over itself and the hash before it
 * (docs/history.md; libs/history computes the same). A deferred trigger does that when a transaction commits, so that
 * the release before, which knows nothing of it, and a person with psql write into the chain, too, and the one lock is
 * taken when no other is taken after it.
 *
 * The chain's end is looked up by index, whatever the session's plan: one made while the log was short would read all of
 * it for each entry, and a vendor's announcement makes 100,000 of them.
 *
 * Entries that are there already are chained first, without a lock; what was written meanwhile, under it.
 */
export const HISTORY: readonly string[] = [
  `CREATE TABLE audit_link (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    entry_id bigint NOT NULL UNIQUE,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
  )`,
  `COMMENT ON TABLE audit_link IS 'The order in which audit entries were committed, and the chain over them: docs/history.md'`,
  `CREATE FUNCTION audit_text(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT octet_length(convert_to(value, 'UTF8'))::text || ':' || value || ','
  $$`,
  `CREATE FUNCTION audit_hash(sequence bigint, previous bytea, entry audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to('pksn-history-v1' || audit_text(sequence::text) || audit_text(encode(previous, 'hex'))
      || audit_text(to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) || audit_text(entry.actor)
      || audit_text(entry.action) || audit_text(entry.subject) || audit_text(entry.detail::text), 'UTF8'))
  $$`,
  `CREATE FUNCTION audit_chain(entry audit_entry) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
  DECLARE
    newest bigint;
    head bytea;
  BEGIN
    SELECT l.sequence, l.hash INTO newest, head FROM audit_link l ORDER BY l.sequence DESC LIMIT 1;
    newest := coalesce(newest, 0) + 1;
    head := coalesce(head, decode(repeat('00', 32), 'hex'));
    INSERT INTO audit_link (sequence, entry_id, hash) VALUES (newest, entry.id, audit_hash(newest, head, entry));
  END $$`,
  `CREATE FUNCTION audit_chain_rest() RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    entry audit_entry;
  BEGIN
    FOR entry IN SELECT e.* FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_link l WHERE l.entry_id = e.id) ORDER BY e.id LOOP
      PERFORM audit_chain(entry);
    END LOOP;
  END $$`,
  `SELECT audit_chain_rest()`,
  `CREATE INDEX audit_entry_action ON audit_entry (action text_pattern_ops, id)`,
  `CREATE INDEX audit_entry_actor ON audit_entry (actor, id)`,
  `CREATE INDEX audit_entry_at ON audit_entry (at)`,
  // 7306 is LOCKS.history of libs/store-postgres.
  `CREATE FUNCTION audit_chain_new() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(7306);
    PERFORM audit_chain(NEW);
    RETURN NULL;
  END $$`,
  `CREATE CONSTRAINT TRIGGER audit_entry_chained AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_chain_new()`,
  `SELECT audit_chain_rest()`,
  `DROP FUNCTION audit_chain_rest()`,
  `ALTER TABLE audit_link ADD FOREIGN KEY (entry_id) REFERENCES audit_entry (id)`,
  `CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the audit log only grows: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END $$`,
  `CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()`,
  `CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()`,
  // Links are made by the trigger of the entries alone.
  `CREATE TRIGGER audit_link_by_trigger BEFORE INSERT ON audit_link
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_append_only()`,
];
