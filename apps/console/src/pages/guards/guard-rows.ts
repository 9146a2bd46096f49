/** A row as the service takes it: fields that name an object, or why there is none. */
export type SentRow = Readonly<Record<string, string | number | boolean>>;

/** Fields of an input row, by their names in lower case. */
const FIELDS = new Map(
  [
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
  ].map((field) => [field.toLowerCase(), field] as const),
);
const HASHES: Readonly<Record<number, string>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };
const IP4 = /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?(:\d{1,5})?$/;
const IP6 = /^\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\]?(\/\d{1,3})?$/i;

/**
 * The rows of a list: one object a line (`#` begins a comment), CSV with a header of field names, NDJSON, or a MISP
 * warning list. What an entry is follows from its form; the service decides what can be guarded.
 */
export function guardRows(text: string): SentRow[] {
  const begin = text.trimStart();
  if (begin.startsWith('{')) return jsonRows(begin);
  const lines = text.split(/\r?\n/);
  const header = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  const columns = header < 0 ? [] : csvCells(lines[header] ?? '').map((name) => FIELDS.get(name.trim().toLowerCase()));
  if (columns.some((field) => field !== undefined)) return csvRows(lines, header, columns);
  return lines.flatMap((line, n) => (isEntry(line) ? [{ line: n + 1, ...objectRow(line.trim()) }] : []));
}

function isEntry(line: string): boolean {
  return line.trim() !== '' && !line.trimStart().startsWith('#');
}

function jsonRows(text: string): SentRow[] {
  const misp = warningList(text);
  if (misp !== null) return misp;
  return text.split(/\r?\n/).flatMap((line, n) => {
    if (line.trim() === '') return [];
    try {
      const row = JSON.parse(line) as Record<string, unknown>;
      const fields = Object.entries(row).flatMap(([name, value]) => {
        const field = FIELDS.get(name.toLowerCase());
        return field !== undefined && typeof value === 'string' ? [[field, value] as const] : [];
      });
      return [{ line: n + 1, ...Object.fromEntries(fields) }];
    } catch {
      return [{ line: n + 1, reason: 'is not a JSON object' }];
    }
  });
}

/** Its type says what the entries are: `cidr` networks, `hostname` hosts, `string` objects; null: it is none. */
function warningList(text: string): SentRow[] | null {
  let parsed: { list?: unknown; type?: unknown };
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return null;
  }
  const { list, type } = parsed;
  if (!Array.isArray(list)) return null;
  return list.map((entry, n) => {
    const line = n + 1;
    if (typeof entry !== 'string') return { line, reason: 'is no text' };
    if (type === 'cidr') return { line, ip: entry };
    if (type === 'hostname') return { line, domain: entry, under: true };
    return type === 'regex' ? { line, reason: 'is a regular expression' } : { line, ...objectRow(entry) };
  });
}

function csvRows(lines: readonly string[], header: number, columns: readonly (string | undefined)[]): SentRow[] {
  return lines.slice(header + 1).flatMap((text, n) => {
    if (!isEntry(text)) return [];
    const line = header + n + 2;
    const cells = csvCells(text);
    if (cells.length !== columns.length) return [{ line, reason: 'has another number of cells than the header' }];
    const fields = columns.flatMap((field, at) => {
      const value = cells[at]?.trim() ?? '';
      return field === undefined || value === '' ? [] : [[field, value] as const];
    });
    return [{ line, ...Object.fromEntries(fields) }];
  });
}

function csvCells(line: string): string[] {
  const cells = [''];
  let isQuoted = false;
  for (const character of line.replaceAll('""', '\0')) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) cells.push('');
    else cells[cells.length - 1] += character;
  }
  // A doubled quote is one within quotes, and nothing as a cell of its own.
  return cells.map((cell) => (cell === '\0' ? '' : cell.replaceAll('\0', '"')));
}

/** Told by its form, as `pksn` tells it. */
function objectRow(entry: string): Record<string, string> {
  // The lists of sha256sum name the file behind the hash.
  const [, hash] = /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?:\s+\*?\S.*)?$/i.exec(entry) ?? [];
  if (hash !== undefined) return { [HASHES[hash.length] ?? 'sha256']: hash };
  if (IP4.test(entry) || IP6.test(entry)) return { ip: entry };
  if (entry.includes('/')) return entry.startsWith('/') ? { reason: 'is a path' } : { url: entry };
  return entry.includes('.') ? { domain: entry } : { reason: 'names no object' };
}
