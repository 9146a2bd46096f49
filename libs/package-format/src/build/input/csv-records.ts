import { Fault } from '@pksn/domain';
import { LINE_LIMIT } from './input-row';

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** How a table in text is written. */
export interface CsvForm {
  /** One character between cells. */
  readonly delimiter: string;
  /** Whether a cell in quotes may hold delimiters and line ends. */
  readonly quotes: boolean;
  /** Lines that begin with this text are no records; null when there are none. */
  readonly comment: string | null;
  /** Whether the first record names the columns. */
  readonly header: boolean;
}

export const RFC_4180: CsvForm = { delimiter: ',', quotes: true, comment: null, header: true };

/**
 * Splits CSV text that arrives in pieces into records (RFC 4180: quotes, doubled quotes, line ends inside quotes;
 * CR LF or LF). Empty lines are no records. Written for speed: lines without a quote are split natively.
 * Throws BUILD_INPUT when a quote is not closed within LINE_LIMIT characters or text follows a closing quote.
 */
export class CsvSplitter {
  private rest = '';
  private line = 1;

  constructor(private readonly form: CsvForm = RFC_4180) {}

  /** The records that are complete with this piece. */
  push(piece: string): CsvRecord[] {
    const text = this.rest === '' ? piece : this.rest + piece;
    return this.split(text, false);
  }

  /** The record that the end of the input completes. */
  end(): CsvRecord[] {
    return this.split(this.rest, true);
  }

  private split(text: string, final: boolean): CsvRecord[] {
    const { delimiter, quotes, comment } = this.form;
    const out: CsvRecord[] = [];
    let at = 0;
    let quote = quotes ? text.indexOf('"') : -1;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline;
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      const isComment = comment !== null && text.startsWith(comment, at);
      if (quote >= 0 && quote < end && !isComment) {
        const record = this.quoted(text, at, final);
        if (record === null) break;
        out.push({ line: this.line, cells: record.cells });
        this.line += record.lines;
        at = record.end;
        continue;
      }
      if (newline < 0 && !final) break;
      const lineEnd = end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
      if (lineEnd > at && !isComment) out.push({ line: this.line, cells: text.slice(at, lineEnd).split(delimiter) });
      this.line++;
      at = end + 1;
    }
    this.rest = at < text.length ? text.slice(at) : '';
    if (this.rest.length > LINE_LIMIT) throw new Fault('BUILD_INPUT', `line ${this.line} does not end`);
    return out;
  }

  /** A record with quotes, cell by cell; null when the text ends before it does. */
  private quoted(text: string, start: number, final: boolean): { cells: string[]; end: number; lines: number } | null {
    const cells: string[] = [];
    let at = start;
    for (;;) {
      const cell = text[at] === '"' ? this.quotedCell(text, at, final) : plainCell(text, at, this.form.delimiter);
      if (cell === null) return null;
      cells.push(cell.value);
      const returned = text[cell.end] === '\r' && (text[cell.end + 1] === '\n' || cell.end + 1 === text.length);
      const lineEnd = returned ? cell.end + 1 : cell.end;
      if (text[lineEnd] === '\n' || (final && lineEnd >= text.length)) {
        return { cells, end: lineEnd + 1, lines: countNewlines(text, start, lineEnd) + 1 };
      }
      if (cell.end + 1 >= text.length && !final) return null;
      if (text[cell.end] !== this.form.delimiter)
        throw new Fault('BUILD_INPUT', `line ${this.line}: text follows a closing quote`);
      at = cell.end + 1;
    }
  }

  private quotedCell(text: string, start: number, final: boolean): { value: string; end: number } | null {
    let doubled = false;
    for (let from = start + 1; ;) {
      const close = text.indexOf('"', from);
      if (close < 0) {
        if (final) throw new Fault('BUILD_INPUT', `line ${this.line}: a quote is not closed`);
        return null;
      }
      if (close + 1 >= text.length && !final) return null;
      if (text[close + 1] !== '"') {
        const value = text.slice(start + 1, close);
        return { value: doubled ? value.replaceAll('""', '"') : value, end: close + 1 };
      }
      doubled = true;
      from = close + 2;
    }
  }
}

const CARRIAGE_RETURN = 0x0d;

/** A cell without quotes around it runs to the next delimiter or line end; a quote inside it is an ordinary character. */
function plainCell(text: string, start: number, delimiter: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++;
  if (text[end] !== delimiter && end > start && text[end - 1] === '\r') end--;
  return { value: text.slice(start, end), end };
}

function countNewlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
