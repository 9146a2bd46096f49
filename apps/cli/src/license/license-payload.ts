import { randomUUID } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { DAY_MS, customerIdFrom } from '@pksn/licensing';
import type { LicensePayload, LicenseTerms } from '@pksn/licensing';

/** What `pksn license make` is told about the terms; what it is not told goes on as in the license that is replaced. */
export interface TermOptions {
  readonly customer?: string;
  readonly customerId?: string;
  readonly product?: string;
  readonly edition?: string;
  /** `all`: all of this vendor. */
  readonly feeds?: readonly string[];
  readonly notBefore?: string;
  readonly expires?: string;
  readonly graceDays?: number;
  readonly seats?: number | 'none';
  readonly rate?: number | 'none';
  readonly force?: boolean;
}

const YEAR_MS = 365 * DAY_MS;
const PRODUCT = 'Private KSN';
const EDITION = 'standard';
const GRACE_DAYS = 14;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** The payload to sign. Throws USAGE. */
export function licensePayload(
  options: TermOptions,
  before: LicenseTerms | null,
  keyHash: string,
  now: number,
): LicensePayload {
  const feeds = feedsOf(options, before);
  const seats = options.seats ?? before?.limits.seats ?? 'none';
  const rate = options.rate ?? before?.limits.requestsPerSecond ?? 'none';
  const payload = {
    licenseId: before?.licenseId ?? randomUUID(),
    customer: customerOf(options, before),
    product: options.product ?? before?.product ?? PRODUCT,
    edition: options.edition ?? before?.edition ?? EDITION,
    ...(feeds === null ? {} : { feeds }),
    keyHash,
    limits: { ...(seats === 'none' ? {} : { seats }), ...(rate === 'none' ? {} : { requestsPerSecond: rate }) },
    issuedAt: new Date(now).toISOString(),
    notBefore: options.notBefore ?? new Date(now).toISOString().slice(0, 10),
    expiresAt: options.expires ?? new Date(now + YEAR_MS).toISOString().slice(0, 10),
    graceDays: options.graceDays ?? before?.graceDays ?? GRACE_DAYS,
    supersedes: before === null ? [] : [before.keyHash],
  };
  requirePlain({ '--customer': payload.customer.name, '--product': payload.product, '--edition': payload.edition });
  requireFuture(payload, now);
  return payload;
}

/** What goes on from the license that is replaced, because nothing else was told: flag and value. */
export function carriedTerms(options: TermOptions, before: LicenseTerms): Readonly<Record<string, unknown>> {
  const { customer, product, edition, feeds, limits, graceDays } = before;
  const terms = {
    customer: customer.name,
    product,
    edition,
    feeds,
    seats: limits.seats,
    rate: limits.requestsPerSecond,
    graceDays,
  };
  return Object.fromEntries(
    Object.entries(terms).filter(([name, value]) => value !== null && options[name as keyof TermOptions] === undefined),
  );
}

/** A key is replaced by one of the same customer: the other way round, two customers would share a license. */
function customerOf(options: TermOptions, before: LicenseTerms | null): LicensePayload['customer'] {
  const { customer: name, customerId: id, force = false } = options;
  if (before === null) {
    if (name === undefined) throw new Fault('USAGE', "required option '--customer <name>' not specified");
    return { id: id ?? slug(name), name };
  }
  const { customer } = before;
  const renames = name !== undefined && name !== customer.name && id !== customer.id;
  if ((renames || (id !== undefined && id !== customer.id)) && !force) {
    const rename = `--customer-id ${customer.id} renames it`;
    const detail = `the license of --supersedes is for ${customer.name} (${customer.id}), not for ${name ?? id ?? ''}`;
    throw new Fault('USAGE', `${detail}: leave the customer out to keep it; ${rename}; --force makes it another's`);
  }
  return { id: id ?? customer.id, name: name ?? customer.name };
}

function feedsOf({ feeds }: TermOptions, before: LicenseTerms | null): readonly string[] | null {
  if (feeds === undefined) return before?.feeds ?? null;
  return feeds.length === 1 && feeds[0] === 'all' ? null : feeds;
}

function requirePlain(texts: Readonly<Record<string, string>>): void {
  const flag = Object.entries(texts).find(([, text]) => CONTROL.test(text))?.[0];
  if (flag !== undefined) throw new Fault('USAGE', `${flag} has a control character, such as a line break, in it`);
}

function requireFuture({ notBefore, expiresAt }: LicensePayload, now: number): void {
  const ends = Date.parse(expiresAt) + (expiresAt.includes('T') ? 0 : DAY_MS);
  if (ends <= now) throw new Fault('USAGE', `--expires ${expiresAt}: the expiry is in the past`);
  if (ends <= Date.parse(notBefore))
    throw new Fault('USAGE', `the expiry ${expiresAt} is before the first day, ${notBefore}: pass a later --expires`);
}

/** The id of a customer for whom none was chosen. Throws USAGE. */
function slug(name: string): string {
  const id = customerIdFrom(name);
  if (id === null) throw new Fault('USAGE', `no customer id can be made from "${name}": pass --customer-id`);
  return id;
}
