/** An object as a title shows it: its value, shortened. */
export function textOf({ type, ...values }: Readonly<Record<string, unknown>>): string {
  const parts = Object.values(values).filter((value) => typeof value === 'string' && value !== '');
  return `${String(type)} ${parts.join(' ')}`.slice(0, 200);
}
