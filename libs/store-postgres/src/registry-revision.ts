import type { EntityManager } from 'typeorm';
import { CHANNELS } from './generations';

/** Moves the one number that query processes poll, and tells those that listen. */
export async function bumpRegistry(manager: EntityManager): Promise<void> {
  await manager.query('UPDATE installation SET registry_revision = registry_revision + 1');
  await manager.query('SELECT pg_notify($1, $2)', [CHANNELS.registry, '']);
}
