import {
  firstSeenDay,
  popularityBucket,
  softwareKey,
  softwareName,
  TRUST_GROUPS,
  VALUE_BYTES,
  zoneIsLegal,
  ZONES,
} from '@pksn/domain';
import type { ObjectType, TrustGroup, Zone } from '@pksn/domain';
import type { BuildReport } from './build-report';
import { ObjectHashes } from './identity/object-hashes';
import type { HashKind } from './identity/object-hashes';
import { FIELD, INPUT_FIELDS } from './input/input-row';
import type { Columns, InputRow } from './input/input-row';
import { domainObject, ipObject, urlObject } from './input/web-objects';
import type { WebObject } from './input/web-objects';
import type { ObjectCollector } from './object-collector';
import { writeValue } from './record-value';
import type { RowVerdict } from './record-value';

export interface RowDefaults {
  readonly zone: Zone | null;
  readonly threat: string | null;
}

/** Thrown and caught inside this file only: the reason why a row is rejected. */
class Reject extends Error {}

const WEB_FIELDS = { url: urlObject, domain: domainObject, ip: ipObject } as const;

/**
 * Turns rows into objects (docs/cli.md "Input rows"). A row is taken whole or rejected whole: every field is read
 * before anything is collected.
 */
export class RowTaker {
  private readonly file = new ObjectHashes();
  private readonly certificate = new ObjectHashes();
  private readonly value = Buffer.alloc(VALUE_BYTES);
  /** The kinds of object that were taken so far. */
  readonly kinds = new Set<ObjectType>();
  private columns: Columns = [];
  private cells: readonly string[] = [];

  constructor(
    private readonly collector: ObjectCollector,
    private readonly defaults: RowDefaults,
    private readonly report: BuildReport,
  ) {}

  /** Null when the row was taken, else the reason why it was not. `row` numbers the rows of all inputs. */
  take(row: number, { cells, flaw }: InputRow, columns: Columns): string | null {
    if (flaw !== null) return flaw;
    this.columns = columns;
    this.cells = cells;
    try {
      this.read(row);
      return null;
    } catch (error) {
      if (error instanceof Reject) return error.message;
      throw error;
    }
  }

  private read(row: number): void {
    this.readHashes(this.file, FIELD.sha256, FIELD.sha1, FIELD.md5);
    this.readHashes(this.certificate, FIELD.certificateSha256, FIELD.certificateSha1, null);
    const web = this.readWeb();
    const software = this.readSoftware();
    const zone = this.readZone();
    this.requireLegal(zone, !this.file.none, 'file');
    this.requireLegal(zone, !this.certificate.none, 'certificate');
    this.requireLegal(zone, web.length > 0, 'url');
    this.requireLegal(zone, software !== null, 'software');
    if (this.hashless && web.length === 0 && software === null) throw new Reject('names no object');

    const verdict = this.readVerdict(zone);
    if (!this.hashless || software !== null) {
      writeValue(this.value, verdict, this.productKey(), false);
      if (!this.file.none) this.collector.addFile(this.file, row, this.value);
      if (!this.certificate.none) this.collector.addCertificate(this.certificate, row, this.value);
      if (software !== null) this.collector.add('software', software, row, this.value);
    }
    if (web.length > 0) this.addWeb(web, row, verdict);
    this.report.taken++;
    this.noteKinds(web, software !== null);
  }

  private get hashless(): boolean {
    return this.file.none && this.certificate.none;
  }

  private noteKinds(web: readonly WebObject[], isSoftware: boolean): void {
    const { kinds } = this;
    if (!this.file.none) kinds.add('file');
    if (!this.certificate.none) kinds.add('certificate');
    if (isSoftware) kinds.add('software');
    for (const { kind } of web) {
      if (kind !== 'web') kinds.add('ip');
      // One section holds both, and a domain's record decides about its URLs.
      else kinds.add('url').add('domain');
    }
  }

  private addWeb(objects: readonly WebObject[], row: number, verdict: RowVerdict): void {
    // The software fields are about the row's file, or an object of their own: never a web object's product.
    writeValue(this.value, verdict, this.nameKey('product', this.cell(FIELD.product)), true);
    for (const object of objects) {
      if (object.kind === 'flaw') continue;
      if (object.portDropped) this.report.portsDropped++;
      if (object.kind !== 'web') {
        this.collector.add(object.kind, object.key, row, this.value);
        continue;
      }
      const { key, carried } = this.collector.texts.add(object.expression);
      if (!carried) this.report.textsLeftOut++;
      this.collector.add('web', key, row, this.value);
    }
  }

  private readWeb(): WebObject[] {
    const found: WebObject[] = [];
    for (const field of ['url', 'domain', 'ip'] as const) {
      const text = this.cell(FIELD[field]);
      if (text === '') continue;
      const object = WEB_FIELDS[field](text);
      if (object.kind === 'flaw') throw new Reject(object.reason);
      found.push(object);
    }
    return found;
  }

  private readHashes(hashes: ObjectHashes, sha256: number, sha1: number, md5: number | null): void {
    hashes.clear();
    this.readHash(hashes, 'sha256', sha256);
    this.readHash(hashes, 'sha1', sha1);
    if (md5 !== null) this.readHash(hashes, 'md5', md5);
  }

  private readHash(hashes: ObjectHashes, kind: HashKind, field: number): void {
    const text = this.cell(field);
    if (text !== '' && !hashes.setHex(kind, text)) throw new Reject(`${INPUT_FIELDS[field] ?? kind} is not a hash of that kind in hexadecimal`);
  }

  /**
   * The key of a software object, or null. In a row with a hash the software fields name what the file (or the
   * certificate) belongs to; alone they are the object.
   */
  private readSoftware(): Buffer | null {
    if (!this.hashless) return null;
    const [vendor, product, version] = this.softwareFields();
    if (product !== '') return softwareKey(vendor, product, version === '' ? null : version);
    if (vendor !== '' || version !== '') throw new Reject('software has no product');
    return null;
  }

  private softwareFields(): [vendor: string, product: string, version: string] {
    return [this.cell(FIELD.softwareVendor), this.cell(FIELD.softwareProduct), this.cell(FIELD.softwareVersion)];
  }

  private productKey(): Buffer | null {
    const named = this.cell(FIELD.product);
    return this.nameKey('product', named === '' ? softwareName(...this.softwareFields()) : named);
  }

  private readVerdict(zone: RowVerdict['zone']): RowVerdict {
    const trustGroup = this.readTrustGroup();
    const popularityBucket = this.readPopularity();
    const firstSeenDay = this.readFirstSeen();
    const named = this.cell(FIELD.threat);
    const threat = this.nameKey('threat', named === '' ? (this.defaults.threat ?? '') : named);
    return { zone, trustGroup, popularityBucket, firstSeenDay, threat };
  }

  private readZone(): Exclude<Zone, 'grey'> {
    const text = this.cell(FIELD.zone);
    const zone = text === '' ? this.defaults.zone : ZONES.find((one) => one === text || one === text.toLowerCase());
    if (zone === null) throw new Reject('has no zone');
    if (zone === undefined) throw new Reject('zone is none of red, orange, yellow, green');
    if (zone === 'grey') throw new Reject('zone grey is no verdict: leave the object out instead');
    return zone;
  }

  private requireLegal(zone: Zone, present: boolean, type: ObjectType): void {
    if (present && !zoneIsLegal(zone, type)) {
      throw new Reject(`zone ${zone} is not legal for a ${type === 'url' ? 'network object' : type}`);
    }
  }

  private readTrustGroup(): TrustGroup | null {
    const text = this.cell(FIELD.trustGroup);
    if (text === '') return null;
    const group = TRUST_GROUPS.find((one) => one === text.toLowerCase());
    if (group === undefined) throw new Reject(`trustGroup is none of ${TRUST_GROUPS.join(', ')}`);
    return group;
  }

  private readPopularity(): number {
    const text = this.cell(FIELD.popularity);
    if (text === '') return 0;
    if (!/^\d{1,15}$/.test(text)) throw new Reject('popularity is not a whole number');
    return popularityBucket(Number(text));
  }

  private readFirstSeen(): number {
    const text = this.cell(FIELD.firstSeen);
    if (text === '') return 0;
    const day = firstSeenDay(text);
    if (day === null) throw new Reject('firstSeen is not a date of 1970 to 2149');
    return day;
  }

  private nameKey(field: string, name: string): Buffer | null {
    if (name === '') return null;
    const key = this.collector.names.keyOf(name);
    if (key === null) throw new Reject(`${field} is longer than 512 bytes or has control characters`);
    return key;
  }

  private cell(field: number): string {
    const column = this.columns[field] ?? -1;
    return column < 0 ? '' : (this.cells[column] ?? '').trim();
  }
}
