import { Fault } from '@pksn/domain';
import {
  certificateFacts,
  isVouchedFor,
  readChain,
  readPrivateKey,
  requestCertificate,
  requireUsable,
  standsFor,
} from '@pksn/runtime';
import type { CertificateFacts, Clock, TlsFiles, TlsPair } from '@pksn/runtime';
import type { TlsReplacement } from '@pksn/store-postgres';
import type { ListenerView, TlsListeners } from './tls-listeners';
import { isWildcard } from './tls-listeners';
import type { CertificateBody } from './tls-requests';

export interface TlsView {
  readonly listeners: readonly ListenerView[];
  /** What a revert would put in force again; null: nothing was replaced yet. */
  readonly former: CertificateFacts | null;
  /** Whether a key waits here for the certificate that was requested. */
  readonly isRequested: boolean;
}

export interface TlsDeskPorts {
  readonly files: TlsFiles;
  readonly listeners: TlsListeners;
  readonly replacement: TlsReplacement;
  readonly ca: () => Promise<string | null>;
  /** Where clients reach what shows these certificates, beside the address that was asked. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
}

/** The certificate of this listener, and of all that have the same files. Every process reads new files by itself. */
export class TlsDesk {
  constructor(private readonly ports: TlsDeskPorts) {}

  async show(): Promise<TlsView> {
    const { files, listeners, clock } = this.ports;
    const [former, requested] = await Promise.all([files.former(), files.requestedKey()]);
    return {
      listeners: await listeners.list(clock.now()),
      former: former === null ? null : certificateFacts(readChain(former.cert)[0]),
      isRequested: requested !== null,
    };
  }

  /** Faults: TLS_CERTIFICATE, TLS_UNFIT unless forced, TLS_FILES, DISK_FULL. */
  replace({ certificate, key = null, force }: CertificateBody, host: string, actor: string): Promise<TlsView> {
    return this.change('tls.replaced', actor, force, host, async () => ({
      cert: certificate,
      key: key ?? (await this.keyOf(certificate)),
    }));
  }

  /** The former pair again; the one in force becomes the former. Faults: NOT_FOUND, and those of `replace`. */
  revert(force: boolean, host: string, actor: string): Promise<TlsView> {
    return this.change('tls.reverted', actor, force, host, async () => {
      const former = await this.ports.files.former();
      if (former === null) throw new Fault('NOT_FOUND', 'no certificate was replaced yet');
      return former;
    });
  }

  /** A new key, which stays here, and the request for its certificate. Faults: TLS_FILES, DISK_FULL. */
  async request(wanted: readonly string[] | null, host: string, actor: string): Promise<object> {
    const { files, replacement } = this.ports;
    const named = certificateFacts(readChain((await files.current()).cert)[0]).names;
    const names = wanted ?? [...new Set([...named, ...this.hostsOf(host)])];
    if (names.length === 0) throw new Fault('REQUEST_MALFORMED', 'name at least one host');
    const { request, key } = await requestCertificate(names);
    await replacement.alone(async () => {
      await files.keepRequested(key);
      return { actor, action: 'tls.requested', subject: 'admin-api', detail: { names } };
    });
    return { request, names };
  }

  private async change(
    action: string,
    actor: string,
    force: boolean,
    host: string,
    pairOf: () => Promise<TlsPair>,
  ): Promise<TlsView> {
    const { files, replacement } = this.ports;
    await replacement.alone(async () => {
      const pair = await pairOf();
      const after = await this.judge(pair, force ? [] : this.hostsOf(host), force);
      const before = certificateFacts(readChain((await files.current()).cert)[0]);
      await files.replace(pair);
      const detail = { before: summary(before), after: summary(after), forced: force };
      return { actor, action, subject: 'admin-api', detail };
    });
    return this.show();
  }

  private async judge({ cert, key }: TlsPair, hosts: readonly string[], force: boolean): Promise<CertificateFacts> {
    const now = this.ports.clock.now();
    const chain = readChain(cert);
    requireUsable(chain, readPrivateKey(key), now);
    const missing = hosts.filter((host) => !standsFor(chain[0], host));
    if (missing.length > 0)
      throw new Fault('TLS_UNFIT', `the certificate does not name ${missing.join(', ')}`, { facts: { missing } });
    const ca = force ? null : await this.ports.ca();
    if (ca !== null && !isVouchedFor(chain, ca, now))
      throw new Fault('TLS_UNFIT', 'the CA that endpoints are given does not vouch for the certificate');
    return certificateFacts(chain[0]);
  }

  /** The key that was made for it here, or the one in use. */
  private async keyOf(certificate: string): Promise<string> {
    const { files } = this.ports;
    const [leaf] = readChain(certificate);
    for (const key of [await files.requestedKey(), (await files.current()).key])
      if (key !== null && leaf.checkPrivateKey(readPrivateKey(key))) return key;
    throw new Fault('TLS_CERTIFICATE', 'neither the requested key nor the one in use belongs to this certificate');
  }

  private hostsOf(asked: string): string[] {
    return [...new Set([...this.ports.hosts, asked])].filter((host) => !isWildcard(host));
  }
}

function summary({ fingerprint, names, notAfter }: CertificateFacts): object {
  return { fingerprint, names, notAfter };
}
