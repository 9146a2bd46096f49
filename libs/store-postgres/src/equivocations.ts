import { createHash } from 'node:crypto';
import type { Equivocation } from '@pksn/ingest';
import type { DataSource } from 'typeorm';
import { recordAudit } from './audit-log';

/** A vendor that signs ever more of them proves nothing more. */
const KEPT_OF_FEED = 16;

/** Two manifests of one version, both signed by the vendor; the manifests themselves stay in the database. */
export interface SeenEquivocation {
  readonly feed: string;
  readonly version: number;
  readonly knownDigest: string;
  readonly otherDigest: string;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
}

/** Keeps both signed manifests as evidence, with an entry in the audit log; a second time changes nothing. */
export function keepEquivocation(source: DataSource, found: Equivocation): Promise<void> {
  const { importId, feed, version, manifest } = found;
  const digest = createHash('sha256').update(Buffer.from(manifest.payload, 'base64')).digest('hex');
  return source.transaction(async (manager) => {
    const [kept] = (await manager.query(
      `INSERT INTO equivocation (feed, version, known_digest, known, other_digest, other, import_id)
       SELECT name, $2, floor_digest, CASE WHEN floor_manifest->>'digest' = floor_digest THEN floor_manifest->'envelope' END,
         $3, $4, $5
       FROM feed WHERE name = $1 AND floor_version = $2 AND floor_digest <> $3
         AND (SELECT count(*) FROM equivocation WHERE feed = $1) < $6
       ON CONFLICT DO NOTHING RETURNING known_digest`,
      [feed, version, digest, JSON.stringify(manifest), importId, KEPT_OF_FEED],
    )) as { known_digest: string }[];
    if (kept === undefined) return;
    await recordAudit(manager, {
      actor: 'import-worker',
      action: 'feed.equivocation',
      subject: feed,
      detail: { version, importId, knownDigest: kept.known_digest, otherDigest: digest },
    });
  });
}

/** What was seen since `since` (milliseconds since 1970), the newest first. */
export async function seenEquivocations(source: DataSource, since: number): Promise<SeenEquivocation[]> {
  return source.query(
    `SELECT feed, version::float8 AS version, known_digest AS "knownDigest", other_digest AS "otherDigest",
       (extract(epoch FROM seen_at) * 1000)::float8 AS "seenAt"
     FROM equivocation WHERE seen_at >= $1 ORDER BY seen_at DESC, id DESC LIMIT 100`,
    [new Date(since)],
  );
}
