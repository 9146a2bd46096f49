import { resolve } from 'node:path';
import type { DynamicModule, OnApplicationShutdown, OnModuleInit, Provider } from '@nestjs/common';
import { Inject, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import { BullDoorbell } from '@pksn/queue-bullmq';
import { FollowedConfig } from '@pksn/runtime';
import type { Clock, Logger } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import {
  Customers,
  Feeds,
  GenerationHistory,
  IntegrationTokens,
  KeyUseLedger,
  LicenseDesk,
  Licenses,
  PostgresFeedLedger,
  TrustedVendors,
  awaitDatabase,
} from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import { AdministrationController } from './administration/administration.controller';
import { Health } from './administration/health';
import { HEALTH } from './administration/health.provider';
import { AnnouncementsController } from './announcements/announcements.controller';
import { ANNOUNCEMENTS } from './announcements/announcements.providers';
import { APPROVALS, APPROVALS_CONTROLLERS } from './approvals/approvals.providers';
import { FourEyes } from './approvals/four-eyes';
import { answerProposals } from './approvals/waiting-proposal';
import { takeStreams } from './raw-bodies';
import { Callers } from './auth/callers';
import { requireCaller } from './auth/token-check';
import { serveOpenApi } from './openapi';
import { PlainInput } from './plain-input';
import type { AdminConfig } from './config';
import { serveConsole } from './console/console-files';
import { sendSafeHeaders } from './console/safe-headers';
import { CustomerDesk } from './customers/customer-desk';
import { CustomersController } from './customers/customers.controller';
import { ExplainController } from './explain/explain.controller';
import { EXPLAIN } from './explain/explain.providers';
import { FeedDesk } from './feeds/feed-desk';
import { FeedsController } from './feeds/feeds.controller';
import { TrustDesk } from './feeds/trust-desk';
import { GuardsController } from './guards/guards.controller';
import { InstallationController } from './installation/installation.controller';
import { installationProviders } from './installation/installation.providers';
import { IntegrationDesk } from './integrations/integration-desk';
import { IntegrationsController } from './integrations/integrations.controller';
import { LicensesController } from './licenses/licenses.controller';
import { LicenseRegister } from './licenses/license-register';
import { SubmissionsBody } from './licenses/license-requests';
import { RestrictionsController } from './restrictions/restrictions.controller';
import { STORES } from './stores.providers';
import { StatementsController } from './statements/statements.controller';
import { SamplesController } from './samples/samples.controller';
import { SAMPLES } from './samples/samples.providers';
import { SnapshotsController } from './snapshots/snapshots.controller';
import { SNAPSHOTS } from './snapshots/snapshots.providers';
import { SubmissionDesk } from './licenses/submission-desk';
import { SubmissionsController } from './licenses/submissions.controller';
import { OVERSIGHT, OVERSIGHT_CONTROLLERS } from './oversight';
import { OverridesController } from './overrides/overrides.controller';
import { OVERRIDES } from './overrides/overrides.providers';
import { OwnFeedController } from './own-feed/own-feed.controller';
import { OWN_FEED } from './own-feed/own-feed.providers';
import { ImportEventsController } from './packages/import-events.controller';
import { PACKAGES } from './packages/packages.providers';
import { PackagesController } from './packages/packages.controller';
import { PEOPLE, PEOPLE_CONTROLLERS, SIGN_IN_ROUTES } from './people/people.providers';
import { FirstRunDesk } from './sessions/first-run-desk';
import { ProviderSettingsController } from './provider-settings/provider-settings.controller';
import { PROVIDER_SETTINGS } from './provider-settings/provider-settings.providers';
import { ProxiesController } from './proxies/proxies.controller';
import { TlsController } from './tls/tls.controller';
import { TLS } from './tls/tls.providers';
import { UploadsController } from './uploads/uploads.controller';
import { UPLOADS } from './uploads/uploads.providers';
import { LicenseUseDesk } from './use/license-use-desk';
import { CLOCK, CONFIG, DATABASE, DOORBELL, LOG } from './tokens';

const POOL_SIZE = 8;
/** Silence for this long is a connection that is half open. */
const QUERY_TIMEOUT_MS = 5_000;
/** Routes that answer anybody. */
const OPEN_ROUTES = ['GET /healthz', 'GET /readyz', ...SIGN_IN_ROUTES];
/** dist/console, seen from dist/apps/admin-api/src. */
const BUILT_CONSOLE = resolve(__dirname, '../../../console');

const DESKS: Provider[] = [
  {
    provide: FeedDesk,
    inject: [Feeds, GenerationHistory, CLOCK],
    useFactory: (feeds: Feeds, history: GenerationHistory, clock: Clock) => new FeedDesk(feeds, history, clock),
  },
  {
    provide: TrustDesk,
    inject: [TrustedVendors, CLOCK, FourEyes],
    useFactory: (vendors: TrustedVendors, clock: Clock, eyes: FourEyes) => new TrustDesk(vendors, clock, eyes),
  },
  {
    provide: IntegrationDesk,
    inject: [IntegrationTokens, CLOCK],
    useFactory: (tokens: IntegrationTokens, clock: Clock) => new IntegrationDesk(tokens, clock),
  },
  {
    provide: LicenseRegister,
    inject: [Licenses, Customers, DATABASE, CLOCK],
    useFactory: (licenses: Licenses, customers: Customers, source: DataSource, clock: Clock) =>
      new LicenseRegister(licenses, customers, new LicenseUseDesk(new KeyUseLedger(source)), clock),
  },
  {
    provide: CustomerDesk,
    inject: [Customers, Licenses, CLOCK],
    useFactory: (customers: Customers, licenses: Licenses, clock: Clock) =>
      new CustomerDesk(customers, licenses, clock),
  },
  {
    provide: SubmissionDesk,
    inject: [LicenseDesk, PostgresFeedLedger, CLOCK, CONFIG, LOG],
    useFactory: (desk: LicenseDesk, feeds: PostgresFeedLedger, clock: Clock, config: AdminConfig, log: Logger) =>
      new SubmissionDesk(desk, feeds, clock, log, { customersNeedApproval: config.submissionApproval }),
  },
  HEALTH,
];

function openDoorbell(url: string, log: Logger): BullDoorbell {
  return BullDoorbell.open(url, {
    onError: (error) => log.warn({ error }, 'the queue is not reachable'),
  });
}

/** The control plane's HTTPS API, put together. */
@Module({})
export class AdminApiModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(DOORBELL) private readonly doorbell: BullDoorbell,
    @Inject(Health) private readonly health: Health,
    @Inject(Callers) private readonly callers: Callers,
    @Inject(FirstRunDesk) private readonly firstRun: FirstRunDesk,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(CONFIG) config: AdminConfig,
  ) {
    // Nest registers the routes after this, and before it calls onModuleInit.
    const http = host.httpAdapter.getInstance<FastifyInstance>();
    sendSafeHeaders(http);
    serveOpenApi(http, OPEN_ROUTES);
    serveConsole(http, config.consoleDir ?? BUILT_CONSOLE);
  }

  static with(given: AdminConfig, log: Logger): DynamicModule {
    const followed = new FollowedConfig('admin-api', given);
    const { config } = followed;
    return {
      module: AdminApiModule,
      controllers: [
        ...OVERSIGHT_CONTROLLERS,
        ...PEOPLE_CONTROLLERS,
        ...APPROVALS_CONTROLLERS,
        AdministrationController,
        AnnouncementsController,
        CustomersController,
        ExplainController,
        FeedsController,
        GuardsController,
        ImportEventsController,
        InstallationController,
        IntegrationsController,
        LicensesController,
        OverridesController,
        OwnFeedController,
        PackagesController,
        ProviderSettingsController,
        ProxiesController,
        RestrictionsController,
        SamplesController,
        SnapshotsController,
        StatementsController,
        SubmissionsController,
        TlsController,
        UploadsController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        {
          provide: DATABASE,
          useFactory: () =>
            awaitDatabase(config.databaseUrl, POOL_SIZE, {
              queryTimeoutMs: QUERY_TIMEOUT_MS,
              onAway: (error) => log.warn({ error }, 'the database is not there yet; it is tried again'),
            }),
        },
        { provide: DOORBELL, useFactory: () => openDoorbell(config.queueUrl, log) },
        ...STORES,
        ...DESKS,
        ...ANNOUNCEMENTS,
        ...APPROVALS,
        ...PROVIDER_SETTINGS,
        ...OVERRIDES,
        ...EXPLAIN,
        ...OWN_FEED,
        ...SAMPLES,
        ...SNAPSHOTS,
        ...PACKAGES,
        ...PEOPLE,
        ...UPLOADS,
        ...installationProviders(followed),
        ...TLS,
        ...OVERSIGHT,
        {
          provide: APP_PIPE,
          useFactory: () => new PlainInput([SubmissionsBody]),
        },
        {
          provide: APP_PIPE,
          useFactory: () => new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
        },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.firstRun.prepare();
    const http = this.host.httpAdapter.getInstance<FastifyInstance>();
    requireCaller(http, this.callers, OPEN_ROUTES);
    takeStreams(http);
    answerProposals(http);
    http.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
    http.get('/readyz', async (_request, reply) => {
      const ready = await this.health.ping();
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'the database is away' });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.doorbell.close();
    await this.database.destroy();
  }
}
