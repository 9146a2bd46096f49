import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { HeldParticipation } from '@pksn/store-postgres';

/** For how long an acceptance is believed without a look: a stop at another process is in force after this. */
const BELIEVED_MS = 1_000;
/** Some 20 MB. */
const MOST_KEPT = 100_000;

/**
 * Which endpoints may ask, where lookups need the statement. What was read a second ago counts; while the database is
 * away what was read last does, so that endpoints go on. Faults of `require`: PARTICIPATION_REQUIRED, SERVICE_UNAVAILABLE.
 */
export class KnownParticipants {
  private readonly readAt = new Map<string, number>();

  /** `read` throws SERVICE_UNAVAILABLE while the database is away. */
  constructor(
    private readonly read: (endpoint: Buffer) => Promise<HeldParticipation | null>,
    private readonly clock: Clock,
  ) {}

  async require(endpoint: Buffer): Promise<void> {
    const key = endpoint.toString('latin1');
    const readAt = this.readAt.get(key);
    const now = this.clock.now();
    if (readAt !== undefined && now < readAt + BELIEVED_MS) return;
    if (!(await this.mayAsk(endpoint, readAt !== undefined))) {
      this.readAt.delete(key);
      throw new Fault('PARTICIPATION_REQUIRED', 'in this network lookups need the accepted statement');
    }
    this.keep(key, now);
  }

  /** What was read of it does not hold any more. */
  forget(endpoint: Buffer): void {
    this.readAt.delete(endpoint.toString('latin1'));
  }

  private async mayAsk(endpoint: Buffer, could: boolean): Promise<boolean> {
    try {
      const held = await this.read(endpoint);
      return held !== null && held.requests && held.isCurrent;
    } catch (error) {
      if (could && error instanceof Fault && error.code === 'SERVICE_UNAVAILABLE') return true;
      throw error;
    }
  }

  private keep(key: string, now: number): void {
    this.readAt.delete(key);
    this.readAt.set(key, now);
    if (this.readAt.size <= MOST_KEPT) return;
    for (const oldest of this.readAt.keys()) {
      this.readAt.delete(oldest);
      break;
    }
  }
}
