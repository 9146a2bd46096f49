import { rm } from 'node:fs/promises';
import type { RejectedRow } from '@pksn/package-format';
import { DurableFile } from '@pksn/runtime';
import { plain } from '../console/output';

/** FILE.rpk.rejects: one line for each rejected row with its line number, the reason, the input file and its id there. */
export class RejectsFile {
  private file: DurableFile | null = null;

  /** With `always`, a build without rejects leaves an empty file: a path that a person named is not removed. */
  constructor(
    readonly path: string,
    private readonly always = false,
  ) {}

  async write(rows: readonly RejectedRow[]): Promise<void> {
    this.file ??= await DurableFile.create(this.path, 0o644);
    const lines = rows.map(
      ({ line, reason, input, id }) =>
        `${line}\t${plain(reason)}\t${plain(input)}${id === undefined ? '' : `\t${plain(id)}`}\n`,
    );
    await this.file.write(Buffer.from(lines.join('')));
  }

  /** Unless a file is always wanted, a build without rejects leaves none, and none of an earlier build either. */
  async finish(): Promise<void> {
    if (this.always) this.file ??= await DurableFile.create(this.path, 0o644);
    if (this.file === null) await rm(this.path, { force: true });
    else await this.file.commit();
  }

  /** When no package is made: the rejects that were seen stay, and tell why. */
  async keep(): Promise<void> {
    await this.file?.commit();
  }

  async discard(): Promise<void> {
    await this.file?.discard();
  }
}
