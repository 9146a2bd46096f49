import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';

const CAN_ADMINISTER = `SELECT id FROM person
  WHERE role = 'administrator' AND NOT disabled AND password_hash IS NOT NULL`;

/**
 * Before somebody is demoted, disabled or removed. The caller holds LOCKS.people, so of the last two one stays. Fault:
 * LAST_ADMINISTRATOR.
 */
export async function requireAnotherAdministrator(manager: EntityManager, personId: string): Promise<void> {
  const able = (await manager.query(CAN_ADMINISTER)) as { id: string }[];
  if (able.length !== 1 || able[0]?.id !== personId) return;
  throw new Fault('LAST_ADMINISTRATOR', 'this is the last administrator who can sign in');
}
