import { Fault } from '@pksn/domain';
import { fileSystemOf } from './disk';

/**
 * What uploads may still take. Each one that is under way claims what is to come of it before it comes, so that not all
 * of them together touch the reserve, which is PostgreSQL's.
 */
export class DiskRoom {
  private readonly claims = new Map<object, number>();

  constructor(
    private readonly spoolDir: string,
    /** Where PostgreSQL keeps its data on this machine; null: elsewhere, or nobody said. */
    private readonly databaseDir: string | null,
    private readonly reserveBytes: number,
  ) {}

  /** Claims `bytes` in place of what `owner` claimed before, until `release`. Fault: DISK_FULL; the claim is gone then. */
  async claim(owner: object, bytes: number): Promise<void> {
    this.claims.set(owner, bytes);
    try {
      await this.require(0);
    } catch (error) {
      this.release(owner);
      throw error;
    }
  }

  release(owner: object): void {
    this.claims.delete(owner);
  }

  /** Fault: DISK_FULL, with what is missing, when `bytes` beside all claims would touch the reserve. */
  async require(bytes: number): Promise<void> {
    const spool = await fileSystemOf(this.spoolDir);
    const claimed = [...this.claims.values()].reduce((sum, one) => sum + one, 0);
    this.refuse('the upload does not fit', bytes + claimed, spool.freeBytes);
    if (this.databaseDir === null) return;
    const database = await fileSystemOf(this.databaseDir);
    if (database.device !== spool.device)
      this.refuse('what is uploaded would not fit into the database', 0, database.freeBytes);
  }

  private refuse(what: string, bytes: number, free: number): void {
    const missingBytes = bytes + this.reserveBytes - free;
    if (missingBytes <= 0) return;
    throw new Fault(
      'DISK_FULL',
      `${what}: ${String(missingBytes)} bytes are missing (${String(free)} are free, ${String(this.reserveBytes)} are kept in reserve)`,
      { facts: { missingBytes } },
    );
  }
}
