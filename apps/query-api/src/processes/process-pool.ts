import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { Logger } from '@pksn/runtime';
import { RestartPolicy, monotonicMs } from '@pksn/runtime';
import { ended, served } from './member-start';
import type { PoolMessage } from './pool-messages';
import { isPoolMessage } from './pool-messages';

const TICKET_KEY_BYTES = 48;
const TICKET_KEYS_EVERY_MS = 24 * 3_600_000;
const STOP_PATIENCE_MS = 25_000;

/** The members of a pool: starts them, replaces them, and misses those that end. */
export class ProcessPool {
  private readonly members = new Set<Worker>();
  /** Told to end, and still there. */
  private readonly leaving = new Set<Worker>();
  private readonly policy = new RestartPolicy();
  private readonly ticketTimer: NodeJS.Timeout;
  private ticketKeys = randomBytes(TICKET_KEY_BYTES);
  private underWay: Promise<unknown> = Promise.resolve();
  private stopping = false;
  private greet: (member: Worker) => void = () => undefined;

  constructor(
    private readonly size: number,
    private readonly log: Logger,
    private readonly givenUp: (fault: Fault) => void,
    private readonly stopPatienceMs = STOP_PATIENCE_MS,
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

  tellAll(message: PoolMessage): void {
    for (const member of this.members) tell(member, message);
  }

  /** Resolves with the port when every member serves. Faults: SERVICE_UNAVAILABLE. */
  async start(): Promise<number> {
    const started = Promise.all(Array.from({ length: this.size }, () => this.launch()));
    this.underWay = started;
    const [port] = await started;
    return port as number;
  }

  /** One member after the other, after what was asked before; one whose successor does not start stays. */
  replaceAll(): Promise<void> {
    const replaced = this.underWay.then(
      () => this.replaceEach(),
      () => undefined,
    );
    this.underWay = replaced;
    return replaced;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.ticketTimer);
    await Promise.all([...this.members, ...this.leaving].map((member) => this.end(member)));
  }

  private async replaceEach(): Promise<void> {
    try {
      for (const member of [...this.members]) {
        if (this.stopping) return;
        // One that ended by itself is missed already.
        if (!this.members.has(member)) continue;
        await this.launch();
        await this.retire(member);
      }
      // While there was one more than there should be, one that ended was not missed.
      while (!this.stopping && this.members.size < this.size) await this.launch();
    } catch (error) {
      this.log.error({ error }, 'no successor could be started; the process before it stays');
      this.fillUp();
      return;
    }
    this.log.info('every process was replaced');
  }

  /** A new member; resolves with its port when it serves. */
  private async launch(): Promise<number> {
    const member = cluster.fork();
    this.members.add(member);
    this.greet(member);
    member.on('message', (message: unknown) => {
      if (isPoolMessage(message)) this.heard(member, message);
    });
    // A message to one that ends just now fails; what matters of that is its end.
    member.on('error', (error) => this.log.warn({ error }, 'a query process could not be told something'));
    member.once('exit', (code: number | null, signal: string | null) => this.left(member, signal ?? code));
    try {
      const port = await served(member);
      tell(member, { pool: 'ticket-keys', keys: this.ticketKeys.toString('hex') });
      return port;
    } catch (error) {
      member.process.kill('SIGKILL');
      throw error;
    }
  }

  private heard(from: Worker, message: PoolMessage): void {
    if (message.pool === 'farewell') tell(from, message);
    if (message.pool === 'granted') for (const member of this.members) if (member !== from) tell(member, message);
  }

  private async retire(member: Worker): Promise<void> {
    this.members.delete(member);
    const gone = this.patiently(member);
    tell(member, { pool: 'retire' });
    await gone;
  }

  private async end(member: Worker): Promise<void> {
    const gone = this.patiently(member);
    member.process.kill('SIGTERM');
    await gone;
  }

  /** Until the end of one that is told to end, which is brought about if need be. */
  private async patiently(member: Worker): Promise<void> {
    this.leaving.add(member);
    const timer = setTimeout(() => member.process.kill('SIGKILL'), this.stopPatienceMs);
    await ended(member);
    clearTimeout(timer);
    this.leaving.delete(member);
  }

  /** Missed is only a member that was neither replaced nor stopped, and is no successor too many. */
  private left(member: Worker, how: string | number | null): void {
    if (!this.members.delete(member) || this.stopping) return;
    this.log.error({ how }, 'a query process ended');
    this.fillUp();
  }

  /** Starts what is missing, one after the other and ever more slowly. */
  private fillUp(): void {
    if (this.stopping || this.members.size >= this.size) return;
    const pauseMs = this.policy.next(monotonicMs());
    if (pauseMs === null) {
      this.givenUp(new Fault('SERVICE_UNAVAILABLE', 'query processes keep ending'));
      return;
    }
    setTimeout(() => {
      if (this.stopping || this.members.size >= this.size) return;
      this.launch().catch((error: unknown) => this.log.error({ error }, 'no new query process'));
    }, pauseMs);
  }

  private changeTicketKeys(): void {
    this.ticketKeys = randomBytes(TICKET_KEY_BYTES);
    this.tellAll({ pool: 'ticket-keys', keys: this.ticketKeys.toString('hex') });
  }
}

function tell(member: Worker, message: PoolMessage): void {
  if (member.isConnected()) member.send(message);
}
