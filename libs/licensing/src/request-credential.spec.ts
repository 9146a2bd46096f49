import type { FaultCode } from '@pksn/domain';
import {
  askerHeaders,
  generateIntegrationToken,
  generateLicenseKey,
  isIntegrationToken,
  nativeCredential,
  tokenCredential,
} from '.';
import type { TokenPlace } from '.';

const key = generateLicenseKey();
const token = generateIntegrationToken();
const bearer = ['Authorization', `Bearer ${key}`];
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });

/** What is thrown, as text: neither key nor token may be in it. */
function thrown(work: () => unknown): { code: string; text: string } {
  try {
    work();
  } catch (error) {
    const { code, message, detail, facts } = error as Record<string, unknown>;
    return { code: String(code), text: JSON.stringify({ message, detail, facts }) };
  }
  throw new Error('nothing was thrown');
}

it('makes tokens that are known for what they are', () => {
  expect(token).toMatch(/^pksnit_[A-Za-z0-9_-]{43}$/);
  expect(isIntegrationToken(token)).toBe(true);
  for (const other of [key, token.slice(1), `${token}A`, ` ${token}`, `${token}\n`, token.toUpperCase()]) {
    expect(isIntegrationToken(other)).toBe(false);
  }
  expect(new Set(Array.from({ length: 100 }, generateIntegrationToken)).size).toBe(100);
});

describe('our own routes', () => {
  it('take a license key as Bearer, or a token as X-Api-Key', () => {
    expect(nativeCredential(askerHeaders(['host', 'x', ...bearer]))).toEqual({ kind: 'key', text: key });
    expect(nativeCredential(askerHeaders(['X-API-Key', token]))).toEqual({
      kind: 'token',
      text: token,
      protocol: 'native',
    });
  });

  it.each<[string, string[], FaultCode]>([
    ['nothing', [], 'LICENSE_KEY_MISSING'],
    ['an empty token', ['x-api-key', ''], 'LICENSE_KEY_MISSING'],
    ['both', [...bearer, 'x-api-key', token], 'LICENSE_KEY_MISSING'],
    ['a token and another scheme', ['authorization', 'Basic eDp5', 'x-api-key', token], 'LICENSE_KEY_MISSING'],
    ['the key twice', [...bearer, ...bearer], 'LICENSE_KEY_MISSING'],
    ['the token twice', ['x-api-key', token, 'X-Api-Key', token], 'LICENSE_KEY_MISSING'],
    ['two tokens in one header', ['x-api-key', `${token}, ${token}`], 'LICENSE_KEY_MISSING'],
    ['a license key for a token', ['x-api-key', key], 'INTEGRATION_TOKEN_REQUIRED'],
    [
      'a license key for a token, misspelt',
      ['x-api-key', ` ${key.toLowerCase().slice(0, 30)}`],
      'INTEGRATION_TOKEN_REQUIRED',
    ],
  ])('refuse %s, and repeat nothing of it', (_name, headers, code) => {
    const { code: actual, text } = thrown(() => nativeCredential(askerHeaders(headers)));
    expect(actual).toBe(code);
    for (const secret of [key, token, key.toLowerCase().slice(0, 30)]) expect(text).not.toContain(secret);
  });
});

describe.each<[TokenPlace]>([['x-apikey'], ['x-api-key'], ['?key'], ['?apikey']])(
  'another protocol with its token as %s',
  (place) => {
    const isQuery = place.startsWith('?');
    const name = place.replace('?', '');
    /** The values in this place, with other things around them. */
    const read = (values: string[], more: string[] = []) => {
      const query = ['a=1', ...values.map((value) => `${name}=${encodeURIComponent(value)}`), 'b=2'].join('&');
      const headers = ['host', 'x', ...values.flatMap((value) => [name.toUpperCase(), value]), ...more];
      return tokenCredential(
        place,
        'virustotal',
        isQuery ? ['host', 'x', ...more] : headers,
        isQuery ? `/x?${query}` : '/x',
      );
    };

    it('is read there', () => expect(read([token])).toEqual({ kind: 'token', text: token, protocol: 'virustotal' }));

    it('is refused when it is missing, doubled or beside something else', () => {
      for (const values of [[], [''], [token, token], [token, 'other']]) {
        expect(() => read(values)).toThrow(refusal('LICENSE_KEY_MISSING'));
      }
      expect(() => read([token], bearer)).toThrow(refusal('LICENSE_KEY_MISSING'));
      expect(() => tokenCredential(place, 'virustotal', bearer, '/x')).toThrow(refusal('LICENSE_KEY_MISSING'));
    });

    it('is never a license key, which is not repeated', () => {
      const { code, text } = thrown(() => read([key]));
      expect(code).toBe('INTEGRATION_TOKEN_REQUIRED');
      expect(text).not.toContain(key);
    });
  },
);

describe('the headers of who asks', () => {
  const id = '0123456789abcdef0123456789abcdef';

  it('are found in any case, among others of the same length', () => {
    const others = ['Accept-Ranges', 'a', 'X-Api-Kez', 'b', 'Cache-Control', 'c', 'Forwarded', 'd'];
    expect(askerHeaders([...others, 'AUTHORIZATION', 'e', 'pksn-Endpoint', id, 'x-API-key', 'f', 'odd'])).toEqual({
      authorization: 'e',
      apiKey: 'f',
      endpointId: id,
    });
    expect(askerHeaders(others)).toEqual({ authorization: null, apiKey: null, endpointId: null });
  });

  it('name no endpoint when they name several, and refuse nobody for it', () => {
    for (const ids of [
      [id, id],
      [id, 'x'],
      ['', id, id],
    ]) {
      expect(askerHeaders(ids.flatMap((one) => ['PKSN-Endpoint', one]))).toMatchObject({ endpointId: null });
    }
  });
});
