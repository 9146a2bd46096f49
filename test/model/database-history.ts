import { existsSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FeedLedger, ImportLedger, PackageSpool, StagerPorts } from '@pksn/ingest';
import {
  ImportLine,
  PackageImporter,
  PackageStager,
  claimedFeed,
  rebuildRun,
  recheckSnapshot,
  storedRoot,
} from '@pksn/ingest';
import { Fault } from '@pksn/domain';
import { MemorySource, PACKAGE_LIMITS } from '@pksn/package-format';
import type { DataSource } from '@pksn/store-postgres';
import {
  Judgements,
  Feeds,
  Overrides,
  PostgresFeedLedger,
  PostgresImportLedger,
  SnapshotSteering,
  TrustedVendors,
  neededRuns,
  withRunRecords,
} from '@pksn/store-postgres';
import type { FeedSeen, PackageForm, PlayedSystem, Policy, Release } from '@pksn/testing';
import { RELEASES, forgeVendor } from '@pksn/testing';
import { samplePackage } from '../e2e/sample-packages';
import { Mortal } from './mortal';

const ACTIVATIONS: Readonly<Record<Policy, string>> = { immediate: 'immediate', manual: 'manual', noon: '12:00 UTC' };
const ZONES = ['', 'red', 'orange', 'yellow', 'green'];
const FILE_SECTION = 3;
const fileOf = (object: number): string => object.toString(16).padStart(64, 'b');

const NAME = 'acme';
const VENDOR = forgeVendor(NAME, Date.now());
/** Packages are the same in every history. */
const PACKAGES = new Map<string, Promise<Buffer>>();

/** One history on a real database, with real packages, files and rules. Histories come one after the other. */
export class DatabaseHistory implements PlayedSystem {
  private readonly ledger: PostgresImportLedger;
  private readonly feeds: PostgresFeedLedger;
  private readonly steering: SnapshotSteering;
  private readonly files = new Map<string, Buffer>();
  private began = 0;

  constructor(
    private readonly source: DataSource,
    private readonly indexDir: string,
    private readonly clock: { readonly now: number },
  ) {
    this.ledger = new PostgresImportLedger(source);
    this.feeds = new PostgresFeedLedger(source);
    this.steering = new SnapshotSteering(
      source,
      (snapshot) => recheckSnapshot(indexDir, snapshot),
      () => clock.now,
    );
  }

  async begin(): Promise<void> {
    await new TrustedVendors(this.source).add(storedRoot(VENDOR.root), 'test');
    this.began = await this.generation();
  }

  /** Leaves a database in which nobody ever heard of the feeds. */
  async end(): Promise<void> {
    await new TrustedVendors(this.source).remove(NAME, 'test');
    const runs = (await this.source.query('SELECT id FROM run')) as { id: string }[];
    const tables = runs.map(({ id }) => `reputation_run_${id}`).join();
    const rows = ['snapshot', 'run', 'package_import', 'override', 'equivocation', 'feed'];
    // One message: without parameters PostgreSQL takes several statements at once.
    await this.source.query(
      [...(tables === '' ? [] : [`DROP TABLE ${tables}`]), ...rows.map((table) => `DELETE FROM ${table}`)].join(';'),
    );
    rmSync(join(this.indexDir, 'runs'), { recursive: true, force: true });
  }

  private nameOf(feed: number): string {
    return `${NAME}/feed-${String(feed)}`;
  }

  async upload(
    feed: number,
    release: Release,
    form: PackageForm,
    how: { hold: boolean; dieAt: number; twice: boolean },
  ): Promise<string> {
    const id = randomUUID();
    const bytes = Buffer.from(await this.packageOf(feed, release, form === 'twin'));
    if (form === 'altered') bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    this.files.set(id, bytes);
    const facts = { fileName: 'a.rpk', sizeBytes: bytes.length, sha256: '0'.repeat(64), actor: 'test' };
    await this.ledger.receive({ id, ...facts, hold: how.hold });
    await this.work(how, () => this.rebuildBelow(feed, release));
    const row = await this.ledger.row(id);
    return row?.state === 'rejected' ? String(row.code) : String(row?.state);
  }

  private packageOf(feed: number, release: Release, isTwin = false): Promise<Buffer> {
    const known = `${String(feed)} ${String(release.version)} ${String(isTwin)}`;
    let made = PACKAGES.get(known);
    if (made === undefined) {
      made = this.build(feed, release, isTwin);
      PACKAGES.set(known, made);
    }
    return made;
  }

  private async build(feed: number, { version, base, zones }: Release, isTwin: boolean): Promise<Buffer> {
    const below = RELEASES.find((one) => one.version === base);
    const rows = Object.entries(zones).map(([object, zone]) => `${fileOf(Number(object))},${zone}`);
    return samplePackage(VENDOR, {
      feed: this.nameOf(feed),
      version,
      rows: ['sha256,zone', ...rows, ...(isTwin ? [`${fileOf(99)},red`] : [])].join('\n'),
      codec: 'none',
      base: below === undefined ? [] : await this.chainOf(feed, below),
    });
  }

  private async chainOf(feed: number, release: Release): Promise<Buffer[]> {
    const below = RELEASES.find(({ version }) => version === release.base);
    return [...(below === undefined ? [] : await this.chainOf(feed, below)), await this.packageOf(feed, release)];
  }

  /** Until everything has ended; the first worker dies at one of its operations, and another one goes on. */
  private async work({ dieAt, twice }: { dieAt: number; twice: boolean }, rebuild: () => Promise<void>): Promise<void> {
    let worker = new Mortal(dieAt);
    while ((await this.ledger.unfinished()).length > 0) {
      const lines = (twice ? [1, 2] : [1]).map(() => this.line(worker));
      await Promise.all(
        lines.map((line) =>
          line
            .look()
            .catch(() => undefined)
            .then(() => line.idle()),
        ),
      );
      worker = new Mortal(0);
      await rebuild();
    }
  }

  /** What the worker does beside imports, for the runs that this one needs. */
  private async rebuildBelow(feed: number, { base }: Release): Promise<void> {
    const [below] = (await this.source.query('SELECT runs FROM snapshot WHERE feed = $1 AND version = $2', [
      this.nameOf(feed),
      base,
    ])) as { runs: string[] }[];
    for (const run of await neededRuns(this.source)) {
      const files = join(this.indexDir, 'runs', String(run.id));
      if (below?.runs.includes(String(run.id)) !== true || existsSync(files)) continue;
      const { signal } = new AbortController();
      await withRunRecords(this.source, (records) => rebuildRun(this.indexDir, run, records, signal));
    }
  }

  private line(worker: Mortal): ImportLine {
    const now = (): number => this.clock.now;
    const spool: PackageSpool = {
      open: (id) =>
        Promise.resolve({
          source: new MemorySource(this.files.get(id) ?? Buffer.alloc(0)),
          close: () => Promise.resolve(),
        }),
      remove: (id) => Promise.resolve(void this.files.delete(id)),
    };
    const ledger: ImportLedger = worker.bound(this.ledger, ['unfinished']);
    const feeds: FeedLedger = worker.bound(this.feeds, []);
    const judgements = new Judgements(this.source);
    const judge = (id: number): Promise<void> => judgements.renew(this.indexDir, id, now());
    const ports: StagerPorts = {
      ledger,
      feeds,
      spool,
      judgements,
      now: () => Date.now(),
      missingBytes: () => Promise.resolve(0),
    };
    const stager = new PackageStager(ports, { indexDir: this.indexDir, limits: PACKAGE_LIMITS });
    const importer = new PackageImporter({ ledger, feeds, spool, judge, tell: () => undefined, now }, stager, Infinity);
    const claimed = (id: string): Promise<string | null> => claimedFeed(spool, id);
    return new ImportLine(
      { ledger, importer, claimedFeed: claimed, onTrouble: () => undefined, now },
      { restMs: 1, atOnce: 3 },
    );
  }

  private async steered(work: () => Promise<unknown>): Promise<string> {
    try {
      await work();
      return 'done';
    } catch (error) {
      if (error instanceof Fault) return error.code;
      throw error;
    }
  }

  revert(feed: number, to: number | null): Promise<string> {
    const why = { actor: 'test', reason: 'test' };
    return this.steered(() => this.steering.revert(this.nameOf(feed), { to, from: null }, why));
  }

  release(feed: number): Promise<string> {
    return this.steered(() => this.steering.release(this.nameOf(feed), { actor: 'test', reason: 'test' }));
  }

  activate(feed: number, version: number): Promise<string> {
    return this.steered(async () => this.steering.activate(await this.idOf(feed, version), 'test', null));
  }

  hold(feed: number, version: number): Promise<string> {
    return this.steered(async () => this.steering.hold(await this.idOf(feed, version), 'test', 'test'));
  }

  async setPolicy(feed: number, policy: Policy): Promise<void> {
    await new Feeds(this.source).set(this.nameOf(feed), { activation: ACTIVATIONS[policy] }, 'test', this.clock.now);
  }

  async tick(feed: number): Promise<string> {
    const { now } = this.clock;
    const name = this.nameOf(feed);
    const isDue = (await this.steering.due(now)).includes(name);
    return isDue ? this.steered(() => this.steering.activateDue(name, now)) : 'done';
  }

  async damage(feed: number, version: number): Promise<void> {
    const [row] = (await this.source.query(
      'SELECT runs[cardinality(runs)] AS run FROM snapshot WHERE feed = $1 AND version = $2',
      [this.nameOf(feed), version],
    )) as [{ run: string }];
    rmSync(join(this.indexDir, 'runs', row.run), { recursive: true, force: true });
  }

  async override(object: number): Promise<void> {
    const key = Buffer.alloc(32, object);
    await new Overrides(this.source).add({
      ...{ customerId: null, object: { n: object }, section: FILE_SECTION, key, zone: 'red', trustGroup: null },
      ...{ threat: null, reason: 'test', author: NAME, machine: false, expiresAt: null },
    });
  }

  /** In one question: it is asked after every command. The zones are those of the runs' records, the newest first. */
  async seen(feed: number): Promise<FeedSeen> {
    const [row] = (await this.source.query(
      `WITH live AS (
         SELECT (one ->> 'snapshotId')::bigint AS id, (one ->> 'version')::int AS version
         FROM (SELECT feeds::jsonb AS feeds FROM generation ORDER BY number DESC LIMIT 1) newest,
           jsonb_array_elements(newest.feeds) one WHERE one ->> 'feed' = $1
       ), states AS (
         SELECT version, CASE WHEN state = 'held' THEN 'held by ' || hold_kind
           || coalesce(' until ' || (extract(epoch FROM activate_at) * 1000)::bigint, '') ELSE state END AS state
         FROM snapshot WHERE feed = $1
       ), zones AS (
         SELECT DISTINCT ON (r.key) encode(r.key, 'hex') AS key, r.zone FROM live JOIN snapshot s ON s.id = live.id
         CROSS JOIN unnest(s.runs) WITH ORDINALITY AS u (run, n) JOIN reputation_record r ON r.run_id = u.run
         WHERE r.section = ${String(FILE_SECTION)} ORDER BY r.key, u.n DESC
       )
       SELECT (SELECT version FROM live) AS live, coalesce((SELECT pinned FROM feed WHERE name = $1), false) AS pinned,
         coalesce((SELECT floor_version FROM feed WHERE name = $1), 0)::int AS floor,
         coalesce((SELECT json_object_agg(version, state ORDER BY version) FROM states), '{}') AS snapshots,
         coalesce((SELECT json_agg(zones) FROM zones WHERE zone > 0), '[]') AS zones`,
      [this.nameOf(feed)],
    )) as [Omit<FeedSeen, 'zones'> & { zones: { key: string; zone: number }[] }];
    const zones = row.zones.map(({ key, zone }) => [Number.parseInt(key.replace(/^b+/, ''), 16), ZONES[zone] ?? '']);
    const { live, pinned, floor, snapshots } = row;
    return { live, pinned, floor, zones: Object.fromEntries(zones) as FeedSeen['zones'], snapshots };
  }

  async shared(): Promise<{ generations: number; overrides: readonly number[] }> {
    const [row] = (await this.source.query(
      `SELECT (SELECT max(number)::int FROM generation) AS number, coalesce((SELECT array_agg((object ->> 'n')::int
         ORDER BY (object ->> 'n')::int) FROM override WHERE removed_in IS NULL), '{}') AS overrides`,
    )) as [{ number: number; overrides: number[] }];
    return { generations: row.number - this.began, overrides: row.overrides };
  }

  private async generation(): Promise<number> {
    const [row] = (await this.source.query('SELECT max(number)::int AS n FROM generation')) as [{ n: number }];
    return row.n;
  }

  private async idOf(feed: number, version: number): Promise<number> {
    const [row] = (await this.source.query('SELECT id FROM snapshot WHERE feed = $1 AND version = $2', [
      this.nameOf(feed),
      version,
    ])) as { id: string }[];
    if (row === undefined) throw new Fault('NOT_FOUND', 'there is no such version');
    return Number(row.id);
  }
}
