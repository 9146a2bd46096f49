import { Client } from 'pg';
import { CHANNELS } from './generations';

/** What a query process compares: either number moves when there is something to read again. */
export interface Revisions {
  readonly generation: number;
  readonly registry: number;
  readonly epoch: string;
}

export interface ChangeWatchOptions {
  readonly pollMs: number;
  /** Called for every observation, whether by notification or by polling; must not throw. */
  readonly seen: (revisions: Revisions) => void;
  readonly failed: (error: unknown) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 2_000;
const RECONNECT_MS = 500;

const REVISIONS_SQL = `SELECT (SELECT max(number) FROM generation) AS generation, registry_revision AS registry, epoch FROM installation`;

/**
 * Follows the generation and the registry by LISTEN and, because a half-open connection is silent, by asking for
 * both numbers every `pollMs`. A failed or late answer drops the connection and makes a new one.
 */
export class ChangeWatch {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private asking = false;
  private askAgain = false;

  constructor(
    private readonly url: string,
    private readonly options: ChangeWatchOptions,
  ) {}

  start(): void {
    void this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.drop();
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'private-ksn watch',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, new Error('the database ended the connection')));
    client.on('notification', () => void this.ask());
    this.client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNELS.generation}; LISTEN ${CHANNELS.registry}`);
      await this.ask();
    } catch (error) {
      this.lost(client, error);
    }
  }

  /** One question at a time; a notification in between asks once more. */
  private async ask(): Promise<void> {
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    const client = this.client;
    if (client === null || this.stopped) return;
    this.asking = true;
    try {
      do {
        this.askAgain = false;
        const { rows } = await client.query<{ generation: string; registry: string; epoch: string }>(REVISIONS_SQL);
        const row = rows[0];
        if (row !== undefined) {
          this.options.seen({ generation: Number(row.generation), registry: Number(row.registry), epoch: row.epoch });
        }
      } while (this.askAgain);
      this.schedule(this.options.pollMs, () => void this.ask());
    } catch (error) {
      this.lost(client, error);
    } finally {
      this.asking = false;
    }
  }

  private lost(client: Client, error: unknown): void {
    if (this.client !== client || this.stopped) return;
    this.client = null;
    this.options.failed(error);
    void client.end().catch(() => undefined);
    this.schedule(RECONNECT_MS, () => void this.connect());
  }

  private schedule(delayMs: number, work: () => void): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(work, delayMs);
  }

  private async drop(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }
}
