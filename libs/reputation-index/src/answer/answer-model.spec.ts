import type { Zone } from '@pksn/domain';
import * as fc from 'fast-check';
import { closeFeeds, feedOf } from '../feeds.fixture';
import { inTemporaryFolder } from '../segments.fixture';
import { answer } from './answer';
import {
  HASHES,
  KINDS,
  bytesOf,
  contentOf,
  feed,
  kindOf,
  nameOf,
  overrideViews,
  overrides,
  siblingOf,
} from './random-worlds.fixture';
import type { Kind, Mention, ModelFeed, ModelOverrides, ModelRecord, Name } from './random-worlds.fixture';

/* Files against a model that is written from the rules alone, over maps. */

/** The record or alias in force: the newest run that mentions it decides. */
function inForce(modelFeed: ModelFeed, what: string): Exclude<Mention, { remove: true }> | null {
  const said = modelFeed.map((modelRun) => modelRun.get(what)).find((one) => one !== undefined);
  return said === undefined || 'remove' in said ? null : said;
}

function recordIn(modelFeed: ModelFeed, name: Name): ModelRecord | null {
  const said = inForce(modelFeed, `record ${name}`);
  return said !== null && 'put' in said ? said.put : null;
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
          const views = overrideViews(owners);
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
