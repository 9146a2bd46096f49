import type { GenerationSteps, OverrideChange } from '@pksn/store-postgres';
import { GenerationJournal } from './generation-journal';

const LIMITS = { steps: 50, overrides: 10, overridesPerRead: 4 };
let perStep: number;
let reads: number;

/** As the database answers: generations 1 to 40, each with `perStep` overrides. */
const read = (from: number, to: number, limit: number): Promise<GenerationSteps> => {
  reads += 1;
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const all = numbers.slice(1).flatMap((generation) =>
    Array.from({ length: perStep }, (_, n): OverrideChange => {
      return { generation, customerId: null, section: 8, key: Buffer.of(n) };
    }),
  );
  return Promise.resolve({
    generations: numbers.map((number) => ({ number, at: number, feeds: [] })),
    overrides: all.length > limit ? null : all,
  });
};
const told = async (journal: GenerationJournal, from: number, to: number): Promise<number | null> => {
  const steps = await journal.between('e', { number: from, at: from }, to);
  return steps?.reduce((sum, { overrides }) => sum + (overrides?.length ?? 0), 0) ?? null;
};

beforeEach(() => {
  [perStep, reads] = [2, 0];
});

it('gives every step with its overrides, and reads none twice', async () => {
  const journal = new GenerationJournal(read, LIMITS);
  expect(await told(journal, 20, 25)).toBe(10);
  const before = reads;
  expect(await told(journal, 21, 25)).toBe(8);
  expect(reads).toBe(before);
});

it('neither holds nor reads on for more overrides than it may tell, however far back somebody is', async () => {
  const journal = new GenerationJournal(read, LIMITS);
  expect(await told(journal, 1, 40)).toBeNull();
  expect(reads).toBeLessThan(20);
  const before = reads;
  for (const late of [1, 1, 1]) expect(await told(journal, late, 40)).toBeNull();
  expect(reads).toBe(before);
  expect(await told(journal, 36, 40)).toBe(8);
});

it('tells of as many as it may, also when some are held already', async () => {
  const journal = new GenerationJournal(read, LIMITS);
  expect(await told(journal, 30, 33)).toBe(6);
  expect(await told(journal, 30, 35)).toBe(10);
  expect(await told(journal, 30, 36)).toBeNull();
});
