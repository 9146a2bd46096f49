import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { forgeVendor } from '@pksn/testing';
import type { ForgedVendor } from '@pksn/testing';
import { DAY_MS, HOUR_MS, planSubmission, Registry, verifyLicenseFile } from '.';
import type { LicensePayload, LicenseRecord, SubmissionPlan, VerifiedLicense } from '.';

const t = Date.UTC(2026, 10, 21);
const acme = forgeVendor('acme', t);
const rival = forgeVendor('rival', t);
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });
const hash = (name: string): string => createHash('sha256').update(name).digest('hex');
const iso = (ms: number): string => new Date(ms).toISOString();

/** A verified license of the key called `name`, issued so many hours after t. */
function license(
  name: string,
  hours: number,
  change: Partial<LicensePayload> = {},
  vendor: ForgedVendor = acme,
): VerifiedLicense {
  const dates = { issuedAt: iso(t + hours * HOUR_MS), notBefore: iso(t), expiresAt: iso(t + 900 * DAY_MS) };
  const { text } = vendor.license({ keyHash: hash(name), ...dates, ...change });
  return verifyLicenseFile(text, [acme.root, rival.root]);
}

/** A registry in miniature: submits, writes what the plan says, and answers. */
class Ledger {
  records: LicenseRecord[] = [];
  readonly revoked = new Set<string>();

  submit(one: VerifiedLicense, now: number): SubmissionPlan {
    const plan = planSubmission(
      one,
      { records: this.records, customerId: one.terms.customer.id, revokedHashes: this.revoked },
      now,
    );
    if (plan.kind === 'accept') this.write([plan.record, ...plan.supersede]);
    return plan;
  }

  write(changed: readonly LicenseRecord[]): void {
    const kept = this.records.filter((old) => !changed.some((one) => one.keyHash.equals(old.keyHash)));
    this.records = [...kept, ...changed];
  }

  change(name: string, change: Partial<LicenseRecord>): void {
    this.records = this.records.map((one) =>
      one.keyHash.toString('hex') === hash(name) ? { ...one, ...change } : one,
    );
  }

  verdict(name: string, now: number): string {
    const judgement = new Registry(this.records).judge(Buffer.from(hash(name), 'hex'), now);
    return judgement.granted ? 'granted' : judgement.code;
  }
}

let ledger: Ledger;
beforeEach(() => (ledger = new Ledger()));

describe('submitting', () => {
  it('puts a key in force', () => {
    expect(ledger.verdict('one', t)).toBe('LICENSE_KEY_NOT_SUBMITTED');
    expect(
      ledger.submit(license('one', 0, { feeds: ['acme/core'], limits: { requestsPerSecond: 7 } }), t),
    ).toMatchObject({
      kind: 'accept',
      supersede: [],
      record: {
        vendor: 'acme',
        licenseId: 'L-1',
        submittedAt: t,
        feeds: ['acme/core'],
        requestsPerSecond: 7,
        overlapHours: 72,
      },
    });
    expect(ledger.verdict('one', t)).toBe('granted');
  });

  it('changes nothing the second time, also when the key was replaced or marked since', () => {
    const one = license('one', 0);
    ledger.submit(one, t);
    expect(ledger.submit(one, t + 1)).toMatchObject({ kind: 'same', record: { submittedAt: t } });
    ledger.change('one', { changedAt: t });
    expect(ledger.submit(one, t + 1)).toMatchObject({ kind: 'same', record: { changedAt: t } });
    ledger.submit(license('two', 1), t + 2);
    expect(ledger.submit(one, t + 3)).toMatchObject({ kind: 'same', record: { supersededAt: t + 2 } });
  });

  it('replaces the older key of the license, which goes on for its overlap', () => {
    ledger.submit(license('one', 0), t);
    ledger.submit(license('two', 1), t + HOUR_MS);
    expect(ledger.verdict('two', t + HOUR_MS)).toBe('granted');
    expect(ledger.verdict('one', t + 73 * HOUR_MS - 1)).toBe('granted');
    expect(ledger.verdict('one', t + 73 * HOUR_MS)).toBe('LICENSE_KEY_SUPERSEDED');
  });

  it('counts the overlap from the change when that came first', () => {
    ledger.submit(license('one', 0), t);
    ledger.change('one', { changedAt: t + HOUR_MS });
    expect(ledger.verdict('one', t + 73 * HOUR_MS)).toBe('LICENSE_CHANGED');
    ledger.submit(license('two', 2), t + 50 * HOUR_MS);
    expect(ledger.verdict('one', t + 73 * HOUR_MS - 1)).toBe('granted');
    expect(ledger.verdict('one', t + 73 * HOUR_MS)).toBe('LICENSE_KEY_SUPERSEDED');
    expect(ledger.verdict('two', t + 73 * HOUR_MS)).toBe('granted');
  });

  it('keeps what the provider set for the license', () => {
    ledger.submit(license('one', 0), t);
    ledger.change('one', { grantedFeeds: ['rival/core'], overlapHours: 5 });
    expect(ledger.submit(license('two', 1), t)).toMatchObject({
      record: { grantedFeeds: ['rival/core'], overlapHours: 5 },
    });
  });

  it('renews a key with newer terms, and does not bring back what lies between', () => {
    ledger.submit(license('one', 0), t);
    ledger.change('one', { changedAt: t + 3 * HOUR_MS });
    const plan = ledger.submit(license('one', 2, { edition: 'Plus' }), t);
    expect(plan).toMatchObject({ kind: 'accept', supersede: [], record: { changedAt: t + 3 * HOUR_MS } });
    expect(ledger.submit(license('one', 4, { edition: 'Plus' }), t)).toMatchObject({ record: { changedAt: null } });
    expect(ledger.records).toHaveLength(1);
  });

  it('goes back to an older key only by a newer file', () => {
    ledger.submit(license('one', 0), t);
    ledger.submit(license('two', 1), t);
    expect(() => ledger.submit(license('one', 0.5), t)).toThrow(refusal('LICENSE_FILE_OUTDATED'));
    ledger.submit(license('one', 2), t + DAY_MS);
    expect(ledger.verdict('one', t + 30 * DAY_MS)).toBe('granted');
    expect(ledger.verdict('two', t + 30 * DAY_MS)).toBe('LICENSE_KEY_SUPERSEDED');
  });

  it('is no matter of another vendor, even under the same license id', () => {
    ledger.submit(license('one', 5), t);
    ledger.change('one', { grantedFeeds: ['acme/extra'] });
    const theirs = license('two', 0, { customer: { id: 'C-9', name: 'Other' } }, rival);
    expect(ledger.submit(theirs, t)).toMatchObject({
      kind: 'accept',
      supersede: [],
      record: { vendor: 'rival', grantedFeeds: [] },
    });
    expect(ledger.verdict('one', t + 100 * DAY_MS)).toBe('granted');
  });

  it('is only noted while it awaits approval', () => {
    ledger.submit(license('one', 0), t);
    const plan = planSubmission(
      license('two', 1),
      { records: ledger.records, customerId: 'C-1', revokedHashes: new Set() },
      t,
    );
    if (plan.kind !== 'accept') throw new Error(plan.kind);
    ledger.write([{ ...plan.record, submittedAt: null }]);
    expect(ledger.verdict('two', t)).toBe('LICENSE_KEY_NOT_SUBMITTED');
    expect(ledger.verdict('one', t + 100 * DAY_MS)).toBe('granted');
    // What awaits approval displaces nothing, and approving it is submitting it.
    expect(ledger.submit(license('between', 0.5), t)).toMatchObject({ kind: 'accept' });
    expect(ledger.submit(license('two', 1), t + 5)).toMatchObject({ kind: 'accept', record: { submittedAt: t + 5 } });
    expect(ledger.verdict('two', t + 5)).toBe('granted');
  });
});

describe('a submission is refused', () => {
  it('when a newer key of the license was submitted, even one revoked since', () => {
    ledger.submit(license('two', 1), t);
    expect(() => ledger.submit(license('one', 0), t)).toThrow(refusal('LICENSE_FILE_OUTDATED'));
    ledger.change('two', { revokedAt: t });
    expect(() => ledger.submit(license('one', 0), t)).toThrow(refusal('LICENSE_FILE_OUTDATED'));
    expect(ledger.submit(license('three', 2), t)).toMatchObject({ kind: 'accept', supersede: [] });
  });

  it('when its key was revoked, by the provider or by the vendor, before or after submission', () => {
    ledger.submit(license('one', 0), t);
    ledger.change('one', { revokedAt: t });
    expect(() => ledger.submit(license('one', 0), t)).toThrow(refusal('LICENSE_REVOKED'));
    expect(() => ledger.submit(license('one', 9), t)).toThrow(refusal('LICENSE_REVOKED'));
    ledger.revoked.add(hash('two'));
    expect(() => ledger.submit(license('two', 10), t)).toThrow(refusal('LICENSE_REVOKED'));
    expect(ledger.verdict('one', t)).toBe('LICENSE_REVOKED');
  });

  it.each<[string, () => VerifiedLicense]>([
    ["another vendor's license", () => license('one', 1, {}, rival)],
    ["another vendor's license of another id", () => license('one', 1, { licenseId: 'L-9' }, rival)],
    ['another license of the vendor', () => license('one', 1, { licenseId: 'L-9' })],
    ['the license of another customer', () => license('one', 1, { customer: { id: 'C-9', name: 'Other' } })],
    [
      'the license of another customer by a new key',
      () => license('two', 1, { customer: { id: 'C-9', name: 'Other' } }),
    ],
    ['another key of the same time of issue', () => license('two', 0)],
    ['other terms of the same time of issue', () => license('one', 0, { edition: 'Plus' })],
  ])('when it contradicts what is registered: %s', (_name, make) => {
    ledger.submit(license('one', 0), t);
    const before = ledger.records;
    expect(() => ledger.submit(make(), t)).toThrow(refusal('LICENSE_CONFLICT'));
    expect(ledger.records).toBe(before);
  });
});

describe('replacing keys of other licenses', () => {
  const second = { licenseId: 'L-2' };

  it('works for the same vendor and customer', () => {
    ledger.submit(license('one', 0), t);
    expect(ledger.submit(license('two', 1, { ...second, supersedes: [hash('one')] }), t)).toMatchObject({
      supersede: [{ supersededAt: t, supersededBy: hash('two') }],
    });
    expect(ledger.verdict('one', t + 72 * HOUR_MS)).toBe('LICENSE_KEY_SUPERSEDED');
  });

  it.each<[string, Partial<LicensePayload>, ForgedVendor]>([
    ["another customer's key", { customer: { id: 'C-9', name: 'Other' } }, acme],
    ["another vendor's key", {}, rival],
  ])('does not reach %s', (_name, change, vendor) => {
    ledger.submit(license('one', 0), t);
    const attack = license('two', 1, { ...second, supersedes: [hash('one')], ...change }, vendor);
    expect(ledger.submit(attack, t)).toMatchObject({ kind: 'accept', supersede: [] });
    expect(ledger.verdict('one', t + 800 * DAY_MS)).toBe('granted');
  });

  it('does not let an older license displace a newer one', () => {
    ledger.submit(license('new', 5), t);
    const old = license('old', 1, { ...second, supersedes: [hash('new')] });
    expect(ledger.submit(old, t)).toMatchObject({ kind: 'accept', supersede: [] });
  });

  it('also holds when the replaced license is submitted afterwards', () => {
    ledger.submit(license('two', 1, { ...second, supersedes: [hash('one')] }), t);
    expect(() => ledger.submit(license('one', 0), t)).toThrow(refusal('LICENSE_FILE_OUTDATED'));
    expect(ledger.submit(license('one', 2), t)).toMatchObject({ kind: 'accept' });
  });

  it('also does not hold for others afterwards', () => {
    ledger.submit(license('two', 1, { ...second, supersedes: [hash('one')] }, rival), t);
    expect(ledger.submit(license('one', 0), t)).toMatchObject({ kind: 'accept' });
  });
});

it('holds for whatever is submitted in whatever order: one key in force, never an older one than before', () => {
  const files = [0, 1, 2, 3, 4].map((n) => license(`key ${n % 4}`, n, { edition: `E${n}` }));
  const step = fc.oneof(fc.record({ submit: fc.nat(files.length - 1) }), fc.record({ revoke: fc.nat(3) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const model = new Ledger();
      let newest = -1;
      const dead = new Set<number>();
      for (const [i, one] of steps.entries()) {
        if ('revoke' in one) {
          model.change(`key ${one.revoke}`, { revokedAt: t });
          if (model.records.some((row) => row.keyHash.toString('hex') === hash(`key ${one.revoke}`)))
            dead.add(one.revoke);
          continue;
        }
        try {
          const plan = model.submit(files[one.submit] as VerifiedLicense, t + i);
          expect(dead.has(one.submit % 4)).toBe(false);
          if (plan.kind === 'accept') {
            expect(one.submit).toBeGreaterThan(newest);
            newest = one.submit;
          }
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
        }
        const inForce = model.records.filter((row) => row.supersededAt === null && row.revokedAt === null);
        expect(inForce.length).toBeLessThanOrEqual(1);
        for (const n of dead) expect(model.verdict(`key ${n}`, t)).toBe('LICENSE_REVOKED');
      }
    }),
    { numRuns: 300 },
  );
});

describe('a change that the vendor announced', () => {
  const known = { records: [], customerId: 'C-1', revokedHashes: new Set<string>() };
  const changedAt = (hours: number, announced: number[], records: LicenseRecord[] = []): number | null => {
    const announcedChanges = announced.map((one) => t + one * HOUR_MS);
    const plan = planSubmission(license('key', hours), { ...known, records, announcedChanges }, t);
    return plan.record.changedAt;
  };

  it('marks a key that is submitted only afterwards, unless it was issued since', () => {
    expect(changedAt(0, [])).toBeNull();
    expect(changedAt(0, [9, 3, 5])).toBe(t + 3 * HOUR_MS);
    expect(changedAt(4, [9, 3, 5])).toBe(t + 5 * HOUR_MS);
    expect(changedAt(9, [9, 3, 5])).toBeNull();
  });

  it('goes on marking a key whose newer file does not answer it, and the earlier mark counts', () => {
    const plan = planSubmission(license('key', 0), known, t);
    const marked: LicenseRecord = { ...plan.record, changedAt: t + 4 * HOUR_MS };
    expect(changedAt(1, [], [marked])).toBe(t + 4 * HOUR_MS);
    expect(changedAt(1, [3], [marked])).toBe(t + 3 * HOUR_MS);
    expect(changedAt(5, [3], [marked])).toBeNull();
  });
});
