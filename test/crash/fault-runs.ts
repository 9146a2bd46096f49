import { forgeVendor } from '@pksn/testing';
import { Fault } from '@pksn/domain';
import { TrustedVendors, databaseFault } from '@pksn/store-postgres';
import { storedRoot } from '@pksn/ingest';
import type { Effect } from './fault-points';
import { FaultPoints } from './fault-points';
import { Installation } from './installation';
import type { WorkerParts } from './installation';
import { holdings, strays } from './leftovers';
import { FEED, VersionedFeed } from './versioned-feed';

const RECORDS = 3;
const EXTRA = 100;
const TRIES = 200;

/** A process that was killed does nothing any more: whatever it tries fails with this. */
const DEAD = new Error('the process is dead');

/** Undoing works on a full disk, too, and whoever tidies up after a fault must be able to. */
const ALWAYS = /^(rm |ROLLBACK|SELECT pg_advisory)/;

export interface DiskTrouble {
  readonly code: 'DISK_FULL' | 'DISK_ERROR';
  readonly disk: () => Error;
  /** As PostgreSQL tells it. */
  readonly database: () => Error;
}

function codeOf(reason: unknown): string {
  const meaning = databaseFault(reason);
  return meaning instanceof Fault ? meaning.code : String(reason);
}

export type Moment = (effect: Effect, number: number) => boolean;

/** The effect with this number, counted from 1. */
export function effect(point: number): Moment {
  return (_effect, number) => number === point;
}

/** The effect that follows the first of this kind. */
export function after(kind: RegExp): Moment {
  let met = false;
  return ({ what }) => {
    if (met) return true;
    met = kind.test(what);
    return false;
  };
}

/** Imports into one installation, each of them disturbed at one point, and judged afterwards. */
export class FaultRuns {
  private constructor(
    readonly here: Installation,
    private readonly feed: VersionedFeed,
  ) {}

  /** With a full version and a delta live, so that every import finds a predecessor. */
  static async create(): Promise<FaultRuns> {
    const here = await Installation.create();
    const vendor = forgeVendor('acme', Date.now());
    const runs = new FaultRuns(here, new VersionedFeed(vendor, RECORDS));
    const worker = await here.worker();
    await new TrustedVendors(worker.source).add(storedRoot(vendor.root), 'test');
    for (let version = 1; version <= 2; version++) await runs.import((await runs.next()).bytes)(worker);
    await worker.source.destroy();
    return runs;
  }

  /**
   * Another installation, to go on with. Each version leaves a partition, and with hundreds of them every import and
   * every look takes several times as long.
   */
  async anew(): Promise<FaultRuns> {
    const [next] = await Promise.all([FaultRuns.create(), this.stop()]);
    return next;
  }

  /** The next package, odd versions full and even ones deltas; and what is live before it. */
  async next(): Promise<{ version: number; bytes: Buffer }> {
    const bytes = await this.feed.next();
    return { version: this.feed.version, bytes };
  }

  /** Does the work in a process that dies before the first effect that `when` names; says which one, or null. */
  async die(when: Moment, work: (worker: WorkerParts) => Promise<unknown>): Promise<Effect | null> {
    const worker = await this.here.worker();
    let died: Effect | null = null;
    const points = FaultPoints.install((effect, number) => {
      const first = died === null;
      if (first && !when(effect, number)) return 'happens';
      died ??= effect;
      return { fails: DEAD, torn: first };
    });
    await work(worker).catch((error: unknown) => {
      if (died === null) throw error;
    });
    points.remove();
    await worker.source.destroy().catch(() => undefined);
    return died;
  }

  /** Uploads and imports, as the admin API and the worker do one after the other. */
  import(bytes: Buffer): (worker: WorkerParts) => Promise<void> {
    return async (worker) => {
      const id = await this.here.upload(worker, bytes);
      await worker.importer.advance(id);
    };
  }

  /** A new worker takes over: what was acknowledged goes live, and nothing is left over. Returns what is wrong. */
  async recovered(version: number, bytes: Buffer): Promise<string[]> {
    const worker = await this.here.worker();
    try {
      await this.untilEnded(worker);
      if ((await this.stateOf(worker, version)) === null) await this.again(worker, version, bytes);
      return [...(await this.wrong(worker, version)), ...(await this.strays(worker))];
    } finally {
      await worker.source.destroy();
    }
  }

  /** An upload that was not acknowledged has left nothing, and comes again. */
  private async again(worker: WorkerParts, version: number, bytes: Buffer): Promise<void> {
    const id = await this.here.upload(worker, bytes);
    await worker.importer.advance(id);
    const row = await worker.ledger.row(id);
    if (row?.state !== 'active')
      throw new Error(`version ${String(version)} was ${String(row?.state)} ${String(row?.code)}`);
  }

  /**
   * Uploads and imports while every effect on the disk fails from number `point` on, or that one on the database; then
   * the disk is well again, and the same process goes on. Returns what is wrong, or null when there is no such effect.
   */
  async fail(point: number, error: DiskTrouble): Promise<string[] | null> {
    const { version, bytes } = await this.next();
    const worker = await this.here.worker();
    let met: Effect | null = null;
    const points = FaultPoints.install((effect, number) => {
      if (ALWAYS.test(effect.what)) return 'happens';
      const isDatabase = effect.at === 'database';
      if (met === null ? number < point : isDatabase || met.at === 'database') return 'happens';
      const torn = met === null;
      met ??= effect;
      return { fails: isDatabase ? error.database() : error.disk(), torn };
    });
    try {
      const refused = await this.import(bytes)(worker).then(
        () => worker.news.flatMap(({ event, code }) => (event === 'failed' ? [String(code)] : [])),
        (reason: unknown) => [codeOf(reason)],
      );
      const met1 = met as Effect | null;
      const untyped = refused.filter((code) => code !== error.code).map((code) => `${code} told`);
      points.heal();
      await this.untilEnded(worker);
      if ((await this.stateOf(worker, version)) === null) await this.again(worker, version, bytes);
      const wrong = [...untyped, ...(await this.wrong(worker, version)), ...(await this.strays(worker))];
      return met1 === null ? null : wrong.map((one) => `${met1.what}: ${one}`);
    } finally {
      points.heal();
      await worker.source.destroy();
    }
  }

  async untilEnded(worker: WorkerParts): Promise<void> {
    for (let n = 0; n < TRIES; n++) {
      await worker.recover();
      if ((await worker.ledger.unfinished()).length === 0) return;
      // The database takes a moment to notice that the one who held the lock is gone.
      await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error('an import does not end');
  }

  async stateOf(worker: WorkerParts, version: number): Promise<string | null> {
    const [row] = (await worker.source.query('SELECT state, code FROM package_import WHERE version = $1', [
      version,
    ])) as {
      state: string;
      code: string | null;
    }[];
    return row === undefined ? null : [row.state, row.code].filter((one) => one !== null).join(' ');
  }

  async live(worker: WorkerParts): Promise<number> {
    const [row] = (await worker.source.query(`SELECT version::int FROM snapshot WHERE feed = $1 AND state = 'active'`, [
      FEED,
    ])) as { version: number }[];
    return row?.version ?? 0;
  }

  private async wrong(worker: WorkerParts, version: number): Promise<string[]> {
    const state = await this.stateOf(worker, version);
    const live = await this.live(worker);
    const [row] = (await worker.source.query(
      `SELECT (SELECT count(*)::int FROM reputation_record WHERE run_id = s.runs[array_upper(s.runs, 1)]) AS records,
         (SELECT count(*)::int FROM package_import WHERE version = s.version) AS imports
       FROM snapshot s WHERE feed = $1 AND version = $2`,
      [FEED, version],
    )) as { records: number; imports: number }[];
    const records = RECORDS + EXTRA + 1;
    return [
      ...(state === 'active' ? [] : [`version ${String(version)} is ${String(state)}`]),
      ...(live === version ? [] : [`version ${String(live)} is live in place of ${String(version)}`]),
      ...(row?.records === records ? [] : [`${String(row?.records)} of ${String(records)} records`]),
      ...(row?.imports === 1 ? [] : [`${String(row?.imports)} imports of version ${String(version)}`]),
    ];
  }

  async strays(worker: WorkerParts): Promise<string[]> {
    let found: string[] = [];
    for (let n = 0; n < TRIES; n++) {
      await worker.tidy();
      found = strays(await holdings(this.here));
      if (found.length === 0) return found;
      await new Promise((done) => setTimeout(done, 10));
    }
    return found;
  }

  stop(): Promise<void> {
    return this.here.stop();
  }
}
