import { Fault } from '@pksn/domain';
import type { StagedSnapshot } from '@pksn/ingest';
import { isFloorVoid } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import { voidFloor } from './fast-forward';
import { judgementValues } from './judgement-values';
import { applyLicenseStatuses } from './license-status';
import { requireTrusted } from './trust-check';
import { addRoots } from './vendor-roots';

/** The small rows of a staged run, written in the transaction that filled its partition. */
export async function commitSnapshot(manager: EntityManager, runId: number, staged: StagedSnapshot): Promise<number> {
  const { manifest } = staged;
  await requireTrusted(manager, staged.vendor);
  await raiseFloor(manager, staged);
  await addRoots(manager, staged.rootUpdates, staged);
  // A vendor's word about its licenses waits for nobody: it counts also when the snapshot is held.
  await applyLicenseStatuses(manager, staged.licensing, `package ${manifest.feed} ${String(manifest.version)}`);
  await manager.query('INSERT INTO run (id, feed, version, sections, files_digest) VALUES ($1, $2, $3, $4, $5)', [
    runId,
    manifest.feed,
    manifest.version,
    JSON.stringify(staged.sections),
    staged.filesDigest,
  ]);
  const runs = [...(await baseRuns(manager, staged)), runId];
  const [row] = (await manager.query(
    `INSERT INTO snapshot (feed, version, kind, base_id, state, state_hash, manifest_digest, manifest, counts, runs,
       judged_against, guard_revision, preview, tallies, guard_trips, guard_reason)
     VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
    [
      manifest.feed,
      manifest.version,
      manifest.kind,
      staged.base?.id ?? null,
      manifest.result.stateHash,
      staged.manifestDigest,
      JSON.stringify({ ...manifest, chunks: [] }),
      JSON.stringify(staged.counts),
      runs,
      ...judgementValues(staged.judgement),
    ],
  )) as [{ id: string }];
  const snapshotId = Number(row.id);
  await manager.query(
    `UPDATE package_import SET state = 'staged', snapshot_id = $2, phase = NULL, done_records = total_records, updated_at = now() WHERE id = $1`,
    [staged.importId, snapshotId],
  );
  await recordAudit(manager, {
    actor: staged.actor,
    action: 'package.staged',
    subject: manifest.feed,
    detail: {
      version: manifest.version,
      kind: manifest.kind,
      snapshotId,
      manifestDigest: staged.manifestDigest,
      importId: staged.importId,
    },
  });
  return snapshotId;
}

/** As they are now: folding may have given the base other runs while the delta was staged. It keeps them until the end. */
async function baseRuns(manager: EntityManager, { base }: StagedSnapshot): Promise<number[]> {
  if (base === null) return [];
  const [row] = (await manager.query('SELECT runs FROM snapshot WHERE id = $1 FOR SHARE', [base.id])) as {
    runs: string[];
  }[];
  if (row !== undefined) return row.runs.map(Number);
  throw new Fault('SERVICE_UNAVAILABLE', `version ${String(base.version)} left while a delta on it was staged`);
}

/** TUF 5.4.4 in spirit: never below what was accepted, judged under the feed's own row lock. */
async function raiseFloor(manager: EntityManager, staged: StagedSnapshot): Promise<void> {
  const { manifest, manifestDigest, signed } = staged;
  await manager.query('INSERT INTO feed (name, vendor) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    manifest.feed,
    staged.vendor,
  ]);
  const [feed] = (await manager.query('SELECT floor_version, floor_signers FROM feed WHERE name = $1 FOR UPDATE', [
    manifest.feed,
  ])) as [{ floor_version: string; floor_signers: string[] | null }];
  const floor = Number(feed.floor_version);
  if (manifest.version < floor && isFloorVoid(feed.floor_signers, signed.packageKeys)) {
    await voidFloor(manager, manifest, floor);
  } else if (manifest.version <= floor) {
    throw new Fault('PACKAGE_ROLLBACK', `${manifest.feed} is at version ${String(floor)} already`);
  }
  await manager.query(
    'UPDATE feed SET floor_version = $2, floor_digest = $3, floor_signers = $4, floor_manifest = $5 WHERE name = $1',
    [
      manifest.feed,
      manifest.version,
      manifestDigest,
      signed.manifest.signatures.map(({ keyid }) => keyid),
      JSON.stringify({ digest: manifestDigest, envelope: signed.manifest }),
    ],
  );
}
