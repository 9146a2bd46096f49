import { Latency } from './latency';
import { Traffic } from './traffic';

describe('how long the service takes', () => {
  it('is not known before it has answered', () => {
    expect(new Latency().quantileMs(0.5)).toBeNull();
  });

  it('is told by shares of its answers, to the bucket', () => {
    const latency = new Latency();
    for (let ms = 1; ms <= 1_000; ms++) latency.add(ms);
    expect([latency.count, Math.round(latency.sumSeconds * 10)]).toEqual([1_000, 5_005]);
    expect(latency.quantileMs(0.5)).toBeCloseTo(500, 0);
    expect(latency.quantileMs(0.95)).toBeCloseTo(950, 0);
    expect(latency.quantileMs(0.99)).toBeCloseTo(990, 0);
    latency.add(60_000);
    expect(latency.quantileMs(1)).toBe(10_000);
  });
});

it('what was saved is what clients got, and the service did not send', () => {
  const traffic = new Traffic();
  const fetched = (path: string, status: number): void => traffic.fetchedAt({ path, status, ms: 1, answerBytes: 100 });
  for (const bytes of [50, 50, 0]) traffic.gave(bytes);
  for (const path of ['/v1/lookup', '/v1/files/aa', '/v1/urls?url=a', '/v1/prefixes/web/aaaa']) fetched(path, 200);
  for (const path of ['/v1/license', '/readyz', '/v1/filesystem']) fetched(path, 200);
  fetched('/v1/lookup', 503);
  expect([traffic.given, traffic.fetched]).toEqual([
    { requests: 2, bytes: 100 },
    { requests: 4, bytes: 400 },
  ]);
  traffic.refused('LICENSE_EXPIRED');
  traffic.refused('LICENSE_RATE');
  traffic.refused('LICENSE_RATE');
  expect(Object.entries(traffic.refusalsByCode)).toEqual([
    ['LICENSE_RATE', 2],
    ['LICENSE_EXPIRED', 1],
  ]);
});
