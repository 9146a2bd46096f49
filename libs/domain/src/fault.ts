import { FAULT_CATALOG, FAULT_KINDS } from './fault-catalog';
import type { FaultCode, FaultEntry, FaultKind } from './fault-catalog';

/** Facts beside the code that a caller may show: never secrets, never object values. */
export type FaultFacts = Readonly<Record<string, unknown>>;

/**
 * An error that the product raises on purpose. `detail` is for the person who caused it, so it never holds a
 * secret. Everything that is not a Fault is a defect and reaches callers as `INTERNAL` without its text.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: string;
  readonly facts: FaultFacts;

  constructor(code: FaultCode, detail: string, options: { cause?: unknown; facts?: FaultFacts } = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
    this.facts = options.facts ?? {};
  }

  get entry(): FaultEntry {
    return FAULT_CATALOG[this.code];
  }

  get kind(): FaultKind {
    return this.entry.kind;
  }

  get status(): number {
    return FAULT_KINDS[this.kind].status;
  }

  get exitCode(): number {
    return FAULT_KINDS[this.kind].exitCode;
  }

  /** A Fault as it is, and anything else as INTERNAL with its text withheld and its cause kept for the log. */
  static from(error: unknown): Fault {
    return error instanceof Fault ? error : new Fault('INTERNAL', 'unexpected error', { cause: error });
  }
}
