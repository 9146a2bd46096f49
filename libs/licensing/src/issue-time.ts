import { Fault } from '@pksn/domain';
import { DAY_MS } from './limits';

/** How far clocks of vendors and providers may be apart. */
const SKEW_MS = DAY_MS;

/**
 * Refuses what its vendor will have issued only later than a day after `now` (milliseconds since 1970): nothing that is
 * honest could ever be newer. Fault: LICENSE_ISSUED_AHEAD.
 */
export function requireIssued(issuedAt: number, now: number): void {
  if (issuedAt <= now + SKEW_MS) return;
  throw new Fault(
    'LICENSE_ISSUED_AHEAD',
    `it says that it was issued at ${new Date(issuedAt).toISOString()}, and here it is ${new Date(now).toISOString()}`,
  );
}
