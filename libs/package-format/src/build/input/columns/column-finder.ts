import { Fault } from '@pksn/domain';
import { fieldOfName, IGNORED_NAMES_LIMIT, INPUT_FIELDS } from '../input-row';
import type { Columns } from '../input-row';
import type { ColumnPlan, ColumnTarget } from './column-plan';

/** Where the cells of a table are. */
export interface FoundColumns {
  /** Cells of a row: exactly with a header, at least without one. */
  readonly width: number;
  readonly indexes: ReadonlyMap<ColumnTarget, number>;
  /** The same for the fields alone. */
  readonly columns: Columns;
}

/** Finds the columns of a plan in a table. */
export class ColumnFinder {
  /** Columns that mean nothing here; at most 100. */
  readonly ignored = new Set<string>();

  constructor(private readonly plan: ColumnPlan) {}

  /** Throws BUILD_INPUT for a header that names no field, or one twice, or that lacks a column of the plan. */
  byHeader(header: readonly string[]): FoundColumns {
    const indexes = this.plan.columns.size === 0 ? fieldsOf(header) : this.planned(header);
    if (indexes.size === 0) throw new Fault('BUILD_INPUT', 'the header names no known field');
    const used = new Set(indexes.values());
    for (const [i, cell] of header.entries()) {
      if (!used.has(i) && this.ignored.size < IGNORED_NAMES_LIMIT) this.ignored.add(cell.slice(0, 100));
    }
    return found(header.length, indexes);
  }

  /** For tables without a header. Throws BUILD_INPUT unless the plan numbers its columns. */
  byNumber(): FoundColumns {
    const indexes = this.planned([]);
    if (indexes.size === 0) throw new Fault('BUILD_INPUT', 'a table without a header needs columns by number');
    return found(Math.max(...indexes.values()) + 1, indexes);
  }

  private planned(header: readonly string[]): Map<ColumnTarget, number> {
    const names = header.map(plainName);
    const indexes = new Map<ColumnTarget, number>();
    for (const [target, column] of this.plan.columns) {
      const named = names.indexOf(plainName(column));
      if (named >= 0 && names.lastIndexOf(plainName(column)) !== named) throw twice(column);
      const index = named >= 0 ? named : numbered(column, header.length);
      if (index === null) throw new Fault('BUILD_INPUT', `the header has no column ${column.slice(0, 100)}`);
      indexes.set(target, index);
    }
    return indexes;
  }
}

const MAX_COLUMNS = 10_000;

function numbered(column: string, width: number): number | null {
  const number = /^[1-9]\d{0,4}$/.test(column) ? Number(column) : Number.NaN;
  return number <= (width === 0 ? MAX_COLUMNS : width) ? number - 1 : null;
}

function plainName(name: string): string {
  return name.trim().toLowerCase();
}

function twice(name: string): Fault {
  return new Fault('BUILD_INPUT', `the header names ${name.slice(0, 100)} twice`);
}

function fieldsOf(header: readonly string[]): Map<ColumnTarget, number> {
  const indexes = new Map<ColumnTarget, number>();
  header.forEach((cell, i) => {
    const field = INPUT_FIELDS[fieldOfName(cell) ?? -1];
    if (field === undefined) return;
    if (indexes.has(field)) throw twice(cell);
    indexes.set(field, i);
  });
  return indexes;
}

function found(width: number, indexes: ReadonlyMap<ColumnTarget, number>): FoundColumns {
  return { width, indexes, columns: INPUT_FIELDS.map((field) => indexes.get(field) ?? -1) };
}
