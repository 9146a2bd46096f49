import { hash } from 'node:crypto';
import { sectionById } from '@pksn/domain';
import type { GuardHit, GuardedName, GuardShelf } from '@pksn/ingest';
import { hostExpressions } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import type { NewOverride } from '../overrides/override-entry';
import { guardedHits } from './guarded';

type Wanted = Pick<NewOverride, 'zone' | 'section' | 'key' | 'object'>;

/** Of overrides that turn an object red: those whose object a list guards, whichever feeds it counts for. */
export async function guardedOverrides(
  manager: Pick<EntityManager, 'query'>,
  entries: readonly Wanted[],
): Promise<ReadonlyMap<Wanted, GuardedName>> {
  const asked: [GuardHit, Wanted][] = entries.flatMap((entry) =>
    entry.zone === 'red' ? keysOf(entry).map((hit): [GuardHit, Wanted] => [hit, entry]) : [],
  );
  if (asked.length === 0) return new Map();
  const owners = new Map(asked);
  const named = await guardedHits(manager, null, [...owners.keys()]);
  const found = new Map<Wanted, GuardedName>();
  for (const [hit, name] of named) {
    const entry = owners.get(hit);
    if (entry !== undefined && !found.has(entry)) found.set(entry, name);
  }
  return found;
}

/** Of objects, by their place in the list: every list that guards them, each once. */
export async function guardsNaming(
  manager: Pick<EntityManager, 'query'>,
  objects: readonly Omit<Wanted, 'zone'>[],
): Promise<GuardedName[][]> {
  const asked = objects.flatMap((one, n) => keysOf(one).map((hit): [GuardHit, number] => [hit, n]));
  if (asked.length === 0) return [];
  const places = new Map(asked);
  const found: GuardedName[][] = objects.map(() => []);
  for (const [hit, name] of await guardedHits(manager, null, [...places.keys()])) {
    const names = found[places.get(hit) ?? -1];
    if (names?.every(({ list, entry }) => list !== name.list || entry !== name.entry) === true) names.push(name);
  }
  return found;
}

function keysOf({ section, key, object }: Omit<Wanted, 'zone'>): GuardHit[] {
  const name = sectionById(section).name;
  const hit = (shelf: GuardShelf, at: Buffer): GuardHit => ({ shelf, key: at, object: { section: name, key } });
  const own = hit(name as GuardShelf, key);
  if (name !== 'web') return [own];
  const text = object['url'] ?? object['domain'];
  const hosts = typeof text === 'string' ? hostExpressions(text) : [];
  return [own, ...hosts.map((host) => hit('hosts', hash('sha256', Buffer.from(host, 'latin1'), 'buffer')))];
}
