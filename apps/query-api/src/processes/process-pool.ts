import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Fault } from '@pksn/domain';
import type { Logger, Shutdown } from '@pksn/runtime';
import { RestartPolicy, monotonicMs, reportReady } from '@pksn/runtime';
import type { QueryConfig } from '../config';
import type { PoolMessage } from './pool-messages';
import { isPoolMessage } from './pool-messages';

const TICKET_KEY_BYTES = 48;
const TICKET_KEYS_EVERY_MS = 24 * 3_600_000;
const READY_DEADLINE_MS = 120_000;
const STOP_PATIENCE_MS = 25_000;

/**
 * Several query processes on one port, by Node's cluster module. Each follows the generations and the registry by
 * itself and shares the index with the others through the page cache. A member that dies is started again; SIGUSR2
 * replaces all of them one after the other, each only when its successor serves, so that no connection is refused.
 */
export async function startPool(config: QueryConfig, log: Logger, shutdown: Shutdown): Promise<void> {
  const { processes: size } = config;
  const pool = new ProcessPool(size, log, (fault) => {
    log.fatal({ code: fault.code }, fault.detail);
    void shutdown.stop('members keep ending', fault.exitCode);
  });
  shutdown.onStop('query processes', () => pool.stop());
  const port = await pool.start();
  if (config.metricsPort !== null) {
    // Loaded only where it is wanted: a pool itself needs nothing of what serves.
    const { servePooledMetrics } = await import('./pooled-metrics.js');
    shutdown.onStop('metrics', await servePooledMetrics(pool, config, log));
  }
  process.on('SIGUSR2', () => void pool.replaceAll());
  log.info({ port, processes: size }, 'serving with several processes');
  reportReady({ port });
}

export class ProcessPool {
  private readonly members = new Set<Worker>();
  private readonly policy = new RestartPolicy();
  private readonly ticketTimer: NodeJS.Timeout;
  private ticketKeys = randomBytes(TICKET_KEY_BYTES);
  private replacing: Promise<void> = Promise.resolve();
  private stopping = false;
  private greet: (member: Worker) => void = () => undefined;

  constructor(
    private readonly size: number,
    private readonly log: Logger,
    private readonly givenUp: (fault: Fault) => void,
  ) {
    this.ticketTimer = setInterval(() => this.changeTicketKeys(), TICKET_KEYS_EVERY_MS).unref();
  }

  get all(): Iterable<Worker> {
    return this.members;
  }

  /** Calls `greet` with every member, now and later. */
  onMember(greet: (member: Worker) => void): void {
    this.greet = greet;
    for (const member of this.members) greet(member);
  }

  /** Resolves with the port when every member serves. Faults: SERVICE_UNAVAILABLE. */
  async start(): Promise<number> {
    const ports = await Promise.all(Array.from({ length: this.size }, () => this.launch()));
    return ports[0] as number;
  }

  /** One member after the other, after what was asked before; one whose successor does not start stays. */
  replaceAll(): Promise<void> {
    this.replacing = this.replacing.then(async () => {
      for (const member of [...this.members]) {
        if (this.stopping) return;
        try {
          await this.launch();
          await this.retire(member);
        } catch (error) {
          this.log.error({ error }, 'no successor could be started; the process before it stays');
          return;
        }
      }
      this.log.info('every process was replaced');
    });
    return this.replacing;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.ticketTimer);
    await Promise.all([...this.members].map((member) => this.end(member)));
  }

  /** A new member; resolves with its port when it serves. */
  private async launch(): Promise<number> {
    const member = cluster.fork();
    this.members.add(member);
    this.greet(member);
    member.on('message', (message: unknown) => {
      if (isPoolMessage(message) && message.pool === 'farewell') tell(member, message);
    });
    member.once('exit', (code: number | null, signal: string | null) => this.left(member, signal ?? code));
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), READY_DEADLINE_MS);
    try {
      const port = await Promise.race([readyPort(member), diedEarly(member, late.signal)]);
      tell(member, { pool: 'ticket-keys', keys: this.ticketKeys.toString('hex') });
      return port;
    } catch (error) {
      member.process.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async retire(member: Worker): Promise<void> {
    this.members.delete(member);
    if (member.isDead()) return;
    const ended = once(member, 'exit');
    tell(member, { pool: 'retire' });
    await ended;
  }

  private async end(member: Worker): Promise<void> {
    if (member.isDead()) return;
    const ended = once(member, 'exit');
    member.process.kill('SIGTERM');
    const timer = setTimeout(() => member.process.kill('SIGKILL'), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Missed is only a member that was neither replaced nor stopped, and is no successor too many. */
  private left(member: Worker, how: string | number | null): void {
    if (!this.members.delete(member) || this.stopping || this.members.size >= this.size) return;
    const pauseMs = this.policy.next(monotonicMs());
    this.log.error({ how }, 'a query process ended');
    if (pauseMs === null) {
      this.givenUp(new Fault('SERVICE_UNAVAILABLE', 'query processes keep ending'));
      return;
    }
    setTimeout(() => {
      if (!this.stopping) this.launch().catch((error: unknown) => this.log.error({ error }, 'no new query process'));
    }, pauseMs);
  }

  private changeTicketKeys(): void {
    this.ticketKeys = randomBytes(TICKET_KEY_BYTES);
    for (const member of this.members) tell(member, { pool: 'ticket-keys', keys: this.ticketKeys.toString('hex') });
  }
}

async function readyPort(member: Worker): Promise<number> {
  for (;;) {
    const [message] = (await once(member, 'message')) as [unknown];
    if (typeof message === 'object' && message !== null && 'port' in message) return Number(message.port);
  }
}

async function diedEarly(member: Worker, late: AbortSignal): Promise<never> {
  try {
    await once(member, 'exit', { signal: late });
  } catch (cause) {
    throw new Fault('SERVICE_UNAVAILABLE', 'a query process did not become ready in time', { cause });
  }
  throw new Fault('SERVICE_UNAVAILABLE', 'a query process ended before it was ready');
}

function tell(member: Worker, message: PoolMessage): void {
  if (member.isConnected()) member.send(message);
}
