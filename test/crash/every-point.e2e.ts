import { FaultRuns, after, effect } from './fault-runs';

/** The rename that makes the files of a run visible. */
const PUBLISHED = /^rename .*\/staging\/[^/]+$/;

/** So many points come in one installation. Even, because full packages and deltas take turns. */
const POINTS_AT_ONCE = 20;

/** TARGETS R1: a crash before every effect on files and database, and within the recovery from a crash. */
describe('a process that dies', () => {
  let runs: FaultRuns;
  beforeAll(async () => {
    runs = await FaultRuns.create();
  });
  afterAll(() => runs?.stop());

  it('before any one effect of an import, full or delta, leaves what the next one completes', async () => {
    const wrong: string[] = [];
    const died: string[] = [];
    for (let point = 1, open = 2; open > 0; point++) {
      if (point % POINTS_AT_ONCE === 0) runs = await runs.anew();
      open = 0;
      for (const kind of ['full', 'delta']) {
        const { version, bytes } = await runs.next();
        const at = await runs.die(effect(point), runs.import(bytes));
        if (at !== null) open += 1;
        if (at !== null) died.push(at.at);
        for (const one of await runs.recovered(version, bytes))
          wrong.push(`${kind}, before ${String(at?.what)}: ${one}`);
      }
    }
    expect(wrong).toEqual([]);
    // Both kinds of effects were met, many times.
    expect(died.filter((at) => at === 'disk').length).toBeGreaterThan(40);
    expect(died.filter((at) => at === 'database').length).toBeGreaterThan(40);
    process.stdout.write(`crashes: ${String(died.length)} points of an import\n`);
  }, 600_000);

  it('before any one effect of a recovery leaves what the next one completes', async () => {
    const wrong: string[] = [];
    let points = 0;
    for (let point = 1; ; point++) {
      if (point % POINTS_AT_ONCE === 1) runs = await runs.anew();
      const { version, bytes } = await runs.next();
      // The richest leftovers: records and files of the run are there, and the row that names it is not.
      const first = await runs.die(after(PUBLISHED), runs.import(bytes));
      expect(first).not.toBeNull();
      const at = await runs.die(effect(point), (worker) => runs.untilEnded(worker));
      for (const one of await runs.recovered(version, bytes)) wrong.push(`before ${String(at?.what)}: ${one}`);
      if (at === null) break;
      points += 1;
    }
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThan(30);
    process.stdout.write(`crashes: ${String(points)} points of a recovery\n`);
  }, 600_000);
});
