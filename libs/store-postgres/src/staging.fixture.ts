import { randomUUID } from 'node:crypto';
import type { SectionLayout, SectionName } from '@pksn/domain';
import { allSections, encodeAlias, encodeRecord, encodeRemoval } from '@pksn/domain';
import type { Manifest, RecordStage, RunSections, StagedSnapshot, StoredSnapshot } from '@pksn/ingest';
import { holdFor } from '@pksn/ingest';
import type { DataSource } from './index';
import { PostgresFeedLedger, PostgresImportLedger, SnapshotSteering } from './index';

/** Sums up what a package would have said; nothing in the store looks behind these facts. */
export function manifestOf(feed: string, version: number, base: StoredSnapshot | null = null): Manifest {
  return {
    feed,
    kind: base === null ? 'full' : 'delta',
    version,
    created: '2026-11-21T00:00:00Z',
    freshUntil: '2026-11-28T00:00:00Z',
    minReader: 1,
    base: base === null ? null : { version: base.version, stateHash: base.stateHash },
    result: { stateHash: stateHashOf(version), counts: {} },
    sections: [],
    codec: 'none',
    chunks: [],
    coverage: { file: 'partial', url: 'none', domain: 'none', ip: 'none', certificate: 'none', software: 'none' },
    attachments: { trust: '', licensing: '' },
  };
}

/** An activation by a test, at a moment of its own. */
export const WHY = { actor: 'test', reason: 'test', now: Date.UTC(2026, 10, 22) };
export const ASKED = holdFor('asked', 'held as asked for');

/** Steering without files: nothing looks at segments. */
export const steeringOf = (source: DataSource): SnapshotSteering =>
  new SnapshotSteering(
    source,
    () => Promise.resolve(),
    () => WHY.now,
  );

function vendorOf(feed: string): string {
  return feed.split('/')[0] ?? '';
}

export function stateHashOf(version: number): string {
  return version.toString(16).padStart(64, '0');
}

export interface Staged {
  readonly importId: string;
  readonly stage: RecordStage;
  readonly snapshot: StagedSnapshot;
}

export interface StagingOptions {
  readonly base?: StoredSnapshot;
  readonly sections?: RunSections;
  readonly counts?: Partial<Record<SectionName, number>>;
  readonly hold?: boolean;
}

export async function receive(source: DataSource, hold = false): Promise<string> {
  const id = randomUUID();
  const ledger = new PostgresImportLedger(source);
  await ledger.receive({ id, fileName: 'a.rpk', sizeBytes: 1, sha256: '0'.repeat(64), hold, actor: 'test' });
  return id;
}

/** Trust without a root: the store looks at the vendor's row alone. */
export async function trustVendor(source: DataSource, vendor: string): Promise<void> {
  await source.query(`INSERT INTO vendor (name, anchor_fingerprint) VALUES ($1, 'x') ON CONFLICT DO NOTHING`, [vendor]);
}

/** Of a snapshot that changes nothing, by an installation without guards. */
function judgementAgainst(against: number): StagedSnapshot['judgement'] {
  const records = { before: 0, after: 0, added: 0, gone: 0, recolored: 0, edited: 0 };
  const zones = { before: null, after: null };
  const preview = { against: null, records, zones, transitions: [], popular: [], threats: null };
  return { against, guardRevision: '', preview, tallies: null, trips: [], guardReason: null };
}

/** An import of a trusted vendor that has been received and verified, with its stage open. */
export async function openStaging(
  source: DataSource,
  feed: string,
  version: number,
  options: StagingOptions = {},
): Promise<Staged> {
  await trustVendor(source, vendorOf(feed));
  const importId = await receive(source, options.hold);
  const manifest = manifestOf(feed, version, options.base ?? null);
  const manifestDigest = `digest of ${feed} ${String(version)}`;
  await new PostgresImportLedger(source).markVerified(importId, {
    feed,
    version,
    kind: manifest.kind,
    manifestDigest,
    totalRecords: 1,
  });
  const stage = await new PostgresFeedLedger(source).openStage();
  const live = (await source.query(`SELECT id FROM snapshot WHERE feed = $1 AND state = 'active'`, [feed])) as {
    id: string;
  }[];
  const snapshot: StagedSnapshot = {
    importId,
    vendor: vendorOf(feed),
    manifest,
    manifestDigest,
    signed: { manifest: { payloadType: '', payload: '', signatures: [] }, packageKeys: [] },
    base: options.base ?? null,
    counts: options.counts ?? {},
    sections: options.sections ?? {},
    filesDigest: '0'.repeat(64),
    rootUpdates: [],
    licensing: [],
    judgement: judgementAgainst(Number(live[0]?.id ?? 0)),
    actor: 'test',
  };
  return { importId, stage, snapshot };
}

/** Stages records and makes them live; returns the snapshot and the generation. */
export async function makeLive(
  source: DataSource,
  feed: string,
  version: number,
): Promise<{ importId: string; snapshotId: number; generation: number | null }> {
  const { importId, stage, snapshot } = await openStaging(source, feed, version);
  await stage.seal();
  const snapshotId = await stage.commit(snapshot);
  await new PostgresImportLedger(source).markReady(importId);
  const end = await new PostgresFeedLedger(source).activate(snapshotId, importId, WHY);
  return { importId, snapshotId, generation: end.state === 'active' ? end.generation : null };
}

/** A few records of a section in package form, with every kind of record that it may hold. */
export function sampleRecords(layout: SectionLayout, count = 5): Buffer {
  const records: Buffer[] = [];
  for (let n = 1; n <= count; n++) {
    const key = Buffer.alloc(layout.keyBytes, n);
    if (layout.form === 'text') records.push(textEntry(key, `text ${String(n)} of ${layout.name} – äöü`));
    else if (n === count) records.push(encodeRemoval(layout, key));
    else if (layout.form === 'alias')
      records.push(encodeAlias(layout, key, { section: 'file-sha256', key: Buffer.alloc(32, n + 100) }));
    else records.push(encodeRecord(layout, key, valueOf(n)));
  }
  return Buffer.concat(records);
}

function valueOf(n: number): Parameters<typeof encodeRecord>[2] {
  return {
    zone: n % 2 === 0 ? 'red' : 'green',
    trustGroup: n % 2 === 0 ? 'untrusted' : n === 1 ? null : 'trusted',
    popularityBucket: n,
    firstSeenDay: n === 1 ? 0 : 20_000 + n,
    threat: n % 2 === 0 ? Buffer.alloc(8, 0xa0 + n) : null,
    product: n % 2 === 0 ? null : Buffer.alloc(8, 0xb0 + n),
    sha1: n === 2 ? Buffer.alloc(20, 0xc0) : null,
    md5: n === 3 ? Buffer.alloc(16, 0xd0) : null,
  };
}

function textEntry(key: Buffer, text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([key, length, bytes]);
}

export const SECTIONS = allSections();
