import { rm } from 'node:fs/promises';
import type { RejectedRow } from '@pksn/package-format';
import { DurableFile } from '@pksn/runtime';
import { plain } from '../console/output';

/** FILE.rpk.rejects: one line for each rejected row with its line number, the reason and the input file. */
export class RejectsFile {
  private file: DurableFile | null = null;

  constructor(readonly path: string) {}

  async write(rows: readonly RejectedRow[]): Promise<void> {
    this.file ??= await DurableFile.create(this.path, 0o644);
    const lines = rows.map(({ line, reason, input }) => `${line}\t${plain(reason)}\t${plain(input)}\n`);
    await this.file.write(Buffer.from(lines.join('')));
  }

  /** A build without rejects leaves no file, and none of an earlier build either. */
  async finish(): Promise<void> {
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
