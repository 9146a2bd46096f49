import { problemOf } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { generateLicenseKey, licenseKeyHash } from '@pksn/licensing';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { LearntFiles } from '../contributions/learnt-files';
import type { CurrentGeneration } from '../generation/current-generation';
import { KeyUse } from '../license/key-use';
import { KnockCounter } from '../license/knock-counter';
import { LicenseGate } from '../license/license-gate';
import { RegistryState } from '../license/registry-state';
import { registryRow } from './live-generation.fixture';
import { Lookup } from './lookup';
import { lookupRoutes } from './lookup-routes';

const NOW = 1_000_000;

export interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly bytes: Buffer;
}

/** The lookup routes on a listener of their own, over one generation and with one license key. */
export class LookupServer {
  private constructor(
    private readonly http: FastifyInstance,
    private readonly url: string,
    private readonly key: string,
  ) {}

  static async start(generations: CurrentGeneration, learnt = new LearntFiles()): Promise<LookupServer> {
    const key = generateLicenseKey();
    const registry = new RegistryState(() => 0);
    const nothing = { licenses: [], tokens: [], openFeeds: [], provider: { name: 'P', contacts: ['c'] } };
    await registry.replace({ revision: 1, stamp: null, keys: [registryRow(licenseKeyHash(key))], ...nothing });
    const clock = { now: () => NOW };
    const http = Fastify();
    http.setErrorHandler((error, _request, reply) => {
      const fault = Fault.from(error);
      return reply.code(fault.status).send(problemOf(fault));
    });
    const use = new KeyUse();
    const knocks = new KnockCounter();
    const gate = {
      registry,
      generations,
      knocks,
      use,
      clock,
      degradedAfterMs: 500,
      registryMaxAgeMs: 1_000,
      requireRequests: null,
    };
    lookupRoutes(http, new Lookup(generations, undefined, undefined, learnt), new LicenseGate(gate), clock);
    return new LookupServer(http, await http.listen({ port: 0, host: '127.0.0.1' }), key);
  }

  /** Over a connection, because how an answer is sent is a part of it. */
  async post(path: string, type: string, body: string | Buffer, key = this.key): Promise<Answered> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': type };
    const response = await fetch(this.url + path, { method: 'POST', headers, body: body as string });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, type: response.headers.get('content-type'), bytes };
  }

  stop(): Promise<void> {
    return this.http.close();
  }
}
