import { PAYLOAD_TYPES, signEnvelope } from '@pksn/signing';
import { fixedKey, fixedVendor, licenseStatus, updatesOf } from '../fixed-vendor';
import type { Draft } from '../package-draft';
import type { HostileCase } from './hostile-case';
import { manifestCase, VENDOR } from './hostile-case';

const OTHER = fixedVendor('other');
const TWO_KEYS = fixedVendor('acme', { packageThreshold: 2 });
const EXPIRED = fixedVendor('acme', { expires: '2026-07-15T12:00:00Z' });
const LONG = fixedVendor('acme', { rotations: 3 });

function by(vendor: typeof VENDOR, trust = updatesOf(vendor)): (draft: Draft) => void {
  return (draft) => Object.assign(draft, { vendor, trust, licensing: [] });
}

const rootsOf = (...vendors: (typeof VENDOR)[]) => ({ roots: vendors.flatMap((vendor) => vendor.roots.slice(0, 1)) });

export const TRUST_CASES: readonly HostileCase[] = [
  manifestCase('a feed of another vendor', (m) => (m.feed = 'other/core'), { code: 'PACKAGE_FEED_FOREIGN' }),
  manifestCase('a feed whose vendor only begins alike', (m) => (m.feed = 'acme-2/core'), {
    code: 'PACKAGE_FEED_FOREIGN',
  }),
  manifestCase('attachments of other documents', (m) => (m.attachments.licensing = '0'.repeat(64)), {
    code: 'PACKAGE_ATTACHMENT',
  }),
  {
    name: 'another trusted vendor signs',
    code: 'PACKAGE_FEED_FOREIGN',
    draft: by(OTHER),
    requirement: rootsOf(VENDOR, OTHER),
  },
  { name: 'a stranger signs', code: 'PACKAGE_UNTRUSTED', draft: by(OTHER) },
  {
    name: 'two vendors sign',
    code: 'PACKAGE_UNTRUSTED',
    hooks: { signers: [...VENDOR.packageKeys, ...OTHER.packageKeys] },
    requirement: rootsOf(VENDOR, OTHER),
  },
  {
    name: 'a stranger signs too',
    code: 'PACKAGE_SIGNATURE',
    hooks: { signers: [...VENDOR.packageKeys, fixedKey('stranger')] },
  },
  { name: 'the license key signs', code: 'PACKAGE_SIGNATURE', hooks: { signers: [VENDOR.licenseKey] } },
  {
    name: 'the license key signs, without root updates',
    code: 'PACKAGE_UNTRUSTED',
    draft: (d) => (d.trust = []),
    hooks: { signers: [VENDOR.licenseKey] },
  },
  { name: 'root keys sign', code: 'PACKAGE_SIGNATURE', hooks: { signers: VENDOR.rootKeys } },
  {
    name: 'the package key of the former root signs',
    code: 'PACKAGE_SIGNATURE',
    hooks: { signers: [fixedKey('acme package 1 0')] },
  },
  {
    name: 'one of two needed keys signs',
    code: 'PACKAGE_SIGNATURE',
    draft: by(TWO_KEYS),
    hooks: { signers: TWO_KEYS.packageKeys.slice(0, 1) },
    requirement: rootsOf(TWO_KEYS),
  },
  {
    name: 'the newest root has expired',
    code: 'TRUST_ROOT_EXPIRED',
    draft: by(EXPIRED),
    requirement: rootsOf(EXPIRED),
  },
  {
    name: 'a root update is missing',
    code: 'TRUST_CHAIN_BROKEN',
    draft: by(LONG, updatesOf(LONG).slice(1)),
    requirement: rootsOf(LONG),
  },
  {
    name: 'root updates in another order',
    code: 'TRUST_CHAIN_BROKEN',
    draft: by(LONG, updatesOf(LONG).reverse()),
    requirement: rootsOf(LONG),
  },
  {
    name: 'a root update of another vendor',
    code: 'TRUST_CHAIN_BROKEN',
    draft: by(LONG, [...updatesOf(LONG), ...updatesOf(fixedVendor('other', { rotations: 4 })).slice(3)]),
    requirement: rootsOf(LONG),
  },
  {
    name: '65 root updates',
    code: 'PACKAGE_BLOCK_MALFORMED',
    draft: (d) => (d.trust = Array.from({ length: 65 }, () => d.trust[0]).flatMap((one) => one ?? [])),
  },
  {
    name: 'a manifest shown as a license',
    code: 'PACKAGE_PAYLOAD_TYPE',
    hooks: { payloadType: PAYLOAD_TYPES.license },
  },
  {
    name: 'a payload type that was not signed',
    code: 'PACKAGE_SIGNATURE',
    hooks: { payloadType: PAYLOAD_TYPES.license, envelope: (e) => (e.payloadType = PAYLOAD_TYPES.packageManifest) },
  },
  {
    name: 'a license among the license-status documents',
    code: 'PACKAGE_PAYLOAD_TYPE',
    draft: (d) => (d.licensing = [signEnvelope(PAYLOAD_TYPES.license, Buffer.from('{}'), [VENDOR.licenseKey])]),
  },
  {
    name: 'a license-status document by the package key',
    code: 'PACKAGE_SIGNATURE',
    draft: (d) => (d.licensing = [signEnvelope(PAYLOAD_TYPES.licenseStatus, Buffer.from('{}'), VENDOR.packageKeys)]),
  },
  {
    name: 'a license-status document of another vendor',
    code: 'PACKAGE_SIGNATURE',
    draft: (d) => (d.licensing = [licenseStatus(OTHER, [])]),
    requirement: rootsOf(VENDOR, OTHER),
  },
  {
    name: 'a license-status document taken out',
    code: 'PACKAGE_ATTACHMENT',
    hooks: { block: (b) => (b.licensing = []) },
  },
  {
    name: 'a license-status document put in',
    code: 'PACKAGE_ATTACHMENT',
    hooks: { block: (b) => b.licensing.push(licenseStatus(VENDOR, ['11'.repeat(32)])) },
  },
  {
    name: 'a license-status document twice',
    code: 'PACKAGE_ATTACHMENT',
    hooks: { block: (b) => b.licensing.push(b.licensing[0]) },
  },
  {
    name: 'root updates taken out that nobody needs',
    code: 'PACKAGE_ATTACHMENT',
    hooks: { block: (b) => (b.trust = []) },
    requirement: { roots: [VENDOR.newest] },
  },
  { name: 'a site that knows the newest root', code: 'accepted', requirement: { roots: [VENDOR.newest] } },
  { name: 'three rotations at once', code: 'accepted', draft: by(LONG), requirement: rootsOf(LONG, OTHER) },
  { name: 'two of two needed keys sign', code: 'accepted', draft: by(TWO_KEYS), requirement: rootsOf(TWO_KEYS) },
];
