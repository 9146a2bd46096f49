import type { ObjectError, ScopeMark } from '@pksn/contract';
import { parseScopeMark, QUERY_LIMITS, SCOPE_HEADER } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { ServiceVerdict } from '@pksn/endpoint-client';
import { readBulk } from '@pksn/endpoint-client';
import type { Asker } from '../license/asker';
import { PROXY_LIMITS } from '../limits';
import type { Upstream } from '../upstream/upstream';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import type { AskedObject } from './asked-object';

/** What the service said of one object, and by what it said so. */
export interface Told {
  readonly result: ServiceVerdict | ObjectError;
  /** Null where the service does not say. */
  readonly mark: ScopeMark | null;
  readonly epoch: string;
  readonly generation: number;
}

interface Waiting {
  readonly asked: AskedObject;
  readonly asker: Asker;
  readonly told: Promise<Told>;
  readonly settle: (told: Told) => void;
  readonly fail: (error: unknown) => void;
}

/** A bulk was refused because of the key that carried it, which may be another asker's. */
export class CarrierRefused extends Error {
  constructor(
    readonly keyHash: string,
    readonly refusal: UpstreamRefusal,
  ) {
    super('the key that carried the bulk is refused');
  }
}

/**
 * Makes few requests of many asks of one scope: the same object asked at once is asked once, and asks of a moment go together.
 * One object's answer is everybody's of the scope; the request carries the key of one of them.
 */
export class UpstreamBulks {
  private readonly waiting = new Map<string, Waiting>();
  private queue: Waiting[] = [];
  private timer: NodeJS.Timeout | null = null;
  private underWay = 0;
  readonly counts = { requests: 0, objects: 0, joined: 0 };

  constructor(
    private readonly upstream: Upstream,
    /** Keeps what came; an ask counts as under way until this has ended. */
    private readonly came: (all: readonly { readonly asked: AskedObject; readonly told: Told }[]) => Promise<void>,
  ) {}

  /** Faults: SERVICE_UNREACHABLE, UpstreamRefusal, CarrierRefused, ENDPOINT_BUSY. */
  ask(asked: AskedObject, asker: Asker): Promise<Told> {
    const { key } = asked.identity;
    const joined = this.waiting.get(key);
    if (joined !== undefined) {
      this.counts.joined += 1;
      return joined.told;
    }
    if (this.waiting.size >= PROXY_LIMITS.waitingObjects) {
      throw new Fault('SERVICE_OVERLOADED', 'too many objects wait for an answer', { facts: { retryAfterSeconds: 1 } });
    }
    let [settle, fail]: [Waiting['settle'], Waiting['fail']] = [() => undefined, () => undefined];
    const told = new Promise<Told>((resolve, reject) => ([settle, fail] = [resolve, reject]));
    told.catch(() => undefined);
    const one = { asked, asker, told, settle, fail };
    this.waiting.set(key, one);
    this.queue.push(one);
    this.schedule();
    return told;
  }

  private schedule(): void {
    if (this.queue.length >= QUERY_LIMITS.bulkObjects) return this.flush();
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.flush();
    }, PROXY_LIMITS.windowMs);
  }

  private flush(): void {
    while (this.underWay < PROXY_LIMITS.bulksAtOnce && this.queue.length > 0) void this.send(this.taken());
  }

  /** As many as fit into one request. */
  private taken(): Waiting[] {
    const part: Waiting[] = [];
    let bytes = 0;
    for (const one of this.queue) {
      const length = Buffer.byteLength(JSON.stringify(one.asked.wire)) + 1;
      if (part.length >= QUERY_LIMITS.bulkObjects || (part.length > 0 && bytes + length > PROXY_LIMITS.bulkBodyBytes))
        break;
      bytes += length;
      part.push(one);
    }
    this.queue = this.queue.slice(part.length);
    return part;
  }

  private async send(part: readonly Waiting[]): Promise<void> {
    this.underWay += 1;
    this.counts.requests += 1;
    this.counts.objects += part.length;
    try {
      const all = await this.exchange(part);
      part.forEach((one, i) => one.settle(all[i] as Told));
      await this.came(part.map(({ asked }, i) => ({ asked, told: all[i] as Told }))).catch(() => undefined);
    } catch (error) {
      for (const one of part) one.fail(error);
    } finally {
      for (const one of part) this.waiting.delete(one.asked.identity.key);
      this.underWay -= 1;
      this.flush();
    }
  }

  private async exchange(part: readonly Waiting[]): Promise<readonly Told[]> {
    const { header, keyHash } = (part[0] as Waiting).asker;
    const answer = await this.upstream.send({
      method: 'POST',
      path: '/v1/lookup',
      headers: { [header.name]: header.value, 'content-type': 'application/json', accept: 'application/json' },
      body: Buffer.from(JSON.stringify({ objects: part.map(({ asked }) => asked.wire) })),
    });
    if (answer.status !== 200) {
      const refusal = UpstreamRefusal.of(answer);
      if (!refusal.isWorded) throw this.upstream.garbage(refusal);
      throw refusal.isOfKey ? new CarrierRefused(keyHash, refusal) : refusal;
    }
    try {
      const mark = parseScopeMark(answer.headers[SCOPE_HEADER]);
      const body = JSON.parse(answer.body.toString()) as { epoch: string; generation: number };
      const { epoch, generation } = body;
      return readBulk(body, part.length).map((result) => ({ result, mark, epoch, generation }));
    } catch (cause) {
      throw this.upstream.garbage(cause);
    }
  }
}
