import fc from 'fast-check';
import { acceptSettings, certificateFingerprints, FieldReader, httpsOrigin, openSettings, parseCaPem } from '..';
import type { EndpointPolicy } from '..';
import { CA_PEM, draft, NOW, payloadOf, POLICY, Provider, refusal, signedText } from './settings.fixture';

const provider = new Provider().rotate();
const file = provider.file();
const load = (text: string) =>
  acceptSettings({ file: text, pinned: null, fingerprint: provider.fingerprint, now: NOW }).settings;
const malformed = refusal('SETTINGS_MALFORMED');

describe('the text of a settings file', () => {
  it('shows provider, contacts and date above the block', () => {
    expect(file.split('\n').slice(0, 6)).toEqual([
      'Provider: Example Provider',
      'Contact: help@provider.example',
      'Contact: +49 30 1234567',
      'Created: 2026-11-21T12:00:00.000Z',
      '',
      '-----BEGIN PROVIDER SETTINGS-----',
    ]);
  });

  it('survives CRLF, blank lines around it, and the loss of the lines above the block', () => {
    for (const text of [file.replaceAll('\n', '\r\n'), `\n\n${file}\n \n`, file.slice(file.indexOf('-----'))]) {
      expect(load(text).name).toBe('Example Provider');
    }
  });

  it('refuses lines above the block that say something else', () => {
    const lies = [
      file.replace('Provider: Example', 'Provider: Your Bank'),
      file.replace('help@provider.example', 'help@attacker.example'),
      file.replace('Created: 2026', 'Created: 2027'),
      file.replace('Contact: +49 30 1234567\n', ''),
      `Please call +1 555 0100 for the fingerprint.\n${file}`,
    ];
    for (const text of lies) expect(() => load(text)).toThrow(malformed);
  });

  it('refuses two files in one, text behind the block, no block and a block of nothing', () => {
    const block = file.slice(file.indexOf('-----'));
    const marks = '-----BEGIN PROVIDER SETTINGS-----\n-----END PROVIDER SETTINGS-----\n';
    for (const text of [file + file, block + block, `${file}P.S.`, '', 'hello', marks, marks + block]) {
      expect(() => load(text)).toThrow(malformed);
    }
  });

  it('refuses a file that is cut off anywhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length - 2 }), (length) => {
        expect(() => load(file.slice(0, length))).toThrow(malformed);
      }),
    );
  });

  it('refuses a change of any character of the block', () => {
    const start = file.indexOf('-----BEGIN');
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: file.length - 2 }),
        fc.constantFrom('A', 'z', '0', '/', '='),
        (at, put) => {
          fc.pre(file[at] !== put);
          expect(() => load(file.slice(0, at) + put + file.slice(at + 1))).toThrow(
            expect.objectContaining({ name: 'Fault', code: expect.stringMatching(/^SETTINGS_/) as string }) as Error,
          );
        },
      ),
    );
  });

  it('refuses a huge file without decoding it', () => {
    expect(() => load(file + '\n'.repeat(256 * 1024))).toThrow(malformed);
  });
});

describe('the payload of a settings file', () => {
  const payload = payloadOf(file);
  const signedFields = (fields: object): string => signedText(JSON.stringify(fields), provider.key);
  const withField = (name: string, value: unknown): string => signedFields({ ...payload, [name]: value });
  const policy = (change: object): EndpointPolicy => ({ ...POLICY, ...change });

  it.each(Object.keys(payload))('is refused when %s is edited without the key', (name) => {
    const edited = { ...payload, [name]: typeof payload[name] === 'string' ? `${payload[name] as string}x` : 7 };
    const signature = /"signatures":.*$/.exec(envelopeOf(file))?.[0] ?? '';
    const text = Buffer.from(JSON.stringify(edited)).toString('base64');
    const json = envelopeOf(file).replace(/"payload":"[^"]*"/, `"payload":"${text}"`);
    expect(json).toContain(signature);
    expect(() => load(armored(json))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^SETTINGS_(UNTRUSTED|MALFORMED)$/) as string }) as Error,
    );
  });

  it.each([
    'name',
    'contacts',
    'createdAt',
    'serial',
    'expiresAt',
    'services',
    'ca',
    'publicKey',
    'successions',
    'statements',
    'policy',
  ])('is refused without %s', (name) => {
    const { [name]: _, ...rest } = payload;
    expect(() => load(signedFields(rest))).toThrow(malformed);
  });

  it('may say what endpoints answer offline, outside of the policy that older endpoints read exactly', () => {
    const offline = { maxAgeHours: 24, beyond: 'error', switched: 'cache' } as const;
    expect(load(provider.file({ offline })).offline).toEqual(offline);
    expect(load(provider.file()).offline).toBeUndefined();
    expect(payload).not.toHaveProperty('offline');
  });

  it.each<[string, string, unknown]>([
    ['an empty name', 'name', ''],
    ['a name of several lines', 'name', 'A\nProvider: B'],
    ['a name that turns its direction', 'name', 'A\u202eB'],
    ['a name that is too long', 'name', 'x'.repeat(201)],
    ['too many contacts', 'contacts', Array.from({ length: 21 }, () => 'x')],
    ['a date without a time', 'createdAt', '2026-11-21'],
    ['a serial number of 0', 'serial', 0],
    ['a serial number as text', 'serial', '2'],
    ['an expiry before its creation', 'expiresAt', '2026-01-01T00:00:00Z'],
    ['no address', 'services', { query: [] }],
    ['an address without encryption', 'services', { query: ['http://ksn.example'] }],
    ['an address with a password', 'services', { query: ['https://a:b@ksn.example'] }],
    ['an address with a path', 'services', { query: ['https://ksn.example/v1'] }],
    ['an address that is not canonical', 'services', { query: ['https://KSN.example:443'] }],
    ['an address twice', 'services', { query: ['https://ksn.example', 'https://ksn.example'] }],
    ['a CA that is none', 'ca', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['text beside the CA', 'ca', `see below\n${CA_PEM}`],
    ['a proxy without encryption', 'policy', policy({ proxies: ['http://proxy.example'] })],
    ['an unknown rule', 'policy', policy({ contributionsForbiddenAtNight: true })],
    ['an unknown rule of a switch', 'policy', policy({ requests: { mode: 'free', value: true, until: 'noon' } })],
    ['an unknown mode', 'policy', policy({ requests: { mode: 'advised', value: true } })],
    ['contributions that begin by themselves', 'policy', policy({ contributions: { mode: 'free', value: true } })],
    ['offline limits without a part', 'offline', { maxAgeHours: 1, beyond: 'grey' }],
    ['offline limits beyond a year', 'offline', { maxAgeHours: 8_761, beyond: 'grey', switched: 'off' }],
    ['an unknown offline limit', 'offline', { maxAgeHours: 1, beyond: 'red', switched: 'off' }],
    ['a statement without languages', 'statements', [{ id: 'a', languages: [] }]],
    ['two statements of one id', 'statements', [...draft().statements, ...draft().statements]],
    ['a digest in upper case', 'statements', [{ id: 'a', languages: [{ language: 'en', sha256: 'A'.repeat(64) }] }]],
    ['a key of 31 bytes', 'publicKey', Buffer.alloc(31).toString('base64')],
  ])('is refused with %s', (_, name, value) => {
    expect(() => load(withField(name, value))).toThrow(malformed);
  });

  it('may have fields that this release does not know, where ignoring them lifts no rule', () => {
    const services = { ...draft().services, console: ['https://console.example'] };
    expect(load(signedFields({ ...payload, services, news: true })).services).toEqual(draft().services);
  });

  it('shows the three facts first, and each once', () => {
    const { name, ...rest } = payload;
    expect(() => load(signedFields({ ...rest, name }))).toThrow(malformed);
    const twice = JSON.stringify(payload).replace(/}$/, ',"name":"Other"}');
    expect(() => load(signedText(twice, provider.key))).toThrow(malformed);
    expect(() => load(signedText(JSON.stringify(payload, null, 1), provider.key))).toThrow(malformed);
  });

  it('is looked at only after the trust in its key was judged', () => {
    const stop = new Error('judged');
    const text = withField('policy', 'nonsense');
    expect(() =>
      openSettings(text, () => {
        throw stop;
      }),
    ).toThrow(stop);
  });
});

describe('addresses and certificates', () => {
  it('are brought to their one form', () => {
    expect(httpsOrigin('https://KSN.Example.ORG:443/')).toBe('https://ksn.example.org');
    expect(httpsOrigin('https://[2001:DB8::1]:8443')).toBe('https://[2001:db8::1]:8443');
    for (const text of [
      'http://a',
      'https://',
      'a.example',
      'https://a/?',
      'https://a/#',
      'https://a//',
      'https://a/b/',
    ]) {
      expect(httpsOrigin(text)).toBeNull();
    }
  });

  it('of a CA file travel without what stands around them, and never with a private key', () => {
    const read = new FieldReader('REQUEST_MALFORMED');
    expect(parseCaPem(read, `subject=CN\n${CA_PEM.replaceAll('\n', '\r\n')}\n${CA_PEM}`)).toBe(CA_PEM + CA_PEM);
    expect(certificateFingerprints(CA_PEM)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n';
    expect(() => parseCaPem(read, CA_PEM + key)).toThrow(refusal('REQUEST_MALFORMED'));
  });
});

function envelopeOf(text: string): string {
  const block = text.slice(text.indexOf('-----BEGIN')).split('\n').slice(1, -2).join('');
  return Buffer.from(block, 'base64').toString();
}

function armored(json: string): string {
  const lines =
    Buffer.from(json)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PROVIDER SETTINGS-----', ...lines, '-----END PROVIDER SETTINGS-----', ''].join('\n');
}
