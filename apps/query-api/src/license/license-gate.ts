import type { IncomingMessage } from 'node:http';
import type { ScopeMark } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { AskerHeaders, Credential, Protocol, RegistryEntry, TokenPlace } from '@pksn/licensing';
import { askerHeaders, nativeCredential, requireRate, scopeDigest, tokenCredential } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { CurrentGeneration } from '../generation/current-generation';
import { denialOf, judgementOf, refusalOf } from './credential-judgement';
import type { KeyUse } from './key-use';
import type { KnockCounter } from './knock-counter';
import type { RegistryState } from './registry-state';
import { withDoubt } from './refusal-doubt';

export interface GatePorts {
  readonly registry: RegistryState;
  readonly generations: CurrentGeneration;
  readonly knocks: KnockCounter;
  readonly use: Pick<KeyUse, 'saw'>;
  readonly clock: Clock;
  /** Without a confirmation of the registry for this long, refusals say so. */
  readonly degradedAfterMs: number;
  /** Without a confirmation of the registry for this long, known keys are refused, too. */
  readonly registryMaxAgeMs: number;
  /** Where lookups need the statement: throws PARTICIPATION_REQUIRED. Null: they do not. */
  readonly requireRequests: ((grant: Grant, endpointId: string | null) => Promise<void>) | null;
}

/** What a granted request may do. */
export interface Grant {
  readonly entry: RegistryEntry;
  /** The instant from which the same is refused by time alone; milliseconds since 1970, Infinity: never. */
  readonly until: number;
  /** The registry's version that granted it: by another one it has to be judged again. */
  readonly version: number;
  readonly credential: Credential;
  /** What the request is for: reputations, which need a feed, or where the endpoint stands. */
  readonly purpose: Purpose;
}

type Purpose = 'data' | 'standing';

declare module 'fastify' {
  interface FastifyRequest {
    grant?: Grant;
  }
}

/** The decision table of LICENSING, judged from memory in its order, before anything is looked up. */
export class LicenseGate {
  constructor(private readonly ports: GatePorts) {}

  /** An `onRequest` hook of our own routes: sets `request.grant` or ends the request with its typed error. */
  readonly check = this.hook((headers) => nativeCredential(headers), 'data');

  /** The same for what gives no data: a key that covers no live feed has a standing, too, and may contribute. */
  readonly checkKey = this.hook((headers) => nativeCredential(headers), 'standing');

  /** Whether requests for data are judged by memory alone. */
  get isImmediate(): boolean {
    return this.ports.requireRequests === null;
  }

  /** The same for a protocol whose clients put an integration token in `place`. */
  checkToken(place: TokenPlace, protocol: Protocol): onRequestHookHandler {
    return this.hook((_headers, raw) => tokenCredential(place, protocol, raw.rawHeaders, raw.url ?? ''), 'data');
  }

  /** What the request was granted; judged again when the registry changed while its body came in. */
  grantOf(request: FastifyRequest): Grant {
    const { grant } = request;
    if (grant === undefined) throw new Fault('LICENSE_KEY_MISSING', 'the request was not judged');
    if (grant.version === this.ports.registry.registry?.version) return grant;
    return this.judgedAgain(grant);
  }

  /** By what an answer to this request is made now. */
  scopeMark({ entry }: Grant): ScopeMark {
    return { revision: this.ports.registry.mark?.revision ?? 0, scope: scopeDigest(entry) };
  }

  /** For an answer that goes on for hours: the grant as it is now. Throws what refuses it by now. */
  renewed(grant: Grant): Grant {
    const isSame = grant.version === this.ports.registry.registry?.version;
    return isSame && this.ports.clock.now() < grant.until ? grant : this.judgedAgain(grant);
  }

  private judgedAgain(grant: Grant): Grant {
    const now = this.ports.clock.now();
    try {
      return this.decide(grant.credential, now, grant.purpose);
    } catch (error) {
      throw this.explained(error);
    }
  }

  /**
   * The entry that a request with these headers may act for, at `now` (milliseconds since 1970), or the Fault of
   * the decision table. Takes from the license's rate when it is granted, and changes nothing when it is not.
   */
  judge(rawHeaders: readonly string[], now: number): RegistryEntry {
    const headers = askerHeaders(rawHeaders);
    return this.admit(nativeCredential(headers), headers, now, 'data').entry;
  }

  private hook(
    read: (headers: AskerHeaders, raw: IncomingMessage) => Credential,
    purpose: Purpose,
  ): onRequestHookHandler {
    return (request, _reply, done) => {
      const now = this.ports.clock.now();
      try {
        const headers = askerHeaders(request.raw.rawHeaders);
        request.grant = this.admit(read(headers, request.raw), headers, now, purpose);
        const { requireRequests } = this.ports;
        if (requireRequests === null || purpose === 'standing') done();
        else requireRequests(request.grant, headers.endpointId).then(() => done(), done);
      } catch (error) {
        if (error instanceof Fault) this.countKnock(error, now);
        done(this.explained(error));
      }
    };
  }

  private admit(credential: Credential, { endpointId }: AskerHeaders, now: number, purpose: Purpose): Grant {
    const grant = this.decide(credential, now, purpose);
    try {
      requireRate(grant.entry, now);
    } catch (error) {
      throw denialOf(credential, grant.entry, error);
    }
    this.ports.use.saw(grant.entry, endpointId, now);
    return grant;
  }

  /** The table without its last line, the rate. */
  private decide(credential: Credential, now: number, purpose: Purpose): Grant {
    const { registry: state, generations, registryMaxAgeMs } = this.ports;
    const { registry } = state;
    if (registry === null) throw new Fault('SERVICE_UNAVAILABLE', 'the service is still reading its license registry');
    const judgement = judgementOf(credential, registry, now);
    if (!judgement.granted) throw refusalOf(credential, judgement, registry);
    if (state.ageMs() > registryMaxAgeMs) {
      throw new Fault('SERVICE_UNAVAILABLE', 'the license registry could not be confirmed for too long');
    }
    const { entry, until } = judgement;
    try {
      const live = generations.current();
      if (purpose === 'data') live.viewOf(entry).requireFeeds();
    } catch (error) {
      throw denialOf(credential, entry, error);
    }
    return { entry, until, version: registry.version, credential, purpose };
  }

  private countKnock(fault: Fault, now: number): void {
    const { fingerprint } = fault.facts;
    if (fault.code === 'LICENSE_KEY_NOT_SUBMITTED' && typeof fingerprint === 'string')
      this.ports.knocks.count(fingerprint, now);
  }

  /** With the people to turn to, in every refusal that only they can end. */
  private explained(error: unknown): Error {
    if (!(error instanceof Fault)) return error instanceof Error ? error : new Error('not an error');
    if (!/^(?:LICENSE|INTEGRATION_TOKEN)_/.test(error.code)) return error;
    const { registry, degradedAfterMs } = this.ports;
    const ageMs = registry.ageMs();
    return new Fault(error.code, ageMs > degradedAfterMs ? withDoubt(error, ageMs) : error.detail, {
      cause: error.cause,
      facts: { ...error.facts, provider: registry.provider },
    });
  }
}
