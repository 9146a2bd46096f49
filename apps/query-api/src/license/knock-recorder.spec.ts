import type { Knock } from '@pksn/store-postgres';
import { KnockCounter } from './knock-counter';
import { KnockRecorder } from './knock-recorder';

const T = Date.UTC(2026, 10, 21);

/** A store that can be away; it takes what the database would. */
function storeAndLog() {
  const written: Knock[] = [];
  const complaints: string[] = [];
  const store = {
    away: false,
    add(knocks: readonly Knock[]): Promise<void> {
      if (this.away) return Promise.reject(new Error('away'));
      written.push(...knocks);
      return Promise.resolve();
    },
  };
  const log = { warn: (_: object, what: string) => complaints.push(what) };
  const knocks = new KnockCounter();
  return { written, complaints, store, knocks, recorder: new KnockRecorder(knocks, store, log as never) };
}

it('keeps what it cannot write, says so once, and writes it with what came meanwhile', async () => {
  const { written, complaints, store, knocks, recorder } = storeAndLog();
  store.away = true;
  knocks.count('aaaaaaaa', T);
  await recorder.write();
  knocks.count('aaaaaaaa', T + 5);
  knocks.count('bbbbbbbb', T + 6);
  await recorder.write();
  await recorder.write();
  expect(complaints).toHaveLength(1);
  store.away = false;
  await recorder.write();
  expect(written).toEqual([
    { fingerprint: 'aaaaaaaa', firstSeen: new Date(T), lastSeen: new Date(T + 5), knocks: 2 },
    { fingerprint: 'bbbbbbbb', firstSeen: new Date(T + 6), lastSeen: new Date(T + 6), knocks: 1 },
  ]);
  await recorder.stop();
  expect(written).toHaveLength(2);
  store.away = true;
  knocks.count('cccccccc', T);
  await recorder.write();
  expect(complaints).toHaveLength(2);
});

it('gives back into a bounded table, where what came since has the room', () => {
  const knocks = new KnockCounter();
  const fill = (name: string): void => {
    for (let n = 0; n < 1_000; n++) knocks.count(`${name}${String(n).padStart(7, '0')}`, T);
  };
  fill('a');
  const before = knocks.take();
  fill('b');
  knocks.giveBack(before);
  const kept = knocks.take();
  expect(kept).toHaveLength(1_000);
  expect(kept.every((one) => one.fingerprint.startsWith('b'))).toBe(true);
});

it('writes the rest when it stops', async () => {
  const { written, knocks, recorder } = storeAndLog();
  recorder.start();
  knocks.count('aaaaaaaa', T);
  await recorder.stop();
  expect(written).toHaveLength(1);
});
