import { X509Certificate } from 'node:crypto';
import { Fault } from '@pksn/domain';

/** A certificate in PEM, the first of a chain, as it is registered. Fault: PROXY_CERTIFICATE. */
export function readClientCertificate(pem: string): { readonly fingerprint: string; readonly expiresAt: Date } {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw new Fault('PROXY_CERTIFICATE', 'this is not a certificate in PEM', { cause });
  }
  if (certificate.ca) throw new Fault('PROXY_CERTIFICATE', 'this is the certificate of an authority');
  // OIDs of RFC 5280 4.2.1.12; without the extension a certificate is good for all.
  const uses = certificate.keyUsage as string[] | undefined;
  const forClients = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'];
  if (uses !== undefined && uses.length > 0 && !uses.some((one) => forClients.includes(one)))
    throw new Fault('PROXY_CERTIFICATE', 'this certificate is not one for clients');
  const expiresAt = new Date(certificate.validTo);
  return { fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(), expiresAt };
}
