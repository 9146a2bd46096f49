import type { ForgedVendor } from '@pksn/testing';
import { samplePackage } from '../sample-packages';
import type { Service } from '../service';
import { importOf } from '../steps';
import { FILES, OVERRIDDEN, fileOf } from './generation-book';
import type { Expected, GenerationBook } from './generation-book';

const FEED = 'acme/core';
type Kind = 'full' | 'delta' | 'held' | 'override' | 'no override';
/** One after the other, again and again. */
const KINDS: readonly Kind[] = [
  'full',
  'delta',
  'override',
  'delta',
  'no override',
  'held',
  'delta',
  'override',
  'delta',
  'no override',
];

/** Makes generation after generation of any kind, and writes down what each will answer before it is made. */
export class ContentChanges {
  private full: Buffer = Buffer.alloc(0);
  private version = 0;
  private overrideId: string | null = null;
  private now: Expected = { version: 0, threat: '', override: null };
  private made = 0;

  constructor(
    private readonly service: Service,
    private readonly vendor: ForgedVendor,
    private readonly book: GenerationBook,
    /** The newest generation. */
    public generation: number,
  ) {}

  async next(): Promise<Kind> {
    const kind = KINDS[this.made++ % KINDS.length] as Kind;
    if (kind === 'override' || kind === 'no override') await this.override(kind === 'override');
    else await this.package(kind);
    return kind;
  }

  /** A package whose import is not waited for; `settle` says what it made. */
  async upload(): Promise<string> {
    const bytes = await this.marked('delta');
    const { status, text, body } = await this.service.admin.post('/api/v1/packages', {
      raw: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    if (status !== 202) throw new Error(text);
    return body.import.id;
  }

  /** After an upload became generation `generation` + 1. */
  uploaded(): void {
    this.generation += 1;
  }

  private async package(kind: 'full' | 'delta' | 'held'): Promise<void> {
    const bytes = await this.marked(kind);
    const ended = await importOf(this.service, bytes, kind === 'held' ? '?hold=true' : '');
    if (kind !== 'held') return this.seen(ended.state === 'active' ? ended.generation : JSON.stringify(ended));
    const activated = await this.service.admin.post(`/api/v1/snapshots/${String(ended.snapshotId)}/activate`, {
      body: {},
    });
    this.seen(activated.body.generation);
  }

  private async marked(kind: 'full' | 'delta' | 'held'): Promise<Buffer> {
    const version = ++this.version;
    const threat = `Test.Generation.${String(this.generation + 1)}`;
    const files = Array.from({ length: FILES + 1 }, (_, n) => `${fileOf(n)},red,${threat}`);
    const rows = ['sha256,zone,threat', ...files].join('\n');
    const base = kind === 'full' ? {} : { base: [this.full] };
    const bytes = await samplePackage(this.vendor, { feed: FEED, version, rows, codec: 'none', ...base });
    if (kind === 'full') this.full = bytes;
    this.plan({ ...this.now, version, threat });
    return bytes;
  }

  private async override(add: boolean): Promise<void> {
    const threat = `Test.Override.${String(this.generation + 1)}`;
    this.plan({ ...this.now, override: add ? threat : null });
    if (add) {
      const body = { object: { file: fileOf(OVERRIDDEN) }, zone: 'red', threat, reason: 'a test' };
      const { body: answer } = await this.service.admin.post('/api/v1/overrides', { body });
      this.overrideId = String(answer.override?.id);
      this.seen(answer.generation ?? JSON.stringify(answer));
    } else {
      const { body: answer } = await this.service.admin.send('DELETE', `/api/v1/overrides/${String(this.overrideId)}`);
      this.seen(answer.generation ?? JSON.stringify(answer));
    }
  }

  private plan(next: Expected): void {
    this.now = next;
    this.book.write(this.generation + 1, next);
  }

  /** Nobody else makes generations, so each is the one that was planned. */
  private seen(generation: unknown): void {
    this.generation += 1;
    if (generation !== this.generation)
      throw new Error(`generation ${String(generation)} instead of ${String(this.generation)}`);
  }
}
