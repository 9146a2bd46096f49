import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Zone } from '@pksn/domain';
import { decodeRecord, sectionLayout } from '@pksn/domain';
import type { Run } from '@pksn/reputation-index';
import type { TransitionTally } from './change-tally';
import { ChangeTally, talliesAfter } from './change-tally';
import { describe as inWords, kindOf } from './describe';
import { PassComparison } from './pass-comparison';
import type { ContentTallies } from './preview';
import type { Content } from './random-states.fixture';
import { RECORD_SECTIONS, bytesOf, dice, overlaid, randomContent, writeRun } from './random-states.fixture';

const ROUNDS = Number(process.env.PKSN_TEST_ROUNDS ?? 12);
const NO_TEXTS = { name: (): null => null, expression: (): null => null };

/** Everything that a preview tells, counted by comparing each key of two whole states. */
function naive(before: Content, after: Content): unknown {
  const counts = { added: 0, gone: 0, recolored: 0, edited: 0 };
  const transitions: Record<string, number> = {};
  const red: string[] = [];
  const changed: { bucket: number; id: number; key: string }[] = [];
  for (const section of RECORD_SECTIONS) {
    const [old, now] = [before.get(section.name) ?? new Map(), after.get(section.name) ?? new Map()] as Map<
      string,
      Buffer
    >[];
    for (const key of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
      const [a, b] = [old?.get(key), now?.get(key)];
      if (a !== undefined && b !== undefined && a.equals(b)) continue;
      const [x, y] = [a, b].map((bytes) => (bytes === undefined ? null : decodeRecord(section, bytes)));
      const [from, to]: Zone[] = [x?.zone ?? 'grey', y?.zone ?? 'grey'];
      if (from === to) counts.edited++;
      else if (x === null) counts.added++;
      else if (y === null) counts.gone++;
      else counts.recolored++;
      if (from === to) continue;
      const name = `${kindOf(section.name)} ${String(from)} ${String(to)}`;
      transitions[name] = (transitions[name] ?? 0) + 1;
      if (to === 'red') red.push(`${section.name} ${key}`);
      changed.push({ bucket: Math.max(x?.popularityBucket ?? 0, y?.popularityBucket ?? 0), id: section.id, key });
    }
  }
  changed.sort((a, b) => b.bucket - a.bucket || a.id - b.id || (a.key < b.key ? -1 : 1));
  return {
    counts,
    transitions,
    red: red.sort(),
    popular: changed.slice(0, 20).map(({ id, key }) => `${String(id)} ${key}`),
  };
}

function tallied(tally: ChangeTally, red: string[]): unknown {
  const all: [string, TransitionTally][] = [...tally.transitions];
  return {
    counts: tally.counts,
    transitions: Object.fromEntries(all.map(([name, { count }]) => [name, count])),
    red: red.sort(),
    popular: tally.popular.all().map(({ section, key }) => `${String(section.id)} ${key.toString('hex')}`),
  };
}

/** What is counted of a state for itself. */
function contentTallies(state: Content): unknown {
  const zones: Record<string, Record<string, number>> = {};
  const threats: Record<string, number> = {};
  for (const [name, records] of state) {
    for (const bytes of records.values()) {
      const { zone, threat } = decodeRecord(sectionLayout(name), bytes as Buffer);
      const kind = (zones[kindOf(name)] ??= {});
      kind[zone] = (kind[zone] ?? 0) + 1;
      if (threat !== null)
        threats[Buffer.from(threat).toString('hex')] = (threats[Buffer.from(threat).toString('hex')] ?? 0) + 1;
    }
  }
  return { zones, threats, cut: false };
}

describe('a preview', () => {
  let dir: string;
  beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'preview-'))));
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /**
   * Live is one stack; the new snapshot is a full one, a delta on it, on one below or beside it, or on one that shares
   * nothing with it.
   */
  it('is what comparing two whole states key by key tells, in one pass and from segments alone', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const roll = dice(round + 1);
      const id = (name: string): string => `${String(round)}-${name}`;
      const stack = [randomContent(roll, false), ...Array.from({ length: roll(3) }, () => randomContent(roll, true))];
      const runs: Run[] = [];
      for (const [n, one] of stack.entries()) runs.push(await writeRun(dir, id(String(n)), one));
      const other = randomContent(roll, false);
      const otherRun = await writeRun(dir, id('other'), other);
      const liveLength = roll(stack.length + 1);
      const live = { contents: stack.slice(0, liveLength), runs: runs.slice(0, liveLength) };
      const bases: [Content[], Run[]][] = [
        [live.contents, live.runs],
        [stack.slice(0, 1), runs.slice(0, 1)],
        [stack, runs],
        [[other], [otherRun]],
      ];
      const [baseContents, baseRuns] = bases[roll(bases.length)] as [Content[], Run[]];
      const isFull = roll(3) === 0 || baseRuns.length === 0;
      const top = randomContent(roll, !isFull);
      const [before, after] = [overlaid(live.contents), overlaid(isFull ? [top] : [...baseContents, top])];
      const expected = naive(before, after);

      const red: string[] = [];
      const whole = isFull || live.runs.length === 0 ? new ChangeTally() : null;
      const tally = new ChangeTally(({ name, keyBytes }, pair) => {
        red.push(`${name} ${pair.after.toString('hex', pair.afterAt, pair.afterAt + keyBytes)}`);
      }, whole);
      const pass = new PassComparison(tally, live.runs, isFull ? null : baseRuns);
      for (const section of RECORD_SECTIONS) {
        const records = top.get(section.name);
        if (records === undefined) continue;
        const bytes = bytesOf(section.name, records);
        const cut = Math.floor(roll(records.size + 1)) * section.recordBytes;
        pass.add(section, bytes.subarray(0, cut));
        pass.add(section, bytes.subarray(cut));
      }
      await pass.finish();
      expect({ round, ...(tallied(tally, red) as object) }).toEqual({ round, ...(expected as object) });

      const beforeTallies = contentTallies(before) as ContentTallies;
      const facts = { snapshotId: 1, version: 1, records: 0, tallies: beforeTallies };
      const described = inWords(tally, live.runs.length === 0 ? null : facts, NO_TEXTS);
      expect({ round, ...described.tallies }).toEqual({ round, ...(contentTallies(after) as object) });
      expect(talliesAfter(beforeTallies, tally)).toEqual(contentTallies(after));

      const topRun = await writeRun(dir, id('top'), top);
      const again: string[] = [];
      const stored = new ChangeTally(({ name, keyBytes }, pair) => {
        again.push(`${name} ${pair.after.toString('hex', pair.afterAt, pair.afterAt + keyBytes)}`);
      });
      await new PassComparison(stored, live.runs, isFull ? [topRun] : [...baseRuns, topRun]).finish();
      expect({ round, ...(tallied(stored, again) as object) }).toEqual({ round, ...(expected as object) });
      for (const run of [...runs, otherRun, topRun]) run.close();
    }
  }, 120_000);
});
