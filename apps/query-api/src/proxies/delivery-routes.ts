import type { Readable } from 'node:stream';
import { DELIVERY_ANSWER_SCHEMA, readDelivery, readReport, REPORT_LIMITS } from '@pksn/contract';
import type { DeliveryClaim } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { askerHeaders, participantMark, requireEndpointId } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type {
  Contributions,
  KnownProxy,
  ProxyDeliveries,
  ProxyDelivery,
  SampleSender,
  TakenLast,
} from '@pksn/store-postgres';
import { takeDelivery } from '@pksn/store-postgres';
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { claimOf, hangUpLater, streamOf } from '../samples/sample-routes';
import type { SampleTaker } from '../samples/sample-taker';
import type { UploadSlots } from '../samples/upload-slots';
import type { WaitingDatabase } from '../waiting-database';
import type { DeliveryLicense } from './delivery-license';
import type { ProxyIdentity } from './proxy-identity';

export const DELIVERED_SAMPLES_PATH = '/v1/proxy/deliveries/submissions';

export interface DeliveryPorts {
  readonly identity: Pick<ProxyIdentity, 'of'>;
  readonly license: DeliveryLicense;
  readonly deliveries: ProxyDeliveries;
  readonly contributions: Contributions;
  readonly database: Pick<WaitingDatabase, 'use'>;
  /** Null: this service takes no files. */
  readonly taker: () => SampleTaker | null;
  readonly slots: UploadSlots;
  readonly clock: Clock;
}

declare module 'fastify' {
  interface FastifyRequest {
    proxy?: KnownProxy;
  }
}

/** Whose contribution it is, and the number under which it is taken once. */
interface Delivered {
  readonly claim: DeliveryClaim;
  readonly delivery: ProxyDelivery;
  /** What was taken of the queue before. */
  readonly before: TakenLast;
}

const ANSWER = { schema: { response: { 200: DELIVERY_ANSWER_SCHEMA } } };

/**
 * What proxies took while they could not hand it on. The number of a delivery is in force with the contribution itself, in one
 * transaction, so that one whose answer was lost is known when it comes again, and does nothing.
 */
export function deliveryRoutes(http: FastifyInstance, ports: DeliveryPorts): void {
  const { identity, license, deliveries, contributions, database, taker, slots, clock } = ports;
  const onRequest: onRequestAsyncHookHandler = async (request) => {
    request.proxy = await identity.of(request.raw);
  };

  const deliveredBy = async (request: FastifyRequest): Promise<Delivered> => {
    const { id: proxyId } = proxyOf(request);
    const claim = readDelivery(request.headers);
    const [queueId, entry] = [Buffer.from(claim.queueId, 'hex'), Buffer.from(claim.entry, 'hex')];
    const before = await database.use(() => deliveries.lastOf(queueId));
    return { claim, delivery: { proxyId, queueId, number: claim.number, entry }, before };
  };
  const senderOf = (request: FastifyRequest, claim: DeliveryClaim): SampleSender => {
    const { customerId } = license.of(claim, proxyOf(request)).row;
    const { endpointId } = askerHeaders(request.raw.rawHeaders);
    return { customerId, endpoint: participantMark(customerId, requireEndpointId(endpointId)) };
  };
  /** By `put`, or, where another took the number meanwhile, as it stands then. */
  const taken = async (
    { claim, delivery }: Delivered,
    put: (mayTake: Parameters<typeof contributions.put>[4]) => Promise<unknown>,
  ): Promise<TakenLast> => {
    let isNew = false;
    await put(async (manager) => (isNew = await takeDelivery(manager, delivery)));
    if (isNew) return { delivered: claim.number, entry: claim.entry };
    return database.use(() => deliveries.lastOf(delivery.queueId));
  };

  http.post(
    '/v1/proxy/deliveries/statistics',
    { onRequest, bodyLimit: REPORT_LIMITS.bodyBytes, ...ANSWER },
    async (request) => {
      const delivered = await deliveredBy(request);
      const { claim, before } = delivered;
      if (before.delivered >= claim.number) return before;
      const { customerId, endpoint } = senderOf(request, claim);
      const { applicationVersion, hours } = readReport(request.body, clock.now());
      return taken(delivered, (mayTake) =>
        database.use(() => contributions.put(endpoint, customerId, applicationVersion, hours, mayTake)),
      );
    },
  );

  void http.register((files, _options, done) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('application/octet-stream', (_request, body: Readable, parsed) => parsed(null, body));
    files.addHook('onResponse', (request, _reply, next) => {
      hangUpLater(request);
      next();
    });
    takeFiles(files);
    done();
  });

  function takeFiles(http: FastifyInstance): void {
    http.post('/v1/proxy/deliveries/submissions', { onRequest, ...ANSWER }, async (request) => {
      const delivered = await deliveredBy(request);
      const { claim, before } = delivered;
      if (before.delivered >= claim.number) return before;
      const sender = senderOf(request, claim);
      const sample = claimOf(request);
      const taking = taker();
      if (taking === null) throw new Fault('SAMPLE_NOT_TAKEN', 'the provider does not take suspicious files');
      const giveBack = slots.take(sender.customerId);
      try {
        return await taken(delivered, (mayTake) => taking.take(streamOf(request), sample, sender, mayTake));
      } finally {
        giveBack();
      }
    });
  }
}

function proxyOf({ proxy }: FastifyRequest): KnownProxy {
  if (proxy === undefined) throw new Fault('PROXY_UNKNOWN', 'the request was not judged');
  return proxy;
}
