import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

/** Everything that an import may leave somewhere, as one value to compare. */
export interface Holdings {
  readonly runRows: readonly string[];
  readonly runTables: readonly string[];
  readonly runFolders: readonly string[];
  readonly staging: readonly string[];
  readonly spool: readonly string[];
  readonly snapshots: number;
  readonly generation: number;
  /** Feeds with their floors, and the trust roots. */
  readonly floors: readonly string[];
}

/** Where an installation keeps what it has; a `Service` is one, and so is an `Installation`. */
export interface Kept {
  readonly database: { readonly url: string };
  readonly dataDir: string;
}

export async function holdings(service: Kept): Promise<Holdings> {
  const client = new Client(service.database.url);
  await client.connect();
  try {
    const ids = async (sql: string): Promise<string[]> =>
      (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id).sort();
    const [counts] = (
      await client.query<{ snapshots: number; generation: number }>(
        'SELECT (SELECT count(*)::int FROM snapshot) AS snapshots, (SELECT max(number)::int FROM generation) AS generation',
      )
    ).rows;
    return {
      runRows: await ids('SELECT id::text FROM run'),
      runTables: await ids(
        `SELECT substr(relname, 16) AS id FROM pg_class WHERE relkind = 'r' AND relname LIKE 'reputation\\_run\\_%'`,
      ),
      runFolders: await names(join(service.dataDir, 'index/runs')),
      staging: await names(join(service.dataDir, 'index/staging')),
      spool: await names(join(service.dataDir, 'spool')),
      snapshots: counts?.snapshots ?? -1,
      generation: counts?.generation ?? -1,
      floors: await ids(
        `SELECT name || ' ' || floor_version || ' ' || floor_digest AS id FROM feed
         UNION ALL SELECT vendor || ' root ' || version FROM vendor_root`,
      ),
    };
  } finally {
    await client.end();
  }
}

async function names(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).sort();
}

/** What is there beyond what the database names; empty when all is tidy. */
export function strays({ runRows, runTables, runFolders, staging, spool }: Holdings): string[] {
  const rows = new Set(runRows);
  const unknown = (kind: string, found: readonly string[]): string[] =>
    found.filter((id) => !rows.has(id)).map((id) => `${kind} ${id}`);
  const lost = (kind: string, found: readonly string[]): string[] =>
    runRows.filter((id) => !found.includes(id)).map((id) => `no ${kind} ${id}`);
  return [
    ...unknown('table', runTables),
    ...unknown('folder', runFolders),
    ...lost('table', runTables),
    ...lost('folder', runFolders),
    ...staging.map((name) => `staged ${name}`),
    ...spool.map((name) => `spooled ${name}`),
  ];
}
