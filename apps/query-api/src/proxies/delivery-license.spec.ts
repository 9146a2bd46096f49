import { isOfForeignLicense, problemOf } from '@pksn/contract';
import type { Fault } from '@pksn/domain';
import { Registry } from '@pksn/licensing';
import type { RegistryRow } from '@pksn/licensing';
import { DeliveryLicense } from './delivery-license';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = 1_000 * DAY_MS;
const HASH = 'ab'.repeat(32);
const ROW: RegistryRow = {
  ...{ keyHash: Buffer.from(HASH, 'hex'), vendor: 'acme', licenseId: 'l', customerId: 'alpha', customerName: 'Alpha' },
  ...{ feeds: null, grantedFeeds: [], requestsPerSecond: null, graceDays: 0 },
  ...{ issuedAt: 0, notBefore: 0, expiresAt: NOW + DAY_MS, submittedAt: 1, revokedAt: null },
  ...{ changedAt: null, supersededAt: null, supersededBy: null, overlapHours: 0 },
};

describe('the license of a delivery', () => {
  const judged = (change: Partial<RegistryRow>, judgedAt: number, customerId: string | null = null): string => {
    const license = new DeliveryLicense({ registry: new Registry([{ ...ROW, ...change }]) }, { now: () => NOW });
    try {
      return license.of({ licenseHash: HASH, judgedAt, queueId: '', number: 1, entry: '' }, { customerId }).row
        .customerId;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each<[string, Partial<RegistryRow>, number, string]>([
    ['is good', {}, NOW - HOUR_MS, 'alpha'],
    ['was good when it was judged, and has expired since', { expiresAt: NOW - HOUR_MS }, NOW - DAY_MS, 'alpha'],
    ['had expired by then', { expiresAt: NOW - DAY_MS }, NOW - HOUR_MS, 'LICENSE_EXPIRED'],
    ['had expired a moment before, by another clock', { expiresAt: NOW - HOUR_MS }, NOW - HOUR_MS + 1_000, 'alpha'],
    ['was revoked since', { revokedAt: NOW - HOUR_MS }, NOW - DAY_MS, 'LICENSE_REVOKED'],
    ['is judged in the future by a proxy', { expiresAt: NOW - DAY_MS }, NOW + DAY_MS, 'LICENSE_EXPIRED'],
    ['was never submitted', { submittedAt: null }, NOW - HOUR_MS, 'LICENSE_KEY_NOT_SUBMITTED'],
  ])('that %s', (_what, change, judgedAt, said) => expect(judged(change, judgedAt)).toBe(said));

  it('is that of the proxy’s customer', () => {
    expect([judged({}, NOW, 'alpha'), judged({}, NOW, 'beta')]).toEqual(['alpha', 'PROXY_CUSTOMER']);
  });

  it('says that it is the license that is refused, not the proxy: what came by it is dropped', () => {
    const license = new DeliveryLicense({ registry: new Registry([ROW]) }, { now: () => NOW });
    const claim = { licenseHash: HASH, judgedAt: NOW, queueId: '', number: 1, entry: '' };
    let refused: unknown = null;
    try {
      license.of(claim, { customerId: 'beta' });
    } catch (error) {
      refused = error;
    }
    expect(isOfForeignLicense(JSON.stringify(problemOf(refused as Fault)))).toBe(true);
  });

  it('may be so new that it is not known here, and then is asked for again', () => {
    const license = new DeliveryLicense({ registry: new Registry([]) }, { now: () => NOW });
    const of = (judgedAt: number) => () =>
      license.of({ licenseHash: HASH, judgedAt, queueId: '', number: 1, entry: '' }, { customerId: null });
    expect(of(NOW - 60_000)).toThrow('SERVICE_UNAVAILABLE');
    expect(of(NOW - HOUR_MS)).toThrow('LICENSE_KEY_NOT_SUBMITTED');
    const reading = new DeliveryLicense({ registry: null }, { now: () => NOW });
    const claim = { licenseHash: HASH, judgedAt: NOW, queueId: '', number: 1, entry: '' };
    expect(() => reading.of(claim, { customerId: null })).toThrow('SERVICE_UNAVAILABLE');
  });
});
