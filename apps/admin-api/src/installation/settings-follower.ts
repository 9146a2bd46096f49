import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { SettingsWatch } from '@pksn/store-postgres';

/** Keeps this process going by what is set for the installation, from its start to its end. */
export class SettingsFollower implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly watch: SettingsWatch) {}

  onModuleInit(): Promise<void> {
    return this.watch.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.watch.stop();
  }
}
