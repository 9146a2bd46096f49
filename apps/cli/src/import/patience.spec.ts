import { Fault } from '@pksn/domain';
import { Patience } from './patience';

const broken = new Fault('SERVICE_UNREACHABLE', 'broken');

it('waits longer each time, by half at random, and forgets that with each step forward', () => {
  const patience = new Patience(() => 0);
  expect([1, 2, 3].map(() => patience.after(broken))).toEqual([250, 500, 1_000]);
  patience.movedOn();
  expect(patience.after(broken)).toBe(250);
  expect(new Patience(() => 1).after(broken)).toBe(500);
});

it('gives up after ten minutes without a step, and at once what waiting does not mend', () => {
  const patience = new Patience(() => 1);
  let waitedMs = 0;
  const wait = (): void => {
    for (;;) waitedMs += patience.after(broken);
  };
  expect(wait).toThrow(broken);
  expect(waitedMs).toBeGreaterThanOrEqual(600_000);
  expect(waitedMs).toBeLessThan(640_000);
  const refused = new Fault('UPLOAD_CHECKSUM', 'other');
  expect(() => new Patience(() => 0).after(refused)).toThrow(refused);
});
