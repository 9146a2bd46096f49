import { decodeAlias, decodeRecord, firstSeenDate, isRemoval, popularityOfBucket } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { forEachText, readChunks } from '@pksn/package-format';
import { formatAddress } from '@pksn/web-address';
import { once } from 'node:events';
import type { Session } from '../session';
import { announcementItems } from '../announce/announcement-text';
import { FileSource } from './file-source';
import { readUnverifiedHead } from './unverified-head';

const FLUSH_CHARACTERS = 1 << 16;
/** Names that are held for the records; a package with more shows the others as `name:KEY`. */
const NAMES = 1_000_000;

/** `pksn package dump`: every announcement and record as a line of JSON. The chunks are checked against the manifest, not its signature. */
export async function dump({ terminal }: Session, path: string): Promise<void> {
  const source = await FileSource.open(path);
  try {
    const { manifest, licensing } = await readUnverifiedHead(source);
    const names = new Map<string, string>();
    let text = licensing
      .flatMap(announcementItems)
      .map((item) => `${JSON.stringify(item)}\n`)
      .join('');
    for await (const { section, bytes } of readChunks(source, manifest, { hasName: () => true })) {
      const write = (value: unknown): void => {
        text += `${JSON.stringify(value)}\n`;
        if (text.length < FLUSH_CHARACTERS) return;
        terminal.out(text);
        text = '';
      };
      if (section.form === 'text') dumpTexts(section, bytes, names, write);
      else for (let at = 0; at < bytes.length; at += section.recordBytes) write(itemOf(section, bytes, at, names));
      await drained();
    }
    terminal.out(text);
  } finally {
    await source.close();
  }
}

/** A slow reader of the pipe must not make the dump pile up in memory. */
async function drained(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
}

function dumpTexts(
  layout: SectionLayout,
  bytes: Buffer,
  names: Map<string, string>,
  write: (value: unknown) => void,
): void {
  forEachText(bytes, layout, (key, text) => {
    const hex = key.toString('hex');
    if (layout.name === 'names' && names.size < NAMES) names.set(hex, text);
    write({ section: layout.name, key: hex, text });
  });
}

function itemOf(layout: SectionLayout, bytes: Buffer, at: number, names: ReadonlyMap<string, string>): unknown {
  const key = keyText(layout, bytes.subarray(at, at + layout.keyBytes));
  const head = { section: layout.name, op: 'put', key };
  if (isRemoval(layout, bytes, at)) return { ...head, op: 'remove' };
  if (layout.form === 'alias') {
    const target = decodeAlias(layout, bytes, at);
    return { ...head, target: { section: target.section, key: target.key.toString('hex') } };
  }
  const value = decodeRecord(layout, bytes, at);
  const name = (hash: Uint8Array | null): string | null => {
    if (hash === null) return null;
    const hex = Buffer.from(hash).toString('hex');
    return names.get(hex) ?? `name:${hex}`;
  };
  const sibling = (hash: Uint8Array | null): string | null =>
    hash === null ? null : Buffer.from(hash).toString('hex');
  const siblings = layout.siblings.map(
    ({ kind }) => [kind, sibling(kind === 'sha1' ? value.sha1 : value.md5)] as const,
  );
  return {
    ...head,
    ...Object.fromEntries(siblings),
    zone: value.zone,
    threat: name(value.threat),
    product: name(value.product),
    trustGroup: value.trustGroup,
    popularity: popularityOfBucket(value.popularityBucket),
    firstSeen: firstSeenDate(value.firstSeenDay),
  };
}

function keyText(layout: SectionLayout, key: Buffer): string {
  if (layout.name !== 'ip4' && layout.name !== 'ip6') return key.toString('hex');
  const addressBytes = layout.name === 'ip4' ? 4 : 16;
  const family = layout.name === 'ip4' ? 4 : 6;
  return formatAddress({ family, bytes: key.subarray(0, addressBytes), prefix: key[addressBytes] ?? 0 });
}
