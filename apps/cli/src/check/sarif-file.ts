import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '@pksn/domain';
import { DurableFile, systemClock } from '@pksn/runtime';
import { requireWritable } from '../files/output-path';
import type { CheckedFile } from './checked-file';
import type { SarifEnd, SarifLog } from './sarif-log';

const OUTPUT_MODE = 0o644;

/** Writes a SARIF log as the check goes on; the file is there, whole, when that has ended, also after Ctrl-C. */
export class SarifFile {
  private readonly startedAt = systemClock.now();

  private constructor(
    private readonly log: SarifLog,
    private readonly file: DurableFile,
  ) {}

  /** Faults: USAGE where it cannot be written; DISK_FULL. */
  static async create(path: string, log: SarifLog): Promise<SarifFile> {
    await requireWritable(path, '--sarif');
    const there = await lstat(path).catch(() => null);
    if (there?.isFile() === false) throw new Fault('USAGE', `--sarif ${path} is there already, and is no regular file`);
    const file = await DurableFile.create(path, OUTPUT_MODE);
    await file.write(Buffer.from(log.head()));
    return new SarifFile(log, file);
  }

  /** The name of the file while it grows, which a walk may come across. */
  get temporaryName(): string {
    return basename(this.file.temporaryPath);
  }

  async add(files: readonly CheckedFile[]): Promise<void> {
    const text = files.map((one) => this.log.result(one)).join('');
    if (text !== '') await this.file.write(Buffer.from(text));
  }

  async finish(end: Omit<SarifEnd, 'startedAt' | 'endedAt'>): Promise<void> {
    const times = { startedAt: this.startedAt, endedAt: systemClock.now() };
    await this.file.write(Buffer.from(this.log.end({ ...end, ...times })));
    await this.file.commit();
  }

  /** Leaves what was there before. */
  discard(): Promise<void> {
    return this.file.discard();
  }
}
