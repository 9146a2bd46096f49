/** The fields of package rows, and those of overrides. */
const FIELDS = [
  ...['sha256', 'sha1', 'md5', 'url', 'domain', 'ip', 'certificateSha256', 'certificateSha1'],
  ...['softwareVendor', 'softwareProduct', 'softwareVersion', 'zone', 'threat', 'product', 'trustGroup'],
  ...['popularity', 'firstSeen', 'reason', 'expires', 'expiresAt'],
] as const;
const BY_NAME = new Map(FIELDS.map((field) => [field.toLowerCase(), field]));

/** One row of a file, by field; `object` as exports of overrides have it. */
export interface FileRow {
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, unknown>>;
  /** One object a line: nothing but its text. */
  readonly listed?: string;
  /** Why it cannot be read. */
  readonly flaw?: string;
}

const fieldOf = (name: string): string =>
  BY_NAME.get(
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]/g, ''),
  ) ?? name.trim();

/** Reads a table (CSV with a header line, by comma, semicolon or tab), NDJSON, or a list with one object a line. */
export function fileRows(text: string): FileRow[] {
  const plain = text.replace(/^\uFEFF/, '');
  const [first = ''] = plain.split(/\r?\n/, 1);
  if (first.trimStart().startsWith('{')) return jsonRows(plain);
  const separator = [',', ';', '\t'].find((one) => first.includes(one)) ?? ',';
  const names = first.split(separator).map((name) => fieldOf(name.replaceAll('"', '')));
  const isTable = names.some((name) => (FIELDS as readonly string[]).includes(name));
  return isTable ? tableRows(plain, separator, names) : listRows(plain);
}

function jsonRows(text: string): FileRow[] {
  return text.split(/\r?\n/).flatMap((one, i): FileRow[] => {
    if (one.trim() === '') return [];
    try {
      const value: unknown = JSON.parse(one);
      if (typeof value !== 'object' || value === null) return [{ line: i + 1, cells: {}, flaw: 'JSON' }];
      const cells = Object.fromEntries(Object.entries(value).map(([name, cell]) => [fieldOf(name), cell as unknown]));
      return [{ line: i + 1, cells }];
    } catch {
      return [{ line: i + 1, cells: {}, flaw: 'JSON' }];
    }
  });
}

function listRows(text: string): FileRow[] {
  return text.split(/\r?\n/).flatMap((one, i): FileRow[] => {
    const listed = one.trim();
    return listed === '' || listed.startsWith('#') ? [] : [{ line: i + 1, cells: {}, listed }];
  });
}

function tableRows(text: string, separator: string, names: readonly string[]): FileRow[] {
  const [, ...records] = csvRecords(text, separator);
  return records.flatMap(({ line, cells }): FileRow[] => {
    if (cells.every((cell) => cell === '')) return [];
    const given = names.flatMap((name, i): [string, string][] => {
      const cell = cells[i]?.trim() ?? '';
      return cell === '' ? [] : [[name, cell]];
    });
    return [{ line, cells: Object.fromEntries(given) }];
  });
}

/** RFC 4180: fields in quotes hold separators, ends of lines and doubled quotes. */
export function csvRecords(text: string, separator: string): { readonly line: number; readonly cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let [cell, isQuoted, line, begun] = ['', false, 1, 1];
  const endRecord = (): void => {
    cells.push(cell);
    records.push({ line: begun, cells });
    [cells, cell] = [[], ''];
  };
  for (let i = 0; i < text.length; i++) {
    const one = text.charAt(i);
    if (one === '\n') line++;
    if (isQuoted) {
      if (one !== '"') cell += one;
      else if (text[i + 1] === '"') cell += text.charAt(++i);
      else isQuoted = false;
    } else if (one === '"' && cell === '') isQuoted = true;
    else if (one === separator) {
      cells.push(cell);
      cell = '';
    } else if (one === '\n') {
      endRecord();
      begun = line;
    } else if (one !== '\r') cell += one;
  }
  if (cell !== '' || cells.length > 0) endRecord();
  return records;
}
