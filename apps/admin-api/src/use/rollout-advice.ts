import { DAY_MS, HOUR_MS } from '@pksn/licensing';
import type { KeyRollout, Rollout } from './rollout-view';

/** What an overlap is lengthened to when endpoints need more time. */
const MORE_DAYS = 7;
const MOST_HOURS = 8_784;

/** One sentence on what to do now, or null when there is nothing: nobody uses an old key. */
export function rolloutAdvice(rollout: Omit<Rollout, 'advice'>, now: number): string | null {
  const old = rollout.keys.filter((key) => key.fingerprint !== rollout.newestKey && key.requests > 0);
  const going = old.find((key) => key.state === 'overlap');
  const awaited = rollout.keys.find((key) => key.fingerprint === rollout.newestKey && key.overlapEndsAt !== null);
  if (awaited !== undefined) {
    return `The license changed and its new key was not submitted yet; key ${awaited.fingerprint} ${ending(awaited, now)}.`;
  }
  if (going !== undefined) return goingOn(rollout, going, now);
  const seats = rollout.seats;
  if (seats !== null && rollout.seatsSeen > seats) {
    return `${about(rollout)}${count(rollout.seatsSeen)} endpoints were seen in ${String(rollout.days)} days, and ${count(seats)} seats are licensed; nobody is refused for that.`;
  }
  return null;
}

function goingOn(rollout: Omit<Rollout, 'advice'>, key: KeyRollout, now: number): string {
  const { fingerprint } = key;
  const lengthen = `lengthen with \`pksn license overlap ${rollout.licenseId} --hours ${String(hoursFor(rollout, key, now))}\`, or see them through`;
  if (key.endpointsLeft > 0) {
    const share = `${count(key.endpointsLeft)} of ${about(rollout)}${count(rollout.seatsSeen)} endpoints`;
    return `${share} still use key ${fingerprint}, which ${ending(key, now)}: ${lengthen}.`;
  }
  if (key.endpoints > 0) return `Every endpoint that used key ${fingerprint} was seen with the newest key as well.`;
  const unsaid =
    key.malformedIds === 0
      ? 'that do not say who they are'
      : 'whose PKSN-Endpoint is not 32 hex digits, so that they cannot be counted';
  return `Key ${fingerprint}, which ${ending(key, now)}, is used by endpoints ${unsaid}: ${lengthen}.`;
}

function ending({ overlapEndsAt }: KeyRollout, now: number): string {
  if (overlapEndsAt === null) return 'goes on';
  const verb = Date.parse(overlapEndsAt) > now ? 'ends on' : 'ended on';
  return `${verb} ${overlapEndsAt.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Hours of overlap with which a key goes on for another week from now. */
function hoursFor(
  { overlapHours }: Pick<Rollout, 'overlapHours'>,
  { overlapEndsAt }: Pick<KeyRollout, 'overlapEndsAt'>,
  now: number,
): number {
  const endsAt = overlapEndsAt === null ? now : Date.parse(overlapEndsAt);
  const replacedAt = endsAt - overlapHours * HOUR_MS;
  return Math.min(MOST_HOURS, Math.max(1, Math.ceil((now + MORE_DAYS * DAY_MS - replacedAt) / HOUR_MS)));
}

function about({ exact }: Pick<Rollout, 'exact'>): string {
  return exact ? '' : 'about ';
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}
