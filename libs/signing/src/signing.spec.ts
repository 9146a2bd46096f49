import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import {
  decodeCanonicalBase64,
  generateSigningKey,
  isFeedName,
  isVendorName,
  keyIdOf,
  preAuthenticationEncoding,
  publicKeyFromRaw,
  rawPublicKey,
  signEnvelope,
  signingKeyFromPem,
  signingKeyFromPrivate,
  signingKeyToPem,
  vendorOfFeed,
  verifyEnvelope,
} from '.';

/** RFC 8410 section 7: PKCS #8 of an Ed25519 seed. */
const privateKeyOfSeed = (seed: string) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'hex')]),
    format: 'der',
    type: 'pkcs8',
  });

describe('Ed25519', () => {
  const sha512OfAbc = createHash('sha512').update('abc').digest('hex');
  // RFC 8032 section 7.1, TEST 1, 2, 3 and SHA(abc): seed, public key, message, signature.
  it.each([
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
    [
      '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
      'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
      sha512OfAbc,
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
    ],
  ])(
    'reads the keys of the published vector %.8s and verifies its signature',
    (seed, publicKey, message, signature) => {
      const key = signingKeyFromPrivate(privateKeyOfSeed(seed));
      expect(key.publicKey.toString('hex')).toBe(publicKey);
      expect(key.keyid).toBe(createHash('sha256').update(Buffer.from(publicKey, 'hex')).digest('hex'));
      const verifier = publicKeyFromRaw(Buffer.from(publicKey, 'hex'));
      expect(verify(null, Buffer.from(message, 'hex'), verifier, Buffer.from(signature, 'hex'))).toBe(true);
      expect(verify(null, Buffer.from(`${message}00`, 'hex'), verifier, Buffer.from(signature, 'hex'))).toBe(false);
    },
  );

  it('refuses a malleated signature (RFC 8032 section 5.1.7: S below the group order)', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const key = generateSigningKey();
    const payload = Buffer.from('{}');
    const envelope = signEnvelope('t', payload, [key]);
    const sig = Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64');
    const s = BigInt(`0x${Buffer.from(sig.subarray(32)).reverse().toString('hex')}`) + order;
    const high = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    const forged = Buffer.concat([sig.subarray(0, 32), high]).toString('base64');
    const keys = new Map([[key.keyid, publicKeyFromRaw(key.publicKey)]]);
    const required = { payloadType: 't', keys, threshold: 1 };
    expect(verifyEnvelope(envelope, required)).toEqual(payload);
    expect(() => verifyEnvelope({ ...envelope, signatures: [{ keyid: key.keyid, sig: forged }] }, required)).toThrow(
      expect.objectContaining({ code: 'PACKAGE_SIGNATURE' }),
    );
  });

  it('keeps a key through PEM', () => {
    const key = generateSigningKey();
    const back = signingKeyFromPem(signingKeyToPem(key));
    expect(back.keyid).toBe(key.keyid);
    expect(rawPublicKey(back.privateKey)).toEqual(key.publicKey);
    expect(keyIdOf(back.publicKey)).toBe(key.keyid);
  });

  it('refuses what is no Ed25519 private key', () => {
    // RFC 8410 section 10.1: a public key where a private one belongs.
    const publicPem = createPublicKey(generateSigningKey().privateKey)
      .export({ format: 'pem', type: 'spki' })
      .toString();
    for (const pem of ['', 'no key', publicPem, signingKeyToPem(generateSigningKey()).slice(0, 60)]) {
      expect(() => signingKeyFromPem(pem)).toThrow(expect.objectContaining({ code: 'VENDOR_FOLDER' }));
    }
    const { privateKey } = generateKeyPairSync('x25519');
    const other = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(() => signingKeyFromPem(other)).toThrow(expect.objectContaining({ code: 'VENDOR_FOLDER' }));
  });
});

describe('DSSE pre-authentication encoding', () => {
  // github.com/secure-systems-lab/dsse, protocol.md, "Test Vectors".
  const type = 'http://example.com/HelloWorld';
  const body = Buffer.from('hello world');

  it('is the published one', () => {
    expect(preAuthenticationEncoding(type, body).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
  });

  it('verifies the published ECDSA P-256 signature', () => {
    const coordinate = (decimal: string): string =>
      Buffer.from(BigInt(decimal).toString(16).padStart(64, '0'), 'hex').toString('base64url');
    const key = createPublicKey({
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: coordinate('46950820868899156662930047687818585632848591499744589407958293238635476079160'),
        y: coordinate('5640078356564379163099075877009565129882514886557779369047442380624545832820'),
      },
      format: 'jwk',
    });
    const sig = 'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==';
    const options = { key, dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', preAuthenticationEncoding(type, body), options, Buffer.from(sig, 'base64'))).toBe(true);
    expect(
      verify('sha256', preAuthenticationEncoding(type, Buffer.from('hello')), options, Buffer.from(sig, 'base64')),
    ).toBe(false);
  });

  it('counts bytes, not characters', () => {
    expect(preAuthenticationEncoding('é', Buffer.from('ж')).toString()).toBe('DSSEv1 2 é 2 ж');
  });

  it('never maps two documents to the same bytes', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), fc.string(), fc.uint8Array(), (typeA, a, typeB, b) => {
        const same = Buffer.from(typeA).equals(Buffer.from(typeB)) && Buffer.from(a).equals(Buffer.from(b));
        expect(preAuthenticationEncoding(typeA, a).equals(preAuthenticationEncoding(typeB, b))).toBe(same);
      }),
    );
  });
});

describe('canonical base64', () => {
  // RFC 4648 section 10.
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foobar', 'Zm9vYmFy'],
  ])('%s', (plain, text) => {
    expect(decodeCanonicalBase64(text)?.toString()).toBe(plain);
  });

  it.each([
    'Zg',
    'Zg=',
    'Zh==',
    'Zg==\n',
    ' Zg==',
    'Zm9v=',
    'Zm9-',
    'Zm9_',
    'Zm9v====',
    'Zm 9',
    'Z===',
    '####',
    'Zg==Zg==',
  ])('refuses %j', (text) => expect(decodeCanonicalBase64(text)).toBeNull());

  it('accepts one spelling per value only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.string({ maxLength: 2 }), (bytes, at, piece) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(decodeCanonicalBase64(text)).toEqual(Buffer.from(bytes));
        const place = at % (text.length + 1);
        const altered = text.slice(0, place) + piece + text.slice(place + 1);
        const decoded = decodeCanonicalBase64(altered);
        if (altered !== text) expect(decoded?.equals(Buffer.from(bytes)) ?? false).toBe(false);
      }),
    );
  });
});

describe('names', () => {
  it.each(['a', 'acme', '0day', 'a-b-', 'a'.repeat(63)])('%s is a vendor name', (name) => {
    expect(isVendorName(name)).toBe(true);
    expect(isFeedName(`${name}/core`)).toBe(true);
    expect(vendorOfFeed(`${name}/core`)).toBe(name);
  });
  it.each(['', '-a', 'Acme', 'a_b', 'a/b', 'a'.repeat(64), 'acmé', 'a\n', 'a b', '..'])('%j is none', (name) => {
    expect(isVendorName(name)).toBe(false);
    expect(isFeedName(`${name}/x/y`)).toBe(false);
  });
  it.each(['acme', 'acme/', '/core', 'acme/Core', 'acme/core/x', 'acme//core', 'acme/core\n'])(
    '%j is no feed',
    (name) => {
      expect(isFeedName(name)).toBe(false);
    },
  );
});
