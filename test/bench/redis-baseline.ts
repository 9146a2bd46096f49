import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { freePort } from '@pksn/runtime';
import { PinnedProcess, cpuSecondsOfProcess, pinned } from './pinned-process';

export const hasRedis = spawnSync('redis-server', ['--version']).error === undefined;
const PAIRS_PER_SET = 1_000;

/** A Redis of our own on a free port and on the server's core, holding nothing but what it is given. */
export class RedisBaseline {
  private constructor(
    readonly port: number,
    private readonly server: ChildProcess,
  ) {}

  static async start(): Promise<RedisBaseline> {
    const port = await freePort();
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const [command = '', ...rest] = pinned('server', ['redis-server', ...flags]);
    const server = spawn(command, rest, { stdio: 'ignore' });
    while (!(await accepts(port))) {
      if (server.exitCode !== null) throw new Error('redis-server ended at once');
      await new Promise((done) => setTimeout(done, 20));
    }
    return new RedisBaseline(port, server);
  }

  /** Sets key after key, taken with their values from batches of whole records. */
  async fill(batches: Iterable<Buffer>, keyBytes: number, recordBytes: number): Promise<void> {
    const socket = connect(this.port, '127.0.0.1');
    await once(socket, 'connect');
    let [sent, answered] = [0, 0];
    socket.on('data', (bytes) => {
      // Every answer is +OK and a line end.
      answered += bytes.length / 5;
    });
    for (const batch of batches) {
      for (let at = 0; at < batch.length; at += PAIRS_PER_SET * recordBytes) {
        const parts: Buffer[] = [Buffer.from('MSET')];
        for (
          let record = at;
          record < Math.min(batch.length, at + PAIRS_PER_SET * recordBytes);
          record += recordBytes
        ) {
          const value = record + keyBytes;
          parts.push(batch.subarray(record, value), batch.subarray(value, record + recordBytes));
        }
        sent += 1;
        await write(socket, command(parts));
      }
    }
    while (answered < sent) await new Promise((done) => setTimeout(done, 5));
    socket.destroy();
  }

  /** Seconds of processor time that the server has used so far. */
  cpuSeconds(): number {
    return cpuSecondsOfProcess(this.server.pid);
  }

  /** Keys that MGET of 100 answers on 64 connections, asked by a Node client on the client's core. */
  async run(requestsPath: string, seconds: number): Promise<{ keys: number; tookSeconds: number }> {
    const { process, message } = await PinnedProcess.start<{ keys: number; tookSeconds: number }>(
      'client',
      'test/bench/redis-client.js',
      { args: [String(this.port), String(seconds), requestsPath] },
    );
    await process.stop();
    return message;
  }

  async stop(): Promise<void> {
    const ended = once(this.server, 'exit');
    this.server.kill('SIGTERM');
    await ended;
  }
}

/** A command in the Redis protocol. */
export function command(parts: readonly Buffer[]): Buffer {
  const pieces: Buffer[] = [Buffer.from(`*${String(parts.length)}\r\n`)];
  for (const part of parts) pieces.push(Buffer.from(`$${String(part.length)}\r\n`), part, Buffer.from('\r\n'));
  return Buffer.concat(pieces);
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain');
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
