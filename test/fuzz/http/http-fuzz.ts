import { generateLicenseKey } from '@pksn/licensing';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { samplePackage } from '../../e2e/sample-packages';
import { Service } from '../../e2e/service';
import { eventually, importOf, submit, trust } from '../../e2e/steps';
import { adminTarget } from './admin-target';
import { HttpCampaign } from './http-campaign';
import type { HttpFuzzReport, Target } from './http-campaign';
import { operationsOf } from './operations';
import { someRequest } from './requests';

const KNOWN = 'ab'.repeat(32);
const THREAT = 'Test.Known';

/** TARGETS S6 on the query listener: `count` requests made from the running listener's own document, and on raw sockets. */
export function fuzzHttp(count: number, seed: number): Promise<HttpFuzzReport> {
  return served(async (service, target) => campaign(service, target, count, seed));
}

/** The same on the admin listener, as whoever may call it and as whoever may not. */
export function fuzzAdmin(count: number, seed: number): Promise<HttpFuzzReport> {
  return served(async (service) => campaign(service, await adminTarget(service), count, seed));
}

/** The two, one after the other, on one service. */
export function fuzzBoth(
  counts: { readonly query: number; readonly admin: number },
  seed: number,
): Promise<{ query: HttpFuzzReport; admin: HttpFuzzReport }> {
  return served(async (service, target) => ({
    query: await campaign(service, target, counts.query, seed),
    admin: await campaign(service, await adminTarget(service), counts.admin, seed),
  }));
}

async function campaign(service: Service, target: Target, count: number, seed: number): Promise<HttpFuzzReport> {
  const fuzz = new HttpCampaign(service, target, seed);
  await fuzz.run(count);
  return fuzz.report();
}

async function served<T>(work: (service: Service, query: Target) => Promise<T>): Promise<T> {
  const service = await Service.create();
  try {
    await service.startAll();
    return await work(service, await queryTarget(service, forgeVendor('acme', Date.now())));
  } finally {
    await service.stop();
  }
}

/** A service that answers for one license and knows one file. */
async function queryTarget(service: Service, vendor: ForgedVendor): Promise<Target> {
  const license = vendor.license();
  await trust(service, vendor);
  await submit(service, license);
  const rows = `sha256,zone,threat\n${KNOWN},red,${THREAT}`;
  await importOf(service, await samplePackage(vendor, { feed: 'acme/core', version: 1, rows }));
  const query = service.query(license.key);
  await eventually(
    () => query.get(`/v1/files/${KNOWN}`),
    ({ status }) => status === 200,
  );
  const operations = operationsOf((await query.get('/openapi.json')).body);
  const keys = { granted: license.key, unknown: generateLicenseKey() };
  const lines = [`GET /v1/files/${KNOWN} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${license.key}`];
  return {
    app: 'query-api',
    secrets: [license.key],
    known: [
      {
        request: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`),
        isRight: ({ status, body }) => status === 200 && body.includes(`"zone":"red","threat":"${THREAT}"`),
      },
    ],
    showsFolder: () => false,
    request: (random) => someRequest(random.pick(operations), keys, random),
  };
}
