import type { OnModuleDestroy } from '@nestjs/common';
import { problemOf } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { monotonicMs } from '@pksn/runtime';
import type { PostgresImportLedger } from '@pksn/store-postgres';
import type { ImportStream } from './import-stream';

const LOOK_MS = 400;
const JUDGE_EVERY_MS = 5_000;
const LIMITS = { ofProcess: 256, ofToken: 16 } as const;
const RETRY_SECONDS = 10;

export interface Follower {
  readonly tokenId: string;
  readonly stream: ImportStream;
  /** Throws when the caller may not follow any longer: ADMIN_UNAUTHENTICATED, ADMIN_FORBIDDEN. */
  readonly judge: () => Promise<unknown>;
}

/** Everybody who follows imports: all of them are told by one look at their rows. */
export class ImportStreams implements OnModuleDestroy {
  private readonly followers = new Set<Follower>();
  private timer: NodeJS.Timeout | null = null;
  private isLooking = false;
  private judgedAt = monotonicMs();

  constructor(
    private readonly ledger: Pick<PostgresImportLedger, 'rows'>,
    private readonly judgeEveryMs = JUDGE_EVERY_MS,
  ) {}

  /** Fault: SERVICE_OVERLOADED, with `retryAfterSeconds`. */
  requireRoom(tokenId: string): void {
    const own = [...this.followers].filter((one) => one.tokenId === tokenId).length;
    if (this.followers.size < LIMITS.ofProcess && own < LIMITS.ofToken) return;
    const facts = { retryAfterSeconds: RETRY_SECONDS };
    throw new Fault('SERVICE_OVERLOADED', 'too many followers of imports', { facts });
  }

  follow(follower: Follower): void {
    this.followers.add(follower);
    this.timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
    void this.look();
  }

  /** They are to come back, to the next process. */
  onModuleDestroy(): void {
    this.rest();
    const problem = problemOf(new Fault('SERVICE_UNAVAILABLE', 'this process stops; connect again'));
    for (const { stream } of this.followers) stream.events.end(problem);
    this.followers.clear();
  }

  private rest(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      await this.judge();
      await this.tell();
    } catch {
      // Without the database there is nothing to tell; heartbeats go on.
    } finally {
      this.isLooking = false;
    }
    for (const { stream } of this.followers) stream.events.look();
    this.dropEnded();
  }

  private async tell(): Promise<void> {
    const asked = [...this.followers];
    const rows = await this.ledger.rows([...new Set(asked.map(({ stream }) => stream.importId))]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const { stream } of asked) {
      const row = byId.get(stream.importId);
      if (row !== undefined) stream.see(row);
    }
  }

  /** A token that was taken away, or has expired, opens nothing any longer. */
  private async judge(): Promise<void> {
    if (monotonicMs() - this.judgedAt < this.judgeEveryMs) return;
    this.judgedAt = monotonicMs();
    for (const { stream, judge } of [...this.followers]) {
      await judge().catch((error: unknown) => {
        if (error instanceof Fault && error.kind !== 'unavailable') stream.events.end(problemOf(error));
      });
    }
  }

  private dropEnded(): void {
    for (const one of this.followers) if (one.stream.events.isOver) this.followers.delete(one);
    if (this.followers.size === 0) this.rest();
  }
}
