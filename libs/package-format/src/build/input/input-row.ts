/** What of a row names its objects. */
export const OBJECT_FIELDS = [
  'sha256',
  'sha1',
  'md5',
  'url',
  'domain',
  'ip',
  'certificateSha256',
  'certificateSha1',
  'softwareVendor',
  'softwareProduct',
  'softwareVersion',
] as const;
export type ObjectField = (typeof OBJECT_FIELDS)[number];

/** What a row may say, in the order in which rows carry it; names in headers are compared without regard to case. */
export const INPUT_FIELDS = [
  ...OBJECT_FIELDS,
  'zone',
  'threat',
  'product',
  'trustGroup',
  'popularity',
  'firstSeen',
] as const;
export type InputField = (typeof INPUT_FIELDS)[number];

const BY_LOWER_CASE = new Map<string, number>(INPUT_FIELDS.map((field, i) => [field.toLowerCase(), i]));

/** The place of each field in INPUT_FIELDS. */
export const FIELD = Object.fromEntries(INPUT_FIELDS.map((field, i) => [field, i])) as Readonly<
  Record<InputField, number>
>;

/** The place of a field by its name, or null when the name means nothing here. */
export function fieldOfName(name: string): number | null {
  return BY_LOWER_CASE.get(name.trim().toLowerCase()) ?? null;
}

/** For each field, in the order of INPUT_FIELDS, the index of its cell in a row; -1 when rows have none. */
export type Columns = readonly number[];

/** Cells in the order of INPUT_FIELDS, for formats without a header of their own. */
export const FIELD_COLUMNS: Columns = INPUT_FIELDS.map((_, i) => i);

export interface InputRow {
  /** Line on which the row begins, counted from 1. */
  readonly line: number;
  /** The name that the format itself gives the row, such as the id of a STIX indicator. */
  readonly id?: string;
  readonly cells: readonly string[];
  /** Of an entry of a MISP warning list: how the list means its entries, such as `hostname`. */
  readonly listType?: string;
  /** Why the row cannot be read at all; null when it can. */
  readonly flaw: string | null;
}

/** Rows of one input, in batches of a size that fits memory. */
export interface RowSource {
  batches(): AsyncGenerator<readonly InputRow[]>;
  /** Valid from the first batch on. */
  readonly columns: Columns;
  /** Names of columns or fields that mean nothing here; at most 100 are kept. */
  readonly ignored: ReadonlySet<string>;
  /** What the input holds beside its rows, counted by kind; valid at the end. */
  readonly asides?: ReadonlyMap<string, number>;
  /** What else there is to say of the whole input; valid at the end. */
  readonly notes?: ReadonlySet<string>;
}

/** A line longer than this, in characters, is no row. */
export const LINE_LIMIT = 1 << 20;
export const IGNORED_NAMES_LIMIT = 100;
