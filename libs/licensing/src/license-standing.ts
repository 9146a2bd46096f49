import { DAY_MS } from './limits';
import type { RegistryEntry } from './registry-entry';

/** How a granted key stands: as it should, replaced and in its overlap, or past its expiry and in its grace. */
export type KeyState = 'current' | 'overlap' | 'grace';

/** What will refuse the key unless somebody acts. */
export interface LicenseNotice {
  /** The code of the refusal that is coming; of one by expiry, how near it is. */
  readonly code: 'LICENSE_KEY_SUPERSEDED' | 'LICENSE_CHANGED' | 'LICENSE_EXPIRING' | 'LICENSE_IN_GRACE';
  readonly detail: string;
}

/** How long before its expiry a license says so. */
const EXPIRY_NOTICE_DAYS = 30;

/** The state of a key that is granted at `now`, milliseconds since 1970. */
export function keyStateOf({ row }: RegistryEntry, now: number): KeyState {
  if (row.supersededAt !== null || (row.changedAt !== null && now >= row.changedAt)) return 'overlap';
  return now >= row.expiresAt ? 'grace' : 'current';
}

/** What to tell whoever uses a key that is granted at `now`; nothing for most. */
export function licenseNotices(entry: RegistryEntry, now: number): LicenseNotice[] {
  const { row } = entry;
  const notices: LicenseNotice[] = [];
  if (row.supersededAt !== null) {
    const detail = `this key was replaced by a newer one and ends at ${iso(entry.supersededFrom)}`;
    notices.push({ code: 'LICENSE_KEY_SUPERSEDED', detail });
  } else if (row.changedAt !== null) {
    const detail = `the license was changed: this key ends at ${iso(entry.changedFrom)}, and its new key is to be submitted before`;
    notices.push({ code: 'LICENSE_CHANGED', detail });
  }
  const daysLeft = Math.ceil((row.expiresAt - now) / DAY_MS);
  if (now >= row.expiresAt) {
    const detail = `the license expired at ${iso(row.expiresAt)} and is in its grace until ${iso(entry.expiredFrom)}`;
    notices.push({ code: 'LICENSE_IN_GRACE', detail });
  } else if (daysLeft <= EXPIRY_NOTICE_DAYS) {
    const days = daysLeft === 1 ? 'within a day' : `in ${String(daysLeft)} days`;
    notices.push({ code: 'LICENSE_EXPIRING', detail: `the license expires ${days}, at ${iso(row.expiresAt)}` });
  }
  return notices;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
