import { randomBytes } from 'node:crypto';
import type { ChainLink } from '@pksn/endpoint-client';
import { chainOf, isCircle, untilSelf } from '@pksn/endpoint-client';
import type { Upstream } from '../upstream/upstream';

const POLL_MS = 15_000;
const MOST_BYTES = 256 * 1024;

/** Who is above this proxy, up to the service: each is asked for the one above it, and says what it knows of the rest. */
export class ChainWatch {
  /** Made at each start: a copy of a data folder is another proxy. */
  readonly instance = randomBytes(16).toString('hex');
  /** Nearest first. */
  links: readonly ChainLink[] = [];
  isCircle = false;
  /** Whether it was asked at all. */
  isKnown = false;
  private timer: NodeJS.Timeout | null = null;
  private asking: Promise<void> | null = null;

  constructor(
    private readonly upstream: Pick<Upstream, 'send' | 'address'>,
    private readonly warn: (text: string) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.ask(), POLL_MS).unref();
    void this.ask();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.asking;
  }

  /** Asks now; who asks meanwhile waits for the same. Never fails. */
  ask(): Promise<void> {
    return (this.asking ??= this.answer().finally(() => (this.asking = null)));
  }

  private async answer(): Promise<void> {
    const { address } = this.upstream;
    const links = await this.upstream
      .send({ method: 'GET', path: '/readyz', headers: { accept: 'application/json' }, isProbe: true })
      .then(({ body }) => (body.length > MOST_BYTES ? null : chainOf(address, JSON.parse(body.toString()))))
      .catch(() => null);
    const before = this.isCircle;
    this.links = untilSelf(links ?? [unreachable(address)], this.instance);
    this.isCircle = isCircle(this.links, this.instance);
    this.isKnown = true;
    if (this.isCircle && !before) this.warn('the chain of proxies leads back to this one: no service is behind it');
  }
}

function unreachable(address: string): ChainLink {
  return { role: 'service', address, name: null, version: null, instance: null, status: 'unreachable' };
}
