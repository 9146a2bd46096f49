import { createHash } from 'node:crypto';
import { encodeAlias, encodeRecord, encodeRemoval, sectionLayout } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import * as fc from 'fast-check';
import { closeFeeds, feedOf } from '../feeds.fixture';
import type { RunContent } from '../feeds.fixture';
import { PLAIN_VALUE, inTemporaryFolder } from '../segments.fixture';
import { answer } from './answer';
import { OverrideView } from './override-view';

/*
 * Files against a model that is written from the rules alone, over maps. The universe has two hashes of each kind,
 * so that random feeds contradict each other, lie in their aliases, and remove what older runs put.
 */
type Kind = 'sha256' | 'sha1' | 'md5';
const KINDS: readonly Kind[] = ['sha256', 'sha1', 'md5'];
const HASHES = 2;
type Name = `${Kind} ${number}`;
interface ModelRecord {
  readonly zone: Exclude<Zone, 'grey' | 'orange'>;
  readonly sha1: number | null;
  readonly md5: number | null;
}
type Mention = { put: ModelRecord } | { alias: Name } | { remove: true };
/** What a run says, by `record NAME` or `alias NAME`. */
type ModelRun = Map<string, Mention>;
type ModelFeed = readonly ModelRun[]; // newest first
type ModelOverrides = Map<Name, Zone>;

const bytesOf = (name: Name): Buffer =>
  createHash(name.split(' ')[0] as Kind)
    .update(name)
    .digest();
const kindOf = (name: Name): Kind => name.split(' ')[0] as Kind;
const nameOf = (kind: Kind, n: number): Name => `${kind} ${n}`;

const n = fc.nat(HASHES - 1);
const sibling = fc.option(n);
const zone = fc.constantFrom('red' as const, 'yellow' as const, 'green' as const);
const record = fc.record({ zone, sha1: sibling, md5: sibling });
const recordMention = fc.oneof(
  { weight: 4, arbitrary: record.map((put): Mention => ({ put })) },
  { weight: 1, arbitrary: fc.constant<Mention>({ remove: true }) },
);
const aliasMention = (kind: Kind): fc.Arbitrary<Mention> =>
  fc.oneof(
    { weight: 4, arbitrary: n.map((i): Mention => ({ alias: nameOf('sha256', i) })) },
    { weight: kind === 'md5' ? 3 : 0, arbitrary: n.map((i): Mention => ({ alias: nameOf('sha1', i) })) },
    { weight: 1, arbitrary: fc.constant<Mention>({ remove: true }) },
  );
const mention = fc.oneof(
  fc
    .tuple(fc.constantFrom(...KINDS), n)
    .chain(([kind, i]) => recordMention.map((said) => [`record ${nameOf(kind, i)}`, said] as const)),
  fc
    .tuple(fc.constantFrom<Kind>('sha1', 'md5'), n)
    .chain(([kind, i]) => aliasMention(kind).map((said) => [`alias ${nameOf(kind, i)}`, said] as const)),
);
const run: fc.Arbitrary<ModelRun> = fc.array(mention, { maxLength: 14 }).map((all) => new Map(all));
const feed: fc.Arbitrary<ModelFeed> = fc.array(run, { minLength: 1, maxLength: 2 });
const overrides: fc.Arbitrary<ModelOverrides> = fc
  .array(fc.tuple(fc.tuple(fc.constantFrom(...KINDS), n), fc.constantFrom<Zone>('grey', 'red', 'green')), {
    maxLength: 2,
  })
  .map((all) => new Map(all.map(([[kind, i], said]) => [nameOf(kind, i), said])));

/** The record or alias in force: the newest run that mentions it decides. */
function inForce(modelFeed: ModelFeed, what: string): Exclude<Mention, { remove: true }> | null {
  const said = modelFeed.map((modelRun) => modelRun.get(what)).find((one) => one !== undefined);
  return said === undefined || 'remove' in said ? null : said;
}

function recordIn(modelFeed: ModelFeed, name: Name): ModelRecord | null {
  const said = inForce(modelFeed, `record ${name}`);
  return said !== null && 'put' in said ? said.put : null;
}

/** The sibling of that kind which a record under `name` can and does name. */
function siblingOf(name: Name, said: ModelRecord, kind: Kind): Name | null {
  if (KINDS.indexOf(kind) <= KINDS.indexOf(kindOf(name)) || kind === 'sha256') return null;
  const index = said[kind];
  return index === null ? null : nameOf(kind, index);
}

function modelIdentity(asked: Name, feeds: readonly ModelFeed[]): Map<Kind, Name> {
  const known = new Map<Kind, Name>([[kindOf(asked), asked]]);
  const contradicts = (name: Name, said: ModelRecord): boolean =>
    KINDS.some((kind) => {
      const [claimed, other] = [siblingOf(name, said, kind), known.get(kind)];
      return claimed !== null && other !== undefined && claimed !== other;
    });
  const learn = (name: Name, said: ModelRecord): void => {
    for (const kind of KINDS) {
      const claimed = siblingOf(name, said, kind);
      if (claimed !== null && !known.has(kind)) known.set(kind, claimed);
    }
  };
  const climbFrom = (kind: Kind): void => {
    const weak = known.get(kind);
    if (weak === undefined) return;
    for (const modelFeed of feeds) {
      const said = inForce(modelFeed, `alias ${weak}`);
      const target = said !== null && 'alias' in said ? said.alias : null;
      const there = target === null ? null : recordIn(modelFeed, target);
      if (target === null || there === null || known.has(kindOf(target))) continue;
      if (siblingOf(target, there, kind) !== weak || contradicts(target, there)) continue;
      known.set(kindOf(target), target);
      learn(target, there);
    }
  };
  if (kindOf(asked) === 'md5') climbFrom('md5');
  if (kindOf(asked) !== 'sha256') climbFrom('sha1');
  for (const kind of KINDS) {
    for (const modelFeed of feeds) {
      const name = known.get(kind);
      const said = name === undefined ? null : recordIn(modelFeed, name);
      if (name !== undefined && said !== null && !contradicts(name, said)) learn(name, said);
    }
  }
  return known;
}

function modelAnswer(asked: Name, owners: readonly ModelOverrides[], feeds: readonly ModelFeed[]) {
  const known = modelIdentity(asked, feeds);
  const weaker = (kind: Kind): boolean => KINDS.indexOf(kind) > KINDS.indexOf(kindOf(asked));
  const others = Object.fromEntries(
    [...known].filter(([, name]) => name !== asked).map(([kind, name]) => [kind, bytesOf(name)]),
  );
  const first = (zoneUnder: (name: Name) => Zone | null): Zone | null => {
    for (const kind of KINDS) {
      const name = known.get(kind);
      const said = name === undefined ? null : zoneUnder(name);
      if (said !== null && !(said === 'green' && weaker(kind))) return said;
    }
    return null;
  };
  for (const [i, owner] of owners.entries()) {
    const said = first((name) => owner.get(name) ?? null);
    if (said !== null) return { zone: said, source: `override ${i}`, hashes: others };
  }
  for (const [i, modelFeed] of feeds.entries()) {
    const said = first((name) => recordIn(modelFeed, name)?.zone ?? null);
    if (said !== null) return { zone: said, source: `feed ${i}`, hashes: others };
  }
  return { zone: 'grey', source: 'none', hashes: others };
}

function contentOf(modelRun: ModelRun): RunContent {
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

describe('answer about files, against the model', () => {
  it('agrees on random feeds that lie, contradict and remove', () =>
    fc.assert(
      fc.asyncProperty(fc.array(feed, { maxLength: 3 }), overrides, overrides, (modelFeeds, customer, provider) =>
        inTemporaryFolder(async (dir) => {
          const feeds = [];
          for (const [i, modelFeed] of modelFeeds.entries()) {
            feeds.push(await feedOf(dir, { feed: `acme/${i}` }, modelFeed.map(contentOf)));
          }
          const owners = [customer, provider];
          const views = owners.map((owner, i) =>
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
          for (const kind of KINDS) {
            for (let i = 0; i < HASHES; i++) {
              const asked = nameOf(kind, i);
              const found = answer({ type: 'file', hashKind: kind, key: bytesOf(asked) }, views, feeds);
              const { source } = found;
              const by =
                source.kind === 'override'
                  ? `override ${source.owner === 'customer' ? 0 : 1}`
                  : source.kind === 'feed'
                    ? `feed ${source.feed.slice(5)}`
                    : 'none';
              expect({ asked, zone: found.zone, source: by, hashes: found.hashes }).toEqual({
                asked,
                ...modelAnswer(asked, owners, modelFeeds),
              });
            }
          }
          closeFeeds(feeds);
        }),
      ),
      { numRuns: 200 },
    ));
});
