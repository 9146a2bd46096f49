import type { DataSource, EntityManager } from 'typeorm';

/**
 * A source whose transactions are parts of one that is under way: what stores write through it is committed, or rolled
 * back, with that one.
 */
export function inside(manager: EntityManager): DataSource {
  const source = {
    manager,
    query: (text: string, parameters?: unknown[]) => manager.query(text, parameters),
    getRepository: manager.getRepository.bind(manager),
    transaction: (work: (manager: EntityManager) => Promise<unknown>) => work(manager),
  };
  return source as unknown as DataSource;
}
