import { sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import type { Codec } from '../manifest';
import type { BuildReport } from './build-report';
import { CERTIFICATES, FILES } from './identity/identity-family';
import { IdentityResolver } from './identity/identity-resolver';
import { mergeRows } from './identity/merge-rows';
import type { ObjectHashes } from './identity/object-hashes';
import { ROW_BYTES, rowForm, sectionForm } from './sort/item-form';
import type { ItemForm } from './sort/item-form';
import { ItemSorter } from './sort/item-sorter';
import { SortMemory } from './sort/sort-memory';
import type { Spill } from './sort/spill';
import { distinctTexts, NameTable, TextTable } from './text-sections';

export type PlainSection = Extract<SectionName, 'web' | 'ip4' | 'ip6' | 'software'>;
const PLAIN_SECTIONS: readonly PlainSection[] = ['web', 'ip4', 'ip6', 'software'];

/** Takes the objects of all rows in any order and gives them back as the sections of one snapshot. */
export class ObjectCollector {
  readonly names: NameTable;
  readonly texts: TextTable;
  readonly files: IdentityResolver;
  readonly certificates: IdentityResolver;
  private readonly memory: SortMemory;
  private readonly plain = new Map<SectionName, ItemSorter>();
  private readonly nameRows: ItemSorter;
  private readonly textRows: ItemSorter;
  private readonly sorters: ItemSorter[] = [];
  private readonly scratch = Buffer.alloc(96);
  private readonly identity = { merged: 0, ambiguous: 0 };

  constructor(spill: Spill, memoryBytes: number) {
    this.memory = new SortMemory(memoryBytes);
    const sorter = (form: ItemForm): ItemSorter => {
      const created = new ItemSorter(form, spill, this.memory);
      this.sorters.push(created);
      return created;
    };
    const relieve = (): Promise<void> => this.relieve();
    this.files = new IdentityResolver(FILES, sorter, relieve, this.identity);
    this.certificates = new IdentityResolver(CERTIFICATES, sorter, relieve, this.identity);
    for (const name of PLAIN_SECTIONS) this.plain.set(name, sorter(rowForm(sectionLayout(name))));
    this.nameRows = sorter(sectionForm(sectionLayout('names')));
    this.textRows = sorter(sectionForm(sectionLayout('texts')));
    this.names = new NameTable(this.nameRows);
    this.texts = new TextTable(this.textRows);
  }

  add(section: PlainSection, key: Buffer, row: number, value: Buffer): void {
    const { scratch } = this;
    const length = key.copy(scratch, 0);
    scratch.writeUIntBE(row, length, ROW_BYTES);
    const end = length + ROW_BYTES + value.copy(scratch, length + ROW_BYTES);
    this.plain.get(section)?.add(scratch, end);
  }

  addFile(hashes: ObjectHashes, row: number, value: Buffer): void {
    this.files.add(hashes, row, value);
  }

  addCertificate(hashes: ObjectHashes, row: number, value: Buffer): void {
    this.certificates.add(hashes, row, value);
  }

  /** Between batches of rows: moves items out of memory when it is full. */
  relieve(): Promise<void> {
    return this.memory.relieve();
  }

  /** When all rows are in, and before any section is asked for. */
  async resolve(): Promise<void> {
    await this.files.resolve();
    await this.certificates.resolve();
  }

  /** Records, aliases or texts in ascending order. Each section is read once. */
  section(layout: SectionLayout): AsyncGenerator<Buffer> {
    if (layout.name === 'names') return distinctTexts('names', this.nameRows.batches());
    if (layout.name === 'texts') return distinctTexts('texts', this.textRows.batches());
    const plain = this.plain.get(layout.name);
    if (plain !== undefined) {
      return mergeRows(layout, plain.batches(), (merged) => {
        this.identity.merged += merged;
      });
    }
    const found = this.files.section(layout) ?? this.certificates.section(layout);
    if (found === null) throw new RangeError(`no section ${layout.name}`);
    return found;
  }

  /** Complete when every section was read to its end. */
  addCounters(report: BuildReport): void {
    report.merged += this.identity.merged;
    report.ambiguousHashes += this.identity.ambiguous;
  }

  /** Texts shrink to a third, hashes not at all. */
  get suitableCodec(): Codec {
    const records = this.sorters.reduce((sum, sorter) => sum + sorter.count, 0);
    return 4 * (this.nameRows.count + this.textRows.count) > records ? 'gzip' : 'none';
  }

  async discard(): Promise<void> {
    for (const sorter of this.sorters) await sorter.discard();
  }
}
