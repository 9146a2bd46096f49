import { open } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { HISTORY_LIMITS, brokenHistory } from '@pksn/history';
import type { ChainLink, EntryContent } from '@pksn/history';
import { FieldReader } from '@pksn/signing';
import { boundedLines } from '../files/bounded-lines';
import { diskReason } from '../files/disk-reason';
import type { ChainSource } from './chain-source';

export const EXPORT_FORMAT = 'pksn-history-v1';
const HEADER_CHARACTERS = 1_024;
const FIELDS = ['at', 'actor', 'action', 'subject', 'detail'] as const;
const read = new FieldReader('HISTORY_BROKEN');

/**
 * The lines of an export: what it is of, a line for each place of the chain in order, and how many there were.
 * https://github.com/ndjson/ndjson-spec
 */
export const exportLines = {
  head: (installation: string): string => `${JSON.stringify({ format: EXPORT_FORMAT, installation })}\n`,
  link: ({ sequence, hash, entry }: ChainLink): string => `${JSON.stringify({ sequence, hash, ...entry })}\n`,
  end: (links: number): string => `${JSON.stringify({ end: links })}\n`,
};

/** Faults: USAGE, when it cannot be read; HISTORY_BROKEN, when it is no export or a part of one. */
export async function exportChain(path: string): Promise<ChainSource> {
  const first = await firstLine(path);
  const fields = read.exact(read.json(Buffer.from(first), 'the first line'), 'the first line', [
    'format',
    'installation',
  ]);
  if (fields['format'] !== EXPORT_FORMAT) read.refuse('the format of the export', EXPORT_FORMAT);
  const installation = read.text(fields['installation'], 'installation', HEADER_CHARACTERS);
  return { installation, links: 0, read: () => linksOf(path) };
}

async function* linksOf(path: string): AsyncGenerator<ChainLink> {
  let links = 0;
  let isFirst = true;
  let isWhole = false;
  for await (const line of boundedLines(path, HISTORY_LIMITS.entryCharacters)) {
    const wasFirst = isFirst;
    isFirst = false;
    if (wasFirst) continue;
    if (isWhole) throw brokenHistory('inserted', links + 1, 'the export goes on after its end');
    if (line.length > HISTORY_LIMITS.entryCharacters)
      read.refuse('a line', `of at most ${HISTORY_LIMITS.entryCharacters} characters`);
    const value = read.object(read.json(Buffer.from(line), 'a line'), 'a line');
    if ('end' in value) {
      if (value['end'] !== links) throw brokenHistory('missing', links + 1, 'the export has lost lines');
      isWhole = true;
    } else {
      yield linkOf(value);
      links++;
    }
  }
  if (!isWhole)
    throw brokenHistory('truncated', links + 1, `the export ends after ${links} entries, without its last line`);
}

function linkOf(value: Readonly<Record<string, unknown>>): ChainLink {
  const isEmpty = !('at' in value);
  read.exact(value, 'a line', ['sequence', 'hash', ...(isEmpty ? [] : FIELDS)]);
  const sequence = read.integer(value['sequence'], 'sequence', 1, Number.MAX_SAFE_INTEGER);
  const hash = read.sha256(value['hash'], 'hash');
  if (isEmpty) return { sequence, hash, entry: null };
  for (const field of FIELDS) if (typeof value[field] !== 'string') read.refuse(field, 'text');
  return { sequence, hash, entry: value as unknown as EntryContent };
}

async function firstLine(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_CHARACTERS), 0, HEADER_CHARACTERS, 0);
      return buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1)[0] ?? '';
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new Fault('USAGE', `the export ${path} cannot be read: ${diskReason(cause)}`, { cause });
  }
}
