import * as fc from 'fast-check';
import { sectionLayout } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import { OverrideView } from './override-view';
import type { OverrideChange, OverrideRow } from './override-view';

const SECTIONS = ['file-sha256', 'file-md5', 'web', 'ip4', 'ip6'] as const;
const UNIVERSE = 400;

function keyOf(section: (typeof SECTIONS)[number], n: number): Buffer {
  const { keyBytes } = sectionLayout(section);
  const key = Buffer.alloc(keyBytes);
  key.writeUInt32BE(Math.imul(n + 1, 0x9e3779b1) >>> 0, 0);
  if (section !== 'ip4' && section !== 'ip6') key.writeUInt32BE(n, 4);
  else key[keyBytes - 4] = 8 + (n % 5);
  return key;
}
const row = (n: number, zone: Zone, section = SECTIONS[n % SECTIONS.length] ?? 'web'): OverrideRow => ({
  section,
  key: keyOf(section, n),
  zone,
  owner: 'customer',
  reason: `for ${zone}`,
});

function run(base: OverrideView | null, change: OverrideChange): OverrideView {
  const steps = OverrideView.changed(base, change);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
const said = (view: OverrideView): (string | null)[] =>
  Array.from({ length: UNIVERSE }, (_, n) => {
    const { section, key } = row(n, 'red');
    return view.verdict(sectionLayout(section), key)?.zone ?? null;
  });

describe('OverrideView.changed', () => {
  it('is what building anew makes, change after change, and leaves every earlier view as it was', () => {
    const one = fc.tuple(fc.nat(UNIVERSE - 1), fc.constantFrom<Zone | null>('red', 'green', 'grey', null));
    fc.assert(
      fc.property(fc.array(fc.array(one, { maxLength: 120 }), { maxLength: 8 }), (changes) => {
        const model = new Map<number, Zone>();
        const seen: { view: OverrideView; told: (string | null)[] }[] = [];
        let view = OverrideView.build([]);
        for (const change of changes) {
          const last = new Map(change);
          const gone = [...last.keys()].filter((n) => model.has(n)).map((n) => row(n, 'red'));
          const put = [...last].flatMap(([n, zone]) => (zone === null ? [] : [row(n, zone)]));
          for (const [n, zone] of last) {
            if (zone === null) model.delete(n);
            else model.set(n, zone);
          }
          view = run(view, { gone, put });
          const told = Array.from({ length: UNIVERSE }, (_, n) => model.get(n) ?? null);
          expect(said(view)).toEqual(told);
          const anew = OverrideView.build([...model].map(([n, zone]) => row(n, zone)));
          expect([view.size, view.prefixLengths(4), view.prefixLengths(6)]).toEqual([
            anew.size,
            anew.prefixLengths(4),
            anew.prefixLengths(6),
          ]);
          seen.push({ view, told });
        }
        for (const { view: earlier, told } of seen) expect(said(earlier)).toEqual(told);
      }),
    );
  });

  it('pauses between portions, and passes over what was not there', () => {
    const put = Array.from({ length: 2_600 }, (_, n) => row(n, 'red', 'file-sha256'));
    const steps = OverrideView.changed(null, { gone: [row(9_999, 'red', 'web')], put });
    let pauses = 0;
    while (steps.next().done !== true) pauses++;
    expect(pauses).toBe(5);
  });

  it('forgets a prefix length with its last network', () => {
    const both = OverrideView.build([row(3, 'red', 'ip4'), row(8, 'red', 'ip4'), row(4, 'red', 'ip4')]);
    expect(both.prefixLengths(4)).toEqual([12, 11]);
    const one = run(both, { gone: [row(8, 'red', 'ip4')], put: [] });
    expect(one.prefixLengths(4)).toEqual([12, 11]);
    expect(run(one, { gone: [row(3, 'red', 'ip4')], put: [] }).prefixLengths(4)).toEqual([12]);
  });
});
