import type { KnockingKey } from '@pksn/store-postgres';

/** A knocking key as people see it, with the command that answers it. */
export function knockingView(key: KnockingKey): object {
  return {
    fingerprint: key.fingerprint,
    firstSeen: key.firstSeen.toISOString(),
    lastSeen: key.lastSeen.toISOString(),
    count: key.knocks,
    known: knownAs(key),
    pending: key.pending,
    older: key.older,
    next: nextStep(key),
  };
}

/** What is known of it here. */
export function knownAs({ pending, revoked, older }: KnockingKey): 'pending' | 'revoked' | 'older' | 'unknown' {
  if (pending !== null) return 'pending';
  if (revoked) return 'revoked';
  return older === null ? 'unknown' : 'older';
}

/** From here to a submission in one command; a key that its vendor revoked will never be taken. */
export function nextStep({ fingerprint, pending, revoked, older }: KnockingKey): string {
  if (pending !== null) return `pksn license approve ${fingerprint}`;
  if (older !== null && !revoked) {
    return `older key of license ${older.licenseId}, ${older.customer}: its endpoints need key ${older.currentFingerprint}`;
  }
  return revoked ? `pksn license dismiss ${fingerprint}` : `pksn license answer ${fingerprint} [FILE...]`;
}
