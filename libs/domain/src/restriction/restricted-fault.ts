import { Fault } from '../fault';
import type { ObjectType } from '../zone';
import type { SourcedRestriction } from './request-restriction';
import { restrictionSpan } from './request-restriction';

/** Whoever is refused looks again after an hour at the latest: restrictions are lifted, too. */
const LATEST_RETRY_SECONDS = 3_600;

/** SERVICE_RESTRICTED, with what a person and a program need to know. `now` is milliseconds since 1970. */
export function restrictedFault(restriction: SourcedRestriction, kind: ObjectType, now: number): Fault {
  const { mode, sample, reason, until, source } = restriction;
  const [, end] = restrictionSpan(restriction);
  const what = mode === 'disabled' ? 'are switched off' : `are taken from ${String(sample)} % of endpoints only`;
  const howLong = until === null ? 'until they are allowed again' : `until ${until}`;
  const left = Math.max(1, Math.ceil((end - now) / 1_000));
  return new Fault('SERVICE_RESTRICTED', `requests for objects of the kind ${kind} ${what} ${howLong}: ${reason}`, {
    facts: { kind, reason, until, source, retryAfterSeconds: Math.min(left, LATEST_RETRY_SECONDS) },
  });
}
