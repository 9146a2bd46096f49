import type { PulsePoint } from '@pksn/store-postgres';
import { PulseDesk } from './pulse-desk';

const NOW = Date.UTC(2027, 0, 15, 9, 0, 7);
const iso = (ms: number): string => new Date(ms).toISOString();

describe('live figures', () => {
  const asked: [number, number, number][] = [];
  let points: PulsePoint[] = [];
  const ledger = {
    read: (from: number, to: number, stepMs: number): Promise<PulsePoint[]> => {
      asked.push([from, to, stepMs]);
      return Promise.resolve(points);
    },
  };
  const desk = new PulseDesk(ledger, { now: () => NOW });

  it('are of the last quarter of an hour in steps of ten seconds, unless something else is asked for', async () => {
    points = [
      { at: NOW - 7_000, counts: { requests: 3, 'zone.red': 2, 'single.0.001': 1, 'future.thing': 9 } },
      { at: NOW - 17_000, counts: { requests: 1, 'refused.LICENSE_REVOKED': 1, 'proxy.cached': 4 } },
    ];
    const answer = (await desk.pulse({})) as { points: object[] };
    expect(asked.pop()).toEqual([NOW - 900_000 - 7_000, NOW, 10_000]);
    expect(answer).toMatchObject({
      step: 10,
      total: {
        requests: 4,
        zones: { red: 2, orange: 0, yellow: 0, green: 0, grey: 0 },
        refusals: { LICENSE_REVOKED: 1 },
        latency: { single: { count: 1 }, bulk: null },
        proxies: { lookups: 0, cached: 4, stale: 0 },
      },
    });
    expect(answer.points[0]).toMatchObject({ at: iso(NOW - 7_000), requests: 3 });
    expect(JSON.stringify(answer)).not.toContain('future');
  });

  it.each([
    ['an hour', 3_600, undefined, 10],
    ['an hour by minutes', 3_600, 60, 60],
    ['a day', 86_400, undefined, 300],
    ['a day, as finely as can be', 86_400, 10, 300],
    ['two weeks', 14 * 86_400, undefined, 3_600],
    ['a hundred years', 36_500 * 86_400, undefined, 1_756 * 3_600],
  ])('of %s are at most 500 points', async (_what, seconds, step, expected) => {
    points = [];
    await desk.pulse({ from: iso(NOW - seconds * 1_000), to: iso(NOW), ...(step === undefined ? {} : { step }) });
    const [from, to, stepMs] = asked.pop() as [number, number, number];
    expect(stepMs / 1_000).toBe(expected);
    expect((to - from) / stepMs).toBeLessThanOrEqual(500);
  });

  it('are of the last seconds by the clock of the service, where that is asked for', async () => {
    await desk.pulse({ last: 3_600, step: 30 });
    expect(asked.pop()).toEqual([NOW - 3_600_000 - 7_000, NOW, 30_000]);
  });

  it('of what is older than a day are by minutes, and of no time at all are refused', async () => {
    await desk.pulse({ from: iso(NOW - 86_500_000), to: iso(NOW - 86_400_000) });
    expect(asked.pop()?.[2]).toBe(60_000);
    await expect(desk.pulse({ from: iso(NOW), to: iso(NOW) })).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
  });
});
