import { Fault } from '@pksn/domain';
import fc from 'fast-check';
import type { ChainLink, ChainPoint, EntryContent, HistoryFlaw } from './index';
import { CHAIN_START, ChainWalk, CheckpointMarks, entryHash } from './index';

const INSTALLATION = '3b9e1a52-0c1f-4a55-9d3c-2d9a6a1f7c11';

function chainOf(entries: readonly EntryContent[]): ChainLink[] {
  let head: ChainPoint = CHAIN_START;
  return entries.map((entry) => {
    head = { sequence: head.sequence + 1, hash: entryHash(head, entry) };
    return { ...head, entry };
  });
}

/** Walks the whole chain, compared with a checkpoint at the point given. */
function verify(chain: readonly ChainLink[], vouched?: ChainPoint): ChainPoint {
  const mark = { installation: INSTALLATION, number: 1, at: 0, cause: 'time', previous: null, accepted: null } as const;
  const marks = new CheckpointMarks(vouched === undefined ? [] : [{ ...mark, ...vouched }], INSTALLATION);
  const walk = new ChainWalk();
  marks.pass(walk.reached);
  for (const link of chain) {
    walk.take(link);
    marks.pass(walk.reached);
  }
  marks.end(walk.reached);
  return walk.reached;
}

function flawOf(work: () => unknown): { flaw: HistoryFlaw; sequence: number } {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault && error.code === 'HISTORY_BROKEN') {
      return error.facts as { flaw: HistoryFlaw; sequence: number };
    }
    throw error;
  }
  throw new Error('nothing was found');
}

const text = fc.string({ maxLength: 12, unit: 'grapheme' });
const content = fc.record({ at: text, actor: text, action: text, subject: text, detail: text });
const chains = fc.array(content, { minLength: 1, maxLength: 12 }).map(chainOf);
/** A chain and a place in it. */
const placed = chains.chain((chain) => fc.tuple(fc.constant(chain), fc.nat(chain.length - 1)));
const other = (hash: string): string => (hash.startsWith('0') ? '1' : '0') + hash.slice(1);

describe('a chain of entries', () => {
  it('is as it was written', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const head = chain.at(-1)!;
        expect(verify(chain, head)).toEqual({ sequence: head.sequence, hash: head.hash });
      }),
    );
  });

  it.each(['at', 'actor', 'action', 'subject', 'detail'] as const)('shows a changed %s', (field) => {
    fc.assert(
      fc.property(placed, text, ([chain, place], value) => {
        const link = chain[place]!;
        fc.pre(link.entry![field] !== value);
        const changed = chain.with(place, { ...link, entry: { ...link.entry!, [field]: value } });
        expect(flawOf(() => verify(changed))).toEqual({ flaw: 'rewritten', sequence: place + 1 });
      }),
    );
  });

  it('shows text that moved from one field into the next', () => {
    fc.assert(
      fc.property(placed, ([chain, place]) => {
        const link = chain[place]!;
        const { actor, action } = link.entry!;
        fc.pre(actor !== '');
        const moved = { ...link.entry!, actor: actor.slice(0, -1), action: actor.slice(-1) + action };
        expect(flawOf(() => verify(chain.with(place, { ...link, entry: moved })))).toMatchObject({ flaw: 'rewritten' });
      }),
    );
  });

  it('shows a changed hash, a removed entry and a removed place', () => {
    fc.assert(
      fc.property(placed, ([chain, place]) => {
        const link = chain[place]!;
        const sequence = place + 1;
        const head = chain.at(-1)!;
        expect(flawOf(() => verify(chain.with(place, { ...link, hash: other(link.hash) })))).toMatchObject({
          flaw: 'rewritten',
          sequence,
        });
        expect(flawOf(() => verify(chain.with(place, { ...link, entry: null })))).toEqual({
          flaw: 'removed',
          sequence,
        });
        const isLast = place === chain.length - 1;
        expect(flawOf(() => verify(chain.toSpliced(place, 1), head))).toEqual({
          flaw: isLast ? 'truncated' : 'missing',
          sequence,
        });
      }),
    );
  });

  it('shows two entries that changed places, and one that comes twice', () => {
    fc.assert(
      fc.property(placed, fc.nat(), ([chain, place], step) => {
        const to = (place + 1 + step) % chain.length;
        const twice = chain.toSpliced(place, 0, chain[place]!);
        expect(flawOf(() => verify(twice))).toMatchObject({ flaw: 'disordered' });
        fc.pre(to !== place);
        const swapped = chain.with(place, chain[to]!).with(to, chain[place]!);
        expect(flawOf(() => verify(swapped)).sequence).toBe(Math.min(place, to) + 1);
        const renumbered = swapped.map((link, n) => ({ ...link, sequence: n + 1 }));
        expect(flawOf(() => verify(renumbered))).toEqual({ flaw: 'rewritten', sequence: Math.min(place, to) + 1 });
      }),
    );
  });

  it('shows, by a checkpoint, a chain that was made anew: changed, inserted into, or cut and continued', () => {
    fc.assert(
      fc.property(placed, content, ([chain, place], made) => {
        const head = chain.at(-1)!;
        const entries = chain.map((link) => link.entry!);
        fc.pre(JSON.stringify(entries[place]) !== JSON.stringify(made));
        const anew = chainOf(entries.with(place, made));
        expect(verify(anew).sequence).toBe(head.sequence);
        expect(flawOf(() => verify(anew, head))).toEqual({ flaw: 'replaced', sequence: head.sequence });
        const inserted = chainOf(entries.toSpliced(place, 0, made));
        expect(flawOf(() => verify(inserted, head)).flaw).toBe('replaced');
        const cut = chain.slice(0, place);
        expect(flawOf(() => verify(cut, head))).toEqual({ flaw: 'truncated', sequence: place + 1 });
      }),
    );
  });

  it('says where it ends and what the checkpoint says', () => {
    const entry = { at: 't', actor: 'a', action: 'b', subject: 'c', detail: '{}' };
    const chain = chainOf(Array.from({ length: 9 }, () => entry));
    expect(() => verify(chain.slice(0, 8), chain[8])).toThrow(
      'the history ends at 8, the checkpoint of 1970-01-01 00:00:00Z says 9: entry 9 is gone, or an older backup was restored',
    );
    expect(() => verify(chain.slice(0, 5), chain[8])).toThrow('entries 6 to 9 are gone');
  });

  it('is compared with checkpoints of its own installation alone', () => {
    const mark = { ...CHAIN_START, number: 1, at: 0, cause: 'time', previous: null, accepted: null } as const;
    const foreign = { ...mark, installation: INSTALLATION.replace('3', '4') };
    expect(() => new CheckpointMarks([foreign], INSTALLATION)).toThrow(/HISTORY_CHECKPOINT.*is of installation 4b9e/);
  });
});

it('hashes as the page says', () => {
  const entry = {
    at: '2026-11-21T20:51:00.123456Z',
    actor: 'alice',
    action: 'feed.set',
    subject: 'acme/core',
    detail: '{"open": true}',
  };
  expect(entryHash(CHAIN_START, entry)).toBe('9e515de6465d82950ded508e2ef9320ba9c002d2974f220907104b87183cb492');
});
