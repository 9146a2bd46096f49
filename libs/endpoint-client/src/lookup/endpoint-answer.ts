import type { Infrastructure, ObjectError, Reputation } from '@pksn/contract';
import type { KeyName } from '../keys/key-name';

/** What the service said of one object, with the envelope of its answer. */
export interface ServiceVerdict extends Reputation {
  /** Changes when the service was restored from a backup. */
  readonly epoch: string;
  readonly generation: number;
  /** When that generation went live; ISO 8601, UTC. */
  readonly asOf: string;
  /** Whether the vendor's data was past its time when the service answered. */
  readonly stale: boolean;
  readonly coverage: 'full' | 'partial' | 'none';
  readonly infrastructure: Infrastructure;
  /** Milliseconds since a proxy on the way, which cannot ask the service now, knew it to be right; left out: the service itself said it. */
  readonly ageMs?: number;
}

/** What the application gets for one object. */
export interface EndpointAnswer extends Reputation {
  /** Which network the answer is from; null when it is from none (`from` is `nowhere`). */
  readonly network: Infrastructure | null;
  /**
   * `service`: asked right now. `cache`: kept here, and no change was told since. `offline`: kept here, or by
   * a proxy, while the service could not be asked; look at `ageMs`. `nowhere`: the service could not be asked and nothing usable is kept: the zone is grey.
   */
  readonly from: 'service' | 'cache' | 'offline' | 'nowhere';
  /** Milliseconds since the service gave this answer; 0 for `nowhere`. */
  readonly ageMs: number;
  /** The key that the service took for it; null when it was not asked. */
  readonly key: KeyName | null;
  /** The envelope of the service's answer; null for `nowhere`. */
  readonly database: {
    readonly epoch: string;
    readonly generation: number;
    readonly asOf: string;
    readonly stale: boolean;
    readonly coverage: 'full' | 'partial' | 'none';
  } | null;
}

/** An answer, or why this object could not be asked (OBJECT_MALFORMED, SERVICE_RESTRICTED). */
export type EndpointResult = EndpointAnswer | ObjectError;

export function isObjectError(result: EndpointResult | ServiceVerdict | ObjectError): result is ObjectError {
  return 'error' in result;
}

/** How an answer came to the application. */
export interface Provenance {
  readonly from: 'service' | 'cache' | 'offline';
  readonly ageMs: number;
  readonly key: KeyName | null;
}

export function answerOf(verdict: ServiceVerdict, { from, ageMs, key }: Provenance): EndpointAnswer {
  const { epoch, generation, asOf, stale, coverage, infrastructure, ageMs: _, ...reputation } = verdict;
  const database = { epoch, generation, asOf, stale, coverage };
  return { ...reputation, network: infrastructure, from, ageMs, key, database };
}

/** Nothing is known, because nobody could be asked. */
export function answerOfNobody(object: Reputation['object']): EndpointAnswer {
  const unknown = {
    zone: 'grey',
    threat: null,
    product: null,
    trustGroup: null,
    popularity: null,
    firstSeen: null,
  } as const;
  const nowhere = { network: null, from: 'nowhere', ageMs: 0, key: null, database: null } as const;
  return { object, ...unknown, source: { kind: 'none' }, ...nowhere };
}
