import { join } from 'node:path';
import type { DynamicModule, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { listenForMetrics } from '@pksn/nest-kit';
import type { Logger } from '@pksn/runtime';
import { SteadyClock, monotonicMs, systemClock } from '@pksn/runtime';
import { KeyUseLedger, KnockingKeys, LicenseDesk, PostgresFeedLedger } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { QueryConfig } from './config';
import { CurrentGeneration } from './generation/current-generation';
import { Follower } from './generation/follower';
import { RunShelf } from './generation/run-shelf';
import { KeyUse } from './license/key-use';
import { KeyUseRecorder } from './license/key-use-recorder';
import { KnockCounter } from './license/knock-counter';
import { LicenseGate } from './license/license-gate';
import { licenseRoutes } from './license/license-routes';
import { RegistryState } from './license/registry-state';
import { submissionRoutes } from './license/submission-routes';
import { Lookup } from './lookup/lookup';
import { lookupRoutes } from './lookup/lookup-routes';
import { statusRoutes } from './status/status-routes';
import { queryMetrics } from './metrics/query-metrics';
import { RequestCounts } from './metrics/request-counts';
import { WaitingDatabase } from './waiting-database';

/** One for all that judges: licenses do not come back to life when the machine's clock is set back. */
const clock = new SteadyClock(systemClock, monotonicMs);

const CONFIG = Symbol('config');
const LOG = Symbol('log');
const KNOCKS_EVERY_MS = 1_000;

/** The data plane of one process, put together. Everything on the hot path is plain classes made by factories. */
@Module({})
export class QueryApiModule implements OnModuleInit, OnApplicationShutdown {
  private knocksTimer: NodeJS.Timeout | null = null;
  private readonly use = new KeyUse();
  private useRecorder: KeyUseRecorder | null = null;
  private readonly counts = new RequestCounts();
  private stopMetrics: (() => Promise<void>) | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: QueryConfig,
    @Inject(LOG) private readonly log: Logger,
    @Inject(WaitingDatabase) private readonly database: WaitingDatabase,
    @Inject(Follower) private readonly follower: Follower,
    @Inject(CurrentGeneration) private readonly generations: CurrentGeneration,
    @Inject(RegistryState) private readonly registry: RegistryState,
    @Inject(KnockCounter) private readonly knocks: KnockCounter,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  static with(config: QueryConfig, log: Logger): DynamicModule {
    return {
      module: QueryApiModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        { provide: WaitingDatabase, useFactory: () => new WaitingDatabase(config.databaseUrl) },
        { provide: CurrentGeneration, useFactory: () => new CurrentGeneration() },
        { provide: RegistryState, useFactory: () => new RegistryState() },
        { provide: KnockCounter, useFactory: () => new KnockCounter() },
        {
          provide: Follower,
          inject: [CurrentGeneration, RegistryState],
          useFactory: (generations: CurrentGeneration, registry: RegistryState) => {
            const shelf = new RunShelf(join(config.dataDir, 'index'), config.indexMemoryBytes);
            const { databaseUrl } = config;
            return new Follower({ databaseUrl, generations, registry, shelf, clock, log }, config.pollInterval);
          },
        },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    const { config, generations, registry, follower, knocks, use } = this;
    await Promise.all([this.database.start(), follower.start()]);
    const { registryMaxAge: registryMaxAgeMs, degradedAfter: degradedAfterMs } = config;
    const license = new LicenseGate({ registry, generations, knocks, use, clock, degradedAfterMs, registryMaxAgeMs });
    const http = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.counts.watch(http);
    lookupRoutes(http, new Lookup(generations), license, clock, this.counts);
    licenseRoutes(http, generations, license, clock);
    statusRoutes(http, {
      generations,
      registry,
      follower,
      license,
      clock,
      degradedAfterMs,
    });
    submissionRoutes(http, {
      database: this.database,
      desk: new LicenseDesk(this.database.source),
      feeds: new PostgresFeedLedger(this.database.source),
      clock,
      needsApproval: config.submissionApproval,
    });
    const store = new KnockingKeys(this.database.source);
    this.knocksTimer = setInterval(() => {
      if (!this.database.isThere) return;
      store.add(knocks.take()).catch((error: unknown) => this.log.warn({ error }, 'knocks were not written'));
    }, KNOCKS_EVERY_MS).unref();
    this.useRecorder = new KeyUseRecorder(this.use, new KeyUseLedger(this.database.source), clock, this.log);
    await this.useRecorder.start();
    this.stopMetrics = await this.serveMetrics();
  }

  private async serveMetrics(): Promise<(() => Promise<void>) | null> {
    const { config, counts, registry, generations, follower, log } = this;
    const { metricsHost: host, metricsPort: port, metricsToken: token, tlsCert: cert, tlsKey: key } = config;
    if (port === null) return null;
    const metrics = queryMetrics({ counts, registry, generations, follower, clock });
    return listenForMetrics(metrics, { tls: { cert, key }, host, port, token }, log);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.knocksTimer !== null) clearInterval(this.knocksTimer);
    await this.stopMetrics?.();
    await this.follower.stop();
    await this.useRecorder?.stop();
    await this.database.stop();
  }
}
