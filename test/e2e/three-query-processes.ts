import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLicenseFile } from '@pksn/licensing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { SilentRelay, forgeVendor } from '@pksn/testing';
import type { DataSource } from '@pksn/store-postgres';
import { LicenseDesk, openDatabase } from '@pksn/store-postgres';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, trust } from './steps';

export const QUERY_PROCESSES = ['near-1', 'near-2', 'far'] as const;

/** Three query processes that reach PostgreSQL through relays, the last one through a relay of its own. */
export class ThreeQueryProcesses {
  private licenses = 0;
  readonly relays: { readonly near: SilentRelay; readonly far: SilentRelay };

  private constructor(
    readonly service: Service,
    readonly vendor: ForgedVendor,
    /** The database itself, past the relays. */
    readonly source: DataSource,
    near: SilentRelay,
    far: SilentRelay,
  ) {
    this.relays = { near, far };
  }

  /** `fill` writes what is to be there before the query processes start. */
  static async start(
    environment: Record<string, string> = {},
    fill: (source: DataSource, vendor: string) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<ThreeQueryProcesses> {
    const service = await Service.create({ durable: true });
    const port = Number(new URL(service.database.url).port);
    const [near, far] = [await SilentRelay.start(port), await SilentRelay.start(port)];
    const vendor = forgeVendor('acme', Date.now());
    const source = await openDatabase(service.database.url, 2);
    const three = new ThreeQueryProcesses(service, vendor, source, near, far);
    await Promise.all([service.start('admin-api'), service.start('import-worker')]);
    await trust(service, vendor);
    const rows = 'domain,zone\nexample.net,red';
    await importOf(service, await samplePackage(vendor, { feed: 'acme/core', version: 1, rows }));
    // The rest is about license changes; the worker would only complain of databases that come and go.
    await service.kill('import-worker', 'SIGTERM');
    await fill(source, vendor.name);
    for (const name of QUERY_PROCESSES) await three.startQuery(name, environment);
    return three;
  }

  /** Another query process behind the relay of its name, or behind the far one. */
  async startQuery(name: string, environment: Record<string, string> = {}): Promise<void> {
    const relay = name.startsWith('near') ? this.relays.near : this.relays.far;
    const file = join(this.service.dataDir, `secrets/database-url-of-${name}`);
    writeFileSync(file, relay.urlOf(this.service.database.url), { mode: 0o600 });
    await this.service.start('query-api', name, { PKSN_DATABASE_URL_FILE: file, ...environment });
  }

  /** A license that nobody submitted; of a customer of its own unless `licenseId` is given. */
  license(licenseId = `L-${String(++this.licenses)}`, minutesAgo = 60): ForgedLicense {
    const issuedAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const customer = { id: `of-${licenseId}`, name: `Customer of ${licenseId}` };
    return this.vendor.license({ licenseId, customer, issuedAt, notBefore: issuedAt });
  }

  /** Changes of the registry, each a revision, past admin-api. */
  async submit(source: DataSource, ...licenses: ForgedLicense[]): Promise<void> {
    for (const { text } of licenses) {
      const license = verifyLicenseFile(text, [this.vendor.root]);
      await new LicenseDesk(source).submit({ license, file: text, actor: 'test', approved: true });
    }
  }

  /** `granted`, or the code of the refusal. */
  async verdict(key: string, as: string): Promise<string> {
    const { status, body } = await this.service.query(key, as).get('/v1/domains/example.net');
    return status === 200 ? 'granted' : String(body.code);
  }

  /** What each process says about each key, once all say what is expected, or at the end of ten seconds. */
  verdicts(keys: readonly string[], expected: readonly string[]): Promise<string[][]> {
    return eventually(
      () => Promise.all(QUERY_PROCESSES.map((name) => Promise.all(keys.map((key) => this.verdict(key, name))))),
      (all) => all.every((one) => one.join() === expected.join()),
    );
  }

  async stop(): Promise<void> {
    await this.source.destroy();
    await this.service.stop();
    await this.relays.near.stop();
    await this.relays.far.stop();
  }
}

/** The same from each of the three. */
export function fromAll<T>(one: T): T[] {
  return QUERY_PROCESSES.map(() => one);
}
