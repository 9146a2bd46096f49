import { Fault } from '@pksn/domain';
import { CHAIN_START, ChainWalk, brokenHistory, checkpointDue, isNotable, signCheckpoint } from '@pksn/history';
import type { AcceptedBreak, ChainPoint, CheckpointCause, CheckpointRule } from '@pksn/history';
import type { Clock } from '@pksn/runtime';
import type { HistoryReader } from '@pksn/store-postgres';
import type { CheckpointHeight } from './checkpoint-height';
import type { CheckpointShelf, StoredCheckpoint } from './checkpoint-shelf';
import type { HistoryKeys, KeptKey } from './history-keys';

const PAGE = 1_000;
/** Checkpoints are thinned once in so many. */
const THIN_EVERY = 100;

export interface CheckpointOrder {
  /** Null: only if one is due by the rule. */
  readonly cause: Extract<CheckpointCause, 'request' | 'break'> | null;
  readonly accepted: AcceptedBreak | null;
}

/** How far this process has found the history to go on from the newest checkpoint. */
interface Progress {
  readonly reached: ChainPoint;
  readonly isNotable: boolean;
}

/**
 * Signs where the history stands, and nothing that does not go on from the checkpoint before: it reads every entry
 * since then first. One process at a time, by the lock of `HistoryReader.exclusively`.
 */
export class CheckpointKeeper {
  private newest: StoredCheckpoint | null = null;
  /** The key that has signed the newest, or is trusted for it. */
  private keyid: string | null = null;
  private progress: Progress | null = null;

  constructor(
    private readonly history: HistoryReader,
    private readonly shelf: CheckpointShelf,
    private readonly height: CheckpointHeight,
    private readonly keys: HistoryKeys,
    private readonly clock: Clock,
    private readonly rule: CheckpointRule,
  ) {}

  /** Reads on, and writes a checkpoint if one is ordered or due. Faults: HISTORY_BROKEN, HISTORY_CHECKPOINT, HISTORY_KEY. */
  async look({ cause, accepted }: CheckpointOrder): Promise<void> {
    const key = await this.keys.inForce();
    if (accepted !== null) await this.believeAnew(key);
    else await this.readOn(key);
    const reached = this.progress?.reached ?? CHAIN_START;
    const last = this.newest?.checkpoint ?? null;
    const since = { last, sequence: reached.sequence, isNotable: this.progress?.isNotable === true };
    const due = cause ?? checkpointDue({ ...since, now: this.clock.now() }, this.rule);
    if (due !== null) await this.write(key, due, reached, accepted);
  }

  private async readOn(key: KeptKey): Promise<void> {
    await this.loadNewest(key);
    const from = this.progress?.reached ?? this.newest?.checkpoint ?? CHAIN_START;
    try {
      await this.confirm(from);
      const walk = new ChainWalk({ sequence: from.sequence, hash: from.hash });
      let notable = this.progress?.isNotable === true;
      for (let page = await this.history.page(from.sequence, PAGE); page.length > 0;) {
        for (const link of page) {
          walk.take(link);
          notable ||= isNotable(link.entry?.action ?? '');
        }
        page = await this.history.page(walk.reached.sequence, PAGE);
      }
      this.progress = { reached: walk.reached, isNotable: notable };
    } catch (error) {
      this.progress = null;
      throw error;
    }
  }

  /** What was read before must still be there. */
  private async confirm(point: ChainPoint): Promise<void> {
    const now = await this.history.point(point.sequence);
    if (now?.hash === point.hash) return;
    const head = await this.history.head();
    const number = this.newest === null ? '' : ` (checkpoint ${String(this.newest.checkpoint.number)})`;
    const vouched = `it was at ${String(point.sequence)}${number}`;
    if (now === null)
      throw brokenHistory(
        'truncated',
        head.sequence + 1,
        `the history ends at ${String(head.sequence)}, and ${vouched}`,
      );
    throw brokenHistory('replaced', point.sequence, `entry ${String(point.sequence)} was exchanged since ${vouched}`);
  }

  /** Another process may have written the newest one. */
  private async loadNewest(key: KeptKey): Promise<void> {
    const [number] = await this.shelf.numbers();
    await this.requireAll(number ?? 0);
    if (number === this.newest?.checkpoint.number && key.keyid === this.keyid) return;
    this.progress = null;
    this.keyid = null;
    this.newest = number === undefined ? null : await this.shelf.read(number, key);
    const installation = await this.history.installation();
    const whose = this.newest?.checkpoint.installation ?? installation;
    if (whose !== installation) {
      this.newest = null;
      throw new Fault(
        'HISTORY_CHECKPOINT',
        `the newest checkpoint is of installation ${whose}, this is ${installation}`,
      );
    }
    this.keyid = key.keyid;
  }

  /** A folder that was emptied, or a disk that is not mounted, is no first start. */
  private async requireAll(newest: number): Promise<void> {
    const signed = await this.height.read();
    if (newest >= signed) return;
    const rest = newest === 0 ? 'none is' : `the newest is ${String(newest)}`;
    throw new Fault(
      'HISTORY_CHECKPOINT',
      `checkpoint ${String(signed)} was signed, and ${rest} in ${this.shelf.dir}: mount it, or put them back`,
    );
  }

  /** A person has said why the chain does not go on: it counts from its head as it stands. */
  private async believeAnew(key: KeptKey): Promise<void> {
    const [number] = await this.shelf.numbers();
    // One that another key has signed, or that is of another installation, is followed by number alone.
    this.newest = number === undefined ? null : await this.shelf.read(number, key).catch(() => null);
    this.progress = { reached: await this.history.head(), isNotable: false };
  }

  private async write(
    key: KeptKey,
    cause: CheckpointCause,
    point: ChainPoint,
    accepted: AcceptedBreak | null,
  ): Promise<void> {
    const at = Math.floor(this.clock.now() / 1_000) * 1_000;
    const kept = (await this.shelf.numbers())[0] ?? 0;
    // A person who goes on without the newest ones may have a number that cannot be read.
    const number = Math.max(kept, await this.height.read().catch(() => 0)) + 1;
    const previous = this.newest?.checkpoint.digest ?? null;
    const installation = await this.history.installation();
    const { sequence, hash } = point;
    const text = signCheckpoint({ installation, number, sequence, hash, at, cause, previous, accepted }, key.signer);
    await this.shelf.write(number, text);
    await this.height.write(number);
    this.newest = await this.shelf.read(number, key);
    this.keyid = key.keyid;
    this.progress = { reached: point, isNotable: false };
    if (number % THIN_EVERY === 0) await this.shelf.thin(key, this.clock.now());
  }
}
