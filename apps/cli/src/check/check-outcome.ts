import { Fault } from '@pksn/domain';
import type { CheckTally, FailOn } from './check-tally';

/** Files of the zones that fail the check were found. */
const EXIT_FOUND = 1;
/** None was found, but not every file was read and answered for. */
const EXIT_INCOMPLETE = 2;
/** As the shell names what SIGINT and SIGPIPE end. */
const EXIT_STOPPED = { interrupted: 130, unread: 141 } as const;
/** By a person with Ctrl-C, or because nobody reads what is printed. */
export type Stop = keyof typeof EXIT_STOPPED;

export interface CheckCourse {
  readonly failOn: FailOn;
  /** Null: nothing stopped it. */
  readonly stop: Stop | null;
  readonly isGivenUp: boolean;
  /** Why the service did not answer when it was asked last; null: it did. */
  readonly fault: Fault | null;
}

export interface CheckOutcome {
  readonly exitCode: number;
  /** Thrown when all is told, and has that exit code; null: it is one of our own. */
  readonly refusal: Fault | null;
}

/** The first that fits: stopped, found, refused, incomplete, clean. */
export function outcomeOf(tally: CheckTally, course: CheckCourse): CheckOutcome {
  const { unread, unanswered } = tally.states;
  if (course.stop !== null) return { exitCode: EXIT_STOPPED[course.stop], refusal: null };
  if (tally.failing(course.failOn) > 0) return { exitCode: EXIT_FOUND, refusal: null };
  const refusal = refusalOf(tally, course);
  if (refusal !== null) return { exitCode: refusal.exitCode, refusal };
  return { exitCode: unread + unanswered > 0 ? EXIT_INCOMPLETE : 0, refusal: null };
}

/** Nobody answered at all, or the check ended because of it. */
function refusalOf({ states, answered }: CheckTally, { fault, isGivenUp }: CheckCourse): Fault | null {
  if (states.unanswered === 0) return null;
  if (fault !== null && (answered === 0 || isGivenUp)) return fault;
  return answered > 0 ? null : new Fault('SERVICE_UNREACHABLE', 'nobody answered for any file');
}
