import { DAY_MS, EndpointSketch } from '@pksn/licensing';
import type { KeyUseLedger, RegisteredKey } from '@pksn/store-postgres';

/** How a license is used, for a line in a list. */
export interface LicenseUse {
  /** Any of its keys, within 90 days. */
  readonly lastAskedAt: string | null;
  /** Distinct endpoints of all its keys in the last 7 days of UTC; an estimate unless `seatsExact`. */
  readonly seatsSeen: number;
  readonly seatsExact: boolean;
}

const DAYS = 7;

/** Looks up how a page of licenses is used. */
export class LicenseUseDesk {
  constructor(private readonly ledger: KeyUseLedger) {}

  /** In the order of the licenses, each given by its keys; `now` is in milliseconds since 1970. */
  async of(licenses: readonly (readonly RegisteredKey[])[], now: number): Promise<LicenseUse[]> {
    const hashes = licenses.flat().map((key) => key.keyHash);
    const [lastSeen, uses] = await Promise.all([
      this.ledger.lastSeen(hashes),
      this.ledger.of(hashes, now - (now % DAY_MS) - (DAYS - 1) * DAY_MS),
    ]);
    const sketches = new Map<string, EndpointSketch>();
    for (const { keyHash, sketch } of uses) {
      const key = keyHash.toString('hex');
      sketches.set(key, (sketches.get(key) ?? new EndpointSketch()).merge(sketch));
    }
    return licenses.map((keys) => {
      const names = keys.map((key) => key.keyHash.toString('hex'));
      const times = names.flatMap((name) => lastSeen.get(name) ?? []);
      const all = names.reduce((sum, name) => sum.merge(sketches.get(name) ?? NOBODY), new EndpointSketch());
      return {
        lastAskedAt: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
        seatsSeen: all.estimate(),
        seatsExact: all.isExact,
      };
    });
  }
}

const NOBODY = new EndpointSketch();
