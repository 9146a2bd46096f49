import { Fault } from '@pksn/domain';
import type { DataSource } from 'typeorm';
import { recordAudit } from '../audit-log';
import { clearSecondFactor, putPassword } from './people';
import { endSessions } from './person-sessions';
import type { PersonSessions, SessionOrigin } from './person-sessions';

export interface OwnFacts {
  readonly name: string;
  readonly role: string;
  readonly customerId: string | null;
  readonly language: 'en' | 'ru' | null;
  readonly secondFactor: boolean;
  readonly recoveryCodesLeft: number;
  readonly passwordSetAt: Date | null;
  readonly mustChangePassword: boolean;
}

/** What a person changes about itself; its present password was asked for by whoever calls this. */
export class OwnAccount {
  constructor(
    private readonly source: DataSource,
    private readonly sessions: PersonSessions,
  ) {}

  /** Fault: NOT_FOUND. */
  async show(personId: string): Promise<OwnFacts> {
    const [row] = (await this.source.query(
      `SELECT name, role, customer_id AS "customerId", language, second_factor IS NOT NULL AS "secondFactor",
         (SELECT count(*)::int FROM recovery_code WHERE person_id = p.id) AS "recoveryCodesLeft",
         password_set_at AS "passwordSetAt", must_change_password AS "mustChangePassword" FROM person p WHERE id = $1`,
      [personId],
    )) as OwnFacts[];
    if (row === undefined) throw new Fault('NOT_FOUND', 'this person was removed');
    return row;
  }

  async speak(personId: string, language: string): Promise<void> {
    await this.source.query('UPDATE person SET language = $2 WHERE id = $1', [personId, language]);
  }

  /**
   * Ends all its sessions and begins a new one, whose token it returns; browsers that were known are strangers again. Null
   * when the password that was judged (`before`) is not in force any longer, or the person is disabled.
   */
  setPassword(
    personId: string,
    { before, after: passwordHash }: { readonly before: string | null; readonly after: string },
    origin: SessionOrigin,
    actor: string,
  ): Promise<string | null> {
    return this.source.transaction(async (manager) => {
      const [same] = (await manager.query(
        'SELECT 1 FROM person WHERE id = $1 AND NOT disabled AND password_hash = $2 FOR UPDATE',
        [personId, before],
      )) as unknown[];
      if (same === undefined) return null;
      await putPassword(manager, personId, passwordHash, { mustChange: false });
      await manager.query('DELETE FROM person_device WHERE person_id = $1', [personId]);
      const subject = `person:${personId}`;
      await recordAudit(manager, { actor, action: 'person.password-set', subject, detail: { by: 'the person' } });
      await endSessions(manager, personId, { actor });
      return this.sessions.begin(manager, personId, origin);
    });
  }

  /** A sealed secret that is to be confirmed. */
  async proposeFactor(personId: string, sealed: Buffer): Promise<void> {
    await this.source.query('UPDATE person SET pending_factor = $2, pending_factor_at = judged_now() WHERE id = $1', [
      personId,
      sealed,
    ]);
  }

  /** Puts the proposed secret in force; false when it is no longer the one that was confirmed. */
  confirmFactor(
    personId: string,
    { sealed, step, recoveryHashes }: { sealed: Buffer; step: number; recoveryHashes: readonly Buffer[] },
    kept: { readonly sessionId: string; readonly actor: string },
  ): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const [, taken] = (await manager.query(
        `UPDATE person SET second_factor = pending_factor, second_factor_step = $3, pending_factor = NULL,
           pending_factor_at = NULL WHERE id = $1 AND pending_factor = $2 AND second_factor IS NULL`,
        [personId, sealed, step],
      )) as [unknown, number];
      if (taken !== 1) return false;
      await manager.query('DELETE FROM recovery_code WHERE person_id = $1', [personId]);
      await manager.query('INSERT INTO recovery_code (person_id, hash) SELECT $1, unnest($2::bytea[])', [
        personId,
        recoveryHashes,
      ]);
      const subject = `person:${personId}`;
      await recordAudit(manager, { actor: kept.actor, action: 'person.second-factor-set', subject });
      await endSessions(manager, personId, { keptId: kept.sessionId, actor: kept.actor });
      return true;
    });
  }

  /** In place of all that were there. */
  setRecoveryCodes(personId: string, hashes: readonly Buffer[], actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      await manager.query('DELETE FROM recovery_code WHERE person_id = $1', [personId]);
      await manager.query('INSERT INTO recovery_code (person_id, hash) SELECT $1, unnest($2::bytea[])', [
        personId,
        hashes,
      ]);
      const subject = `person:${personId}`;
      await recordAudit(manager, { actor, action: 'person.recovery-codes-made', subject });
    });
  }

  removeFactor(personId: string, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      await clearSecondFactor(manager, personId);
      const subject = `person:${personId}`;
      await recordAudit(manager, { actor, action: 'person.second-factor-removed', subject });
    });
  }
}
