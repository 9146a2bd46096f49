import { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { BookedEntry, OwnFeed } from '@pksn/store-postgres';
import { entryRow } from './feed-row';

export const OWN_FEED_FORMAT = 'pksn-own-feed-v1';
/** Each holds a connection of the database for as long as its reader takes. */
const MOST_AT_ONCE = 2;
const RETRY_SECONDS = 10;

type Portions = AsyncGenerator<readonly BookedEntry[]>;

/**
 * The own feed as lines of JSON: what they are, a row of package input for each entry, and how many there were. Without
 * the last line the stream is not whole. https://github.com/ndjson/ndjson-spec
 */
export class OwnFeedExport {
  private open = 0;

  constructor(private readonly feed: Pick<OwnFeed, 'snapshot'>) {}

  /** As the feed stands now, whatever changes while it is read. Fault: SERVICE_OVERLOADED, with `retryAfterSeconds`. */
  async stream(): Promise<Readable> {
    if (this.open >= MOST_AT_ONCE)
      throw new Fault('SERVICE_OVERLOADED', 'the own feed is being read by others', {
        facts: { retryAfterSeconds: RETRY_SECONDS },
      });
    this.open++;
    const portions = this.feed.snapshot();
    try {
      // A database that is away is told as a fault of its own: once lines have been sent, that is too late.
      const first = await portions.next();
      const stream = Readable.from(lines(first, portions), { objectMode: false });
      const freed = (): void => void this.open--;
      // Also of a stream that nobody began to read, whose generator never runs.
      stream.once('close', () => void portions.return(undefined).then(freed, freed));
      return stream;
    } catch (error) {
      this.open--;
      throw error;
    }
  }
}

async function* lines(first: IteratorResult<readonly BookedEntry[]>, portions: Portions): AsyncGenerator<string> {
  let count = 0;
  yield `${JSON.stringify({ format: OWN_FEED_FORMAT })}\n`;
  for (let next = first; next.done !== true; next = await portions.next()) {
    count += next.value.length;
    yield next.value.map((entry) => `${JSON.stringify({ id: Number(entry.id), ...entryRow(entry) })}\n`).join('');
  }
  yield `${JSON.stringify({ end: count })}\n`;
}
