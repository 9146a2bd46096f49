import type { KeptAnswer } from '../store/kept-answer';
import { HotAnswers } from './hot-answers';

const COST = 2_800;
const kept = { bytes: 1_000 } as unknown as KeptAnswer;

describe('answers in memory', () => {
  const hot = new HotAnswers(2 * COST);
  const names = (): (string | null)[] => ['a', 'b', 'c'].map((name) => (hot.get(1, name) === undefined ? null : name));

  it('gives a place to all while there is room, and then to what is asked for again', () => {
    for (const name of ['a', 'b', 'c']) hot.set(1, name, `id-${name}`, kept);
    expect(names()).toEqual(['a', 'b', null]);
    hot.set(1, 'c', 'id-c', kept);
    expect(names()).toEqual([null, 'b', 'c']);
  });

  it('never has the answer before beside a newer one', () => {
    const newer = { bytes: 1_000 } as unknown as KeptAnswer;
    hot.set(1, 'b', 'id-b', newer);
    expect(hot.get(1, 'b')?.kept).toBe(newer);
    const large = { bytes: 10 * COST } as unknown as KeptAnswer;
    hot.set(1, 'b', 'id-b', large);
    expect(hot.get(1, 'b')?.kept).not.toBe(newer);
  });

  it('forgets what is gone from the store', () => {
    hot.clear();
    hot.set(1, 'a', 'id-a', kept);
    expect([hot.delete(2, 'id-a'), hot.delete(1, 'id-a'), hot.delete(1, 'id-a'), hot.size]).toEqual([
      false,
      true,
      false,
      0,
    ]);
  });
});
