import { setImmediate } from 'node:timers/promises';
import type { FeedView } from '@pksn/reputation-index';
import type { ChangeCursor, InnerPosition } from './change-cursor';
import { changeTexts, licenseText } from './change-text';
import type { StepChanges } from './changed-objects';
import type { Step } from './generation-journal';

/** Keys between two looks at other work: some 0.3 ms. */
const SLICE_KEYS = 64;

/** What a page says, and how far that is. */
export interface Told {
  readonly cursor: ChangeCursor;
  /** Names of the feeds that are live in the cursor's generation. */
  readonly liveFeeds: readonly string[];
  readonly reset: boolean;
  readonly more: boolean;
  readonly changes: readonly string[];
}

/** Fills one page, step by step. */
export class PageBuilder {
  private readonly changes: string[] = [];
  private keys = 0;
  private more = false;

  /** `visible` gives the feeds that the asker sees now; segments of an older generation may be closed at any pause. */
  constructor(
    private readonly size: number,
    private cursor: ChangeCursor,
    private liveFeeds: readonly string[],
    private readonly visible: () => readonly FeedView[],
  ) {}

  /** Tells of the registry's state, when it is another one than the asker has heard of. */
  license(registry: number, registryStamp: string): void {
    if (registry === this.cursor.registry && registryStamp === this.cursor.registryStamp) return;
    this.cursor = { ...this.cursor, registry, registryStamp };
    this.changes.push(licenseText(registry));
  }

  /** Adds what one step changed; false when the page is full and there is more. */
  async add(changes: StepChanges, step: Step): Promise<boolean> {
    for await (const batch of changes.after(this.cursor.inner)) {
      let feeds = this.visible();
      for (const { object, position, isOverride } of batch) {
        if (this.keys >= this.size && !isSame(this.cursor.inner, position)) {
          this.more = true;
          return false;
        }
        this.changes.push(...changeTexts(object, isOverride || feeds.length > 1 ? feeds : null));
        this.cursor = { ...this.cursor, inner: position };
        this.keys += 1;
        if (this.keys % SLICE_KEYS !== 0) continue;
        await setImmediate();
        feeds = this.visible();
      }
    }
    const { number: generation, at: generationAt, feeds } = step.after;
    this.cursor = { ...this.cursor, generation, generationAt, inner: null };
    this.liveFeeds = feeds.map(({ feed }) => feed);
    return true;
  }

  told(): Told {
    const { cursor, liveFeeds, more, changes } = this;
    return { cursor, liveFeeds, reset: false, more, changes };
  }
}

/** Rows of one key are not torn apart: the next page begins behind the key. */
function isSame(last: InnerPosition | null, next: InnerPosition): boolean {
  if (last?.row == null || next.row === null || last.feed !== next.feed || last.done !== next.done) return false;
  return last.row.sectionId === next.row.sectionId && last.row.key.equals(next.row.key);
}
