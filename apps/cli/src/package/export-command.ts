import { Fault } from '@pksn/domain';
import { systemClock } from '@pksn/runtime';
import type { ImportView } from '../admin/answers';
import { connectAdmin, withClient } from '../connection/connect';
import type { HttpsClient } from '../connection/https-client';
import { importFile } from '../import/import-file';
import { importedLines } from '../import/import-text';
import { FeedStream } from '../own-feed/feed-stream';
import type { Session } from '../session';
import { ExportNumbers, used } from '../vendor/export-numbers';
import type { VendorFolder } from '../vendor/vendor-folder';
import type { BuildOptions } from './build-command';
import { builtFacts, builtLines, makePackage, vendorOf } from './build-command';
import { openPackage } from './open-package';

export interface ExportOptions extends Omit<BuildOptions, 'version' | 'input' | 'format'> {
  readonly version?: number;
  readonly import?: boolean;
}

const EXPORT_PATH = '/api/v1/own-feed/export';
const INPUT_NAME = 'own feed';

/** `pksn package export`: the service's own feed as a package of this vendor; a build whose rows come from the service. */
export async function exportOwnFeed(session: Session, options: ExportOptions): Promise<void> {
  const folder = await vendorOf(options);
  await withClient(connectAdmin(session.options), async (client) => {
    const known = await knownVersion(client, folder, options);
    const version = options.version ?? known + 1;
    if (version <= known) throw used(options.feed, version, known);
    const numbers = new ExportNumbers(folder.path, options.feed);
    await numbers.take(version, systemClock.now());
    const build = { ...options, version, input: [] };
    const rows = new FeedStream(client.bytes(EXPORT_PATH));
    const input = () => Promise.resolve([{ name: INPUT_NAME, rows }]);
    let isSigned = false;
    const built = await makePackage(session, build, folder, input, () => (isSigned = true)).catch(
      async (error: unknown) => {
        if (!isSigned) await numbers.giveBack(version);
        throw error;
      },
    );
    session.progress.clear();
    const view = options.import === true ? await importHere(session, client, options.out) : null;
    const facts = { ...builtFacts(options, built), ...(view === null ? {} : { import: view }) };
    session.output.document(facts, () => [...builtLines(options, built), ...importLines(view)]);
  });
}

async function importHere(session: Session, client: HttpsClient, path: string): Promise<ImportView> {
  try {
    return await importFile(session, client, path, { wait: true });
  } catch (error) {
    session.output.note(`the package is in ${path}; it was not imported here`);
    throw error;
  }
}

/** The highest version of the feed that the service, the bases or the vendor's folder know; 0 if there is none. */
async function knownVersion(client: HttpsClient, folder: VendorFolder, options: ExportOptions): Promise<number> {
  const { feeds } = (await client.get('/api/v1/feeds')) as { feeds: { feed: string; floorVersion: number }[] };
  const floor = feeds.find(({ feed }) => feed === options.feed)?.floorVersion ?? 0;
  const versions = [floor, await new ExportNumbers(folder.path, options.feed).highest()];
  for (const path of options.base ?? []) {
    const { head, source } = await openPackage(path, folder.history, systemClock.now());
    await source.close();
    const { feed, version } = head.manifest;
    if (feed !== options.feed) throw new Fault('BUILD_BASE', `${path} is of the feed ${feed}, not ${options.feed}`);
    versions.push(version);
  }
  return Math.max(...versions);
}

function importLines(view: ImportView | null): string[] {
  return view === null ? [] : [importedLines(view, null)].flat();
}
