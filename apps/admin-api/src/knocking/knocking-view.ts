import type { KnockingKey } from '@pksn/store-postgres';

/** A knocking key as people see it, with the command that answers it. */
export function knockingView(key: KnockingKey): object {
  return {
    fingerprint: key.fingerprint,
    firstSeen: key.firstSeen.toISOString(),
    lastSeen: key.lastSeen.toISOString(),
    count: key.knocks,
    known: key.pending !== null ? 'pending' : key.revoked ? 'revoked' : 'unknown',
    pending: key.pending,
    next: nextStep(key),
  };
}

/** From here to a submission in one command; a key that its vendor revoked will never be taken. */
export function nextStep({ fingerprint, pending, revoked }: KnockingKey): string {
  if (pending !== null) return `pksn license approve ${fingerprint}`;
  return revoked ? `pksn license dismiss ${fingerprint}` : `pksn license answer ${fingerprint} [FILE...]`;
}
