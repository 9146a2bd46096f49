import 'reflect-metadata';
import type { Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Fault } from '@pksn/domain';
import type { Logger, Shutdown, TlsMaterial, TlsPaths } from '@pksn/runtime';
import { loadTls, openFilesLimit, reportReady, watchTls } from '@pksn/runtime';
import type { Server } from 'node:https';
import { connectionWarning } from './connection-limit';
import { FaultFilter } from './fault-filter';
import { nestLogger } from './nest-logger';
import { OpenConnections } from './open-connections';
import type { ListenerLimits } from './problem-adapter';
import { ProblemAdapter } from './problem-adapter';

export interface HttpsListener {
  readonly tls: TlsPaths;
  readonly host: string;
  readonly port: number;
  readonly limits: ListenerLimits;
  /** Whether clients are asked for a certificate: they need none, and the application looks at what they show. */
  readonly asksClients?: boolean;
  /**
   * Certificates in PEM that vouch for client certificates: whether theirs was vouched for is `socket.authorized`. Clients are
   * asked for one then.
   */
  readonly clientCa?: string;
}

/** So long may answers that are under way take when the process stops; what is to be written down comes after it. */
const CLOSE_MS = 10_000;

/** A Nest application on one HTTPS listener: problems for errors, certificates reloaded live, an ordered stop. */
export async function serveHttps(
  module: Type | DynamicModule,
  listener: HttpsListener,
  log: Logger,
  shutdown: Shutdown,
): Promise<NestFastifyApplication> {
  const tls = listener.clientCa === undefined ? listener.tls : { ...listener.tls, ca: listener.clientCa };
  const clients = { areAsked: listener.asksClients === true || listener.clientCa !== undefined };
  const material = await loadTls(tls);
  const adapter = new ProblemAdapter(material, listener.limits, log, clients);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter as never, {
    logger: nestLogger(log),
    abortOnError: false,
    bodyParser: true,
  });
  app.useGlobalFilters(new FaultFilter(log, listener.limits.knownErrors));
  const server = app.getHttpServer() as unknown as Server;
  const connections = new OpenConnections(server);
  shutdown.onStop('application', () => connections.endWithin(CLOSE_MS, () => app.close()));
  const warning = connectionWarning(openFilesLimit());
  if (warning !== null) log.warn(warning);
  await listen(app, listener);
  const watch = watchTls(tls, renewalOf(server, material, log), {
    onBadFiles: (error) => log.warn({ error }, 'certificate files are not usable; the old ones stay'),
  });
  shutdown.onStop('certificates', () => watch.stop());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : listener.port;
  log.info({ host: listener.host, port }, 'listening');
  reportReady({ port });
  return app;
}

/**
 * Puts new files in force. Sessions that were begun before go on, in every process that shares their keys; not so
 * when others vouch for clients than before: a session would be let in by who vouched when it was begun.
 */
function renewalOf(server: Server, before: TlsMaterial, log: Logger): (material: TlsMaterial) => void {
  let { ca } = before;
  return (material) => {
    const ticketKeys = server.getTicketKeys();
    server.setSecureContext(material);
    if (material.ca === ca) server.setTicketKeys(ticketKeys);
    ca = material.ca;
    log.info('certificate files were read again');
  };
}

async function listen(app: NestFastifyApplication, listener: HttpsListener): Promise<void> {
  try {
    await app.listen({ port: listener.port, host: listener.host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Fault('PORT_TAKEN', `port ${String(listener.port)} of ${listener.host} is in use`, { cause: error });
  }
}
