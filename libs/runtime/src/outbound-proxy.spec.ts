import { outboundProxyFor } from './outbound-proxy';

const ORIGIN = 'https://ksn.example.org:13111';
const HTTPS_PROXY = 'http://user:secret@proxy.example.org:3128';

describe('the outbound proxy of the environment', () => {
  it('is shown by its host alone', () => {
    expect(outboundProxyFor(ORIGIN, { HTTPS_PROXY })).toEqual({
      variable: 'HTTPS_PROXY',
      host: 'proxy.example.org:3128',
      address: HTTPS_PROXY,
    });
    expect(outboundProxyFor(ORIGIN, { ALL_PROXY: 'proxy:1' })?.host).toBe('proxy:1');
  });

  it.each([{}, { HTTPS_PROXY: '' }, { HTTP_PROXY: HTTPS_PROXY }, { HTTPS_PROXY: 'http://' }])(
    'is none with %j',
    (environment) => expect(outboundProxyFor(ORIGIN, environment)).toBeNull(),
  );

  it.each<[string, string, boolean]>([
    ['*', ORIGIN, true],
    ['ksn.example.org', ORIGIN, true],
    ['.example.org', ORIGIN, true],
    ['other.org, EXAMPLE.org', ORIGIN, true],
    ['ksn.example.org:13111', ORIGIN, true],
    ['ksn.example.org:443', ORIGIN, false],
    ['ple.org', ORIGIN, false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.1.2.3:443', 'https://10.1.2.3', true],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['[fd00::1]:443', 'https://[fd00::1]', true],
    ['fd00::/8', 'https://[fd00::1]:8443', true],
    ['1.2.3', 'https://10.1.2.3', false],
  ])('with NO_PROXY %s, %s is excepted: %s', (NO_PROXY, origin, isExcepted) => {
    expect(outboundProxyFor(origin, { HTTPS_PROXY, NO_PROXY }) === null).toBe(isExcepted);
  });
});
