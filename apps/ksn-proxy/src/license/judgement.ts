import type { LicenseStanding } from '@pksn/contract';

/** What the service said of a key. */
export interface Judgement {
  readonly standing: LicenseStanding;
  /** When it was asked; milliseconds since 1970. */
  readonly judgedAt: number;
}

/** A judgement that this process may go by. */
export interface HeldJudgement extends Judgement {
  /** Until when by time alone: of the key, and of the judgement; milliseconds since 1970. */
  readonly until: number;
  /** Which word of the registry it was made after. */
  readonly round: number;
}

/** The instant from which the key is refused by time alone; Infinity: never. */
export function validUntil({ validUntil: text }: Pick<LicenseStanding, 'validUntil'>): number {
  return text === null ? Infinity : Date.parse(text);
}

/** Null for what is no standing of a license. */
export function parseStanding(value: unknown): LicenseStanding | null {
  if (typeof value !== 'object' || value === null) return null;
  const { fingerprint, state, customer, feeds, validUntil: until, scope, epoch, revision } = value as LicenseStanding;
  const isRight =
    typeof fingerprint === 'string' &&
    typeof state === 'string' &&
    typeof customer === 'object' &&
    Array.isArray(feeds) &&
    (until === null || (typeof until === 'string' && !Number.isNaN(Date.parse(until)))) &&
    // A release before scopes says none of the three.
    (scope === undefined || /^[0-9a-f]{32}$/.test(scope)) &&
    (epoch === undefined || typeof epoch === 'string') &&
    (revision === undefined || Number.isSafeInteger(revision));
  return isRight ? (value as LicenseStanding) : null;
}
