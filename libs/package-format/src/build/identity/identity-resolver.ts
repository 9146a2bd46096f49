import { ALIAS_TARGET_KINDS, OFFSET_ALIAS_KIND, OFFSET_ALIAS_TARGET } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import type { BatchCursor } from '../sort/batch-cursor';
import { aliasesOf, SHA1_KNOWN_OFFSET, writeClaim } from './claims';
import type { IdentityFamily, IdentityLevel } from './identity-family';
import { targetSection } from './identity-family';
import type { ItemForm } from '../sort/item-form';
import { claimForm, ROW_BYTES, rowForm } from '../sort/item-form';
import type { ItemSorter } from '../sort/item-sorter';
import { joinClaims } from './join-claims';
import { mergeRows } from './merge-rows';
import { ObjectHashes } from './object-hashes';

export interface IdentityCounters {
  /** Rows that went into another row's object. */
  merged: number;
  /** Weak hashes that belong to several objects and therefore lead to none. */
  ambiguous: number;
}

export type SorterFactory = (form: ItemForm) => ItemSorter;

/**
 * Finds out which rows are about the same file (or certificate). A row with a SHA-256 is that file's. Another row is
 * the file's that alone claims the row's SHA-1, or, where nobody claims that, its MD5; and if there is none, it is
 * an object of its own under its strongest hash. Weak hashes that one object claims become aliases to it.
 */
export class IdentityResolver {
  private readonly strongRows: ItemSorter;
  private readonly middleRows: ItemSorter;
  private readonly weakRows: ItemSorter | null;
  private readonly middleClaims: ItemSorter;
  private readonly weakClaims: ItemSorter | null;
  /** Rows whose strongest hash was found to belong to nobody. */
  private middleOwn: ItemSorter;
  private weakOwn: ItemSorter | null;
  private readonly item = Buffer.alloc(256);
  private readonly found = new ObjectHashes();

  constructor(
    private readonly family: IdentityFamily,
    private readonly sorter: SorterFactory,
    private readonly relieve: () => Promise<void>,
    private readonly counters: IdentityCounters,
  ) {
    const { strong, middle, weak } = family;
    this.strongRows = sorter(rowForm(strong.records));
    this.middleRows = this.middleOwn = sorter(rowForm(middle.records));
    this.middleClaims = sorter(claimForm(middle.aliases));
    this.weakRows = this.weakOwn = weak === null ? null : sorter(rowForm(weak.records));
    this.weakClaims = weak === null ? null : sorter(claimForm(weak.aliases));
  }

  add(hashes: ObjectHashes, row: number, value: Buffer): void {
    const { strong, middle, weak } = this.family;
    if (hashes.has('sha256')) this.addStrong(hashes, row, value);
    else if (hashes.has('sha1')) this.addRow(this.middleRows, middle, hashes, row, value);
    else if (weak !== null) this.addRow(this.weakRows, weak, hashes, row, value);
    else throw new RangeError(`no section ${strong.records.name} for this hash`);
  }

  /** Call once, when all rows were added and before any section is read. */
  async resolve(): Promise<void> {
    if (this.middleRows.count > 0) await this.resolveMiddle();
    if ((this.weakRows?.count ?? 0) > 0) await this.resolveWeak();
  }

  /** The content of one of the family's sections, or null for another family's. */
  section(layout: SectionLayout): AsyncGenerator<Buffer> | null {
    const { strong, middle, weak } = this.family;
    if (layout === strong.records) return this.records(strong, this.strongRows);
    if (layout === middle.records) return this.records(middle, this.middleOwn);
    if (layout === weak?.records && this.weakOwn !== null) return this.records(weak, this.weakOwn);
    if (layout === middle.aliases) return this.aliases(middle.aliases, this.middleClaims);
    if (layout === weak?.aliases && this.weakClaims !== null) return this.aliases(weak.aliases, this.weakClaims);
    return null;
  }

  private async *records(level: IdentityLevel, rows: ItemSorter): AsyncGenerator<Buffer> {
    yield* mergeRows(level.records, rows.batches(), (merged) => {
      this.counters.merged += merged;
    });
    await rows.discard();
  }

  private async *aliases(layout: SectionLayout, claims: ItemSorter): AsyncGenerator<Buffer> {
    yield* aliasesOf(layout, claims.batches(), (ambiguous) => {
      this.counters.ambiguous += ambiguous;
    });
    await claims.discard();
  }

  private addRow(rows: ItemSorter | null, at: IdentityLevel, hashes: ObjectHashes, row: number, value: Buffer): void {
    rows?.add(this.item, hashes.writeRow(at.records, at.hash, row, value, this.item));
  }

  private addStrong(hashes: ObjectHashes, row: number, value: Buffer): void {
    const { strong } = this.family;
    this.addRow(this.strongRows, strong, hashes, row, value);
    if (hashes.has('sha1')) this.claim(this.middleClaims, this.family.middle, strong, hashes);
    if (hashes.has('md5')) this.claim(this.weakClaims, this.family.weak, strong, hashes);
  }

  private claim(claims: ItemSorter | null, from: IdentityLevel | null, to: IdentityLevel, hashes: ObjectHashes): void {
    if (claims === null || from === null || from.aliases === null) return;
    claims.add(this.item, writeClaim(from.aliases, from.hash, to, hashes, this.item));
  }

  private async resolveMiddle(): Promise<void> {
    const { middle, weak } = this.family;
    const unclaimed = this.sorter(rowForm(middle.records));
    const links = weak === null ? null : this.sorter(claimForm(weak.aliases));
    await this.walk(middle, this.middleRows, this.middleClaims, (row, claim) => {
      if (claim !== null) return this.joinStrong(middle, row, claim);
      unclaimed.add(row.bytes.subarray(row.at, row.at + row.length));
      this.found.readRow(middle.records, middle.hash, row.bytes, row.at);
      if (this.found.has('md5')) this.claim(links, weak, middle, this.found);
    });
    await this.middleRows.discard();
    this.middleOwn = links === null || links.count === 0 ? unclaimed : await this.resolveLinks(unclaimed, links);
  }

  /** Rows of SHA-1 and MD5 whose SHA-1 nobody claims: the MD5 may still lead to a file that lacks a SHA-1. */
  private async resolveLinks(unclaimed: ItemSorter, links: ItemSorter): Promise<ItemSorter> {
    const { strong, middle, weak } = this.family;
    if (weak === null || this.weakClaims === null) return unclaimed;
    const bridges = this.sorter(claimForm(middle.aliases));
    const single = aliasesOf(weak.aliases, links.batches(), () => undefined);
    await joinClaims(claimForm(weak.aliases), single, weak.aliases, this.weakClaims, this.relieve, (link, claim) => {
      if (claim === null || claim.bytes[claim.at + weak.aliases.keyBytes + SHA1_KNOWN_OFFSET] !== 0) return;
      const targetAt = weak.aliases.keyBytes + OFFSET_ALIAS_TARGET;
      this.found.clear();
      this.found.set('sha1', link.bytes, link.at + targetAt);
      this.found.set('sha256', claim.bytes, claim.at + targetAt);
      this.claim(bridges, middle, strong, this.found);
    });
    const own = this.sorter(rowForm(middle.records));
    await this.walk(middle, unclaimed, bridges, (row, claim) => {
      if (claim !== null) return this.joinStrong(middle, row, claim);
      own.add(row.bytes.subarray(row.at, row.at + row.length));
      this.found.readRow(middle.records, middle.hash, row.bytes, row.at);
      if (this.found.has('md5')) this.claim(this.weakClaims, weak, middle, this.found);
    });
    await Promise.all([unclaimed.discard(), links.discard(), bridges.discard()]);
    return own;
  }

  private async resolveWeak(): Promise<void> {
    const { strong, middle, weak } = this.family;
    if (weak === null || this.weakRows === null || this.weakClaims === null) return;
    const own = this.sorter(rowForm(weak.records));
    const toStrong = ALIAS_TARGET_KINDS[targetSection(strong)];
    await this.walk(weak, this.weakRows, this.weakClaims, (row, claim) => {
      if (claim === null) own.add(row.bytes.subarray(row.at, row.at + row.length));
      else if (claim.bytes[claim.at + weak.aliases.keyBytes + OFFSET_ALIAS_KIND] === toStrong) {
        this.joinStrong(weak, row, claim);
      } else this.joinLevel(middle, this.middleOwn, weak, row, claim);
    });
    await this.weakRows.discard();
    this.weakOwn = own;
  }

  private walk(
    level: IdentityLevel & { readonly aliases: SectionLayout },
    rows: ItemSorter,
    claims: ItemSorter,
    visit: (row: BatchCursor, claim: BatchCursor | null) => void,
  ): Promise<void> {
    return joinClaims(rowForm(level.records), rows.batches(), level.aliases, claims, this.relieve, visit);
  }

  private joinStrong(from: IdentityLevel, row: BatchCursor, claim: BatchCursor): void {
    this.joinLevel(this.family.strong, this.strongRows, from, row, claim);
  }

  /** The row speaks of the claim's object: it becomes one of that object's rows, and its other hashes are claimed. */
  private joinLevel(
    to: IdentityLevel,
    rows: ItemSorter,
    from: IdentityLevel,
    row: BatchCursor,
    claim: BatchCursor,
  ): void {
    const { found } = this;
    found.readRow(from.records, from.hash, row.bytes, row.at);
    found.set(to.hash, claim.bytes, claim.at + from.records.keyBytes + OFFSET_ALIAS_TARGET);
    const numberAt = row.at + from.records.keyBytes;
    const value = row.bytes.subarray(numberAt + ROW_BYTES);
    const number = row.bytes.readUIntBE(numberAt, ROW_BYTES);
    if (to === this.family.strong && from !== this.family.weak) this.addStrong(found, number, value);
    else this.addRow(rows, to, found, number, value);
  }
}
