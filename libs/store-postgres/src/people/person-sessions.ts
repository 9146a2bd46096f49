import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';

/** How long a session lasts, in milliseconds: without a request, and at most. */
export interface SessionLifetimes {
  readonly idleMs: number;
  readonly maxMs: number;
}

/** A person as its session shows it. */
export interface SessionFacts {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly role: string;
  readonly customerId: string | null;
  readonly language: 'en' | 'ru' | null;
  readonly secondFactor: boolean;
  readonly mustChangePassword: boolean;
  /** When it ends if nothing more is asked by it. */
  readonly expiresAt: Date;
}

/** From where a session was begun: text for people, never judged by. */
export interface SessionOrigin {
  readonly device: string;
  readonly address: string;
}

/** A session as those who may end it see it. */
export interface ListedSession extends SessionOrigin {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly begunAt: Date;
  readonly seenAt: Date;
  readonly endsAt: Date;
}

const TOKEN_BYTES = 32;
/** Whoever signs in again and again ends the oldest of its own. */
const SESSIONS_PER_PERSON = 20;
const LISTED = 500;

/** Sessions of people, by the SHA-256 of the token in their cookie. */
export class PersonSessions {
  constructor(
    private readonly source: DataSource,
    private readonly lifetimes: SessionLifetimes,
  ) {}

  /** Whose unexpired session that is, or null. Notes its use, to the minute. */
  async find(token: string): Promise<SessionFacts | null> {
    const [row] = (await this.source.query(
      `SELECT s.id, p.id AS "personId", p.name, p.role, p.customer_id AS "customerId", p.language,
         p.second_factor IS NOT NULL AS "secondFactor", p.must_change_password AS "mustChangePassword",
         least(s.ends_at, s.seen_at + $2 * interval '1 ms') AS "expiresAt",
         s.seen_at < judged_now() - interval '1 minute' AS "isDue"
       FROM person_session s JOIN person p ON p.id = s.person_id
       WHERE s.token_hash = $1 AND NOT p.disabled AND s.ends_at > judged_now()
         AND s.seen_at > judged_now() - $2 * interval '1 ms'`,
      [hashOf(token), this.lifetimes.idleMs],
    )) as (SessionFacts & { isDue: boolean })[];
    if (row === undefined) return null;
    const { isDue, ...facts } = row;
    if (isDue) await this.source.query('UPDATE person_session SET seen_at = judged_now() WHERE id = $1', [facts.id]);
    return facts;
  }

  /** A new session; its token is nowhere else. Ended ones of all people go, and of this one the oldest over twenty. */
  async begin(manager: EntityManager, personId: string, origin: SessionOrigin): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await manager.query(
      `DELETE FROM person_session WHERE ends_at <= judged_now() OR seen_at <= judged_now() - $1 * interval '1 ms'`,
      [this.lifetimes.idleMs],
    );
    await manager.query(
      `DELETE FROM person_session WHERE id IN
         (SELECT id FROM person_session WHERE person_id = $1 ORDER BY id DESC OFFSET $2)`,
      [personId, SESSIONS_PER_PERSON - 1],
    );
    await manager.query(
      `INSERT INTO person_session (token_hash, person_id, device, address, begun_at, seen_at, ends_at)
       VALUES ($1, $2, $3, $4, judged_now(), judged_now(), judged_now() + $5 * interval '1 ms')`,
      [hashOf(token), personId, origin.device, origin.address, this.lifetimes.maxMs],
    );
    return token;
  }

  /** Those that have not ended, of one person or of all, the last seen first; 500 at most. */
  list(personId: string | null): Promise<ListedSession[]> {
    return this.source.query(
      `SELECT s.id, s.person_id AS "personId", p.name, s.device, s.address, s.begun_at AS "begunAt",
         s.seen_at AS "seenAt", s.ends_at AS "endsAt"
       FROM person_session s JOIN person p ON p.id = s.person_id
       WHERE s.ends_at > judged_now() AND s.seen_at > judged_now() - $1 * interval '1 ms'
         AND ($2::bigint IS NULL OR s.person_id = $2)
       ORDER BY s.seen_at DESC, s.id DESC LIMIT ${String(LISTED)}`,
      [this.lifetimes.idleMs, personId],
    );
  }

  /** Ends one, of that person alone where one is named. Fault: NOT_FOUND. */
  end(id: number, personId: string | null, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      const [[row]] = (await manager.query(
        `DELETE FROM person_session WHERE id = $1 AND ($2::bigint IS NULL OR person_id = $2) RETURNING person_id AS "personId"`,
        [id, personId],
      )) as [{ personId: string }[], number];
      if (row === undefined) throw new Fault('NOT_FOUND', `there is no session ${String(id)}`);
      await recordAudit(manager, {
        actor,
        action: 'session.ended',
        subject: String(id),
        detail: { person: row.personId },
      });
    });
  }

  /** Ends all of a person but one, and says how many. */
  endOthers(personId: string, keptId: string | null, actor: string): Promise<number> {
    return this.source.transaction((manager) => endSessions(manager, personId, { keptId, actor }));
  }
}

/** Ends all sessions of a person but one, within a change that asks for it. */
export async function endSessions(
  manager: EntityManager,
  personId: string,
  { keptId = null, actor }: { readonly keptId?: string | null; readonly actor: string },
): Promise<number> {
  const [, ended] = (await manager.query(
    'DELETE FROM person_session WHERE person_id = $1 AND ($2::bigint IS NULL OR id <> $2)',
    [personId, keptId],
  )) as [unknown[], number];
  if (ended > 0) {
    const detail = { person: personId, sessions: ended };
    await recordAudit(manager, { actor, action: 'session.ended', subject: `person:${personId}`, detail });
  }
  return ended;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
