import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { nameKey, sectionLayout } from '@pksn/domain';
import { PackageWriter, StateBuilder, encodeText } from '@pksn/package-format';
import type { WrittenPackage } from '@pksn/package-format';
import type { SigningKey } from '@pksn/signing';
import { systemClock } from '@pksn/runtime';
import { FileStore } from '../bench/file-store';
import type { LargeFeed } from './large-feed';
import { LARGE_LAYOUT } from './large-feed';
import { namesOf } from './large-feed-names';

const NAMES = sectionLayout('names');
const DAY_MS = 86_400_000;
const TEXT_BATCH = 10_000;

/** Writes the feed's full package to `path`, which appears when it is whole. */
export async function writeLargePackage(
  feed: LargeFeed,
  name: string,
  signer: SigningKey,
  path: string,
): Promise<WrittenPackage> {
  const spill = await FileStore.create(`${path}.spill`);
  const now = systemClock.now();
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const none = { url: 'none', domain: 'none', ip: 'none', certificate: 'none', software: 'none' } as const;
  const writer = new PackageWriter({
    feed: name,
    kind: 'full',
    version: 1,
    created: iso(now),
    freshUntil: iso(now + 30 * DAY_MS),
    base: null,
    codec: 'none',
    coverage: { file: 'partial', ...none },
    spill,
  });
  for (const texts of sortedNames()) await writer.append(NAMES, texts);
  const state = new StateBuilder(null);
  for (const records of feed.records()) {
    state.add(LARGE_LAYOUT, records);
    await writer.append(LARGE_LAYOUT, records);
  }
  const out = createWriteStream(`${path}.part`);
  const sink = {
    write: async (bytes: Uint8Array): Promise<void> => {
      if (!out.write(bytes)) await once(out, 'drain');
    },
  };
  const written = await writer.finish({ result: state.finish(), signers: [signer], sink });
  out.end();
  await once(out, 'finish');
  await spill.remove();
  await rename(`${path}.part`, path);
  return written;
}

function* sortedNames(): Generator<Buffer> {
  const all = (['threat', 'adware', 'product'] as const)
    .flatMap(namesOf)
    .map((name) => ({ name, key: nameKey(name) }))
    .sort((a, b) => a.key.compare(b.key));
  for (let at = 0; at < all.length; at += TEXT_BATCH) {
    yield Buffer.concat(all.slice(at, at + TEXT_BATCH).map(({ name, key }) => encodeText(NAMES, key, name)));
  }
}
