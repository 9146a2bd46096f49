import { LOAD_LIMITS } from './load-limits';
import { Overload } from './overload';
import { requestClass } from './request-class';

const STEP = LOAD_LIMITS.probeEveryMs;

/** Measurements one after the other, and the level after each. */
function after(delays: readonly number[], overload = new Overload({ bulkMs: 100, allMs: 300 })): number[] {
  let now = 0;
  return delays.map((delay) => {
    now += STEP + delay;
    overload.observe(delay, now);
    return overload.level;
  });
}

describe('what is refused', () => {
  it('is nothing for a burst: one short measurement among long ones is enough', () => {
    expect(after([500, 500, 500, 20, 500, 500, 500, 20])).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('is bulks first, and all lookups when the delay stands higher', () => {
    expect(after([150, 150, 150, 150, 400, 400, 400, 400])).toEqual([0, 0, 0, 1, 1, 1, 1, 2]);
  });

  it('is less again only after a time of calm, one kind after the other', () => {
    const overload = new Overload({ bulkMs: 100, allMs: 300 });
    after([400, 400, 400, 400], overload);
    expect(overload.level).toBe(2);
    const calm = Math.ceil(LOAD_LIMITS.calmMs / STEP) + 1;
    const levels = after(new Array<number>(3 * calm).fill(0), overload);
    expect(levels[0]).toBe(2);
    expect(levels.filter((level, i) => level !== levels[i - 1])).toEqual([2, 1, 0]);
    expect(levels.indexOf(1)).toBeGreaterThanOrEqual(calm - 1);
  });

  it('stays while calm is broken again and again', () => {
    const overload = new Overload({ bulkMs: 100, allMs: 300 });
    after([150, 150, 150, 150], overload);
    const shaky = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 90 : 0));
    expect(new Set(after(shaky, overload))).toEqual(new Set([1]));
  });

  it('follows the turn that is under way at once, and forgets it at its end', () => {
    const overload = new Overload({ bulkMs: 100, allMs: 300 });
    overload.turn(99);
    expect(overload.refuses('bulk')).toBe(false);
    overload.turn(100);
    expect([overload.refuses('bulk'), overload.refuses('single'), overload.refuses('kept')]).toEqual([
      true,
      false,
      false,
    ]);
    overload.turn(300);
    expect([overload.refuses('bulk'), overload.refuses('single'), overload.refuses('kept')]).toEqual([
      true,
      true,
      false,
    ]);
    overload.turn(0);
    expect(overload.level).toBe(0);
  });
});

describe('the class of a request', () => {
  it.each([
    ['GET', '/v1/files/00', 'single'],
    ['HEAD', '/v1/files/00', 'single'],
    ['GET', '/v1/urls?url=a', 'single'],
    ['GET', '/v1/changes?cursor=x', 'single'],
    ['POST', '/v1/lookup', 'bulk'],
    ['POST', '/v1/lookup/packed', 'bulk'],
    ['POST', '/v1/statistics', 'bulk'],
    ['GET', '/v1/prefixes/web/0011', 'bulk'],
    ['GET', '/v1/status?x=1', 'kept'],
    ['GET', '/healthz', 'kept'],
    ['GET', '/readyz', 'kept'],
    ['POST', '/v1/license-submissions', 'kept'],
    ['PUT', '/v1/participation', 'kept'],
    ['GET', '/v1/statements/en', 'kept'],
  ] as const)('%s %s is %s', (method, url, expected) => {
    expect(requestClass(method, url)).toBe(expected);
  });
});
