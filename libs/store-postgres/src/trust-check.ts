import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';

/** Keeps the vendor trusted until the transaction ends. Throws PACKAGE_UNTRUSTED when it is not. */
export async function requireTrusted(manager: EntityManager, vendor: string): Promise<void> {
  const rows = (await manager.query('SELECT 1 FROM vendor WHERE name = $1 FOR SHARE', [vendor])) as unknown[];
  if (rows.length === 0) throw new Fault('PACKAGE_UNTRUSTED', `the vendor ${vendor} is not trusted here`);
}
