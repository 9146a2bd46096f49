/** A new private key and the request (PKCS #10) for a server certificate of it, both PEM. */
export interface CertificateRequest {
  readonly request: string;
  readonly key: string;
}

/** `names`: one or more host names and addresses, the first of which is the subject. */
export function requestCertificate(names: readonly string[]): Promise<CertificateRequest> {
  return requesting().makeRequest(names);
}

/** Loaded by whoever has to request: no other process needs ASN.1, which would take a tenth of its start. */
const requesting = (): typeof import('./certificate-request') =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as late as it is needed, and no module of ECMAScript
  require('./certificate-request') as typeof import('./certificate-request');
