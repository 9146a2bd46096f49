import { runDifferential } from './differential';

const LOOKUPS = 20_000;
const GENERATIONS = 8;
/** The same each time here, so that a change is judged by itself; PKSN_TEST_SEED and `npm run fuzz` take others. */
const seed = Number(process.env.PKSN_TEST_SEED ?? 7);

it(`agrees with SQL over the same generations (PKSN_TEST_SEED=${String(seed)})`, async () => {
  const report = await runDifferential(LOOKUPS, GENERATIONS, seed, () => undefined);
  expect(report.disagreements).toEqual([]);
  expect(report.lookups).toBeGreaterThanOrEqual(LOOKUPS);
  // Agreeing on grey alone would show little: all kinds of objects, zones and sources have to be met.
  const met = [...report.answers].filter(([, count]) => count >= 5).map(([kind]) => kind);
  for (const type of ['file', 'url', 'domain', 'ip', 'certificate', 'software']) {
    for (const source of ['feed', 'none'])
      expect(met.filter((kind) => kind.startsWith(type) && kind.endsWith(source))).not.toEqual([]);
  }
  for (const owner of ['customer', 'provider'])
    expect(met.filter((kind) => kind.includes(`(${owner})`))).not.toEqual([]);
}, 300_000);
