import type { RunRecords } from '@pksn/ingest';
import type { SectionLayout } from '@pksn/domain';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';
import { COPY_HEADER } from './copy-rows';
import { LOCKS } from './locks';
import { partitionName } from './run-partition';

const LENGTH_BYTES = 4;
const FIELDS_BYTES = 2;
const BATCH_BYTES = 1 << 20;

/**
 * Reads the records of runs in one transaction. While `work` runs, folders that are being written are left alone by
 * the cleaner of orphaned ones.
 */
export async function withRunRecords<T>(source: DataSource, work: (records: RunRecords) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction('REPEATABLE READ');
    await runner.query('SELECT pg_advisory_xact_lock_shared($1)', [LOCKS.staging]);
    const done = await work({ batches: (runId, section) => batches(runner, runId, section) });
    await runner.commitTransaction();
    return done;
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/** A row is the number of its fields (1), a length, and key and value behind each other: the record itself. */
async function* batches(runner: QueryRunner, runId: number, section: SectionLayout): AsyncGenerator<Buffer> {
  const client = (await runner.connect()) as PoolClient;
  const stream = client.query(
    copyTo(
      `COPY (SELECT key || value FROM ${partitionName(runId)} WHERE section = ${String(section.id)} ORDER BY key)
       TO STDOUT (FORMAT binary)`,
    ),
  );
  let rest: Buffer = Buffer.alloc(0);
  let headBytes = COPY_HEADER.length;
  let records: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = Math.min(headBytes, all.length);
    headBytes -= at;
    for (let end = endOfRow(all, at); end > 0; end = endOfRow(all, at)) {
      const record = all.subarray(at + FIELDS_BYTES + LENGTH_BYTES, end);
      if (section.form === 'text') records.push(...packedText(section, record));
      else records.push(record);
      bytes += record.length;
      at = end;
    }
    rest = all.subarray(at);
    if (bytes < BATCH_BYTES) continue;
    yield Buffer.concat(records);
    [records, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(records);
}

/** Where the row that begins at `at` ends; 0 when it is not whole, or is the trailer. */
function endOfRow(bytes: Buffer, at: number): number {
  if (at + FIELDS_BYTES + LENGTH_BYTES > bytes.length || bytes.readInt16BE(at) < 0) return 0;
  const end = at + FIELDS_BYTES + LENGTH_BYTES + bytes.readInt32BE(at + FIELDS_BYTES);
  return end > bytes.length ? 0 : end;
}

/** As packages carry it: key, length, text. */
function packedText({ keyBytes }: SectionLayout, record: Buffer): Buffer[] {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(record.length - keyBytes);
  return [record.subarray(0, keyBytes), length, record.subarray(keyBytes)];
}
