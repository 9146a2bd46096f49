import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who sign in, their sessions, the brake on guesses, and what tokens may do less than their role. */
export class People0009 implements MigrationInterface {
  readonly name = 'People1750000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...PEOPLE, ...SESSIONS, ...GUESSES, ...TOKENS]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const PEOPLE: readonly string[] = [
  `CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 64),
    sign_in_name text NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('viewer', 'operator', 'license-manager', 'administrator', 'customer-administrator')),
    customer_id text REFERENCES customer (id),
    language text CHECK (language IN ('en', 'ru')),
    disabled boolean NOT NULL DEFAULT false,
    password_hash text,
    password_set_at timestamptz,
    must_change_password boolean NOT NULL DEFAULT false,
    code_hash bytea CHECK (octet_length(code_hash) = 32),
    code_expires_at timestamptz,
    second_factor bytea,
    second_factor_step bigint NOT NULL DEFAULT 0,
    pending_factor bytea,
    pending_factor_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL,
    signed_in_at timestamptz,
    CHECK ((role = 'customer-administrator') = (customer_id IS NOT NULL)),
    CHECK ((code_hash IS NULL) = (code_expires_at IS NULL)),
    CHECK ((pending_factor IS NULL) = (pending_factor_at IS NULL))
  )`,
  `COMMENT ON COLUMN person.sign_in_name IS 'The name as it is compared: NFKC, lower case'`,
  `COMMENT ON COLUMN person.password_hash IS 'Argon2id as a PHC string, with the parameters that it was made with; null: none was set yet'`,
  `COMMENT ON COLUMN person.code_hash IS 'SHA-256 of the one-time code by which the person sets a password'`,
  `COMMENT ON COLUMN person.second_factor IS 'The secret of its one-time passwords (TOTP), sealed with the key of the people; null: none'`,
  `COMMENT ON COLUMN person.second_factor_step IS 'The last step whose one-time password was taken; it and those before are never taken again'`,
  `COMMENT ON COLUMN person.pending_factor IS 'A sealed secret that was shown and is not confirmed yet'`,
  `CREATE INDEX person_customer ON person (customer_id)`,
  `CREATE TABLE recovery_code (
    person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (person_id, hash)
  )`,
  `COMMENT ON TABLE recovery_code IS 'SHA-256 of what stands in once for a lost second factor'`,
  `CREATE TABLE first_run (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    code_hash bytea CHECK (octet_length(code_hash) = 32),
    wrong_tries integer NOT NULL DEFAULT 0,
    closed_at timestamptz
  )`,
  `COMMENT ON TABLE first_run IS 'The one-time code by which the first administrator is made; closed for ever with the first person'`,
  `INSERT INTO first_run DEFAULT VALUES`,
];

const SESSIONS: readonly string[] = [
  `CREATE TABLE person_session (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    device text NOT NULL,
    address text NOT NULL,
    begun_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
  )`,
  `COMMENT ON COLUMN person_session.seen_at IS 'To the minute'`,
  `CREATE INDEX person_session_person ON person_session (person_id)`,
  `CREATE TABLE person_device (
    person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, token_hash)
  )`,
  `COMMENT ON TABLE person_device IS 'Browsers from which a person signed in: their guesses are counted apart from those of strangers'`,
];

const GUESSES: readonly string[] = [
  `CREATE TABLE sign_in_brake (
    bucket bytea PRIMARY KEY CHECK (octet_length(bucket) = 32),
    failures integer NOT NULL CHECK (failures > 0),
    failed_at timestamptz NOT NULL,
    free_at timestamptz NOT NULL
  )`,
  `COMMENT ON TABLE sign_in_brake IS 'Guesses that went wrong, by a digest of who and from where; rows go when they are old or too many'`,
  `COMMENT ON COLUMN sign_in_brake.free_at IS 'The next guess is judged from then on, and refused before'`,
  `CREATE INDEX sign_in_brake_age ON sign_in_brake (failed_at)`,
];

const TOKENS: readonly string[] = [
  `ALTER TABLE admin_token ADD COLUMN scopes jsonb CHECK (jsonb_typeof(scopes) = 'array')`,
  `ALTER TABLE admin_token ADD COLUMN created_by text`,
  `ALTER TABLE admin_token ADD COLUMN used_at timestamptz`,
  `COMMENT ON COLUMN admin_token.scopes IS 'AREA:read or AREA:write; null: all that the role may'`,
  `COMMENT ON COLUMN admin_token.created_by IS 'Who stands behind its maker: person:ID or token:ID; null: nobody is known'`,
  `COMMENT ON COLUMN admin_token.used_at IS 'To the minute'`,
];
