import type { ChainLink, ChainPoint } from './chain-entry';
import { CHAIN_START, entryHash } from './chain-entry';
import { brokenHistory } from './history-flaw';

/** Checks a chain link by link, in order, from a point that is believed. Holds one point, whatever the length. */
export class ChainWalk {
  #reached: ChainPoint;

  constructor(from: ChainPoint = CHAIN_START) {
    this.#reached = from;
  }

  /** As far as all is right. */
  get reached(): ChainPoint {
    return this.#reached;
  }

  /** Fault: HISTORY_BROKEN, naming the first place that is wrong. */
  take(link: ChainLink): void {
    const expected = this.#reached.sequence + 1;
    const { sequence, hash, entry } = link;
    if (sequence > expected) {
      throw brokenHistory('missing', expected, `entry ${expected} is missing: entry ${sequence} follows`);
    }
    if (sequence < expected) {
      throw brokenHistory('disordered', expected, `entry ${sequence} stands where entry ${expected} should`);
    }
    if (entry === null) {
      throw brokenHistory('removed', expected, `entry ${expected} was removed; its place in the chain is still there`);
    }
    if (entryHash(this.#reached, entry) !== hash) {
      throw brokenHistory('rewritten', expected, `entry ${expected} is not what was written: its hash is another one`);
    }
    this.#reached = { sequence, hash };
  }
}
