import type { IncomingMessage } from 'node:http';
import { Fault } from '@pksn/domain';
import type { Credential, Judgement, Protocol, Registry, RegistryEntry, TokenPlace } from '@pksn/licensing';
import {
  integrationTokenHash,
  judgementFault,
  licenseKeyHash,
  nativeCredential,
  requireRate,
  tokenCredential,
  tokenFault,
} from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { CurrentGeneration } from '../generation/current-generation';
import { endpointIdOf } from './endpoint-id';
import type { KeyUse } from './key-use';
import type { KnockCounter } from './knock-counter';
import type { RegistryState } from './registry-state';

export interface GatePorts {
  readonly registry: RegistryState;
  readonly generations: CurrentGeneration;
  readonly knocks: KnockCounter;
  readonly use: Pick<KeyUse, 'saw'>;
  readonly clock: Clock;
  /** Without a confirmation of the registry for this long, known keys are refused, too. */
  readonly registryMaxAgeMs: number;
}

/** What a granted request may do. */
export interface Grant {
  readonly entry: RegistryEntry;
  /** The instant from which the same is refused by time alone; milliseconds since 1970, Infinity: never. */
  readonly until: number;
  /** The registry's version that granted it: by another one it has to be judged again. */
  readonly version: number;
  readonly credential: Credential;
}

declare module 'fastify' {
  interface FastifyRequest {
    grant?: Grant;
  }
}

/** The decision table of LICENSING, judged from memory in its order, before anything is looked up. */
export class LicenseGate {
  constructor(private readonly ports: GatePorts) {}

  /** An `onRequest` hook of our own routes: sets `request.grant` or ends the request with its typed error. */
  readonly check = this.hook((raw) => nativeCredential(raw.rawHeaders));

  /** The same for a protocol whose clients put an integration token in `place`. */
  checkToken(place: TokenPlace, protocol: Protocol): onRequestHookHandler {
    return this.hook((raw) => tokenCredential(place, protocol, raw.rawHeaders, raw.url ?? ''));
  }

  /** What the request was granted; judged again when the registry changed while its body came in. */
  grantOf(request: FastifyRequest): Grant {
    const { grant } = request;
    if (grant === undefined) throw new Fault('LICENSE_KEY_MISSING', 'the request was not judged');
    if (grant.version === this.ports.registry.registry?.version) return grant;
    try {
      return this.decide(grant.credential, this.ports.clock.now());
    } catch (error) {
      throw this.withProvider(error);
    }
  }

  /**
   * The entry that a request with these headers may act for, at `now` (milliseconds since 1970), or the Fault of
   * the decision table. Takes from the license's rate when it is granted, and changes nothing when it is not.
   */
  judge(rawHeaders: readonly string[], now: number): RegistryEntry {
    return this.admit(nativeCredential(rawHeaders), rawHeaders, now).entry;
  }

  private hook(read: (raw: IncomingMessage) => Credential): onRequestHookHandler {
    return (request, _reply, done) => {
      const now = this.ports.clock.now();
      try {
        request.grant = this.admit(read(request.raw), request.raw.rawHeaders, now);
        done();
      } catch (error) {
        if (error instanceof Fault) this.countKnock(error, now);
        done(this.withProvider(error));
      }
    };
  }

  private admit(credential: Credential, rawHeaders: readonly string[], now: number): Grant {
    const grant = this.decide(credential, now);
    requireRate(grant.entry, now);
    this.ports.use.saw(grant.entry, endpointIdOf(rawHeaders), now);
    return grant;
  }

  /** The table without its last line, the rate. */
  private decide(credential: Credential, now: number): Grant {
    const { registry: state, generations, registryMaxAgeMs } = this.ports;
    const { registry } = state;
    if (registry === null) throw new Fault('SERVICE_UNAVAILABLE', 'the service is still reading its license registry');
    const judgement = judgementOf(credential, registry, now);
    if (!judgement.granted) throw refusal(credential, judgement);
    if (state.ageMs(now) > registryMaxAgeMs) {
      throw new Fault('SERVICE_UNAVAILABLE', 'the license registry could not be confirmed for too long');
    }
    const { entry, until } = judgement;
    generations.current().viewOf(entry).requireFeeds();
    return { entry, until, version: registry.version, credential };
  }

  private countKnock(fault: Fault, now: number): void {
    const { fingerprint } = fault.facts;
    if (fault.code === 'LICENSE_KEY_NOT_SUBMITTED' && typeof fingerprint === 'string')
      this.ports.knocks.count(fingerprint, now);
  }

  /** The people to turn to, in every refusal that only they can end. */
  private withProvider(error: unknown): Error {
    if (!(error instanceof Fault)) return error instanceof Error ? error : new Error('not an error');
    if (!/^(?:LICENSE|INTEGRATION_TOKEN)_/.test(error.code) || error.code === 'LICENSE_RATE') return error;
    return new Fault(error.code, error.detail, {
      cause: error.cause,
      facts: { ...error.facts, provider: this.ports.registry.provider },
    });
  }
}

function judgementOf(credential: Credential, registry: Registry, now: number): Judgement {
  return credential.kind === 'key'
    ? registry.judgeKey(credential.canonical, now)
    : registry.judgeToken(credential.token, credential.protocol, now);
}

function refusal(credential: Credential, judgement: Judgement & { granted: false }): Fault {
  return credential.kind === 'key'
    ? judgementFault(judgement, licenseKeyHash(credential.canonical))
    : tokenFault(judgement, integrationTokenHash(credential.token));
}
