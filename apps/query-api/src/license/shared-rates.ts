import type { RegistryEntry } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { KeyUse } from './key-use';
import type { RegistryState } from './registry-state';

/** Keys that are held until others are told; requests of more are theirs not to know. */
const KEYS = 50_000;

/** A key's hash (base64) and how many of its requests were granted. */
export type GrantedRequests = readonly [keyHash: string, requests: number];

/**
 * What the members of a pool grant to keys with a rate, told to each other: a key has one rate, over however many
 * members its endpoints are spread. Stands before the record of use, which hears of every granted request.
 */
export class SharedRates {
  private readonly granted = new Map<RegistryEntry, number>();

  constructor(
    private readonly use: Pick<KeyUse, 'saw'>,
    private readonly registry: Pick<RegistryState, 'registry'>,
    private readonly clock: Clock,
  ) {}

  /** On the hot path. */
  saw(entry: RegistryEntry, endpointId: string | null, now: number): void {
    if (entry.bucket !== null) {
      const before = this.granted.get(entry);
      if (before !== undefined || this.granted.size < KEYS) this.granted.set(entry, (before ?? 0) + 1);
    }
    this.use.saw(entry, endpointId, now);
  }

  /** What was granted since it was last taken, of at most `limit` keys. */
  take(limit: number): GrantedRequests[] {
    const taken: GrantedRequests[] = [];
    for (const [entry, requests] of this.granted) {
      if (taken.length === limit) break;
      taken.push([entry.row.keyHash.toString('base64'), requests]);
      this.granted.delete(entry);
    }
    return taken;
  }

  /** Takes what another member granted out of the rates here. */
  charge(granted: readonly GrantedRequests[]): void {
    const now = this.clock.now();
    for (const [keyHash, requests] of granted) {
      const judgement = this.registry.registry?.judge(Buffer.from(keyHash, 'base64'), now);
      judgement?.entry?.bucket?.charge(requests, now);
    }
  }
}
