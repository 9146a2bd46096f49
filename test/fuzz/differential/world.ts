import { Client } from 'pg';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { samplePackage } from '../../e2e/sample-packages';
import { Service } from '../../e2e/service';
import { eventually, importOf, submit, trust } from '../../e2e/steps';
import type { Prng } from '../prng';
import { feedRows } from './feed-rows';
import { someQuestion } from './questions';

const ROWS_PER_FEED = 600;
const OVERRIDES = 60;
/** Two of the same priority, whose order goes by name, and one that is asked before them. */
const FEEDS = [
  { feed: 'acme/core', priority: 100 },
  { feed: 'acme/extra', priority: 100 },
  { feed: 'beta/web', priority: 50 },
];
const OVERRIDE_ZONES = ['red', 'red', 'orange', 'yellow', 'green', 'grey'];

interface FeedState {
  version: number;
  /** Rows of the content, and the packages that make it, full first. */
  rows: string[];
  packages: Buffer[];
}

/** A running installation: three feeds of two vendors, three licenses that see different ones, overrides of all owners. */
export class World {
  private readonly feeds = new Map<string, FeedState>();
  private readonly vendors: Readonly<Record<string, ForgedVendor>>;
  readonly licenses: readonly ForgedLicense[];

  private constructor(
    readonly service: Service,
    private readonly random: Prng,
  ) {
    const now = Date.now();
    const [acme, beta] = [forgeVendor('acme', now), forgeVendor('beta', now)];
    this.vendors = { acme, beta };
    const customer = (n: number): { id: string; name: string } => ({
      id: `C-${String(n)}`,
      name: `Customer ${String(n)}`,
    });
    this.licenses = [
      acme.license({ licenseId: 'whole', customer: customer(1) }),
      acme.license({ licenseId: 'part', customer: customer(2), feeds: ['acme/extra'] }),
      beta.license({ licenseId: 'granted', customer: customer(3) }),
    ];
  }

  static async start(random: Prng): Promise<World> {
    const world = new World(await Service.create(), random);
    const { service } = world;
    try {
      await service.startAll();
      for (const vendor of Object.values(world.vendors)) await trust(service, vendor);
      for (const { feed, priority } of FEEDS) {
        await world.full(feed);
        await world.wanted('PATCH', `/api/v1/feeds/${feed}`, { priority });
        await world.delta(feed);
      }
      await submit(service, ...world.licenses);
      await world.wanted('POST', '/api/v1/licenses/granted/grant', {
        feeds: ['acme/core', 'acme/extra'],
        reason: 'test',
      });
      for (let n = 0; n < OVERRIDES; n++) await world.override();
    } catch (error) {
      await service.stop();
      throw error;
    }
    return world;
  }

  /** A new generation, of any kind. */
  async change(): Promise<string> {
    const { random } = this;
    const { feed } = random.pick(FEEDS);
    switch (random.below(5)) {
      case 0:
        await this.full(feed);
        return `a full package of ${feed}`;
      case 1:
      case 2:
        await this.delta(feed);
        return `a delta of ${feed}`;
      case 3:
        await this.wanted('PATCH', `/api/v1/feeds/${feed}`, { priority: random.pick([50, 100, 200]) });
        return `another priority of ${feed}`;
      default:
        for (let n = 0; n < 5; n++) await this.override();
        await this.removeOverride();
        return 'overrides';
    }
  }

  private async full(feed: string): Promise<void> {
    const rows = feedRows(this.random, ROWS_PER_FEED).split('\n');
    await this.publish(feed, { version: (this.feeds.get(feed)?.version ?? 0) + 1, rows, packages: [] });
  }

  /** A third of the rows goes, a third is said anew, some come. */
  private async delta(feed: string): Promise<void> {
    const { random } = this;
    const { version, rows, packages } = this.feeds.get(feed) as FeedState;
    const [head = '', ...kept] = rows;
    const fresh = feedRows(random, ROWS_PER_FEED / 3)
      .split('\n')
      .slice(1);
    const next = [head, ...kept.filter(() => random.below(3) > 0), ...fresh];
    await this.publish(feed, { version: version + 1, rows: next, packages });
  }

  private async publish(feed: string, { version, rows, packages }: FeedState): Promise<void> {
    const vendor = this.vendors[feed.slice(0, feed.indexOf('/'))] as ForgedVendor;
    const base = packages.length === 0 ? {} : { base: packages };
    const bytes = await samplePackage(vendor, { feed, version, rows: rows.join('\n'), codec: 'none', ...base });
    const ended = await importOf(this.service, bytes);
    if (ended.state !== 'active') throw new Error(`the import of ${feed} ended: ${JSON.stringify(ended)}`);
    this.feeds.set(feed, { version, rows, packages: [...packages, bytes] });
  }

  private async override(): Promise<void> {
    const { random } = this;
    const question = someQuestion(random);
    const customers = await this.customers();
    const owner = random.below(2) === 0 ? {} : { customer: random.pick(customers) };
    const some =
      random.below(2) === 0 ? {} : { threat: `Local.${String(random.below(9))}`, trustGroup: 'low-restricted' };
    const body = { object: question.wire, reason: `reason ${String(random.below(99))}`, ...owner, ...some };
    // Not every zone is legal for every object, and a URL gets a record of its own only where it names one.
    for (const zone of [random.pick(OVERRIDE_ZONES), 'red']) {
      const { status } = await this.service.admin.post('/api/v1/overrides', { body: { ...body, zone } });
      if (status === 201) return;
    }
  }

  private async removeOverride(): Promise<void> {
    const { body } = await this.service.admin.get('/api/v1/overrides');
    const { id } = this.random.pick(body.overrides as { id: string }[]);
    await this.wanted('DELETE', `/api/v1/overrides/${id}`);
  }

  private async customers(): Promise<string[]> {
    const client = new Client(this.service.database.url);
    await client.connect();
    const { rows } = await client.query<{ id: string }>('SELECT DISTINCT customer_id AS id FROM license ORDER BY 1');
    await client.end();
    return rows.map(({ id }) => id);
  }

  private async wanted(method: string, path: string, body?: unknown): Promise<void> {
    const answer = await this.service.admin.send(method, path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
  }

  /** Waits until lookups are answered from this generation. */
  async inForce(generation: number): Promise<void> {
    const query = this.service.query(this.licenses[0]?.key ?? '');
    const seen = await eventually(
      async () => Number((await query.get('/v1/domains/example.net')).body.generation),
      (number) => number === generation,
    );
    if (seen !== generation)
      throw new Error(`generation ${String(seen)} stays in force instead of ${String(generation)}`);
  }
}
