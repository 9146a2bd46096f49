import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { generateLicenseKey } from '@pksn/licensing';
import type { ForgedLicense } from '@pksn/testing';
import { clientAuthority, forgeVendor } from '@pksn/testing';
import { samplePackage } from '../e2e/sample-packages';
import type { Service } from '../e2e/service';
import { importOf, submit, trust } from '../e2e/steps';

const RECORDS = resolve(
  __dirname,
  __dirname.includes('/dist/') ? '../../..' : '../..',
  'apps/standalone/demo/records.csv',
);
const DAY_MS = 86_400_000;

/** What endpoints ask here: known bad and good ones of the demonstration, and unknown ones. */
const ASKED = [
  '/v1/files/275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
  '/v1/files/cb30d69b24245bf2ecdc9e7f53bbad19159999970b6d82c0c00c7d32d9e37aa4',
  '/v1/files/008f819498fe591f3cc920d543709347d8d14a139bb3482bc2cd8635c1b3162e',
  '/v1/domains/malware.example',
  '/v1/domains/unknown.example',
  '/v1/ips/192.0.2.66',
  '/v1/domains/training.example',
];

/** A service in which people have worked for a while: something on every page, and something that waits for a person. */
export interface LivedIn {
  readonly service: Service;
  readonly license: ForgedLicense;
  /** Lets endpoints ask some more. */
  ask(rounds: number): Promise<void>;
}

export async function livedIn(service: Service): Promise<LivedIn> {
  await service.startAll();
  const { admin } = service;
  const done = async (method: string, path: string, body: object): Promise<void> => {
    const answer = await admin.send(method, `/api/v1/${path}`, { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
  };
  const acme = forgeVendor('acme', Date.now());
  const borealis = forgeVendor('borealis', Date.now());
  await trust(service, acme);
  await trust(service, borealis);
  const rows = readFileSync(RECORDS, 'utf8').trimEnd();
  await importOf(service, await samplePackage(acme, { feed: 'acme/core', version: 1, rows }));
  const web = ['domain,zone,threat', 'phish.example,red,Phishing.Test', 'ads.example,orange,', 'news.example,green,'];
  await importOf(service, await samplePackage(borealis, { feed: 'borealis/web', version: 7, rows: web.join('\n') }));
  const more = `${rows}\n${',,,,fresh.example,,,,,,,red,Malware.Test.Fresh,,,'}\n`.replace(
    /,green,,trusted,500000,/g,
    ',red,Trojan.Test.False,,,',
  );
  await importOf(service, await samplePackage(acme, { feed: 'acme/core', version: 2, rows: more }), '?hold=true');

  const customer = { id: 'northwind', name: 'Northwind Clinics' };
  const license = acme.license({ licenseId: 'northwind-2026', customer });
  await submit(
    service,
    license,
    acme.license({ licenseId: 'fabrikam-2026', customer: { id: 'fabrikam', name: 'Fabrikam Works' } }),
    acme.license({
      licenseId: 'tailspin-trial',
      customer: { id: 'tailspin', name: 'Tailspin School' },
      expiresAt: new Date(Date.now() + 5 * DAY_MS).toISOString(),
    }),
  );
  await done('PUT', 'provider', { name: 'Example Networks', contacts: ['security@example.net', '+49 30 5550100'] });
  const override = (object: object, zone: string, reason: string, more: object = {}): Promise<void> =>
    done('POST', 'overrides', { object, zone, reason, ...more });
  await override({ domain: 'training.example' }, 'green', 'our own training site for phishing', { expires: '30d' });
  await override({ ip: '198.51.100.7' }, 'red', 'scanner seen in our DMZ', { expires: '7d' });
  await override({ domain: 'malware.example' }, 'green', 'honeypot of the research team', { customer: 'northwind' });
  await done('POST', 'own-feed', {
    domain: 'invoice-update.example',
    zone: 'red',
    reason: 'reported by a customer',
  });
  const authority = await clientAuthority(Date.now());
  const { cert } = await authority.issue('site-hamburg');
  await done('POST', 'proxies', { name: 'site-hamburg', customer: 'northwind', certificate: cert });

  const ask = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      await Promise.all(ASKED.map((path) => service.query(license.key).get(path)));
    }
    for (let knock = 0; knock < 3; knock++) await service.query(unsubmitted).get('/v1/domains/malware.example');
  };
  const unsubmitted = generateLicenseKey();
  await ask(3);
  return { service, license, ask };
}
