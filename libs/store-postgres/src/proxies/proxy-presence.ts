import type { DataSource } from 'typeorm';

/** Times are milliseconds since 1970. */
export interface SilentProxy {
  readonly id: string;
  readonly name: string;
  readonly lastSeenAt: number;
}

export interface ProxyPresence {
  readonly registered: number;
  /** Seen since the time that was asked for. */
  readonly present: number;
  /** Null: none was ever seen. */
  readonly lastSeenAt: number | null;
}

const LISTED = 500;

/** Those in force that asked once, and last before `before`; the longest silent first. */
export function silentProxies(source: DataSource, before: number): Promise<SilentProxy[]> {
  return source.query(
    `SELECT id, name, (extract(epoch FROM last_seen_at) * 1000)::float8 AS "lastSeenAt" FROM proxy
     WHERE revoked_at IS NULL AND last_seen_at < $1 ORDER BY last_seen_at, id LIMIT ${String(LISTED)}`,
    [new Date(before)],
  );
}

export async function proxyPresence(source: DataSource, since: number): Promise<ProxyPresence> {
  const [row] = (await source.query(
    `SELECT count(*)::int AS registered, (count(*) FILTER (WHERE last_seen_at >= $1))::int AS present,
       (extract(epoch FROM max(last_seen_at)) * 1000)::float8 AS "lastSeenAt"
     FROM proxy WHERE revoked_at IS NULL`,
    [new Date(since)],
  )) as [ProxyPresence];
  return row;
}
