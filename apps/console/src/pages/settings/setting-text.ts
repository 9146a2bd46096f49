import { bytes, count, duration } from '../../parts/number-text';
import type { SettingUnit } from './types';

/** Sizes of what a value may be typed in, largest first. */
export const STEPS: Readonly<Record<'duration' | 'bytes', readonly (readonly [string, number])[]>> = {
  duration: [
    ['days', 86_400_000],
    ['hours', 3_600_000],
    ['minutes', 60_000],
    ['seconds', 1_000],
    ['milliseconds', 1],
  ],
  bytes: [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
    ['B', 1],
  ],
};

/** The largest step of which the value is a whole number. */
export function stepOf(unit: 'duration' | 'bytes', value: number): string {
  return (STEPS[unit].find(([, size]) => value > 0 && value % size === 0) ?? STEPS[unit].at(-1))?.[0] ?? '';
}

/** As people read it; `says` gives the words for yes and no. */
export function valueText(
  unit: SettingUnit,
  value: number | boolean,
  language: string,
  says: (on: boolean) => string,
): string {
  if (typeof value === 'boolean') return says(value);
  if (unit === 'duration') return duration(value, language);
  return unit === 'bytes' ? bytes(value, language) : count(value, language);
}
