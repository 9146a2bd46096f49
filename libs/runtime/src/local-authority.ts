import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';
import type { Extension } from '@peculiar/x509';
import { Fault } from '@pksn/domain';

/** A certificate and its private key, both PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

const MS_PER_DAY = 86_400_000;
const AUTHORITY_DAYS = 3652;
/** The longest that client platforms accept from a server certificate. */
const LEAF_DAYS = 398;
/** Clients' clocks may be a little behind ours. */
const BACKDATE_MS = MS_PER_DAY;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

type Key = webcrypto.CryptoKey;

interface SigningAlgorithm {
  readonly name: string;
  readonly hash: string;
  readonly namedCurve?: string;
}

/** A self-signed CA that may issue leaves and nothing below. */
export async function issueAuthority(now: number): Promise<Issued> {
  cryptoProvider.set(webcrypto as never);
  const keys = await newKeys();
  const name = `CN=Private KSN local CA ${randomBytes(3).toString('hex')}`;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(now, AUTHORITY_DAYS),
    name,
    keys: keys as never,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey as never),
    ],
  });
  return issued(certificate, keys.privateKey);
}

/** A server certificate for `names` (host names and addresses), signed by `authority`, which it does not outlive. */
export function issueServer(authority: Issued, names: readonly string[], now: number): Promise<Issued> {
  return issueLeaf(authority, now, {
    subject: 'CN=Private KSN',
    use: ExtendedKeyUsage.serverAuth,
    more: [
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
    ],
  });
}

/** A client certificate for `name` (letters, digits, `._-`), signed by `authority`, or by itself where that is null. */
export function issueClient(authority: Issued | null, name: string, now: number): Promise<Issued> {
  return issueLeaf(authority, now, { subject: `CN=${name}`, use: ExtendedKeyUsage.clientAuth, more: [] });
}

async function issueLeaf(
  authority: Issued | null,
  now: number,
  { subject, use, more }: { subject: string; use: ExtendedKeyUsage; more: readonly Extension[] },
): Promise<Issued> {
  cryptoProvider.set(webcrypto as never);
  const keys = await newKeys();
  const issuer = authority === null ? null : new X509Certificate(authority.certificate);
  if (issuer !== null && issuer.notAfter.getTime() <= now)
    throw new Fault('CONFIG_INVALID', `the certificate of the authority ended ${issuer.notAfter.toISOString()}`);
  const times = validity(now, LEAF_DAYS);
  const notAfter = issuer !== null && issuer.notAfter < times.notAfter ? issuer.notAfter : times.notAfter;
  const certificate = await X509CertificateGenerator.create({
    ...times,
    notAfter,
    subject,
    issuer: issuer?.subject ?? subject,
    publicKey: keys.publicKey as never,
    signingKey: (authority === null ? keys.privateKey : await importKey(authority.key)) as never,
    signingAlgorithm: authority === null ? ALGORITHM : algorithmOf(createPrivateKey(authority.key)),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([use]),
      ...more,
      ...(issuer === null ? [] : [await AuthorityKeyIdentifierExtension.create(issuer)]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey as never),
    ],
  });
  return issued(certificate, keys.privateKey);
}

/** How a key signs. An authority of one's own may have another kind than those that are made here. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningAlgorithm {
  if (asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const namedCurve = CURVES[asymmetricKeyDetails?.namedCurve ?? ''];
  if (namedCurve !== undefined) return { name: 'ECDSA', namedCurve, hash: 'SHA-256' };
  throw new Fault('CONFIG_INVALID', 'the key of the authority is neither RSA nor of the curves P-256, P-384, P-521');
}

function validity(now: number, days: number): { serialNumber: string; notBefore: Date; notAfter: Date } {
  const from = now - BACKDATE_MS;
  // RFC 5280 4.1.2.2: a positive integer, so the first bit is 0.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01;
  return {
    serialNumber: serial.toString('hex'),
    notBefore: new Date(from),
    notAfter: new Date(from + days * MS_PER_DAY),
  };
}

async function newKeys(): Promise<{ privateKey: Key; publicKey: Key }> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function importKey(pem: string): Promise<Key> {
  const key = createPrivateKey(pem);
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithmOf(key) as webcrypto.EcKeyImportParams, false, ['sign']);
}

async function issued(certificate: X509Certificate, privateKey: Key): Promise<Issued> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey));
  const key = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }).export({ type: 'pkcs8', format: 'pem' });
  return { certificate: `${certificate.toString('pem')}\n`, key: key.toString() };
}
