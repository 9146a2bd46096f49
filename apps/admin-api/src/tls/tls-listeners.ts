import { hostname } from 'node:os';
import { Fault } from '@pksn/domain';
import { certificateFacts, isVouchedFor, readChain, readPrivateKey, requireUsable, standsFor } from '@pksn/runtime';
import type { CertificateFacts, TlsFiles } from '@pksn/runtime';
import type { ListenerReport, ProcessReports } from '@pksn/store-postgres';

/** A listener and its certificate, as administrators see them. */
export interface ListenerView {
  readonly process: string;
  readonly instance: string;
  readonly host: string;
  readonly port: number;
  readonly files: { readonly cert: string; readonly key: string };
  /** Whether what is handed in here becomes its certificate: it has the same files. */
  readonly isReplacedHere: boolean;
  /** The server's own first; empty when they cannot be read. */
  readonly chain: readonly CertificateFacts[];
  /** Whether the CA that endpoints are given vouches for it; null: none is configured, or it does not matter here. */
  readonly isVouchedFor: boolean | null;
  /** What is wrong with it, in words; null: nothing that is known. */
  readonly problem: string | null;
}

export interface OwnListener {
  readonly host: string;
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
}

/** The certificates of this listener and of those that other processes say they have. */
export class TlsListeners {
  constructor(
    private readonly own: OwnListener,
    private readonly files: TlsFiles,
    private readonly reports: Pick<ProcessReports, 'list'>,
    /** Certificates in PEM that vouch for the service, as endpoints are told; null: not known. */
    private readonly ca: () => Promise<string | null>,
  ) {}

  /** This process' own first. */
  async list(now: number): Promise<ListenerView[]> {
    const mine = `${hostname()}:${String(this.own.port)}`;
    const ca = await this.ca();
    const others = (await this.reports.list()).filter(
      ({ isRunning, process, instance, listener }) =>
        isRunning && listener !== null && !(process === 'admin-api' && instance === mine),
    );
    const { chain, problem } = await this.onDisk(now);
    const views = others.map(({ process, instance, listener }) =>
      viewOf(process, instance, listener as ListenerReport, this.isMine(instance, listener), ca, now),
    );
    const own = viewOf('admin-api', mine, { ...this.own, chain }, true, ca, now);
    return [{ ...own, problem: own.problem ?? problem }, ...views];
  }

  private isMine(instance: string, listener: ListenerReport | null): boolean {
    return instance.startsWith(`${hostname()}:`) && listener?.certFile === this.own.certFile;
  }

  private async onDisk(now: number): Promise<{ chain: string | null; problem: string | null }> {
    try {
      const { cert, key } = await this.files.current();
      requireUsable(readChain(cert), readPrivateKey(key), now);
      return { chain: cert, problem: null };
    } catch (error) {
      const chain = await this.files.current().then(
        ({ cert }) => cert,
        () => null,
      );
      return { chain, problem: Fault.from(error).detail };
    }
  }
}

function viewOf(
  process: string,
  instance: string,
  { host, port, certFile, keyFile, chain }: ListenerReport,
  isReplacedHere: boolean,
  ca: string | null,
  now: number,
): ListenerView {
  const about = { process, instance, host, port, files: { cert: certFile, key: keyFile }, isReplacedHere };
  try {
    const certificates = readChain(chain ?? '');
    const isVouched = ca === null ? null : isVouchedFor(certificates, ca, now);
    const hosts = isWildcard(host) || standsFor(certificates[0], host) ? null : `it does not name ${host}`;
    const problem = isVouched === false ? 'the CA that endpoints are given does not vouch for it' : hosts;
    return { ...about, chain: certificates.map(certificateFacts), isVouchedFor: isVouched, problem };
  } catch (error) {
    return { ...about, chain: [], isVouchedFor: null, problem: Fault.from(error).detail };
  }
}

/** Every address of the machine, which no certificate names. */
export function isWildcard(host: string): boolean {
  return ['0.0.0.0', '::', ''].includes(host);
}
