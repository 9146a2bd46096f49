import { decodeAlias, decodeRecord, isRemoval, isSectionName, sectionLayout } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';
import { createVendor } from '@pksn/signing';
import { readChunks } from '../chunk-reader';
import { PACKAGE_LIMITS } from '../limits';
import { MemorySource, MemoryStore } from '../memory-ports';
import { readPackageHead } from '../package-head';
import { forEachText } from '../text-entries';
import { verifyPackageHead } from '../verify-head';
import type { BasePackage } from './base-content';
import { buildPackage } from './build-package';
import type { BuiltPackage, RejectedRow } from './build-package';
import { CsvRows } from './input/csv-rows';
import { INPUT_FIELDS } from './input/input-row';
import type { InputField, RowSource } from './input/input-row';
import type { RowDefaults } from './row-taker';
import { MemorySpill } from './sort/memory-spill';

export const NOW = Date.parse('2026-11-21T00:00:00Z');
export const VENDOR = createVendor({ name: 'acme', now: NOW, validityDays: 100 });
export type Row = Partial<Record<InputField, string>>;

export interface Built extends BuiltPackage {
  readonly bytes: Buffer;
  readonly rejects: readonly RejectedRow[];
  readonly spill: MemorySpill;
}

interface Options {
  readonly version?: number;
  readonly base?: readonly Buffer[];
  readonly memoryBytes?: number;
  readonly pieceBytes?: number;
  readonly defaults?: RowDefaults;
  readonly strict?: boolean;
  readonly allowEmpty?: boolean;
  readonly rows?: RowSource;
}

export function csvOf(rows: readonly Row[]): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) => INPUT_FIELDS.map((field) => cell(row[field] ?? '')).join(','));
  return [INPUT_FIELDS.join(','), ...lines, ''].join('\n');
}

export async function* pieces(text: string, pieceBytes = 65_536): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes)
    yield await Promise.resolve(bytes.subarray(at, at + pieceBytes));
}

export async function opened(bytes: Buffer): Promise<BasePackage> {
  const source = new MemorySource(bytes);
  const head = verifyPackageHead(await readPackageHead(source), {
    roots: [VENDOR.root],
    now: NOW,
    limits: PACKAGE_LIMITS,
  });
  return { source, head };
}

/** Builds a package of the feed acme/core in memory. */
export async function buildRows(rows: readonly Row[], options: Options = {}): Promise<Built> {
  const spill = new MemorySpill();
  const store = new MemoryStore();
  const rejects: RejectedRow[] = [];
  const source = options.rows ?? new CsvRows(pieces(csvOf(rows), options.pieceBytes));
  const base: BasePackage[] = [];
  for (const bytes of options.base ?? []) base.push(await opened(bytes));
  const built = await buildPackage(
    {
      feed: 'acme/core',
      version: options.version ?? 1,
      created: '2026-11-21T00:00:00Z',
      freshUntil: '2026-12-21T00:00:00Z',
      inputs: [{ name: 'rows.csv', rows: source }],
      defaults: options.defaults ?? { zone: null, threat: null },
      base,
      coverage: {},
      codec: 'none',
      gzipLevel: 1,
      signers: [VENDOR.keys.package],
      rootUpdates: [],
      licensing: [],
      memoryBytes: options.memoryBytes ?? 1 << 20,
      strict: options.strict ?? false,
      allowEmpty: options.allowEmpty ?? true,
    },
    {
      spill,
      sink: store,
      reject: (some) => {
        rejects.push(...some);
        return Promise.resolve();
      },
    },
  );
  return { ...built, bytes: store.bytes(), rejects, spill };
}

export interface Shown {
  readonly zone?: string;
  readonly threat?: string | null;
  readonly product?: string | null;
  readonly sha1?: string | null;
  readonly md5?: string | null;
  readonly target?: string;
  readonly removed?: true;
}
export type Content = Record<string, Record<string, Shown>>;

/** Everything in a package, as plain values: section, key in hexadecimal, content. Texts are under their sections. */
export async function contentOf(bytes: Buffer, knownNames: ReadonlyMap<string, string> = new Map()): Promise<Content> {
  const { source, head } = await opened(bytes);
  const names = new Map(knownNames);
  const content: Content = {};
  for await (const { section, bytes: chunk } of readChunks(source, head.manifest, { hasName: () => true })) {
    const items = (content[section.name] ??= {});
    if (section.form === 'text') {
      forEachText(chunk, section, (key, text) => {
        items[key.toString('hex')] = { product: text };
        if (section.name === 'names') names.set(key.toString('hex'), text);
      });
      continue;
    }
    for (let at = 0; at < chunk.length; at += section.recordBytes) {
      items[chunk.toString('hex', at, at + section.keyBytes)] = shown(section.name, chunk, at, names);
    }
  }
  return content;
}

function shown(name: SectionName, bytes: Buffer, at: number, names: ReadonlyMap<string, string>): Shown {
  const layout = sectionLayout(name);
  if (isRemoval(layout, bytes, at)) return { removed: true };
  if (layout.form === 'alias') {
    const { section, key } = decodeAlias(layout, bytes, at);
    return { target: `${section}:${key.toString('hex')}` };
  }
  const value = decodeRecord(layout, bytes, at);
  const hex = (part: Uint8Array | null): string | null => (part === null ? null : Buffer.from(part).toString('hex'));
  const named = (key: Uint8Array | null): string | null => (key === null ? null : (names.get(hex(key) ?? '') ?? '?'));
  return {
    zone: value.zone,
    threat: named(value.threat),
    product: named(value.product),
    sha1: hex(value.sha1),
    md5: hex(value.md5),
  };
}

/** Applies the content of a delta to that of its base. */
export function applied(base: Content, delta: Content): Content {
  const after: Content = {};
  for (const name of new Set([...Object.keys(base), ...Object.keys(delta)])) {
    if (!isSectionName(name)) continue;
    const items = { ...base[name], ...delta[name] };
    const kept = Object.entries(items).filter(([, item]) => item.removed !== true);
    if (kept.length > 0) after[name] = Object.fromEntries(kept);
  }
  return after;
}
