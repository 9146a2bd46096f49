import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultCode } from '@pksn/domain';
import { createVendor, rotateVendor, signPolicy } from '@pksn/signing';
import { PolicyStore } from './policy-store';

const NOW = Date.UTC(2026, 10, 22, 12);
const refusal = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;
const acme = createVendor({ name: 'acme', now: NOW, validityDays: 30 });
const restriction = {
  objects: ['file' as const],
  mode: 'disabled' as const,
  sample: null,
  notBefore: '2026-11-22T00:00:00Z',
  until: '2026-11-23T00:00:00Z',
  reason: 'a flood',
};
const policy = (issuedAt: string, vendor = acme): string =>
  signPolicy({ vendor: vendor.root.vendor, issuedAt, policy: [restriction] }, vendor.keys.package);
const FIRST = policy('2026-11-22T10:00:00Z');

let folder: string;
let store: PolicyStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-policy-'));
  store = new PolicyStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (file: string, trustRoot: string | null = null, fingerprint: string | null = null) =>
  store.load({ file, trustRoot, fingerprint, now: NOW });
const trusted = (file: string, vendor = acme) => load(file, vendor.root.text, vendor.root.fingerprint);

it('pins a vendor by the fingerprint of its trust root, and needs neither after that', async () => {
  expect(await store.current()).toEqual([]);
  await expect(load(FIRST)).rejects.toEqual(refusal('POLICY_UNTRUSTED'));
  await expect(load(FIRST, acme.root.text)).rejects.toEqual(refusal('TRUST_FINGERPRINT_REQUIRED'));
  await expect(load(FIRST, acme.root.text, '0'.repeat(64))).rejects.toEqual(refusal('TRUST_FINGERPRINT_MISMATCH'));
  expect(await store.current()).toEqual([]);
  expect(await trusted(FIRST)).toMatchObject({ vendor: 'acme', policy: [restriction] });
  await load(policy('2026-11-22T11:00:00Z'));
  expect(await new PolicyStore(folder).current()).toMatchObject([{ vendor: 'acme', issuedAt: '2026-11-22T11:00:00Z' }]);
});

it('never goes back to an older policy, and takes the same one again', async () => {
  await trusted(policy('2026-11-22T11:00:00Z'));
  await expect(load(FIRST)).rejects.toEqual(refusal('POLICY_OUTDATED'));
  const other = signPolicy({ vendor: 'acme', issuedAt: '2026-11-22T11:00:00Z', policy: [] }, acme.keys.package);
  await expect(load(other)).rejects.toEqual(refusal('POLICY_OUTDATED'));
  await load(policy('2026-11-22T11:00:00Z'));
  expect(await store.current()).toMatchObject([{ issuedAt: '2026-11-22T11:00:00Z', policy: [restriction] }]);
});

it('follows the rotation of a trust root, and no root that its predecessor did not sign', async () => {
  await trusted(FIRST);
  const { root, keys } = acme;
  const next = rotateVendor({
    current: root,
    keys,
    now: NOW,
    validityDays: 30,
    replace: ['package', 'root', 'license'],
  });
  const later = policy('2026-11-22T11:00:00Z', next);
  await expect(load(later)).rejects.toEqual(refusal('POLICY_UNTRUSTED'));
  const forged = createVendor({ name: 'acme', now: NOW, validityDays: 30 });
  await expect(trusted(policy('2026-11-22T11:00:00Z', forged), forged)).rejects.toEqual(refusal('TRUST_CHAIN_BROKEN'));
  await load(later, next.root.text);
  await expect(load(policy('2026-11-22T11:30:00Z'))).rejects.toEqual(refusal('POLICY_UNTRUSTED'));
});

it('keeps the policies of several vendors beside each other', async () => {
  const rival = createVendor({ name: 'rival', now: NOW, validityDays: 30 });
  await trusted(FIRST);
  await trusted(policy('2026-11-22T09:00:00Z', rival), rival);
  expect((await store.current()).map((one) => one.vendor).sort()).toEqual(['acme', 'rival']);
  await store.forget();
  expect(await store.current()).toEqual([]);
});

it('believes no state that was changed, or that others can change', async () => {
  await trusted(FIRST);
  const text = await readFile(store.path, 'utf8');
  await writeFile(
    store.path,
    text.replace(/BEGIN VENDOR POLICY-----\\n..../, (found) => `${found.slice(0, -1)}!`),
  );
  await expect(store.current()).rejects.toEqual(refusal('POLICY_STATE'));
  await writeFile(store.path, text);
  await chmod(store.path, 0o666);
  await expect(store.current()).rejects.toEqual(refusal('POLICY_STATE'));
});
