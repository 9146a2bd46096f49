import { BLOCK_MUTATIONS } from './block-mutations';
import { BYTE_MUTATIONS } from './byte-mutations';
import type { Mutation } from './byte-mutations';
import { outcomeOf, requirementOf } from './check-package';
import { CHUNK_MUTATIONS } from './chunk-mutations';
import { Prng } from './prng';
import { packageSeeds } from './seeds';
import type { Seed } from './seeds';

const MUTATIONS: readonly (readonly [string, Mutation])[] = Object.entries({
  ...BYTE_MUTATIONS,
  ...CHUNK_MUTATIONS,
  ...BLOCK_MUTATIONS,
});

/** Every so many rounds the package is left as it is and must be accepted. */
const TWIN_EVERY = 80;

export interface FuzzReport {
  readonly seed: number;
  readonly mutants: number;
  readonly twins: number;
  /** Refusals by code, and how often each mutation was tried. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly mutations: ReadonlyMap<string, number>;
  /** What must not be: mutants accepted, twins refused, refusals by something else than a package or trust code. */
  readonly failures: readonly string[];
  /** Most bytes of buffers that were alive at the end of a round. */
  readonly peakBufferBytes: number;
}

/** TARGETS S1: `count` rounds of mutated packages with valid twins among them, repeatable by the seed. */
export async function fuzzPackages(count: number, seed: number): Promise<FuzzReport> {
  const random = new Prng(seed);
  const seeds = packageSeeds();
  const requirements = new Map(seeds.map((one) => [one, requirementOf(one.vendor)]));
  const refusals = new Map<string, number>();
  const mutations = new Map<string, number>();
  const failures: string[] = [];
  let [twins, peakBufferBytes] = [0, 0];
  for (let round = 0; round < count; round++) {
    const original = random.pick(seeds);
    const isTwin = round % TWIN_EVERY === 0;
    const [name, bytes] = isTwin ? ['unchanged', Buffer.from(original.bytes)] : mutantOf(original, random, seeds);
    const outcome = await outcomeOf(bytes, requirements.get(original) ?? requirementOf(original.vendor)).catch(
      (error: unknown) => String(error),
    );
    if (isTwin) twins += 1;
    tally(mutations, name);
    tally(refusals, outcome);
    const expected = isTwin ? outcome === 'accepted' : /^(PACKAGE|TRUST)_[A-Z_]+$/.test(outcome);
    if (!expected) failures.push(`round ${round}: ${name} of "${original.name}" gave ${outcome}`);
    if (round % 32 === 0) peakBufferBytes = Math.max(peakBufferBytes, process.memoryUsage().arrayBuffers);
  }
  return { seed, mutants: count - twins, twins, refusals, mutations, failures, peakBufferBytes };
}

/** Some mutations leave some packages as they are; then another one is tried. */
function mutantOf(original: Seed, random: Prng, seeds: readonly Seed[]): [name: string, bytes: Buffer] {
  for (;;) {
    const [name, mutate] = random.pick(MUTATIONS);
    const bytes = mutate(original, random, seeds);
    if (!bytes.equals(original.bytes)) return [name, bytes];
  }
}

function tally(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
