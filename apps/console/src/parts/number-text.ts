export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

export function percent(share: number, language: string, digits = 1): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share);
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1.5 GiB`: three digits are enough. */
export function bytes(value: number, language: string): string {
  const power = value < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(value) / 10));
  const figure = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value / 1024 ** power);
  return `${figure} ${BYTE_UNITS[power] ?? 'B'}`;
}

const DURATIONS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** The two largest units: `2 days, 3 hours`. */
export function duration(ms: number, language: string): string {
  if (ms < 1_000) return new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond' }).format(Math.round(ms));
  let rest = ms;
  const parts: string[] = [];
  for (const [unit, size] of DURATIONS) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole === 0 && parts.length === 0) continue;
    if (whole > 0)
      parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(whole));
    if (parts.length === 2 || unit === 'second') break;
  }
  return parts.slice(0, 2).join(', ');
}
