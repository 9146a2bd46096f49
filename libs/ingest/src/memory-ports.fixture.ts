import type { FaultCode } from '@pksn/domain';
import { Fault } from '@pksn/domain';
import { MemorySource } from '@pksn/package-format';
import { holdOf, isJudged, leftBehind } from './activation-rules';
import { heirsOf } from './heirs';
import type { FeedStanding, SnapshotStanding } from './feed-standing';
import type { GuardRules } from './guards';
import { NO_GUARDS } from './guards';
import type { Hold } from './hold';
import type { JudgementLedger } from './judgement';
import type { Judgement } from './judgement-outcome';
import type { ContentTallies } from './preview';
import type {
  Activation,
  Equivocation,
  FeedLedger,
  ImportEnd,
  ImportLedger,
  ImportLock,
  ImportState,
  OpenPackage,
  PackageImport,
  PackageFloor,
  PackageSpool,
  RecordStage,
  StagedSnapshot,
  StoredRoot,
  StoredSnapshot,
  VerifiedPackage,
} from './ports';

interface Row {
  id: string;
  hold: boolean;
  actor: string;
  state: ImportState;
  feed: string | null;
  snapshotId: number | null;
  attempts: number;
  code: FaultCode | null;
  detail: string | null;
}

/** A snapshot as the rules see it, and as the importer does. */
export type MemorySnapshot = StoredSnapshot & { -readonly [Fact in keyof SnapshotStanding]: SnapshotStanding[Fact] } & {
  readonly manifestDigest: string;
  tallies: ContentTallies | null;
};

const ENDS: readonly ImportState[] = ['active', 'held', 'rejected', 'unchanged'];

/** An installation in memory that keeps the rules of the real one: locks, floors, ends that stay, one live snapshot a feed. */
export class MemoryInstallation implements ImportLedger, FeedLedger, PackageSpool {
  readonly rows = new Map<string, Row>();
  readonly files = new Map<string, Buffer>();
  readonly snapshots = new Map<number, MemorySnapshot>();
  readonly floor = new Map<string, { version: number; manifestDigest: string }>();
  readonly live = new Map<string, number>();
  readonly locked = new Set<string>();
  /** Policies of feeds that are not `immediate`. */
  readonly policies = new Map<string, string>();
  readonly pinned = new Set<string>();
  storedRoots: StoredRoot[] = [];
  equivocations: Equivocation[] = [];
  generation = 1;
  openStages = 0;
  committedRuns: number[] = [];
  /** Called before each operation by its name; throws to make it fail. */
  trouble: (operation: string) => void = () => undefined;
  /** False: the session that holds the import's lock was lost. */
  connected = true;
  /** Of every feed. */
  guards: GuardRules = NO_GUARDS;
  readonly judgements: JudgementLedger = {
    live: async (feed) => {
      const version = this.live.get(feed);
      return [...this.snapshots.values()].find((one) => one.feed === feed && one.version === version) ?? null;
    },
    guardRules: async () => this.guards,
    behind: async (feed) =>
      [...this.snapshots.values()]
        .filter((one) => one.feed > feed && one.version === this.live.get(one.feed))
        .map(({ runs }) => runs),
    guarded: async (_feed, hits) => hits.map((hit) => [hit, { list: 'guarded', entry: hit.key.toString('hex') }]),
  };
  private runs = 0;

  receive(id: string, bytes: Buffer, hold = false): void {
    this.files.set(id, bytes);
    this.rows.set(id, {
      id,
      hold,
      actor: 'test',
      state: 'received',
      feed: null,
      snapshotId: null,
      attempts: 0,
      code: null,
      detail: null,
    });
  }

  private row(id: string): Row {
    const row = this.rows.get(id);
    if (row === undefined) throw new Error(`no row ${id}`);
    return row;
  }

  // ImportLedger

  async find(id: string): Promise<PackageImport | null> {
    this.trouble('find');
    const row = this.rows.get(id);
    return row === undefined ? null : this.found(row);
  }

  async unfinished(): Promise<PackageImport[]> {
    return [...this.rows.values()].filter((row) => !ENDS.includes(row.state)).map((row) => this.found(row));
  }

  private found(row: Row): PackageImport {
    return { ...row, begun: this.deaths.get(row.id) ?? 0 };
  }

  async exclusively(id: string, work: (lock: ImportLock) => Promise<void>): Promise<boolean> {
    if (this.locked.has(id)) return false;
    this.locked.add(id);
    try {
      await work({ held: async () => this.connected });
      return true;
    } finally {
      this.locked.delete(id);
    }
  }

  readonly deaths = new Map<string, number>();

  async begin(id: string): Promise<number> {
    this.trouble('begin');
    const before = this.deaths.get(id) ?? 0;
    this.deaths.set(id, before + 1);
    return before;
  }

  async survived(id: string): Promise<void> {
    this.trouble('survived');
    this.deaths.set(id, 0);
  }

  async countFailure(id: string): Promise<number> {
    return (this.row(id).attempts += 1);
  }

  async markVerified(id: string, verified: VerifiedPackage): Promise<void> {
    this.trouble('markVerified');
    const row = this.row(id);
    if (row.state === 'received' || row.state === 'verified')
      Object.assign(row, { state: 'verified', feed: verified.feed });
  }

  async markReady(id: string): Promise<void> {
    this.trouble('markReady');
    if (this.row(id).state === 'staged') this.row(id).state = 'ready';
  }

  readonly phases: string[] = [];

  async progress(_id: string, phase: string): Promise<void> {
    this.trouble('progress');
    this.phases.push(phase);
  }

  async close(
    id: string,
    state: 'rejected' | 'unchanged',
    why: { code: FaultCode | null; detail: string },
  ): Promise<void> {
    this.trouble('close');
    const row = this.row(id);
    if (!ENDS.includes(row.state)) Object.assign(row, { state, ...why });
  }

  async hold(id: string, hold: Hold): Promise<void> {
    this.trouble('hold');
    const row = this.row(id);
    if (ENDS.includes(row.state)) return;
    Object.assign(row, { state: 'held', detail: hold.reason });
    const snapshot = this.snapshots.get(row.snapshotId ?? 0);
    if (snapshot?.state === 'ready')
      Object.assign(snapshot, { state: 'held', holdKind: hold.kind, activateAt: hold.activateAt });
  }

  // FeedLedger

  async roots(): Promise<StoredRoot[]> {
    this.trouble('roots');
    return this.storedRoots;
  }

  async floors(): Promise<ReadonlyMap<string, PackageFloor>> {
    return new Map(this.floor);
  }

  async keepEquivocation(found: Equivocation): Promise<void> {
    this.trouble('keepEquivocation');
    this.equivocations.push(found);
  }

  async retained(feed: string, version: number, stateHash: string): Promise<StoredSnapshot | null> {
    return (
      [...this.snapshots.values()].find(
        (one) => one.feed === feed && one.version === version && one.stateHash === stateHash,
      ) ?? null
    );
  }

  async openStage(): Promise<RecordStage> {
    this.trouble('openStage');
    this.openStages += 1;
    const runId = ++this.runs;
    return {
      runId,
      write: async () => this.trouble('write'),
      seal: async () => this.trouble('seal'),
      commit: async (staged) => this.commit(runId, staged),
      abandon: async () => void (this.openStages -= 1),
    };
  }

  private commit(runId: number, staged: StagedSnapshot): number {
    this.trouble('commit');
    if (this.storedRoots.length === 0) throw new Fault('PACKAGE_UNTRUSTED', 'not trusted any longer');
    const { feed, version, result } = staged.manifest;
    if (version <= (this.floor.get(feed)?.version ?? 0))
      throw new Fault('PACKAGE_ROLLBACK', 'the floor was raised meanwhile');
    this.floor.set(feed, { version, manifestDigest: staged.manifestDigest });
    const id = this.snapshots.size + 1;
    const runs = [...(staged.base?.runs ?? []), runId];
    const { manifestDigest } = staged;
    this.snapshots.set(id, {
      id,
      feed,
      version,
      stateHash: result.stateHash,
      counts: staged.counts,
      runs,
      state: 'ready',
      manifestDigest,
      baseId: staged.base?.id ?? null,
      guardReason: staged.judgement.guardReason,
      judgedAgainst: staged.judgement.against,
      judgedBy: staged.judgement.guardRevision,
      tallies: staged.judgement.tallies,
      holdKind: null,
      activateAt: null,
      wasLive: false,
    });
    this.openStages -= 1;
    this.committedRuns.push(runId);
    Object.assign(this.row(staged.importId), { state: 'staged', snapshotId: id });
    this.trouble('after commit');
    return id;
  }

  /** What the rules decide by; an import that asks for a hold has it as soon as it is staged. */
  standing(feed: string): FeedStanding {
    const asked = new Set(
      [...this.rows.values()].filter((row) => row.hold && !ENDS.includes(row.state)).map((row) => row.snapshotId),
    );
    const snapshots = [...this.snapshots.values()].filter((one) => one.feed === feed);
    return {
      feed,
      activation: this.policies.get(feed) ?? 'immediate',
      pinned: this.pinned.has(feed),
      guardRevision: this.guards.revision,
      snapshots: snapshots.map((one) =>
        one.state === 'ready' && asked.has(one.id) ? { ...one, state: 'held', holdKind: 'asked' } : one,
      ),
    };
  }

  async takeUp(importId: string, feed: string, manifestDigest: string): Promise<boolean> {
    this.trouble('takeUp');
    const found = [...this.snapshots.values()].find(
      (one) => one.feed === feed && one.manifestDigest === manifestDigest,
    );
    const waits = found?.state === 'ready' || (found?.state === 'retained' && !this.live.has(feed));
    if (found === undefined || !waits) return false;
    found.state = 'ready';
    Object.assign(this.row(importId), { state: 'staged', snapshotId: found.id });
    return true;
  }

  /** Ends the trust in everybody. */
  untrust(): void {
    this.storedRoots = [];
    this.live.clear();
    for (const snapshot of this.snapshots.values()) if (snapshot.state === 'active') snapshot.state = 'retained';
  }

  async activate(snapshotId: number, importId: string, { now }: Activation): Promise<ImportEnd> {
    this.trouble('activate');
    const snapshot = this.snapshots.get(snapshotId);
    if (snapshot === undefined) throw new Fault('NOT_FOUND', 'no snapshot');
    if (this.storedRoots.length === 0) throw new Fault('PACKAGE_UNTRUSTED', 'not trusted any longer');
    const live = this.live.get(snapshot.feed) ?? 0;
    if (live >= snapshot.version) {
      if (live > snapshot.version) snapshot.state = 'retained';
      this.row(importId).state = 'unchanged';
      return { state: 'unchanged' };
    }
    if (!isJudged(this.standing(snapshot.feed), snapshot)) return { state: 'unjudged' };
    const hold = holdOf(this.standing(snapshot.feed), snapshot, now);
    if (hold !== null) {
      await this.hold(importId, hold);
      return { state: 'held', hold };
    }
    this.forward(snapshot, now);
    this.trouble('after activate');
    return { state: 'active', generation: this.generation };
  }

  /** Makes a snapshot live, and leaves behind what waited below it. */
  forward(snapshot: MemorySnapshot, now: number): void {
    const standing = this.standing(snapshot.feed);
    const heirs = heirsOf(standing, snapshot, now);
    for (const { id } of leftBehind(standing, snapshot)) {
      const passed = this.snapshots.get(id);
      if (passed?.state !== 'held') continue;
      Object.assign(passed, { state: 'retained', holdKind: null, activateAt: null });
      for (const row of this.rows.values()) if (row.snapshotId === id && row.state === 'held') row.state = 'unchanged';
    }
    for (const { id, hold } of heirs)
      Object.assign(this.snapshots.get(id) ?? {}, { holdKind: hold.kind, activateAt: hold.activateAt });
    this.makeLive(snapshot);
  }

  /** One row, one moment: the feed answers from this snapshot, and the imports that brought it end. */
  makeLive(snapshot: MemorySnapshot): void {
    for (const one of this.snapshots.values())
      if (one.feed === snapshot.feed && one.state === 'active') one.state = 'retained';
    Object.assign(snapshot, { state: 'active', wasLive: true, holdKind: null, activateAt: null });
    for (const row of this.rows.values())
      if (row.snapshotId === snapshot.id && ['staged', 'ready', 'held'].includes(row.state)) row.state = 'active';
    this.live.set(snapshot.feed, snapshot.version);
    this.generation += 1;
  }

  /** Keeps a new judgement of a snapshot. */
  judged(id: number, judgement: Judgement): void {
    const { against: judgedAgainst, guardRevision: judgedBy, guardReason, tallies } = judgement;
    Object.assign(this.snapshots.get(id) ?? {}, { judgedAgainst, judgedBy, guardReason, tallies });
  }

  // PackageSpool

  async open(id: string): Promise<OpenPackage> {
    this.trouble('open');
    const bytes = this.files.get(id);
    if (bytes === undefined) throw new Fault('UPLOAD_INCOMPLETE', 'the file is gone');
    return { source: new MemorySource(bytes), close: async () => undefined };
  }

  async remove(id: string): Promise<void> {
    this.trouble('remove');
    this.files.delete(id);
  }
}
