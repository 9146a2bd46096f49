import { createHash } from 'node:crypto';
import { Client } from 'pg';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { Service } from '../e2e/service';
import { eventually, submit, trust } from '../e2e/steps';
import { OBJECTS } from './rolling-feed';

/** Often, and soon: tests do not wait for a minute. */
export const HASTE = {
  PKSN_LOOK_INTERVAL: '100ms',
  PKSN_RETRY_INTERVAL: '200ms',
  PKSN_RUN_GRACE: '500ms',
  PKSN_ORPHAN_AGE: '1s',
  PKSN_RETAINED_SNAPSHOTS: '2',
} as const;

/** A service that trusts a vendor and has a license of it. */
export class UpkeepService {
  private constructor(
    readonly service: Service,
    readonly vendor: ForgedVendor,
    readonly key: string,
  ) {}

  static async create(worker: Record<string, string>, query: Record<string, string> = {}): Promise<UpkeepService> {
    const service = await Service.create();
    await Promise.all([
      service.start('query-api', 'query-api', query),
      service.start('admin-api'),
      service.start('import-worker', 'import-worker', { ...HASTE, ...worker }),
    ]);
    const vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    const license = vendor.license();
    await submit(service, license);
    return new UpkeepService(service, vendor, license.key);
  }

  async worker(environment: Record<string, string>): Promise<void> {
    await this.service.kill('import-worker', 'SIGTERM');
    await this.service.start('import-worker', 'import-worker', { ...HASTE, ...environment });
  }

  /** A digest of all verdicts, without what every generation changes. */
  async answers(): Promise<{ digest: string; generation: number; epoch: string }> {
    const { status, body, text } = await this.service
      .query(this.key)
      .post('/v1/lookup', { body: { objects: OBJECTS } });
    if (status !== 200) throw new Error(text);
    const { generation, epoch, results } = body as { generation: number; epoch: string; results: unknown };
    const digest = createHash('sha256').update(JSON.stringify(results)).digest('hex');
    return { digest, generation, epoch };
  }

  /** The same, from the newest generation that there was when it was asked for. */
  async newestAnswers(): ReturnType<UpkeepService['answers']> {
    const [row] = await this.sql<{ newest: string }>('SELECT max(number) AS newest FROM generation');
    return eventually(
      () => this.answers(),
      ({ generation }) => generation >= Number(row?.newest),
    );
  }

  /** What the audit log says of an action, newest first. */
  async audited(action: string): Promise<Record<string, unknown>[]> {
    const sql = 'SELECT detail FROM audit_entry WHERE action = $1 ORDER BY id DESC';
    return (await this.sql<{ detail: Record<string, unknown> }>(sql, [action])).map(({ detail }) => detail);
  }

  async sql<T>(text: string, parameters: unknown[] = []): Promise<T[]> {
    const client = new Client(this.service.database.url);
    await client.connect();
    try {
      return (await client.query(text, parameters)).rows as T[];
    } finally {
      await client.end();
    }
  }

  /** The live snapshot's runs. */
  async stack(): Promise<number[]> {
    const [row] = await this.sql<{ runs: string[] }>(`SELECT runs FROM snapshot WHERE state = 'active'`);
    return row?.runs.map(Number) ?? [];
  }
}
