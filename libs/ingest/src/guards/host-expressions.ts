const MOST_LABELS = 128;

/** `a.b.c/path` is under `a.b.c/`, `b.c/` and `c/`; of an address, under itself. */
export function hostExpressions(expression: string): string[] {
  const slash = expression.indexOf('/');
  const host = slash < 0 ? expression : expression.slice(0, slash);
  if (host === '' || host.startsWith('[')) return [];
  const labels = host.split('.').slice(-MOST_LABELS);
  return labels.map((_, i) => `${labels.slice(i).join('.')}/`);
}
