import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';

/** A count of guesses that went wrong, and what they cost. */
export interface BrakeBucket {
  /** What is counted together, such as a name and a network; kept as a digest. */
  readonly key: readonly string[];
  /** So many cost nothing; each one after them doubles the wait, in milliseconds. */
  readonly free: number;
  readonly firstWaitMs: number;
  readonly mostWaitMs: number;
}

export type BrakeAnswer =
  /** So many guesses stand against each bucket now, this one with them. */
  { readonly counts: readonly number[] } | { readonly retryAfterMs: number };

/** Without a wrong guess for so long, all is forgotten. */
const FORGOTTEN_AFTER = `interval '1 day'`;
const MOST_ROWS = 50_000;
const TIDY_EVERY = 200;

/** Thrown to undo what was counted of a guess that is not judged. */
class Held extends Error {
  constructor(readonly retryAfterMs: number) {
    super('held');
  }
}

/**
 * Slows guesses down, and never locks anybody out for good. Each guess is counted before it is judged, so that many at
 * once are no way around it, and is taken back when it was right.
 */
export class SignInBrake {
  private taken = 0;

  constructor(private readonly source: DataSource) {}

  /** Counts a guess against all its buckets, or against none where one has to wait. */
  async take(buckets: readonly BrakeBucket[]): Promise<BrakeAnswer> {
    if (this.taken++ % TIDY_EVERY === 0) await this.tidy();
    const ordered = buckets.map((one) => ({ ...one, digest: digestOf(one) }));
    // In one order, so that two guesses never wait for each other.
    ordered.sort((a, b) => a.digest.compare(b.digest));
    try {
      return await this.source.transaction(async (manager) => {
        const counts = new Map<string, number>();
        for (const one of ordered) counts.set(one.digest.toString('hex'), await count(manager, one.digest, one));
        return { counts: buckets.map((one) => counts.get(digestOf(one).toString('hex')) ?? 0) };
      });
    } catch (error) {
      if (error instanceof Held) return { retryAfterMs: error.retryAfterMs };
      throw error;
    }
  }

  /** After a guess that was right: `cleared` are as if nothing had been, of the others this one is taken back. */
  async forgive(cleared: readonly BrakeBucket[], others: readonly BrakeBucket[] = []): Promise<void> {
    await this.source.query('DELETE FROM sign_in_brake WHERE bucket = ANY($1::bytea[])', [cleared.map(digestOf)]);
    for (const one of others) {
      await this.source.query(
        `WITH last AS (DELETE FROM sign_in_brake WHERE bucket = $1 AND failures = 1)
         UPDATE sign_in_brake SET failures = failures - 1, free_at = least(free_at, judged_now()) WHERE bucket = $1 AND failures > 1`,
        [digestOf(one)],
      );
    }
  }

  private async tidy(): Promise<void> {
    await this.source.query(`DELETE FROM sign_in_brake WHERE failed_at < judged_now() - ${FORGOTTEN_AFTER}`);
    await this.source.query(
      `DELETE FROM sign_in_brake WHERE bucket IN
         (SELECT bucket FROM sign_in_brake ORDER BY failed_at DESC OFFSET ${String(MOST_ROWS)})`,
    );
  }
}

async function count(manager: EntityManager, digest: Buffer, bucket: BrakeBucket): Promise<number> {
  const { free, firstWaitMs, mostWaitMs } = bucket;
  // Without a wait, free since ever: another guess may have begun earlier and be counted later.
  const freeAt = (failures: string): string =>
    `CASE WHEN ${failures} <= $2 THEN '-infinity'::timestamptz
       ELSE judged_now() + least($3::float8 * 2 ^ least(${failures} - $2 - 1, 40), $4) * interval '1 ms' END`;
  const failures = `CASE WHEN b.failed_at < judged_now() - ${FORGOTTEN_AFTER} THEN 1 ELSE b.failures + 1 END`;
  const [row] = (await manager.query(
    `INSERT INTO sign_in_brake AS b (bucket, failures, failed_at, free_at)
     VALUES ($1, 1, judged_now(), ${freeAt('1')})
     ON CONFLICT (bucket) DO UPDATE SET failures = ${failures}, failed_at = judged_now(),
       free_at = ${freeAt(`(${failures})`)}
     WHERE b.free_at <= judged_now() RETURNING failures`,
    [digest, free, firstWaitMs, mostWaitMs],
  )) as { failures: number }[];
  if (row !== undefined) return row.failures;
  const [held] = (await manager.query(
    `SELECT extract(epoch FROM free_at - judged_now())::float8 * 1000 AS ms FROM sign_in_brake WHERE bucket = $1`,
    [digest],
  )) as { ms: number }[];
  throw new Held(Math.max(held?.ms ?? 0, 1));
}

function digestOf({ key }: BrakeBucket): Buffer {
  return createHash('sha256').update(JSON.stringify(key)).digest();
}
