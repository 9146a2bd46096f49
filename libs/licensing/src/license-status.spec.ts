import { createHash } from 'node:crypto';
import type { FaultCode } from '@pksn/domain';
import { PAYLOAD_TYPES } from '@pksn/signing';
import { forgeVendor } from '@pksn/testing';
import { mergeLicenseStatuses, parseLicenseStatus, planStatus, signLicenseStatus, verifyLicenseStatus } from '.';
import { record } from './record.fixture';

const now = Date.UTC(2026, 10, 21);
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });
const at = (ms: number): string => new Date(ms).toISOString();

describe('a license status document', () => {
  it('says what was signed', () => {
    const changed = [
      { licenseId: 'L-1', changedAt: at(now), reason: 'stolen' },
      { licenseId: 'L-2', changedAt: at(now) },
    ];
    expect(verifyLicenseStatus(acme.status({ revoked: [hash('a')], changed }), acme.root)).toEqual({
      vendor: 'acme',
      issuedAt: now,
      revoked: [Buffer.from(hash('a'), 'hex')],
      changed: [
        { licenseId: 'L-1', changedAt: now, reason: 'stolen' },
        { licenseId: 'L-2', changedAt: now, reason: '' },
      ],
    });
  });

  const honest = { vendor: 'acme', issuedAt: at(now), revoked: [], changed: [] };
  it.each<[string, () => unknown, FaultCode]>([
    [
      'the package role',
      () => verifyLicenseStatus(acme.envelope(PAYLOAD_TYPES.licenseStatus, honest), acme.root),
      'PACKAGE_SIGNATURE',
    ],
    ['another vendor', () => verifyLicenseStatus(rival.status(), acme.root), 'PACKAGE_SIGNATURE'],
    [
      'another payload type',
      () => verifyLicenseStatus(acme.envelope(PAYLOAD_TYPES.license, honest, 'license'), acme.root),
      'PACKAGE_PAYLOAD_TYPE',
    ],
    [
      'a vendor speaking for another',
      () => verifyLicenseStatus(rival.envelope(PAYLOAD_TYPES.licenseStatus, honest, 'license'), rival.root),
      'PACKAGE_SCHEMA',
    ],
  ])('is not taken from %s', (_name, attempt, code) => expect(attempt).toThrow(refusal(code)));

  const one = { licenseId: 'L', changedAt: at(now) };
  it.each<[string, unknown]>([
    ['a list', []],
    ['a field too many', { ...honest, all: true }],
    ['a field too few', { vendor: 'acme', issuedAt: at(now), revoked: [] }],
    ['no vendor', { ...honest, vendor: '' }],
    ['a time that is none', { ...honest, issuedAt: 'now' }],
    ['a revoked key that is no hash', { ...honest, revoked: ['*'] }],
    ['100,001 revoked keys', { ...honest, revoked: Array(100_001).fill(hash('a')) }],
    ['100,001 changes', { ...honest, changed: Array(100_001).fill(one) }],
    ['a change without a time', { ...honest, changed: [{ licenseId: 'L' }] }],
    ['a change that is yet to come', { ...honest, changed: [{ ...one, changedAt: at(now + 1) }] }],
    ['a change with a field too many', { ...honest, changed: [{ ...one, vendor: 'x' }] }],
    ['a reason too long', { ...honest, changed: [{ ...one, reason: 'x'.repeat(513) }] }],
  ])('is refused, though signed: %s', (_name, value) => {
    const payload = Buffer.from(JSON.stringify(value));
    expect(() => parseLicenseStatus(payload, 'acme')).toThrow(refusal('PACKAGE_SCHEMA'));
    expect(() => signLicenseStatus(value as never, acme.keys.license)).toThrow(refusal('PACKAGE_SCHEMA'));
  });
});

describe('what a status document does', () => {
  const status = (revoked: string[], changed: [string, number][]) =>
    verifyLicenseStatus(
      acme.status({
        revoked: revoked.map(hash),
        changed: changed.map(([licenseId, ms]) => ({ licenseId, changedAt: at(ms) })),
      }),
      acme.root,
    );
  const mine = record('mine', { vendor: 'acme', issuedAt: now - 1_000 });
  const theirs = record('theirs', { vendor: 'rival', issuedAt: now - 1_000 });

  it('revokes keys of its vendor, and remembers those that it has not seen yet', () => {
    const plan = planStatus(status(['mine', 'theirs', 'later'], []), [mine, theirs], now);
    expect(plan.rows).toEqual([{ ...mine, revokedAt: now }]);
    expect(plan.revokedHashes.map((one) => one.toString('hex'))).toEqual(['mine', 'theirs', 'later'].map(hash));
  });

  it('marks keys of its vendor that were issued before the change, and no newer one', () => {
    const newer = record('newer', { vendor: 'acme', issuedAt: now });
    const plan = planStatus(
      status([], [['L-1', now]]),
      [mine, theirs, newer, record('else', { licenseId: 'L-2' })],
      now + 5,
    );
    expect(plan.rows).toEqual([{ ...mine, changedAt: now }]);
  });

  it('lets each of several changes mark the keys that were current until then', () => {
    const second = record('second', { vendor: 'acme', issuedAt: now - 500 });
    const third = record('third', { vendor: 'acme', issuedAt: now - 100 });
    const history: [string, number][] = [
      ['L-1', now - 600],
      ['L-1', now - 200],
    ];
    expect(planStatus(status([], history), [mine, second, third], now).rows).toEqual([
      { ...mine, changedAt: now - 600 },
      { ...second, changedAt: now - 200 },
    ]);
  });

  it('never reaches back before a key was issued, however long ago a license changed', () => {
    expect(planStatus(status([], [['L-1', Date.UTC(2001, 0, 1)]]), [mine], now).rows).toEqual([]);
    expect(planStatus(status([], [['L-1', mine.issuedAt]]), [mine], now).rows).toEqual([]);
  });

  it('does the same as one document as it does as several', () => {
    const parts = [
      status(['mine', 'a'], [['L-1', now - 5]]),
      status(
        ['a', 'b'],
        [
          ['L-1', now - 5],
          ['L-2', now],
        ],
      ),
    ];
    const merged = mergeLicenseStatuses(parts);
    expect(merged.revoked.map((one) => one.toString('hex'))).toEqual(['mine', 'a', 'b'].map(hash));
    expect(merged.changed.map(({ licenseId, changedAt }) => [licenseId, changedAt])).toEqual([
      ['L-1', now - 5],
      ['L-2', now],
    ]);
    expect(planStatus(merged, [mine], now).rows).toEqual([{ ...mine, revokedAt: now, changedAt: now - 5 }]);
    const foreign = verifyLicenseStatus(rival.status(), rival.root);
    expect(() => mergeLicenseStatuses([...parts, foreign])).toThrow(RangeError);
  });

  it('keeps the earlier of two changes, and the first revocation', () => {
    const before = { ...mine, changedAt: now - 10, revokedAt: now - 20 };
    expect(planStatus(status(['mine'], [['L-1', now]]), [before], now).rows).toEqual([]);
    const plan = planStatus(
      status(
        [],
        [
          ['L-1', now],
          ['L-1', now - 9],
          ['L-1', now - 5],
        ],
      ),
      [mine],
      now,
    );
    expect(plan.rows).toEqual([{ ...mine, changedAt: now - 9 }]);
    expect(planStatus(status([], [['L-1', now]]), plan.rows, now).rows).toEqual([]);
  });
});
