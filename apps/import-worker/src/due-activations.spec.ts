import { Fault } from '@pksn/domain';
import type { Logger } from '@pksn/runtime';
import { DueActivations } from './due-activations';

const HOUR = 3_600_000;

it('goes through every feed that is due, and one that fails neither stops nor delays the others', async () => {
  const clock = { time: HOUR, now: () => clock.time };
  const waiting = new Map([
    ['acme/broken', HOUR],
    ['acme/core', HOUR],
    ['beta/core', 2 * HOUR],
  ]);
  const tries: string[] = [];
  const steering = {
    due: async (now: number) => [...waiting].filter(([, at]) => at <= now).map(([feed]) => feed),
    activateDue: async (feed: string) => {
      tries.push(feed);
      if (feed === 'acme/broken') throw new Fault('SNAPSHOT_DAMAGED', 'a segment is gone');
      waiting.delete(feed);
      return { generation: 2, snapshotId: 1, version: 1 };
    },
  };
  const log = { info: () => undefined, warn: () => undefined } as unknown as Logger;
  const due = new DueActivations(steering, clock, log, 5_000, clock.now);
  await due.look();
  expect(tries).toEqual(['acme/broken', 'acme/core']);
  await due.look();
  expect(tries).toHaveLength(2);
  clock.time += 5_000;
  await due.look();
  expect(tries.slice(2)).toEqual(['acme/broken']);
  clock.time = 2 * HOUR;
  await due.look();
  expect(tries.slice(3)).toEqual(['acme/broken', 'beta/core']);
});
