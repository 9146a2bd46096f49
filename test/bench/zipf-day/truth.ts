/** A change of verdicts. Times in milliseconds of the monotonic clock. */
export interface Change {
  readonly ranks: readonly number[];
  /** Whose eyes see it; null: everybody's. */
  readonly scope: number | null;
  begunAt: number;
  /** When the service still answered from the generation before, as seen last; Infinity until it does not. */
  inForceAt: number;
  verdict: string | null;
}

/** From then on nobody may be told the verdict of before, in milliseconds. */
const OLD_MS = 1_000;

/** What each object's verdict was and is, and how old what was told is. */
export class Truth {
  private readonly changes = new Map<number, Change>();
  /** Answers of before that came more than a second after the change was in force. */
  violations = 0;
  /** How long after it was in force the last answer of before came, in milliseconds. */
  latestOldMs = 0;
  /** Answers of changed objects, once their change was in force. */
  checked = 0;

  constructor(private readonly before: (rank: number) => string) {}

  begin(ranks: readonly number[], scope: number | null, now: number): Change {
    const change: Change = { ranks, scope, begunAt: now, inForceAt: Infinity, verdict: null };
    for (const rank of ranks) this.changes.set(rank, change);
    return change;
  }

  /** Judges an answer. Throws for one that was never right. */
  hear(rank: number, scope: number, told: string, answeredAt: number): void {
    const change = this.changes.get(rank);
    const isOld = told === this.before(rank);
    if (change === undefined || (change.scope !== null && change.scope !== scope)) {
      if (!isOld) throw new Error(`object ${String(rank)} was told to be ${told}`);
      return;
    }
    // What it changes to is known only when it has.
    if (!isOld && change.verdict !== null && told !== change.verdict)
      throw new Error(`object ${String(rank)} was told to be ${told}, neither of before nor ${change.verdict}`);
    if (answeredAt <= change.inForceAt) return;
    this.checked += 1;
    if (!isOld) return;
    const lateMs = answeredAt - change.inForceAt;
    this.latestOldMs = Math.max(this.latestOldMs, lateMs);
    if (lateMs > OLD_MS) this.violations += 1;
  }
}
