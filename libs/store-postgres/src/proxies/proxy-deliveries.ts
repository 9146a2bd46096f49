import type { DataSource, EntityManager } from 'typeorm';

/** Which entry of which queue of a proxy it is that is handed in. */
export interface ProxyDelivery {
  readonly proxyId: string;
  /** 16 bytes. */
  readonly queueId: Buffer;
  /** From 1 on. */
  readonly number: number;
}

/** What proxies handed in: of each queue the highest number that is in force. It and all below are never taken again. */
export class ProxyDeliveries {
  constructor(private readonly source: DataSource) {}

  /** 0: none yet. */
  async deliveredOf(queueId: Buffer): Promise<number> {
    const [row] = (await this.source.query('SELECT delivered::float8 FROM proxy_queue WHERE queue_id = $1', [
      queueId,
    ])) as { delivered: number }[];
    return row?.delivered ?? 0;
  }
}

/**
 * To be called in the transaction of the contribution: true when its number is new, and is in force with it; false when it was taken
 * before. A second delivery of the same number waits until the first has ended.
 */
export async function takeDelivery(
  manager: EntityManager,
  { proxyId, queueId, number }: ProxyDelivery,
): Promise<boolean> {
  // A proxy that is enrolled again goes on with its queue: whose it is says the last that handed in.
  const rows = (await manager.query(
    `INSERT INTO proxy_queue AS q (queue_id, proxy_id, delivered, at) VALUES ($1, $2, $3, judged_now())
     ON CONFLICT (queue_id) DO UPDATE SET delivered = excluded.delivered, proxy_id = excluded.proxy_id, at = excluded.at
       WHERE q.delivered < excluded.delivered
     RETURNING 1`,
    [queueId, proxyId, number],
  )) as unknown[];
  return rows.length > 0;
}
