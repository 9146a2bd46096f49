import { createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import {
  followTrustRoots,
  PACKAGE_ENVELOPE_FAULTS,
  PAYLOAD_TYPES,
  rootsOfSigner,
  verifyForRole,
  vendorOfFeed,
} from '@pksn/signing';
import type { Envelope, TrustRoot } from '@pksn/signing';
import type { Block } from './block';
import { attachmentsOf } from './block';
import { checkDeclaredLimits } from './declared-limits';
import { checkFloor } from './floor';
import type { PackageFloor } from './floor';
import type { PackageLimits } from './limits';
import type { Manifest } from './manifest';
import { parseManifest, requireReader } from './manifest-schema';
import type { PackageHead } from './package-head';

export interface HeadRequirement {
  /** The newest root of every vendor that is trusted here. */
  readonly roots: readonly TrustRoot[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly limits: PackageLimits;
  /** The floor of a feed, so that it is judged in its place in the order; leave out to judge it elsewhere. */
  readonly floorOf?: (feed: string) => PackageFloor | null;
}

export interface VerifiedHead {
  /** The trusted root that the package was verified from. */
  readonly trusted: TrustRoot;
  /** The newest root of that vendor, after the updates in the package. */
  readonly root: TrustRoot;
  readonly rootUpdates: readonly Envelope[];
  readonly manifest: Manifest;
  readonly manifestEnvelope: Envelope;
  /** SHA-256 of the manifest's payload, in hexadecimal. */
  readonly manifestDigest: string;
  /** License-status documents, verified against the license role of `root`; their content is for the caller. */
  readonly licensing: readonly { readonly payload: Buffer; readonly envelope: Envelope }[];
  /** `same` when `floorOf` knows this very package. */
  readonly standing: 'new' | 'same';
}

/**
 * Decides whether the head of a package is to be believed. Throws, in this order: PACKAGE_PAYLOAD_TYPE,
 * PACKAGE_UNTRUSTED or a TRUST_ code, PACKAGE_SIGNATURE, PACKAGE_SCHEMA, PACKAGE_ATTACHMENT, PACKAGE_FEED_FOREIGN,
 * PACKAGE_READER_TOO_OLD, PACKAGE_ROLLBACK or PACKAGE_EQUIVOCATION, PACKAGE_LIMIT.
 */
export function verifyPackageHead(head: PackageHead, requirement: HeadRequirement): VerifiedHead {
  const { block } = head;
  requirePayloadTypes(block);
  const trusted = rootOf(block, requirement.roots);
  const root = followTrustRoots(trusted, block.trust, requirement.now);
  const byRole = (role: 'package' | 'license', envelope: Envelope): Buffer =>
    verifyForRole(root, role, envelope, envelope.payloadType, PACKAGE_ENVELOPE_FAULTS);
  const payload = byRole('package', block.manifest);
  const licensing = block.licensing.map((envelope) => ({ payload: byRole('license', envelope), envelope }));
  const manifest = parseManifest(payload);
  requireAttachments(block, manifest);
  if (vendorOfFeed(manifest.feed) !== root.vendor) {
    throw new Fault('PACKAGE_FEED_FOREIGN', `${root.vendor} may not sign the feed ${manifest.feed}`);
  }
  requireReader(manifest.minReader);
  const manifestDigest = createHash('sha256').update(payload).digest('hex');
  const standing = checkFloor(
    manifest,
    manifestDigest,
    requirement.floorOf?.(manifest.feed) ?? null,
    root.roles.package.keyids,
  );
  checkDeclaredLimits(manifest, requirement.limits);
  return {
    trusted,
    root,
    rootUpdates: block.trust,
    manifest,
    manifestEnvelope: block.manifest,
    manifestDigest,
    licensing,
    standing,
  };
}

function requirePayloadTypes({ trust, manifest, licensing }: Block): void {
  const expect = (envelope: Envelope, payloadType: string): void => {
    if (envelope.payloadType !== payloadType) throw new Fault('PACKAGE_PAYLOAD_TYPE', `expected ${payloadType}`);
  };
  trust.forEach((envelope) => expect(envelope, PAYLOAD_TYPES.trustRoot));
  expect(manifest, PAYLOAD_TYPES.packageManifest);
  licensing.forEach((envelope) => expect(envelope, PAYLOAD_TYPES.licenseStatus));
}

/** Whose package it is, by key ids alone: the manifest's signers, or the signers of the root updates it carries. */
function rootOf(block: Block, roots: readonly TrustRoot[]): TrustRoot {
  const known = new Set(rootsOfSigner(roots, 'package', block.manifest));
  for (const update of block.trust) rootsOfSigner(roots, 'root', update).forEach((root) => known.add(root));
  const [root, another] = known;
  if (root === undefined) throw new Fault('PACKAGE_UNTRUSTED', 'no trusted vendor has the key that signed it');
  if (another !== undefined) throw new Fault('PACKAGE_UNTRUSTED', 'it carries signatures of several vendors');
  return root;
}

function requireAttachments(block: Block, manifest: Manifest): void {
  const actual = attachmentsOf(block);
  if (actual.trust !== manifest.attachments.trust || actual.licensing !== manifest.attachments.licensing) {
    throw new Fault('PACKAGE_ATTACHMENT', 'the header carries other documents than the manifest names');
  }
}
