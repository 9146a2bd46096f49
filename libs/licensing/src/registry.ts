import { hash } from 'node:crypto';
import type { FaultCode } from '@pksn/domain';
import { judgeEntry } from './judgement';
import type { Judgement } from './judgement';
import { RegisteredLicense } from './registered-license';
import { PartedMap } from './parted-map';
import type { Protocol } from './protocol';
import { entryOf } from './registry-entry';
import type { RegistryEntry } from './registry-entry';
import type { RegistryRow } from './registry-row';
import type { TokenRow } from './token-row';

/** Rows that are new or other than before. */
export interface RegistryChange {
  /** Licenses of which the rows and tokens are all that there is: what else was held of them goes. */
  readonly licenses?: readonly { readonly vendor: string; readonly licenseId: string }[];
  readonly rows: readonly RegistryRow[];
  readonly tokens: readonly TokenRow[];
}

interface TokenEntry {
  readonly row: TokenRow;
  readonly license: RegisteredLicense;
}

/** Replacements that are followed from a key to the one in force: more than a license has in its life. */
const SUCCESSORS = 64;
const FINGERPRINT_DIGITS = 8;

/** Every license key and integration token in memory, and what a request with it gets. */
export class Registry {
  private readonly entries = new PartedMap<RegistryEntry>();
  private readonly licenses = new PartedMap<RegisteredLicense>();
  private readonly tokens = new PartedMap<TokenEntry>();
  private changes = 0;

  /** Rate buckets go over from the previous registry, so that a change elsewhere gives nobody a new burst. */
  constructor(rows: readonly RegistryRow[] = [], previous?: Registry) {
    if (rows.length > 0) this.apply({ rows, tokens: [] }, previous);
  }

  get size(): number {
    return this.entries.size;
  }

  /** Grows with every change, also from one registry to that which takes its place. */
  get version(): number {
    return this.changes;
  }

  /**
   * Takes a change in one step, at a cost in proportion to the change and to the keys of the licenses that it
   * touches. A row that cannot be taken throws before anything is changed. A first load, or one from scratch that
   * takes the place of `previous`, is made of many changes to a registry that judges nobody yet.
   */
  apply(change: RegistryChange, previous: Registry = this): void {
    const fresh = new Map<string, RegistryEntry>();
    for (const row of change.rows) {
      const key = row.keyHash.toString('latin1');
      fresh.set(key, entryOf(row, previous.entries.get(key)?.bucket ?? null));
    }
    for (const name of change.licenses ?? []) this.clear(this.licenseOf(name));
    for (const [key, entry] of fresh) {
      const before = this.entries.get(key);
      if (before !== undefined) this.licenseOf(before.row).drop(before);
      this.entries.set(key, entry);
      this.licenseOf(entry.row).add(entry);
    }
    for (const row of change.tokens) {
      const key = row.tokenHash.toString('latin1');
      const license = this.licenseOf(row);
      if (this.tokens.get(key)?.license !== license) license.tokens.push(key);
      this.tokens.set(key, { row, license });
    }
    this.changes = Math.max(this.changes, previous.changes) + 1;
  }

  /** What the key with this hash gets at `now`, milliseconds since 1970. */
  judge(keyHash: Buffer, now: number): Judgement {
    return judgeEntry(this.entries.get(keyHash.toString('latin1')), now);
  }

  /** The hot path: the same from the canonical key, without a Buffer on the way (0.3 µs of hashing instead of 0.7). */
  judgeKey(canonical: string, now: number): Judgement {
    return judgeEntry(this.entries.get(hash('sha256', canonical, 'binary')), now);
  }

  /**
   * What an integration token gets that is used for a protocol: its own faults first, then the table for the newest
   * submitted key of its license that has begun. A text that is no token is as unknown as a token that nobody made.
   */
  judgeToken(token: string, protocol: Protocol, now: number): Judgement {
    const known = this.tokens.get(hash('sha256', token, 'binary'));
    if (known === undefined) return { granted: false, code: 'INTEGRATION_TOKEN_UNKNOWN', entry: null };
    const { row, license } = known;
    const code = refusalOf(row, protocol, now);
    if (code !== null) return { granted: false, code, entry: null };
    const { key, until } = license.acting(now);
    const judgement = judgeEntry(key, now);
    return judgement.granted ? { ...judgement, until: Math.min(judgement.until, until, row.expiresAt) } : judgement;
  }

  /** The fingerprint of the key that took the place of a replaced one, and of those that did so after it. */
  currentOf({ row }: RegistryEntry): string | null {
    let hash = row.supersededBy;
    for (let steps = 0; hash !== null && steps < SUCCESSORS; steps++) {
      const next = this.entries.get(Buffer.from(hash, 'hex').toString('latin1'))?.row.supersededBy ?? null;
      if (next === null) break;
      hash = next;
    }
    return hash?.slice(0, FINGERPRINT_DIGITS) ?? null;
  }

  private clear(license: RegisteredLicense): void {
    for (const { row } of license.keys) this.entries.delete(row.keyHash.toString('latin1'));
    for (const token of license.tokens) {
      if (this.tokens.get(token)?.license === license) this.tokens.delete(token);
    }
    license.clear();
  }

  private licenseOf({ vendor, licenseId }: { readonly vendor: string; readonly licenseId: string }): RegisteredLicense {
    // A vendor's name has no line feed, so that two names never meet.
    const name = `${vendor}\n${licenseId}`;
    let license = this.licenses.get(name);
    if (license === undefined) {
      license = new RegisteredLicense();
      this.licenses.set(name, license);
    }
    return license;
  }
}

function refusalOf(row: TokenRow, protocol: Protocol, now: number): FaultCode | null {
  if (row.revokedAt !== null) return 'INTEGRATION_TOKEN_REVOKED';
  if (now >= row.expiresAt) return 'INTEGRATION_TOKEN_EXPIRED';
  return row.protocols.includes(protocol) ? null : 'INTEGRATION_TOKEN_SCOPE';
}
