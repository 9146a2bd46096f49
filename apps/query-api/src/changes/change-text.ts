import type { ChangedKey, FeedView } from '@pksn/reputation-index';
import { objectHashes } from '@pksn/reputation-index';

type Hashes = ChangedKey['siblings'];
const KINDS = ['sha256', 'sha1', 'md5'] as const;

/**
 * Changed keys as they are told, in JSON: with the hashes that the changed records named, and those that the feeds
 * given know of the object. A second one follows where both name a hash of the same kind and not the same.
 */
export function changeTexts({ section, key, siblings }: ChangedKey, feeds: readonly FeedView[] | null): string[] {
  if (feeds === null) return [changeText(section, key, siblings)];
  const known = objectHashes(section, key, feeds);
  const contradict = KINDS.some((kind) => {
    const [told, seen] = [siblings[kind], known[kind]];
    return told !== undefined && seen !== undefined && !told.equals(seen);
  });
  return contradict
    ? [changeText(section, key, siblings), changeText(section, key, known)]
    : [changeText(section, key, { ...known, ...siblings })];
}

function changeText(section: string, key: Buffer, siblings: Hashes): string {
  let hashes = '';
  for (const kind of KINDS) {
    const hash = siblings[kind];
    if (hash !== undefined) hashes += `${hashes === '' ? '' : ','}"${kind}":"${hash.toString('hex')}"`;
  }
  return `{"section":"${section}","key":"${key.toString('hex')}","siblings":{${hashes}}}`;
}

/** Judgements of license keys that were made by an older revision are to be asked for again. */
export function licenseText(revision: number): string {
  return `{"license":{"revision":${String(revision)}}}`;
}
