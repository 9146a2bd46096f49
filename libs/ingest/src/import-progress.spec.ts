import { ImportProgress } from './import-progress';

it('tells a phase at once and records now and then, one report at a time and the newest last', async () => {
  let now = 0;
  const told: [string, number][] = [];
  const open: (() => void)[] = [];
  const progress = new ImportProgress(
    (phase, done) => {
      told.push([phase, done]);
      return new Promise((end) => open.push(end));
    },
    () => now,
  );
  const answered = async (): Promise<void> => {
    open.shift()?.();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  for (now = 0; now < 600; now++) progress.add(1);
  expect(told).toEqual([['staging', 301]]);
  progress.begin('sealing');
  expect(told).toHaveLength(1);
  await answered();
  expect(told).toEqual([
    ['staging', 301],
    ['sealing', 600],
  ]);
  await answered();
  expect(told).toHaveLength(2);
});

it('lets no failed report reach the import', async () => {
  const progress = new ImportProgress(
    () => Promise.reject(new Error('away')),
    () => 0,
  );
  progress.begin('sealing');
  await Promise.resolve();
  progress.begin('sealing');
});
