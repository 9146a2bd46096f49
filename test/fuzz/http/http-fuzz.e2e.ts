import type { HttpFuzzReport } from './http-campaign';
import { fuzzBoth } from './http-fuzz';

/** TARGETS S6 has 50,000: `npm run fuzz -- http`, a million with `--long`; `npm run fuzz -- admin` likewise. */
const COUNTS = { query: 25_000, admin: 2_000 };
const MEMORY_BYTES = 400 * 1_048_576;
/** The same each time here, so that a change is judged by itself; PKSN_TEST_SEED and `npm run fuzz` take others. */
const seed = Number(process.env.PKSN_TEST_SEED ?? 7);
let reports: Record<keyof typeof COUNTS, HttpFuzzReport>;

beforeAll(async () => {
  reports = await fuzzBoth(COUNTS, seed);
}, 600_000);

describe(`answers whatever comes, and stays right (PKSN_TEST_SEED=${String(seed)})`, () => {
  it.each(['query', 'admin'] as const)('the %s listener', (name) => {
    const { failures, requests, memoryBytes, outcomes } = reports[name];
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThanOrEqual(COUNTS[name]);
    expect(memoryBytes).toBeLessThan(MEMORY_BYTES);
    // Requests that all fall at the first check would prove little.
    expect(outcomes.get('200')).toBeGreaterThan(COUNTS[name] / 12);
    expect(outcomes.size).toBeGreaterThanOrEqual(12);
  });
});
