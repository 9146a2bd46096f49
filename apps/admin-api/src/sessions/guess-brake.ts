import { Fault } from '@pksn/domain';
import type { BrakeBucket, SignInBrake } from '@pksn/store-postgres';

/** Counts against the buckets, or refuses unheard. Fault: SIGN_IN_THROTTLED, with the seconds to wait. */
export async function countGuess(brake: SignInBrake, buckets: readonly BrakeBucket[]): Promise<readonly number[]> {
  const answer = await brake.take(buckets);
  if ('counts' in answer) return answer.counts;
  const facts = { retryAfterSeconds: Math.ceil(answer.retryAfterMs / 1_000) };
  throw new Fault('SIGN_IN_THROTTLED', 'too many guesses went wrong; this one was not judged', { facts });
}

const FIRST_NOTED = 5;

/** Of a row of refusals the 5th, 10th, 20th and so on are written down, so that a flood of guesses is no flood of history. */
export function isNoted(failures: number): boolean {
  const doublings = Math.log2(failures / FIRST_NOTED);
  return failures >= FIRST_NOTED && Number.isInteger(doublings);
}
