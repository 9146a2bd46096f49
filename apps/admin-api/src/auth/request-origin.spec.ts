import { csrfToken, requireOwnPage } from './request-origin';
import { requireOwnPassword } from './token-check';

const TOKEN = 'a'.repeat(43);
const own = { host: 'ksn.example:9443', 'pksn-csrf': csrfToken(TOKEN) };
const judged = (method: string, headers: Record<string, string>): string => {
  try {
    requireOwnPage({ method, headers }, TOKEN);
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a request of a session', () => {
  it.each([
    ['POST', { ...own, 'sec-fetch-site': 'same-origin' }],
    ['DELETE', { ...own, origin: 'https://ksn.example:9443' }],
    ['GET', {}],
    ['GET', { 'sec-fetch-site': 'none' }],
    ['HEAD', { 'sec-fetch-site': 'same-origin' }],
  ])('of our own page is taken: %s %p', (method, headers) => {
    expect(judged(method, headers)).toBe('taken');
  });

  it.each([
    ['POST', { ...own }],
    ['POST', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['POST', { ...own, 'sec-fetch-site': 'same-site' }],
    ['POST', { ...own, 'sec-fetch-site': 'none' }],
    ['POST', { ...own, origin: 'https://ksn.example' }],
    ['POST', { ...own, origin: 'http://ksn.example:9443' }],
    ['POST', { ...own, origin: 'null' }],
    ['POST', { host: own.host, origin: `https://${own.host}` }],
    ['POST', { ...own, 'pksn-csrf': csrfToken('b'.repeat(43)), 'sec-fetch-site': 'same-origin' }],
    ['POST', { ...own, 'pksn-csrf': '', 'sec-fetch-site': 'same-origin' }],
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['GET', { 'sec-fetch-site': 'same-site' }],
    ['GET', { host: own.host, origin: 'https://evil.example' }],
  ])('of another is refused: %s %p', (method, headers) => {
    expect(judged(method, headers)).toBe('REQUEST_FOREIGN');
  });
});

it('does nothing but change the password while that is somebody else’s', () => {
  const session = { mustChangePassword: true };
  const code = (url: string): unknown => {
    try {
      requireOwnPassword(session, url);
      return null;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(['/api/v1/session', '/api/v1/account/password'].map(code)).toEqual([null, null]);
  expect(['/api/v1/sessions', '/api/v1/tokens', '/api/v1/accounts', ''].map(code)).toEqual(
    Array(4).fill('PASSWORD_CHANGE_NEEDED'),
  );
});
