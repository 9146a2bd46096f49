import { hash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { EndpointEvents } from '../endpoint-events';
import type { Pace } from '../pace';
import type { KeyName } from './key-name';

/** License keys as the endpoint was configured; `next` is the one that will replace the current one. */
export interface LicenseKeys {
  readonly current: string;
  readonly next?: string | null;
}

/** How long the next key rests after a refusal, and for how long a refusal of every key is held, in milliseconds. */
const NEXT_AGAIN_MS = 300_000;
const REFUSAL_HELD_MS = 5_000;
const FINGERPRINT_DIGITS = 8;
const SHELF_DIGITS = 32;
/** Text that can be a header. */
export const KEY_TEXT = /^[\x21-\x7e]{1,256}$/;

/**
 * Which license key requests carry. The next key is tried first of all, and then every five minutes: from the moment at which
 * the service takes it, it is the one. Until then, and whenever it is refused, the current key goes on. While both are refused
 * the service is asked at most every five seconds.
 */
export class KeyRing {
  private inUse: KeyName = 'current';
  private nextTriedAt = -Infinity;
  private trial: Promise<void> | null = null;
  private held: { readonly fault: Fault; readonly until: number } | null = null;
  private toldRefusal: string | null = null;

  /** Fault: LICENSE_KEY_MALFORMED for text that could be no header. */
  constructor(
    private readonly keys: LicenseKeys,
    private readonly events: EndpointEvents,
    private readonly pace: Pick<Pace, 'now'>,
  ) {
    for (const key of [keys.current, keys.next ?? null]) {
      if (key !== null && !KEY_TEXT.test(key)) throw new Fault('LICENSE_KEY_MALFORMED', 'this is no license key');
    }
  }

  /** LICENSING: the first 8 hex digits of the SHA-256 of the key in use. */
  get fingerprint(): string {
    return hash('sha256', this.keyOf(this.inUse), 'hex').slice(0, FINGERPRINT_DIGITS);
  }

  /** Tells answers that one key got from those that another one got; it leads back to no key. */
  shelfOf(name: KeyName): string {
    return hash('sha256', `kept answers\0${this.keyOf(name)}`, 'hex').slice(0, SHELF_DIGITS);
  }

  /** Of all keys that this endpoint has. */
  get shelves(): readonly string[] {
    return [this.shelfOf('current'), this.shelfOf('next')];
  }

  get name(): KeyName {
    return this.inUse;
  }

  /**
   * Runs `ask` with the key in use, and once more with the other key when the service refuses that one. `probe` asks what
   * the service thinks of a key. Faults: those of `ask`; while every key is refused, the refusal of the one in use.
   */
  async run<T>(
    probe: (key: string) => Promise<void>,
    ask: (key: string) => Promise<T>,
  ): Promise<{ readonly value: T; readonly key: KeyName }> {
    if (this.held !== null && this.pace.now() < this.held.until) throw this.held.fault;
    await this.tryNext(probe);
    const first = this.inUse;
    try {
      const value = await ask(this.keyOf(first));
      this.held = null;
      return { value, key: first };
    } catch (error) {
      if (!isKeyRefusal(error)) throw error;
      return this.other(first, error, ask);
    }
  }

  private async other<T>(
    refused: KeyName,
    refusal: Fault,
    ask: (key: string) => Promise<T>,
  ): Promise<{ readonly value: T; readonly key: KeyName }> {
    const key: KeyName = refused === 'current' ? 'next' : 'current';
    if (key === 'current' || (this.keys.next ?? null) !== null) {
      try {
        const value = await ask(this.keyOf(key));
        this.use(key, refusal.code);
        return { value, key };
      } catch (error) {
        if (!isKeyRefusal(error)) throw error;
      }
    }
    this.held = { fault: refusal, until: this.pace.now() + REFUSAL_HELD_MS };
    throw refusal;
  }

  /** Others that ask meanwhile wait for the same trial. */
  private async tryNext(probe: (key: string) => Promise<void>): Promise<void> {
    const next = this.keys.next ?? null;
    if (next === null || this.inUse === 'next') return;
    if (this.trial === null && this.pace.now() - this.nextTriedAt >= NEXT_AGAIN_MS) {
      this.nextTriedAt = this.pace.now();
      this.trial = this.tried(next, probe).finally(() => (this.trial = null));
    }
    await this.trial;
  }

  private async tried(next: string, probe: (key: string) => Promise<void>): Promise<void> {
    try {
      await probe(next);
      this.use('next', null);
    } catch (error) {
      // Whatever else is wrong, the request with the current key will meet it.
      if (!isKeyRefusal(error)) return;
      if (this.toldRefusal !== error.code)
        this.events.tell('next-key-refused', { code: error.code, detail: error.detail });
      this.toldRefusal = error.code;
    }
  }

  private use(key: KeyName, because: Fault['code'] | null): void {
    this.held = null;
    if (this.inUse === key) return;
    this.inUse = key;
    if (key === 'current') this.nextTriedAt = this.pace.now();
    this.events.tell('key-in-use', { key, because });
  }

  private keyOf(name: KeyName): string {
    return name === 'next' ? (this.keys.next ?? this.keys.current) : this.keys.current;
  }
}

/** Whether a refusal is about the key, so that another one may be taken: LICENSE_* of 401 and 403. */
function isKeyRefusal(error: unknown): error is Fault {
  if (!(error instanceof Fault) || !error.code.startsWith('LICENSE_')) return false;
  return error.kind === 'unauthenticated' || error.kind === 'forbidden';
}
