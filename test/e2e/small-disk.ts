import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RESERVE_BYTES = 1_000_000;
const ROOM_BYTES = 200_000_000;

/**
 * A data folder on a disk that is soon full: a small tmpfs for root. Whoever may not mount keeps all but 200 MB of
 * the real disk in reserve, so that the same refusals come from the reserve in place of the disk's end.
 */
export class SmallDisk {
  readonly dataDir: string;
  private readonly ballast: string;

  private constructor(
    private readonly dir: string,
    readonly mounted: boolean,
  ) {
    this.dataDir = join(dir, 'data');
    this.ballast = join(dir, 'ballast');
    mkdirSync(this.dataDir);
  }

  static create(sizeBytes: number): SmallDisk {
    const dir = mkdtempSync(join(tmpdir(), 'pksn-small-disk-'));
    const mayMount = process.getuid?.() === 0 && process.env.PKSN_TEST_NO_MOUNT === undefined;
    if (mayMount) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(sizeBytes)}`, 'tmpfs', dir]);
    return new SmallDisk(dir, mayMount);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.dir);
    return bavail * bsize;
  }

  /** For PKSN_DISK_RESERVE_BYTES of the admin API. */
  get reserveBytes(): number {
    return this.mounted ? RESERVE_BYTES : Math.max(0, this.freeBytes - ROOM_BYTES);
  }

  /** For the worker while `fill` is in force. */
  get fullReserveBytes(): number {
    return this.mounted ? RESERVE_BYTES : 2 * this.freeBytes;
  }

  /** Leaves so many bytes free, where the disk is ours. */
  fill(leaveBytes: number): void {
    if (this.mounted) writeFileSync(this.ballast, Buffer.alloc(Math.max(0, this.freeBytes - leaveBytes), 1));
  }

  empty(): void {
    if (this.mounted) unlinkSync(this.ballast);
  }

  dispose(): void {
    if (this.mounted) execFileSync('umount', ['-l', this.dir]);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
