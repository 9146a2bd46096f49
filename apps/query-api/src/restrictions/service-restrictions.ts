import { isLetThrough, restrictedFault, restrictionsAt, restrictionSpan } from '@pksn/domain';
import type { Fault, ObjectType, RequestRestriction, RestrictionsInForce, SourcedRestriction } from '@pksn/domain';
import { restrictingVendors } from '@pksn/lookup';
import { askerHeaders } from '@pksn/licensing';
import type { RestrictedFeed } from '@pksn/lookup';
import type { RegistryEntry } from '@pksn/licensing';
import type { CurrentGeneration } from '../generation/current-generation';
import type { View } from '../generation/live-generation';

export interface RestrictionPorts {
  readonly generations: Pick<CurrentGeneration, 'peek' | 'onSwitch'>;
  /** The provider's, in force and to come. */
  readonly standing: () => readonly RequestRestriction[];
}

/** Says of a kind why this asker may not ask for it: SERVICE_RESTRICTED, else null. */
export type RequestLimits = (kind: ObjectType) => Fault | null;

/**
 * Which requests are refused, by the policies in the live packages and by the provider. Whoever answers lookups compares
 * `from` with the present first: nothing else is done for as long as nothing is restricted.
 */
export class ServiceRestrictions {
  /** For what asks nobody. */
  static readonly NONE = new ServiceRestrictions(null);

  /** Before this nothing is restricted; milliseconds since 1970, Infinity: for good. */
  from = Infinity;
  private until = -Infinity;
  private general: readonly SourcedRestriction[] = [];
  private policies: ReadonlyMap<string, readonly RequestRestriction[]> = new Map();
  private inForce = new WeakMap<View, RestrictionsInForce>();

  constructor(private readonly ports: RestrictionPorts | null) {
    ports?.generations.onSwitch(() => this.refresh());
    this.refresh();
  }

  /** What binds those who see this view of the generation in force, at `now`. */
  at(view: View, now: number): RestrictionsInForce {
    const before = this.inForce.get(view);
    if (before !== undefined && before.from <= now && now < before.until) return before;
    const made = restrictionsAt(
      { general: this.general, vendors: restrictingVendors(feedsOf(view, this.policies)) },
      now,
    );
    this.inForce.set(view, made);
    return made;
  }

  /** What one request may not ask for at `now`, by the key and by its headers as Node has them; null: it may ask for all. */
  limits(view: View, entry: RegistryEntry, rawHeaders: readonly string[], now: number): RequestLimits | null {
    // All are over, and stay so whatever becomes of the clock: the next request is spared the look.
    if (now >= this.until) this.from = Infinity;
    const { deciding, status } = this.at(view, now);
    if (status === 'enabled') return null;
    const asker = askerHeaders(rawHeaders).endpointId ?? entry.fingerprint;
    const known = new Map<ObjectType, Fault | null>();
    return (kind) => {
      let fault = known.get(kind);
      if (fault === undefined) {
        const decides = deciding[kind];
        fault = decides === null || isLetThrough(decides, asker) ? null : restrictedFault(decides, kind, now);
        known.set(kind, fault);
      }
      return fault;
    };
  }

  private refresh(): void {
    if (this.ports === null) return;
    const { generations, standing } = this.ports;
    this.general = standing().map((one) => ({ ...one, source: 'provider' }));
    this.policies = generations.peek()?.policies ?? new Map();
    this.inForce = new WeakMap();
    const spans = [...this.general, ...[...this.policies.values()].flat()].map((one) => restrictionSpan(one));
    this.from = Math.min(Infinity, ...spans.map(([from]) => from));
    this.until = Math.max(-Infinity, ...spans.map(([, until]) => until));
  }
}

function feedsOf({ feeds }: View, policies: ReadonlyMap<string, readonly RequestRestriction[]>): RestrictedFeed[] {
  return feeds.map(({ facts: { feed, coverage } }) => ({ feed, coverage, policy: policies.get(feed) ?? [] }));
}
