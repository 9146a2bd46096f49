import type { SectionName } from '@pksn/domain';
import type { RowSource } from './input/input-row';
import type { RejectReason } from './reject-tally';

/** What happened to the rows of a build. */
export interface BuildReport {
  /** Rows read, without header, comments and empty lines. */
  rows: number;
  /** Rows that became objects, or parts of one. */
  taken: number;
  rejects: number;
  /** The most frequent first. */
  rejectReasons: readonly RejectReason[];
  /** Rows whose object was named by another row already. */
  merged: number;
  /** Addresses and hosts whose port was left out. */
  portsDropped: number;
  /** Hashes that belong to several objects and therefore lead to none. */
  ambiguousHashes: number;
  /** Web expressions that are too long to be carried in clear. */
  textsLeftOut: number;
  /** Columns or fields that mean nothing here. */
  ignoredFields: string[];
  /** What the inputs hold beside rows, such as STIX objects that are no indicators, by kind. */
  asides: { readonly kind: string; count: number }[];
  /** What else a person should know of an input. */
  notes: string[];
  /** Records of the resulting snapshot, per section. */
  counts: Partial<Record<SectionName, number>>;
  /** Deltas: records that the package puts and removes. */
  puts: number;
  removals: number;
}

export function emptyReport(): BuildReport {
  return {
    rows: 0,
    taken: 0,
    rejects: 0,
    rejectReasons: [],
    merged: 0,
    portsDropped: 0,
    ambiguousHashes: 0,
    textsLeftOut: 0,
    ignoredFields: [],
    asides: [],
    notes: [],
    counts: {},
    puts: 0,
    removals: 0,
  };
}

/** What an input that was read to its end says beside its rows. */
export function noteInput(
  report: BuildReport,
  { ignored, asides = new Map<string, number>(), notes = new Set() }: RowSource,
): void {
  for (const name of ignored) if (!report.ignoredFields.includes(name)) report.ignoredFields.push(name);
  for (const [kind, count] of asides) {
    const known = report.asides.find((one) => one.kind === kind);
    if (known === undefined) report.asides.push({ kind, count });
    else known.count += count;
  }
  for (const note of notes) if (!report.notes.includes(note)) report.notes.push(note);
}
