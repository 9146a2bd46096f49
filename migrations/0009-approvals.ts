import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What needs two people, and what waits for the second. */
export class Approvals0009 implements MigrationInterface {
  readonly name = 'Approvals1750000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of APPROVALS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const APPROVALS: readonly string[] = [
  `CREATE TABLE four_eyes (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    green_overrides boolean NOT NULL DEFAULT false,
    guarded_activations boolean NOT NULL DEFAULT false,
    trust_changes boolean NOT NULL DEFAULT false,
    days integer NOT NULL DEFAULT 7 CHECK (days BETWEEN 1 AND 90),
    set_at timestamptz,
    set_by text
  )`,
  `COMMENT ON COLUMN four_eyes.days IS 'How long a proposal waits for a second person'`,
  `INSERT INTO four_eyes DEFAULT VALUES`,
  `CREATE TABLE proposal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind <> ''),
    subject text NOT NULL,
    customer_id text REFERENCES customer (id) ON DELETE CASCADE,
    request jsonb NOT NULL,
    likeness bytea NOT NULL CHECK (octet_length(likeness) = 32),
    basis jsonb NOT NULL,
    state text NOT NULL DEFAULT 'waiting'
      CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn', 'outdated', 'expired')),
    proposed_by text NOT NULL,
    principal text NOT NULL,
    holder text NOT NULL,
    role text NOT NULL,
    holder_customer text,
    proposed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz CHECK ((ended_at IS NULL) = (state = 'waiting')),
    ended_by text,
    ended_reason text,
    result jsonb
  )`,
  `COMMENT ON COLUMN proposal.request IS 'What was asked for, checked; of an import that has ended, its first rows'`,
  `COMMENT ON COLUMN proposal.likeness IS 'SHA-256 of what makes two proposals of one person the same'`,
  `COMMENT ON COLUMN proposal.basis IS 'What it was judged on: when that has moved, the proposal is void'`,
  `COMMENT ON COLUMN proposal.principal IS 'The person, or the token of nobody, who may not approve it'`,
  `COMMENT ON COLUMN proposal.holder IS 'person:ID, or the token by which it was proposed'`,
  `CREATE UNIQUE INDEX proposal_once ON proposal (principal, likeness) WHERE state = 'waiting'`,
  `CREATE INDEX proposal_waiting ON proposal (expires_at) WHERE state = 'waiting'`,
  `CREATE INDEX proposal_customer ON proposal (customer_id, id)`,
];
