/** As the admin API shows a setting: milliseconds, bytes, a number of things, or a truth value. */
export interface SettingView {
  readonly name: string;
  readonly process: string;
  readonly unit: 'duration' | 'bytes' | 'count' | 'switch';
  readonly value: number | boolean;
  readonly origin: 'console' | 'environment' | 'default';
  readonly default: number | boolean;
  readonly awaitsRestart: boolean;
  readonly setBy: string | null;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** As a flag takes it: `30d`, `250ms`, bytes as a whole number. */
export function settingText({ unit }: Pick<SettingView, 'unit'>, value: number | boolean): string {
  if (unit !== 'duration' || typeof value !== 'number') return String(value);
  const [name, ms] = UNITS.find(([, size]) => value > 0 && value % size === 0) ?? ['ms', 1];
  return `${String(value / ms)}${name}`;
}
