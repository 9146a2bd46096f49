import type { PackageImportRow } from '@pksn/store-postgres';

/** What an import goes through, in this order; `awaiting-base`: what it builds on is damaged, and is rebuilt first. */
export const PHASES = ['waiting', 'verifying', 'awaiting-base', 'staging', 'sealing', 'activating'] as const;
export type Phase = (typeof PHASES)[number];

const ENDS: readonly string[] = ['active', 'held', 'rejected', 'unchanged'];
const HEARD = /^([1-9]\d{0,8})-(\d)-(\d{1,15})$/;

/** How far an import is; `total` 0: not known. */
export interface ImportProgress {
  readonly phase: Phase;
  /** Records. */
  readonly done: number;
  readonly total: number;
}

/** `attempt` counts from 1, and goes up when the work begins anew. */
export interface ImportStep extends ImportProgress {
  readonly attempt: number;
}

function isEnded({ state }: Pick<PackageImportRow, 'state'>): boolean {
  return ENDS.includes(state);
}

/** Null: it has ended. */
export function progressOf(
  row: Pick<PackageImportRow, 'state' | 'phase' | 'doneRecords' | 'totalRecords'>,
): ImportProgress | null {
  if (isEnded(row)) return null;
  const total = row.totalRecords ?? 0;
  if (row.state === 'staged' || row.state === 'ready') return { phase: 'activating', done: total, total };
  const phase = PHASES.find((one) => one === row.phase);
  if (row.state === 'received') return { phase: phase ?? 'waiting', done: 0, total };
  return { phase: phase ?? 'staging', done: row.doneRecords ?? 0, total };
}

/**
 * One import as a follower hears it: within an attempt phases only go forward, and what is done never falls. Work that
 * begins anew, after a failure or a crash, is another attempt.
 */
export class ImportSteps {
  constructor(private last: ImportStep | null) {}

  /** Null: it was told. */
  next(seen: ImportProgress): ImportStep | null {
    const { last } = this;
    if (last === null) return (this.last = { attempt: 1, ...seen });
    const forward = PHASES.indexOf(seen.phase) - PHASES.indexOf(last.phase);
    if (forward === 0 && seen.done === last.done) return null;
    const isAnew = forward < 0 || seen.done < last.done;
    return (this.last = { attempt: last.attempt + (isAnew ? 1 : 0), ...seen });
  }
}

export function stepName({ attempt, phase, done }: ImportStep): string {
  return [attempt, PHASES.indexOf(phase), done].join('-');
}

/** What a follower that comes back has heard last; null when that is no name of a step. */
export function heardStep(name: string): ImportStep | null {
  const [, attempt, index, done] = HEARD.exec(name) ?? [];
  const phase = PHASES[Number(index)];
  return phase === undefined ? null : { attempt: Number(attempt), phase, done: Number(done), total: 0 };
}
