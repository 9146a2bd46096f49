import type { Wanted } from './queue-room';
import { QueueRoom } from './queue-room';
import type { Lane } from './queue-entry';

const lane = (kind: Lane['kind'], customer: string, bytes: number): Lane => ({
  ...{ name: 'a'.repeat(32), id: 'b'.repeat(32), kind, customer },
  ...{ first: 1, next: 2, bytes },
});
const wanted = (kind: Lane['kind'], customer: string, bytes: number): Wanted => ({ kind, customer, bytes });
const full = expect.objectContaining({ code: 'QUEUE_FULL' }) as object;

describe('the room of a queue of 1,600 bytes', () => {
  const refusal = (lanes: Lane[], one: Wanted, isOfOne = false): string | null => {
    try {
      new QueueRoom(
        () => 1_600,
        () => isOfOne,
      ).reserve(lanes, one);
      return null;
    } catch (error) {
      expect(error).toEqual(full);
      return (error as Error).message.replace(/.*: (.*) is full.*/, '$1');
    }
  };

  it.each<[string, Lane[], Wanted, string | null]>([
    ['half of it for one customer', [], wanted('statistics', 'a', 800), null],
    ['no more', [], wanted('statistics', 'a', 801), "this customer's share of the queue"],
    ['files leave an eighth of that', [], wanted('submissions', 'a', 700), null],
    ['to its statistics', [], wanted('submissions', 'a', 701), "this customer's share of the queue's room for files"],
    ['which find room then', [lane('submissions', 'a', 700)], wanted('statistics', 'a', 100), null],
    ['another customer has his', [lane('submissions', 'a', 700)], wanted('submissions', 'b', 700), null],
    [
      'of all, files leave an eighth',
      [lane('submissions', 'a', 700), lane('submissions', 'b', 700)],
      wanted('submissions', 'c', 1),
      'what it holds of files',
    ],
    [
      'and all is all',
      [lane('statistics', 'a', 800), lane('statistics', 'b', 800)],
      wanted('statistics', 'c', 1),
      'the queue',
    ],
  ])('%s', (_what, lanes, one, said) => expect(refusal(lanes, one)).toBe(said));

  it.each<[string, Lane[], Wanted, string | null]>([
    ['all of it', [], wanted('statistics', 'a', 1_600), null],
    ['no more', [], wanted('statistics', 'a', 1_601), 'the queue'],
    ['files leave an eighth', [], wanted('submissions', 'a', 1_400), null],
    ['for statistics', [], wanted('submissions', 'a', 1_401), 'what it holds of files'],
  ])('of a proxy of one customer: %s', (_what, lanes, one, said) => expect(refusal(lanes, one, true)).toBe(said));

  it('counts what is on its way, until that is over', () => {
    const room = new QueueRoom(
      () => 1_600,
      () => false,
    );
    const coming = wanted('submissions', 'a', 600);
    room.reserve([], coming);
    expect(() => room.reserve([], wanted('submissions', 'a', 600))).toThrow('QUEUE_FULL');
    room.release(coming);
    expect(() => room.reserve([], wanted('submissions', 'a', 600))).not.toThrow();
  });
});
