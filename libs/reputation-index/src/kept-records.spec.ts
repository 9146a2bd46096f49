import { KeptRecords } from './kept-records';

describe('kept records', () => {
  it.each([
    [0, 1],
    [1, 1],
    [20, 2],
    [1_000, 64],
    [10_000_000, 65_536],
    [0xffff_fffe, 65_536],
  ])('has for %d records %d places', (records, places) => {
    const kept = new KeptRecords(records);
    expect(kept.places).toBe(places);
    expect(kept.placeOf(0xffff_fffd)).toBe(places - (places > 2 ? 3 : 1));
  });

  it('has what was kept last in a place, until that is forgotten', () => {
    const kept = new KeptRecords(64);
    const [first, same, other, last] = [3, 3 + kept.places, 4, 0xffff_fffe];
    for (const index of [0, first, same, other]) expect(kept.has(index)).toBe(false);
    kept.keep(first);
    kept.keep(other);
    expect([first, same, other].map((index) => kept.has(index))).toEqual([true, false, true]);
    kept.keep(same);
    expect([first, same, other].map((index) => kept.has(index))).toEqual([false, true, true]);
    kept.forget(kept.placeOf(first));
    expect([first, same, other].map((index) => kept.has(index))).toEqual([false, false, true]);
    kept.keep(last);
    expect(kept.has(last)).toBe(true);
    expect(kept.placeOf(last)).toBe(kept.places - 2);
  });
});
