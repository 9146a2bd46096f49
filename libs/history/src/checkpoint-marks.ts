import { Fault } from '@pksn/domain';
import type { ChainPoint } from './chain-entry';
import type { Checkpoint } from './checkpoint';
import { brokenHistory } from './history-flaw';

/** The points of a chain that checkpoints vouch for, compared while it is walked. */
export class CheckpointMarks {
  private readonly open: Checkpoint[];
  /** The last mark that was right: what is behind it is as it was. */
  private confirmed = 0;

  /** Fault: HISTORY_CHECKPOINT, for a checkpoint of another installation. */
  constructor(checkpoints: readonly Checkpoint[], installation: string) {
    const foreign = checkpoints.find((one) => one.installation !== installation);
    if (foreign !== undefined) {
      const whose = `the checkpoint is of installation ${foreign.installation}, and this history of ${installation}`;
      throw new Fault('HISTORY_CHECKPOINT', whose);
    }
    this.open = [...checkpoints].sort((a, b) => a.sequence - b.sequence);
  }

  /** The walk has come here. Fault: HISTORY_BROKEN, when a checkpoint says otherwise. */
  pass({ sequence, hash }: ChainPoint): void {
    for (let mark = this.open[0]; mark !== undefined && mark.sequence <= sequence; mark = this.open[0]) {
      this.open.shift();
      if (mark.sequence === sequence && mark.hash !== hash) throw this.replaced(mark);
      this.confirmed = mark.sequence;
    }
  }

  /** The chain ends here. Fault: HISTORY_BROKEN, when a checkpoint vouches for more. */
  end({ sequence }: ChainPoint): void {
    const mark = this.open.at(-1);
    if (mark === undefined) return;
    const first = sequence + 1;
    const gone = first === mark.sequence ? `entry ${first} is gone` : `entries ${first} to ${mark.sequence} are gone`;
    throw brokenHistory(
      'truncated',
      first,
      `the history ends at ${sequence}, the checkpoint of ${dayOf(mark)} says ${mark.sequence}: ${gone}, or an older backup was restored`,
    );
  }

  private replaced(mark: Checkpoint): Fault {
    const since = this.confirmed === 0 ? 'at or before it' : `between ${this.confirmed + 1} and ${mark.sequence}`;
    return brokenHistory(
      'replaced',
      mark.sequence,
      `entry ${mark.sequence} is not the one that the checkpoint of ${dayOf(mark)} vouches for: the history was rewritten ${since}, or goes on from an older backup`,
    );
  }
}

function dayOf({ at }: Checkpoint): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ') + 'Z';
}
