import type { Command } from '@pksn/testing';
import { COMMANDS, playHistory } from '@pksn/testing';
import * as fc from 'fast-check';
import { MemoryHistory } from './memory-history.fixture';

/** TARGETS R6; PKSN_TEST_HISTORIES=1000000 is its long form. PKSN_TEST_SEED repeats a run. */
const HISTORIES = Number(process.env.PKSN_TEST_HISTORIES ?? 10_000);
const seed = Number(process.env.PKSN_TEST_SEED ?? Date.now() % 1_000_000);
const BEGIN = Date.UTC(2026, 10, 22);

const OFTEN = [
  ...['upload: active', 'upload: held', 'upload: PACKAGE_BASE_MISSING', 'upload: PACKAGE_ROLLBACK'],
  ...['altered: PACKAGE_CHUNK_DIGEST', 'twin: PACKAGE_EQUIVOCATION', 'again: unchanged'],
  ...[
    'revert: done',
    'revert to: done',
    'revert: SNAPSHOT_DAMAGED',
    'revert: SNAPSHOT_NOTHING_EARLIER',
    'release: done',
  ],
  ...['activate: done', 'activate: SNAPSHOT_DAMAGED', 'activate: IMPORT_STATE', 'hold: done'],
];

const command: fc.Arbitrary<Command> = fc.record({
  what: fc.constantFrom(...COMMANDS),
  feed: fc.nat(1),
  pick: fc.nat(60),
  hold: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  dieAt: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 16 }) }),
  twice: fc.boolean(),
});

it(
  `random histories come to what a small model says (${String(HISTORIES)}, PKSN_TEST_SEED=${String(seed)})`,
  async () => {
    const seen = new Map<string, number>();
    const tally = (what: string, outcome: string): void =>
      void seen.set(`${what}: ${outcome}`, (seen.get(`${what}: ${outcome}`) ?? 0) + 1);
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 24 }), async (history) => {
        const clock = { now: BEGIN };
        await playHistory(history, new MemoryHistory(clock), clock, tally);
      }),
      { numRuns: HISTORIES, seed, endOnFailure: false },
    );
    // Histories in which little happens show little.
    for (const one of OFTEN) expect([one, (seen.get(one) ?? 0) > HISTORIES / 1_000]).toEqual([one, true]);
    process.stdout.write(`histories: ${JSON.stringify(Object.fromEntries([...seen].sort()))}\n`);
  },
  120_000 + HISTORIES * 20,
);
