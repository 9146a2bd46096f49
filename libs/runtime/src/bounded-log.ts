import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

const DEFAULT_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * A log file that cannot fill the disk: at the limit, and at every start, the old content becomes `<path>.1`.
 * Logs are the one thing under the data folder that is not written durably. A log that cannot be written is lost.
 */
export class BoundedLog {
  private descriptor: number | null = null;
  private sizeBytes = 0;

  constructor(
    readonly path: string,
    private readonly limitBytes = DEFAULT_LIMIT_BYTES,
  ) {
    this.rotate();
  }

  write(text: string | Uint8Array): void {
    try {
      if (this.descriptor === null) return;
      this.sizeBytes += typeof text === 'string' ? writeSync(this.descriptor, text) : writeSync(this.descriptor, text);
      if (this.sizeBytes >= this.limitBytes) this.rotate();
    } catch {
      // A full disk must not stop what is being logged.
    }
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }

  private rotate(): void {
    this.close();
    try {
      if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) > 0) renameSync(this.path, `${this.path}.1`);
      this.descriptor = openSync(this.path, 'a', 0o640);
    } catch {
      this.descriptor = null;
    }
    this.sizeBytes = 0;
  }
}
