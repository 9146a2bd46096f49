import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '@pksn/runtime';
import { TEMPORARY_SUFFIX, errorCode, removeDurable } from '@pksn/runtime';
import { PACKAGE_SUFFIX } from './file-spool';

export interface SpoolCleanerPorts {
  /** Which of these imports have a row, and whether it has come to its end. */
  readonly states: (ids: readonly string[]) => Promise<ReadonlyMap<string, 'open' | 'ended'>>;
  readonly clock: Clock;
}

/**
 * Removes what died processes left in the spool folder: files of imports that ended, and files that nobody wrote to
 * for `abandonedMs` and that never got a row, so that nobody was told that they had arrived.
 */
export class SpoolCleaner {
  constructor(
    private readonly dir: string,
    private readonly ports: SpoolCleanerPorts,
    private readonly abandonedMs: number,
  ) {}

  /** Returns how many files went. */
  async clean(): Promise<number> {
    const names = await this.names();
    const uploads = names.filter((name) => name.endsWith(PACKAGE_SUFFIX));
    // Ages first: a row that is written in between is then seen.
    const abandoned = await this.abandoned(
      names.filter((name) => name.endsWith(PACKAGE_SUFFIX) || name.endsWith(TEMPORARY_SUFFIX)),
    );
    const states = await this.ports.states(uploads.map(idOf));
    const dead = (name: string): boolean => {
      const state = name.endsWith(PACKAGE_SUFFIX) ? states.get(idOf(name)) : undefined;
      return state === undefined ? abandoned.has(name) : state === 'ended';
    };
    const gone = names.filter(dead);
    for (const name of gone) await removeDurable(join(this.dir, name));
    return gone.length;
  }

  private async names(): Promise<string[]> {
    return readdir(this.dir).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
  }

  private async abandoned(names: readonly string[]): Promise<Set<string>> {
    const before = this.ports.clock.now() - this.abandonedMs;
    const old = new Set<string>();
    for (const name of names) {
      const facts = await stat(join(this.dir, name)).catch(() => null);
      if (facts !== null && facts.mtimeMs < before) old.add(name);
    }
    return old;
  }
}

function idOf(name: string): string {
  return basename(name, PACKAGE_SUFFIX);
}
