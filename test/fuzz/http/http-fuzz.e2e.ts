import { fuzzHttp } from './http-fuzz';

/** TARGETS S6 has 50,000: `npm run fuzz -- http`; a million with `--long`. */
const REQUESTS = 25_000;
const MEMORY_BYTES = 400 * 1_048_576;
/** The same each time here, so that a change is judged by itself; PKSN_TEST_SEED and `npm run fuzz` take others. */
const seed = Number(process.env.PKSN_TEST_SEED ?? 7);

it(`answers whatever comes, and stays right (PKSN_TEST_SEED=${String(seed)})`, async () => {
  const report = await fuzzHttp(REQUESTS, seed);
  expect(report.failures).toEqual([]);
  expect(report.requests).toBeGreaterThanOrEqual(REQUESTS);
  expect(report.memoryBytes).toBeLessThan(MEMORY_BYTES);
  // Requests that all fall at the first check would prove little.
  expect(report.outcomes.get('200')).toBeGreaterThan(REQUESTS / 10);
  expect(report.outcomes.size).toBeGreaterThanOrEqual(12);
}, 600_000);
