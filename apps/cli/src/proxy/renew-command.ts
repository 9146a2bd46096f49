import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { AuthorityFolder, loadTls, systemClock } from '@pksn/runtime';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { momentText } from '../console/moments';
import { requireWritable } from '../files/output-path';
import type { Session } from '../session';
import { BUNDLE, clientPair, serverPair, writeBundle } from './bundle';
import type { BundleFiles } from './bundle';
import type { ProxyView } from './proxy-view';
import { issuingAuthority, namesOf, serverCertificate } from './server-certificate';
import type { IssuingOptions } from './server-certificate';

export interface RenewOptions extends IssuingOptions {
  readonly bundle: string;
}

/** Puts new keys and certificates into a bundle; the certificate before stays good until it ends or is revoked. */
export async function renew(session: Session, name: string, options: RenewOptions): Promise<void> {
  const folder = resolve(options.bundle);
  const now = systemClock.now();
  const old = await oldCertificates(folder);
  await requireWritable(join(folder, BUNDLE.clientCert), '--bundle');
  const { name: called } = requireIts(
    await adminGet<ProxyView>(session, `proxies/${pathOf(name)}`),
    old.client,
    folder,
  );
  const issuer = await issuingAuthority(session.options, options);
  // A certificate of somebody else is not replaced unless that is asked for: endpoints trust whoever issued it.
  const isIssuers = issuer !== null && (options.authority !== undefined || isOf(old.server, issuer.certificate));
  const canServe = isIssuers || options.serverCert !== undefined;
  const server = canServe ? await serverCertificate(issuer, options, namesOf(old.server), now) : null;
  const client = await (issuer === null ? AuthorityFolder.selfSignedClient(called, now) : issuer.client(called, now));
  const body = { certificate: client.certificate };
  const proxy = await adminSend<ProxyView>(session, 'POST', `proxies/${pathOf(name)}/certificates`, body);
  const made = fingerprintOf(client.certificate);
  const files: BundleFiles = { ...clientPair(client), ...(server === null ? {} : serverPair(server)) };
  try {
    await writeBundle(folder, files);
  } catch (error) {
    await adminSend(session, 'DELETE', `proxies/${pathOf(proxy.id)}/certificates/${pathOf(made)}`);
    throw error;
  }
  const end = new Date(new X509Certificate(client.certificate).validTo).toISOString();
  session.output.document({ ...proxy, bundle: folder, serverRenewed: server !== null }, () => [
    `proxy ${proxy.name} has a new client certificate in ${folder}, good until ${momentText(end)}`,
    server === null
      ? 'its server certificate is as it was: --authority DIR renews it, too'
      : 'its server certificate is new as well',
    `once it runs with them, revoke the one before: pksn proxy revoke ${proxy.name} --certificate ${fingerprintOf(old.client)}`,
  ]);
}

/**
 * Faults: USAGE for a bundle of another proxy; PROXY_CONFLICT where a certificate beside that of the bundle is good: which of them is in
 * use nobody knows better than a person.
 */
function requireIts(proxy: ProxyView, client: string, folder: string): ProxyView {
  const { name, certificates } = proxy;
  const own = fingerprintOf(client);
  if (!certificates.some(({ fingerprint }) => fingerprint === own))
    throw new Fault('USAGE', `the certificate in ${folder} is not one of proxy ${name}`);
  const other = certificates.find(({ fingerprint, state }) => state === 'good' && fingerprint !== own);
  if (other === undefined) return proxy;
  throw new Fault(
    'PROXY_CONFLICT',
    `a certificate of proxy ${name} that is not in ${folder} is good, too; unless something runs with it, revoke it first: pksn proxy revoke ${name} --certificate ${other.fingerprint}`,
  );
}

/** Fault: USAGE, where there is no bundle. */
async function oldCertificates(folder: string): Promise<{ readonly server: string; readonly client: string }> {
  const path = (part: keyof typeof BUNDLE): string => join(folder, BUNDLE[part]);
  try {
    const { cert: client } = await loadTls({ cert: path('clientCert'), key: path('clientKey') });
    return { server: await readFile(path('serverCert'), 'utf8'), client };
  } catch (cause) {
    const reason = cause instanceof Fault ? cause.detail : `${path('serverCert')} cannot be read`;
    throw new Fault('USAGE', `--bundle ${folder} is no folder that pksn proxy enroll made: ${reason}`, { cause });
  }
}

function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
}

function isOf(certificate: string, authority: string): boolean {
  return new X509Certificate(certificate).checkIssued(new X509Certificate(authority));
}
