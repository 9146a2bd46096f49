import { Agent } from 'node:https';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { HttpsCaller } from '../../e2e/https-caller';
import { samplePackage } from '../../e2e/sample-packages';
import { Service } from '../../e2e/service';
import { eventually, importOf, submit, trust } from '../../e2e/steps';
import { seededBytes } from '../sorted-records';

const FEED = 'acme/core';
const HEADER = 'sha256,zone,threat';
const FIRST_THREAT = 'Day.First';
const LATER_THREAT = 'Day.Later';
const HASH_BYTES = 32;
const SEED = 15;

/** What a query process counted: requests that it was asked, by route. */
export type RequestCounts = ReadonlyMap<string, number>;

/** A service of real processes with so many objects, every other one known, and a customer for each scope. */
export class DayService {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly packages: Buffer[] = [];
  /** In the feed as it was built last; null: it does not know the object. */
  private readonly threats: (string | null)[];

  private constructor(
    readonly service: Service,
    private readonly vendor: ForgedVendor,
    /** SHA-256 in hex. */
    readonly objects: readonly string[],
    /** A key for each scope. */
    readonly keys: readonly string[],
  ) {
    this.threats = objects.map((_, rank) => (isKnown(rank) ? FIRST_THREAT : null));
  }

  static async start(objects: number, scopes: number): Promise<DayService> {
    const service = await Service.create();
    const random = seededBytes(SEED);
    const hashes = Array.from({ length: objects }, () => random(HASH_BYTES).toString('hex'));
    const vendor = forgeVendor('acme', Date.now());
    const licenses = Array.from({ length: scopes }, (_, n) =>
      vendor.license({ licenseId: `of-${String(n)}`, customer: { id: customerOf(n), name: customerOf(n) } }),
    );
    const keys = licenses.map(({ key }) => key);
    const day = new DayService(service, vendor, hashes, keys);
    await service.startAll({ PKSN_METRICS_PORT: '0' });
    await trust(service, vendor);
    await day.import(await day.build());
    await submit(service, ...licenses);
    await eventually(
      () => Promise.all(keys.map((key) => service.query(key).get('/v1/status'))),
      (all) => all.every(({ status }) => status === 200),
    );
    return day;
  }

  get port(): number {
    return this.service.portOf('query-api');
  }

  /** Zone and threat of an object that nothing changed. */
  verdict(rank: number): string {
    return isKnown(rank) ? verdictOf('red', FIRST_THREAT) : verdictOf('grey', null);
  }

  /** A delta package of the vendor that gives the objects another threat: built now, imported when the result is called, in the order of building. */
  async rename(ranks: readonly number[]): Promise<() => Promise<string>> {
    for (const rank of ranks) this.threats[rank] = LATER_THREAT;
    const bytes = await this.build();
    return async () => {
      await this.import(bytes);
      return verdictOf('red', LATER_THREAT);
    };
  }

  /** An override of one object, of the provider or of the customer of a scope; the verdict that it has then. */
  async override(rank: number, scope: number | null): Promise<string> {
    const zone = isKnown(rank) ? 'green' : 'red';
    const customer = scope === null ? {} : { customer: customerOf(scope) };
    const body = { object: { file: this.objects[rank] as string }, zone, reason: 'bench', ...customer };
    const { status, text } = await this.service.admin.post('/api/v1/overrides', { body });
    if (status !== 201) throw new Error(text);
    return verdictOf(zone, null);
  }

  /** The generation that the query process answers from, and what it was asked so far. The scrape itself is not counted. */
  async counts(): Promise<{ readonly generation: number; readonly requests: RequestCounts }> {
    const port = Number(/"metricsPort":(\d+)/.exec(this.service.apps.get('query-api')?.log() ?? '')?.[1]);
    const { text } = await new HttpsCaller(port, this.service.ca, null, this.agent).get('/metrics');
    const requests = new Map<string, number>();
    for (const [, route = '', count] of text.matchAll(/^pksn_query_requests_total\{route="([^"]*)".*\} (\d+)$/gm)) {
      requests.set(route, (requests.get(route) ?? 0) + Number(count));
    }
    return { generation: Number(/^pksn_generation (\d+)$/m.exec(text)?.[1]), requests };
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.service.stop();
  }

  /** The next package of the feed, as its objects are now. */
  private async build(): Promise<Buffer> {
    const rows = this.objects.flatMap((hash, rank) => {
      const threat = this.threats[rank];
      return threat == null ? [] : [`${hash},red,${threat}`];
    });
    const sample = { feed: FEED, version: this.packages.length + 1, rows: [HEADER, ...rows].join('\n') };
    const bytes = await samplePackage(this.vendor, { ...sample, base: this.packages, codec: 'none' });
    this.packages.push(bytes);
    return bytes;
  }

  private async import(bytes: Buffer): Promise<void> {
    const { state, detail } = await importOf(this.service, bytes);
    if (state !== 'active') throw new Error(`the import ended as ${String(state)}: ${String(detail)}`);
  }
}

export function verdictOf(zone: string, threat: string | null): string {
  return `${zone} ${String(threat)}`;
}

function isKnown(rank: number): boolean {
  return rank % 2 === 0;
}

function customerOf(scope: number): string {
  return `customer-${String(scope)}`;
}
