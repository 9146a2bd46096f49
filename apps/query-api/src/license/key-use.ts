import type { RegistryEntry } from '@pksn/licensing';
import { DAY_MS, EndpointSketch, endpointMark, isEndpointId } from '@pksn/licensing';
import type { KeyUseRow } from '@pksn/store-postgres';

/** Bounds of what is held: some 30 MB when all are reached. */
export const KEY_USE_LIMITS = { keys: 50_000, ids: 100_000, marks: 200_000 } as const;

const NOTHING = { requests: 0, malformedIds: 0, lastSeen: 0 };

/** A key on one UTC day, since it was last written down. */
interface Use {
  readonly keyHash: Buffer;
  readonly day: number;
  /** Ids that were taken into the sketch, as they were sent: seen again, they cost one look. */
  readonly ids: Set<string>;
  sketch: EndpointSketch;
  requests: number;
  /** Requests whose `PKSN-Endpoint` was none: it counts no endpoint, which nobody would notice. */
  malformedIds: number;
  lastSeen: number;
}

/**
 * Which keys are used and by about how many endpoints, between two writings. Bounded: over the limit of keys, the
 * requests of further keys are not counted until the next writing; over the limit of marks, only requests are.
 */
export class KeyUse {
  private readonly uses = new Map<string, Use>();
  private byEntry = new WeakMap<RegistryEntry, Use>();
  private ids = 0;
  private marks = 0;
  /** Without the installation's salt nothing is remembered of an endpoint; requests are counted. */
  salt: string | null = null;

  /** A granted request; on the hot path. `endpointId` is what was sent as `PKSN-Endpoint`. */
  saw(entry: RegistryEntry, endpointId: string | null, now: number): void {
    let use = this.byEntry.get(entry);
    if (use === undefined || now - use.day >= DAY_MS || now < use.day) {
      use = this.open(entry, now - (now % DAY_MS));
      if (use === undefined) return;
    }
    use.requests += 1;
    use.lastSeen = now;
    if (endpointId !== null && !use.ids.has(endpointId)) this.mark(use, endpointId);
  }

  /** At most `limit` keys that were used since they were last taken. What could not be written is to be given back. */
  take(limit: number): KeyUseRow[] {
    const rows: KeyUseRow[] = [];
    for (const [name, use] of this.uses) {
      if (rows.length === limit) break;
      if (use.requests === 0) continue;
      const { keyHash, day, requests, malformedIds, lastSeen, sketch } = use;
      rows.push({ keyHash, day, requests, malformedIds, lastSeen, sketch });
      this.marks -= sketch.size;
      use.sketch = new EndpointSketch();
      use.requests = 0;
      use.malformedIds = 0;
      // Those that were not taken yet come first the next time.
      this.uses.delete(name);
      this.uses.set(name, use);
    }
    // What was taken makes room for keys that found none.
    if (this.uses.size >= KEY_USE_LIMITS.keys) this.forget();
    return rows;
  }

  giveBack(rows: readonly KeyUseRow[]): void {
    for (const row of rows) {
      const use = this.uses.get(nameOf(row.keyHash, row.day)) ?? this.create(row.keyHash, row.day);
      if (use === undefined) continue;
      const sketch = use.sketch.merge(row.sketch);
      this.marks += sketch.size - use.sketch.size;
      use.sketch = sketch;
      use.requests += row.requests;
      use.malformedIds += row.malformedIds;
      use.lastSeen = Math.max(use.lastSeen, row.lastSeen);
    }
  }

  /**
   * Forgets whom it has seen, and keys with nothing to write. Done now and then, so that a database that went back to
   * a backup hears of the day's endpoints again.
   */
  forget(): void {
    for (const [name, use] of this.uses) {
      use.ids.clear();
      if (use.requests === 0) this.uses.delete(name);
    }
    this.ids = 0;
    this.byEntry = new WeakMap();
  }

  private open(entry: RegistryEntry, day: number): Use | undefined {
    const { keyHash } = entry.row;
    const use = this.uses.get(nameOf(keyHash, day)) ?? this.create(keyHash, day);
    if (use !== undefined) this.byEntry.set(entry, use);
    return use;
  }

  private create(keyHash: Buffer, day: number): Use | undefined {
    if (this.uses.size >= KEY_USE_LIMITS.keys) return undefined;
    const use = { keyHash, day, ids: new Set<string>(), sketch: new EndpointSketch(), ...NOTHING };
    this.uses.set(nameOf(keyHash, day), use);
    return use;
  }

  private mark(use: Use, endpointId: string): void {
    if (!isEndpointId(endpointId)) {
      use.malformedIds += 1;
      return;
    }
    if (this.salt === null || this.marks >= KEY_USE_LIMITS.marks) return;
    const before = use.sketch.size;
    use.sketch.add(endpointMark(this.salt, endpointId));
    this.marks += use.sketch.size - before;
    if (this.ids >= KEY_USE_LIMITS.ids) this.forget();
    use.ids.add(endpointId);
    this.ids += 1;
  }
}

function nameOf(keyHash: Buffer, day: number): string {
  return `${keyHash.toString('latin1')}${String(day)}`;
}
