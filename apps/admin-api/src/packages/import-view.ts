import type { FaultCode } from '@pksn/domain';
import { FAULT_CATALOG } from '@pksn/domain';
import type { PackageImportRow, SnapshotRow } from '@pksn/store-postgres';
import { progressOf } from './import-steps';

/** An import as people and automation see it. */
export function importView(row: PackageImportRow): Record<string, unknown> {
  const progress = progressOf(row);
  const entry = row.code !== null && row.code in FAULT_CATALOG ? FAULT_CATALOG[row.code as FaultCode] : null;
  const advice = entry?.advice ?? null;
  // The text of a defect may hold paths of the server: it stays in the row and in the log.
  const detail = entry?.kind === 'defect' ? entry.title : row.detail;
  const { id, fileName, sizeBytes, sha256, state, feed, version, kind, code, snapshotId, generation, actor, hold } =
    row;
  return {
    ...{
      id,
      fileName,
      sizeBytes,
      sha256,
      state,
      feed,
      version,
      kind,
      code,
      detail,
      advice,
      snapshotId,
      generation,
      progress,
      actor,
      hold,
    },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function snapshotView(row: SnapshotRow): Record<string, unknown> {
  const { feed, version, kind, state, stateHash, counts } = row;
  return {
    ...{ id: Number(row.id), feed, version, kind, state, stateHash, counts },
    baseId: row.baseId,
    hold: holdView(row),
    freshUntil: row.manifest.freshUntil,
    createdAt: row.createdAt.toISOString(),
    activatedAt: row.activatedAt?.toISOString() ?? null,
  };
}

/** Why a held snapshot waits; the previous release gave no kind. */
function holdView({ state, holdKind, holdReason, activateAt }: SnapshotRow): object | null {
  if (state !== 'held') return null;
  return { kind: holdKind ?? 'asked', reason: holdReason, activateAt: activateAt?.toISOString() ?? null };
}
