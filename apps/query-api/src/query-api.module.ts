import type { Server } from 'node:https';
import { join } from 'node:path';
import type { DynamicModule, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Logger } from '@pksn/runtime';
import { JudgedClock } from '@pksn/runtime';
import { Contributions, KeyUseLedger, KnockingKeys, LicenseDesk, PostgresFeedLedger } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { QueryConfig } from './config';
import { followSettings, lifetimesOf } from './followed-settings';
import { changes } from './changes/change-plane';
import { changeRoutes } from './changes/change-routes';
import { LearntFiles } from './contributions/learnt-files';
import { statisticsRoutes } from './contributions/statistics-routes';
import { CurrentGeneration } from './generation/current-generation';
import { DamageReports, damageLedger } from './generation/damage-reports';
import { Follower } from './generation/follower';
import { SegmentCare } from './generation/segment-care';
import { KeyUse } from './license/key-use';
import { KeyUseRecorder } from './license/key-use-recorder';
import { KnockCounter } from './license/knock-counter';
import { KnockRecorder } from './license/knock-recorder';
import { LicenseGate } from './license/license-gate';
import { licenseRoutes } from './license/license-routes';
import { RegistryState } from './license/registry-state';
import { submissionRoutes } from './license/submission-routes';
import { boundBodies } from './load/body-budget';
import { limitBodyTimes } from './load/body-time';
import { HandshakeLine } from './load/handshake-line';
import { LoadGuard } from './load/load-guard';
import { LOAD_LIMITS } from './load/load-limits';
import { shedAhead } from './load/shed-ahead';
import { Lookup } from './lookup/lookup';
import { lookupRoutes } from './lookup/lookup-routes';
import { PAGE_KEYS, PrefixAnswers } from './prefixes/prefix-answers';
import { participationPlane } from './participation/participation-plane';
import { participationRoutes } from './participation/participation-routes';
import { prefixRoutes } from './prefixes/prefix-routes';
import { samplePlane } from './samples/sample-plane';
import { proxyPlane } from './proxies/proxy-plane';
import { ServiceRestrictions } from './restrictions/service-restrictions';
import { statusRoutes } from './status/status-routes';
import { AnswerTimes } from './metrics/answer-times';
import { queryMetrics } from './metrics/query-metrics';
import { RequestCounts } from './metrics/request-counts';
import { offerMetrics } from './processes/pool-metrics';
import { sharedUse } from './processes/pool-rates';
import { startCounting } from './pulse/counting';
import { ProxyReports } from './pulse/proxy-reports';
import { AskedCounts } from './statistics/asked-counts';
import { demandCertificates } from './tls/client-certificates';
import { timelyRounds } from './timely-rounds';
import type { Rounds } from './rounds';
import { WaitingDatabase } from './waiting-database';

/** One for all that judges; the follower tells it what mark of time is kept for all processes. */
const clock = new JudgedClock();

const CONFIG = Symbol('config');
const LOG = Symbol('log');

/** The data plane of one process, put together. Everything on the hot path is plain classes made by factories. */
@Module({})
export class QueryApiModule implements OnModuleInit, OnApplicationShutdown {
  private knockRecorder: KnockRecorder | null = null;
  private readonly use = new KeyUse();
  private useRecorder: KeyUseRecorder | null = null;
  private readonly counts = new RequestCounts();
  private readonly times = new AnswerTimes();
  private readonly asked = new AskedCounts();
  private readonly reports = new ProxyReports();
  private readonly load: LoadGuard;
  private counting: readonly { stop(): Promise<void> }[] = [];
  private handshakes: HandshakeLine | null = null;
  private readonly followed: ReturnType<typeof followSettings>;
  private samples: ReturnType<typeof samplePlane> | null = null;
  private readonly timely: readonly Rounds[];
  private stopSharing: (() => void) | null = null;
  private stopMetrics: (() => Promise<void>) | null = null;

  constructor(
    @Inject(CONFIG) config: QueryConfig,
    @Inject(LOG) private readonly log: Logger,
    @Inject(WaitingDatabase) private readonly database: WaitingDatabase,
    @Inject(Follower) private readonly follower: Follower,
    @Inject(CurrentGeneration) private readonly generations: CurrentGeneration,
    @Inject(RegistryState) private readonly registry: RegistryState,
    @Inject(KnockCounter) private readonly knocks: KnockCounter,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(SegmentCare) private readonly segments: SegmentCare,
    @Inject(DamageReports) private readonly damage: DamageReports,
    @Inject(LearntFiles) private readonly learnt: LearntFiles,
  ) {
    this.followed = followSettings(config, database, log, this.asked);
    this.load = new LoadGuard({ bulkMs: config.refuseBulksAbove, allMs: config.refuseAllAbove }, clock);
    this.timely = timelyRounds(database, clock, log);
  }

  static with(config: QueryConfig, log: Logger): DynamicModule {
    return {
      module: QueryApiModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        { provide: WaitingDatabase, useFactory: () => new WaitingDatabase(config.databaseUrl) },
        { provide: CurrentGeneration, useFactory: () => new CurrentGeneration() },
        { provide: RegistryState, useFactory: () => new RegistryState() },
        { provide: LearntFiles, useFactory: () => new LearntFiles() },
        { provide: KnockCounter, useFactory: () => new KnockCounter() },
        {
          provide: DamageReports,
          inject: [WaitingDatabase],
          useFactory: (database: WaitingDatabase) => new DamageReports(damageLedger(database), log),
        },
        {
          provide: SegmentCare,
          inject: [DamageReports],
          useFactory: (reports: DamageReports) => new SegmentCare(config, clock, log, reports),
        },
        {
          provide: Follower,
          inject: [CurrentGeneration, RegistryState, SegmentCare, LearntFiles],
          useFactory: (
            generations: CurrentGeneration,
            registry: RegistryState,
            { shelf, warmer, switches }: SegmentCare,
            learnt: LearntFiles,
          ) => {
            const { databaseUrl, infrastructure } = config;
            const answered = { infrastructure, generations, registry, shelf, learnt };
            return new Follower({ databaseUrl, ...answered, warmer, switches, clock, log }, config.pollInterval);
          },
        },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    const { generations, registry, follower, knocks } = this;
    const { config } = this.followed;
    await Promise.all([this.database.start(), follower.start()]);
    await this.followed.settings.start();
    const { registryMaxAge: registryMaxAgeMs, degradedAfter: degradedAfterMs } = config;
    const { use, stop: stopSharing } = sharedUse(this.use, registry, clock);
    this.stopSharing = stopSharing;
    const participation = participationPlane(config.infrastructure, this.database, registry, clock);
    const { requireRequests, statements } = participation;
    const ages = { degradedAfterMs, registryMaxAgeMs };
    const license = new LicenseGate({ registry, generations, knocks, use, clock, requireRequests, ...ages });
    const http = this.host.httpAdapter.getInstance<FastifyInstance>();
    demandCertificates(http.server as Server, config.clientCertificates);
    this.handshakes = HandshakeLine.before(http.server as Server);
    this.counts.watch(http);
    limitBodyTimes(http, LOAD_LIMITS.bodyTimeMs);
    boundBodies(http, this.load);
    const restrictions = new ServiceRestrictions({ generations, standing: () => registry.restrictions });
    const lookup = new Lookup(generations, this.asked, restrictions, this.learnt);
    lookupRoutes(http, lookup, license, clock, this.counts);
    licenseRoutes(http, generations, license, clock);
    const lifetimes = lifetimesOf(config);
    const prefixes = new PrefixAnswers(generations, lifetimes, PAGE_KEYS, restrictions, this.learnt);
    prefixRoutes(http, prefixes, license, clock, lifetimes);
    const { pages, streams } = changes({
      generations,
      registry,
      license,
      clock,
      log: this.log,
      database: this.database,
      indexDir: join(config.dataDir, 'index'),
    });
    changeRoutes(http, pages, streams, license, clock);
    statusRoutes(http, {
      generations,
      registry,
      follower,
      license,
      clock,
      load: this.load,
      damage: this.segments.scrub,
      degradedAfterMs,
      lifetimes,
      statements,
      restrictions,
    });
    participationRoutes(http, { license, database: this.database, ...participation });
    const contributions = new Contributions(this.database.source, () => config.statisticsDayBytes);
    statisticsRoutes(http, { license, contributions, database: this.database, clock });
    this.samples = samplePlane(http, config, { license, database: this.database });
    proxyPlane(http, this.database, { registry, contributions, clock, reports: this.reports, ...this.samples });
    submissionRoutes(http, {
      database: this.database,
      desk: new LicenseDesk(this.database.source),
      feeds: new PostgresFeedLedger(this.database.source),
      clock,
      needsApproval: config.submissionApproval,
      provider: () => this.registry.provider,
    });
    shedAhead(http, this.load, this.times);
    this.load.start();
    this.segments.scrub.start();
    for (const rounds of this.timely) rounds.start();
    this.damage.start();
    this.knockRecorder = new KnockRecorder(knocks, new KnockingKeys(this.database.source), this.log);
    this.knockRecorder.start();
    this.useRecorder = new KeyUseRecorder(this.use, new KeyUseLedger(this.database.source), clock, this.log);
    await this.useRecorder.start();
    const { asked, counts: requests, times, load, reports: proxies, database, log } = this;
    this.counting = startCounting({ asked, config, database, clock, log, requests, times, load, proxies });
    this.stopMetrics = await this.serveMetrics();
  }

  private async serveMetrics(): Promise<(() => Promise<void>) | null> {
    const { registry, generations, follower, log } = this;
    const { config } = this.followed;
    if (config.metricsPort === null) return null;
    const { counts, asked, times, load, handshakes, segments, samples } = this;
    const late = [handshakes, samples].filter((one) => one !== null);
    const counters = [counts, asked.verdicts, times, load, segments, ...late];
    return offerMetrics(queryMetrics({ counters, registry, generations, follower, clock }), config, log);
  }

  async onApplicationShutdown(): Promise<void> {
    this.load.stop();
    this.stopSharing?.();
    await this.stopMetrics?.();
    await this.follower.stop();
    await this.segments.stop();
    for (const rounds of this.timely) await rounds.stop();
    // Each writes down what it has left; while the database is away each waits for it as long as all together.
    const recorders = [this.damage, ...this.counting, this.useRecorder, this.knockRecorder];
    await Promise.all(recorders.map(async (one) => one?.stop()));
    await this.followed.settings.stop();
    await this.database.stop();
  }
}
