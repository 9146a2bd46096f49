import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@pksn/runtime';

/** A real Redis of our own on a free loopback port, durable enough to be stopped and started again. */
export class TemporaryRedis {
  private server: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<TemporaryRedis> {
    const redis = new TemporaryRedis(await mkdtemp(join(tmpdir(), 'pksn-redis-')), await freePort());
    await redis.resume();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async resume(): Promise<void> {
    const where = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const server = spawn('redis-server', [...where, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'], {
      stdio: 'ignore',
    });
    const failed = once(server, 'error').then(() => {
      throw new Error('redis-server is needed for this test: apt-get install redis-server');
    });
    this.server = server;
    while (!(await Promise.race([this.accepts(), failed]))) {
      if (server.exitCode !== null) throw new Error('redis-server ended at once');
      await new Promise((done) => setTimeout(done, 20));
    }
    failed.catch(() => undefined);
  }

  /** Takes the server away at once; resume() brings it back with its data. */
  async interrupt(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server === null || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.interrupt();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async accepts(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
