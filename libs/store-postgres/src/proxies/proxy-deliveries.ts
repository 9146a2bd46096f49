import type { DataSource, EntityManager } from 'typeorm';

/** Which entry of which queue of a proxy it is that is handed in. */
export interface ProxyDelivery {
  readonly proxyId: string;
  /** 16 bytes. */
  readonly queueId: Buffer;
  /** From 1 on. */
  readonly number: number;
  /** Digest of the entry, 16 bytes. */
  readonly entry: Buffer;
}

/** The highest number of a queue that is in force, and the digest of the entry that had it; 0 and null: none yet. */
export interface TakenLast {
  readonly delivered: number;
  readonly entry: string | null;
}

/** What proxies handed in: of each queue the highest number that is in force. It and all below are never taken again. */
export class ProxyDeliveries {
  constructor(private readonly source: DataSource) {}

  async lastOf(queueId: Buffer): Promise<TakenLast> {
    const [row] = (await this.source.query(
      `SELECT delivered::float8, encode(entry, 'hex') AS entry FROM proxy_queue WHERE queue_id = $1`,
      [queueId],
    )) as TakenLast[];
    return row ?? { delivered: 0, entry: null };
  }
}

/** Of one proxy, so that one that makes up queues fills nothing; it has two for each customer. */
const QUEUES_KEPT = 10_000;

/**
 * To be called in the transaction of the contribution: true when its number is new, and is in force with it; false when it was taken
 * before. A second delivery of the same number waits until the first has ended.
 */
export async function takeDelivery(
  manager: EntityManager,
  { proxyId, queueId, number, entry }: ProxyDelivery,
): Promise<boolean> {
  // A proxy that is enrolled again goes on with its queue: whose it is says the last that handed in.
  const rows = (await manager.query(
    `INSERT INTO proxy_queue AS q (queue_id, proxy_id, delivered, entry, at) VALUES ($1, $2, $3, $4, judged_now())
     ON CONFLICT (queue_id) DO UPDATE
       SET delivered = excluded.delivered, entry = excluded.entry, proxy_id = excluded.proxy_id, at = excluded.at
       WHERE q.delivered < excluded.delivered
     RETURNING xmax = 0 AS "isFirst"`,
    [queueId, proxyId, number, entry],
  )) as { isFirst: boolean }[];
  if (rows[0]?.isFirst === true)
    await manager.query(
      `DELETE FROM proxy_queue WHERE queue_id IN (
         SELECT queue_id FROM proxy_queue WHERE proxy_id = $1 ORDER BY at DESC OFFSET $2)`,
      [proxyId, QUEUES_KEPT],
    );
  return rows.length > 0;
}
