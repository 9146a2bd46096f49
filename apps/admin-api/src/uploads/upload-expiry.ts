import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Logger } from '@pksn/runtime';
import type { UploadDesk } from './upload-desk';

const LOOK_EVERY_MS = 60_000;

/** Looks once a minute for uploads that were given up. */
export class UploadExpiry implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly desk: Pick<UploadDesk, 'expire'>,
    private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      const expired = await this.desk.expire();
      if (expired > 0) this.log.info({ expired }, 'unfinished uploads were removed: nothing more came of them');
    } catch (error) {
      this.log.warn({ error }, 'unfinished uploads could not be looked through');
    }
  }
}
