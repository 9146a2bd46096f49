import type { JudgedClock, Logger } from '@pksn/runtime';
import { ClockKeeper, ClockMarks, Overrides } from '@pksn/store-postgres';
import { Rounds } from './rounds';
import type { WaitingDatabase } from './waiting-database';

const KEEP_EVERY_MS = 1_000;
/** The import worker, which is quicker, has done it before where it runs. */
const EXPIRE_EVERY_MS = 2_000;

/**
 * What a query process does because time has passed: it keeps the clock's mark, and ends overrides whose time has
 * come, as a new generation that everybody follows. Neither waits for an import worker.
 */
export function timelyRounds(database: WaitingDatabase, clock: JudgedClock, log: Logger): readonly Rounds[] {
  const keeper = new ClockKeeper(clock, new ClockMarks(database.source));
  const overrides = new Overrides(database.source);
  const now = (): number => clock.now();
  const whereThere = (work: () => Promise<unknown>) => async (): Promise<void> => {
    if (database.isThere) await work();
  };
  return [
    new Rounds(
      {
        everyMs: KEEP_EVERY_MS,
        complaint: "the clock's mark was not kept; trying again",
        run: whereThere(() => keeper.keep()),
      },
      log,
    ),
    new Rounds(
      {
        everyMs: EXPIRE_EVERY_MS,
        complaint: 'overrides could not be ended; trying again',
        run: whereThere(() => overrides.expire(now)),
      },
      log,
    ),
  ];
}
