import { randomUUID } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { always, requireContributing } from '../contributions/contributions';
import { LOCKS, lockInTransaction } from '../locks';
import { secondsUntilMidnight } from '../until-midnight';
import { HAS_CONTENT } from './sample-rows';

/** Who sends: an endpoint by its mark, and the customer whose quota it takes from. */
export interface SampleSender {
  readonly endpoint: Buffer;
  readonly customerId: string;
}

export interface SampleLimits {
  /** Of one customer, in a day of UTC. */
  readonly filesPerDay: number;
  readonly bytesPerDay: number;
  /** Of all samples at rest, sealed. */
  readonly storeBytes: number;
}

/** What came and was verified. */
export interface ArrivedSample {
  /** As `begin` gave it; the sealed file is named after it. */
  readonly id: string;
  /** Of the whole file. */
  readonly fileSha256: Buffer;
  /** Null: a part came, and the whole is not known. */
  readonly hashes: { readonly sha1: Buffer; readonly md5: Buffer } | null;
  readonly firstByte: number;
  readonly sizeBytes: number;
  readonly totalBytes: number;
  /** Of what came. */
  readonly sha256: Buffer;
  readonly storedBytes: number;
}

/** An upload that takes longer than this was left by a process that died. Listeners end requests long before. */
const LEASE_MS = 20 * 60_000;

/** Takes samples into the books. Nothing that it answers depends on whether a file was known. */
export class SampleIntake {
  constructor(private readonly source: DataSource) {}

  /**
   * Counts a file of `bytes` for the quota, keeps room for `storedBytes`, and says under which id and for which key it is to be sealed.
   * Faults: PARTICIPATION_REQUIRED, SAMPLE_QUOTA, SAMPLE_STORE_FULL, SERVICE_UNAVAILABLE while there is no key; none counts.
   */
  begin(
    { endpoint, customerId }: SampleSender,
    size: { readonly bytes: number; readonly storedBytes: number },
    limits: SampleLimits,
  ): Promise<{ readonly id: string; readonly recipient: string }> {
    return this.source.transaction(async (manager) => {
      await requireContributing(manager, endpoint, '');
      const [store] = (await manager.query('SELECT recipient FROM sample_store')) as { recipient: string }[];
      if (store === undefined) throw new Fault('SERVICE_UNAVAILABLE', 'there is no key yet to seal files for');
      await lockInTransaction(manager, LOCKS.samples);
      await takeQuota(manager, customerId, size.bytes, limits);
      await requireRoom(manager, size.storedBytes, limits.storeBytes);
      const id = randomUUID();
      await manager.query(
        `INSERT INTO sample_arrival (id, bytes, until) VALUES ($1, $2, judged_now() + $3 * interval '1 millisecond')`,
        [id, size.storedBytes, LEASE_MS],
      );
      return { id, recipient: store.recipient };
    });
  }

  /**
   * Enters what lies on disk now. False: the same bytes are held already, or were released by a person, and the new file is to be
   * removed. `onWritten` is called before the commit: a failure after it leaves open what is in force. Faults: PARTICIPATION_REQUIRED,
   * also when the endpoint stopped meanwhile; SERVICE_UNAVAILABLE when the upload took too long. False, too, where `mayTake` says so
   * in the transaction: then nothing was entered.
   */
  finish(
    sample: ArrivedSample,
    sender: SampleSender,
    onWritten: () => void,
    mayTake: (manager: EntityManager) => Promise<boolean> = always,
  ): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const isNew = await mayTake(manager);
      if (isNew) await requireContributing(manager, sender.endpoint, 'FOR SHARE');
      const [, ended] = (await manager.query('DELETE FROM sample_arrival WHERE id = $1 AND until > judged_now()', [
        sample.id,
      ])) as [unknown, number];
      if (ended === 0) throw new Fault('SERVICE_UNAVAILABLE', 'the upload took too long; nothing was kept');
      if (!isNew) return false;
      const { sampleId, isWanted } = await bookReport(manager, sample, sender);
      const kept = isWanted && (await bookContent(manager, sample, sampleId));
      onWritten();
      return kept;
    });
  }

  /** Gives back the room of an upload that failed. What it counted for the quota stays counted. */
  async abandon(id: string): Promise<void> {
    await this.source.query('DELETE FROM sample_arrival WHERE id = $1', [id]);
  }
}

/** Takes all of it or nothing. */
async function takeQuota(
  manager: EntityManager,
  customerId: string,
  bytes: number,
  { filesPerDay, bytesPerDay }: SampleLimits,
): Promise<void> {
  const taken =
    bytes > bytesPerDay
      ? []
      : ((await manager.query(
          `INSERT INTO sample_usage AS u (customer_id, day, files, bytes)
           VALUES ($1, (judged_now() AT TIME ZONE 'UTC')::date, 1, $2)
           ON CONFLICT (customer_id, day) DO UPDATE SET files = u.files + 1, bytes = u.bytes + excluded.bytes
             WHERE u.files < $3 AND u.bytes + excluded.bytes <= $4 RETURNING 1`,
          [customerId, bytes, filesPerDay, bytesPerDay],
        )) as unknown[]);
  if (taken.length > 0) return;
  throw new Fault(
    'SAMPLE_QUOTA',
    `a customer may send ${String(filesPerDay)} files and ${String(bytesPerDay)} bytes a day (UTC)`,
    { facts: { retryAfterSeconds: await secondsUntilMidnight(manager) } },
  );
}

async function requireRoom(manager: EntityManager, bytes: number, most: number): Promise<void> {
  const [{ held }] = (await manager.query(
    `SELECT (SELECT coalesce(sum(stored_bytes), 0) FROM sample_content WHERE erased_at IS NULL)::float8
       + (SELECT coalesce(sum(bytes), 0) FROM sample_arrival WHERE until > judged_now())::float8 AS held`,
  )) as [{ held: number }];
  if (held + bytes > most)
    throw new Fault('SAMPLE_STORE_FULL', 'the room that the provider keeps for samples is used up');
}

/** The sample and who sent it. Its row stays locked, so that the same file, sent twice at once, is entered one after the other. */
async function bookReport(
  manager: EntityManager,
  { fileSha256, hashes, totalBytes }: ArrivedSample,
  { endpoint, customerId }: SampleSender,
): Promise<{ sampleId: string; isWanted: boolean }> {
  const [row] = (await manager.query(
    `INSERT INTO sample AS s (sha256, sha1, md5, size_bytes, reports, first_at, last_at)
     VALUES ($1, $2, $3, $4, 1, judged_now(), judged_now())
     ON CONFLICT (sha256) DO UPDATE SET reports = s.reports + 1, last_at = excluded.last_at,
       sha1 = coalesce(s.sha1, excluded.sha1), md5 = coalesce(s.md5, excluded.md5),
       size_bytes = coalesce(s.size_bytes, excluded.size_bytes)
     RETURNING id, released_at IS NULL AND (verdict IS NULL OR ${HAS_CONTENT}) AS "isWanted"`,
    [fileSha256, hashes?.sha1 ?? null, hashes?.md5 ?? null, hashes === null ? null : totalBytes],
  )) as [{ id: string; isWanted: boolean }];
  const [{ isNew }] = (await manager.query(
    `INSERT INTO sample_report (sample_id, endpoint, customer_id, last_at) VALUES ($1, $2, $3, judged_now())
     ON CONFLICT (sample_id, endpoint) DO UPDATE SET last_at = excluded.last_at RETURNING xmax = 0 AS "isNew"`,
    [row.id, endpoint, customerId],
  )) as [{ isNew: boolean }];
  if (isNew) await manager.query('UPDATE sample SET endpoints = endpoints + 1 WHERE id = $1', [row.id]);
  return { sampleId: row.id, isWanted: row.isWanted };
}

/** False: it is held already. */
async function bookContent(manager: EntityManager, sample: ArrivedSample, sampleId: string): Promise<boolean> {
  const { id, firstByte, sizeBytes, totalBytes, sha256, storedBytes } = sample;
  const rows = (await manager.query(
    `INSERT INTO sample_content (id, sample_id, first_byte, size_bytes, total_bytes, sha256, stored_bytes, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, judged_now())
     ON CONFLICT (sample_id, first_byte, sha256, total_bytes) WHERE erased_at IS NULL DO NOTHING RETURNING 1`,
    [id, sampleId, firstByte, sizeBytes, totalBytes, sha256, storedBytes],
  )) as unknown[];
  return rows.length > 0;
}
