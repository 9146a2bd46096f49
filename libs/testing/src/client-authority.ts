import 'reflect-metadata';
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

export interface ClientAuthority {
  /** PEM, for whoever trusts it. */
  readonly certificate: string;
  /** A certificate for clients and its key, both PEM, in the shape that `tls.connect` takes. */
  issue(name: string): Promise<{ cert: string; key: string }>;
}

/** A CA that vouches for clients. */
export async function clientAuthority(now: number): Promise<ClientAuthority> {
  cryptoProvider.set(webcrypto as never);
  const keys = await newKeys();
  const times = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + DAY_MS), signingAlgorithm: ALGORITHM };
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...times,
    serialNumber: serial(),
    name: `CN=Clients ${serial()}`,
    keys: keys as never,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  return {
    certificate: `${ca.toString('pem')}\n`,
    issue: async (name) => {
      const own = await newKeys();
      const certificate = await X509CertificateGenerator.create({
        ...times,
        serialNumber: serial(),
        subject: `CN=${name}`,
        issuer: ca.subject,
        publicKey: own.publicKey as never,
        signingKey: keys.privateKey as never,
        extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
      });
      const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', own.privateKey));
      const key = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }).export({ type: 'pkcs8', format: 'pem' });
      return { cert: `${certificate.toString('pem')}\n`, key: key.toString() };
    },
  };
}

function serial(): string {
  const bytes = randomBytes(8);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
  return bytes.toString('hex');
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
