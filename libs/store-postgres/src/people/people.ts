import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { requireCustomer } from '../customers';
import { LOCKS, lockInTransaction } from '../locks';
import { requireAnotherAdministrator } from './last-administrator';
import { endSessions } from './person-sessions';
import type { PersonRecord } from './person-record';
import { PERSON_COLUMNS, signInName } from './person-record';

export interface NewPerson {
  readonly name: string;
  readonly role: string;
  /** For the role customer-administrator, and for no other. */
  readonly customerId: string | null;
}

export interface PersonChange {
  readonly role?: string;
  readonly customerId?: string | null;
  readonly disabled?: boolean;
}

/** A one-time code, of which the SHA-256 is kept, and how long it is good. */
export interface CodeOrder {
  readonly hash: Buffer;
  readonly hours: number;
}

/** The people who may sign in. Every change is in the audit log, with what was before. */
export class People {
  constructor(private readonly source: DataSource) {}

  /** By name; there are as many as people work here. */
  list(): Promise<PersonRecord[]> {
    return this.source.query(`SELECT ${PERSON_COLUMNS} FROM person p ORDER BY p.sign_in_name`);
  }

  /** Fault: NOT_FOUND. */
  async one(id: string): Promise<PersonRecord> {
    return person(this.source.manager, id);
  }

  /** With a code by which the person sets a password. Closes the first run. Faults: PERSON_EXISTS, NOT_FOUND. */
  add(order: NewPerson, code: CodeOrder, actor: string): Promise<PersonRecord> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.people);
      if (order.customerId !== null) await requireCustomer(manager, order.customerId);
      const id = await insertPerson(manager, order, actor);
      await manager.query('UPDATE first_run SET closed_at = judged_now(), code_hash = NULL WHERE closed_at IS NULL');
      await putCode(manager, id, code);
      return person(manager, id);
    });
  }

  /** A change of the role ends its sessions, as does disabling. Faults: NOT_FOUND, LAST_ADMINISTRATOR. */
  change(
    id: string,
    change: PersonChange,
    actor: string,
    { force }: { readonly force: boolean },
  ): Promise<PersonRecord> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.people);
      const before = await person(manager, id);
      const next = { role: before.role, customerId: before.customerId, disabled: before.disabled, ...change };
      if (next.customerId !== null && next.customerId !== before.customerId)
        await requireCustomer(manager, next.customerId);
      const isLess = next.disabled || next.role !== 'administrator';
      if (isLess && !force) await requireAnotherAdministrator(manager, id);
      await manager.query('UPDATE person SET role = $2, customer_id = $3, disabled = $4 WHERE id = $1', [
        id,
        next.role,
        next.customerId,
        next.disabled,
      ]);
      const { role, customerId, disabled } = before;
      const detail = { name: before.name, ...next, before: { role, customerId, disabled } };
      await recordAudit(manager, { actor, action: actionOf(before, next), subject: `person:${id}`, detail });
      if (next.disabled || role !== next.role || customerId !== next.customerId) {
        await endSessions(manager, id, { actor });
      }
      return person(manager, id);
    });
  }

  /** Tokens that the person made stay. Faults: NOT_FOUND, LAST_ADMINISTRATOR. */
  remove(id: string, actor: string, { force }: { readonly force: boolean }): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.people);
      const { name, role, customerId } = await person(manager, id);
      if (!force) await requireAnotherAdministrator(manager, id);
      await manager.query('DELETE FROM person WHERE id = $1', [id]);
      const detail = { name, before: { role, customerId } };
      await recordAudit(manager, { actor, action: 'person.removed', subject: `person:${id}`, detail });
    });
  }

  /** A new one-time code; the password and all sessions end with it. Fault: NOT_FOUND. */
  giveCode(id: string, code: CodeOrder, actor: string): Promise<PersonRecord> {
    return this.source.transaction(async (manager) => {
      const { name } = await person(manager, id);
      await putCode(manager, id, code);
      const detail = { name, hours: code.hours };
      await recordAudit(manager, { actor, action: 'person.code-given', subject: `person:${id}`, detail });
      await endSessions(manager, id, { actor });
      return person(manager, id);
    });
  }

  /** A password that somebody else chose, to be changed at the next sign-in; ends all sessions. Fault: NOT_FOUND. */
  givePassword(id: string, passwordHash: string, actor: string): Promise<PersonRecord> {
    return this.source.transaction(async (manager) => {
      const { name } = await person(manager, id);
      await putPassword(manager, id, passwordHash, { mustChange: true });
      const detail = { name, by: 'an administrator' };
      await recordAudit(manager, { actor, action: 'person.password-set', subject: `person:${id}`, detail });
      await endSessions(manager, id, { actor });
      return person(manager, id);
    });
  }

  /** For a second factor that was lost; ends all sessions. Fault: NOT_FOUND. */
  takeSecondFactor(id: string, actor: string): Promise<PersonRecord> {
    return this.source.transaction(async (manager) => {
      const { name, secondFactor } = await person(manager, id);
      await clearSecondFactor(manager, id);
      const detail = { name, before: { secondFactor } };
      await recordAudit(manager, { actor, action: 'person.second-factor-removed', subject: `person:${id}`, detail });
      await endSessions(manager, id, { actor });
      return person(manager, id);
    });
  }
}

/** Fault: NOT_FOUND. */
export async function person(manager: EntityManager, id: string): Promise<PersonRecord> {
  const [row] = (await manager.query(`SELECT ${PERSON_COLUMNS} FROM person p WHERE p.id = $1`, [id])) as PersonRecord[];
  if (row === undefined) throw new Fault('NOT_FOUND', `there is no person ${id}`);
  return row;
}

/** Fault: PERSON_EXISTS. */
export async function insertPerson(manager: EntityManager, order: NewPerson, actor: string): Promise<string> {
  const { name, role, customerId } = order;
  const [row] = (await manager.query(
    `INSERT INTO person (name, sign_in_name, role, customer_id, created_at, created_by)
     VALUES ($1, $2, $3, $4, judged_now(), $5) ON CONFLICT (sign_in_name) DO NOTHING RETURNING id`,
    [name, signInName(name), role, customerId, actor],
  )) as { id: string }[];
  if (row === undefined) throw new Fault('PERSON_EXISTS', 'there is a person of this name already');
  const detail = { name, role, ...(customerId === null ? {} : { customer: customerId }) };
  await recordAudit(manager, { actor, action: 'person.created', subject: `person:${row.id}`, detail });
  return row.id;
}

/** Also takes out a code that is open. */
export async function putPassword(
  manager: EntityManager,
  id: string,
  passwordHash: string,
  { mustChange }: { readonly mustChange: boolean },
): Promise<void> {
  await manager.query(
    `UPDATE person SET password_hash = $2, password_set_at = judged_now(), must_change_password = $3,
       code_hash = NULL, code_expires_at = NULL WHERE id = $1`,
    [id, passwordHash, mustChange],
  );
}

export async function clearSecondFactor(manager: EntityManager, id: string): Promise<void> {
  await manager.query(
    'UPDATE person SET second_factor = NULL, pending_factor = NULL, pending_factor_at = NULL WHERE id = $1',
    [id],
  );
  await manager.query('DELETE FROM recovery_code WHERE person_id = $1', [id]);
}

async function putCode(manager: EntityManager, id: string, { hash, hours }: CodeOrder): Promise<void> {
  await manager.query(
    `UPDATE person SET password_hash = NULL, code_hash = $2,
       code_expires_at = judged_now() + make_interval(hours => $3) WHERE id = $1`,
    [id, hash, hours],
  );
}

function actionOf(before: { disabled: boolean }, next: { disabled: boolean }): string {
  if (before.disabled === next.disabled) return 'person.changed';
  return next.disabled ? 'person.disabled' : 'person.enabled';
}
