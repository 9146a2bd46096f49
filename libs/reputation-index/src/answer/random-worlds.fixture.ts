import { createHash } from 'node:crypto';
import { encodeAlias, encodeRecord, encodeRemoval, sectionLayout } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import * as fc from 'fast-check';
import type { RunContent } from '../feeds.fixture';
import { PLAIN_VALUE } from '../segments.fixture';
import { OverrideView } from './override-view';

/*
 * Worlds of files to answer from. The universe has two hashes of each kind, so that random feeds contradict each other,
 * lie in their aliases, and remove what older runs put.
 */
export type Kind = 'sha256' | 'sha1' | 'md5';
export const KINDS: readonly Kind[] = ['sha256', 'sha1', 'md5'];
export const HASHES = 2;
export type Name = `${Kind} ${number}`;
export interface ModelRecord {
  readonly zone: Exclude<Zone, 'grey' | 'orange'>;
  readonly sha1: number | null;
  readonly md5: number | null;
}
export type Mention = { put: ModelRecord } | { alias: Name } | { remove: true };
/** What a run says, by `record NAME` or `alias NAME`. */
export type ModelRun = Map<string, Mention>;
export type ModelFeed = readonly ModelRun[]; // newest first
export type ModelOverrides = Map<Name, Zone>;

export const bytesOf = (name: Name): Buffer =>
  createHash(name.split(' ')[0] as Kind)
    .update(name)
    .digest();
export const kindOf = (name: Name): Kind => name.split(' ')[0] as Kind;
export const nameOf = (kind: Kind, n: number): Name => `${kind} ${n}`;

export const n = fc.nat(HASHES - 1);
export const sibling = fc.option(n);
export const zone = fc.constantFrom('red' as const, 'yellow' as const, 'green' as const);
export const record = fc.record({ zone, sha1: sibling, md5: sibling });
export const recordMention = fc.oneof(
  { weight: 4, arbitrary: record.map((put): Mention => ({ put })) },
  { weight: 1, arbitrary: fc.constant<Mention>({ remove: true }) },
);
export const aliasMention = (kind: Kind): fc.Arbitrary<Mention> =>
  fc.oneof(
    { weight: 4, arbitrary: n.map((i): Mention => ({ alias: nameOf('sha256', i) })) },
    { weight: kind === 'md5' ? 3 : 0, arbitrary: n.map((i): Mention => ({ alias: nameOf('sha1', i) })) },
    { weight: 1, arbitrary: fc.constant<Mention>({ remove: true }) },
  );
export const mention = fc.oneof(
  fc
    .tuple(fc.constantFrom(...KINDS), n)
    .chain(([kind, i]) => recordMention.map((said) => [`record ${nameOf(kind, i)}`, said] as const)),
  fc
    .tuple(fc.constantFrom<Kind>('sha1', 'md5'), n)
    .chain(([kind, i]) => aliasMention(kind).map((said) => [`alias ${nameOf(kind, i)}`, said] as const)),
);
export const run: fc.Arbitrary<ModelRun> = fc.array(mention, { maxLength: 14 }).map((all) => new Map(all));
export const feed: fc.Arbitrary<ModelFeed> = fc.array(run, { minLength: 1, maxLength: 2 });
export const overrides: fc.Arbitrary<ModelOverrides> = fc
  .array(fc.tuple(fc.tuple(fc.constantFrom(...KINDS), n), fc.constantFrom<Zone>('grey', 'red', 'green')), {
    maxLength: 2,
  })
  .map((all) => new Map(all.map(([[kind, i], said]) => [nameOf(kind, i), said])));

/** The sibling of that kind which a record under `name` can and does name. */
export function siblingOf(name: Name, said: ModelRecord, kind: Kind): Name | null {
  if (KINDS.indexOf(kind) <= KINDS.indexOf(kindOf(name)) || kind === 'sha256') return null;
  const index = said[kind];
  return index === null ? null : nameOf(kind, index);
}

export function contentOf(modelRun: ModelRun): RunContent {
  const records = [...modelRun].map(([what, said]) => {
    const name = what.slice(what.indexOf(' ') + 1) as Name;
    const section = what.startsWith('alias')
      ? (`alias-${kindOf(name)}` as 'alias-sha1' | 'alias-md5')
      : (`file-${kindOf(name)}` as const);
    const layout = sectionLayout(section);
    const key = bytesOf(name);
    if ('remove' in said) return { section, bytes: encodeRemoval(layout, key) };
    if ('alias' in said) {
      const target = { section: `file-${kindOf(said.alias) as 'sha256' | 'sha1'}` as const, key: bytesOf(said.alias) };
      return { section, bytes: encodeAlias(layout, key, target) };
    }
    const siblings = (kind: 'sha1' | 'md5'): Buffer | null => {
      const claimed = siblingOf(name, said.put, kind);
      return claimed === null ? null : bytesOf(claimed);
    };
    return {
      section,
      bytes: encodeRecord(layout, key, {
        ...PLAIN_VALUE,
        zone: said.put.zone,
        sha1: siblings('sha1'),
        md5: siblings('md5'),
      }),
    };
  });
  return { records };
}

/** Both owners' overrides as they are asked: the customer's, then the provider's. */
export function overrideViews(owners: readonly ModelOverrides[]): OverrideView[] {
  return owners.map((owner, i) =>
    OverrideView.build(
      [...owner].map(
        ([name, said]) =>
          ({
            section: `file-${kindOf(name)}`,
            key: bytesOf(name),
            zone: said,
            owner: i === 0 ? 'customer' : 'provider',
            reason: 'r',
          }) as const,
      ),
    ),
  );
}
