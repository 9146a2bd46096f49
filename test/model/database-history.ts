import { rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FeedLedger, ImportLedger, PackageSpool, StagerPorts } from '@pksn/ingest';
import { ImportLine, PackageImporter, PackageStager, claimedFeed, recheckSnapshot, storedRoot } from '@pksn/ingest';
import { Fault } from '@pksn/domain';
import { MemorySource, PACKAGE_LIMITS } from '@pksn/package-format';
import type { DataSource, LiveFeed } from '@pksn/store-postgres';
import {
  Judgements,
  Feeds,
  Overrides,
  PostgresFeedLedger,
  PostgresImportLedger,
  SnapshotSteering,
  TrustedVendors,
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
    for (const { id } of runs) await this.source.query(`DROP TABLE reputation_run_${id}`);
    for (const table of ['snapshot', 'run', 'package_import', 'override', 'equivocation', 'feed'])
      await this.source.query(`DELETE FROM ${table}`);
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
    await this.work(how);
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
  private async work({ dieAt, twice }: { dieAt: number; twice: boolean }): Promise<void> {
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
      { restMs: 0, atOnce: 3 },
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

  async seen(feed: number): Promise<FeedSeen> {
    const name = this.nameOf(feed);
    const [row] = (await this.source.query('SELECT pinned, floor_version FROM feed WHERE name = $1', [name])) as {
      pinned: boolean;
      floor_version: string;
    }[];
    const live = (await this.liveFeeds()).find((one) => one.feed === name) ?? null;
    const states = (await this.source.query(
      `SELECT version, CASE WHEN state = 'held' THEN 'held by ' || hold_kind
         || coalesce(' until ' || (extract(epoch FROM activate_at) * 1000)::bigint, '') ELSE state END AS state
       FROM snapshot WHERE feed = $1 ORDER BY version`,
      [name],
    )) as { version: string; state: string }[];
    return {
      live: live?.version ?? null,
      pinned: row?.pinned ?? false,
      floor: Number(row?.floor_version ?? 0),
      zones: live === null ? {} : await this.zonesOf(live.snapshotId),
      snapshots: Object.fromEntries(states.map(({ version, state }) => [version, state])),
    };
  }

  /** From the records of its runs, the newest first. */
  private async zonesOf(snapshotId: number): Promise<Record<number, string>> {
    const rows = (await this.source.query(
      `SELECT DISTINCT ON (r.key) encode(r.key, 'hex') AS key, r.zone FROM snapshot s
       CROSS JOIN unnest(s.runs) WITH ORDINALITY AS u (run, n) JOIN reputation_record r ON r.run_id = u.run
       WHERE s.id = $1 AND r.section = ${String(FILE_SECTION)} ORDER BY r.key, u.n DESC`,
      [snapshotId],
    )) as { key: string; zone: number }[];
    const known = rows.filter(({ zone }) => zone > 0);
    return Object.fromEntries(
      known.map(({ key, zone }) => [Number.parseInt(key.replace(/^b+/, ''), 16), ZONES[zone] ?? '']),
    );
  }

  async shared(): Promise<{ generations: number; overrides: readonly number[] }> {
    const rows = (await this.source.query(
      `SELECT (object ->> 'n')::int AS n FROM override WHERE removed_in IS NULL ORDER BY n`,
    )) as { n: number }[];
    return { generations: (await this.generation()) - this.began, overrides: rows.map(({ n }) => n) };
  }

  private async generation(): Promise<number> {
    const [row] = (await this.source.query('SELECT max(number)::int AS n FROM generation')) as [{ n: number }];
    return row.n;
  }

  private async liveFeeds(): Promise<LiveFeed[]> {
    const [row] = (await this.source.query('SELECT feeds FROM generation ORDER BY number DESC LIMIT 1')) as [
      { feeds: LiveFeed[] },
    ];
    return row.feeds;
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
