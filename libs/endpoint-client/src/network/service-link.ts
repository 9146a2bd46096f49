import { Fault } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import type { Bounds } from '../deadline';
import { untilAborted } from '../deadline';
import type { EndpointEvents } from '../endpoint-events';
import type { Pace } from '../pace';
import type { ServiceAnswer, ServiceCaller, ServiceRequest } from '../transport/service-caller';
import type { NetworkWatch } from './network-watch';
import type { RequestRestraint } from './request-restraint';
import { readStatus } from './service-status';
import type { ServiceStatus } from './service-status';

/** For how long an address counts as known, in milliseconds; shorter while the service restricts what may be asked. */
const KNOWN_MS = 300_000;
const KNOWN_RESTRICTED_MS = 30_000;
/** A status this young is not asked for again because of a refusal. */
const HEARD_LATELY_MS = 5_000;

const ASK_STATUS = {
  method: 'GET',
  path: '/v1/status',
  weight: 'control',
  check: (body: unknown): void => void readStatus(body),
} as const;

/**
 * The service, asked only as far as was accepted: an address says by its status which network it belongs to before it gets
 * anything else, again whenever no connection to it is left (it may have been started anew), and every five minutes. What its later
 * answers say comes to `see`.
 */
export class ServiceLink {
  private readonly knownUntil = new Map<string, number>();
  private readonly greetings = new Map<string, Promise<void>>();
  private heard: ServiceStatus | null = null;
  private heardAt = -Infinity;

  constructor(
    readonly caller: ServiceCaller,
    readonly watch: NetworkWatch,
    readonly restraint: RequestRestraint,
    private readonly events: EndpointEvents,
    private readonly pace: Pick<Pace, 'now'>,
    private readonly isConnected: (origin: string) => boolean,
    private readonly timeoutMs: number,
  ) {}

  /** The last status that was heard; null: none yet. */
  get status(): ServiceStatus | null {
    return this.heard;
  }

  /**
   * `kinds` are those of the objects that it asks for. Faults: those of ServiceCaller.ask; ENDPOINT_NETWORK_CHANGED;
   * SERVICE_RESTRICTED; SERVICE_UNAVAILABLE while the service is switched off.
   */
  async ask(request: ServiceRequest, kinds: readonly ObjectType[] = []): Promise<ServiceAnswer> {
    this.watch.requireAccepted();
    try {
      return await this.caller.ask(request, async (origin) => {
        await this.verify(origin, request.signal);
        const now = this.pace.now();
        const refusal = kinds.map((kind) => this.restraint.refusal(kind, now)).find((one) => one !== null);
        if (refusal !== undefined) throw refusal;
      });
    } catch (error) {
      const isTheirs = error instanceof Fault && error.code === 'SERVICE_RESTRICTED' && 'status' in error.facts;
      if (isTheirs) this.askAgain();
      throw error;
    }
  }

  /** The service restricts more than it had said: its status is asked for before the next request. */
  askAgain(): void {
    if (this.pace.now() - this.heardAt >= HEARD_LATELY_MS) this.knownUntil.clear();
  }

  /** Run before an address gets anything but a question for its status. */
  async verify(origin: string, signal: AbortSignal): Promise<void> {
    await this.verifyNetwork(origin, signal);
    if (!this.restraint.isOff) return;
    const why = (this.heard?.restrictions ?? []).map((one) => one.reason).join(', ');
    throw new Fault('SERVICE_UNAVAILABLE', `the service is disabled${why === '' ? '' : `: ${why}`}`);
  }

  /** The same, also while the service is switched off. Fault: ENDPOINT_NETWORK_CHANGED. */
  async verifyNetwork(origin: string, signal: AbortSignal): Promise<void> {
    const isKnown = (this.knownUntil.get(origin) ?? 0) > this.pace.now() && this.isConnected(origin);
    if (!isKnown) await untilAborted(this.greet(origin), signal);
    this.watch.requireAccepted();
  }

  /** Asks for the status whatever was accepted. Faults: those of ServiceCaller.ask. */
  async askStatus(bounds: Bounds): Promise<ServiceStatus> {
    const { body, origin } = await this.caller.ask({ ...ASK_STATUS, ...bounds });
    const status = this.take(body, origin);
    await this.told(status);
    return status;
  }

  /** What an answer says of its network. Fault: ENDPOINT_NETWORK_CHANGED, and then the answer must not be used. */
  async see(infrastructure: ServiceStatus['infrastructure']): Promise<void> {
    await this.watch.see(infrastructure);
  }

  private greet(origin: string): Promise<void> {
    const under = this.greetings.get(origin);
    if (under !== undefined) return under;
    const bounds = { signal: AbortSignal.timeout(this.timeoutMs), until: this.pace.now() + this.timeoutMs };
    const greeting = this.caller
      .askAt(origin, { ...ASK_STATUS, ...bounds })
      .then(({ body }) => this.told(this.take(body, origin)))
      .catch((error: unknown) => {
        if (!bounds.signal.aborted) throw error;
        throw new Fault('SERVICE_UNREACHABLE', `${origin}: its status did not come in time`, { cause: error });
      })
      .finally(() => this.greetings.delete(origin));
    this.greetings.set(origin, greeting);
    return greeting;
  }

  private take(body: unknown, origin: string): ServiceStatus {
    const status = readStatus(body);
    const knownMs = status.status === 'enabled' ? KNOWN_MS : KNOWN_RESTRICTED_MS;
    this.knownUntil.set(origin, this.pace.now() + knownMs);
    const before = this.heard;
    this.heard = status;
    this.heardAt = this.pace.now();
    this.restraint.hear(status, this.heardAt + knownMs);
    const shown = ({ status: word, restrictions }: ServiceStatus): string => JSON.stringify([word, restrictions]);
    if (before === null || shown(before) !== shown(status)) this.events.tell('service-status', status);
    return status;
  }

  /** The status itself is no refusal: who asks for something else meets it. */
  private async told({ infrastructure }: ServiceStatus): Promise<void> {
    await this.watch.see(infrastructure).catch((error: unknown) => {
      if (!(error instanceof Fault) || error.code !== 'ENDPOINT_NETWORK_CHANGED') throw error;
    });
  }
}
