import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { Fault } from '@pksn/domain';

/** What is told of a certificate; times in ISO 8601, digests in lower-case hexadecimal. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  /** Host names and addresses for which it stands. */
  readonly names: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  /** Such as `RSA 2048` or `EC prime256v1`. */
  readonly key: string;
}

/** Longer texts are no chains of certificates. */
export const PEM_CHARS = 65_536;
const CHAIN_LENGTH = 10;
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const RSA_BITS = 2_048;

/** The certificates in a PEM text, in its order; other text around them is passed over. Fault: TLS_CERTIFICATE. */
export function readChain(pem: string): readonly [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.length > PEM_CHARS ? [] : (pem.match(BLOCK) ?? []);
  try {
    const [leaf, ...others] = blocks.slice(0, CHAIN_LENGTH).map((block) => new X509Certificate(block));
    if (leaf !== undefined && blocks.length <= CHAIN_LENGTH) return [leaf, ...others];
  } catch (cause) {
    throw new Fault('TLS_CERTIFICATE', 'one of the certificates cannot be read', { cause });
  }
  throw new Fault('TLS_CERTIFICATE', `a chain has 1 to ${String(CHAIN_LENGTH)} certificates in PEM`);
}

/** The certificates of a PEM text and nothing that stands around them, such as a private key in the same file. */
export function onlyCertificates(pem: string): string {
  return (pem.match(BLOCK) ?? []).map((block) => `${block}\n`).join('');
}

/** A private key in PEM, without a password. Fault: TLS_CERTIFICATE, which says nothing of the key. */
export function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem.slice(0, PEM_CHARS));
  } catch {
    // The cause is dropped on purpose: it could quote key material.
    throw new Fault('TLS_CERTIFICATE', 'the private key is none in PEM, or needs a password');
  }
}

export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    serial: certificate.serialNumber.toLowerCase(),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    names: (certificate.subjectAltName ?? '')
      .split(', ')
      .flatMap((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1] ?? []),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    key: keyName(certificate.publicKey),
  };
}

/** Whether a server at `host` (a name or an address) may show the certificate. */
export function standsFor(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}

/** Whether the chain leads to one of the certificates in `ca` (PEM) that is valid at `now`. */
export function isVouchedFor(chain: readonly X509Certificate[], ca: string, now: number): boolean {
  const last = chain.at(-1);
  if (last === undefined || brokenLink(chain) !== null) return false;
  return readChain(ca).some(
    (one) => now < Date.parse(one.validTo) && (one.fingerprint256 === last.fingerprint256 || isIssuedBy(last, one)),
  );
}

/**
 * Whether servers can show the chain with this key at `now`. Fault: TLS_CERTIFICATE, with what is wrong: the pair, the time, the
 * order of the chain, the use or the size of the key.
 */
export function requireUsable(
  chain: readonly [X509Certificate, ...X509Certificate[]],
  key: KeyObject,
  now: number,
): void {
  const [leaf] = chain;
  const refuse = (flaw: string): never => {
    throw new Fault('TLS_CERTIFICATE', flaw);
  };
  if (!leaf.checkPrivateKey(key)) refuse('the private key does not belong to the first certificate');
  if (now >= Date.parse(leaf.validTo)) refuse('the certificate has expired');
  if (now < Date.parse(leaf.validFrom)) refuse('the certificate is not valid yet');
  const broken = brokenLink(chain);
  if (broken !== null) refuse(`certificate ${String(broken + 1)} of the chain was not issued by the one after it`);
  // OIDs of RFC 5280 4.2.1.12; without the extension a certificate is good for all.
  const uses = (leaf.keyUsage as string[] | undefined) ?? [];
  if (uses.length > 0 && !uses.some((one) => ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'].includes(one)))
    refuse('the certificate is not one for servers');
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = leaf.publicKey;
  if (type === 'rsa' && (details?.modulusLength ?? 0) < RSA_BITS)
    refuse(`the RSA key is shorter than ${String(RSA_BITS)} bits`);
  if (type !== 'rsa' && type !== 'ec') refuse('the key is neither RSA nor one of an elliptic curve that browsers know');
}

/** The first certificate that was not issued by the one after it, counted from 0. */
function brokenLink(chain: readonly X509Certificate[]): number | null {
  const broken = chain.findIndex((one, index) => {
    const issuer = chain[index + 1];
    return issuer !== undefined && !isIssuedBy(one, issuer);
  });
  return broken === -1 ? null : broken;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function keyName({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  const size = details?.modulusLength ?? details?.namedCurve;
  return `${(type ?? '').toUpperCase()}${size === undefined ? '' : ` ${String(size)}`}`;
}
