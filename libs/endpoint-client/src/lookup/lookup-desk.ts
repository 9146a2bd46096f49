import type { ObjectError, WireObject } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { AnswerCache } from '../cache/answer-cache';
import type { ChangeFollower } from '../changes/change-follower';
import type { Bounds } from '../deadline';
import type { KeyRing } from '../keys/key-ring';
import { ENDPOINT_LIMITS } from '../limits';
import type { ServiceLink } from '../network/service-link';
import type { Pace } from '../pace';
import type { EndpointAnswer, EndpointResult, ServiceVerdict } from './endpoint-answer';
import { answerOf, answerOfNobody, isObjectError } from './endpoint-answer';
import type { Told } from './lookup-batcher';
import { LookupBatcher } from './lookup-batcher';
import type { Verdicts } from './lookup-requests';
import { bulksOf } from './lookup-requests';
import type { ObjectIdentity } from './object-identity';
import { askedObject, identityOf } from './object-identity';
import { isRestricted, RestrainedRequests } from './restrained-requests';

/** What the application gets while the service cannot be asked. */
export interface OfflinePolicy {
  /** Kept answers up to this age are given, in milliseconds; 0: none. */
  readonly maxAgeMs: number;
  /** Beyond that, or for what is not kept: a grey answer `from: 'nowhere'`, or the fault that kept the service from answering. */
  readonly beyond: 'grey' | 'error';
}

export interface DeskPorts {
  readonly link: ServiceLink;
  readonly pace: Pace;
  /** Null: nothing is kept. */
  readonly kept: { readonly cache: AnswerCache; readonly follower: ChangeFollower; readonly keys: KeyRing } | null;
  readonly offline: OfflinePolicy;
  /** What lookups get while a switch to the global network awaits acceptance. */
  readonly switched: 'off' | 'cache';
  readonly windowMs: number;
  readonly timeoutMs: number;
  /** Lookups wait up to so long for the first look at changes; 0: not at all. */
  readonly firstLookMs: number;
}

interface Item {
  readonly identity: ObjectIdentity;
  readonly object: WireObject;
}

/** So many objects go one by one while bulks are refused. */
const SINGLES_AT_MOST = 32;

/** Answers lookups: from what is kept while that is known to be right, else from the service, else as the offline policy says. */
export class LookupDesk {
  private readonly batcher: LookupBatcher;
  private readonly requests: RestrainedRequests;
  private beginning: Promise<unknown> | null = null;

  constructor(private readonly ports: DeskPorts) {
    this.requests = new RestrainedRequests(ports.link, ports.pace);
    this.batcher = new LookupBatcher((objects, signal) => this.batch(objects, signal), ports.pace, ports.windowMs);
  }

  async one(object: WireObject, bounds: Bounds): Promise<EndpointAnswer> {
    const item = { identity: identityOf(object), object };
    await this.begun();
    const kept = this.fresh(item.identity);
    if (kept !== null) return kept;
    try {
      this.ports.link.watch.requireAccepted();
      const refusal = this.requests.refusal(object);
      if (refusal !== null) throw refusal;
      const told = await this.batcher.one(item.identity.key, object, bounds.signal);
      const answer = this.fromService(told);
      if (!isObjectError(answer)) return answer;
      throw new Fault(answer.error.code, answer.error.detail);
    } catch (error) {
      return this.withoutService(item, error);
    }
  }

  /** In the order asked; what is no object has its error in its place. */
  async many(objects: readonly WireObject[], bounds: Bounds): Promise<EndpointResult[]> {
    await this.begun();
    const results = new Map<string, EndpointResult>();
    const asked = objects.map((object) => itemOf(object));
    const open = new Map<string, Item>();
    for (const item of asked) {
      if ('error' in item || results.has(item.identity.key)) continue;
      const kept = this.fresh(item.identity);
      if (kept === null) open.set(item.identity.key, item);
      else results.set(item.identity.key, kept);
    }
    const parts = bulksOf([...open.values()]);
    const workers = Array.from({ length: Math.min(parts.length, ENDPOINT_LIMITS.bulksAtOnce) }, async () => {
      for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
        const answers = await this.bulk(part, bounds);
        part.forEach(({ identity }, i) => results.set(identity.key, answers[i] as EndpointResult));
      }
    });
    await Promise.all(workers);
    return asked.map((item) => ('error' in item ? item : (results.get(item.identity.key) as EndpointResult)));
  }

  /** One wait for all, so that it goes by no caller's deadline; most need none. */
  private begun(): Promise<unknown> | undefined {
    const { kept, firstLookMs, pace } = this.ports;
    if (kept === null || firstLookMs === 0) return undefined;
    if (this.beginning === null) {
      const over = new AbortController();
      const limit = pace.sleep(firstLookMs, over.signal).catch(() => undefined);
      this.beginning = Promise.race([kept.follower.first, limit]).finally(() => over.abort());
    }
    return this.beginning;
  }

  private async bulk(part: readonly Item[], bounds: Bounds): Promise<EndpointResult[]> {
    try {
      const { results, key } = await this.asked(part, bounds, 'bulk');
      return results.map((result, i) => {
        return isRestricted(result) ? this.restricted(part[i] as Item, result) : this.fromService({ result, key });
      });
    } catch (error) {
      return this.bulkWithoutService(part, error);
    }
  }

  /** Where something is kept of some, the others have the fault in their place; where of none, it is thrown. */
  private bulkWithoutService(part: readonly Item[], error: unknown): EndpointResult[] {
    const answers = part.map((item) => {
      try {
        return this.withoutService(item, error);
      } catch (refused) {
        if (refused !== error || !(error instanceof Fault)) throw refused;
        return { error: { code: error.code, detail: error.detail } };
      }
    });
    if (answers.every((one) => isObjectError(one))) throw error;
    return answers;
  }

  /** One request for the single asks of a moment; while bulks are refused, single requests for a few. */
  private batch(objects: readonly WireObject[], signal: AbortSignal): Promise<Verdicts> {
    const { link, pace, timeoutMs } = this.ports;
    const bounds = { signal, until: pace.now() + timeoutMs };
    const items = objects.map((object) => ({ identity: identityOf(object), object }));
    const isBusy = link.caller.pauses.leftMs('bulk', pace.now()) > 0 && objects.length <= SINGLES_AT_MOST;
    return this.asked(items, bounds, objects.length > 1 && !isBusy ? 'bulk' : 'single');
  }

  /** Asks, and keeps the answers. */
  private async asked(items: readonly Item[], bounds: Bounds, how: 'bulk' | 'single'): Promise<Verdicts> {
    const objects = items.map((item) => item.object);
    const verdicts = await this.requests.ask(objects, bounds, how);
    await this.took(items, verdicts);
    return verdicts;
  }

  /** What the offline policy has in place of it; without, the refusal itself: the others of the bulk are answered. */
  private restricted(item: Item, refused: ObjectError): EndpointResult {
    const fault = new Fault(refused.error.code, refused.error.detail);
    try {
      return this.withoutService(item, fault);
    } catch (error) {
      if (error === fault) return refused;
      throw error;
    }
  }

  /** Looks at what every answer says of its network and epoch, then keeps it. */
  private async took(items: readonly Item[], { results, key }: Verdicts): Promise<void> {
    const { link, pace, kept } = this.ports;
    const verdicts = results.flatMap((result, i) =>
      isObjectError(result) ? [] : [{ ...(items[i] as Item), verdict: result }],
    );
    for (const network of new Set(verdicts.map(({ verdict }) => verdict.infrastructure))) await link.see(network);
    if (kept === null || link.status === null) return;
    const { cache, follower, keys } = kept;
    if (cache.epoch !== null && verdicts.some(({ verdict }) => verdict.epoch !== cache.epoch)) {
      follower.restart();
      await cache.reset();
      return;
    }
    // What a proxy had kept is as old as it says, and was not said now.
    const said = verdicts.filter(({ verdict }) => verdict.ageMs === undefined);
    void cache.keep(said, link.status.keep, pace.now(), keys.shelfOf(key ?? keys.name)).catch(() => undefined);
  }

  private fromService({ result, key }: Told): EndpointResult {
    if (isObjectError(result)) return result;
    const { ageMs } = result;
    return answerOf(result, ageMs === undefined ? { from: 'service', ageMs: 0, key } : { from: 'offline', ageMs, key });
  }

  private fresh(identity: ObjectIdentity): EndpointAnswer | null {
    const { kept, pace, link } = this.ports;
    const now = pace.now();
    if (kept === null || link.watch.awaitsAcceptance || !kept.follower.isCurrent(now)) return null;
    const answer = kept.cache.get(identity);
    if (answer === null || now >= answer.freshUntil || now < answer.storedAt) return null;
    return this.keptAnswer(answer.verdict, 'cache', now - answer.storedAt);
  }

  /** Throws `error` where the policy has nothing else, and whatever is no fault of the way to the service. */
  private withoutService({ identity, object }: Item, error: unknown): EndpointAnswer {
    const { kept, pace, offline, switched } = this.ports;
    if (!(error instanceof Fault)) throw error;
    const isSwitched = error.code === 'ENDPOINT_NETWORK_CHANGED';
    if (isSwitched ? switched === 'off' : !['unavailable', 'timeout', 'throttled'].includes(error.kind)) throw error;
    const answer = kept?.cache.get(identity) ?? null;
    const ageMs = answer === null ? Infinity : Math.max(0, pace.now() - answer.storedAt);
    const old = answer !== null && ageMs <= offline.maxAgeMs ? this.keptAnswer(answer.verdict, 'offline', ageMs) : null;
    if (old !== null) return old;
    if (offline.beyond === 'error') throw error;
    return answerOfNobody(askedObject(object));
  }

  /** Null for an answer of another network than the one that was accepted. */
  private keptAnswer(verdict: ServiceVerdict, from: 'cache' | 'offline', ageMs: number): EndpointAnswer | null {
    if (verdict.infrastructure !== this.ports.link.watch.accepted.network) return null;
    return answerOf(verdict, { from, ageMs, key: null });
  }
}

function itemOf(object: WireObject): Item | ObjectError {
  try {
    return { identity: identityOf(object), object };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { error: { code: error.code, detail: error.detail } };
  }
}
