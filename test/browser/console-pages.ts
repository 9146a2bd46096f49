import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const PAGES = join(__dirname, '../../apps/console/src/pages');

/** Addresses of all pages that need no parameter, and of those that name an example, as their areas list them. */
export function pageAddresses(): string[] {
  return readdirSync(PAGES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|[/\\])pages\.ts$/.test(name))
    .flatMap((name) => addressesIn(readFileSync(join(PAGES, name), 'utf8')))
    .sort();
}

/** An entry is from one `path:` to the next. */
function addressesIn(source: string): string[] {
  return source
    .split(/(?=\bpath: ')/)
    .slice(1)
    .flatMap((entry) => {
      const [, path = ''] = /^path: '([^']*)'/.exec(entry) ?? [];
      const [, sample] = /\bsample: '([^']*)'/.exec(entry) ?? [];
      if (sample !== undefined) return [`/${sample}`];
      return path.includes(':') || path.includes('*') ? [] : [`/${path}`];
    });
}
