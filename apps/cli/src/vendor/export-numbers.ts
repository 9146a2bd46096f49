import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { createDurable, errorCode, makeDirectory, removeDurable } from '@pksn/runtime';
import { diskReason } from '../files/disk-reason';

/**
 * The versions under which packages of a feed were exported, a file each in the vendor's folder: of one version two
 * packages must never be signed, also by two commands at once, or where no service has seen the first.
 */
export class ExportNumbers {
  private readonly folder: string;

  /** `feed` is the name behind that of the vendor. */
  constructor(
    vendorFolder: string,
    private readonly feed: string,
  ) {
    this.folder = join(vendorFolder, 'exports', feed.slice(feed.indexOf('/') + 1));
  }

  /** 0 before the first. Fault: VENDOR_FOLDER. */
  async highest(): Promise<number> {
    const names = await readdir(this.folder).catch((cause: unknown) => {
      if (errorCode(cause) === 'ENOENT') return [];
      throw new Fault('VENDOR_FOLDER', `${this.folder} cannot be read: ${diskReason(cause)}`, { cause });
    });
    return Math.max(0, ...names.map((name) => Number(/^([1-9]\d{0,15})\.json$/.exec(name)?.[1] ?? 0)));
  }

  /** Takes the number, which must be free. Faults: BUILD_VERSION, VENDOR_FOLDER. */
  async take(version: number, now: number): Promise<void> {
    const text = `${JSON.stringify({ feed: this.feed, version, at: new Date(now).toISOString() })}\n`;
    let isFree: boolean;
    try {
      await makeDirectory(this.folder, 0o700);
      isFree = await createDurable(this.path(version), text, 0o600);
    } catch (cause) {
      const why = `the version cannot be noted in ${this.folder}: ${diskReason(cause)}`;
      throw new Fault('VENDOR_FOLDER', why, { cause });
    }
    if (!isFree) throw used(this.feed, version, version);
  }

  /** When nothing was signed under it. */
  async giveBack(version: number): Promise<void> {
    await removeDurable(this.path(version));
  }

  private path(version: number): string {
    return join(this.folder, `${String(version)}.json`);
  }
}

/** `highest`: the highest version that is known to be used. */
export function used(feed: string, version: number, highest: number): Fault {
  const why = `version ${String(version)} of ${feed} is not free: ${String(highest)} was used`;
  return new Fault('BUILD_VERSION', why);
}
