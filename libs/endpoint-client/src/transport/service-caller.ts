import { Fault, FAULT_KINDS } from '@pksn/domain';
import type { KeyName } from '../keys/key-name';
import type { KeyRing } from '../keys/key-ring';
import type { Pace } from '../pace';
import { faultOfAnswer } from './answer-fault';
import type { HttpsTransport, StreamedBody } from './https-transport';
import { Pauses } from './pauses';
import type { RequestWeight } from './pauses';
import { backoffMs, RetryBudget } from './retry-budget';
import { retryAfterSeconds } from './retry-after';
import type { RouteOrder } from './route-order';

export interface ServiceRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, with these headers, in place of `json`. */
  readonly file?: { readonly body: StreamedBody; readonly headers: Readonly<Record<string, string>> };
  /** Throws SERVICE_UNAVAILABLE for an answer that is none, which counts as any other failure of the service. */
  readonly check?: (body: unknown) => void;
  readonly weight: RequestWeight;
  /** False for the few routes that are open to everybody. */
  readonly withKey?: boolean;
  /** Ends the request, its pauses and its retries; rejects with its reason. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 until when an answer is of use: no pause goes beyond. */
  readonly until: number;
}

export interface ServiceAnswer {
  readonly body: unknown;
  readonly origin: string;
  /** The key that the service took; null for a request without one. */
  readonly key: KeyName | null;
}

export interface CallerPorts {
  readonly transport: HttpsTransport;
  readonly routes: RouteOrder;
  readonly keys: KeyRing | null;
  readonly pace: Pace;
  /** The endpoint's pseudonym, 32 hexadecimal digits; null: none is sent. */
  readonly endpointId: string | null;
  /** Attempts of one request over all addresses, the first included. */
  readonly attempts: number;
  readonly silenceMs: number;
  /** Hears whether the service was reached. */
  readonly heard: (online: boolean, detail: string | null) => void;
}

/**
 * Asks the service: the addresses in their order, the keys, pauses that the service named (Retry-After), and retries with
 * jitter within a budget. Only what may be repeated is asked through it.
 */
export class ServiceCaller {
  private readonly budget = new RetryBudget();
  readonly pauses = new Pauses();

  constructor(private readonly ports: CallerPorts) {}

  /**
   * `verify` is run before the request goes to an address, and may refuse it. Faults: SERVICE_UNREACHABLE when no address
   * answers, and whatever the service answers with.
   */
  async ask(request: ServiceRequest, verify: (origin: string) => Promise<void> = resolved): Promise<ServiceAnswer> {
    const { routes, pace, heard } = this.ports;
    for (let failures = 1; ; failures++) {
      await this.waitForPause(request);
      const origin = routes.best(pace.now());
      try {
        await verify(origin);
        const answer = await this.askAt(origin, request);
        this.budget.succeeded();
        return answer;
      } catch (error) {
        // Other kinds of objects are taken: neither a pause for all nor another attempt.
        if (!(error instanceof Fault) || error.code === 'SERVICE_RESTRICTED') throw error;
        this.note(error, origin, request);
        const again = FAULT_KINDS[error.kind].retry && failures < this.ports.attempts;
        const elsewhere = error.code === 'SERVICE_UNREACHABLE' && routes.hasAnother(pace.now());
        if (error.code === 'SERVICE_UNREACHABLE' && !elsewhere) heard(false, error.detail);
        if (elsewhere && failures < routes.origins.length + this.ports.attempts) continue;
        if (!again || !this.budget.take()) throw error;
        await this.waitBefore(failures, error, request);
      }
    }
  }

  /** One request at one address with the key in use, or the other one. */
  async askAt(origin: string, request: ServiceRequest): Promise<ServiceAnswer> {
    const { value, key } = await this.withKey(origin, request, (text) => this.exchange(origin, request, text));
    return { body: value, origin, key };
  }

  /** Runs `use` with the key in use, or the other one, or without any where the request has none. */
  async withKey<T>(
    origin: string,
    request: ServiceRequest,
    use: (key: string | null) => Promise<T>,
  ): Promise<{ readonly value: T; readonly key: KeyName | null }> {
    const { keys } = this.ports;
    if (request.withKey === false || keys === null) return { value: await use(null), key: null };
    const probe = async (key: string): Promise<void> => {
      await this.exchange(origin, { ...without(request), method: 'GET', path: '/v1/license', check: anything }, key);
    };
    return keys.run(probe, use);
  }

  /** Headers that every request to the service carries. */
  headers(key: string | null): Record<string, string> {
    const { endpointId } = this.ports;
    return {
      accept: 'application/json',
      ...(endpointId === null ? {} : { 'pksn-endpoint': endpointId }),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    };
  }

  private async exchange(origin: string, request: ServiceRequest, key: string | null): Promise<unknown> {
    const { transport, routes, pace, silenceMs, heard } = this.ports;
    const { method, path, json, file, signal } = request;
    const body = file?.body ?? (json === undefined ? null : Buffer.from(JSON.stringify(json)));
    const type: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
    const headers = { ...this.headers(key), ...type, ...file?.headers };
    const answer = await transport.send(origin, { method, path, headers, body, signal, silenceMs });
    routes.answered(origin);
    heard(true, null);
    const value = parsed(answer.text);
    if (answer.status >= 200 && answer.status < 300) {
      if (value === undefined) throw new Fault('SERVICE_UNAVAILABLE', `${origin}: the answer is no JSON`);
      request.check?.(value);
      return value;
    }
    throw faultOfAnswer(answer.status, value, retryAfterSeconds(answer.headers['retry-after'], pace.now()));
  }

  private note(fault: Fault, origin: string, request: ServiceRequest): void {
    const { routes, pace } = this.ports;
    if (fault.code === 'SERVICE_UNREACHABLE') routes.failed(origin, pace.now());
    const seconds = fault.facts.retryAfterSeconds;
    if (typeof seconds === 'number') this.pauses.asked(request.weight, pace.now(), seconds * 1_000);
  }

  private async waitForPause({ weight, until, signal }: ServiceRequest): Promise<void> {
    const { pace } = this.ports;
    const leftMs = this.pauses.leftMs(weight, pace.now());
    if (leftMs === 0) return;
    const seconds = Math.ceil(leftMs / 1_000);
    if (pace.now() + leftMs > until) {
      const facts = { retryAfterSeconds: seconds };
      throw new Fault('SERVICE_UNAVAILABLE', `the service asked to wait for ${seconds} more seconds`, { facts });
    }
    // Not all at the same moment: whoever waited for the same end comes within a tenth of it.
    await pace.sleep(leftMs + Math.round((pace.random() * leftMs) / 10), signal);
  }

  private async waitBefore(failures: number, fault: Fault, { until, signal }: ServiceRequest): Promise<void> {
    const { pace } = this.ports;
    const seconds = fault.facts.retryAfterSeconds;
    const ms = typeof seconds === 'number' ? seconds * 1_000 : backoffMs(failures, () => pace.random());
    if (pace.now() + ms > until) throw fault;
    // A pause that the service named is waited for before the next attempt, and by everybody.
    if (typeof seconds !== 'number') await pace.sleep(ms, signal);
  }
}

/** The request without what it sends. */
function without({ json: _json, file: _file, ...rest }: ServiceRequest): ServiceRequest {
  return rest;
}

const anything = (): void => undefined;
const resolved = (): Promise<void> => Promise.resolve();

/** Undefined when the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
