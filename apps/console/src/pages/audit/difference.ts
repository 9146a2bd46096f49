export interface Change {
  readonly name: string;
  /** Undefined: it was not there. */
  readonly before: unknown;
  readonly after: unknown;
  readonly isChanged: boolean;
}

export interface Told {
  /** Null: the entry tells no state before. */
  readonly changes: readonly Change[] | null;
  /** What else the entry tells. */
  readonly rest: readonly (readonly [name: string, value: unknown])[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What an entry tells of before and after, name by name. After is `after`, or else what stands beside `before`. */
export function told(detail: Fields): Told {
  const { before, after, ...beside } = detail;
  if (before === undefined && after === undefined) return { changes: null, rest: Object.entries(detail) };
  if (!isFields(before ?? {}) || !isFields(after ?? {})) {
    const changes = [{ name: '', before, after, isChanged: true }];
    return { changes, rest: Object.entries(beside) };
  }
  const was = (before ?? {}) as Fields;
  const is = (after ?? beside) as Fields;
  const names = [...new Set([...Object.keys(was), ...(after === undefined ? [] : Object.keys(is))])];
  const changes = names.map((name) => {
    const isChanged = JSON.stringify(was[name]) !== JSON.stringify(is[name]);
    return { name, before: was[name], after: is[name], isChanged };
  });
  const rest = Object.entries(beside).filter(([name]) => after !== undefined || !names.includes(name));
  return { changes, rest };
}

/** As people read it: text as it is, nothing as null, all else as JSON. */
export function valueText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
