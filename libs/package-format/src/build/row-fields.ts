import { firstSeenDay, popularityBucket, TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import type { HashKind, ObjectHashes } from './identity/object-hashes';
import { hasLostCharacters } from './input/field-row';
import { FIELD, INPUT_FIELDS } from './input/input-row';
import type { Columns } from './input/input-row';
import { domainObject, ipObject, urlObject } from './input/web-objects';
import type { WebObject } from './input/web-objects';

/** Why a row is rejected; thrown by RowFields and caught by RowTaker. */
export class RowReject extends Error {}

const WEB_FIELDS = [
  [FIELD.url, urlObject],
  [FIELD.domain, domainObject],
  [FIELD.ip, ipObject],
] as const;

/** Reads the fields of one row after another. Every reader throws RowReject when its field breaks its form. */
export class RowFields {
  private columns: Columns = [];
  private cells: readonly string[] = [];

  turnTo(cells: readonly string[], columns: Columns): void {
    this.cells = cells;
    this.columns = columns;
  }

  /** The text of a field without outer spaces; empty when the row has none. Throws RowReject unless it was UTF-8. */
  text(field: number): string {
    const column = this.columns[field] ?? -1;
    const text = column < 0 ? '' : (this.cells[column] ?? '').trim();
    if (hasLostCharacters(text)) throw new RowReject(`${INPUT_FIELDS[field] ?? 'a field'} is not in UTF-8`);
    return text;
  }

  hashes(hashes: ObjectHashes, sha256: number, sha1: number, md5: number | null): void {
    hashes.clear();
    this.hash(hashes, 'sha256', sha256);
    this.hash(hashes, 'sha1', sha1);
    if (md5 !== null) this.hash(hashes, 'md5', md5);
  }

  private hash(hashes: ObjectHashes, kind: HashKind, field: number): void {
    const text = this.text(field);
    // Packages have zeros where a hash is not known, and tables often do.
    if (/^0+$/.test(text)) throw new RowReject(`${INPUT_FIELDS[field] ?? kind} is all zeros, as no hash is`);
    if (text === '' || hashes.setHex(kind, text)) return;
    throw new RowReject(`${INPUT_FIELDS[field] ?? kind} is not a hash of that kind in hexadecimal`);
  }

  web(): WebObject[] {
    const found: WebObject[] = [];
    for (const [field, read] of WEB_FIELDS) {
      const text = this.text(field);
      if (text === '') continue;
      const object = read(text);
      if (object.kind === 'flaw') throw new RowReject(object.reason);
      found.push(object);
    }
    return found;
  }

  software(): [vendor: string, product: string, version: string] {
    return [this.text(FIELD.softwareVendor), this.text(FIELD.softwareProduct), this.text(FIELD.softwareVersion)];
  }

  zone(fallback: Zone | null): Exclude<Zone, 'grey'> {
    const text = this.text(FIELD.zone);
    const zone = text === '' ? fallback : ZONES.find((one) => one === text || one === text.toLowerCase());
    if (zone === null) throw new RowReject('has no zone');
    if (zone === undefined) throw new RowReject('zone is none of red, orange, yellow, green');
    if (zone === 'grey') throw new RowReject('zone grey is no verdict: leave the object out instead');
    return zone;
  }

  trustGroup(): TrustGroup | null {
    const text = this.text(FIELD.trustGroup);
    if (text === '') return null;
    const group = TRUST_GROUPS.find((one) => one === text.toLowerCase());
    if (group === undefined) throw new RowReject(`trustGroup is none of ${TRUST_GROUPS.join(', ')}`);
    return group;
  }

  popularityBucket(): number {
    const text = this.text(FIELD.popularity);
    if (text === '') return 0;
    if (!/^\d{1,15}$/.test(text)) throw new RowReject('popularity is not a whole number');
    return popularityBucket(Number(text));
  }

  firstSeenDay(): number {
    const text = this.text(FIELD.firstSeen);
    if (text === '') return 0;
    const day = firstSeenDay(text);
    if (day === null) throw new RowReject('firstSeen is not a date of 1970 to 2149');
    return day;
  }
}
