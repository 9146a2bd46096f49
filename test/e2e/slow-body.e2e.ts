import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { forgeVendor } from '@pksn/testing';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

it('refuses a key that was revoked while the body of its request came in', async () => {
  const service = await Service.create();
  try {
    await service.startAll();
    const vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    await importOf(
      service,
      await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: 'domain,zone\nexample.net,red' }),
    );
    const license = vendor.license();
    await submit(service, license);
    const query = service.query(license.key);
    await eventually(
      () => query.get('/v1/status'),
      (answer) => answer.status === 200,
    );
    const body = JSON.stringify({ objects: [{ domain: 'example.net' }] });
    async function* slowly(): AsyncGenerator<string> {
      yield body.slice(0, 10);
      // By now the key was judged: its headers are here.
      await delay(500);
      await service.admin.post('/api/v1/licenses/L-1/revoke', { body: { reason: 'stolen' } });
      await eventually(
        () => query.get('/v1/status'),
        (answer) => answer.status === 403,
      );
      yield body.slice(10);
    }
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const answer = await query.post('/v1/lookup', { raw: Readable.from(slowly()), headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'LICENSE_REVOKED' } });
  } finally {
    await service.stop();
  }
}, 120_000);
