import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { databaseOf } from './data-source';
import { CHANNELS } from './generations';

export interface LineEvents {
  readonly notified: () => void;
  /** The connection ended, by whichever side; told once. */
  readonly ended: (error: Error) => void;
}

/**
 * One connection that listens, asks and reads. It owns its socket, so that it can tell how much was heard, and can be
 * given up at once: a half-open connection never says goodbye.
 */
export class WatchLine {
  private readonly sockets: Socket[] = [];
  private readonly source: DataSource;
  private opening: Promise<EntityManager> | null = null;
  private open = true;
  /** Whether it ever answered. */
  isProven = false;

  constructor(
    url: string,
    private readonly events: LineEvents,
  ) {
    this.source = databaseOf(url, 1, {
      applicationName: 'private-ksn watch',
      stream: () => {
        if (!this.open) throw new Error('the connection was given up');
        const socket = new Socket();
        this.sockets.push(socket);
        return socket;
      },
    });
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Bytes that came from the server so far. */
  get heardBytes(): number {
    return this.sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
  }

  /** Everything that is asked through it uses this one connection; connects first. */
  manager(): Promise<EntityManager> {
    return (this.opening ??= this.connect());
  }

  /** Gives it up: what is still asked fails now. */
  close(why = new Error('the connection was given up')): void {
    if (!this.open) return;
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
    this.events.ended(why);
    this.release();
  }

  private async connect(): Promise<EntityManager> {
    await this.source.initialize();
    if (!this.open) this.release();
    const runner = this.source.createQueryRunner();
    const client = (await runner.connect()) as Client;
    client.on('error', (error) => this.close(error));
    client.on('end', () => this.close(new Error('the database ended the connection')));
    client.on('notification', this.events.notified);
    await this.listen(runner);
    return runner.manager;
  }

  private release(): void {
    if (this.source.isInitialized) this.source.destroy().catch(() => undefined);
  }

  /** A server in recovery refuses LISTEN, and a pooler may swallow what it would tell: polling stands in for both. */
  private async listen(runner: QueryRunner): Promise<void> {
    try {
      await runner.query(`LISTEN ${CHANNELS.generation}; LISTEN ${CHANNELS.registry}`);
    } catch (error) {
      if (!this.open) throw error;
    }
  }
}
