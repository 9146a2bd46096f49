import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';

export const CERTIFICATE_DEMANDS = ['required', 'optional', 'off'] as const;
export type CertificateDemand = (typeof CERTIFICATE_DEMANDS)[number];

/**
 * Ends connections whose client certificate is not vouched for by the CA of the listener, before a byte of a request is
 * read, and where they are required those without one. A license key is asked for all the same.
 *
 * The certificate itself is looked for: OpenSSL calls a resumed TLS 1.3 session verified that never had one.
 */
export function demandCertificates(server: Server, demand: CertificateDemand): void {
  if (demand === 'off') return;
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    const hasOne = socket.getPeerX509Certificate() !== undefined;
    if (hasOne ? !socket.authorized : demand === 'required') socket.destroy();
  });
}
