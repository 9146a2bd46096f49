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
  await requireOwn(session, name, folder, old.client);
  await requireWritable(join(folder, BUNDLE.clientCert), '--bundle');
  const issuer = await issuingAuthority(session.options, options);
  const canServe = issuer !== null || options.serverCert !== undefined;
  const server = canServe ? await serverCertificate(issuer, options, namesOf(old.server), now) : null;
  const client = await (issuer === null ? AuthorityFolder.selfSignedClient(name, now) : issuer.client(name, now));
  const body = { certificate: client.certificate };
  const proxy = await adminSend<ProxyView>(session, 'POST', `proxies/${pathOf(name)}/certificates`, body);
  const made = proxy.certificates[0]?.fingerprint ?? '';
  const files: BundleFiles = { ...clientPair(client), ...(server === null ? {} : serverPair(server)) };
  try {
    await writeBundle(folder, files);
  } catch (error) {
    await adminSend(session, 'DELETE', `proxies/${pathOf(proxy.id)}/certificates/${pathOf(made)}`);
    throw error;
  }
  const end = proxy.certificates[0]?.expiresAt ?? '';
  session.output.document({ ...proxy, bundle: folder, serverRenewed: server !== null }, () => [
    `proxy ${proxy.name} has a new client certificate in ${folder}, good until ${momentText(end)}`,
    server === null
      ? 'its server certificate is as it was: --authority DIR renews it, too'
      : 'its server certificate is new as well',
    'once it runs with them, revoke the one before: ' + `pksn proxy revoke ${proxy.name} --certificate FINGERPRINT`,
  ]);
}

/** Fault: USAGE, for the bundle of another proxy, which would then be known as this one. */
async function requireOwn(session: Session, name: string, folder: string, client: string): Promise<void> {
  const { certificates } = await adminGet<ProxyView>(session, `proxies/${pathOf(name)}`);
  const fingerprint = new X509Certificate(client).fingerprint256.replaceAll(':', '').toLowerCase();
  if (!certificates.some((one) => one.fingerprint === fingerprint))
    throw new Fault(
      'USAGE',
      `--bundle ${folder} is not that of proxy ${name}, which is not known by its client certificate; name the right folder, or enroll the proxy again`,
    );
}

/** Fault: USAGE, where there is no bundle. */
async function oldCertificates(folder: string): Promise<{ readonly server: string; readonly client: string }> {
  const path = (part: keyof typeof BUNDLE): string => join(folder, BUNDLE[part]);
  try {
    const { cert } = await loadTls({ cert: path('clientCert'), key: path('clientKey') });
    return { client: cert, server: await readFile(path('serverCert'), 'utf8') };
  } catch (cause) {
    const reason = cause instanceof Fault ? cause.detail : `${path('serverCert')} cannot be read`;
    throw new Fault('USAGE', `--bundle ${folder} is no folder that pksn proxy enroll made: ${reason}`, { cause });
  }
}
