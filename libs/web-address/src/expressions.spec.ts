import * as fc from 'fast-check';
import { Fault } from '@pksn/domain';
import { canonicalUrl, domainExpressions, expressionKey, expressionKeys, expressions } from './index';
import { EXPRESSION_HASHES, EXPRESSION_SETS } from './published-vectors.fixture';

it.each(EXPRESSION_SETS)('expressions of %p, the most specific first', (url, hosts, paths) => {
  expect(expressions(canonicalUrl(url))).toEqual(hosts.flatMap((host) => paths.map((path) => host + path)));
});

it('makes the maximum of 30 from seven labels and five directories', () => {
  const all = expressions(canonicalUrl('http://a.b.c.d.e.f.g/1/2/3/4/5.html?x=1'));
  expect(all).toHaveLength(30);
  expect(all[0]).toBe('a.b.c.d.e.f.g/1/2/3/4/5.html?x=1');
  expect(all[29]).toBe('f.g/');
});

it.each([
  ['com', ['com/']],
  ['b.c', ['b.c/']],
  ['a.b.c', ['a.b.c/', 'b.c/']],
  ['a.b.c.d.e.f.g', ['a.b.c.d.e.f.g/', 'c.d.e.f.g/', 'd.e.f.g/', 'e.f.g/', 'f.g/']],
])('a domain has the suffixes of a host: %p', (domain, all) => {
  expect(domainExpressions(domain)).toEqual(all);
  expect(expressions(canonicalUrl(`http://${domain}/`))).toEqual(all);
});

it.each(EXPRESSION_HASHES)('SHA-256 of %p', (expression, hex, prefix) => {
  const key = expressionKey(expression);
  expect(key).toHaveLength(32);
  expect(key.toString('hex').startsWith(hex)).toBe(true);
  expect(key.subarray(0, 4).toString('base64')).toBe(prefix);
});

describe('of any text that is a URL', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('a', 'b.c', '/', '//', '/../', '?', '#', '%2e', '%25', '.', ':80', '@', 'é', '[::1]', '0x7f.1'),
  );
  const url = fc.array(part, { maxLength: 12 }).map((parts) => `http://${parts.join('')}`);
  /** Calls back with what is no refusal. */
  const forUrls = (check: (canonical: ReturnType<typeof canonicalUrl>) => void): void => {
    fc.assert(
      fc.property(url, (text) => {
        try {
          check(canonicalUrl(text));
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
        }
      }),
      { numRuns: 2_000 },
    );
  };

  it('there are 1 to 30, each once, all printable ASCII, and the canonical form has the same', () => {
    forUrls((canonical) => {
      const all = expressions(canonical);
      expect(all.length).toBeGreaterThanOrEqual(1);
      expect(all.length).toBeLessThanOrEqual(30);
      expect(new Set(all).size).toBe(all.length);
      for (const one of all) expect(one).toMatch(/^[\x21-\x7e]+$/);
      expect(expressions(canonicalUrl(canonical.url))).toEqual(all);
    });
  });

  it('they hold the shorter ones of every directory above', () => {
    forUrls((canonical) => {
      const all = new Set(expressions(canonical));
      const directories = canonical.path.split('/').slice(1, -1);
      for (let depth = 0; depth < Math.min(4, directories.length + 1); depth++) {
        const path = `/${directories
          .slice(0, depth)
          .map((name) => `${name}/`)
          .join('')}`;
        const above = expressions({ ...canonical, path, query: null });
        for (const one of above) expect(all).toContain(one);
      }
    });
  });

  it('their keys are those of each alone', () => {
    forUrls((canonical) => {
      const all = expressions(canonical);
      expect(expressionKeys(all)).toEqual(all.map(expressionKey));
    });
  });
});
