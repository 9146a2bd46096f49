import { createHash, randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { putPassword } from './people';
import { signInName } from './person-record';
import type { PersonSessions, SessionOrigin } from './person-sessions';

/** What a sign-in is judged by. It stays inside the process. */
export interface SignInFacts {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly customerId: string | null;
  readonly disabled: boolean;
  /** Argon2id in PHC form. */
  readonly passwordHash: string | null;
  /** SHA-256; null: none, or no longer good. */
  readonly codeHash: Buffer | null;
  /** Sealed; null: none. */
  readonly secondFactor: Buffer | null;
  /** Sealed, shown and not confirmed; null: none, or too old. */
  readonly pendingFactor: Buffer | null;
}

/** The tokens of a sign-in; each is in one cookie and nowhere else. */
export interface Begun {
  readonly session: string;
  readonly device: string;
}

const FACTS = `id, name, role, customer_id AS "customerId", disabled, password_hash AS "passwordHash",
  CASE WHEN code_expires_at > judged_now() THEN code_hash END AS "codeHash", second_factor AS "secondFactor",
  CASE WHEN pending_factor_at > judged_now() - interval '15 minutes' THEN pending_factor END AS "pendingFactor"`;
const DEVICE_BYTES = 32;
const DEVICES_PER_PERSON = 20;
const DEVICE_AGE = `interval '400 days'`;

/** Reads what a sign-in is judged by, and writes down what came of it. */
export class SignIns {
  constructor(
    private readonly source: DataSource,
    private readonly sessions: PersonSessions,
  ) {}

  async byName(name: string): Promise<SignInFacts | null> {
    const rows = (await this.source.query(`SELECT ${FACTS} FROM person WHERE sign_in_name = $1`, [
      signInName(name),
    ])) as SignInFacts[];
    return rows[0] ?? null;
  }

  async byId(id: string): Promise<SignInFacts | null> {
    return ((await this.source.query(`SELECT ${FACTS} FROM person WHERE id = $1`, [id])) as SignInFacts[])[0] ?? null;
  }

  /** Whether this person has signed in from the browser that holds this token. */
  async knowsDevice(personId: string, token: string): Promise<boolean> {
    const rows = (await this.source.query(
      `SELECT 1 FROM person_device WHERE person_id = $1 AND token_hash = $2 AND seen_at > judged_now() - ${DEVICE_AGE}`,
      [personId, hashOf(token)],
    )) as unknown[];
    return rows.length > 0;
  }

  /** Takes the step of a one-time password. False: it, or a later one, was taken before. */
  async takeStep(personId: string, step: number): Promise<boolean> {
    const [, taken] = (await this.source.query(
      'UPDATE person SET second_factor_step = $2 WHERE id = $1 AND second_factor_step < $2',
      [personId, step],
    )) as [unknown, number];
    return taken === 1;
  }

  /** Uses up a recovery code. False: there is none such. */
  async takeRecoveryCode(personId: string, hash: Buffer): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const [, taken] = (await manager.query('DELETE FROM recovery_code WHERE person_id = $1 AND hash = $2', [
        personId,
        hash,
      ])) as [unknown, number];
      if (taken !== 1) return false;
      const [{ left }] = (await manager.query('SELECT count(*)::int AS left FROM recovery_code WHERE person_id = $1', [
        personId,
      ])) as [{ left: number }];
      const subject = `person:${personId}`;
      await recordAudit(manager, { actor: subject, action: 'person.recovery-code-used', subject, detail: { left } });
      return true;
    });
  }

  /**
   * A session of the person who was judged by these facts; null when they changed meanwhile. `device` is the token of
   * a browser that is known already.
   */
  begin(facts: SignInFacts, origin: SessionOrigin, device: string | null, actor: string): Promise<Begun | null> {
    return this.source.transaction(async (manager) => {
      const [same] = (await manager.query(
        `SELECT 1 FROM person WHERE id = $1 AND NOT disabled AND password_hash = $2
           AND second_factor IS NOT DISTINCT FROM $3 FOR UPDATE`,
        [facts.id, facts.passwordHash, facts.secondFactor],
      )) as unknown[];
      return same === undefined ? null : this.beginWithin(manager, facts.id, origin, device, actor);
    });
  }

  /** Sets the password of who holds this code, and takes the code; false when it changed meanwhile. */
  welcome(facts: SignInFacts, passwordHash: string, actor: string): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const [same] = (await manager.query(
        'SELECT 1 FROM person WHERE id = $1 AND NOT disabled AND code_hash = $2 AND code_expires_at > judged_now() FOR UPDATE',
        [facts.id, facts.codeHash],
      )) as unknown[];
      if (same === undefined) return false;
      await putPassword(manager, facts.id, passwordHash, { mustChange: false });
      // Browsers that were known before are strangers again.
      await manager.query('DELETE FROM person_device WHERE person_id = $1', [facts.id]);
      const detail = { name: facts.name, by: 'one-time code' };
      await recordAudit(manager, { actor, action: 'person.password-set', subject: `person:${facts.id}`, detail });
      return true;
    });
  }

  /** Keeps the same password by newer parameters, unless it was changed meanwhile. */
  async keepRehashed({ id, passwordHash }: SignInFacts, next: string): Promise<void> {
    await this.source.query('UPDATE person SET password_hash = $3 WHERE id = $1 AND password_hash = $2', [
      id,
      passwordHash,
      next,
    ]);
  }

  /** Written once for many, not a row for each guess. */
  async noteRefusals(personId: string | null, detail: { failures: number; network: string }): Promise<void> {
    const subject = personId === null ? 'nobody who is known' : `person:${personId}`;
    await recordAudit(this.source.manager, { actor: 'anonymous', action: 'session.refused', subject, detail });
  }

  async beginWithin(
    manager: EntityManager,
    personId: string,
    origin: SessionOrigin,
    known: string | null,
    actor: string,
  ): Promise<Begun> {
    const session = await this.sessions.begin(manager, personId, origin);
    const device = known ?? randomBytes(DEVICE_BYTES).toString('base64url');
    await manager.query(
      `INSERT INTO person_device (person_id, token_hash, seen_at) VALUES ($1, $2, judged_now())
       ON CONFLICT (person_id, token_hash) DO UPDATE SET seen_at = excluded.seen_at`,
      [personId, hashOf(device)],
    );
    await manager.query(
      `DELETE FROM person_device WHERE person_id = $1 AND token_hash IN
         (SELECT token_hash FROM person_device WHERE person_id = $1 ORDER BY seen_at DESC OFFSET $2)`,
      [personId, DEVICES_PER_PERSON],
    );
    await manager.query('UPDATE person SET signed_in_at = judged_now() WHERE id = $1', [personId]);
    const detail = { ...origin };
    await recordAudit(manager, { actor, action: 'session.begun', subject: `person:${personId}`, detail });
    return { session, device };
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
