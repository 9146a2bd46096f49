import type { Terminal } from './terminal';

export type Cell = string | number | boolean | null | undefined;

/** Prints a command's result: for people by default, as JSON with --json. */
export class Output {
  constructor(
    private readonly terminal: Terminal,
    readonly json: boolean,
  ) {}

  /** One result. `human` is called only when a person reads. */
  document(value: unknown, human: () => string | readonly string[]): void {
    if (this.json) return this.line(JSON.stringify(value));
    const text = human();
    if (typeof text === 'string') this.line(text);
    else text.forEach((one) => this.line(oneLine(one)));
  }

  /** One item of a stream: JSON is one document per line. */
  item(value: unknown, human: () => string): void {
    this.line(this.json ? JSON.stringify(value) : oneLine(human()));
  }

  /** Many items of a stream at once, which is one write. */
  items<T>(all: readonly T[], value: (one: T) => unknown, human: (one: T) => string): void {
    const text = (one: T): string => `${this.json ? plain(JSON.stringify(value(one))) : oneLine(human(one))}\n`;
    if (all.length > 0) this.terminal.out(all.map(text).join(''));
  }

  table(value: unknown, header: readonly string[], rows: readonly (readonly Cell[])[], empty: string): void {
    this.document(value, () => (rows.length === 0 ? empty : tableLines(header, rows)));
  }

  /** What a person may want to know, but no program: never on standard output. */
  note(text: string): void {
    if (!this.json) this.terminal.err(`${plain(text)}\n`);
  }

  /** What a person must have seen before a question is asked: on standard error, with --json as well. */
  beforeQuestion(line: string): void {
    this.terminal.err(`${oneLine(line)}\n`);
  }

  /** What happened while the command runs, on standard error: for machines one line of JSON with its name under `event`. */
  event(name: string, facts: object, human: readonly string[]): void {
    const lines = this.json ? [JSON.stringify({ event: name, ...facts })] : human;
    for (const one of lines) this.terminal.err(`${oneLine(one)}\n`);
  }

  private line(text: string): void {
    this.terminal.out(`${plain(text)}\n`);
  }
}

export function tableLines(header: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const lines = [
    header,
    ...rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '-' : String(cell)))),
  ];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  return lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The same for text that is one line, and must not look like several. */
export function oneLine(text: string): string {
  return plain(text).replaceAll('\n', '\uFFFD');
}

/** Names come from packages and customers: nothing of them may reach the terminal as a command. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}
