import { DAY_MS } from '@pksn/licensing';
import type { AlertFacts, LicenseDeadline } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource, Severity } from './alert';
import { distance, iso, moment } from './alert-text';

/** The first warning of an expiry. */
const EXPIRY_NOTICE_DAYS = 30;
/** Days before the end, the fewest first, and how urgent it is by then. */
const NOTICES: readonly (readonly [days: number, severity: Severity])[] = [
  [1, 'critical'],
  [7, 'warning'],
  [EXPIRY_NOTICE_DAYS, 'info'],
];
/** How long after its end an expired license is still spoken of. */
const AFTERWARDS_DAYS = 30;

/** Licenses that expire within 30, 7 or 1 days, live on their grace, or have expired. */
export class LicenseExpiry implements AlertSource {
  constructor(private readonly facts: AlertFacts) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    const until = now + EXPIRY_NOTICE_DAYS * DAY_MS;
    const deadlines = await this.facts.expiring(scope, now - AFTERWARDS_DAYS * DAY_MS, until);
    return deadlines.map((one) => alertOf(one, scope, now));
  }
}

function alertOf(one: LicenseDeadline, scope: CustomerScope, now: number): Alert {
  const { licenseId, vendor, customer, expiresAt, graceEndsAt } = one;
  const name = `license ${licenseId} of ${customer} (${vendor})`;
  const submit = scope === null ? 'pksn license submit FILE' : 'pksn endpoint submit FILE';
  const facts = { licenseId, vendor, customer, expiresAt: iso(expiresAt), graceEndsAt: iso(graceEndsAt) };
  const common = { facts, subject: licenseId, next: `Renew it with the vendor, then: ${submit}` };
  if (now < expiresAt) {
    const severity = NOTICES.find(([days]) => expiresAt - now <= days * DAY_MS)?.[1] ?? 'info';
    const sentence = `The ${name} expires on ${moment(expiresAt)}, ${distance(expiresAt, now)}.`;
    return { ...common, code: 'license-expiring', severity, sentence, since: null, due: iso(expiresAt) };
  }
  if (now < graceEndsAt) {
    const sentence = `The ${name} has expired and goes on until ${moment(graceEndsAt)} by its grace, which ends ${distance(graceEndsAt, now)}.`;
    const times = { since: iso(expiresAt), due: iso(graceEndsAt) };
    return { ...common, code: 'license-in-grace', severity: 'critical', sentence, ...times };
  }
  const sentence = `The ${name} has expired ${distance(expiresAt, now)}: its endpoints get no answers.`;
  return { ...common, code: 'license-expired', severity: 'critical', sentence, since: iso(graceEndsAt), due: null };
}
