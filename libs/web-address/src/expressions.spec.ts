import { canonicalUrl, domainExpressions, expressionKey, expressions } from './index';
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
