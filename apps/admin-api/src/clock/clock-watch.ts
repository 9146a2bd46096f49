import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Logger } from '@pksn/runtime';
import type { ClockKeeper } from '@pksn/store-postgres';

const EVERY_MS = 1_000;

/** Once a second: the mark that others kept, and this process's own. */
export class ClockWatch implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private complained = false;

  constructor(
    private readonly keeper: Pick<ClockKeeper, 'round'>,
    private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.again();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private again(): void {
    if (!this.stopped) this.timer = setTimeout(() => void this.look(), EVERY_MS).unref();
  }

  private async look(): Promise<void> {
    try {
      await this.keeper.round();
      this.complained = false;
    } catch (error) {
      if (!this.complained && !this.stopped) this.log.warn({ error }, "the clock's mark was not kept; trying again");
      this.complained = true;
    }
    this.again();
  }
}
