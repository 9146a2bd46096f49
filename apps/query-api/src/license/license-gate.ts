import { Fault } from '@pksn/domain';
import type { Registry, RegistryEntry } from '@pksn/licensing';
import { bearerKey, judgementFault, licenseKeyHash, requireRate } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CurrentGeneration } from '../generation/current-generation';
import type { KnockCounter } from './knock-counter';
import type { RegistryState } from './registry-state';

/** What a granted request may do. */
export interface Grant {
  readonly entry: RegistryEntry;
  /** The registry that granted it: by another one it has to be judged again. */
  readonly registry: Registry | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    grant?: Grant;
  }
}

/** The decision table of LICENSING, judged from memory in its order, before anything is looked up. */
export class LicenseGate {
  constructor(
    private readonly registry: RegistryState,
    private readonly generations: CurrentGeneration,
    private readonly knocks: KnockCounter,
    private readonly clock: Clock,
    private readonly registryMaxAgeMs: number,
  ) {}

  /** An `onRequest` hook: sets `request.grant` or ends the request with its typed error. */
  readonly check = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const now = this.clock.now();
    try {
      request.grant = { entry: this.judge(request.raw.rawHeaders, now), registry: this.registry.registry };
      done();
    } catch (error) {
      if (error instanceof Fault) this.countKnock(error, now);
      done(this.withProvider(error));
    }
  };

  /** What the request was granted; judged again when the registry changed while its body came in. */
  grantOf(request: FastifyRequest): Grant {
    const { grant } = request;
    if (grant === undefined) throw new Fault('LICENSE_KEY_MISSING', 'the request was not judged');
    const { registry } = this.registry;
    if (grant.registry === registry) return grant;
    try {
      return { entry: this.decide(request.raw.rawHeaders, this.clock.now()), registry };
    } catch (error) {
      throw this.withProvider(error);
    }
  }

  /**
   * The entry that a request with these headers may act for, at `now` (milliseconds since 1970), or the Fault of
   * the decision table. Takes from the license's rate when it is granted, and changes nothing when it is not.
   */
  judge(rawHeaders: readonly string[], now: number): RegistryEntry {
    const entry = this.decide(rawHeaders, now);
    requireRate(entry, now);
    return entry;
  }

  /** The table without its last line, the rate. */
  private decide(rawHeaders: readonly string[], now: number): RegistryEntry {
    const key = bearerKey(rawHeaders);
    const { registry } = this.registry;
    if (registry === null) throw new Fault('SERVICE_UNAVAILABLE', 'the service is still reading its license registry');
    const judgement = registry.judgeKey(key, now);
    if (!judgement.granted) throw judgementFault(judgement, licenseKeyHash(key));
    if (this.registry.ageMs(now) > this.registryMaxAgeMs) {
      throw new Fault('SERVICE_UNAVAILABLE', 'the license registry could not be confirmed for too long');
    }
    this.generations.current().viewOf(judgement.entry).requireFeeds();
    return judgement.entry;
  }

  private countKnock(fault: Fault, now: number): void {
    const { fingerprint } = fault.facts;
    if (fault.code === 'LICENSE_KEY_NOT_SUBMITTED' && typeof fingerprint === 'string')
      this.knocks.count(fingerprint, now);
  }

  /** The people to turn to, in every refusal that only they can end. */
  private withProvider(error: unknown): Error {
    if (!(error instanceof Fault)) return error instanceof Error ? error : new Error('not an error');
    if (!error.code.startsWith('LICENSE_') || error.code === 'LICENSE_RATE') return error;
    return new Fault(error.code, error.detail, {
      cause: error.cause,
      facts: { ...error.facts, provider: this.registry.provider },
    });
  }
}
