import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import type { Spill, SpillFile } from '@pksn/package-format';

/** Scratch files of one build in a folder of their own, which goes when the build ends. */
export class FileSpill implements Spill {
  private folder: Promise<string> | null = null;
  private opened = 0;
  private readonly files: ScratchFile[] = [];

  /** `parent` is a folder on a disk with room for about as much as the input holds. */
  constructor(private readonly parent: string = tmpdir()) {}

  async open(): Promise<SpillFile> {
    this.folder ??= mkdtemp(join(this.parent, 'pksn-build-'));
    const path = join(await this.folder, `${this.opened++}.spill`);
    const file = new ScratchFile(await open(path, 'wx+', 0o600), path);
    this.files.push(file);
    return file;
  }

  async discard(): Promise<void> {
    for (const file of this.files) await file.discard();
    if (this.folder !== null) await rm(await this.folder, { recursive: true, force: true });
    this.folder = null;
  }
}

class ScratchFile implements SpillFile {
  private end = 0;
  private discarded = false;

  constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
  ) {}

  async append(bytes: Buffer): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.end);
        done += bytesWritten;
        this.end += bytesWritten;
      }
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== 'ENOSPC' && code !== 'EDQUOT') throw cause;
      throw new Fault('DISK_FULL', 'there is no room for the scratch files of the build', { cause });
    }
  }

  async read(target: Buffer, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const { bytesRead } = await this.handle.read(target, filled, target.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async discard(): Promise<void> {
    if (this.discarded) return;
    this.discarded = true;
    await this.handle.close();
    await rm(this.path, { force: true });
  }
}
