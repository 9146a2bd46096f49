import type { FaultCode } from '@pksn/domain';
import {
  generateSigningKey,
  parseEnvelope,
  PAYLOAD_TYPES,
  publicKeyFromRaw,
  signEnvelope,
  SIGNING_LIMITS,
  verifyEnvelope,
} from '.';
import type { Envelope, SigningKey } from '.';

const keys = Array.from({ length: 3 }, generateSigningKey) as [SigningKey, SigningKey, SigningKey];
const stranger = generateSigningKey();
const known = new Map(keys.map((key) => [key.keyid, publicKeyFromRaw(key.publicKey)]));
const payload = Buffer.from('{"a":1}');
const type = PAYLOAD_TYPES.packageManifest;
const good = signEnvelope(type, payload, keys);
const required = { payloadType: type, keys: known, threshold: 2 };
const first = good.signatures[0] ?? { keyid: '', sig: '' };

const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });

describe('form of an envelope', () => {
  it('comes back as it was, through JSON', () => {
    expect(parseEnvelope(JSON.parse(JSON.stringify(good)))).toEqual(good);
  });

  const forms: [string, unknown, FaultCode][] = [
    ['nothing', undefined, 'PACKAGE_BLOCK_MALFORMED'],
    ['null', null, 'PACKAGE_BLOCK_MALFORMED'],
    ['a list', [good], 'PACKAGE_BLOCK_MALFORMED'],
    ['text', JSON.stringify(good), 'PACKAGE_BLOCK_MALFORMED'],
    ['a key too many', { ...good, note: 1 }, 'PACKAGE_BLOCK_MALFORMED'],
    [
      'a key of the prototype',
      JSON.parse(`{"__proto__":1,${JSON.stringify(good).slice(1)}`),
      'PACKAGE_BLOCK_MALFORMED',
    ],
    ['a key too few', { payloadType: type, payload: good.payload }, 'PACKAGE_BLOCK_MALFORMED'],
    ['inherited keys', Object.create(good), 'PACKAGE_BLOCK_MALFORMED'],
    ['a payload type of no characters', { ...good, payloadType: '' }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a payload type of 129', { ...good, payloadType: 'x'.repeat(129) }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a payload type with a line break', { ...good, payloadType: 'a\nb' }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a payload that is no text', { ...good, payload: 1 }, 'PACKAGE_BLOCK_MALFORMED'],
    ['no signature', { ...good, signatures: [] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['signatures that are no list', { ...good, signatures: { 0: first } }, 'PACKAGE_BLOCK_MALFORMED'],
    ['17 signatures', { ...good, signatures: Array(17).fill(first) }, 'PACKAGE_BLOCK_MALFORMED'],
    ['one key twice', { ...good, signatures: [first, first] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a signature with a key too many', { ...good, signatures: [{ ...first, cert: '' }] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a signature without key id', { ...good, signatures: [{ sig: first.sig }] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a key id in capitals', { ...good, signatures: [{ ...first, keyid: 'A'.repeat(64) }] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a short key id', { ...good, signatures: [{ ...first, keyid: 'ab' }] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a short signature', { ...good, signatures: [{ ...first, sig: 'AAAA' }] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a long signature', { ...good, signatures: [{ ...first, sig: 'A'.repeat(132) }] }, 'PACKAGE_BLOCK_MALFORMED'],
    ['a signature that is no text', { ...good, signatures: [{ ...first, sig: null }] }, 'PACKAGE_BLOCK_MALFORMED'],
    [
      'a signature with a line break',
      { ...good, signatures: [{ ...first, sig: `${first.sig}\n` }] },
      'PACKAGE_ENCODING',
    ],
    ['a signature unpadded', { ...good, signatures: [{ ...first, sig: first.sig.slice(0, 86) }] }, 'PACKAGE_ENCODING'],
    ['a payload unpadded', { ...good, payload: good.payload.replace(/=+$/, '') }, 'PACKAGE_ENCODING'],
    ['a payload with spare bits', { ...good, payload: 'Zh==' }, 'PACKAGE_ENCODING'],
    ['a payload in the URL alphabet', { ...good, payload: '_-8=' }, 'PACKAGE_ENCODING'],
  ];
  it.each(forms)('refuses %s', (_name, value, code) => {
    expect(() => parseEnvelope(value)).toThrow(refusal(code));
    expect(() => parseEnvelope(value, 'LICENSE_FILE_MALFORMED')).toThrow(refusal('LICENSE_FILE_MALFORMED'));
  });

  it('takes a payload of 16 MiB and none of a byte more', () => {
    const full = Buffer.alloc(SIGNING_LIMITS.payloadBytes);
    expect(parseEnvelope({ ...good, payload: full.toString('base64') }).payload).toHaveLength(22_369_624);
    const over = Buffer.alloc(SIGNING_LIMITS.payloadBytes + 1).toString('base64');
    expect(() => parseEnvelope({ ...good, payload: over })).toThrow(refusal('PACKAGE_BLOCK_MALFORMED'));
  });
});

describe('verification', () => {
  it('returns the very bytes that were signed', () => {
    expect(verifyEnvelope(good, required)).toEqual(payload);
    expect(verifyEnvelope(good, { ...required, threshold: 3 })).toEqual(payload);
  });

  const flipped = Buffer.from(first.sig, 'base64');
  flipped[10] = (flipped[10] ?? 0) ^ 1;
  const mutants: [string, Envelope, FaultCode][] = [
    ['another payload', { ...good, payload: Buffer.from('{"a":2}').toString('base64') }, 'PACKAGE_SIGNATURE'],
    ['another payload type', { ...good, payloadType: PAYLOAD_TYPES.policy }, 'PACKAGE_PAYLOAD_TYPE'],
    ['one signature of two', signEnvelope(type, payload, keys.slice(0, 1)), 'PACKAGE_SIGNATURE'],
    ['one signature twice', { ...good, signatures: [first, first] }, 'PACKAGE_SIGNATURE'],
    [
      'signatures exchanged',
      { ...good, signatures: [{ ...first, sig: good.signatures[1]?.sig ?? '' }, ...good.signatures.slice(1)] },
      'PACKAGE_SIGNATURE',
    ],
    [
      'a flipped bit beside two good signatures',
      { ...good, signatures: [{ ...first, sig: flipped.toString('base64') }, ...good.signatures.slice(1)] },
      'PACKAGE_SIGNATURE',
    ],
    ['a stranger beside two good signatures', signEnvelope(type, payload, [...keys, stranger]), 'PACKAGE_SIGNATURE'],
    ['only strangers', signEnvelope(type, payload, [stranger, generateSigningKey()]), 'PACKAGE_SIGNATURE'],
    [
      'a stranger under a known key id',
      signEnvelope(type, payload, [keys[0], { ...stranger, keyid: keys[1].keyid }]),
      'PACKAGE_SIGNATURE',
    ],
    ['a signature over the bare payload', signEnvelope('', payload, keys), 'PACKAGE_PAYLOAD_TYPE'],
    [
      'signed under another type, then relabeled',
      { ...signEnvelope(PAYLOAD_TYPES.policy, payload, keys), payloadType: type },
      'PACKAGE_SIGNATURE',
    ],
  ];
  it.each(mutants)('refuses %s', (_name, envelope, code) => {
    expect(() => verifyEnvelope(envelope, required)).toThrow(refusal(code));
    expect(() => verifyEnvelope(envelope, { ...required, faults: 'LICENSE_FILE_UNTRUSTED' })).toThrow(
      refusal('LICENSE_FILE_UNTRUSTED'),
    );
  });

  it('ignores strangers only when asked to, and never counts them', () => {
    const mixed = signEnvelope(type, payload, [...keys, stranger]);
    expect(verifyEnvelope(mixed, { ...required, foreignSignatures: 'ignore' })).toEqual(payload);
    const one = signEnvelope(type, payload, [keys[0], stranger]);
    expect(() => verifyEnvelope(one, { ...required, foreignSignatures: 'ignore' })).toThrow(
      refusal('PACKAGE_SIGNATURE'),
    );
  });

  it('is a defect of the caller to ask for no signature', () => {
    expect(() => verifyEnvelope(good, { ...required, threshold: 0 })).toThrow(RangeError);
  });
});
