import type { FaultCode } from '@pksn/domain';
import { createVendor, openPolicy, PAYLOAD_TYPES, POLICY_BEGIN, signEnvelope, signPolicy } from '..';
import type { VendorPolicy } from '..';

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 86_400_000;
const refusal = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;
const acme = createVendor({ name: 'acme', now: NOW, validityDays: 30 });
const rival = createVendor({ name: 'rival', now: NOW, validityDays: 30 });
const POLICY: VendorPolicy = {
  vendor: 'acme',
  issuedAt: '2026-11-22T11:00:00Z',
  policy: [
    {
      objects: ['url'],
      mode: 'sampled',
      sample: 20,
      notBefore: '2026-11-22T00:00:00Z',
      until: '2026-11-23T00:00:00Z',
      reason: 'a flood',
    },
  ],
};
const opened = (text: string, roots = [acme.root, rival.root], now: number | null = NOW): VendorPolicy =>
  openPolicy(text, roots, now);

it('is read as it was signed by the package role of its vendor', () => {
  expect(opened(signPolicy(POLICY, acme.keys.package))).toEqual(POLICY);
  expect(opened(signPolicy({ ...POLICY, policy: [] }, acme.keys.package)).policy).toEqual([]);
});

it.each<[string, () => string]>([
  [
    'of a vendor that is not trusted',
    () => signPolicy(POLICY, createVendor({ name: 'acme', now: NOW, validityDays: 30 }).keys.package),
  ],
  ['by the license role', () => signPolicy(POLICY, acme.keys.license)],
  ['by a root key', () => signPolicy(POLICY, acme.keys.root[0] as never)],
  ['of another kind', () => armored(PAYLOAD_TYPES.licenseStatus)],
])('refuses a signature %s', (_what, text) => {
  expect(() => opened(text())).toThrow(refusal('POLICY_UNTRUSTED'));
});

it('refuses what speaks for another vendor, and what a reader would not take', () => {
  expect(() => opened(armored(PAYLOAD_TYPES.policy, { ...POLICY, vendor: 'rival' }))).toThrow(
    refusal('POLICY_MALFORMED'),
  );
  const [one] = POLICY.policy;
  const bent = [
    { ...one, sample: 0 },
    { ...one, mode: 'slow' },
    { ...one, until: null },
    { ...one, objects: [] },
    { ...one, more: 1 },
  ];
  for (const policy of bent)
    expect(() => signPolicy({ ...POLICY, policy: [policy as never] }, acme.keys.package)).toThrow(
      refusal('POLICY_MALFORMED'),
    );
});

it('refuses a file in another form, with one byte changed, from the future, or of a root that has expired', () => {
  const text = signPolicy(POLICY, acme.keys.package);
  for (const bent of [
    '',
    'policy',
    `${text}\n${text}`,
    text.replace(POLICY_BEGIN, 'BEGIN'),
    text.replaceAll('\n', ''),
    text.repeat(1_000),
  ])
    expect(() => opened(bent)).toThrow(refusal('POLICY_MALFORMED'));
  const at = text.indexOf('\n') + 120;
  const swapped = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
  expect(() => opened(swapped)).toThrow(/POLICY_(MALFORMED|UNTRUSTED)/);
  expect(() => opened(text, [acme.root], NOW - 2 * DAY_MS)).toThrow(refusal('POLICY_MALFORMED'));
  expect(() => opened(text, [acme.root], NOW + 31 * DAY_MS)).toThrow(refusal('TRUST_ROOT_EXPIRED'));
  expect(opened(text, [acme.root], null)).toEqual(POLICY);
});

function armored(payloadType: string, policy: VendorPolicy = POLICY): string {
  const envelope = signEnvelope(payloadType, Buffer.from(JSON.stringify(policy)), [acme.keys.package]);
  const lines =
    Buffer.from(JSON.stringify(envelope))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [POLICY_BEGIN, ...lines, POLICY_BEGIN.replace('BEGIN', 'END'), ''].join('\n');
}
