/**
 * Why a snapshot waits, when it goes live by itself, and why a feed is pinned. The previous release goes on beside it:
 * it holds snapshots without a kind, which count as held because somebody asked.
 */
export const SNAPSHOTS: readonly string[] = [
  `ALTER TABLE snapshot
    ADD COLUMN hold_kind text CHECK (hold_kind IN ('asked', 'policy', 'pinned', 'guard', 'base')),
    ADD COLUMN hold_reason text,
    ADD COLUMN activate_at timestamptz`,
  `COMMENT ON COLUMN snapshot.hold_kind IS 'Who holds it: a person, the policy of its feed, the pin of its feed, a guard, or what it builds on'`,
  `COMMENT ON COLUMN snapshot.activate_at IS 'Of one that its feed''s policy holds until an hour: when it goes live'`,
  `COMMENT ON COLUMN snapshot.base_id IS 'What a delta was staged on; NULL when that row is gone, since runs say all'`,
  `UPDATE snapshot s SET hold_kind = 'asked', hold_reason = coalesce(
    (SELECT i.detail FROM package_import i WHERE i.snapshot_id = s.id AND i.state = 'held' ORDER BY i.created_at DESC LIMIT 1),
    'held') WHERE s.state = 'held'`,
  `ALTER TABLE snapshot DROP CONSTRAINT snapshot_base_id_fkey`,
  `ALTER TABLE snapshot ADD CONSTRAINT snapshot_base_id_fkey FOREIGN KEY (base_id) REFERENCES snapshot (id) ON DELETE SET NULL`,
  `CREATE INDEX snapshot_base ON snapshot (base_id) WHERE base_id IS NOT NULL`,
  `CREATE INDEX snapshot_held ON snapshot (feed, version) WHERE state = 'held'`,
  `CREATE INDEX package_import_snapshot ON package_import (snapshot_id) WHERE snapshot_id IS NOT NULL`,
  `ALTER TABLE feed
    ADD COLUMN pinned_at timestamptz,
    ADD COLUMN pinned_by text,
    ADD COLUMN pin_reason text`,
];
