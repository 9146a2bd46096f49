import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { diskReason } from '../files/disk-reason';

const EVENT_FILE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/i;
const MANIFEST_BYTES = 1 << 26;

/**
 * The files of the events of a MISP feed in a folder, in the order of their names. `manifest.json`, when it is there,
 * must name no event whose file is missing: a feed that was copied in part is refused. Throws BUILD_INPUT.
 */
export async function mispFeedFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Fault('BUILD_INPUT', `${folder} cannot be read: ${diskReason(cause)}`, { cause });
  });
  const events = names.filter((name) => EVENT_FILE.test(name)).sort();
  if (events.length === 0) throw new Fault('BUILD_INPUT', `${folder} holds no events of a MISP feed (UUID.json)`);
  if (names.includes('manifest.json')) {
    const there = new Set(events.map((name) => name.toLowerCase()));
    const missing = (await manifestIds(join(folder, 'manifest.json'))).find((id) => !there.has(`${id}.json`));
    if (missing !== undefined) {
      throw new Fault(
        'BUILD_INPUT',
        `${folder} is not whole: its manifest names ${missing.slice(0, 40)}, which is missing`,
      );
    }
  }
  return events.map((name) => join(folder, name));
}

async function manifestIds(path: string): Promise<string[]> {
  if ((await stat(path)).size > MANIFEST_BYTES) throw new Fault('BUILD_INPUT', `${path} is too large`);
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as unknown;
    if (typeof value === 'object' && value !== null) return Object.keys(value).map((id) => id.toLowerCase());
  } catch (cause) {
    throw new Fault('BUILD_INPUT', `${path} is not JSON`, { cause });
  }
  throw new Fault('BUILD_INPUT', `${path} is no manifest of a MISP feed`);
}
