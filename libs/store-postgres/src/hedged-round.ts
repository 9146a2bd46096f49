import type { EntityManager } from 'typeorm';
import type { Patience } from './watch-patience';
import type { WatchLine } from './watch-line';

/** The connection that answered, for reading what changed. */
export interface ProvenConnection {
  readonly manager: EntityManager;
  readonly isOpen: boolean;
  /** Does what asks the database nothing, and may take long: so long the connection may be silent. */
  meanwhile<T>(work: () => Promise<T>): Promise<T>;
  /**
   * To be called right before what was read is put in force. From here this connection speaks for the database, and
   * the one beside it is closed. Throws when it was the other one that came first.
   */
  claim(): void;
}

export interface RoundPorts {
  readonly newLine: () => WatchLine;
  /** Asks and reads over the connection; rejects when the connection is at fault. */
  readonly work: (connection: ProvenConnection) => Promise<void>;
  readonly patience: Patience;
}

/** A connection from which no byte came for this long, while something was asked, is given up. */
const SILENCE_LIMIT_MS = 4_000;

interface Runner {
  readonly line: WatchLine;
  heardBytes: number;
  silentTicks: number;
  /** Whether nothing is asked of it now. */
  rests: boolean;
}

/**
 * One question to the database. When the connection is silent for too long, the same is asked over a second one beside
 * it, and the first to be through wins. There are never more than two.
 */
export class HedgedRound {
  private readonly runners = new Map<WatchLine, Runner>();
  private readonly tickMs: number;
  private first: WatchLine | null = null;
  private hedged = false;
  private restarted = false;
  private settle: { through(line: WatchLine): void; fail(error: unknown): void } | null = null;

  constructor(private readonly ports: RoundPorts) {
    this.tickMs = ports.patience.ms;
  }

  /** Over `held`, or a new connection when it is null; resolves with the connection that won, the only one left. */
  async run(held: WatchLine | null): Promise<WatchLine> {
    // What has arrived is read before it counts as missing: a busy process is not a silent database.
    const timer = setInterval(() => setImmediate(() => this.tick()), this.tickMs);
    try {
      const winner = await new Promise<WatchLine>((through, fail) => {
        this.settle = { through, fail };
        this.first = held ?? this.ports.newLine();
        this.begin(this.first);
      });
      this.learn(winner);
      return winner;
    } finally {
      clearInterval(timer);
      this.settle = null;
    }
  }

  /** Closes what is under way; `run` rejects. */
  abandon(): void {
    const { settle } = this;
    this.settle = null;
    for (const line of this.runners.keys()) line.close();
    settle?.fail(new Error('abandoned'));
  }

  private begin(line: WatchLine): void {
    const runner = { line, heardBytes: line.heardBytes, silentTicks: 0, rests: false };
    this.runners.set(line, runner);
    this.ask(line, runner).then(
      () => this.settle?.through(line),
      (error: unknown) => this.lost(line, error),
    );
  }

  private async ask(line: WatchLine, runner: Runner): Promise<void> {
    const claim = (): void => this.claim(line);
    const meanwhile = async <T>(work: () => Promise<T>): Promise<T> => {
      runner.rests = true;
      try {
        return await work();
      } finally {
        runner.rests = false;
      }
    };
    const manager = await line.manager();
    await this.ports.work({
      manager,
      get isOpen() {
        return line.isOpen;
      },
      meanwhile,
      claim,
    });
    claim();
    line.isProven = true;
  }

  private claim(line: WatchLine): void {
    if (!line.isOpen) throw new Error('the connection was given up');
    for (const other of this.runners.keys()) if (other !== line) this.drop(other);
  }

  private drop(line: WatchLine): void {
    this.runners.delete(line);
    line.close();
  }

  /** The other one goes on; a connection that used to answer is replaced once; else the database is away. */
  private lost(line: WatchLine, error: unknown): void {
    this.drop(line);
    if (this.settle === null || this.runners.size > 0) return;
    if (line.isProven && !this.restarted) {
      this.restarted = true;
      this.begin(this.ports.newLine());
    } else {
      this.settle.fail(error);
    }
  }

  private tick(): void {
    if (this.settle === null) return;
    let silentTicks = Infinity;
    for (const runner of this.runners.values()) {
      const { heardBytes } = runner.line;
      const isSilent = heardBytes === runner.heardBytes && !runner.rests;
      runner.silentTicks = isSilent ? runner.silentTicks + 1 : 0;
      runner.heardBytes = heardBytes;
      if (runner.silentTicks * this.tickMs >= SILENCE_LIMIT_MS) {
        runner.line.close(new Error('the database connection is silent'));
      }
      silentTicks = Math.min(silentTicks, runner.silentTicks);
    }
    // At 1, 2, 4, 8 ... ticks: a second connection that is refused is not tried again and again.
    if (this.runners.size !== 1 || silentTicks === 0 || (silentTicks & (silentTicks - 1)) !== 0) return;
    this.hedged = true;
    this.begin(this.ports.newLine());
  }

  private learn(winner: WatchLine): void {
    const { patience } = this.ports;
    if (winner !== this.first) patience.wasDead();
    else if (this.hedged) patience.answeredLate();
    else patience.answeredInTime();
  }
}
