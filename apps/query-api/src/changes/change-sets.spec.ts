import type { SnapshotFacts } from '@pksn/store-postgres';
import { ChangeSets } from './change-sets';

it('forgets what is still being read when everything that it knows becomes void', async () => {
  const waiting: ((facts: SnapshotFacts) => void)[] = [];
  const sets = new ChangeSets('/nowhere', () => new Promise((done) => waiting.push(done)));
  const old = sets.recordsOf(7);
  sets.forget();
  waiting[0]?.({ runs: [], records: 1 });
  expect(await old).toBe(1);
  const restored = sets.recordsOf(7);
  waiting[1]?.({ runs: [], records: 2 });
  expect(await restored).toBe(2);
});
