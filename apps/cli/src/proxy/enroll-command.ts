import { X509Certificate } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { AuthorityFolder, isLoopback, systemClock } from '@pksn/runtime';
import { adminSend, pathOf } from '../admin/call';
import { authority, requireContext } from '../connection/query-target';
import { readTextFile } from '../connection/read-text-file';
import { momentText } from '../console/moments';
import type { GlobalOptions, Session } from '../session';
import { BUNDLE, clientPair, openBundle, serverPair, writeBundle } from './bundle';
import { boundText, certificateEnd } from './proxy-view';
import type { ProxyView } from './proxy-view';
import { issuingAuthority, serverCertificate, serverNames } from './server-certificate';
import type { IssuingOptions } from './server-certificate';

export interface EnrollOptions extends IssuingOptions {
  readonly out: string;
  readonly customer?: string;
  readonly host?: readonly string[];
  readonly port: number;
  readonly statusPort: number;
  readonly upstream?: readonly string[];
  readonly upstreamCa?: string;
  readonly force?: boolean;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Makes keys and certificates here, registers the client certificate, and writes what the proxy starts with. */
export async function enroll(session: Session, name: string, options: EnrollOptions): Promise<void> {
  const { customer = null, port, statusPort, force = false } = options;
  if (!NAME.test(name))
    throw new Fault('USAGE', 'a name has 1 to 63 letters, digits, dots, hyphens or underscores, the first no sign');
  const now = systemClock.now();
  const out = resolve(options.out);
  const issuer = await issuingAuthority(session.options, options);
  const server = await serverCertificate(issuer, options, serverNames(options.host), now);
  const client = await (issuer === null ? AuthorityFolder.selfSignedClient(name, now) : issuer.client(name, now));
  const upstream = await upstreamOf(session.options, options);
  const discard = await openBundle(out, force);
  let proxy: ProxyView;
  try {
    proxy = await adminSend<ProxyView>(session, 'POST', 'proxies', { name, customer, certificate: client.certificate });
  } catch (error) {
    await discard();
    throw error;
  }
  const config = {
    listen: { port, cert: BUNDLE.serverCert, key: BUNDLE.serverKey },
    upstream: { addresses: upstream.addresses, ca: BUNDLE.ca },
    identity: { cert: BUNDLE.clientCert, key: BUNDLE.clientKey },
    data: 'data',
    status: { host: '127.0.0.1', port: statusPort },
  };
  try {
    const texts = { ca: upstream.ca, config: `${JSON.stringify(config, null, 2)}\n` };
    await writeBundle(out, { ...serverPair(server), ...clientPair(client), ...texts });
  } catch (error) {
    // Nobody has its key.
    await adminSend(session, 'DELETE', `proxies/${pathOf(proxy.id)}`);
    throw error;
  }
  const near = upstream.addresses.filter((one) => isLoopback(new URL(one).hostname.replace(/^\[|\]$/g, '')));
  session.output.document({ ...proxy, bundle: out, config: join(out, BUNDLE.config) }, () => [
    `proxy ${name} is enrolled for ${boundText(proxy)}; its certificate is good until ${momentText(certificateEnd(proxy) ?? '')}`,
    `everything that it needs is in ${out}: move the folder to its machine, and start it there:`,
    `  node dist/apps/ksn-proxy/src/main.js --config ${join(out, BUNDLE.config)}`,
    ...near.map((one) => `it will ask ${one}, which is there on this machine alone: elsewhere it needs --upstream URL`),
  ]);
}

/** Whom the proxy asks, and who vouches for that. Faults: USAGE, CONTEXT_MISSING. */
async function upstreamOf(
  options: GlobalOptions,
  { upstream, upstreamCa }: EnrollOptions,
): Promise<{ readonly addresses: readonly string[]; readonly ca: string }> {
  const named = upstream ?? (options.server === undefined ? null : [options.server]);
  if (named === null && options.admin !== undefined)
    throw new Fault('USAGE', 'name the service, or the proxy above: --upstream URL, with --upstream-ca FILE');
  const isNeeded =
    named === null || (upstreamCa === undefined && options.cacert === undefined && options.admin === undefined);
  const context = isNeeded ? await requireContext(options) : null;
  const ca =
    upstreamCa === undefined ? await authority(options, context) : await readTextFile(upstreamCa, 'certificate file');
  if (ca === null) throw new Fault('USAGE', 'name who vouches for the upstream: --upstream-ca FILE, or --cacert FILE');
  if (!isCertificates(ca))
    throw new Fault('USAGE', 'who vouches for the upstream is named by certificates in PEM alone');
  return { addresses: (named ?? [context?.queryUrl ?? '']).map(originOf), ca };
}

/** A key beside them would go to the proxy's machine. */
function isCertificates(pem: string): boolean {
  try {
    return new X509Certificate(pem).validTo !== '' && !pem.includes('PRIVATE KEY');
  } catch {
    return false;
  }
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' && url.pathname === '/' && url.username === '' && url.search === '') return url.origin;
  throw new Fault('USAGE', `--upstream ${text.slice(0, 120)} is no address such as https://ksn.example.org:8443`);
}
