import { Fault } from '@pksn/domain';
import { checkFloor } from '@pksn/package-format';
import type { FeedSeen, PackageForm, PlayedSystem, Policy, Release } from '@pksn/testing';
import { dueSnapshot, policyHold, requireActivatable } from './activation-rules';
import type { SnapshotStanding } from './feed-standing';
import { liveOf } from './feed-standing';
import { holdFor } from './hold';
import { claimedFeed } from './claimed-feed';
import { ImportLine } from './import-line';
import type { MemorySnapshot } from './memory-ports.fixture';
import { MemoryInstallation } from './memory-ports.fixture';
import { PackageImporter } from './package-importer';
import type { PackageImport, StagedSnapshot } from './ports';
import { releaseOf, reversalOf } from './reversal-rules';

interface PlainPackage {
  readonly feed: string;
  readonly release: Release;
  readonly form: PackageForm;
}

const ACTIVATIONS: Readonly<Record<Policy, string>> = { immediate: 'immediate', manual: 'manual', noon: '12:00 UTC' };
const digestOf = ({ release, form }: PlainPackage): string =>
  `${String(release.version)} ${form === 'twin' ? 'twin' : ''}`;
const hashOf = ({ version }: Release): string => `state ${String(version)}`;

/** Importer, line and rules on ports in memory, with packages that are plain text and a stager that only looks at them. */
export class MemoryHistory implements PlayedSystem {
  private readonly here = new MemoryInstallation();
  private readonly damagedRuns = new Set<number>();
  private readonly zones = new Map<string, Release['zones']>();
  private readonly overrides = new Set<number>();
  private readonly began = this.here.generation;
  private uploads = 0;

  constructor(private readonly clock: { readonly now: number }) {
    this.here.storedRoots = [{ vendor: 'acme', version: 1, fingerprint: '', expiresAt: '', envelope: {} as never }];
  }

  async upload(
    feed: number,
    release: Release,
    form: PackageForm,
    how: { hold: boolean; dieAt: number; twice: boolean },
  ): Promise<string> {
    const id = String(++this.uploads);
    this.here.receive(id, Buffer.from(JSON.stringify({ feed: nameOf(feed), release, form })), how.hold);
    await this.work(how);
    const row = this.here.rows.get(id);
    return row?.state === 'rejected' ? String(row.code) : String(row?.state);
  }

  /** Until everything has ended, dying at most once on the way. */
  private async work({ dieAt, twice }: { dieAt: number; twice: boolean }): Promise<void> {
    let left = dieAt;
    this.here.trouble = () => {
      left -= 1;
      if (dieAt === 0 || left > 0) return;
      this.here.connected = false;
      throw new Error('the worker died');
    };
    while ((await this.here.unfinished()).length > 0) {
      await Promise.all(
        (twice ? [1, 2] : [1]).map(async () => {
          const line = this.line();
          await line.look().catch(() => undefined);
          await line.idle();
        }),
      );
      if (this.here.connected) continue;
      this.here.connected = true;
      this.here.trouble = () => undefined;
    }
    this.here.trouble = () => undefined;
  }

  private line(): ImportLine {
    const { here } = this;
    // What plain packages change is of no interest here.
    const judge = async (id: number): Promise<void> => {
      const snapshot = here.snapshots.get(id);
      if (snapshot === undefined) return;
      snapshot.judgedAgainst = liveOf(here.standing(snapshot.feed))?.id ?? 0;
    };
    const now = (): number => this.clock.now;
    const ports = { ledger: here, feeds: here, spool: here, judge, now, tell: () => undefined };
    const importer = new PackageImporter(ports, { stage: (found) => this.stage(found) }, Infinity);
    return new ImportLine(
      {
        ledger: here,
        importer,
        claimedFeed: (id) => claimedFeed(here, id),
        onTrouble: () => undefined,
        now: ports.now,
      },
      { restMs: 0, atOnce: 3 },
    );
  }

  private async stage({ id }: PackageImport): Promise<'staged' | 'unchanged'> {
    const upload = await this.here.open(id);
    const sent = JSON.parse((await upload.source.read(100_000)).toString()) as PlainPackage;
    const { feed, release, form } = sent;
    const manifestDigest = digestOf(sent);
    const floor = (await this.here.floors()).get(feed) ?? null;
    const standing = checkFloor({ feed, version: release.version }, manifestDigest, floor, []);
    const kind = release.base === null ? 'full' : 'delta';
    await this.here.markVerified(id, { feed, version: release.version, kind, manifestDigest, totalRecords: 1 });
    if (standing === 'same') return (await this.here.takeUp(id, feed, manifestDigest)) ? 'staged' : 'unchanged';
    const { base } = release;
    const below = base === null ? null : await this.here.retained(feed, base, `state ${String(base)}`);
    if (base !== null && below === null) throw new Fault('PACKAGE_BASE_MISSING', '');
    if (below?.runs.some((run) => this.damagedRuns.has(run)) === true) {
      // The next try finds it rebuilt.
      for (const run of below.runs) this.damagedRuns.delete(run);
      throw new Fault('SEGMENT_CORRUPT', '');
    }
    const stage = await this.here.openStage();
    try {
      if (form === 'altered') throw new Fault('PACKAGE_CHUNK_DIGEST', '');
      await stage.write(undefined as never, Buffer.alloc(0));
      await stage.seal();
      const manifest = { feed, version: release.version, result: { stateHash: hashOf(release) } };
      this.zones.set(`${feed} ${String(release.version)}`, release.zones);
      const against = liveOf(this.here.standing(feed))?.id ?? 0;
      const judgement = { against, guardRevision: '', guardReason: null, tallies: null };
      const staged = { importId: id, manifest, manifestDigest, base: below, counts: {}, judgement };
      await stage.commit(staged as unknown as StagedSnapshot);
      return 'staged';
    } catch (error) {
      await stage.abandon();
      throw error;
    }
  }

  private steered(feed: number, work: (name: string) => void): Promise<string> {
    const name = nameOf(feed);
    try {
      if (!this.here.floor.has(name)) throw new Fault('NOT_FOUND', '');
      work(name);
      return Promise.resolve('done');
    } catch (error) {
      return Promise.resolve(Fault.from(error).code);
    }
  }

  revert(feed: number, to: number | null): Promise<string> {
    return this.steered(feed, (name) => {
      this.here.makeLive(this.whole(reversalOf(this.here.standing(name), { to, from: null }).to));
      this.here.pinned.add(name);
    });
  }

  release(feed: number): Promise<string> {
    return this.steered(feed, (name) => {
      if (!this.here.pinned.has(name)) return;
      const { to, stillHeld } = releaseOf(this.here.standing(name));
      const live = to === null ? null : this.whole(to);
      for (const { id, hold } of stillHeld) Object.assign(this.snapshot(id), { holdKind: hold.kind, activateAt: null });
      this.here.pinned.delete(name);
      if (live !== null) this.here.forward(live, this.clock.now);
    });
  }

  activate(feed: number, version: number): Promise<string> {
    return this.steered(feed, (name) => {
      const standing = this.here.standing(name);
      const one = named(standing.snapshots, version);
      requireActivatable(standing, one, null);
      this.here.forward(this.whole(one), this.clock.now);
    });
  }

  hold(feed: number, version: number): Promise<string> {
    return this.steered(feed, (name) => {
      const { id, state } = named(this.here.standing(name).snapshots, version);
      if (state !== 'held') throw new Fault('IMPORT_STATE', '');
      Object.assign(this.snapshot(id), { holdKind: holdFor('asked', '').kind, activateAt: null });
    });
  }

  setPolicy(feed: number, policy: Policy): Promise<void> {
    const name = nameOf(feed);
    const activation = ACTIVATIONS[policy];
    if (activation === (this.here.policies.get(name) ?? 'immediate')) return Promise.resolve();
    this.here.policies.set(name, activation);
    const hold = policyHold(activation, this.clock.now);
    for (const one of this.here.snapshots.values())
      if (one.feed === name && one.activateAt !== null)
        one.activateAt = hold === null ? this.clock.now : hold.activateAt;
    return Promise.resolve();
  }

  async tick(feed: number): Promise<string> {
    const due = dueSnapshot(this.here.standing(nameOf(feed)), this.clock.now);
    return due === null ? 'done' : this.steered(feed, () => this.here.forward(this.whole(due), this.clock.now));
  }

  damage(feed: number, version: number): Promise<void> {
    const one = named(
      [...this.here.snapshots.values()].filter((each) => each.feed === nameOf(feed)),
      version,
    );
    this.damagedRuns.add(this.snapshot(one.id).runs.at(-1) as number);
    return Promise.resolve();
  }

  override(object: number): Promise<void> {
    this.overrides.add(object);
    this.here.generation += 1;
    return Promise.resolve();
  }

  seen(feed: number): Promise<FeedSeen> {
    const name = nameOf(feed);
    const { snapshots, pinned } = this.here.standing(name);
    const live = this.here.live.get(name) ?? null;
    return Promise.resolve({
      live,
      pinned,
      floor: this.here.floor.get(name)?.version ?? 0,
      zones: this.zones.get(`${name} ${String(live)}`) ?? {},
      snapshots: Object.fromEntries(snapshots.map((one) => [one.version, stateText(one)])),
    });
  }

  shared(): Promise<{ generations: number; overrides: readonly number[] }> {
    return Promise.resolve({
      generations: this.here.generation - this.began,
      overrides: [...this.overrides].sort((a, b) => a - b),
    });
  }

  private snapshot(id: number): MemorySnapshot {
    const one = this.here.snapshots.get(id);
    if (one === undefined) throw new Error('no such snapshot');
    return one;
  }

  /** What is to go live, looked at first. */
  private whole({ id }: SnapshotStanding): MemorySnapshot {
    const one = this.snapshot(id);
    if (one.runs.some((run) => this.damagedRuns.has(run))) throw new Fault('SNAPSHOT_DAMAGED', '');
    return one;
  }
}

function nameOf(feed: number): string {
  return `acme/feed-${String(feed)}`;
}

function named<One extends { version: number }>(snapshots: readonly One[], version: number): One {
  const one = snapshots.find((each) => each.version === version);
  if (one === undefined) throw new Fault('NOT_FOUND', '');
  return one;
}

/** As the model says it. */
export function stateText({ state, holdKind, activateAt }: SnapshotStanding): string {
  return state === 'held'
    ? `held by ${String(holdKind)}${activateAt === null ? '' : ` until ${String(activateAt)}`}`
    : state;
}
