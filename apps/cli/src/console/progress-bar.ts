import type { Terminal } from './terminal';

const BAR_CELLS = 24;

/** How fast it goes and how long it still takes; null: not known. */
export interface Pace {
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}
const UNKNOWN_PACE: Pace = { perSecond: null, secondsLeft: null };

/** A line on standard error that a person watches; silent when nobody does. Redrawn only when it changes. */
export class ProgressBar {
  private drawn = '';

  constructor(private readonly terminal: Terminal) {}

  /** `total` 0 means that the end is not known. */
  show(
    what: string,
    done: number,
    total: number,
    unit: 'bytes' | 'records' | 'rows' | 'files',
    { perSecond, secondsLeft }: Pace = UNKNOWN_PACE,
  ): void {
    if (!this.terminal.watched) return;
    const text = (count: number): string => (unit === 'bytes' ? bytesText(count) : count.toLocaleString('en-US'));
    const line = total > 0 ? `${what} ${bar(done / total)} ${text(done)}` : `${what} ${text(done)} ${unit}`;
    const rate = perSecond === null ? '' : `, ${text(Math.round(perSecond))}/s`;
    const left = secondsLeft === null ? '' : `, ${durationText(secondsLeft)} left`;
    this.draw(`${line}${rate}${left}`.slice(0, this.terminal.columns - 1));
  }

  /** A line of its own making. */
  tell(line: string): void {
    if (this.terminal.watched) this.draw(line.slice(0, this.terminal.columns - 1));
  }

  clear(): void {
    if (this.drawn !== '') this.terminal.err(`\r\u001b[2K`);
    this.drawn = '';
  }

  private draw(line: string): void {
    if (line === this.drawn) return;
    this.terminal.err(`\r\u001b[2K${line}`);
    this.drawn = line;
  }
}

function bar(fraction: number): string {
  const share = Math.max(0, Math.min(1, fraction));
  const full = Math.round(share * BAR_CELLS);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_CELLS - full)}] ${Math.floor(share * 100)}%`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
