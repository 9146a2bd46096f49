import { setImmediate } from 'node:timers/promises';
import { OBJECT_FIELDS } from '@pksn/package-format';
import type { ObjectField } from '@pksn/package-format';
import type { GuardKey, GuardKind, GuardSource, SkippedRows } from '@pksn/store-postgres';
import { importLines } from '../overrides/import-lines';
import type { GuardRow } from './guard-keys';
import { guardKeys } from './guard-keys';

export const GUARD_BODY_BYTES = 1024 * 1024 * 1024;
const PORTION_KEYS = 5_000;
/** Reasons that are told apart; the rows of others are counted together. */
const REASONS = 20;
const ENTRY_CHARS = 300;
const OTHER = 'has another reason';

/**
 * The rows of a list as they are sent: a JSON object a line with the fields of an input row, `line` and, of one that
 * names no object, `reason`; `under` for a host with all that is under it. Fault: REQUEST_TOO_LARGE.
 */
export class GuardUpload implements GuardSource {
  entries = 0;
  private readonly reasons = new Map<string, { count: number; line: number }>();

  constructor(
    private readonly body: AsyncIterable<Buffer>,
    private readonly kind: GuardKind,
  ) {}

  get skipped(): readonly SkippedRows[] {
    return [...this.reasons].map(([reason, facts]) => ({ reason, ...facts })).sort((a, b) => b.count - a.count);
  }

  get keys(): AsyncIterable<readonly GuardKey[]> {
    return this.portions();
  }

  private async *portions(): AsyncGenerator<readonly GuardKey[]> {
    let portion: GuardKey[] = [];
    let line = 0;
    for await (const lines of importLines(this.body, GUARD_BODY_BYTES)) {
      for (const bytes of lines) {
        line += 1;
        if (bytes.length === 0) continue;
        for (const key of this.read(bytes.toString('utf8'), line)) portion.push(key);
        if (portion.length < PORTION_KEYS) continue;
        yield portion;
        portion = [];
      }
      await setImmediate();
    }
    yield portion;
  }

  private read(text: string, at: number): readonly GuardKey[] {
    const row = parsed(text);
    if (row === null) return this.skip('is not a JSON object', at);
    const line = typeof row['line'] === 'number' && Number.isSafeInteger(row['line']) ? row['line'] : at;
    if (typeof row['reason'] === 'string') return this.skip(row['reason'].slice(0, ENTRY_CHARS), line);
    const fields = guardRow(row);
    if (fields === null) return this.skip('has a field that is no text, or too long', line);
    const keys = guardKeys(fields, row['under'] === true ? 'hosts' : this.kind);
    if (typeof keys === 'string') return this.skip(keys, line);
    this.entries += 1;
    return keys;
  }

  private skip(reason: string, line: number): [] {
    // PostgreSQL takes neither NUL nor half characters.
    const plain = Buffer.from(reason).toString().replaceAll('\0', '');
    const name = this.reasons.has(plain) || this.reasons.size < REASONS ? plain : OTHER;
    const known = this.reasons.get(name);
    if (known === undefined) this.reasons.set(name, { count: 1, line });
    else known.count += 1;
    return [];
  }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function guardRow(row: Record<string, unknown>): GuardRow | null {
  const fields: Partial<Record<ObjectField, string>> = {};
  for (const field of OBJECT_FIELDS) {
    const value = row[field];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string' || value.length > ENTRY_CHARS || value.includes('\0') || !isWhole(value)) return null;
    fields[field] = value.trim();
  }
  return fields;
}

/** Half characters are none. */
function isWhole(text: string): boolean {
  return Buffer.from(text).toString() === text;
}
