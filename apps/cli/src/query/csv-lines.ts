import { isObjectError } from '@pksn/endpoint-client';
import { plain } from '../console/output';
import type { AnsweredLine } from './answered-line';

const COLUMNS = ['line', 'asked', 'zone', 'threat', 'product', 'feed', 'network', 'from', 'ageMs', 'code', 'detail'];

/** RFC 4180. */
export const CSV_HEADER = COLUMNS.join(',');

export function csvLine({ number, text, result }: AnsweredLine): string {
  const place = [number === null ? '' : String(number), text];
  if (isObjectError(result))
    return row([...place, 'error', '', '', '', '', '', '', result.error.code, result.error.detail]);
  const { zone, threat, product, source, network, from, ageMs } = result;
  const feed = source.kind === 'feed' ? `${source.feed}@${String(source.version)}` : source.kind;
  return row([...place, zone, threat ?? '', product ?? '', feed, network ?? '', from, String(ageMs), '', '']);
}

function row(cells: readonly string[]): string {
  return cells.map(cell).join(',');
}

/** What a spreadsheet would take for a formula is text: names come from vendors, and lines from anybody. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  const shown = plain(safe);
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
