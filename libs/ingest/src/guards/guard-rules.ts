import type { NetworkSet } from './network-set';
import type { PrefixSet } from './prefix-set';

/**
 * Where a guarded key stands: the section in which a record of it would be, or `hosts`: an expression of a host under
 * which everything is guarded.
 */
export const GUARD_SHELVES = [
  'file-sha256',
  'file-sha1',
  'file-md5',
  'web',
  'hosts',
  'ip4',
  'ip6',
  'certificate-sha256',
  'certificate-sha1',
  'software',
] as const;
export type GuardShelf = (typeof GUARD_SHELVES)[number];

/** Guarded objects of the lists that count for a feed, held in some 8 bytes each. */
export interface GuardedKeys {
  readonly hashed: ReadonlyMap<GuardShelf, PrefixSet>;
  readonly networks: ReadonlyMap<'ip4' | 'ip6', NetworkSet>;
}

/** Null: no limit. */
export interface GuardThresholds {
  /** More than so many percent of the live records gone. */
  readonly gonePercent: number | null;
  /** More than so many popular objects that were known and not red turn red. */
  readonly popularFlips: number | null;
  /** Popular is what at least so many have seen. */
  readonly popularFrom: number;
}

export interface GuardRules {
  /** Changes with the lists and thresholds that count for the feed. */
  readonly revision: string;
  readonly keys: GuardedKeys;
  readonly thresholds: GuardThresholds;
}

/** A guarded key that a record meets. */
export interface GuardHit {
  readonly shelf: GuardShelf;
  /** The guarded key; of networks, that of the record, which overlaps it. */
  readonly key: Buffer;
  readonly object: { readonly section: string; readonly key: Buffer };
}

/** The list and the entry that a hit is about. */
export interface GuardedName {
  readonly list: string;
  /** As the list has it. */
  readonly entry: string;
}

export const NO_GUARDS: GuardRules = {
  revision: '',
  keys: { hashed: new Map(), networks: new Map() },
  thresholds: { gonePercent: null, popularFlips: null, popularFrom: 1_000 },
};

/** What a guard says; any one of them holds a snapshot. */
export interface GuardTrip {
  readonly rule: 'list' | 'gone' | 'popular';
  /** For people, without a full stop. */
  readonly text: string;
  readonly count: number;
  readonly samples: readonly GuardSample[];
}

export interface GuardSample {
  readonly section: string;
  readonly key: string;
  readonly text: string | null;
  readonly list: string;
  readonly entry: string;
}

export const GUARD_LIMITS = {
  /** Over all lists: some 8 bytes each in the worker. */
  keys: 5_000_000,
  /** Hits that are looked up; more are only counted. */
  hits: 1_000,
  samples: 20,
  /** Of a snapshot's hold, in characters. */
  reasonChars: 500,
} as const;
