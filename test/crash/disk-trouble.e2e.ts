import type { DiskTrouble } from './fault-runs';
import { FaultRuns } from './fault-runs';

const coded = (message: string, code: string) => (): Error => Object.assign(new Error(message), { code });
const TROUBLES: readonly DiskTrouble[] = [
  { code: 'DISK_FULL', disk: coded('no space left', 'ENOSPC'), database: coded('could not extend file', '53100') },
  { code: 'DISK_ERROR', disk: coded('input/output error', 'EIO'), database: coded('could not write block', '58030') },
];

/** TARGETS R4: at every write of an upload and its import, of full packages and deltas in turn. */
describe('a disk', () => {
  let runs: FaultRuns;
  beforeAll(async () => {
    runs = await FaultRuns.create();
  });
  afterAll(() => runs?.stop());

  it('that is full or fails at any one write is told by its code, leaves nothing half, and all goes through afterwards', async () => {
    const wrong: string[] = [];
    let points = 0;
    for (let point = 1, open = TROUBLES.length; open > 0; point++) {
      open = 0;
      for (const trouble of TROUBLES) {
        const found = await runs.fail(point, trouble);
        if (found === null) continue;
        open += 1;
        points += 1;
        wrong.push(...found.map((one) => `${trouble.code} at ${one}`));
      }
    }
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThan(100);
    process.stdout.write(`disk: ${String(points)} writes failed\n`);
  }, 600_000);
});
