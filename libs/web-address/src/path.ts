/**
 * The path rules on an unescaped path that begins with a slash: `/./` and `/../` are resolved, then runs of slashes
 * become one. They are not applied to the query.
 */
export function canonicalPath(path: string): string {
  if (!path.includes('/.') && !path.includes('//')) return path;
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  segments.forEach((segment, i) => {
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (i === segments.length - 1) kept.push('');
  });
  return collapsed(kept);
}

function collapsed(segments: readonly string[]): string {
  const named = segments.filter((segment) => segment !== '');
  if (named.length === 0) return '/';
  return `/${named.join('/')}${segments[segments.length - 1] === '' ? '/' : ''}`;
}
