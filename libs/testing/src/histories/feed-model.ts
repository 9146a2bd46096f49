import type { Release } from './releases';

/** What a package is to be: as its vendor made it, altered on its way, or a second one of the same version. */
export type PackageForm = 'whole' | 'altered' | 'twin';
export type Policy = 'immediate' | 'manual' | 'noon';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Kept {
  readonly release: Release;
  /** Who makes it wait, and until when; null: it does not wait. */
  wait: { by: string; at: number | null } | null;
  wasLive: boolean;
  /** The files that it brought were destroyed. */
  damaged: boolean;
}

/** The rules of a feed said once more, as simply as can be: the measure of what the product does. */
export class FeedModel {
  policy: Policy = 'immediate';
  pinned = false;
  floor = 0;
  live: number | null = null;
  /** How often answers may have changed. */
  steps = 0;
  readonly kept = new Map<number, Kept>();

  /** How an upload ends: a state, or the code of its refusal. */
  upload(release: Release, form: PackageForm, hold: boolean, now: number): string {
    const { version, base } = release;
    if (version < this.floor) return 'PACKAGE_ROLLBACK';
    if (version === this.floor) return form === 'twin' ? 'PACKAGE_EQUIVOCATION' : 'unchanged';
    if (base !== null && !this.kept.has(base)) return 'PACKAGE_BASE_MISSING';
    // It waits until what it builds on was rebuilt.
    if (base !== null) this.rebuild(base);
    if (form === 'altered') return 'PACKAGE_CHUNK_DIGEST';
    this.floor = version;
    const one: Kept = { release, wait: hold ? { by: 'asked', at: null } : null, wasLive: false, damaged: false };
    this.kept.set(version, one);
    if (!hold) one.wait = this.waitOf(version, now);
    if (one.wait !== null) return 'held';
    this.goForward(version, now);
    return 'active';
  }

  revert(to: number | null): string {
    if (this.floor === 0) return 'NOT_FOUND';
    if (this.live === null) return 'SNAPSHOT_NOTHING_EARLIER';
    const { live } = this;
    const left = [...this.kept.keys()].filter((one) => one !== live && this.kept.get(one)?.wasLive === true);
    const target = to ?? Math.max(0, ...left.filter((one) => one < live && this.kept.get(one)?.wait === null));
    if (to === null && target === 0) return 'SNAPSHOT_NOTHING_EARLIER';
    if (!this.kept.has(target)) return 'NOT_FOUND';
    if (!left.includes(target)) return 'IMPORT_STATE';
    if (this.isDamaged(target)) return 'SNAPSHOT_DAMAGED';
    this.goTo(target);
    this.pinned = true;
    return 'done';
  }

  release(now: number): string {
    if (this.floor === 0) return 'NOT_FOUND';
    if (!this.pinned) return 'done';
    const free = (one: Kept): boolean => one.wait === null || one.wait.by === 'pinned' || one.wait.at !== null;
    const waiting = this.waiting().filter((version) => version > (this.live ?? 0));
    const able = waiting.filter((version) => [version, ...this.below(version)].every((one) => free(this.get(one))));
    const target = able.at(-1) ?? null;
    if (target !== null && this.isDamaged(target)) return 'SNAPSHOT_DAMAGED';
    for (const version of waiting) {
      const one = this.get(version);
      if (one.wait?.by === 'pinned' && !able.includes(version)) one.wait = { by: 'base', at: null };
    }
    this.pinned = false;
    if (target !== null) this.goForward(target, now);
    return 'done';
  }

  activate(version: number, now: number): string {
    const one = this.kept.get(version);
    if (one === undefined) return 'NOT_FOUND';
    if (version === this.live) return 'IMPORT_STATE';
    if (one.wait === null && this.live !== null && version < this.live) return 'IMPORT_STATE';
    if (this.isDamaged(version)) return 'SNAPSHOT_DAMAGED';
    this.goForward(version, now);
    return 'done';
  }

  hold(version: number): string {
    const one = this.kept.get(version);
    if (one === undefined) return 'NOT_FOUND';
    if (one.wait === null) return 'IMPORT_STATE';
    one.wait = { by: 'asked', at: null };
    return 'done';
  }

  setPolicy(policy: Policy, now: number): void {
    if (policy === this.policy) return;
    this.policy = policy;
    for (const { wait } of this.kept.values())
      if (wait != null && wait.at !== null)
        wait.at = policy === 'immediate' ? now : policy === 'noon' ? nextNoon(now) : null;
  }

  /** The hour is looked at. */
  tick(now: number): string {
    if (this.pinned) return 'done';
    const due = this.waiting().filter((version) => {
      const at = this.get(version).wait?.at ?? null;
      return version > (this.live ?? 0) && at !== null && at <= now && !this.hasPersonBelow(version);
    });
    const target = due.at(-1);
    if (target === undefined) return 'done';
    if (this.isDamaged(target)) return 'SNAPSHOT_DAMAGED';
    this.goForward(target, now);
    return 'done';
  }

  damage(version: number): void {
    const one = this.kept.get(version);
    if (one !== undefined) one.damaged = true;
  }

  /** What is to be seen from outside. */
  view(): FeedSeen {
    return {
      live: this.live,
      pinned: this.pinned,
      floor: this.floor,
      zones: this.live === null ? {} : this.get(this.live).release.zones,
      snapshots: Object.fromEntries(
        [...this.kept].map(([version, { wait }]) => [version, this.stateOf(version, wait)]),
      ),
    };
  }

  private stateOf(version: number, wait: Kept['wait']): string {
    if (version === this.live) return 'active';
    return wait === null ? 'retained' : `held by ${wait.by}${wait.at === null ? '' : ` until ${String(wait.at)}`}`;
  }

  private get(version: number): Kept {
    const one = this.kept.get(version);
    if (one === undefined) throw new Error(`the model has no version ${String(version)}`);
    return one;
  }

  private waiting(): number[] {
    return [...this.kept.keys()].filter((version) => this.get(version).wait !== null).sort((a, b) => a - b);
  }

  /** What a version builds on, down to the live one. */
  private below(version: number): number[] {
    const { base } = this.get(version).release;
    return base === null || base === this.live ? [] : [base, ...this.below(base)];
  }

  private hasPersonBelow(version: number): boolean {
    return this.below(version).some((one) => this.get(one).wait?.at === null);
  }

  private isDamaged(version: number): boolean {
    const { release, damaged } = this.get(version);
    return damaged || (release.base !== null && this.isDamaged(release.base));
  }

  private rebuild(version: number): void {
    const one = this.get(version);
    one.damaged = false;
    if (one.release.base !== null) this.rebuild(one.release.base);
  }

  private waitOf(version: number, now: number): Kept['wait'] {
    if (this.pinned) return { by: 'pinned', at: null };
    if (this.hasPersonBelow(version)) return { by: 'base', at: null };
    if (this.policy === 'immediate') return null;
    return { by: 'policy', at: this.policy === 'noon' ? nextNoon(now) : null };
  }

  /** What waited for nothing but its base waits for what it would wait for had it come just now. */
  private goForward(version: number, now: number): void {
    for (const lower of this.waiting().filter((one) => one < version)) this.get(lower).wait = null;
    this.goTo(version);
    for (const heir of this.waiting().filter((one) => this.get(one).wait?.by === 'base'))
      this.get(heir).wait = this.waitOf(heir, now) ?? { by: 'policy', at: now };
  }

  private goTo(version: number): void {
    Object.assign(this.get(version), { wait: null, wasLive: true });
    this.live = version;
    this.steps += 1;
  }
}

export interface FeedSeen {
  readonly live: number | null;
  readonly pinned: boolean;
  readonly floor: number;
  /** Of what is live. */
  readonly zones: Readonly<Record<number, string>>;
  /** State by version. */
  readonly snapshots: Readonly<Record<number, string>>;
}

function nextNoon(now: number): number {
  return Math.ceil((now - DAY_MS / 2) / DAY_MS) * DAY_MS + DAY_MS / 2;
}
