import { isLetThrough, OBJECT_TYPES, RESTRICTION_MODES, restrictedFault, restrictionsAt } from '@pksn/domain';
import type { Fault, ObjectType, RestrictionsInForce, ServiceWord, SourcedRestriction } from '@pksn/domain';
import type { VendorPolicy } from '@pksn/signing';
import type { Restriction, ServiceStatus } from './service-status';

/** How the service stands for this endpoint, by what it said last and by the policies that are loaded here. */
export interface ServiceStanding {
  readonly status: ServiceWord;
  /** As people are shown it. */
  readonly shown: 'Enabled' | 'Enabled with restrictions' | 'Disabled';
  /** Of kinds of objects, and of others that the service words as it likes (its load). */
  readonly restrictions: readonly (SourcedRestriction | Restriction)[];
}

const NOTHING: readonly SourcedRestriction[] = [];
const SHOWN = { enabled: 'Enabled', restricted: 'Enabled with restrictions', disabled: 'Disabled' } as const;

/** Keeps requests from leaving that would not be taken: by the service's own restrictions, and by vendors' policies. */
export class RequestRestraint {
  private policies: readonly SourcedRestriction[] = [];
  private told: readonly SourcedRestriction[] = [];
  private others: readonly Restriction[] = [];
  private word: ServiceWord = 'enabled';
  private freshUntil = -Infinity;
  /** What was worked out last, and of what. */
  private made: {
    readonly told: readonly SourcedRestriction[];
    readonly policies: readonly SourcedRestriction[];
    readonly inForce: RestrictionsInForce;
  } | null = null;

  /** `asker` tells the endpoint id, or the fingerprint of the license key where there is none: it draws the sample. */
  constructor(private readonly asker: () => string) {}

  /** The policies of vendors from now on, each until it ends; they bind whatever the service says, also without one. */
  use(policies: readonly VendorPolicy[]): void {
    this.policies = policies.flatMap(({ vendor, policy }) =>
      policy.map((one) => ({ ...one, source: `vendor ${vendor}` })),
    );
  }

  /** What the service said; it keeps requests from leaving until `freshUntil`, when its status is to be asked again. */
  hear({ status, restrictions }: ServiceStatus, freshUntil: number): void {
    this.told = restrictions.map(kindRestriction).filter((one) => one !== null);
    this.others = restrictions.filter((one) => kindRestriction(one) === null);
    this.word = status;
    this.freshUntil = freshUntil;
  }

  /** Whether the service says that it is off without saying for what. */
  get isOff(): boolean {
    return this.word === 'disabled' && this.told.length === 0;
  }

  /** SERVICE_RESTRICTED when objects of that kind may not be asked for at `now`, else null. */
  refusal(kind: ObjectType, now: number): Fault | null {
    const told = now < this.freshUntil ? this.told : NOTHING;
    if (told.length === 0 && this.policies.length === 0) return null;
    const decides = this.at(told, now).deciding[kind];
    return decides === null || isLetThrough(decides, this.asker()) ? null : restrictedFault(decides, kind, now);
  }

  standing(now: number): ServiceStanding {
    const { status: ofKinds, listed } = this.at(this.told, now);
    const withOthers = ofKinds === 'enabled' && this.others.length > 0 ? 'restricted' : ofKinds;
    const status = this.isOff ? 'disabled' : withOthers;
    return { status, shown: SHOWN[status], restrictions: [...listed, ...this.others] };
  }

  private at(told: readonly SourcedRestriction[], now: number): RestrictionsInForce {
    const { made } = this;
    if (made !== null && made.told === told && made.policies === this.policies && isWithin(made.inForce, now))
      return made.inForce;
    const { policies } = this;
    const inForce = restrictionsAt({ general: [...told, ...policies], vendors: [] }, now);
    this.made = { told, policies, inForce };
    return inForce;
  }
}

/** A restriction of kinds of objects as the contract has it; null for any other. */
function kindRestriction(told: Restriction): SourcedRestriction | null {
  const { objects, mode, sample, notBefore, until, reason, source } = told;
  const kinds = Array.isArray(objects) ? OBJECT_TYPES.filter((type) => objects.includes(type)) : [];
  const known = RESTRICTION_MODES.find((one) => one === mode);
  if (known === undefined || kinds.length === 0 || !isTime(notBefore) || !(until === null || isTime(until)))
    return null;
  const share = typeof sample === 'number' && sample >= 1 && sample <= 99 ? sample : null;
  if ((known === 'sampled') !== (share !== null)) return null;
  const who = typeof source === 'string' ? source : 'service';
  return { objects: kinds, mode: known, sample: share, notBefore, until, reason, source: who };
}

function isWithin({ from, until }: RestrictionsInForce, now: number): boolean {
  return from <= now && now < until;
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
