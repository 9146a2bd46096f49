import { Fault } from './fault';

/** When a snapshot of a feed goes live by itself. `manual`: a person does it. */
export type ActivationPolicy =
  | { readonly kind: 'immediate' }
  | { readonly kind: 'manual' }
  | { readonly kind: 'daily'; readonly minutes: number; readonly zone: string };

export const ACTIVATION_TEXT_LIMIT = 80;

const DAILY = /^([01]\d|2[0-3]):([0-5]\d)(?: ([A-Za-z0-9_+/-]{1,64}))?$/;
const MINUTE_MS = 60_000;
/** No local day lasts longer, whatever its clocks do. */
const LONGEST_DAY_MINUTES = 26 * 60;
/** A zone that crosses the date line leaves a whole day out. */
const LONGEST_WAIT_MINUTES = 3 * 24 * 60;

/** Reads `immediate`, `manual` or `HH:MM ZONE`, where the zone is an IANA name and UTC if left out. Fault: FEED_ACTIVATION. */
export function parseActivation(text: string): ActivationPolicy {
  if (text === 'immediate' || text === 'manual') return { kind: text };
  const [, hours, minutes, zone = 'UTC'] = DAILY.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) {
    throw new Fault(
      'FEED_ACTIVATION',
      `"${text.slice(0, ACTIVATION_TEXT_LIMIT)}" is neither "immediate" nor "manual" nor an hour such as "03:30 Europe/Berlin"`,
    );
  }
  wallClock(zone);
  return { kind: 'daily', minutes: Number(hours) * 60 + Number(minutes), zone };
}

/** The one way to write a policy; `parseActivation` reads it. */
export function activationText(policy: ActivationPolicy): string {
  if (policy.kind !== 'daily') return policy.kind;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(policy.minutes / 60))}:${two(policy.minutes % 60)} ${policy.zone}`;
}

/**
 * The next moment of a daily policy, in milliseconds since 1970, `after` itself included. It comes once a day: when
 * the zone's clocks first show that hour, or, where they jump over it, first show a later one of the same day.
 */
export function nextActivation(policy: ActivationPolicy & { kind: 'daily' }, after: number): number {
  const clock = wallClock(policy.zone);
  const start = Math.ceil(after / MINUTE_MS);
  let doneDay = '';
  const isOver = ({ day, minutes }: WallTime): boolean => day <= doneDay || minutes < policy.minutes;
  for (let minute = start - LONGEST_DAY_MINUTES; minute <= start + LONGEST_WAIT_MINUTES;) {
    const shown = clock(minute * MINUTE_MS);
    if (isOver(shown)) {
      const later = clock((minute + 60) * MINUTE_MS);
      const isPlainHour = later.day === shown.day && later.minutes === shown.minutes + 60;
      minute += isPlainHour && isOver(later) ? 60 : 1;
    } else if (minute < start) doneDay = shown.day;
    else return minute * MINUTE_MS;
  }
  throw new RangeError('a zone without days');
}

interface WallTime {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Since its midnight, as a clock shows them. */
  readonly minutes: number;
}

/** What clocks in the zone show. Fault: FEED_ACTIVATION. */
function wallClock(zone: string): (ms: number) => WallTime {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch (cause) {
    throw new Fault('FEED_ACTIVATION', `"${zone}" is not a time zone; use a name such as Europe/Berlin, or UTC`, {
      cause,
    });
  }
  return (ms) => {
    const shown = format.format(ms);
    return { day: shown.slice(0, 10), minutes: Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14, 16)) };
  };
}
