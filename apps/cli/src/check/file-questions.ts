import { QUERY_LIMITS } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { EndpointClient, EndpointResult } from '@pksn/endpoint-client';
import { inBatches } from '../query/in-batches';
import { pipelined } from '../query/pipelined';
import type { CheckedFile } from './checked-file';
import { answeredFile, unreadFile } from './checked-file';
import type { HashedFile } from './hash-pool';

/** Bulks under way at once, and how long few files wait for more of them. */
const BULKS_AT_ONCE = 4;
const IDLE_MS = 500;
/** After so many bulks in a row without any answer, hashing on is of no use. */
const SILENT_BULKS = 3;
/** The service may be there again in a moment after these; after others, such as a refused key, it says the same again. */
const PASSING: readonly Fault['kind'][] = ['unavailable', 'timeout', 'throttled', 'malformed'];

export interface FileAsker {
  readonly lookupMany: EndpointClient['lookupMany'];
}

/** Asks about hashed files in bulks while others are hashed. */
export class FileQuestions {
  private silent = 0;
  private refusal: Fault | null = null;

  /** `giveUp` is called once, when it is of no use to go on; what was hashed by then is reported as unanswered. */
  constructor(
    private readonly asker: FileAsker,
    private readonly giveUp: () => void,
    private readonly signal: AbortSignal,
  ) {}

  /** Why the service did not answer when it was asked last; null: it did. */
  get fault(): Fault | null {
    return this.refusal;
  }

  /** Every file, in the order hashed. */
  answers(files: AsyncIterable<readonly HashedFile[]>): AsyncGenerator<CheckedFile[]> {
    return pipelined(inBatches(files, QUERY_LIMITS.bulkObjects, IDLE_MS), BULKS_AT_ONCE, (batch) => this.ask(batch));
  }

  private async ask(batch: readonly HashedFile[]): Promise<CheckedFile[]> {
    const hashed = batch.filter(({ sha256 }) => sha256 !== null);
    const results = hashed.length === 0 ? [] : await this.results(hashed);
    let next = 0;
    return batch.map((file) =>
      file.sha256 === null ? unreadFile(file) : answeredFile(file, results[next++] as EndpointResult),
    );
  }

  private async results(files: readonly HashedFile[]): Promise<readonly EndpointResult[]> {
    try {
      const objects = files.map(({ sha256 }) => ({ file: sha256 ?? '' }));
      if (this.refusal !== null && !PASSING.includes(this.refusal.kind)) throw this.refusal;
      const results = await this.asker.lookupMany(objects, { signal: this.signal });
      this.heard(results.some((one) => 'error' in one || one.from !== 'nowhere'));
      return results;
    } catch (error) {
      if (!this.signal.aborted && !(error instanceof Fault)) throw error;
      const { code, detail } = this.signal.aborted ? STOPPED : this.refused(error as Fault);
      return files.map(() => ({ error: { code: code as Fault['code'], detail } }));
    }
  }

  private refused(fault: Fault): Fault {
    this.refusal = fault;
    if (!PASSING.includes(fault.kind)) this.giveUp();
    this.heard(false);
    return fault;
  }

  private heard(anything: boolean): void {
    if (anything) [this.silent, this.refusal] = [0, null];
    else if (++this.silent === SILENT_BULKS) this.giveUp();
  }
}

const STOPPED = { code: 'ENDPOINT_DEADLINE', detail: 'the check was stopped before it was asked' };
