import { Fault } from '@pksn/domain';
import type { OwnFeed, OwnFeedEntry, OwnFeedImport, OwnFeedOutcome } from '@pksn/store-postgres';
import { importLines } from '../overrides/import-lines';
import type { FeedRow } from './feed-row';
import { rowEntries } from './feed-row';
import type { OwnFeedImportQuery } from './own-feed-requests';

const MOST_ROWS = 100_000;
/** Rejects that are named in the answer; more are only counted. */
const NAMED_REJECTS = 10_000;

interface Reject {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

interface Read {
  readonly entries: readonly OwnFeedEntry[];
  /** Of each entry. */
  readonly lines: readonly number[];
  readonly rejects: Reject[];
  readonly rows: number;
}

/** Many entries at once; of several about one object the last one counts. */
export class OwnFeedImports {
  constructor(private readonly feed: OwnFeed) {}

  /**
   * Takes the rows that can be taken and names the others. Faults: OWN_FEED_IMPORT for too many rows, and with `strict`
   * for any reject; REQUEST_TOO_LARGE. After a fault nothing has changed.
   */
  async take(body: AsyncIterable<Buffer>, query: OwnFeedImportQuery, by: string): Promise<object> {
    const [dryRun, strict] = [query.dryRun === 'true', query.strict === 'true'];
    const { entries, lines, rejects, rows } = await read(body, query);
    const all = (outcomes: OwnFeedImport): Reject[] => [...rejects, ...rejectsOf(outcomes, lines)];
    const isTaken = (outcomes: OwnFeedImport): boolean => !strict || all(outcomes).length === 0;
    const outcomes = await this.feed.import(entries, by, (fared) => !dryRun && isTaken(fared));
    const rejected = all(outcomes).sort((a, b) => a.line - b.line);
    if (!isTaken(outcomes)) throw refused(rejected);
    const count = (what: OwnFeedOutcome['what']): number => outcomes.filter((one) => one === what).length;
    return {
      dryRun,
      rows,
      added: count('added'),
      replaced: count('replaced'),
      unchanged: count('unchanged'),
      rejected: rejected.length,
      rejects: rejected.slice(0, NAMED_REJECTS),
    };
  }
}

async function read(body: AsyncIterable<Buffer>, { zone, reason }: OwnFeedImportQuery): Promise<Read> {
  const defaults = { zone: zone ?? null, reason: reason ?? null };
  const [entries, lines, rejects]: [OwnFeedEntry[], number[], Reject[]] = [[], [], []];
  let [rows, at] = [0, 0];
  for await (const portion of importLines(body)) {
    for (const bytes of portion) {
      at++;
      if (bytes.every((byte) => byte === 0x20 || byte === 0x0d)) continue;
      if (++rows > MOST_ROWS)
        throw new Fault('OWN_FEED_IMPORT', `one import brings up to ${String(MOST_ROWS)} rows; split the file`);
      let line = at;
      try {
        const row = parsed(bytes);
        if (Number.isSafeInteger(row['line'])) line = row['line'] as number;
        for (const entry of rowEntries(row, defaults)) {
          entries.push(entry);
          lines.push(line);
        }
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        rejects.push({ line, code: error.code, detail: error.detail });
      }
    }
  }
  return { entries, lines, rejects, rows };
}

function parsed(bytes: Buffer): FeedRow {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Fault('OWN_FEED_INVALID', 'this is not JSON in UTF-8');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as FeedRow;
  throw new Fault('OWN_FEED_INVALID', 'this is not a JSON object');
}

function rejectsOf(outcomes: OwnFeedImport, lines: readonly number[]): Reject[] {
  return outcomes.flatMap((one, i) =>
    one instanceof Fault ? [{ line: lines[i] ?? 0, code: one.code, detail: one.detail }] : [],
  );
}

function refused([first, ...more]: readonly Reject[]): Fault {
  const rest = more.length === 0 ? '' : `, and ${String(more.length)} more`;
  return new Fault('OWN_FEED_IMPORT', `line ${String(first?.line)}: ${first?.detail ?? ''}${rest}`);
}
