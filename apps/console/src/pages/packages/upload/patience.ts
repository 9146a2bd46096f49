import { ApiError } from '../../../api/api-error';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const PASSING = [
  'SERVICE_UNAVAILABLE',
  'SERVICE_OVERLOADED',
  'REQUEST_TIMEOUT',
  'UPLOAD_INCOMPLETE',
  'UPLOAD_BUSY',
  'UPLOAD_OFFSET',
];
/** A line that bends what it carries may do so once; a part that is refused again and again is another trouble. */
const CHECKSUM_TRIES = 3;

/** How long to wait after a failure; a person may always try at once. */
export class Patience {
  private failures = 0;
  private checksums = 0;

  movedOn(): void {
    this.failures = 0;
    this.checksums = 0;
  }

  /** Milliseconds; null: waiting does not mend it. */
  after(error: unknown, chance: number = Math.random()): number | null {
    if (!(error instanceof ApiError) || !this.passes(error)) return null;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures++);
    return (longest * (1 + chance)) / 2;
  }

  private passes({ status, code }: ApiError): boolean {
    if (code === 'UPLOAD_CHECKSUM') return ++this.checksums < CHECKSUM_TRIES;
    return status === 0 || status === 502 || status === 503 || status === 504 || PASSING.includes(code);
  }
}
