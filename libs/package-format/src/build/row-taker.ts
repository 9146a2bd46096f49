import { softwareKey, softwareName, VALUE_BYTES, zoneIsLegal } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import type { BuildReport } from './build-report';
import { ObjectHashes } from './identity/object-hashes';
import { FIELD } from './input/input-row';
import type { Columns, InputRow } from './input/input-row';
import type { WebObject } from './input/web-objects';
import type { ObjectCollector } from './object-collector';
import { writeValue } from './record-value';
import type { RowVerdict } from './record-value';
import { RowFields, RowReject } from './row-fields';

export interface RowDefaults {
  /** For rows that name none. */
  readonly zone: Zone | null;
  readonly threat: string | null;
}

/**
 * Turns rows into objects (docs/cli.md "Input rows"). A row is taken whole or rejected whole: objects and zone are
 * read and checked before anything is collected.
 */
export class RowTaker {
  /** The kinds of object that were taken so far. */
  readonly kinds = new Set<ObjectType>();
  private readonly fields = new RowFields();
  private readonly file = new ObjectHashes();
  private readonly certificate = new ObjectHashes();
  private readonly value = Buffer.alloc(VALUE_BYTES);
  private lastSoftware = { vendor: '', product: '', version: '', name: '' };

  constructor(
    private readonly collector: ObjectCollector,
    private readonly defaults: RowDefaults,
    private readonly report: BuildReport,
  ) {}

  /** Null when the row was taken, else the reason why it was not. `row` numbers the rows of all inputs. */
  take(row: number, { cells, flaw }: InputRow, columns: Columns): string | null {
    if (flaw !== null) return flaw;
    this.fields.turnTo(cells, columns);
    try {
      this.read(row);
      return null;
    } catch (error) {
      if (error instanceof RowReject) return error.message;
      throw error;
    }
  }

  private read(row: number): void {
    this.fields.hashes(this.file, FIELD.sha256, FIELD.sha1, FIELD.md5);
    this.fields.hashes(this.certificate, FIELD.certificateSha256, FIELD.certificateSha1, null);
    const web = this.fields.web();
    const software = this.readSoftware();
    const zone = this.fields.zone(this.defaults.zone);
    this.requireLegal(zone, !this.file.none, 'file');
    this.requireLegal(zone, !this.certificate.none, 'certificate');
    this.requireLegal(zone, web.length > 0, 'url');
    this.requireLegal(zone, software !== null, 'software');
    if (this.hashless && web.length === 0 && software === null) throw new RowReject('names no object');

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
    writeValue(this.value, verdict, this.nameKey('product', this.fields.text(FIELD.product)), true);
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

  private requireLegal(zone: Zone, present: boolean, type: ObjectType): void {
    if (!present || zoneIsLegal(zone, type)) return;
    throw new RowReject(`zone ${zone} is not legal for a ${type === 'url' ? 'network object' : type}`);
  }

  /**
   * The key of a software object, or null. In a row with a hash the software fields name what the file (or the
   * certificate) belongs to; alone they are the object.
   */
  private readSoftware(): Buffer | null {
    if (!this.hashless) return null;
    const [vendor, product, version] = this.fields.software();
    if (product !== '') return softwareKey(vendor, product, version === '' ? null : version);
    if (vendor !== '' || version !== '') throw new RowReject('software has no product');
    return null;
  }

  private productKey(): Buffer | null {
    const named = this.fields.text(FIELD.product);
    if (named !== '') return this.nameKey('product', named);
    const [vendor, product, version] = this.fields.software();
    const last = this.lastSoftware;
    // Rows of one product stand together, as a rule.
    if (last.product !== product || last.version !== version || last.vendor !== vendor) {
      this.lastSoftware = { vendor, product, version, name: softwareName(vendor, product, version) };
    }
    return this.nameKey('product', this.lastSoftware.name);
  }

  private readVerdict(zone: RowVerdict['zone']): RowVerdict {
    const trustGroup = this.fields.trustGroup();
    const popularityBucket = this.fields.popularityBucket();
    const firstSeenDay = this.fields.firstSeenDay();
    const named = this.fields.text(FIELD.threat);
    const threat = this.nameKey('threat', named === '' ? (this.defaults.threat ?? '') : named);
    return { zone, trustGroup, popularityBucket, firstSeenDay, threat };
  }

  private nameKey(field: string, name: string): Buffer | null {
    if (name === '') return null;
    const key = this.collector.names.keyOf(name);
    if (key === null) throw new RowReject(`${field} is longer than 512 bytes or has control characters`);
    return key;
  }
}
