import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { readTextFile } from '../connection/read-text-file';
import type { Terminal } from '../console/terminal';
import { swappedFile } from '../files/swapped-file';

/** A license file that is to be submitted, or why it cannot be read. */
export interface LicenseSource {
  readonly name: string;
  readonly text: string | Fault;
}

const FILE_BYTES = 65_536;
const PASTED_BYTES = 64 << 20;
const STDIN = '-';
/** As mail programs mark what is answered. */
const QUOTED = /^(?:> ?)+/gm;
const BLOCK = /-----BEGIN LICENSE-----[^]*?-----END LICENSE-----/g;

/**
 * What the command line names: files, folders (every `*.license` in them, by name), and `-` for text from standard
 * input, in which every license is taken, whatever stands around it. What cannot be read is told in its place.
 */
export async function licenseSources(terminal: Terminal, names: readonly string[]): Promise<LicenseSource[]> {
  const sources: LicenseSource[] = [];
  for (const name of names) sources.push(...(await sourcesOf(terminal, name)));
  return sources;
}

async function sourcesOf(terminal: Terminal, name: string): Promise<LicenseSource[]> {
  if (name === STDIN) return pasted(terminal);
  if ((await stat(name).catch(() => null))?.isDirectory() !== true) return [await fileSource(name)];
  const files = (await readdir(name)).filter((one) => one.endsWith('.license')).sort();
  if (files.length === 0) return [{ name, text: new Fault('USAGE', `the folder ${name} holds no *.license file`) }];
  return Promise.all(files.map((file) => fileSource(join(name, file))));
}

async function fileSource(name: string): Promise<LicenseSource> {
  try {
    const text = await readTextFile(name, 'license file', FILE_BYTES);
    const swapped = swappedFile(text, 'license');
    return { name, text: swapped === null ? text : new Fault('LICENSE_FILE_MALFORMED', `${name}: ${swapped}`) };
  } catch (error) {
    if (error instanceof Fault) return { name, text: error };
    throw error;
  }
}

async function pasted(terminal: Terminal): Promise<LicenseSource[]> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of terminal.input()) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > PASTED_BYTES) throw new Fault('USAGE', 'standard input is more than 64 MiB: submit files or a folder');
  }
  const text = Buffer.concat(pieces).toString('utf8').replace(QUOTED, '');
  if (text.trim() === '') return [{ name: STDIN, text: new Fault('USAGE', 'nothing was pasted') }];
  const swapped = swappedFile(text, 'license');
  if (swapped !== null) return [{ name: STDIN, text: new Fault('LICENSE_FILE_MALFORMED', swapped) }];
  const [first = text, ...others] = text.match(BLOCK) ?? [];
  return [
    { name: STDIN, text: first },
    ...others.map((one, i) => ({ name: `${STDIN} (${String(i + 2)})`, text: one })),
  ];
}
