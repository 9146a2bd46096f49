import { overloaded } from '../load/load-guard';

/** Uploads under way in this process, and those of one customer among them. Sealing takes some 2 ms of CPU for each 64 KiB. */
const AT_ONCE = 8;
const OF_ONE = 2;
const RETRY_SECONDS = 5;

/** Few uploads at a time: lookups go on beside them. */
export class UploadSlots {
  private readonly owners = new Map<string, number>();
  underWay = 0;

  /** Fault: SERVICE_OVERLOADED, with Retry-After. Returns how to give the place back. */
  take(owner: string): () => void {
    const own = this.owners.get(owner) ?? 0;
    if (this.underWay >= AT_ONCE || own >= OF_ONE) throw overloaded(RETRY_SECONDS);
    this.underWay += 1;
    this.owners.set(owner, own + 1);
    return () => {
      this.underWay -= 1;
      const left = (this.owners.get(owner) ?? 1) - 1;
      if (left > 0) this.owners.set(owner, left);
      else this.owners.delete(owner);
    };
  }
}
